"""The order of the steps: files → load → split → chunk → tokens and vectors → one published generation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from index.article import Article
from index.config import IndexConfig
from index.corrections import Correction, Corrections, apply
from index.derive import Deriver
from index.errors import CorruptError, InputError
from index.generation import Manifest
from index.intake import Intake
from index.library import lock
from index.load import files
from index.report import Report, Status
from index.snapshot import Snapshot, current_generation
from index.store import Library, ignore, open_library
from index.switch import reembed

__all__ = ["Progress", "Report", "Status", "carry_over", "correct", "index", "regroup", "remove", "status", "undo"]

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is."""

READING, DERIVING, VECTORS = "读取文件", "建立索引", "计算向量"


def index(
    paths: Sequence[Path],
    config: IndexConfig,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    steps: Callable[[str], None] = ignore,
    keep: bool = False,
    groups: frozenset[str] | None = None,
    readers: tuple[str, ...] | None = None,
) -> Report:
    """Add or refresh the files and folders of `paths`; with `rebuild` make everything anew, also what is not in `paths`.

    What cannot be used is skipped and the rest published; what is no longer on disk stays. A rebuild needs no paths; without any,
    where only the model is another, articles and keywords stay, and what a run that was stopped has made is used (see `switch`).
    `steps` as in `store`. With `keep`, what is known of the printed page of a source stays where the files say nothing of it.
    `groups` of whoever writes and the `readers` of what is read as in `intake`.
    Raises InputError (nothing usable; the library is untouched), BusyError, WriteError, MismatchError, CorruptError.
    """
    started, told = time.perf_counter(), progress or _silent
    found = list(files(paths))
    if not found:
        with suppress(CorruptError):  # A rebuild saves what it can of a damaged library, but nothing of one of another format.
            current_generation(config.folder)
    with open_library(config.folder, steps) as library:
        if not found and not (rebuild and library.exists):
            raise InputError("没有给出文件；请给出报纸文件或文件夹。")
        deriver = Deriver(config)
        intake = Intake(library, config.passage_size, rebuild=rebuild, groups=groups, readers=readers)
        afresh = _prepare(library, deriver, intake, rebuild)
        intake.keep = keep
        if not found and library.former and library.former.manifest.recipe.other_vectors(deriver.recipe):
            manifest = _switched(library, deriver, intake, partial(told, VECTORS))
        else:
            intake.take(found, partial(told, READING))
            manifest = _publish(library, deriver, intake, afresh, partial(told, DERIVING))
    return _report(intake, manifest, started)


def remove(
    names: Iterable[str], config: IndexConfig, *, progress: Progress | None = None, steps: Callable[[str], None] = ignore
) -> Report:
    """Remove sources with all that was made of them. Raises InputError for a name that the library does not have."""
    started, told = time.perf_counter(), progress or _silent
    with open_library(config.folder, steps) as library:
        if not library.exists or not library.current:
            raise InputError(f"“{config.folder}”里还没有资料库，没有可删除的来源。")
        deriver = Deriver(config)
        intake = Intake(library, config.passage_size)
        afresh = _prepare(library, deriver, intake, rebuild=False)
        intake.drop(list(dict.fromkeys(names)))
        manifest = _publish(library, deriver, intake, afresh, partial(told, DERIVING))
    return _report(intake, manifest, started)


def regroup(config: IndexConfig, names: Iterable[str], groups: tuple[str, ...]) -> Report:
    """Let only these groups see these sources, or everyone for (). Earlier generations, whose readers were others, are dropped.

    Raises InputError for a name that the library does not have, and as `index`.
    """
    started = time.perf_counter()
    with open_library(config.folder) as library:
        if not library.exists or not library.current:
            raise InputError(f"“{config.folder}”里还没有资料库，没有可设置的来源。")
        deriver, intake = Deriver(config), Intake(library, config.passage_size)
        afresh = _prepare(library, deriver, intake, rebuild=False)
        for name in dict.fromkeys(names):
            intake.regroup(name, groups)
        manifest = _publish(library, deriver, intake, afresh, _nothing)
    return _report(intake, manifest, started)


def correct(config: IndexConfig, source: str, correction: Correction) -> Report:
    """Correct how a page of the library was split, and publish it; the correction is kept for every later run.

    `correction` needs neither number nor digest. Raises InputError (it does not fit; nothing is kept), and as `index`.
    """

    def keep(corrections: Corrections, digest: str, articles: Sequence[Article]) -> None:
        apply(articles, correction)
        corrections.add(replace(correction, source=source, digest=digest))

    return _corrected(config, source, keep)


def undo(config: IndexConfig, number: int) -> Report:
    """Take a correction back, and publish the page without it. Raises InputError when it does not stand, and as `index`."""
    return _corrected(config, Corrections(config.folder).standing(number).source, lambda kept, *_: kept.undo(number))


def carry_over(config: IndexConfig, source: str) -> Report:
    """Let the corrections of a source whose file has changed count for the new file too, and publish. Raises as `index`."""
    return _corrected(config, source, lambda kept, digest, _: kept.carry_over(source, digest))


def status(config: IndexConfig) -> Status:
    """What the library holds. Raises InputError when there is none, CorruptError when no generation is sound."""
    with Snapshot.open(config.folder) as snapshot:
        articles, _, since, until = snapshot.scope()
        manifest = snapshot.manifest
        return Status(
            folder=config.folder,
            generation=snapshot.generation,
            created=manifest.created,
            recipe=manifest.recipe,
            sources=tuple(snapshot.sources()),
            articles=articles,
            passages=manifest.passages,
            since=since,
            until=until,
            bytes=sum(path.stat().st_size for path in config.folder.rglob("*") if path.is_file()),
            damage=snapshot.damage,
            writer=lock.holder(config.folder),
        )


def _corrected(config: IndexConfig, source: str, change: Callable[[Corrections, str, Sequence[Article]], object]) -> Report:
    """Change the corrections of a source and split its page anew."""
    started = time.perf_counter()
    with open_library(config.folder) as library:
        if not library.exists or not library.current:
            raise InputError(f"“{config.folder}”里还没有资料库，没有可修正的来源。")
        deriver, intake = Deriver(config), Intake(library, config.passage_size)
        afresh = _prepare(library, deriver, intake, rebuild=False)
        number, known = intake.known(source)
        change(intake.corrections, known.digest, [row.article for row in library.catalog.rows(library.number, number)])
        intake.correct(source)
        manifest = _publish(library, deriver, intake, afresh, _nothing)
    return _report(intake, manifest, started)


def _prepare(library: Library, deriver: Deriver, intake: Intake, rebuild: bool) -> bool:
    """See what is there, and that it can be added to; returns whether both searches must be made afresh."""
    if not library.exists:
        return False
    if rebuild and not library.sound():
        saved, groups = library.salvage()
        intake.restore(saved, groups)
        intake.notes.append(f"旧目录不能用了，从中救回{len(saved)}篇；不在这次给出的文件里的，请用原文件重新收录。")
    if library.former is None:
        if library.current:
            intake.notes.append("索引文件有损坏，已用目录里的文章重新生成。")
    elif not rebuild:
        library.former.manifest.recipe.expect(deriver.recipe)
    return rebuild or library.former is None


def _publish(library: Library, deriver: Deriver, intake: Intake, afresh: bool, progress: Callable[[int, int], None]) -> Manifest:
    """Derive what is new, or everything, and publish it; nothing is published when nothing changed."""
    if afresh:
        intake.cut_again()
    if library.former is not None and not (afresh or intake.indexed or intake.removed):
        return library.former.manifest
    purge, catalog = bool(intake.removed or intake.regrouped), library.catalog
    draft = library.draft(deriver.recipe, afresh=afresh, purge=purge)
    deriver.retell(draft, catalog, [] if afresh else draft.remove(intake.gone))
    deriver.fill(draft, catalog, catalog.numbers(library.number) if afresh else intake.fresh, progress)
    return library.publish(draft, deriver.recipe, deriver.probe().tolist(), forget=purge)


def _switched(library: Library, deriver: Deriver, intake: Intake, progress: Callable[[int, int], None]) -> Manifest:
    """Derive the vectors alone, and publish them with everything else as it is."""
    draft = library.draft(deriver.recipe, reembed=True)
    before = reembed(library, draft, deriver, progress)
    intake.notes.append("只换了向量，文章和关键词没有动。" + (f"其中{before}个段落的向量上次已经算好。" if before else ""))
    return library.publish(draft, deriver.recipe, deriver.probe().tolist())


def _report(intake: Intake, manifest: Manifest, started: float) -> Report:
    return Report(
        indexed=tuple(intake.indexed),
        unchanged=tuple(intake.unchanged),
        skipped=tuple(intake.skipped),
        removed=tuple(intake.removed),
        articles=manifest.articles,
        passages=manifest.passages,
        generation=manifest.generation,
        seconds=time.perf_counter() - started,
        notes=tuple(intake.notes),
    )


def _nothing(done: int, total: int) -> None:
    """Shows nothing."""


def _silent(step: str, done: int, total: int) -> None:
    """Shows nothing."""
