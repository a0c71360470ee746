"""The paragraph that tells of a whole field: what 教育方面有哪些成绩 asks for stands under 教育提质促公平。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon import fold
from rag.question import Question
from rag.rank import Sentence

LEAST = 1.4  # the score of a paragraph that tells of the field
SIGN = 30  # characters of a first sentence that is a sign over its paragraph

_FIELD = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:事业|工作|服务)?(?:方面|领域|这一?块儿?|这一?方面|上面?(?=都?[做有取干办]))(?:的)?"
)
_LEADING = re.compile(
    r"^.*?(?:这|近)?[一二三四五六七八九十\d]+年(?:来|间)?|^.*?(?:帮我|给我|请|归纳|总结|概括|梳理|说说|介绍)(?:一?下)?|聊城市?(?:在)?|全市|我市|在"
)
_COUNTING = re.compile(r"[一二三四五六七八九十两几\d][个大项条类]|重点|哪|主要")
_FACT = re.compile(r"\d|[一二三四五六七八九十]+[个家项]|全覆盖|建成|启动|成功|获")


def telling(question: Question, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of the paragraph that tells of the field asked about, in their order; empty when there is none."""
    words = _field(question)
    if not words:
        return []
    paragraphs: dict[tuple[str, int], list[Sentence]] = {}
    for sentence in sentences:
        paragraphs.setdefault((sentence.article.article_id, sentence.candidate.line.paragraph), []).append(sentence)
    found = [sorted(run, key=lambda s: s.start) for run in paragraphs.values()]
    best = max(found, key=lambda run: (round(_score(question, words, run), 1), run[0].article.date or ""), default=[])
    if not best or _score(question, words, best) < LEAST:
        return []
    if len(best) == 1:
        after = paragraphs.get((best[0].article.article_id, best[0].candidate.line.paragraph + 1), [])
        return [*best, *sorted(after, key=lambda s: s.start)]
    facts = [s for s in (best[1:] if _sign(best[0]) else best) if _FACT.search(s.text) and not s.text.startswith("“")]
    return facts or best[1:]


def _field(question: Question) -> list[str]:
    """The words of the field, the whole first, then its halves."""
    match = _FIELD.search(question.standalone)
    name = fold(_LEADING.sub("", match[1])) if match else ""
    if len(name) < 2 or _COUNTING.search(name):
        return []
    halves = [name[:2], name[-2:]] if len(name) >= 4 else []
    return list(dict.fromkeys([name, *halves]))


def _sign(sentence: Sentence) -> bool:
    """Whether a sentence stands as a sign over its paragraph."""
    return len(sentence.text) <= SIGN and sentence.candidate.line.first


def _score(question: Question, words: Sequence[str], run: Sequence[Sentence]) -> float:
    """How much a paragraph is about the field."""
    lead, texts = run[0].candidate.line.text, [s.candidate.line.text for s in run]
    word = next((w for w in words if w in lead), None) or next((w for w in words if any(w in t for t in texts)), None)
    if word is None:
        return 0.0
    opening = re.split("[，,：:]", lead)[0]
    score = 1.5 * (word in lead and _sign(run[0])) + 1.0 * bool(re.search(rf"{word}[\u4e00-\u9fff]{{0,2}}方面", "".join(texts)))
    score += 0.6 * (word in opening) + 0.25 * min(sum(word in text for text in texts), 3)
    score += 0.1 * min(sum(bool(_FACT.search(text)) for text in texts), 4) - 0.3 * (word != words[0])
    home = run[0].candidate.reading.home
    school = run[0].feature("other_place") > 0 or (not question.places and bool(home.county))
    return score - 1.2 * school - 1.0 * (run[0].feature("other_period") > 0)
