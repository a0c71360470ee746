"""Files into the catalogue: what is new, what has changed, what stays, what is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from index.article import Article, Source
from index.chunk import passages as spans
from index.corrections import Corrections
from index.errors import InputError
from index.files.worker import Worker
from index.groups import visible
from index.library.rows import Row
from index.load import Loaded, Skipped, load_all
from index.split import split
from index.store import Library

CLOSED = (" ",)  # No group can have this name: nobody sees such a source but those who see everything.
_PRINTED = {"newspaper": "报名", "published": "出版日期", "page": "版次", "edition": "版别", "url": "网址"}


class Intake:
    """One run over an open library. `fresh` are the numbers of articles that are new in it, `gone` of those that died.

    With `rebuild` every file is split again, whether or not it has changed. `groups` are those of whoever writes, None for one
    who sees everything: others learn nothing of sources that they may not see, and change nobody's rights. `readers` are the
    groups that may see what is read, where no sheet says so. `regrouped` tells whether a source has other readers than before.
    """

    def __init__(
        self,
        library: Library,
        size: int,
        *,
        rebuild: bool = False,
        groups: frozenset[str] | None = None,
        readers: tuple[str, ...] | None = None,
    ) -> None:
        self.library, self._size, self._rebuild = library, size, rebuild
        self._groups, self._readers = groups, readers
        self.regrouped = False
        self.fresh: list[int] = []
        self.gone: list[int] = []
        self.indexed: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []
        self.skipped: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self._digests: dict[str, str] = {}
        self.keep = False  # Whether what is known of a printed page stays where nothing new is said of it.

    def take(self, paths: Sequence[Path], progress: Callable[[int, int], None]) -> None:
        """Read files into the catalogue. Raises InputError when none of them can be used."""
        with Worker() as worker:
            for done, path in enumerate(paths):
                progress(done, len(paths))
                for loaded in load_all(path, worker):
                    self._take(loaded)
        progress(len(paths), len(paths))
        if paths and not self.indexed and not self.unchanged:
            why = "：".join(self.skipped[0]) if self.skipped else "请检查路径。"
            raise InputError(f"没有可收录的文件。{why}")

    def drop(self, names: Sequence[str]) -> None:
        """Let sources die. Raises InputError for an unknown name."""
        if unknown := [name for name in names if name not in self._known]:
            raise InputError(f"资料库里没有“{'”、“'.join(unknown)}”；可用 liaocheng index --status 查看来源。")
        for name in names:
            number = self._known[name][0]
            self._retire([row.number for row in self.library.catalog.rows(self.library.number, number)])
            self.library.catalog.retire_source(number, self.library.number)
        self.removed = list(names)

    def cut_again(self) -> None:
        """Cut every article anew; those whose passages change get a new number."""
        catalog, new = self.library.catalog, set(self.fresh)
        for number in catalog.numbers(self.library.number):
            row = catalog.by_number([number])[number]
            wanted = spans(row.article.text, self._size)
            if number not in new and wanted != [(p.start, p.end) for p in catalog.passages_of([number]).values()]:
                self._retire([number])
                self._add(row.article, row.source, row.place)

    def restore(self, articles: Sequence[Article], groups: Mapping[str, tuple[str, ...]]) -> None:
        """Put articles saved from a damaged catalogue into the new one; their files are read again when they come by.

        `groups` of a source that could not be saved are taken to be nobody's.
        """
        for name, group in groupby(sorted(articles, key=lambda article: article.source), key=lambda article: article.source):
            source = Source(name, digest="", groups=groups.get(name, CLOSED))
            if name not in groups:
                self.notes.append(f"{name} 对哪些组可见已读不出来，暂时只有管理员可见：请用 liaocheng groups 重新设置。")
            number = self.library.catalog.put_source(source, self.library.number, whole=False)
            for place, article in enumerate(group):
                self._add(article, number, place)

    @cached_property
    def corrections(self) -> Corrections:
        """A person's corrections of how pages were split."""
        return Corrections(self.library.folder)

    @cached_property
    def _known(self) -> dict[str, tuple[int, Source]]:
        """Number and source by name, as they were before this run; a run takes each name once."""
        if not self.library.exists:
            return {}
        found = self.library.catalog.sources(self.library.number)
        return {source.name: (number, source) for number, source in found.items()}

    def _take(self, loaded: Loaded | Skipped) -> None:
        """One file, or one member of an archive."""
        if isinstance(loaded, Skipped):
            self.skipped.append((loaded.name, loaded.reason))
            return
        source = loaded.source
        if source.name in self._digests:
            if self._digests[source.name] != source.digest:
                self.skipped.append((source.name, "与这次收录的另一个文件同名而内容不同；请改名后再收录。"))
            return
        self._digests[source.name] = source.digest
        known = self._known.get(source.name)
        if source.groups is None:
            source = replace(source, groups=self._readers)
        if why := self._refusal(known[1] if known else None, source):
            self.skipped.append((source.name, why))
            return
        if source.groups is None and known:
            source = replace(source, groups=known[1].groups)
        if self.keep and known:
            source = self._filled(source, known[1])
        if known and known[1] == source and not self._rebuild and self.library.catalog.whole(known[0]):
            self.unchanged.append(source.name)
        elif articles := loaded.articles or self._split(source, loaded.text):
            self.notes.extend(loaded.notes)
            self._put(source, articles, known, loaded.text)
        else:
            self.skipped.append((source.name, "没有认出文章；请确认是报纸文本。"))

    def _refusal(self, known: Source | None, source: Source) -> str:
        """Why whoever writes may not add this; empty when he may. Only one who sees everything gives a source other readers."""
        if known and not visible(known.groups, self._groups):
            return "这个文件名不能用；请换一个名字。"
        said = source.groups
        if self._groups is None or said is None or (known and set(said) == set(known.groups or ())):
            return ""
        if known:
            return "只有管理员能改它对哪些组可见；请去掉 groups 再收录。"
        return "" if set(said) <= self._groups else "只能设为自己所在的组可见；请改 groups。"

    def regroup(self, name: str, groups: tuple[str, ...]) -> None:
        """Let a source be seen by these groups, by everyone for (). Raises InputError for an unknown name.

        Its articles get new numbers, so that both searches hold them apart from what others may see.
        """
        number, source = self.known(name)
        if set(source.groups or ()) == set(groups):
            self.unchanged.append(name)
            return
        catalog, now = self.library.catalog, self.library.number
        rows, page, whole = list(catalog.rows(now, number)), catalog.page(number, now), catalog.whole(number)
        self._retire([row.number for row in rows])
        catalog.put_source(replace(source, groups=groups), now, page=page, whole=whole)
        for row in rows:
            self._add(row.article, number, row.place)
        self.indexed.append(name)
        self.regrouped = True

    def _filled(self, source: Source, known: Source) -> Source:
        """The source with what was known of its printed page before; the person is told when it is of another file."""
        kept = {name: getattr(known, name) for name in _PRINTED if getattr(known, name) and not getattr(source, name)}
        if kept and source.digest != known.digest:
            words = "、".join(_PRINTED[name] for name in kept)
            self.notes.append(f"{source.name} 沿用了原来登记的{words}；换了另一版报纸时请一并改正。")
        return replace(source, **kept)

    def correct(self, name: str) -> None:
        """Split a source anew from its kept text, with the corrections that stand now. Raises InputError for an unknown name."""
        number, source = self.known(name)
        page = self.library.catalog.page(number, self.library.number)
        if not page:
            raise InputError(f"“{name}”里是现成的文章，不用拆版，也就没有可修正的地方；请改原文件。")
        self._put(source, self._split(source, page), (number, source), page)

    def known(self, name: str) -> tuple[int, Source]:
        """Number and source of a name. Raises InputError for an unknown one."""
        if name not in self._known:
            raise InputError(f"资料库里没有“{name}”；可用 liaocheng index --status 查看来源。")
        return self._known[name]

    def _split(self, source: Source, text: str) -> tuple[Article, ...]:
        """The articles of a page, as corrected."""
        articles, left = self.corrections.apply(split(text, source), source.name, source.digest)
        self.notes.extend(left)
        return tuple(articles)

    def _put(self, source: Source, articles: Sequence[Article], known: tuple[int, Source] | None, page: str) -> None:
        """Bring one source up to date: articles that are the same stay, with their numbers."""
        catalog, now = self.library.catalog, self.library.number
        old = {row.article.article_id: row for row in catalog.rows(now, known[0])} if known else {}
        usable, whole = self._free(source, articles, old)
        if not usable:
            return
        moved = bool(known) and set(_groups(known)) != set(source.groups or ())
        same = {article.article_id for article in usable if not moved and article == _article(old, article.article_id)}
        self.regrouped |= moved
        changed = not known or known[1] != source or len(same) < max(len(usable), len(old))
        (self.indexed if changed else self.unchanged).append(source.name)
        self._retire([row.number for name, row in old.items() if name not in same])
        number = catalog.put_source(source, now, page=page, whole=whole) if changed or not known else known[0]
        for place, article in enumerate(usable):
            if article.article_id not in same:
                self._add(article, number, place)
            elif old[article.article_id].place != place:
                catalog.move(old[article.article_id].number, place)

    def _free(self, source: Source, articles: Sequence[Article], old: dict[str, Row]) -> tuple[list[Article], bool]:
        """The articles whose ids nobody else has, and whether those are all; the others are counted by who has them."""
        usable: dict[str, Article] = {}
        taken: Counter[str] = Counter()
        for article in articles:
            known = article.article_id in old
            owner = source.name if article.article_id in usable else None
            if not known and not owner:
                owner = self.library.catalog.owner(article.article_id)
            if owner:
                taken[owner] += 1
            else:
                usable[article.article_id] = article
        if taken:
            where = "、".join(f"{self._said(owner)}（{count}篇）" for owner, count in taken.items())
            self.skipped.append((source.name, f"有{sum(taken.values())}篇的编号已被占用，没有收录：{where}。"))
        return list(usable.values()), not taken

    def _said(self, name: str) -> str:
        """The name of a source as whoever writes may hear it."""
        known = self._known.get(name)
        return name if known is None or visible(known[1].groups, self._groups) else "另一份来源"

    def _add(self, article: Article, source: int, place: int) -> None:
        added, _ = self.library.catalog.add(article, source, place, spans(article.text, self._size), self.library.number)
        self.fresh.append(added)

    def _retire(self, numbers: Sequence[int]) -> None:
        self.library.catalog.retire(numbers, self.library.number)
        self.gone.extend(numbers)


def _groups(known: tuple[int, Source] | None) -> tuple[str, ...]:
    return (known[1].groups or ()) if known else ()


def _article(old: dict[str, Row], article_id: str) -> Article | None:
    return old[article_id].article if article_id in old else None
