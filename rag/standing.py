"""Where a rank is asked for, it must be the rank of that very thing: 装机排第几 is not answered by 可开发容量(全省最多)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.lexicon import fold
from rag.question import Question, Term
from rag.rank import Ranked, Sentence

REACH = 40  # of the sentences found, the best ones among which a rank of the thing is looked for
LEAST = 0.4  # the least share of the best score
HELD = 0.6  # the share of the weight of the thing's words that its rank must stand with
OWN = 0.3  # the same of the clause of the rank, where the clauses before it may hold the rest
TRACE = 0.1  # the same where no level is asked for (全省, 全市): less is the rank of something else
APART = 0.5  # a sentence that is so far of another time or place tells nothing

_ASKED = re.compile(
    r"第几(?![届批次个条期章版轮季年代天号部集]|[位名][\u4e00-\u9fff](?<![呢吗啊呀吧了的]))|排名|名次|位次|排在?(?:多少|哪|什么位|老几)"
)
_RANK = re.compile(
    r"第\s*(?:\d+|[一二三四五六七八九十]+)(?:[位名大强高长多快]|(?=\s*(?:[,，。;；、)）”]|$)))|首位|榜首|末位|前列|第一方阵"
    r"|[排位名]列?\s*\d+[位名]|前\s*(?:\d+|[一二三四五六七八九十]+)(?:[位名强列]|(?=[,，。;；、)）]|$))"
    r"|最[多大高快前好优强](?=的|[,，。;；、)）]|$)|[全各][国省市县区][^,，。;；]{0,4}最[多大高快前好优强]"
)
_CLAUSE = re.compile(r"[^,，。;；！？!?]+")
_BREAK = re.compile(r"[。;；！？!?]")
_AMOUNT = re.compile(
    r"[\d.]+\s*[十百千万亿]*(?:千瓦时?|平方米|平方公里|公里|个?百分点|[元家个项亩吨人名户条位次年月日%％倍件台套])?"
)
_PLAIN = re.compile(
    r"(?:剔除|扣除|不含|扣减)[^,，]*|[居列位排在为的和中是了达至较比]|占(?!地)|同比|环比|增长|增速|增幅|涨幅|提高|提升|下降|高于|低于|总量|总数|数量|规模|名次|位次|排名|综合|分别"
    r"|[均都也仍已稳]|连续|年度|平均|一季度|上半年|下半年|今年|去年|以来|其中|进入|保持|蝉联|跃居|升至|完成|实现|方面"
    r"|[全各][国省市县区]|全?世界|全球|山东省?|聊城市?|我[国省市县区]|[一二三四五六七八九十两]+[年个月]"
)
_SHARE = re.compile(r"占[^,，。;；占]{1,12}?的?(?:比重|比例|份额)")
_LEVELS = (
    ("国", re.compile(r"全国|我国|国内|中国")),
    ("省", re.compile(r"全省|我省|省内|山东|各市|地市|16市|十六市")),
    ("市", re.compile(r"全市|我市|市内|各县|县市区|县区")),
    ("县", re.compile(r"全县|全区|我县|各[乡镇]|乡镇")),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The sentence that ranks the thing, and its words that do, verbatim, from the name of the thing to the rank."""

    sentence: Sentence
    words: str


def asked(question: Question) -> bool:
    """Whether a question asks for one rank and nothing else."""
    return len(question.asks) < 2 and question.kind in ("figure", "other") and bool(_ASKED.search(question.standalone))


def standing(question: Question, ranked: Ranked) -> Standing | None:
    """The best sentence that ranks the very thing asked about, at the level asked (全省, 全市); None when none does."""
    words = _thing(question)
    best = ranked.sentences[0].score if ranked.sentences else 0.0
    for sentence in ranked.sentences[:REACH] if words else ():
        apart = sentence.feature("other_period") > APART or sentence.feature("other_place") > APART
        if sentence.score < LEAST * best or apart:
            continue
        for start, end in _runs(sentence.text):
            run = sentence.text[start:end]
            held = _held(question, words, run)
            if OWN <= held < HELD:
                held = _held(question, words, _BREAK.split(sentence.text[:start])[-1] + run)
            if held >= HELD and _level_fits(question.standalone, run):
                return Standing(sentence, run.strip(" “”"))
    return None


def astray(question: Question, sentences: Sequence[Sentence]) -> bool:
    """Whether sentences rank something, but not the thing asked about, or not at the level asked."""
    words = _thing(question)
    runs = [s.text[start:end] for s in sentences for start, end in _runs(s.text)]
    least = HELD if any(pattern.search(question.standalone) for _, pattern in _LEVELS) else TRACE
    return bool(runs and words) and not any(
        _level_fits(question.standalone, run) and _held(question, words, run) >= least for run in runs
    )


def plain(word: str) -> bool:
    """Whether a word is said of any metric (增长, 总量, 全省) and names none."""
    return not _PLAIN.sub("", word)


def _thing(question: Question) -> list[Term]:
    """The words of a question that name what is ranked."""
    where = [place.text for place in question.places]
    return [
        term
        for term in question.terms
        if not term.compound and not term.scope and not plain(term.word) and not any(term.word in text for text in where)
    ]


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of clauses that ends with a rank and begins with the clause that names what is ranked."""
    clauses = list(_CLAUSE.finditer(text))
    for i, clause in enumerate(clauses):
        if not _RANK.search(clause.group()):
            continue
        first = i
        while (
            not names(clauses[first].group())
            and first
            and not _BREAK.search(text[clauses[first - 1].end() : clauses[first].start()])
        ):
            first -= 1
        yield clauses[first].start(), clause.end()


def names(clause: str) -> bool:
    """Whether a clause names a thing beside ranks, amounts and what is said of any metric."""
    return len(re.findall(r"[\u4e00-\u9fffA-Za-z]", _PLAIN.sub("", _AMOUNT.sub("", _RANK.sub("", clause))))) > 1


def _held(question: Question, words: Sequence[Term], run: str) -> float:
    """The share of the weight of the thing's words that a run holds; what something is a share of does not count."""
    shares = "占" in question.standalone
    text = fold(run if shares else _SHARE.sub("占比", run))
    total = sum(term.weight for term in words)
    return sum(term.weight for term in words if term.within(text)) / total if total else 0.0


def _level_fits(asked_: str, run: str) -> bool:
    """Whether a rank is at the level that the question names; where either says none, it may be."""
    wanted = {level for level, pattern in _LEVELS if pattern.search(asked_)}
    rank = max(_RANK.finditer(run), key=lambda match: match.start(), default=None)
    told = {level for level, pattern in _LEVELS if rank and pattern.search(_CLAUSE.findall(run[: rank.end()])[-1])}
    return not wanted or not told or bool(wanted & told)
