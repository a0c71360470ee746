"""Where the sentences of an article begin and end."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[。！？!?]|…+)[”’」』）)》]*|\n+")
_HALF = re.compile(r"[；;][”’」』）)》]*")
_SAID = re.compile(
    r"[^，。；：“”]{0,40}(?:说|说道|表示|介绍|告诉记者|指出|强调|认为|感慨|坦言|承诺|回忆道?|告诉[^，。]{1,8})[。！]"
)


def sentences(text: str, limit: int = 400) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, in order, white space at both ends left out.

    A sentence ends at 。！？… (with the closing marks that follow) or at a line feed. The words that name the speaker after a
    quotation (“……。”某某说。) stay with it. A sentence of more than `limit` characters is cut at its semicolons.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _cut(text, 0, len(text), _END):
        if spans and text[spans[-1][1] - 1] == "”" and spans[-1][1] == start and _SAID.fullmatch(text, start, end):
            spans[-1] = (spans[-1][0], end)
        elif end - start > limit:
            spans.extend(_cut(text, start, end, _HALF))
        else:
            spans.append((start, end))
    return spans


def _cut(text: str, start: int, stop: int, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    """The non-empty pieces of text[start:stop] that end at `mark`, trimmed."""
    spans = []
    for end in [*(m.end() for m in mark.finditer(text, start, stop)), stop]:
        piece = text[start:end]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right > left:
            spans.append((start + left, start + right))
        start = end
    return spans
