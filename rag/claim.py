"""What of a sentence can be checked: its figures, times, places, people, quotations, ranks and scopes, and the words left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as date_
from functools import cached_property

from index.lexicon import Lexicon
from index.numerals import fold, number
from index.periods import Period, periods
from index.places import Home, Place, places
from rag.quantity import Quantity, quantities

_TOPMOST = (
    "第一|首位|榜首|之首|居首|夺魁|魁首|拔得头筹|冠军|头名|首名|最多|最大|最高|最快|最强|最好|最早|最长|最优|最佳|最重要|纪录"
)
_BOTTOM = "最少|最小|最低|最慢|最弱|最差|最晚|最短|末位|垫底|倒数第一"
_RANK = re.compile(
    rf"第(?P<value>\d+|[一二三四五六七八九十百]{{1,4}})(?P<unit>位|名|次|届|批|季度|版|期|号|个|条|产业|大)?|前(?P<front>\d+|[一二三四五六七八九十]{{1,3}})(?P<of>位|名|强|列)|(?<=[居列进入排国省市])前(?P<tail>\d+|[二三四五六七八九十]{{1,3}})(?=[，。；、]|$)"
    rf"|首(?P<first>次|届|批|个|家|例|条|座)|(?P<best>{_TOPMOST})|(?P<worst>{_BOTTOM})"
)
_SCOPES = {
    "国": r"全国|我国|国内|中国|国家级|国家",
    "世界": r"全球|世界级|世界|国际",
    "洲": r"亚洲|欧洲|非洲",
    "省": r"全省|我省|省内|省级|山东省|山东(?!大学|师|联|高速)|各市(?![（县])",
    "市": r"全市|我市|市内|市级|本市",
    "县": r"全县|我县|县级|全区(?!域)|我区|区级",
    "行业": r"同行业|同类|行业",
}
_SCOPE = re.compile("|".join(f"(?P<{chr(97 + i)}>{words})" for i, words in enumerate(_SCOPES.values())))
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "解臧牛岳庞柴翟乔庄殷施洪聂焦左齐康伍安常樊苗路宫鲁祝季谷褚宁耿关葛温欧房辛连滕穆梅卞华柳鲍鞠付巩逯訾祁靳阎骆欧兰闵翁荆裴申窦甘尚包舒费詹屈岑章项祖车时齐佟习蓝凌霍虞柯童游管单翦楚芮蒲阮明费卓桑娄苑屠冷盛"
)
_NAME = rf"(?:欧阳|司马|上官|诸葛|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
_OFFICES = (
    "总书记|副书记|书记|副主席|主席|副总理|总理|副部长|部长|副省长|省长|副市长|市长|副县长|县长|副区长|区长|副镇长|镇长|副局长|局长|副主任|主任|副秘书长|秘书长|副会长|会长|院士|副院长|院长|副校长|校长"
    "|副教授|教授|研究员|副总经理|总经理|董事长|总裁|总监|首席执行官|工程师|队长|所长|处长|科长|站长|厂长|负责人|发言人|记者|主持人|教练|医生|博士|理事长|经理|代表|委员|外长|防长|首相|总统|大使|村民|老师|先生|女士"
)
_PERSON = re.compile(
    rf"(?P<office>(?:{_OFFICES}))(?P<a>{_NAME}(?=介绍|表示|说|在|指出|强调|认为|告诉|透露|率|出席|主持|致辞|宣读|参加|会见|宣布|接受|坦言|[、，。和与（“等及]|$))"
    rf"|(?:(?<=[，。；、“”）])|^)(?P<b>{_NAME}(?=介绍|表示|说[，：，。道]|指出|强调|认为|告诉|坦言|透露|出席|主持召开|致辞))"
)
_QUOTE = re.compile(r"“([^“”]{2,})”|‘([^‘’]{2,})’|「([^「」]{2,})」")
_BOOK = re.compile(r"《([^《》]{2,})》")
_NEGATED = re.compile(
    r"(?:没有|并未|尚未|从未|并非|绝不|不再|不会|不能|不得|不是|不予|无法|禁止|拒绝|否认|未能?|非|不)(?=[\u4e00-\u9fff])"
)
_NOT_NEGATED = re.compile(
    r"不(?:断|仅|但|足|到|少于|低于|超过|同|久|锈|动产|含|良|平凡|平衡|懈|忘|负|凡|光|只|论|管|少|错|时|妨|过|如|知|得不|已|停|止|下)|非(?:常|洲|凡|公|物质|遗)|未(?:来|成年)|是不是"
)
MARKED = re.compile(r"“[^“”]{2,}”|《[^《》]{2,}》")
_CLAUSE = re.compile(r"[^，。；：！？,;!?\n]+")
COUNTED = re.compile(r"今年|本年度|去年|上年|前年|明年|后年")  # counted from the day of writing
_DAY = re.compile(r"\d{1,2}[日号]")
_CODE = re.compile(r"[A-Za-z]*[-]?\d[A-Za-z\d.:-]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_GLUED = re.compile("[让把被将给使从到在为等都也很更最与和及的了是有由其这那]")  # in a word that no dictionary has: a chance cut
STOP = "，。；：！？\n"
_EMPTY = frozenset(
    [
        "的",
        "了",
        "是",
        "在",
        "和",
        "与",
        "及",
        "或",
        "把",
        "被",
        "对",
        "就",
        "都",
        "也",
        "还",
        "又",
        "才",
        "只",
        "那",
        "这",
        "个",
        "我们",
        "我",
        "你们",
        "你",
        "它",
        "他们",
        "他",
        "她",
        "会",
        "能",
        "从",
        "到",
        "以及",
        "得",
        "地",
        "着",
        "过",
        "给",
        "让",
        "于",
        "为",
        "以",
        "等",
        "之",
        "其",
        "再",
        "更",
        "之后",
        "时",
        "后",
        "前",
        "里",
        "上",
        "下",
        "中",
        "来",
        "去",
        "由",
        "将",
        "向",
        "则",
        "并",
        "且",
        "而",
        "但",
        "所",
        "已",
        "已经",
        "有",
        "共",
        "共有",
        "达",
        "达到",
        "较",
        "比",
        "这一",
        "这些",
        "那些",
        "一款",
        "一批",
        "一道",
        "一次",
        "一系列",
        "平均水平",
        "平均",
        "超过",
        "突破",
        "成为",
        "作为",
        "进行",
        "通过",
        "其中",
        "分别",
        "同时",
        "此外",
        "以来",
        "期间",
        "今年",
        "去年",
        "目前",
        "一",
        "两",
        "多",
        "余",
        "约",
        "超",
        "近",
        "各",
        "每",
        "该",
        "此",
        "称",
        "年",
        "月",
        "日",
        "使",
        "于是",
        "还有",
        "一个",
        "一种",
        "为了",
        "因为",
        "所以",
        "如果",
        "可以",
        "可",
        "要",
        "应",
        "据",
        "按",
        "按照",
        "根据",
        "随着",
        "方面",
        "情况",
        "表示",
        "介绍",
        "说",
        "指出",
        "认为",
        "强调",
        "告诉",
        "记者",
        "至",
        "元",
        "亿",
        "万",
        "亿元",
        "万元",
        "%",
        "家",
        "项",
        "人",
        "名",
        "位",
        "次",
        "件",
        "条",
    ]
)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in an order: `value` is 1 for 第一, 首位 or 最多, `unit` what is numbered (位, 次, 届), `low` for the lower end."""

    start: int
    end: int
    text: str
    value: int
    unit: str
    low: bool = False
    front: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """A reach such as 全省 or 国家级: `level` is 国, 省, 市 …"""

    start: int
    end: int
    text: str
    level: str


@dataclass(frozen=True, slots=True)
class Person:
    """A name with the words of office before it (empty when none stand there)."""

    start: int
    end: int
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words inside quotation marks (`title` False) or inside 《》."""

    start: int
    end: int
    text: str
    title: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word that tells something, `weight` 0..1 by its rarity; `clause` is the number of the clause that it stands in."""

    text: str
    weight: float
    clause: int


class Parts:
    """The parts of one sentence, or of a few neighbouring ones.

    `text` is folded; `date` is what its times are read against; without one, `today` is what 今年 and 去年 are counted from.
    """

    def __init__(
        self, text: str, lexicon: Lexicon, date: str | None = None, home: Home | None = None, today: date_ | None = None
    ) -> None:
        self.text, self._lexicon, self._date, self._home, self._today = fold(text).text, lexicon, date, home, today

    @cached_property
    def times(self) -> tuple[Period, ...]:
        """Points and stretches of the calendar, and policy periods; spells without ends (近年来, 五年间) are none."""
        found = periods(self.text, self._date)
        if self._today:
            counted = {p.start: p for p in periods(self.text, self._today)}
            found = [counted.get(p.start, p) if COUNTED.match(p.text) else p for p in found]
        return tuple(p for p in found if _DAY.match(p.text) or (not p.vague and "同期" not in p.text and _dated(p)))

    @cached_property
    def spells(self) -> tuple[Period, ...]:
        """Times without definite ends: 近年来, 五年间, 连续三年."""
        return tuple(p for p in periods(self.text, self._date) if p.vague and not _DAY.match(p.text))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Numbers and names with digits that are neither amounts nor times: Windows11, F2.8, 7nm."""
        inside = [(p.start, p.end) for p in (*self.times, *self.quantities, *self.ranks)]
        found = _CODE.finditer(self.text)
        return tuple(m[0].lower() for m in found if not any(a < m.end() and m.start() < b for a, b in inside))

    @cached_property
    def ranks(self) -> tuple[Rank, ...]:
        """Ordinals and superlatives."""
        return tuple(_ranks(self.text, self.times))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers with their units outside of times, ranks and titles."""
        masks = [(p.start, p.end) for p in self.times] + [(r.start, r.end) for r in self.ranks]
        return tuple(quantities(self.text, masks))

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """How far something reaches: 全省, 国家级, 世界."""
        return tuple(scopes(self.text))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Places by name."""
        found = places(self.text, self._home)
        return tuple(p for p in found if p.kind != "country" or p.text != "全国")

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """People who are named after an office or before a word of saying."""
        return tuple(people(self.text))

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Quotations and titles of works."""
        quoted = [Mark(m.start(), m.end(), next(g for g in m.groups() if g), False) for m in _QUOTE.finditer(self.text)]
        return (*quoted, *(Mark(m.start(), m.end(), m[1], True) for m in _BOOK.finditer(self.text)))

    @cached_property
    def negations(self) -> tuple[str, ...]:
        """What is denied: the two characters after 不, 未, 没有 and the like."""
        found = [m for m in _NEGATED.finditer(self.text) if not _NOT_NEGATED.match(self.text, m.start())]
        return tuple(self.text[m.end() : m.end() + 2] for m in found)

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Where the clauses start and end."""
        return tuple(m.span() for m in _CLAUSE.finditer(self.text))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What is left when numbers, times and ranks are taken out, clause by clause, each word once a clause."""
        text = self.text
        gone = [*self.times, *self.quantities, *self.ranks, *self.people]
        for part in gone:
            text = text[: part.start] + "·" * (part.end - part.start) + text[part.end :]
        found: dict[tuple[str, int], Word] = {}
        for at, (start, end) in enumerate(self.clauses):
            for word in self.cut(text[start:end]):
                found.setdefault((word, at), Word(word, self._lexicon.rarity(word), at))
        return tuple(found.values())

    def clause_of(self, offset: int) -> int:
        """The number of the clause around an offset."""
        return next((i for i, (start, end) in enumerate(self.clauses) if start <= offset < end), 0)

    def cut(self, text: str) -> list[str]:
        """The words of a run of text that tell something: two characters or more, not empty of meaning."""
        words = [w for w in self._lexicon.words(text) if len(w) > 1 and w not in _EMPTY and not w.isdigit()]
        return [w for w in words if len(w) > 2 or not _GLUED.search(w) or self._lexicon.rarity(w) < 1]

    def weight(self, word: str) -> float:
        """How much a word tells, 0..1."""
        return self._lexicon.rarity(word)

    def time_of(self, part: Quantity) -> Period | None:
        """The time that an amount is said of: the last before it since the amount before, in the same sentence."""
        since = max([0, *(q.end for q in self.quantities if q.end <= part.start and q.unit not in ("年", "个月"))])
        since = max(since, self.text.rfind("。", 0, part.start) + 1)
        inside = [t for t in self.times if since <= t.start and t.end <= part.start]
        return inside[-1] if inside else None

    def under(self, time: Period) -> str:
        """What is told under a time: up to the next one, within the sentence; all of its clause when it stands at the end."""
        later = [t.start for t in self.times if t.start >= time.end]
        stop = min([*later, *(i for c in "。！？\n" if (i := self.text.find(c, time.end)) >= 0), len(self.text)])
        told = self.text[time.end : stop]
        if len(self.cut(told)) >= 2:
            return told
        return self.text[max(self.text.rfind(c, 0, time.start) + 1 for c in STOP) : stop]

    def around(self, part: Quantity | Rank) -> tuple[str, str]:
        """The words that an amount belongs to: before it in its clause (a rank: its sentence), and the noun after it."""
        before = self.ranks if isinstance(part, Rank) else (*self.quantities, *self.ranks)
        edges = [0, *(q.end for q in before if q.end <= part.start and q is not part)]
        head = getattr(part, "head", part.start)
        stop = max(self.text.rfind(c, 0, head) + 1 for c in ("。；！？\n" if isinstance(part, Rank) else STOP))
        left = self.text[max(stop, max(edges)) : head]
        if not self.cut(left):
            stop = max(self.text.rfind(c, 0, head) + 1 for c in STOP)
            earlier = max(self.text.rfind(c, 0, max(0, stop - 1)) + 1 for c in STOP) if stop else 0
            left = self.text[earlier:head]
        after = [q.start for q in (*self.quantities, *self.ranks, *self.times) if q.start >= part.end]
        ends = [i for c in STOP + "、（" if (i := self.text.find(c, part.end)) >= 0]
        return left, self.text[part.end : min([*after, *ends, part.end + 14, len(self.text)])]


def _ranks(text: str, times: Iterable[Period]) -> Iterator[Rank]:
    inside = [(p.start, p.end) for p in times]
    for match in _RANK.finditer(text):
        start, end = match.span()
        if any(a <= start < b for a, b in inside):
            continue
        if match["best"] or match["worst"]:
            yield Rank(start, end, match[0], 1, "位", low=bool(match["worst"]))
            continue
        if match["first"]:
            yield Rank(start, end, match[0], 1, match["first"])
            continue
        value = number(match["value"] or match["front"] or match["tail"])
        unit = match["unit"] or match["of"] or "位"
        if value is not None:
            yield Rank(
                start, end, match[0], value, "位" if unit in "位名列" else unit, front=bool(match["front"] or match["tail"])
            )


def scopes(text: str) -> list[Scope]:
    """The words of a folded text that say how far something reaches."""
    names = tuple(_SCOPES)
    return [Scope(m.start(), m.end(), m[0], names[ord(m.lastgroup or "a") - 97]) for m in _SCOPE.finditer(text)]


def _dated(period: Period) -> bool:
    """Whether a time names a point of the calendar or counts from the day of writing (今年, 本月)."""
    return bool(period.since or period.until or _DIGITS.search(period.text) or period.text[:1] in "今去前明本当上下")


def has_figures(text: str) -> bool:
    """Whether a text names a number with its unit, a point of time or a rank."""
    folded = fold(text).text
    when = [p for p in periods(folded, None) if not p.vague]
    return bool(when or list(_ranks(folded, ())) or quantities(folded))


def people(text: str) -> list[Person]:
    """The people whom a folded text names after an office or before a word of saying, in order."""
    return list(_people(text))


def _people(text: str) -> Iterator[Person]:
    for match in _PERSON.finditer(text):
        name = match["a"] or match["b"]
        start = match.start("a") if match["a"] else match.start("b")
        office = ""
        if match["a"]:
            left = text[max(0, start - 24) : start]
            office = re.split(r"[，。；：！？“”）\s]|(?<=[\u4e00-\u9fff])、(?=[^、]{0,10}$)", left)[-1]
        yield Person(start, match.end(), name, office)
