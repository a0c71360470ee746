"""The words of a question that ask or are polite rather than name what is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.periods import Period
from index.places import Home, Place

HOME = Home(province="山东省", city="聊城市")  # where 我市 and 全市 of a question are

# Turns of phrase that ask or are polite rather than name what is asked about; blanked before words are cut.
ASKING = re.compile(
    r"[_＿]{2,}|请问|(?:担任|任)?(?:的?是)?什么(?:职务|官|身份|头衔)|担任什么|介绍一?下|讲讲|谈谈|麻烦|帮我|给我|我想(?:知道|问|了解)|告诉我|能不能|可不可以|是不是|有没有|什么时[候间]|啥时候|为什么|什么|为何|为啥|怎么样|怎么|怎样|"
    r"(?:有)?(?:什么|啥|哪些)?(?:新|最新)?(?:进展|进度)(?:情况)?(?:如何|怎么样|怎样|怎么样了|到哪一?步|咋样)?(?:了)?(?=[?？。]*$)|如何|这么|那么|多少钱?|多大|多长|多远|多久|多高|是谁|哪[一两三四五六七八九十几][个家条项位种大座天]|哪些|哪几|哪个|哪家|哪位|哪里|哪儿|哪年|哪天|第几|咋回事|"
    r"几分之几|百分之几|了?没有(?=[?？。]*$)|几点(?:钟)?(?=开|举|出|结|到|半|上|下|进|[?？]?$)|几[个家条号次名项位座]|一共|总共|到底|究竟|分别|目前|现在|具体|简单说说|一下|归纳|总结(?!会)|概括|说说|说清|一句话|那个|这个|那家|这家|那位|这位|那篇|这篇|那场|那会儿|"
    r"翻了?(?:几|多少)番|最新的?(?:数字|数据|数|情况|进展)?|(?:数字|数据)(?=是|有多|[吗呢]|$)|捋一?(?:遍|捋|下)?|梳理(?:一下|一遍)?|"
    r"的话|来着|凭什么|凭啥|啥是|是啥|说的是|指的是|干什么用|对得上|来龙去脉|写一段|列出|情况如何|啥意思|几月几号|什么意思|哪一[年天月日个位家座种条国所只]?|何[时年月日地人处]|几[年天月日辆只种层轮届所岁部集块户架]|[哪啥谁吗呢吧呀啊咋]"
)
NOT_PLACE = re.compile(r"哪|咱|啥|几个|^底|什么|新型|那个|这个")

# What stands before or after a question dictated in a hurry: a greeting, who asks, what for, that it is urgent, a request.
_USE = r"(?:讲话|材料|发言稿?|汇报|报告|简报|信息|稿子?|总结|PPT|ppt|公文|文件|会上|会议|开会|领导|书记|市长|主任|局长)"
_ASIDE = re.compile(
    r"(?:你好|您好|大家好|老师好?|同志|在吗|在不在|谢谢(?:了|啦|您)?|多谢|好的?|好吧|嗯+|哦|行|明白了?|知道了|收到|ok|OK|辛苦|拜托了?|非?常?急|急急?|加急|着急|急等|急用|尽快|速回|快点|对了|那个)"
    r"|(?:我|我们|咱们?|这边|这里)(?:是|在|这边).{1,14}"
    rf"|.{{0,12}}{_USE}.{{0,6}}(?:要用|急用|备用|用|要|需要|等着?)(?:的|一下|到|呢|啊)?"
    rf"|(?:正|在|要|我|我们|需要|准备|给.{{1,6}}|帮.{{1,6}})*(?:写|起草|赶|准备|做|搞|弄|报)(?:个|一个|一份|份|一篇|篇|点)?.{{0,8}}{_USE}(?:用|呢|要用|里用|里要用)?"
    r"|(?:麻烦|劳驾|请|帮忙|帮|给|替|想|我想|我|您|你|先|再|赶紧|快|问|查|看)*(?:查|问|核|看|找|核实|核对|问问|请教|了解|确认|查查|看看)(?:一?下|个事儿?|问|看|查)?(?:这?个(?:数|数据|问题|情况))?(?:呢|啊|呗)?"
)
_REQUEST = re.compile(
    r"^(?:(?:麻烦|劳驾|烦请|拜托|请)(?:你|您|大家)?(?:帮我|帮忙|帮|给我|替我)?|帮我|帮忙|给我|替我|我?想)"
    r"(?:查|问|核|看|找|核实|了解|请教|确认|知道)(?:查|问|看|找|一?下){0,2}(?=[^，,。；;]{4,})"
    r"|^(?:查|问|核|看|找|核实|了解|请教|确认)(?:查|问|看|找|一?下)(?=[^，,。；;]{4,})"
)
_MARK = re.compile(r"[，,。：:！!；;、?？\s]+")


def bare(text: str) -> str:
    """The question without what is said around it in a hurry (领导讲话要用：…, 麻烦帮查一下…); never less than one part."""
    pieces = _MARK.split(text)
    seams = _MARK.findall(text)
    first, last = 0, len(pieces)
    while first < last - 1 and (not pieces[first] or _aside(pieces[first])):
        first += 1
    while last - 1 > first and (not pieces[last - 1] or _aside(pieces[last - 1])):
        last -= 1
    ending = "？" if re.search("[?？]", "".join(seams[last - 1 :])) else ""
    kept = "".join(piece + seam for piece, seam in zip(pieces[first:last], [*seams[first : last - 1], ending], strict=True))
    return _REQUEST.sub("", kept)


def _aside(piece: str) -> bool:
    return bool(_ASIDE.fullmatch(re.sub(r"[?？~～…]+$", "", piece)))


def blanked(text: str, spans: Iterable[Period | Place]) -> str:
    """The text with these spans as dots, so that the words around them stay apart; the text itself when nothing else is left."""
    blanked = text
    for span in spans:
        blanked = blanked[: span.start] + "·" * (span.end - span.start) + blanked[span.end :]
    return blanked if re.search(r"\w", blanked.replace("·", "")) else text
