"""What printed text looks like from outside: where a sentence ends, how wide a line is, which words label a box."""

from __future__ import annotations

import re

from index.newsprint.byline import closing

NOTE_LABELS = frozenset(
    (
        *(
            "记者手记",
            "采访手记",
            "采访札记",
            "手记",
            "记者感言",
            "记者观察",
            "编者按",
            "编者的话",
            "编后",
            "编后语",
            "编辑感言",
            "短评",
        ),
        *("点评", "链接", "相关链接", "新闻链接", "延伸阅读", "新闻背景", "背景", "小贴士", "名词解释", "核心提示", "导读"),
        *("开栏的话", "开栏语"),
    )
)
FIGURE_LABELS = frozenset(("数说", "数读", "数字", "数据", "看数据", "数据说", "数字说", "一组数据"))

_END = re.compile(r"(?:[。！？!?…]|\.{3,}|—{2,})(?:[”’」』）)】》\]]|[（(][^（）()。]{1,20}[）)])*$|（完）$")


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with this text."""
    return bool(_END.search(text[-40:])) or closing(text) is not None


def closes_more(text: str) -> bool:
    """Whether a bracket or quotation mark closes that the text did not open."""
    return any(text.count(b) > text.count(a) for a, b in ("（）", "“”", "《》"))


def width(text: str) -> float:
    """Printed width in full-width characters."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2


def plain(label: str) -> str:
    """The words of a box label without the marks around them."""
    return label.replace(" ", "").strip("【】[]［］■□◆●：:")
