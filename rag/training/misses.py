"""What refusing is learned from where it is hardest: texts that lack only the one sentence that answers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from index.lexicon import fold
from index.sentences import sentences

FEWEST = 4  # sentences of a text from which one is taken

Asked = tuple[str, Sequence[str]]
"""A question with its answers."""


def without_answers(
    texts: Mapping[str, str], asked: Iterable[tuple[str, Asked]], most: int, seed: int = 2
) -> tuple[dict[str, str], list[Asked]]:
    """The texts, from `most` of which the one sentence was taken that answers a question, and these questions.

    `asked` gives the key of its text with each question; a text loses at most one sentence. Those are left out whose answer
    stands in several sentences, or across two.
    """
    questions, cut, kept = list(asked), dict[str, str](), list[Asked]()
    random.Random(seed).shuffle(questions)  # noqa: S311 - nothing secret
    for key, (question, answers) in questions:
        if len(kept) == most:
            break
        if key not in cut and (shorter := _without(texts[key], [_plain(answer) for answer in answers])):
            cut[key] = shorter
            kept.append((question, answers))
    return {key: cut.get(key, text) for key, text in texts.items()}, kept


def _without(text: str, answers: Sequence[str]) -> str:
    """The text without the sentence that answers; empty where there is no such one sentence."""
    parts = sentences(text)
    telling = [(start, end) for start, end in parts if any(answer in _plain(text[start:end]) for answer in answers)]
    if len(telling) != 1 or len(parts) < FEWEST:
        return ""
    (start, end), *_ = telling
    shorter = text[:start] + text[end:]
    return "" if any(answer in _plain(shorter) for answer in answers) else shorter


def _plain(text: str) -> str:
    return "".join(fold(text).split())
