"""The people whom a text names, each with the office before the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "解臧牛岳庞柴翟乔庄殷施洪聂焦左齐康伍安常樊苗路宫鲁祝季谷褚宁耿关葛温欧房辛连滕穆梅卞华柳鲍鞠付巩逯訾祁靳阎骆欧兰闵翁荆裴申窦甘尚包舒费詹屈岑章项祖车时齐佟习蓝凌霍虞柯童游管单翦楚芮蒲阮明费卓桑娄苑屠冷盛"
)
_NAME = rf"(?:欧阳|司马|上官|诸葛|[{SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
OFFICES = (
    "总书记|副厅长|厅长|副司长|司长|副行长|行长|司令|政委|副馆长|馆长|台长|社长|总编辑|总干事|会长|总队长|支队长|大队长|乡长|副乡长|州长|副州长|检察长|庭长|副书记|书记|副主席|主席|副总理|总理|副部长|部长|副省长|省长|副市长|市长|副县长|县长|副区长|区长|副镇长|镇长|副局长|局长|副主任|主任|副秘书长|秘书长|副会长|会长|院士|副院长|院长|副校长|校长"
    "|副教授|教授|研究员|副总经理|总经理|董事长|总裁|总监|首席执行官|工程师|队长|所长|处长|科长|站长|厂长|负责人|发言人|记者|主持人|教练|医生|博士|理事长|经理|代表|委员|外长|防长|首相|总统|大使|村民|老师|先生|女士"
)
_PERSON = re.compile(
    rf"(?P<office>(?:{OFFICES}))(?P<a>{_NAME}(?=介绍|表示|说|在|指出|强调|认为|告诉|透露|率|出席|主持|致辞|宣读|参加|会见|宣布|接受|坦言|讲|谈|回应|答|称|呼吁|走|到|来|调研|带|深入|听取|部署|要求|建议|提出|作|做|为|任|当选|获|被|受|因|涉|主编|策|负责|撰|执|已|将|也|还|均|日前|近日|[、，。\d和与（“等及]|$))"
    rf"|(?:(?<=[，。；、“”）])|^)(?P<b>{_NAME}(?=介绍|表示|说[，：，。道]|指出|强调|认为|告诉|坦言|透露|出席|主持召开|致辞))"
)


LONGEST_OFFICE = 30


def may_be_name(word: str) -> bool:
    """Whether a word of two or three characters opens with a family name; many words do that are none."""
    return 2 <= len(word) <= 3 and word[0] in SURNAMES


@dataclass(frozen=True, slots=True)
class Person:
    """A name with the words of office before it (empty when none stand there)."""

    start: int
    end: int
    name: str
    office: str


def people(text: str) -> list[Person]:
    """The people whom a folded text names after an office or before a word of saying, in order."""
    return list(_people(text))


def _people(text: str) -> Iterator[Person]:
    last = 0
    for match in _PERSON.finditer(text):
        group = "a" if match["a"] else "b"
        start, office = match.start(group), ""
        if group == "a":
            office = re.split(r"[，。；：！？“”）\s]", text[max(last, start - LONGEST_OFFICE) : start])[-1].lstrip("、和及与")
        last = match.end()
        yield Person(start, last, match[group], office)
