"""The kind of answer that a question wants, from the words it asks with."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "figure", "date", "person", "place", "organisation", "list", "why", "how", "definition", "compare", "summary", "other"
]

_UNITS = "个家条项名人次场座成倍位台套亩吨公里天千万亿点"

# In order: the first kind whose pattern is found.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("summary", r"归纳|总结|概括|简单说|情况如何|什么情况|怎么样了|梳理|捋|来龙去脉|写一段"),
    (
        "compare",
        r"对比|相比|比较|对照|一块看|不一样|区别|差别|不同|多多少|怎么变|谁(?:的|更|大|快|高|多)|哪个(?:多|大|高|快|比)"
        r"|比.{1,20}(?:多|少|高|低)(?:多少|几)",
    ),
    ("why", r"为什么|为何|为啥|凭什么|原因|怎么回事|咋回事|难在哪|意义何在"),
    (
        "list",
        r"哪些|哪几|分别(?:是|有)?(?:什么|啥)|都(?:是|有|查|做)(?:了)?(?:些)?(?:什么|啥|谁)|都.{0,4}啥|包括什么|列(?:一下|出)"
        r"|什么产业|有什么.{0,6}(?:措施|项目|内容)|硬数据|指哪",
    ),
    (
        "date",
        r"什么时候|啥时候|何时|哪(?:一)?(?:天|年|月|日|几天)|几(?:号|月|日)|多久|时间[?？]?$|时间线|日期",
    ),
    (
        "figure",
        rf"多少|几(?:[{_UNITS}]|千|公里)|多(?:大|长|高|远|宽|重)|排(?:名|位|第)?(?:第?几|多少)|第几|占比|比例|比重|增速|增幅"
        r"|总额|总量|总投资|市值|面积|数量|规模|产值|名额",
    ),
    ("person", r"是谁|谁|哪(?:位|个人|些人)|叫什么|名字|什么职务|姓什么|什么来着|老板"),
    ("place", r"在哪|哪(?:里|儿)|哪个(?:县|区|市|镇|村|地方|园区|省)|什么地方|何处|位于|归哪"),
    ("organisation", r"哪家|哪个(?:单位|公司|企业|部门|大学|学校|医院|集团)|什么(?:单位|公司|企业|部门|机构)|[跟与和]谁"),
    ("definition", r"是什么|指什么|什么意思|啥意思|是啥|啥是|什么是|说的是|干什么用|含义|什么理念"),
    ("how", r"怎么|如何|咋|怎样|什么(?:办法|措施|机制|政策|方式)|能.{0,10}吗"),
)
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def kind_of(text: str) -> Kind:
    """The kind of answer that a question wants; `other` when nothing tells."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")
