"""Values that rose from one to another: which of the two a number is, and what stands between them."""

from __future__ import annotations

import re

_FROM_NOW = re.compile(r"(?:从|由)[^，到至]{0,3}$")
_RISES = re.compile(r"[^，。；\d]{0,10}?(?:到|至|为)\D{0,4}\d")
_FROM_THEN = re.compile(r"(?:从|由|自)[^，]*\d")
_FROM = re.compile(r"(?:从|由)[^，。；]{0,40}$")
_OTHER = re.compile(r"(?!按|扣除|剔除|居|列|排|位|占|可比|比|较|同比|环比|继续|连续|创|为|增速|增幅|其中)[^\d，]{6,}$")


def is_reached(clause: str) -> bool:
    """Whether the words up to a number lead from an earlier value to it (由5%增长到)."""
    return bool(_FROM.search(clause)) and clause.endswith(("到", "至"))


def is_left(words: str, rest: str) -> bool:
    """Whether a number between `words` and `rest` is the value that was left, of a time that is not said (由5元调整为6元)."""
    return bool(_RISES.match(rest) and _FROM_NOW.search(words)) and not _FROM_THEN.search(words)


def comes_from(clause: str) -> bool:
    """Whether the number after `clause` is where a rise starts (从5万增加了30%)."""
    return bool(re.search(r"[从由](?!.*[到至达为])", clause))


def is_parted(between: str) -> bool:
    """Whether a clause about something else parts a value from a change (失业率3.5%，时薪好于预期，环比增长0.4%)."""
    return any(_OTHER.match(clause) for clause in between.split("，")[1:])
