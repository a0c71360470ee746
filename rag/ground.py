"""Every sentence of a generated answer against the passages that it cites: figures, dates, names, places and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.gazetteer import named
from index.numerals import fold as fold_numbers
from index.numerals import number
from index.periods import periods
from rag.kinds import NAME, SAYS, TITLES
from rag.quantity import Quantity, quantities

MARK = re.compile(r"\[(\d{1,3})\]")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]*[”’」』）)]*(?:\s*\[\d{1,3}\])*")
_QUOTED = re.compile(r"[“「『]([^”」』]{2,})[”」』]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})年")
_DAY = re.compile(r"(?<![\d.])(\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?")
_NAMED = (
    re.compile(rf"({TITLES})[、，]?({NAME})(?=[^\u4e00-\u9fff]|{SAYS}|[在对就向和与及等出任率到]|$)"),
    re.compile(rf"(?<![\u4e00-\u9fff])()({NAME})(?={SAYS})"),
)
_MARKS = re.compile(r"[\s，,。.；;：:、“”‘’「」『』]")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the cited passages hold, read once."""

    text: str
    figures: tuple[Quantity, ...]
    years: frozenset[int]
    days: frozenset[tuple[int, int]]
    places: frozenset[str]


def cited(text: str) -> list[int]:
    """The numbers [n] of a text, in order, each once."""
    return list(dict.fromkeys(int(n) for n in MARK.findall(text)))


def faults(text: str, quotes: Sequence[str]) -> list[str]:
    """What keeps `text` from being shown as an answer that rests on `quotes` (passage n is quotes[n - 1]); empty when fine.

    Each sentence must carry a [n] that exists, and what it says must stand in a passage that it cites.
    """
    found: list[str] = []
    for sentence in _sentences(text):
        numbers = cited(sentence)
        unknown = [n for n in numbers if not 1 <= n <= len(quotes)]
        if unknown:
            found.append(f"引用了不存在的段落 {unknown}")
        elif not numbers:
            found.append(f"没有注明出处：{sentence[:30]}")
        else:
            found.extend(ungrounded(MARK.sub("", sentence), "\n".join(quotes[n - 1] for n in numbers)))
    return found


def ungrounded(sentence: str, evidence: str) -> list[str]:
    """What a sentence says that `evidence` does not hold, in words for the reader; empty when all of it stands there.

    Figures are compared by value (3000万 is 0.3亿, 三家 is 3家) with their unit, dates by year, month and day, names and
    quotations letter by letter.
    """
    held = _read(evidence)
    text = fold_numbers(sentence).text
    said = _read(sentence)
    found = [f"数字 {figure.text} 不在所引段落里" for figure in said.figures if not _stands(figure, held.figures)]
    found += [f"年份 {year} 不在所引段落里" for year in sorted(said.years - held.years)]
    found += [f"日期 {_words(day)} 不在所引段落里" for day in sorted(said.days) if not _dated(day, held.days)]
    found += [f"地名 {place} 不在所引段落里" for place in sorted(said.places - held.places)]
    found += [f"人名 {name} 不在所引段落里" for name in _names(text) if name not in held.text]
    letters = _MARKS.sub("", held.text)
    found += [f"引文“{words}”不在所引段落里" for words in _QUOTED.findall(text) if _MARKS.sub("", words) not in letters]
    return found


def _read(text: str) -> _Evidence:
    folded = fold_numbers(text).text
    dates = [match.span() for pattern in (_YEAR, _DAY) for match in pattern.finditer(folded)]
    dates += [(period.start, period.end) for period in periods(folded) if re.search(r"\d", period.text)]
    return _Evidence(
        text=folded,
        figures=tuple(quantities(folded, dates)),
        years=frozenset(year for match in _YEAR.finditer(folded) if (year := number(match[1]))),
        days=frozenset((number(match[1]) or 0, number(match[2]) or 0 if match[2] else 0) for match in _DAY.finditer(folded)),
        places=frozenset(entry.name for _, _, entry in named(folded) if entry.kind in ("county", "prefecture", "province")),
    )


def _stands(figure: Quantity, held: Sequence[Quantity]) -> bool:
    """Whether the evidence has this number of the same unit."""
    return any((figure.value, figure.top) == (other.value, other.top) and figure.unit == other.unit for other in held)


def _dated(day: tuple[int, int], held: frozenset[tuple[int, int]]) -> bool:
    """Whether the evidence has this day, or for a month alone any day of it."""
    return day in held or (not day[1] and any(month == day[0] for month, _ in held))


def _words(day: tuple[int, int]) -> str:
    return f"{day[0]}月" + (f"{day[1]}日" if day[1] else "")


def _names(text: str) -> Iterator[str]:
    """Names of people: what follows a title, or stands before a word of saying."""
    for pattern in _NAMED:
        yield from (match[2] for match in pattern.finditer(text))


def _sentences(text: str) -> list[str]:
    pieces = [m.group().strip() for m in _SENTENCE.finditer(text)]
    return [piece for piece in pieces if re.search(r"\w", MARK.sub("", piece))]
