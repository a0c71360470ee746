"""Time expressions that are no points of the calendar: “十四五”期间, 五年间, 连续3年, 近年来, 截至目前, 本月, 投产以来."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache
from importlib import resources

from index.dates import DAY, Kind, Period, Reference
from index.numerals import number

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_POLICY = re.compile(
    r"(?P<lead>到|至|截至)?(?:“(?P<name>[一二三]?十[一二三四五六七八九]?五|九五)”|(?P<plain>(?<![一二三四五六七八九])十[一二三四五六]五|九五(?=期间|以来|时期)))"
    r"(?P<tail>期间|以来|时期|末期?|初期?|前期|中期|收官)?(?P<rest>规划|收官|开局)?"
)
_YEARS = re.compile(
    rf"(?P<lead>过去(?:的|这)?|近|最近|这|未来|今后|此后|连续)?(?P<n>{_N})(?:个)?(?P<unit>年|月)(?P<tail>间(?!接|隔|作)|以来|来(?!自|到|看|说|临|源|访|料)|内|期间)?"
)
_WORDS = re.compile(
    r"(?P<now>截至(?:目前|发稿|记者发稿时?|今天|今日|当前|报道时)|截止目前|目前|当前|现如今|如今|眼下|现在|至今|迄今|今天|今日|当日|当天)"
    r"|(?P<vague>近年来?|近几年来?|近些年来?|(?<!\d)(?<![一二三四五六七八九十])多年来|长期以来|近日|日前|连日来|近期|近来|一直以来|每年|每月|每天|每日|历年来?)"
    r"|(?P<event>(?:(?<=[，。；、：\s”“])|^)自?(?![使让令])(?![\u4e00-\u9fff]{0,8}?[今去]年)[\u4e00-\u9fff]{2,8}以来)"
    r"|(?P<ready>(?:全部|全面|正式)?(?:投产|建成|达产|达效|竣工|投用|完工|建成投产|建成投用)后(?=，|可|年|预计|将))"
    rf"|(?P<month>(?:本月|上个?月|当月|下个?月)(?P<dated>{DAY}日)?)|(?P<season>今[春夏秋冬])"
    rf"|(?:(?<=[，。；：、\s于在京至到])|^)(?P<day>{DAY})日(?=[，、电讯至\-]|上午|下午|晚|凌晨|中午|早|在|召|举|$)"
)
_AHEAD = 14  # days; what a paper calls the 31st on the 8th is gone
_OFTEN = ("每", "历年")


@cache
def policies() -> dict[str, tuple[int, int]]:
    """The named policy periods with their first and last years (`policies.csv`, a line each)."""
    table = resources.files("index").joinpath("policies.csv").read_text("utf-8")
    rows = (line.split(",") for line in table.splitlines() if line and not line.startswith("#"))
    return {name: (int(first), int(last)) for name, first, last in rows}


def spells(text: str, now: Reference | None) -> Iterator[Period]:
    """The expressions of folded `text`, unordered; `text` is left empty."""
    for match in _POLICY.finditer(text):
        yield from _policy(match, now)
    for match in _YEARS.finditer(text):
        yield from _years(match, now)
    for match in _WORDS.finditer(text):
        yield _word(match, now)


def _period(
    match: re.Match[str],
    resolved: str,
    since: str | None = None,
    until: str | None = None,
    *,
    vague: bool = False,
    kind: Kind = "fact",
) -> Period:
    return Period(match.start(), match.end(), "", resolved, since, until, vague, kind)


def _policy(match: re.Match[str], now: Reference | None) -> Iterator[Period]:
    name = match["name"] or match["plain"]
    span = policies().get(name)
    if span is None or (match["rest"] and not match["tail"]):
        return
    tail = match["tail"] or ""
    since, until = f"{span[0]}-01-01", f"{span[1]}-12-31"
    ahead = bool(now and since > now.last)
    if tail == "以来":
        yield _period(match, f"“{name}”以来（{span[0]}年以来）", since, now.last if now else None)
        return
    if tail[:1] == "末":
        ahead = bool(now and until > now.last)
        since = f"{span[1]}-12-31"
        resolved = f"“{name}”末（{span[1]}年末）"
    elif tail[:1] == "初":
        until = f"{span[0]}-12-31"
        resolved = f"“{name}”初（{span[0]}年）"
    else:
        resolved = f"“{name}”{tail if tail not in ('', '收官') else '期间'}（{span[0]}—{span[1]}年）"
    yield _period(match, resolved, since, until, kind="target" if ahead else "fact")


def _years(match: re.Match[str], now: Reference | None) -> Iterator[Period]:
    lead, tail, count = match["lead"] or "", match["tail"] or "", number(match["n"]) or 0
    if not (lead or tail) or count == 0 or (tail == "内" and not lead) or (tail == "来" and not lead and count > 60):
        return
    if match.start() and re.match(r"[\d.第]", match.string[match.start() - 1]):
        return
    words = f"{lead}{count}{'年' if match['unit'] == '年' else '个月'}{tail}"
    if lead == "连续" or match["unit"] == "月" or now is None or count > 60 or lead in ("此后", "今后"):
        yield _period(match, words, vague=True)
    elif lead == "未来":
        yield _period(match, words, now.last, f"{now.year + count}-12-31", kind="target")
    else:
        last = now.year - 1 if now.month is not None and now.month <= 3 and lead != "近" else now.year
        until = min(f"{last}-12-31", now.last)
        resolved = f"{words}（{last - count + 1}—{last}年）" if count > 1 else words
        yield _period(match, resolved, f"{last - count + 1}-01-01", until, vague=lead in ("近", "最近"))


def _day(match: re.Match[str], now: Reference) -> Period:
    """A day without its month: of the text's own month, or of the month before when that has no such day or it is far ahead."""
    year, month = now.year, now.month or 1
    day = int(number(match["day"]) or 1)
    if day > monthrange(year, month)[1] or (now.day and day > now.day + _AHEAD):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    iso = f"{year:04d}-{month:02d}-{min(day, monthrange(year, month)[1]):02d}"
    return _period(match, f"{year}年{month}月{day}日", iso, iso)


def _word(match: re.Match[str], now: Reference | None) -> Period:
    printed = match[0]
    if match["now"]:
        return _now(match, now)
    if match["month"]:
        return _month(match, now)
    if match["day"] and now and now.month:
        return _day(match, now)
    if match["season"] and now:
        resolved = f"{now.year}年{printed[1]}季"
        return _period(match, resolved, f"{now.year}-01-01", f"{now.year}-12-31", vague=True)
    if match["ready"]:
        return _period(match, printed, vague=True, kind="target")
    until = now.last if now and not printed.startswith(_OFTEN) else None
    return _period(match, printed, None, until, vague=True)


def _now(match: re.Match[str], now: Reference | None) -> Period:
    """截至目前, 现在: up to the text's own date; 当天, 昨日 are days."""
    if now is None:
        return _period(match, match[0], vague=True)
    month = f"{now.month}月" if now.month else ""
    day = f"{now.day}日" if now.day and match[0] in ("今天", "今日", "当日", "当天") else ""
    since = now.last if day else None
    return _period(match, f"{'' if day else '截至'}{now.year}年{month}{day}", since, now.last)


def _month(match: re.Match[str], now: Reference | None) -> Period:
    if now is None or now.month is None:
        return _period(match, match[0], vague=True)
    months = now.year * 12 + now.month - 1 + {"上": -1, "下": 1}.get(match[0][0], 0)
    year, month = months // 12, months % 12 + 1
    day = number(match["dated"].removesuffix("日")) if match["dated"] else None
    if day and day <= monthrange(year, month)[1]:
        iso = f"{year:04d}-{month:02d}-{day:02d}"
        return _period(match, f"{year}年{month}月{day}日", iso, iso, kind="target" if iso > now.last else "fact")
    since, until = f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"
    return _period(match, f"{year}年{month}月", since, until, kind="target" if since > now.last else "fact")
