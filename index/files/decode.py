"""Bytes to text: any encoding that Chinese text comes in.

The order of the checks, surest first: byte order mark; the seven-bit HZ code; strict UTF-8; UTF-16 by the characters
that it gives; then GB 18030 against Big5 by how common the characters are that each reading gives; UTF-8 or GB with
a few damaged bytes; and charset-normalizer for everything else.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from index.errors import DataError

SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Where GB 18030-2022 moved the two-byte codes A6D9-A6DF, A6EC-A6ED, A6F3, FE59, FE61, FE66, FE67, FE6D, FE7E, FE90 and
# FEA0, which Python's codec still places in the private use area.
_GB2022 = {
    **dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)), strict=True)),
    **dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)),
}
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "區區縣縣鄉鎮產業發經濟這個國時來們會對動過說種麼為與從應開還後點實現數無關問題長見計資員報記者聞訊聊城市省企业记报县镇乡"
    "億亿元萬万"
)  # fmt: skip
_GOOD_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』—…·～　％．－０１２３４５６７８９■□●◆▲★○◎\ufeff")
_MIN_PLAUSIBLE = 0.55


def decode(data: bytes) -> tuple[str, str]:
    """The text of these bytes, line ends as line feeds, and the name of the encoding it was read by.

    Raises DataError when the bytes are no text.
    """
    marked = next((pair for pair in _MARKS if data.startswith(pair[0])), None)
    name = marked[1] if marked else _unmarked(data)
    text = _clean(data[len(marked[0]) if marked else 0 :].decode(name, errors="replace"), name) if name else ""
    if not name or _strange(text[:SAMPLE]) > len(text[:SAMPLE]) // 20:
        raise DataError("不是文本文件，读不出文字。")
    return text, name


def _unmarked(data: bytes) -> str | None:
    return _hz(data) or _utf8(data) or _utf16(data) or _chinese(data) or _damaged(data) or _guessed(data)


def plausibility(text: str) -> float:
    """How much this looks like Chinese prose: the mean weight of the characters beyond ASCII, about 1 for a right reading."""
    weights = [_weight(char) for char in text if char > "\x7f" or (char < " " and char not in "\t\n\r\f")]
    return sum(weights) / len(weights) if weights else 0.0


def _weight(char: str) -> float:
    if char in _FREQUENT:
        return 1.4
    if char in _common_characters() or char in _GOOD_MARKS:
        return 0.9
    if "\u4e00" <= char <= "\u9fff":
        return 0.0
    if char < " " or "\ue000" <= char <= "\uf8ff" or char in "\ufffd\ufffe\uffff":
        return -3.0
    return -0.5


@cache
def _common_characters() -> frozenset[str]:
    """The first level of GB 2312 (3,755 characters) and of Big5 (5,401), as each standard ranks them."""
    simplified = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    traditional = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return frozenset(
        "".join(code.decode("gb2312", errors="ignore") for code in simplified)
        + "".join(code.decode("big5", errors="ignore") for code in traditional)
    )


def _utf8(data: bytes) -> str | None:
    if b"\0" in data or not _fits(data, "utf-8"):
        return None
    text = data[:SAMPLE].decode("utf-8", errors="ignore")
    return "utf-8" if _strange(text) <= len(text) // 20 else None


def _sample(data: bytes) -> bytes:
    """The first bytes that tell encodings apart: from the first one beyond ASCII, at an even place, as UTF-16 wants."""
    found = re.search(rb"[\x80-\xff]", data)
    start = found.start() & ~1 if found else 0
    return data[start : start + SAMPLE]


def _fits(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _best(data: bytes, names: tuple[str, ...], strict: bool) -> str | None:
    """The encoding whose reading of the first bytes is the most plausible, if any is plausible at all."""
    sample = _sample(data)
    errors = "ignore" if strict else "replace"
    scored = [
        (plausibility(sample.decode(name, errors=errors).translate(_GB2022)), -place, name)
        for place, name in enumerate(names)
        if not strict or _fits(data, name)
    ]
    score, _, name = max(scored, default=(0.0, 0, ""))
    return name if score >= _MIN_PLAUSIBLE else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: the order that gives ASCII and plausible Chinese; GB and Big5 go first where no byte is zero."""
    if len(data) % 2 or len(data) < 4 or (b"\0" not in data and _chinese(data)):
        return None
    readings = {name: _sample(data).decode(name, errors="replace") for name in ("utf-16-le", "utf-16-be")}
    scores = {
        name: plausibility(text) if any(char > "\x7f" for char in text) else 1.0
        for name, text in readings.items()
        if _strange(text) <= len(text) // 100
    }
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best and scores[best] >= _MIN_PLAUSIBLE else None


def _strange(text: str) -> int:
    """How many characters of the text no text has: control characters, private use, what stands for undecodable bytes."""
    return sum((char < " " and char not in "\t\n\r\f") or "\ud7ff" < char < "\uf900" or char == "\ufffd" for char in text)


def _hz(data: bytes) -> str | None:
    """HZ, GB 2312 in seven bits: ASCII throughout, with Chinese between ~{ and ~}."""
    if b"~{" not in data or not data.isascii() or not _fits(data, "hz"):
        return None
    return "hz" if plausibility(data.decode("hz")) >= _MIN_PLAUSIBLE else None


def _chinese(data: bytes) -> str | None:
    """GB 18030 or Big5, whichever reads as Chinese; the former when both do equally."""
    return None if b"\0" in data else _best(data, ("gb18030", "cp950", "big5hkscs"), strict=True)


def _damaged(data: bytes) -> str | None:
    """UTF-8, GB 18030 or Big5 in which at most one character in a hundred is broken (a cut or mended file)."""
    sample = _sample(data)
    if b"\0" in sample.strip(b"\0"):
        return None
    for name in ("utf-8", "gb18030", "cp950"):
        text = sample.decode(name, errors="replace")
        beyond = sum(char > "\x7f" for char in text)
        if text.count("\ufffd") <= max(1, beyond // 100) and plausibility(text) >= _MIN_PLAUSIBLE:
            return name
    return None


def _guessed(data: bytes) -> str | None:
    """What charset-normalizer takes it for; None when it sees no text, or when too many control characters come out."""
    from charset_normalizer import from_bytes

    sample = _sample(data)
    if b"\0" in sample:
        return None
    match = from_bytes(sample).best()
    if match is None:
        return None
    text = sample.decode(match.encoding, errors="replace")
    return match.encoding if _strange(text) <= len(text) // 100 and sum(map(str.isalnum, text)) >= len(text) // 2 else None


def _clean(text: str, name: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    return text.translate(_GB2022) if name == "gb18030" else text
