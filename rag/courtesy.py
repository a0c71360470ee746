"""What is said and asks nothing of the articles: a greeting, thanks, 好的, what one can ask. It is told what can be asked."""

from __future__ import annotations

import re

from rag.answer import Scope
from rag.compose import Body, describe

LONGEST = 40  # characters of courtesy

_GREETING = (
    r"你好|您好|大家好|早|早安|早上好|上午好|中午好|下午好|晚上好|晚安|在|在吗|在么|在不在|有人吗|喂|嗨|哈[喽罗啰]|打扰(?:一下|您)?|请问"
    r"|hi|hello|hey"
)
_THANKS = r"(?:非常|太|多|十分)?(?:谢谢?|感谢|多谢|谢|劳驾)(?:你|您|大家|各位)?|辛苦(?:你|您)?|麻烦(?:你|您)?|thanks?|thank you"
_ASSENT = (
    r"好|好好|好的|好吧|好滴|行|行吧|可以|嗯+|恩|哦+|噢|喔|知道|明白|懂|收到|了解|清楚|没事|没问题|不用|不必|没有|没|就这样|先这样|就这些"
    r"|不错|很好|挺好|太好|厉害|真棒|赞|对|对的|是|是的|没错|哈+|呵+|嘿+|ok|okay|yes|no"
)
_PARTING = r"再见|拜拜?|拜拜|回见|回头见|下次见|先忙|忙去|下班|bye|byebye"
_SELF = (
    r"[你您](?:到底)?(?:是|叫)(?:谁|什么|啥)(?:名字|名|人|东西|系统|软件|模型)?|[你您]是(?:机器人|人工|真人|ai|人)吗?"
    r"|[你您]?(?:能|会|可以)?(?:自我介绍|介绍(?:一?下)?[你您]?自己)(?:一下)?"
    r"|[你您]?都?(?:能|会|可以)(?:帮我|帮忙|为我|给我|替我)?(?:做|干|回答|查|问|提供|解决)[点些]?(?:什么|啥|哪些)(?:问题|事|事情|内容|东西|忙)?"
    r"|[你您]有(?:什么|啥|哪些)(?:用|功能|本事|用处)|(?:这个?|这系统|这软件|[你您])?(?:怎么|如何|咋)(?:用|使用|提问|问|操作)[你您它]?"
    r"|我?(?:能|可以)问[你您]?[点些]?(?:什么|啥|哪些)(?:问题)?|有(?:什么|啥|哪些)功能|(?:使用|操作)?(?:说明|帮助|指南)|help|测试(?:一下)?|test"
)
_SAID = {
    kind: re.compile(rf"(?:{words})(?:[了啦哈啊呀哦呢吧嘛的]|一下|老师|同志)*", re.IGNORECASE)
    for kind, words in {
        "greeting": _GREETING, "thanks": _THANKS, "assent": _ASSENT, "parting": _PARTING, "self": _SELF,
    }.items()
}  # fmt: skip
_MARKS = re.compile(r"[\s，,。．.：:！!；;、?？~～…—\-]+")
_OPENS = {"greeting": "您好！", "thanks": "不客气。", "parting": "再见。"}
_TOLD = "请直接问报纸上的事，比如一个数、一个日期、谁说的、排第几；也可以说“把某件事捋一遍”。"


def courteous(text: str) -> bool:
    """Whether a text is nothing but courtesy."""
    return bool(_kinds(text))


def reply(text: str, scope: Scope) -> Body | None:
    """What can be asked, when `text` is nothing but courtesy; None when it asks anything."""
    kinds = _kinds(text)
    if not kinds:
        return None
    opening = next((_OPENS[kind] for kind in kinds if kind in _OPENS), "")
    return Body(f"{opening}{_TOLD}{describe(scope)}。", refused=True)


def _kinds(text: str) -> list[str]:
    """The kind of courtesy that each piece of a text is; empty when one is none."""
    pieces = [piece for piece in _MARKS.split(text) if piece]
    if sum(map(len, pieces)) > LONGEST:
        return []
    kinds = [next((kind for kind, said in _SAID.items() if said.fullmatch(piece)), "") for piece in pieces]
    return kinds if all(kinds) else []
