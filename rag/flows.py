"""What was added in a time beside what there is: 新增651家 never answers 有多少家, nor the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_ADDED = re.compile(r"新增|净增|新认定|新签|新引进|新开工|新建|新培育|新登记|新注册|新设|新入库|新获|新落地|新招|增加(?!值)|多了")
_ADDED_ASKED = re.compile(r"新增|净增|新认定|新签")
_STANDING_ASKED = re.compile(
    r"(?:有|达到?|共|总数|总量|数量|现在|目前|现有|最新).{0,6}(?:多少|几)|多少[家户]|数量|总数|总量|有几[家个户名]"
)
_DEEDS = re.compile(
    r"[新增添建签引招批拿创落推办评获]|多了|认定|培育|开工|投产|入库|改造|开展|组织|完成|实现|期间|以来|[五几]年|[全去今]年"
)
_OTHER = re.compile(
    r"高新|创新|[专革更清焕全]新|新(?:能源|型|时代|城|区|材料|兴|旧|质|三|闻)|公开|开发|开放|评价|推动|项目完成率"
)
_CLAUSE = re.compile(r"[，,；;。！？!?]")
_STANDS = re.compile(r"达|为|有|至|到|共|超|突破|累计|增至|升|提|占|是|建成|完成|实现|推动")


@lru_cache(maxsize=512)
def _asked(question: str) -> bool | None:
    """True where what was added is asked for, False where what there is, None where either may answer."""
    plain = _OTHER.sub("", question)
    if _ADDED_ASKED.search(plain):
        return True
    return False if _STANDING_ASKED.search(plain) and not _DEEDS.search(plain) else None


def fitting(form: re.Pattern[str], text: str, question: str) -> Iterator[re.Match[str]]:
    """The matches of the form wanted in a sentence that count what the question counts: what there is, or what was added.

    `question` asks for one thing; an empty one takes every match.
    """
    asked = _asked(question)
    for match in form.finditer(text):
        if asked is None or _added(text, match.start()) == asked:
            yield match


def _added(text: str, at: int) -> bool:
    """Whether the number at `at` tells what was added: its clause says so, or it goes on with a list whose first clause does."""
    clauses = _CLAUSE.split(text[:at])
    for clause in reversed(clauses):
        if _ADDED.search(clause):
            return True
        if _STANDS.search(clause) or re.search(r"[。！？；;]", clause):
            return False
    return False
