"""The kind of answer that a question wants, and what such an answer looks like in a text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Kind = Literal[
    "figure", "date", "person", "place", "organisation", "list", "why", "how", "definition", "compare", "summary", "other"
]

LONG: frozenset[Kind] = frozenset({"list", "why", "how", "summary", "compare", "definition"})
"""The kinds that more than one sentence may be needed for."""

_UNITS = "个家条项名人次场座成倍位台套亩吨公里天千万亿点"
_PLACE_NOUNS = "县市|县|区域|地区|区|市|镇|村|乡|街道|园区|省|城市|地方|国家|地"
_FIRM_NOUNS = "单位|公司|企业|部门|大学|高校|学校|院校|医院|集团|机构|局|银行|院所"

# In order: the first kind whose pattern is found.
_INTRODUCES = (
    r"介绍一?下|讲讲|谈谈|简介|是(?:做|干|搞)(?:什么|啥)|啥来头"
    r"|是个?(?:什么|啥)(?:样的?)?(?:项目|地方|东西|平台|活动|模式|品牌|来头)"
)
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("other", r"怎么(?:说|讲|评价|形容|比喻)|说过什么|讲过什么|原话"),
    ("summary", r"归纳|总结一下|概括|简单说|情况如何|什么情况|怎么样了|梳理|捋|来龙去脉|写一段|一句话说清|发展情况"),
    (
        "compare",
        r"对比|相比|比较|对照|一块看|摆一块|不一样|区别|差别|不同|多多少|怎么变|谁(?:更|大|快|高|多|强|好|低|少)|哪个(?:比|.{0,3}(?:更|得)?(?:多|大|高|快)(?!.{0,2}(?:蒜|学|型)))"
        r"|比.{1,20}(?:多|少|高|低)(?:多少|几)|谁.{0,2}(?:得快|得多|领先)",
    ),
    ("why", r"为什么|为何|为啥|凭什么|凭啥|原因|怎么回事|难在哪|意义何在|什么意义"),
    ("definition", rf"^(?!.*(?:哪|多少|几)).*(?:{_INTRODUCES})"),
    (
        "list",
        r"哪些|哪几|分别(?:是|有)?(?:什么|啥)|都(?:是|有|查|做|在)(?:了)?(?:些)?(?:什么|啥|谁)|都.{0,4}[啥谁]|包括什么|列(?:一下|出)"
        r"|什么产业|有什么.{0,6}(?:措施|项目|内容)|硬数据|指哪|是哪[两三四五六七八九十]|哪[两三四五六七八九十]+[个条项大种链]",
    ),
    (
        "date",
        r"什么时[候间]|啥时候|何[时年月日]|哪(?:一)?(?:天|年|月|日|几天|个年代|世纪)|什么(?:年代|年份|日期)|几(?:号|月|日)(?!.{0,2}份的)|几点(?:钟|开|举|出|结|到|半|上|下|进)|多久|时间[?？]?$|时间线|日期",
    ),
    ("place", rf"^(?!.*(?:多少|几[{_UNITS}])).*哪一?[个座](?:地级|直辖|县级|沿海)?(?:{_PLACE_NOUNS})(?!.{{0,2}}(?:蒜|型))"),
    (
        "figure",
        rf"多少|几番|几(?:[{_UNITS}辆只种层轮届所岁点部张集块户架艘颗根头支名]|千|公里|分之)|多(?:大|长|高|远|宽|重)|多远|排(?:名|位|第)?(?:第?几|多少)|第几|占比|比例|比重|增速|增幅|覆盖率"
        r"|总额|总量|总投资|市值|面积|数量|规模|产值|名额|到位资金|gdp|GDP|生产总值|床位|收入|位次|[数率额值]$",
    ),
    (
        "organisation",
        r"谁(?:主办|承办|举办|发起|组织|投资|建|修|开发|研发|生产|供)|(?:主办|承办|投资|研发|建设)(?:方|者)?的?是谁",
    ),
    ("organisation", r"(?:企业|公司|单位|医院|学校|集团|机构|大学|合作社).{0,3}(?:叫什么|叫啥|名字|名称)"),
    ("place", r"(?:[村镇乡县区]|地方|街道|园区).{0,3}(?:叫什么|叫啥|名字|名称)"),
    ("person", r"是谁|谁|何人|哪(?:一)?(?:位|个人|些人)|叫什么|名字|什么(?:职务|官|身份|头衔)|担任什么|姓什么|什么来着|老板"),
    (
        "place",
        rf"在哪(?!个(?:单位|部门))|哪(?:里|儿)|哪(?:一)?个(?:{_PLACE_NOUNS})|什么地方|何处|何地|位于何|归哪|哪一?(?:座城市|国)",
    ),
    ("organisation", rf"哪(?:一)?家|哪(?:一|两)?个(?:{_FIRM_NOUNS})|什么(?:单位|公司|企业|部门|机构)|[跟与和]谁"),
    ("other", r"的(?!是)[\u4e00-\u9fff]{1,6}(?:是|为|叫)(?:什么|啥)(?:样的?)?(?:颜色|类型|形状|性质)?[?？]?$"),
    (
        "definition",
        r"是什么|指什么|什么意思|啥意思|是啥|啥是|什么是|说的是|具体指|指(?:的)?是?(?:啥|什么)|干什么用|含义|什么理念|咋回事|是什么概念",
    ),
    ("how", r"怎么|如何|咋|怎样|什么(?:办法|措施|机制|政策|方式|做法|举措)|能.{0,10}吗"),
)
_INTRODUCING = re.compile(_INTRODUCES)
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)

_NUMBER = r"(?<!过)(?:\d[\d.,]*|[二三四五六七八九十两][一二三四五六七八九十]*)(?:多|余)?[十百千万亿]*(?:多|余)?"
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:余|多)?(个百分点|平方米|平方公里|立方米|公里|千瓦|公顷|人次|[家个条项名人次场座台套亩吨天倍位件种只张户所村辆层轮届岁部集块架艘颗根头支年米册棵株盏栋幢篇]|组(?!织)|幅(?!度))"
)
_SOME_UNIT = {
    "个": "[个家项条处名座所]",
    "家": "[家个户所]",
    "名": "[名人位]",
    "人": "(?:[名人位]|人次)",
    "位": "[名人位]",
    "项": "[项个]",
}
_IMPLIED_UNITS = (
    (re.compile(r"几分之几"), r"\d/\d|[\d一二三四五六七八九十]分之|\d[%％]|[一二三四五六七八九]成|一半"),
    (
        re.compile(
            r"占比|比例|比重|占(?!地)[^，,。？?]{2,14}多少|增速|增幅|(?:增长|提高|下降|降|涨|增)了?多少|几个点|百分之|率|比上年|同比|翻了?几番"
        ),
        r"\d%|\d％|个百分点|\d倍|[一二三四五六七八九]成",
    ),
    (re.compile(r"面积|占地"), "NUMBER(?:平方米|平方公里|亩|公顷)"),
    (re.compile(r"全长|长度|里程|多长|多远"), "NUMBER(?:公里|千米|米)"),
    (
        re.compile(r"第几|排名|位次|名次|什么位次|排多少"),
        r"第\s*[\d一二三四五六七八九十]+|首位|榜首|末位|前\s*[\d一二三四五六七八九十]+[位名]|最[多大高快前]",
    ),
    (
        re.compile(
            r"多少(?:钱|亿|万|元)|资金|投资|金额|产值|收入|营收|税|奖金|工资|薪酬|票价|房价|单价|售价|租金|费用|gdp|生产总值|增加值|市值|额|补贴|奖补|资本|合同额|罚"
        ),
        "NUMBER(?:[美港欧日加澳新韩]?元|人民币|英镑|法郎|卢布|马克|块钱)",
    ),
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦"
    "褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝荆邰逄靖"
)
OFFICES = (
    r"书记|主任|局长|市长|县长|区长|省长|镇长|乡长|村长|院长|校长|会长|部长|处长|科长|所长|站长|厂长|社长|行长|署长|厅长|总裁|主席|总统|总理"
    r"|董事长|理事长|秘书长|队长|团长"
)
TITLES = (
    rf"(?:{OFFICES}|经理|理事|教授|研究员|专家|院士|博士|工程师|记者|代表|委员|负责人|老师|教师|学生|同学|村民|市民|农民|种植户|养殖户|演员|导演|选手|教练|作家|诗人|学者"
    r"|主编|总监|发言人|医生|医师|律师|司令|将军|上校|创始人|CEO|先生|女士|职工|工人|居民|大学生)"
)
SAYS = r"(?:说|表示|介绍|指出|强调|认为|告诉|坦言|主编|出席|明确提出|承诺|分享|带队|主持|担任)"
NAME = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_DOUBLE = "欧阳|司马|上官|诸葛|慕容|尉迟|公孙|长孙|宇文|司徒|独孤|令狐|皇甫|夏侯|完颜|拓跋|耶律|爱新觉罗"
_BARE_NAME = (
    rf"(?:由|是|为|叫|被|给|让|与|和|跟|随|即|名叫|名为|者)(?:{NAME}|(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}})"
    rf"|(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{1,4}}(?:皇帝|国王|女王|公主|王子|皇后|太后|教皇|大帝|[一二三四五六七八九]世|[太世高仁神宣文]宗|太祖|王|帝)"
)
PERSON = rf"{TITLES}[、，]?{NAME}|(?<![\u4e00-\u9fff]){NAME}(?:[、，]{NAME})*{SAYS}|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+"
OFFICE = rf"{TITLES}[、，]?{NAME}|{NAME}(?:同志)?[，、]?(?:现?任|担任|出任|当选为?|为)[\u4e00-\u9fff]{{0,16}}{TITLES}"
BODIES = (
    "公司|集团|大学|学院|医院|中心|研究院|研究所|学校|委员会|协会|企业|银行|合作社|局|厂|科技|信用社|联盟|文明办|管委会|政府|部门"
)
ORGANISATION = rf"[\u4e00-\u9fff]{{2,}}(?:{BODIES})"

_DAY = (
    r"\d{4}年|\d{1,2}月|\d{1,2}日|\d+年代|[春夏秋冬]季|世纪|年底|日前|近日"
    r"|昨日|今日|[一二三四五六七八九十]+月|[今去明]年|星期|周[一二三四五六日]|[元一二三四五六七八九十]+年(?!级)|年间|朝代?时期"
    r"|前\d+年"
)
_CLOCK = r"\d{1,2}(?:[时点]|[:：]\d{2})|[一二三四五六七八九十两]+点"
_SHAPES: dict[Kind, str] = {
    "figure": r"\d|[一二三四五六七八九十两百千]+[个家条项名人次场座倍位台套亩吨天]",
    "date": _DAY,
    "person": f"{PERSON}|{_BARE_NAME}",
    "place": r"[\u4e00-\u9fff]{1,8}(?:省|市|县|区|镇|乡|村|街道|路|园|馆|广场|岛|州|洲|国|港|湖|河|山)",
    "organisation": ORGANISATION,
    "list": r"、|；|一是|分别|包括",
    "definition": r"[“”《》]|是|即|指|包括",
    "why": r"因|为了?|由于|得益于|关键|目的|旨在|推动|通过|既要|需要",
    "how": r"通过|建立|实施|推行|采取|推进|开展|加强|制定|出台|探索|创新",
    "compare": r"\d|比|较|而|不同",
}
_BLANK = re.compile(r"[_＿]{2,}\s*(平方米|公里|万吨|亿元|万元|[个家条项名人次场座台套亩吨天倍位件种只张户所村元%％米]?)")
_OFFICE_ASKED = re.compile(r"职务|什么官|担任什么|什么身份|什么头衔")
_ASKED_NOUN = re.compile(
    rf"(?:哪|什么|啥|几)(?:一|两|几|些|[三四五六七八九十])?(?:[个家所座条位种])?({_PLACE_NOUNS}|{_FIRM_NOUNS}|国|岛|报纸|学院|专业|语言|奖|病|书|朝代|战役)"
)


def kind_of(text: str) -> Kind:
    """The kind of answer that a question wants; `other` when nothing tells. A blank to fill in (____家) mostly wants a figure."""
    if _BLANK.search(text):
        return "figure"
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def introduces(text: str) -> bool:
    """Whether a question wants something introduced: 介绍一下…, …是做什么的."""
    return bool(_INTRODUCING.search(text))


@lru_cache(maxsize=512)
def wanted(text: str, kind: Kind) -> re.Pattern[str] | None:
    """What stands in a text that answers: a number with the unit asked for, a date, a person with a title, a place, a firm.

    None for the kinds whose answers have no form of their own.
    """
    if kind == "date" and "几点" in text:
        return re.compile(_CLOCK)
    if kind in ("figure", "compare", "other") and (unit := _unit(text.lower(), kind)):
        return re.compile(unit)
    if kind == "person" and _OFFICE_ASKED.search(text):
        return re.compile(OFFICE)
    if kind in ("place", "organisation", "person", "list") and (noun := _ASKED_NOUN.search(text)):
        return _named(noun[1], kind)
    if kind in ("date", "person", "place", "organisation"):
        return re.compile(_SHAPES[kind])
    return None


def implied(text: str) -> bool:
    """Whether words tell what unit their figure has: 占比, 面积, 排名, 投资."""
    return any(words.search(text) for words, _ in _IMPLIED_UNITS)


def shape(kind: Kind) -> re.Pattern[str] | None:
    """What an answer of this kind mostly looks like; weaker than `wanted`."""
    return re.compile(_SHAPES[kind]) if kind in _SHAPES else None


def _named(noun: str, kind: Kind) -> re.Pattern[str] | None:
    """A name that ends as the question asks: 哪个区 wants 东昌府区; None where such names have no form."""
    if noun in ("国家", "国", "朝代"):
        return None  # their names have no form of their own
    if noun in ("地方", "地", "区域", "地区", "县市"):
        return re.compile(_SHAPES["place"])
    if noun in ("单位", "部门", "机构", "企业", "公司"):
        return re.compile(ORGANISATION)
    if noun in ("大学", "高校", "院校", "学校"):
        return re.compile(r"[\u4e00-\u9fff]{2,}(?:大学|学院|学校|小学|中学)")
    if noun == "园区":
        return re.compile(r"[\u4e00-\u9fff]{2,}(?:园区|园|开发区|高新区|产业园)")
    return re.compile(rf"[\u4e00-\u9fffA-Za-z]{{1,}}{noun}" if kind != "person" else _SHAPES["person"])


def _unit(text: str, kind: Kind) -> str | None:
    """The number and unit that a question wants: the unit asked with (多少家, 几个) before what its words imply."""
    if blank := _BLANK.search(text):
        return _NUMBER + re.escape(blank[1]) if blank[1] else r"\d"
    if asked := _ASKED_UNIT.search(text):
        return _NUMBER + _SOME_UNIT.get(asked[1], asked[1])
    for words, unit in _IMPLIED_UNITS:
        if words.search(text):
            return unit.replace("NUMBER", _NUMBER)
    return r"\d|[二三四五六七八九十两]+[个家条项名人次场座倍位台套亩吨天]" if kind == "figure" else None
