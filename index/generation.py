"""One published state on disk: vectors, keywords, arrays, and the manifest that says what they are.

generations/7/
├── manifest.json        recipe, probe vector, size and SHA-256 of every other file
├── articles.npy         (n, 4): article number, source number, first and last date as YYYYMMDD
├── passages.npy         (m, 2): passage number, article number, in the order of the first
├── vectors/             FAISS parts
├── keywords/            Tantivy
└── keywords-0123456789abcdef/   the same for sources that only some groups may see, one for each set of groups
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.article import Passage
from index.errors import CorruptError, MismatchError
from index.library import disk
from index.library.rows import Row
from index.shelves import Shelves
from index.vectors import FlatVectors

FOLDER = "generations"
MANIFEST = "manifest.json"
PROBE = "聊城市2024年招商引资到位资金同比增长。"
REBUILD = "请运行 liaocheng index --rebuild"
_LINKED = re.compile(r"vectors/\d+\.faiss|keywords(-[0-9a-f]{16})?/[0-9a-f]{32}\..+")
NO_DATE = (0, 99999999)
_OF_VECTORS = ("identity", "dimension", "passage_prefix")
_NAMES = {
    "embedding": "向量模型",
    "identity": "向量模型的版本",
    "dimension": "向量维数",
    "passage_prefix": "段落前缀",
    "passage_size": "段落长度",
    "lexicon": "词典",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a library was made with; nothing made with another recipe can be mixed in.

    `embedding` is the model's name as set, `identity` changes with its weights, `lexicon` is the digest of the dictionary.
    """

    embedding: str
    identity: str
    dimension: int
    passage_prefix: str
    passage_size: int
    lexicon: str

    def other_vectors(self, now: Recipe) -> bool:
        """Whether `now` asks for other vectors and for nothing else that is other."""
        other = [name for name in _NAMES if getattr(self, name) != getattr(now, name) and name != "embedding"]
        return bool(other) and set(other) <= set(_OF_VECTORS)

    def expect(self, now: Recipe) -> None:
        """Raises MismatchError with the old and the new value of the first thing that differs; a model may change its name."""
        for name, words in _NAMES.items():
            old, new = getattr(self, name), getattr(now, name)
            if old != new and not (name == "embedding" and self.identity == now.identity):
                raise MismatchError(f"资料库建库时的{words}是“{old}”，现在是“{new}”；{REBUILD} 重建，或改回原来的设置。")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself. `files` holds size and SHA-256 by path; `probe` is the vector of a fixed sentence."""

    format: int
    generation: int
    created: str
    recipe: Recipe
    metric: str
    articles: int
    passages: int
    probe: tuple[float, ...]
    files: dict[str, tuple[int, str]]

    @classmethod
    def read(cls, folder: Path, digest: str) -> Self:
        """The manifest in `folder`, whose own SHA-256 must be `digest`. Raises CorruptError."""
        path = folder / MANIFEST
        try:
            if disk.digest(path) != digest:
                raise CorruptError(f"“{path}”与目录记录的不一致；{REBUILD}。")
            data: dict[str, Any] = json.loads(path.read_bytes())
            data["recipe"] = Recipe(**data["recipe"])
            data["probe"] = tuple(data["probe"])
            data["files"] = {name: (size, sha) for name, (size, sha) in data["files"].items()}
            return cls(**{field.name: data[field.name] for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorruptError(f"“{path}”读不出来；{REBUILD}。") from error

    def write(self, folder: Path) -> str:
        """Write the manifest into `folder`; returns its SHA-256."""
        disk.write(folder / MANIFEST, json.dumps(asdict(self), ensure_ascii=False, indent=1).encode())
        return disk.digest(folder / MANIFEST)

    def check(self, folder: Path) -> None:
        """Raises CorruptError unless every file in `folder` is exactly what was written."""
        paths = [folder / name for name in self.files]
        try:
            for path, (size, _) in zip(paths, self.files.values(), strict=True):
                if path.stat().st_size != size:
                    raise CorruptError(f"“{path}”的大小不对；{REBUILD}。")
            for path, found, (_, sha) in zip(paths, disk.digests(paths), self.files.values(), strict=True):
                if found != sha:
                    raise CorruptError(f"“{path}”已损坏；{REBUILD}。")
        except OSError as error:
            raise CorruptError(f"“{error.filename}”读不出来；{REBUILD}。") from error


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state, opened and found sound."""

    folder: Path
    manifest: Manifest
    articles: NDArray[np.int64]
    passages: NDArray[np.int64]
    vectors: FlatVectors
    keywords: Shelves

    @classmethod
    def open(cls, library: Path, number: int, digest: str) -> Self:
        """Generation `number` of a library. Raises CorruptError when anything of it is not as it was written."""
        folder = place(library, number)
        manifest = Manifest.read(folder, digest)
        manifest.check(folder)
        try:
            articles, passages = (np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("articles", "passages"))
        except (OSError, ValueError) as error:
            raise CorruptError(f"“{folder}”里的编号读不出来；{REBUILD}。") from error
        vectors = FlatVectors.open(folder / "vectors", manifest.recipe.dimension, passages)
        keywords = Shelves.open(folder)
        if not len(vectors) == len(keywords) == len(passages) == manifest.passages:
            raise CorruptError(f"“{folder}”里的段落、向量和关键词对不上；{REBUILD}。")
        return cls(folder, manifest, articles, passages, vectors, keywords)

    def linked(self) -> dict[str, tuple[int, str]]:
        """Size and SHA-256 of the files that a later generation links: those that never change once written."""
        return {name: known for name, known in self.manifest.files.items() if _LINKED.fullmatch(name)}


def place(library: Path, number: int) -> Path:
    """The folder of a generation."""
    return library / FOLDER / str(number)


def files(folder: Path, known: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of every file below `folder`. What was linked from the former generation keeps what is `known` of it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    names = [path.relative_to(folder).as_posix() for path in paths]
    new = [path for path, name in zip(paths, names, strict=True) if name not in known]
    fresh = dict(zip(new, disk.digests(new), strict=True))
    return {
        name: (path.stat().st_size, fresh[path]) if path in fresh else known[name]
        for path, name in zip(paths, names, strict=True)
    }


def article_table(rows: Iterable[Row]) -> NDArray[np.int64]:
    """The rows (n, 4) of `articles.npy` for these articles."""
    table = [(row.number, row.source, *dates(row.article.date or row.article.published)) for row in rows]
    return np.array(table, np.int64).reshape(-1, 4)


def passage_table(passages: Iterable[Passage]) -> NDArray[np.int64]:
    """The rows (n, 2) of `passages.npy` for these passages."""
    return np.array([(passage.passage_id, passage.article) for passage in passages], np.int64).reshape(-1, 2)


def dates(date: str | None) -> tuple[int, int]:
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD as the number YYYYMMDD; 00 and 99 stand for what is not said."""
    if not date:
        return NO_DATE
    digits = date.replace("-", "")
    return int(digits.ljust(8, "0")), int(digits.ljust(8, "9"))
