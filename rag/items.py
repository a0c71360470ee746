"""The items of a list as an article sets them out: numbered, or as sentences or paragraphs after an announcement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.numerals import number
from rag.lines import Line, Reading

LEAST = 3  # items that make a list
MOST = 10

_NUMBERED = re.compile(r"^([\u4e00-\u9fff]{0,3}?)([一二三四五六七八九十]{1,2})(?:[、:：.]|是)")
_ENDLESS = re.compile(r"(?:[—-]{2,}|[:：])$")
_COUNT = re.compile(r"(?<![第\d])(\d{1,2}|[一二三四五六七八九十两]{1,2})(?:个|大|项|条|类|种|方面)(?!月|百|亿|人)")
_CLAUSE = re.compile(r"[^，,；;。！？!?]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the sentence that opens it, and in it the words to show, `line.text`-independent offsets in the article."""

    line: Line
    start: int
    end: int


def items(reading: Reading, text: str, anchor: Line, question: str) -> list[Item]:
    """The items that the sentence `anchor` announces, or among which it stands; empty when the article sets out none.

    `text` is the article's text. Where the question names a number of items (五个故事), there must be as many.
    """
    asked = asked_number(question)
    announced = asked or _counted(anchor.text)
    for found in (
        _sentences(reading, anchor, announced),
        _numbered(reading, anchor, question),
        _paragraphs(reading, anchor, announced),
    ):
        if LEAST <= len(found) <= MOST and (asked is None or abs(len(found) - asked) <= 1 or len(found) >= asked):
            return [_item(line, text) for line in found[: announced or MOST]]
    return []


def asked_number(question: str) -> int | None:
    """The number of items that a question names: 五个故事, 六大机制, 三项; None when it names none."""
    match = re.search(r"(?<![第\d])([二三四五六七八九十两]{1,2}|\d{1,2})(?:个|大|项|条|类|种|方面)", question)
    counted = number(match[1]) if match else None
    return counted if counted and counted >= LEAST else None


def _counted(text: str) -> int | None:
    counts = [number(match[1]) for match in _COUNT.finditer(text)]
    return next((count for count in counts if count and LEAST <= count <= MOST), None)


def _numbered(reading: Reading, anchor: Line, question: str) -> list[Line]:
    """Headings 故事一：…, 故事二：… or sentences 一是…, 二是… that the anchor names, opens, or is one of."""
    series: list[Line] = []
    prefix = ""
    for line in reading.lines:
        match = _NUMBERED.match(line.text)
        if match and number(match[2]) == 1 and anchor not in series:
            series, prefix = [line], match[1]
        elif match and series and number(match[2]) == len(series) + 1 and match[1] == prefix:
            series.append(line)
    if not series:
        return []
    first = series[0]
    if first.heading and prefix not in question:
        return []
    opens = first.paragraph - anchor.paragraph in ((1,) if first.heading else (0,)) and anchor.start < first.start
    named = first.heading and len(prefix) > 1 and prefix in anchor.text
    last = [line for line in reading.lines if line.start < first.start][-1:]
    return series if anchor in series or named or (opens and (first.heading or last == [anchor])) else []


def _paragraphs(reading: Reading, anchor: Line, announced: int | None) -> list[Line]:
    """The sentences that open the paragraphs after a line that ends with a dash or a colon."""
    last = [line for line in reading.lines if line.paragraph == anchor.paragraph][-1]
    if not _ENDLESS.search(last.text) or (last is not anchor and announced is None):
        return []
    end = reading.lines[-1].paragraph  # which closes the article
    opening = [line for line in reading.lines if line.first and anchor.paragraph < line.paragraph < end and not line.heading]
    return opening[: announced or MOST - 3]


def _sentences(reading: Reading, anchor: Line, announced: int | None) -> list[Line]:
    """The sentences of the paragraph after one that says how many there are."""
    if announced is None or _counted(anchor.text) != announced:
        return []
    after = [line for line in reading.lines if line.paragraph == anchor.paragraph and line.start > anchor.start]
    return after if len(after) == announced else []


def _item(line: Line, text: str) -> Item:
    """The whole sentence of a short one, else its first clause (the second too, when the first is but a few characters)."""
    if line.end - line.start <= 30:
        return Item(line, line.start, line.end)
    clauses = list(_CLAUSE.finditer(text, line.start, line.end))
    first = clauses[0]
    end = clauses[1].end() if len(clauses) > 1 and first.end() - first.start() < 8 else first.end()
    return Item(line, first.start(), end)


def joined(found: Sequence[Item], text: str) -> list[str]:
    """The words of each item, verbatim, without the stop at their end."""
    return [text[item.start : item.end].rstrip("。；;，,") for item in found]
