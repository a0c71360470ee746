"""Whether the metric of a record is a name, of something that has such an amount."""

from __future__ import annotations

import re

from index.statistics import wording
from index.statistics.draft import Draft
from index.statistics.tables import pattern, table

CLAUSES = "clauses.txt"
QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|（[^（）]*）|‘[^‘’]*’")
_OPEN = re.compile(r"[，。；！？…、]$|^[、，。；）”》]|[（“《‘]$|[\d.]$|^\d+$")
_BRACKET = re.compile(r"（[^（）]*）$|合计$")
_RATE = re.compile(r"(?:的|年均|同比|环比)*(?:增速|增幅|降幅|涨幅|跌幅)$")


def is_name(metric: str) -> bool:
    """Whether a metric is a name, maybe with a verb that statistics are told with before it (新增高新技术企业), and no clause."""
    bare = QUOTED.sub("", metric)
    plain = pattern(CLAUSES, "whole").sub("＿", bare)
    return not (pattern(CLAUSES, "grammar").search(plain) or _OPEN.search(metric)) and len(bare) <= wording.LONGEST


def is_measured(draft: Draft) -> bool:
    """Whether the metric names what amounts of such a unit are of (money of a 收入, a size of an 面积): see `indicators.txt`."""
    group, metric = draft.amount.group, _BRACKET.sub("", draft.metric)
    nouns = table("indicators.txt").get(group)
    if nouns is None or draft.grew:
        return True
    return metric.endswith(nouns) or (group == "size" and bool(wording.first_verb(metric)))


def rises(metric: str) -> bool:
    """Whether what a rate of growth is of is something that grows (居民收入增速, not 农村居民增速)."""
    noun = _RATE.sub("", metric)
    return noun == metric or noun.endswith(tuple(word for words in table("indicators.txt").values() for word in words))
