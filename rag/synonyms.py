"""Other spellings of words: the shipped tables and a user's own, and counties that are typed as they sound."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from index.gazetteer import entries
from index.lexicon import fold
from index.places import places
from rag.asking import HOME, NOT_PLACE
from rag.errors import SettingsError

# Characters that are typed for those of the prefecture's counties because they sound or look like them.
_HEARD = {
    "阿": "啊呵",
    "茌": "荏仕池",
    "莘": "辛新申",
    "冠": "官管关",
    "唐": "糖塘堂",
    "谷": "古",
    "阳": "杨羊洋",
    "清": "青",
    "临": "林",
}


def read_synonyms(extra: Path | None = None) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The shipped table and the user's: each word with its group, and each word with what a newspaper may print for it (~).

    Raises SettingsError when `extra` cannot be read.
    """
    lines = resources.files("rag").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    if extra:
        try:
            lines += extra.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"读不了同义词表 {extra}（{error}）：请检查设置 synonyms，文件须为UTF-8文本。") from error
    same: dict[str, tuple[str, ...]] = {}
    loose: dict[str, tuple[str, ...]] = {}
    for line in lines:
        group = [] if line.startswith("#") else [fold(word) for word in line.split()]
        if group and group[0] == "~":
            loose[group[1]] = tuple(dict.fromkeys([*loose.get(group[1], ()), *group[2:]]))
            continue
        for word in group:
            same[word] = tuple(dict.fromkeys([*same.get(word, ()), *group]))
    return same, loose


def spelled(text: str) -> str:
    """The text with a mistyped county of the prefecture put right: 东啊县, which sounds like 东阿县 and is no known place."""
    counties = [name for name, entry in entries().items() if entry.kind == "county" and HOME.city in entry.within]
    for place in places(text, HOME):
        if place.kind != "county" or place.name in entries() or NOT_PLACE.search(place.text):
            continue
        near = [
            c
            for c in counties
            if len(c) == len(place.text) and all(a == b or a in _HEARD.get(b, "") for a, b in zip(place.text, c, strict=True))
        ]
        if len(near) == 1:
            text = text.replace(place.text, near[0])
    return text


@cache
def stopwords() -> tuple[frozenset[str], frozenset[str]]:
    """The words that tell nothing, and those among them that join no two words to one."""
    lines = resources.files("rag").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    empty, glue = (frozenset(line.split()) for line in lines[1:3])
    return empty | glue, glue
