"""Every sentence of a generated answer against the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon import fold

MARK = re.compile(r"\[(\d{1,3})\]")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]*[”’」』）)]*(?:\s*\[\d{1,3}\])*")
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
_QUOTED = re.compile(r"“([^”]{4,})”")


def cited(text: str) -> list[int]:
    """The numbers [n] of a text, in order, each once."""
    return list(dict.fromkeys(int(n) for n in MARK.findall(text)))


def faults(text: str, quotes: Sequence[str]) -> list[str]:
    """What keeps `text` from being shown as an answer that rests on `quotes` (passage n is quotes[n - 1]); empty when fine.

    Each sentence must carry a [n] that exists, and each figure and quotation in it must stand in a passage that it cites.
    """
    found: list[str] = []
    for sentence in _sentences(text):
        numbers = cited(sentence)
        unknown = [n for n in numbers if not 1 <= n <= len(quotes)]
        if unknown:
            found.append(f"引用了不存在的段落 {unknown}")
            continue
        if not numbers:
            found.append(f"没有注明出处：{sentence[:30]}")
            continue
        evidence = "".join(fold(quotes[n - 1]) for n in numbers)
        bare = fold(MARK.sub("", sentence))
        held = set(_FIGURE.findall(evidence))
        found.extend(f"数字 {figure} 不在所引段落里" for figure in _FIGURE.findall(bare) if figure not in held)
        found.extend(f"引文“{words}”不在所引段落里" for words in _QUOTED.findall(bare) if words not in evidence)
    return found


def _sentences(text: str) -> list[str]:
    pieces = [m.group().strip() for m in _SENTENCE.finditer(text)]
    return [piece for piece in pieces if re.search(r"\w", MARK.sub("", piece))]
