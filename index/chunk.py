"""An article to passages of whole sentences with offsets."""

from __future__ import annotations

from typing import Any

from langchain_text_splitters import TextSplitter

from index.sentences import sentences


def passages(text: str, size: int) -> list[tuple[int, int]]:
    """Start and end of passages of whole sentences of about `size` characters, never across the middle of a sentence.

    Paragraphs are kept whole where they fit; short ones are joined up to `size`. A sentence longer than `size` is a passage.
    """
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if spans and _fits(text, spans[-1], start, end, size):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _fits(text: str, last: tuple[int, int], start: int, end: int, size: int) -> bool:
    """Whether a sentence joins the last passage: at a paragraph's start the passage is closed once it is half full."""
    new_paragraph = "\n" in text[last[1] : start]
    limit = size // 2 if new_paragraph else size
    return last[1] - last[0] < limit and end - last[0] <= size * 1.25


class SentenceSplitter(TextSplitter):
    """The same passages as a LangChain TextSplitter: `split_text` gives their texts."""

    def __init__(self, size: int = 300, **options: Any) -> None:  # noqa: ANN401 - options of the base class
        super().__init__(chunk_size=size, chunk_overlap=0, add_start_index=True, **options)

    def split_text(self, text: str) -> list[str]:
        """The passages of `text`, in order."""
        return [text[start:end] for start, end in passages(text, self._chunk_size)]
