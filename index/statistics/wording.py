"""What a number counts, in the article's own words: 「全年共引进过亿元项目426个」 → 引进过亿元项目."""

from __future__ import annotations

import re
from importlib import resources

_FEW = r"有|是|为|到|能|可|需|设|由|达|获|被"


def _verbs() -> str:
    """The verbs of `verbs.txt` as a pattern, the longest first, each with the 了, 到 or 着 that may follow."""
    text = resources.files("index.statistics").joinpath("verbs.txt").read_text("utf-8")
    words = {word for line in text.splitlines() if not line.startswith("#") for word in line.split()}
    return rf"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})[了到着由]?"


_VERB = _verbs()
_ENDS_VERB = re.compile(rf"(?:{_VERB}|{_FEW})(?:了|着|过|到|出|的)?$")
_ALL_VERB = re.compile(rf"^(?:(?:{_VERB}|{_FEW}|投资|贷款|组成|通过|规划)(?:了|着|过|到|出)?)+$")
_LEAD = re.compile(
    r"^(?:我们[^，]{0,3}的|[他她]们?(?=..)|公司(?=[销实营拥共年累])|其中|此外|同时|另外|目前|共计|共(?![享同赢青和识产富体]|建(?![成设有立起造]))|累计|总共|合计|先后(?!两|三)|还(?!款|贷|本)|已经|已(?!婚)|也|将(?!军)|预计|力争|计划|并(?!购|网|轨|联)|且|仅|就(?![业诊餐读医地])|到(?![位账期达场岗港村户访手])|至(?!今|少|多)|在(?![建谈校职岗籍线库营读册园编训院途租])|据统计|据介绍|截至|现场(?=共)|使|让|令|把|以及|以(?!上|下|内)|及|和|与|或|则"
    r"|而|但|其|该(?:地区|[市县省区国镇村州校院])(?=..)|该(?!行)|这一|这[条项个家些]?|那|一[个家款种项条](?=[^\d])|全年|当年|年内|期间|今年|去年|届时|由此|分别|从而|因此|所以|一共|平均(?=每)|位于的(?:[^，]{1,3}[上中下内里])?|直接|间接|可实现|可(?=年|新|带|实|完)|实现(?!率)|完成(?!投资|率|度|交|量|额)|(?:能够|可以)(?=.)|、|，|的|了|中，|如今|现在|一举|成功|本次|此次|本届|本年度?"
    r"|全市|全县|全区|全省|全国|我市|我县|我区|我省|我国|各地|方面|来看|级(?=[“\u4e00-\u9fff]{2})|为|有(?![效关力限机]|[^，]{2,8}的)|是|达到|新建成的|仅仅|超过|预期|至此|确保|各项|按照|根据|随着|通过)"
)
_TAIL = re.compile(
    r"(?:达到了?|(?<!直)达了?|(?<![成行作])为|是|(?<![拥现设所国私占含共])有|只有|仅有|仅为|仅|只|就有|就|共有|共计|共|合计|总计|累计|累计达|均|均为|各|大约|(?<![签节合])约|(?<![附最逼])近|(?<!赶)超|突破了?|实现了?|完成了?|至|到|到了|增至|增长到|增长至|增加到|增加至|升至|跃升至|跃升到|提升至|提升到|提高到|提高至|扩展到|扩大到|扩大至|发展到|上升到|上升至|下降到|下降至|降至|降低到|降到|缩短至|压缩至"
    r"|减少到|减少至|稳定在|保持在|维持在|控制在|达成|多达|高达|(?:从|由)(?:最初|原来|当初|原先|之前|过去|建设之初)的?|已经?|也|(?<![偿归返交])还|则|将|可|(?<=[可就也还都将只])[能会要]|可达|的|了|着|等|，|、|预计|分别|分别为|分别达|成为|来到|接近|他们|它|我们|当地|：|—|-|占|又|再|由|从|最多|最高|最低|大约|大致|相当于|折合|小到|大到|于|少则|多则|历时|经过|为期|长达|用时|耗时|之一|持续|稳定|进一步|仍然?|始终|一直|达成|全[国省市县区]|周边|当地)$"
)
_NOISE = re.compile(
    r"按照?(?:可比|不变|现行?|当年)价格?(?:计算|核算)?|共计|总计|累计(?!折旧|投票)|(?<![公总合一])共(?![享同赢青和识产富抓预体]|建(?![成设有]))|先后(?!两|三)|已经|均(?=为|有)|总共|合计|(?<=.)(?:实现|完成(?!投资))(?=[^率度比数].)"
)
_NEXT = re.compile(
    r"^(?:[、，。；：！？）”,]|和(?!谐)|与|及|或|以及|同比|环比|较|比(?!赛|例|重)|增|降|至|到|后|时(?!间|段)|用于|左右|以上|以下|不等|其中|占|，|每|且|并|而|之间|之多|之后|的(?=[，。；])|(?:增|提|上升|扩|发展|跃|攀|升|涨|下降|降|减|缩|压|回落|变|调整|调|改)[^，。]{0,3}?(?:至|到))"
)
_ACTION = re.compile(
    r"^(?:开工|投产|竣工|在建|在谈|完成|落地|获|入选|通过|列入?|居|被|已|正|将|均|全部|是|由|共|入库|实现|建成|入驻|签约|投入|分别|相继|先后|集中)"
)
_CLASS = re.compile(r"增速|增幅|增长率|比重|占比|比例|率$|位次")
_RISE = re.compile(r"(?:由|从)[^，]*?\d[^，]*?(?:增|提|降|减|调|升|扩|上|下|涨|回)[^，]{0,4}(?:至|到)?(?:每.)?$")
_THAN = re.compile(r"(?:可|能)?(?:比|较)(?!例|重|赛|价)[^，]{2,12}?(?=年?(?:增收|增加|多))")
_BECAME = re.compile(r"^.*(?:成长为|发展为|升级为|跻身为|成为|转变为)(?=.{2})")
LONGEST = 26


def before(words: str) -> str:
    """The noun phrase that the clause `words` (up to a number) leads to, without its verb's filler; empty when none is left."""
    words = _RISE.sub("", re.sub(r"年可(?:实现)?", "年", words))
    words = _BECAME.sub("", _THAN.sub("", _NOISE.sub("", words)))
    last = None
    while words != last:
        last = words
        words = _TAIL.sub("", _LEAD.sub("", words))
    return _shortened(words)


def _shortened(words: str) -> str:
    """At most LONGEST characters, cut from the left at a mark, a verb or 的."""
    if words.count("“") != words.count("”"):
        words = words.replace("“", "").replace("”", "")
    if len(words) <= LONGEST:
        return words
    for cut in (r"[，。：；]", rf"(?:{_VERB})了", r"的|是|将|成为"):
        found = [m.end() for m in re.finditer(cut, words) if len(words) - m.end() >= 2]
        short = next((words[end:] for end in found if len(words) - end <= LONGEST), "")
        if short:
            return short
    return words[-LONGEST:]


def ends_in_verb(words: str) -> bool:
    """Whether nothing is named yet: the words end with a verb (新建了) or are empty."""
    return not words or bool(_ENDS_VERB.search(words))


def only_verbs(words: str) -> bool:
    """Whether the words are verbs alone."""
    return bool(_ALL_VERB.match(words)) and not words.endswith("完成投资")


def verb(words: str) -> str:
    """The verb that the words end with, without 了 and the like; empty when there is none or it says nothing (有, 为, 达到)."""
    found = _ENDS_VERB.search(words)
    if not found:
        return ""
    text = re.sub(r"[了着过到由的]+$", "", found[0])
    return "" if text in _EMPTY else text


_EMPTY = frozenset(
    (
        "有",
        "是",
        "为",
        "可",
        "能",
        "能够",
        "共有",
        "现有",
        "已有",
        "设有",
        "达到",
        "达",
        "实现",
        "完成",
        "建立",
        "拥有",
        "具有",
        "需",
        "需要",
        "来自",
        "包括",
        "包含",
        "先后",
        "连续",
        "享受",
        "聚焦",
        "涵盖",
        "提供",
        "是的",
    )
)


_WHOLE = re.compile(rf"^(?:{_VERB}|[有过在由自被]|来自)|(?:组成|构成|参与|参加|联合)$")


def after(words: str) -> str:
    """The noun phrase that follows a number directly; empty when a mark, a conjunction or a comparison follows."""
    if _NEXT.match(words) and not words.startswith("的"):
        return ""
    words = re.sub(r"^(?:为|是|属于|属)(?=..)", "", words.removeprefix("的"))
    if "（" in words and words.rfind("（") > words.rfind("）"):
        words = words[: words.rfind("（")]
    if not words or _NEXT.match(words):
        return ""
    end = _close(words)
    words = re.sub(
        r"(?:之一|(?:建成|投产|达产|竣工|完工)后|时|后)$", "", re.sub(r"(?<!参)与$|等$", "", words[:end].rstrip("的了、及和"))
    )
    words = re.sub(r"(?<=..)在[^，。；]{2,10}后.*$", "", words)
    counted = re.match(r"([^的]{1,3})的.{8,}|([^的]{4,})的", words)
    if counted and (counted[1] or not _WHOLE.search(counted[2])):
        return counted[1] or counted[2]
    return words if len(words) <= 16 else _cut(words)


def _close(words: str) -> int:
    """Where the phrase ends: at a mark outside quotation marks and brackets."""
    depth = 0
    for at, char in enumerate(words):
        if char in "“‘（《「":
            depth += 1
        elif char in "”’）》」":
            if depth == 0:
                return at
            depth -= 1
        elif char in "，。；：！？…\n-—" and depth == 0:
            return at
    return len(words)


def _cut(words: str) -> str:
    found = re.search(r"(?<=.{4})(?:组成|构成|参加|进行|开展|参与|获得|通过)", words)
    return words[: found.start()] if found and found.start() <= LONGEST else words[:LONGEST]


def parted(words: str) -> int:
    """Where a noun that is counted ends and its verb starts (市直机关单位|组织招商活动); 0 when no verb is seen."""
    found = re.search(rf"(?<=..)新?(?:{_VERB})(?=.)", words)
    return found.start() if found and found.start() >= 2 else 0


def subject(words: str) -> str:
    """The noun before the first verb of a clause, when it is short enough to be its subject; else empty."""
    ends = _ENDS_VERB.search(words)
    if ends and len(ends[0]) > 1 and verb(words) and 3 <= len(before(words[: ends.start()])) <= 18:
        return before(words[: ends.start()])
    found = re.match(rf"(?P<noun>[^，的]{{3,18}}?)(?:共|累计|先后|新)?(?:{_VERB})(?![量额率数价费金者])", _LEAD.sub("", words))
    return found["noun"].rstrip("净新共已") if found and found.end() < len(_LEAD.sub("", words)) else ""


def starts_with_verb(words: str) -> bool:
    """Whether a clause goes on with a verb, its subject left out."""
    return bool(re.match(rf"(?:共|累计|先后|新|还|并|已)*(?:{_VERB})(?![量额率数价费金者])", words))


def first_verb(words: str) -> str:
    """The verb that a metric starts with (新增, 培育); empty when it starts with a noun."""
    found = re.match(_VERB, words)
    return found[0] if found and len(found[0]) < len(words) else ""


def acts(words: str) -> bool:
    """Whether the words after a number tell what happened to what was counted before it (项目8个开工)."""
    return bool(_ACTION.match(words))


def is_rate(metric: str) -> bool:
    """Whether the metric is a rate or share."""
    return bool(_CLASS.search(metric))


_FILLER = re.compile(
    r"(?:平均年|平均每年|每年|年均复合|年均|复合|增速|增幅|降幅|涨幅|暴|狂|猛|急|飙|大|齐|续|领|再|连|微|累|累计|环比?|同比?|逐年|递)+$"
)


def growth(head: str, kind: str, up: bool) -> str:
    """The metric of a growth rate without a base value: 固定资产投资 → 固定资产投资增速, falling ones 降幅."""
    head = before(head)
    head = _FILLER.sub("", head)
    return f"{head}{'年均' if kind == '年均' else ''}{'增速' if up else '降幅'}" if head else ""
