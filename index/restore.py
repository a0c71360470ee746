"""Newsprint text to clean lines: wraps, spaces inside numbers, marks, widths, each character with its source line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

# Radicals of the supplement block that Unicode gives no compatibility mapping, and the characters text layers mean by them.
_PRINTED = (
    "⺇⺕⺜⺪⺫⺻⺁⺄⺅⺆⺈⺊⺋⺌⺍⺎⺐⺒⺓⺔⺖⺗⺘⺙⺛⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺬⺭⺮⺯⺰⺱⺲⺳⺴⺶⺷⺸⺹"
    "⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬"
    "⻭⻮⻯⻰⻱⻲"
)
_MEANT = (
    "几彐日疋目聿厂乙亻冂刀卜㔾小小兀尢巳幺彑忄㣺扌攵旡月歺民氵氺灬爪爫丬牛犭王示礻竹糹纟罒罒罓罒羊羊羋耂"
    "聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门𨸏阝雨青韦页风飞食飠饣𩠐首马骨鬼鱼鸟卤麦黄黾斉齐"
    "歯齿竜龙龟亀"
)
_RADICALS = dict(zip(_PRINTED, _MEANT, strict=True))
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|s|del|ins|sub|sup|span|font|p|div|br|hr|center|small|big|mark|section|article|a|h[1-6])(?:\s[^<>]{0,200})?/?>",
    re.I,
)
_HTML_HEADING = re.compile(r"^\s*<h([1-6])\b[^<>]*>", re.I)
_PARAGRAPH = re.compile(r"\s*<p[\s>]", re.I)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*(?=\S)")
_EMPHASIS = re.compile(r"\*\*|(?<![A-Za-z0-9_])__(?=\S)|(?<=\S)__(?![A-Za-z0-9_])|~~|`")
_STARRED = re.compile(r"(?<![*A-Za-z0-9])\*(?=[^\s*])([^*]{1,60})(?<=[^\s*])\*(?![*A-Za-z0-9])")
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\((?:https?:|[./#])[^()\s]{0,300}\)")
_QUOTED = re.compile(r"^\s{0,3}>\s?")
_RULE = re.compile(r"^\s*([-*_=])(?:\s*\1){2,}\s*$")
_MARKED = frozenset("#<>-*_=")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f〇"
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\v\f]+")
_DIGITS_APART = re.compile(r"(?<=\d)(?: ?([.．]) ?)(?=\d)")
_DIGIT_RUN = re.compile(r"\d(?: \d+)* \d(?!\d)|\d+(?: \d)+(?!\d)|(?<!\d)\d(?: \d+)+")
_NEEDLESS = re.compile(r" (?![A-Za-z0-9])|(?<![A-Za-z0-9]) ")
_PARTS = re.compile(f"(?:(?<=[{HAN}]{{2}})|(?<=[%％”）》」])) (?=[{HAN}]{{2}}|[“《「])")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-empty line of a source: `number` is 1-based, `text` has single spaces and neither marks nor margins.

    `indent` is the width of the leading white space in Latin columns (a full-width space is two), `level` the heading level of
    a Markdown or HTML mark (0 for none), `gap` how many empty lines stand before it, `loose` that white space ended it.
    """

    number: int
    text: str
    indent: int = 0
    level: int = 0
    gap: int = 0
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text whose characters know their source line: `numbers[i]` is the line of `text[i]`."""

    text: str
    numbers: tuple[int, ...]


@lru_cache(maxsize=1024)
def _fold(character: str) -> str:
    return _RADICALS.get(character) or unicodedata.normalize("NFKC", character)


def clean(raw: str) -> str:
    """Drop invisible characters and light marks, fold compatibility radicals; white space and widths stay as printed."""
    return _unmark(_fold_all(raw))


def _fold_all(text: str) -> str:
    return _COMPATIBLE.sub(lambda m: _fold(m.group()), _INVISIBLE.sub("", text))


def _unmark(text: str) -> str:
    """Drop light Markdown and HTML marks."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: unescape(m.group()), text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text or "~" in text or "`" in text:
        text = _STARRED.sub(r"\1", _EMPHASIS.sub("", text))
    return text


def read_lines(text: str) -> list[Line]:
    """The non-empty lines of a source text, in order, whatever its line ends are."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(_fold_all(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"), 1):
        line = _line(number, raw, gap)
        gap = 0 if line else gap + 1
        if line:
            lines.append(line)
    return lines


def _line(number: int, raw: str, gap: int) -> Line | None:
    level = 0
    if raw.lstrip()[:1] in _MARKED:
        if _RULE.match(raw):
            return None
        html, mark = _HTML_HEADING.match(raw), _HEADING.match(raw)
        level = len(mark.group(1)) if mark else int(html.group(1)) if html else 0
        raw = _QUOTED.sub("", raw[mark.end() :] if mark else raw)
    body = _unmark(raw)
    stripped = body.strip()
    if not stripped:
        return None
    head = body[: len(body) - len(body.lstrip())]
    indent = 2 if _PARAGRAPH.match(raw) else sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in head) if head else 0
    return Line(number, _SPACES.sub(" ", stripped), indent, level, gap, body[-1].isspace())


def tidy(text: str, parts: bool = False) -> str:
    """Drop the spaces that text layers put inside numbers and between Han characters.

    Spaces between Latin words stay; with `parts` so do those between the parts of a headline (two or more characters each).
    """
    if " " not in text:
        return text
    return tidy_mapped(Mapped(text, (0,) * len(text)), parts).text


def tidy_mapped(source: Mapped, parts: bool = False) -> Mapped:
    """`tidy` for a text that knows its source lines."""
    if " " not in source.text:
        return source
    drop = set(_dropped(source.text, parts))
    kept = [i for i in range(len(source.text)) if i not in drop]
    return Mapped("".join(source.text[i] for i in kept), tuple(source.numbers[i] for i in kept))


def _dropped(text: str, parts: bool) -> Iterable[int]:
    """Offsets of the spaces that carry no meaning."""
    kept = {m.start() for m in _PARTS.finditer(text)} if parts and not _spaced_out(text) else _inside_quotes(text)
    for m in _NEEDLESS.finditer(text):
        if m.start() not in kept:
            yield m.start()
    for pattern in (_DIGITS_APART, _DIGIT_RUN):
        for m in pattern.finditer(text):
            yield from (i for i in range(m.start(), m.end()) if text[i] == " ")


def _spaced_out(text: str) -> bool:
    """Whether single characters are set apart by spaces (山 东 省)."""
    pieces = text.split(" ")
    return len(pieces) > 3 and sum(len(p) == 1 for p in pieces) > len(pieces) / 2


def _inside_quotes(text: str) -> set[int]:
    """Offsets of spaces between the two parts of a quoted slogan (“交通强国 聊城样板”)."""
    kept: set[int] = set()
    for quoted in re.finditer(r"[“《「‘][^“”《》「」]{5,40}[”》」]", text):
        if not _spaced_out(quoted.group()):
            kept.update(quoted.start() + m.start() for m in _PARTS.finditer(quoted.group()))
    return kept


def join(lines: Sequence[Line]) -> Mapped:
    """Join wrapped lines to one text; a space stays where two Latin words meet or the printed line ended in one."""
    pieces: list[str] = []
    numbers: list[int] = []
    for i, line in enumerate(lines):
        text = line.text
        if i and _space_between(lines[i - 1], line):
            text = " " + text
        pieces.append(text)
        numbers += [line.number] * len(text)
    return Mapped("".join(pieces), tuple(numbers))


def _space_between(a: Line, b: Line) -> bool:
    if a.loose or b.indent == 1:
        return True
    return a.text[-1].isascii() and a.text[-1].isalpha() and b.text[0].isascii() and b.text[0].isalpha()


def runs(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Offset runs `(offset, line)` of the line number of every character."""
    return tuple((i, n) for i, n in enumerate(numbers) if i == 0 or numbers[i - 1] != n)
