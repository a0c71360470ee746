"""What kind of statistic a number is: a fact, a target still to be reached, or a total since a time."""

from __future__ import annotations

import re

from index.figure import FigureKind

_AHEAD = re.compile(
    r"力争|预计|(?<!研发)(?<!年度)(?<!行动)(?<!科技)(?<!完成)计划(?![项目生育的内外书、，]|投资)|目标[是为]|准备(?!金|工作|好)|确保|争取(?=到|在|今|年|\d{4})|有望|拟(?=建|投|新|于)"
    r"|(?<!即)将(?![军近乐“]|[^，]{0,14}作为)|规划(?=建设|投资|用地|新)|可(?=实现|带动|新增|年产|形成|达|提供|解决)|投产后|建成后|达产后|到[^，。；]{2,8}年底?，"
)
_TOTAL = re.compile(r"累计|总计|共计|合计")
_AIM = re.compile(r"(?:左右)?的(?:奋斗|总体|发展)?目标")


def kind(clause: str, rest: str, ahead: bool, past: bool) -> FigureKind:
    """The kind of the number between `clause`, the words of its clause before it, and `rest`, the words after it.

    `ahead`: its time is one to come; `past`: its time was over when the article was written.
    """
    if ahead or _AIM.match(rest) or (_AHEAD.search(clause) and not past):
        return "target"
    return "total" if _TOTAL.search(clause) else "fact"
