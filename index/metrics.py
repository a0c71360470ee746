"""What a metric's name means: office abbreviations spelt out, and the name taken apart into core, level and stage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

_LEVEL = re.compile(
    r"(?:国家|省|市|县|区|镇|世界|全国)?(?:、(?:省|市|县|区))*(?:市县|县市|市|县|区)?级(?:以上|及以上)?|^(?:国家|省)(?=[\u4e00-\u9fff]{3})"
)
_STAGE = re.compile(
    r"^(?:全力|新增|净增|累计|新建成|新建|新签约|新开工|新认定|新获批|新发展|新培育|引进和开工|引进|签约|落地|开工|竣工|投产|在建|在谈|储备|争取|谋划实施|谋划|列入|实施类|实施|培育"
    r"|打造|创建|获批建设|获批|获评|完成|实现|建成|建设|推动|组织补贴性|组织|开展|举办|淘汰|关停淘汰|关停|拥有|达到|发放|拉动|现有|承担|投入|推介|梳理|年度|培训|聚焦|成功|率先发布|发布|征集)"
)
_KIND = re.compile(
    r"(?:年均增速|年均降幅|增速|降幅|增加|减少|占比|比重|比例|完成率|开工率|率|位次|时长|总投资|投资额|总产值|装机容量|床位)$"
)
_NOISE = re.compile(r"[“”‘’「」《》（）()·\s]|等(?=[\u4e00-\u9fff])")
_LIST = re.compile(r"[、和]|以及|及")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's name taken apart.

    `core` is what is counted, without level (省级), stage (新增, 在建) and kind (增速, 占比, 位次); `items` are the parts of a
    core that lists several things; `whole` is the metric that it is a part of (其中).
    """

    core: str
    level: str = ""
    stage: str = ""
    kind: str = ""
    whole: str = ""
    items: tuple[str, ...] = ()


@cache
def synonyms(extra: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Pairs of another name and the full name, longest first; `extra` is a user's table of the same form as `metrics.csv`."""
    texts = [resources.files("index").joinpath("metrics.csv").read_text("utf-8")]
    if extra is not None:
        texts.append(extra.read_text("utf-8"))
    pairs: dict[str, str] = {}
    for line in "\n".join(texts).splitlines():
        if line.strip() and not line.startswith("#"):
            full, _, others = line.partition(",")
            pairs |= dict.fromkeys(others.split(), full.strip())
    return tuple(sorted(pairs.items(), key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=65536)
def canonical(name: str, extra: Path | None = None) -> str:
    """`name` with its abbreviations spelt out, so that one thing has one name: 高企 → 高新技术企业, GDP → 地区生产总值."""
    done = ""
    table = synonyms(extra)
    at = 0
    while at < len(name):
        full = next((f for f in _fulls(extra) if name.startswith(f, at)), None)
        other = next(((o, f) for o, f in table if name.startswith(o, at)), None)
        if other and len(other[0]) >= len(full or ""):
            done, at = done + other[1], at + len(other[0])
        elif full:
            done, at = done + full, at + len(full)
        else:
            done, at = done + name[at], at + 1
    return done


@cache
def _fulls(extra: Path | None) -> tuple[str, ...]:
    return tuple(sorted({full for _, full in synonyms(extra)}, key=len, reverse=True))


@lru_cache(maxsize=65536)
def metric(name: str, extra: Path | None = None) -> Metric:
    """The parts of a metric's name."""
    whole, _, own = canonical(name, extra).rpartition("：")
    text = re.sub(r"^\d+(?:个|家|项|条)", "", own)
    text = re.sub(r"^(?:项目)?入选(国家|省|市)重点$", r"\1级重点项目", text)
    kind = _KIND.search(text)
    text = text[: kind.start()] if kind and kind.start() >= 2 else text
    stage = ""
    while (found := _STAGE.match(text)) and len(text) - found.end() >= 2:
        stage, text = stage + found[0], text[found.end() :]
    levels = "、".join(dict.fromkeys(m[0] for m in _LEVEL.finditer(text) if m[0]))
    core = _NOISE.sub("", _LEVEL.sub("", text)) or _NOISE.sub("", text)
    listed = re.search(r"等([^等]{2,})$", text)
    items = tuple(
        _NOISE.sub("", _LEVEL.sub("", item))
        for item in (*_LIST.split(re.sub(r"（[^）]*）", "", text)), listed[1] if listed else "")
        if len(item) > 1
    )
    core = re.sub(r"(?:数量|总量|个数|数|总数)$", "", core) if len(core) > 4 else core
    return Metric(core, levels, stage, kind[0] if kind and kind.start() >= 2 else "", whole, items if len(items) > 1 else ())
