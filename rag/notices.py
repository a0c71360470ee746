"""What the reader should know beside an answer: how 今年 was read, other times, rival and newer values, bare mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from index.article import Article
from index.lexicon import fold
from index.places import home, places
from rag.answer import Notice, Scope
from rag.kinds import wanted
from rag.lines import read
from rag.question import Question
from rag.rank import Ranked, Sentence
from rag.retrieve import Found

_RELATIVE = {"今年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2}
_WHOLE = re.compile(r"(?<![列居占在于])全市(?!第|前|最|平均|排|各)")  # 列全市第2位 is still of the county
_NOW = re.compile(r"现在|目前|如今|当前")
_LAST_YEAR, _BASE = re.compile(r"[比较](去年|上年|上一年|前一年)"), re.compile(r"[比较]((?:19|20)\d\d)年")
_WAYS = (re.compile(r"增长|增加|提高|提升|上升|上涨|涨"), re.compile(r"下降|减少|下滑|降低|降|跌"))  # up and down
_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_SAME = 5  # characters after two numbers that make them numbers of the same thing
_CODE = re.compile(
    r"“([^”]{2,12})”|([0-9]{0,4}[A-Za-z+][0-9A-Za-z+]{1,9}|[0-9]{2,4}[A-Za-z]|\d{4}(?=工作思路|思路))|((?:[一二三四五六七八九][\u4e00-\u9fff]){2})"
)
_EXPLAIN = re.compile(r"是什么|是啥|啥是|什么是|指|意思|含义|内涵|内容|包括|解释")
_BARE = (
    r"(?:落实|践行|深化|贯彻|对标|构建|按照|发出|坚持|推进|实施|围绕)[^，。；]{0,6}“?%s”?"
    r"(?:工作)?(?:思路|要求|精神|动员令|[^，。；]{0,6}体系|部署|战略|$|[，,、])"
)


def notices(
    question: Question, ranked: Ranked, chosen: Sequence[tuple[Sentence, int]], scope: Scope, today: date | None
) -> tuple[Notice, ...]:
    """What to tell beside the sentences `chosen`, best first, each with its [n]."""
    best = chosen[0][0]
    made = [*_period(question, best, scope, today), *counties(question, chosen)]
    if question.kind == "figure":
        made += _rivals(question, ranked, chosen)
        made += _other_periods(question, ranked, best)
    return tuple(made)


def turned(question: Question, short: str | None) -> tuple[Notice, ...]:
    """That the report tells of a rise where the question takes a fall for granted, or the other way round."""
    asks, says = ([bool(way.search(text)) for way in _WAYS] for text in (question.standalone, short or ""))
    if question.kind != "figure" or sum(asks) != 1 or sum(says) != 1 or asks == says:
        return ()
    told = next(match for way in _WAYS if (match := way.search(short or "")))
    said = next(match for way in _WAYS if (match := way.search(question.standalone)))
    return (Notice("scope", f"报道说的是“{told[0]}”，不是“{said[0]}”。"),)


def compared(question: Question, short: str | None, date_: str | None) -> tuple[Notice, ...]:
    """That the report compares with another year than the one before, which the question takes for granted."""
    said, told = _LAST_YEAR.search(question.standalone), _BASE.search(short or "")
    if not said or not told or not date_ or int(told[1]) == int(date_[:4]) - 1:
        return ()
    return (Notice("period", f"报道比的是{told[1]}年，不是{said[1]}。"),)


def _period(question: Question, best: Sentence, scope: Scope, today: date | None) -> Iterator[Notice]:
    """How 今年 and the like were read, when that is not the year that the calendar says."""
    said = next((word for word in _RELATIVE if word in question.standalone), None)
    dated = best.article.date
    if not dated or any(period.since for period in question.periods):
        return
    year = int(dated[:4])
    if said and today and year != today.year:
        text = f"“{said}”按{year + _RELATIVE[said]}年理解（以{_day(dated)}的报道为准）。"
        if scope.until and scope.until[:4] < str(today.year):
            text += f"资料截至{_day(scope.until[:7])}，没有{today.year}年的数。"
        yield Notice("period", text)
    elif _NOW.search(question.standalone):
        yield Notice("as_of", f"此说法截至{_day(dated)}报道。")


def counties(question: Question, chosen: Sequence[tuple[Sentence, int]]) -> Iterator[Notice]:
    """Whose figures they are, when the question names no place and an article of one county answers."""
    for sentence, n in [] if question.places else chosen:
        where = home(sentence.article)
        county, told = where.county, any(place.kind in ("county", "zone") for place in places(sentence.text))
        if county and not told and not _WHOLE.search(sentence.text) and re.search(r"\d", sentence.text):
            yield Notice("scope", f"[{n}]出自{county}的报道，是{county}的情况，不是全市的。", (n,))


def _rivals(question: Question, ranked: Ranked, chosen: Sequence[tuple[Sentence, int]]) -> Iterator[Notice]:
    """Another number of the same thing: in the answer itself a conflict, in a newer report a reason to check."""
    best, first = chosen[0]
    said = _counted(question, best)
    told = [sentence for sentence, _ in chosen]
    for other, n in chosen[1:]:
        if _differs(said, _counted(question, other)):
            text = f"两处说法不一：{_of(best, said)}、{_of(other, _counted(question, other))}。建议注明出处或核实。"
            yield Notice("conflict", text, (first, n))
    for other in ranked.sentences[1:10]:
        newer = (other.article.date or "") > (best.article.date or "9")
        if newer and other not in told and _differs(said, _counted(question, other)):
            text = f"此数见{_day(best.article.date or '')}报道；{_of(other, _counted(question, other))}，建议核对后更新。"
            yield Notice("freshness", text)
            return


def _differs(said: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether both count the same thing and come to other numbers."""
    return any(said.get(words, number) != number for words, number in other.items())


def _other_periods(question: Question, ranked: Ranked, best: Sentence) -> Iterator[Notice]:
    """The same figure of another time than the one asked for."""
    form = wanted(question.standalone, question.kind)
    for other in ranked.sentences[1:12]:
        apart = other.feature("other_period") >= 1 and not other.feature("other_place")
        if form and apart and other.feature("near") >= 0.8 * best.feature("near") > 0.5:
            clauses = [m.group() for m in _CLAUSE.finditer(other.text) if form.search(fold(m.group()))]
            clause = max(clauses, key=lambda c: sum(t.weight for t in question.terms if t.within(fold(c))), default=None)
            period = next((p.resolved for p in other.candidate.line.periods), "")
            if clause:
                yield Notice("other_period", f"另有{period}：“{clause.strip()}”（{other.article.name}）。")
                return


def _counted(question: Question, sentence: Sentence) -> dict[str, str]:
    """The words after each number of the form wanted, with the number."""
    form = wanted(question.standalone, question.kind)
    text = sentence.candidate.line.text
    found = {}
    for match in form.finditer(text) if form else ():
        words = re.match(rf"[\u4e00-\u9fff]{{{_SAME}}}", text[match.end() :])
        if words:
            found[words[0]] = match[0]
    return found


def _of(sentence: Sentence, counted: Mapping[str, str]) -> str:
    return f"{_day(sentence.article.date or '')}报道为“{'、'.join(number + words for words, number in counted.items())}”"


def _day(day: str) -> str:
    """2025-03 as 2025年3月; 日期不详 for an empty date."""
    parts = [str(int(part)) for part in day.split("-")[:2] if part]
    return "年".join(parts) + ("月" if len(parts) == 2 else "年") if parts else "日期不详"


def unexplained(question: Question, found: Sequence[Found], articles: Mapping[str, Article]) -> tuple[str, int] | None:
    """A watchword asked about (“6293”, 三提三敢) with the number of places that only mention it; None when one explains it."""
    if not _EXPLAIN.search(question.standalone):
        return None
    texts = [read(articles[name]).text for name in dict.fromkeys(hit.passage.article_id for hit in found)]
    for match in _CODE.finditer(question.standalone):
        printed = next(group for group in match.groups() if group)
        counts = [_mentions(fold(word), texts) for word in printed.split("、")]
        if all(places and bare == places for places, bare in counts):
            return printed, max(places for places, _ in counts)
    return None


def _mentions(word: str, texts: Sequence[str]) -> tuple[int, int]:
    """How often these texts have a word, and how often they only mention it."""
    pattern = re.compile(_BARE.replace("%s", re.escape(word)))
    return sum(text.count(word) for text in texts), sum(len(pattern.findall(text)) for text in texts)
