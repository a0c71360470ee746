"""By-lines of Chinese newspapers: who wrote or photographed a report, in every house style, and its dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.restore import HAN

_BOXES = "□■◆◎○◇▲△▼▽☆★▪◼◻▢❑❒●"
_BULLETS = re.compile(f"[{_BOXES}]")
_MARKS = "□■●◆◎○◇▲△▼▽☆★▪◼◻▢❑❒·•"
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗"
    "毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧肖尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱"
    "丘骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊甄曲家封芮羿储靳汲糜松井段富巫乌焦巴牧山谷车侯宓蓬全班仰秋"
    "仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农"
    "温别庄晏柴瞿阎闫充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越隆师巩聂晁勾敖融冷辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权盖"
    "逯盍益桓公仉楚帅缑亢况有商牟佘佴伯赏墨哈谯笪年爱阳佟苑岳代逄付冼亓初修矫展苟由隋仝邸智位展战揭战兰税盘鹿刑降宛衣战原"
)
_COMPOUND = frozenset(
    (
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"),
        *("长孙", "宇文", "端木", "南宫", "百里", "呼延", "闻人", "申屠", "淳于", "单于", "独孤", "轩辕"),
    )
)

_GRADE = (
    "(?:本报|本台|本刊|本网|见习|实习|特约|特邀|首席|资深|高级|主任|全媒体|融媒体|全媒|融媒|新媒体|视觉|摄影|摄像|文字|图片|美术|驻站|驻地"
    f"|驻[{HAN}]{{2,4}}|学生|校园|评论)*"
)
_REPORTER = f"{_GRADE}(?:记者|特派员|评论员|撰稿人|撰稿|作者|实习生|撰文|文字|摄影|作图|制图|绘图|漫画)"
_HELPER = f"{_GRADE}(?:通讯员|报道员|通联员|信息员)"
_PRESS = (
    f"[{HAN}]{{0,10}}?(?:日报|晚报|早报|晨报|时报|都市报|商报|农报|青年报|党报|周报|周刊|报社|新华社|中新社|新华网|人民网|大众网|融媒"
    "|融媒体中心|客户端|电视台|广播台|传媒|传媒集团|新闻|齐鲁网|壹点)"
)
_ROLE = re.compile(f"(?:{_PRESS}(?:·?[{HAN}]{{0,8}}?)?)?(?:(?P<helper>{_HELPER})|(?P<reporter>{_REPORTER}))")
_APART = re.compile(
    r"本 ?报 ?(?=[见实特首全融新视摄文驻] |记 ?者|通 ?讯 ?员|讯)|见 ?习 ?(?=记)|实 ?习 ?(?=记|生)|特 ?约 ?(?=记|通)"
    r"|首 ?席 ?(?=记)|全 ?媒 ?体 ?(?=记)|融 ?媒 ?体 ?(?=记)|记 ?者|通 ?讯 ?员|报 ?道(?![员])|摄 ?影"
    r"|评 ?论 ?员|特 ?派 ?员|实 ?习 ?生|报 ?道 ?员"
)
_ENDING = re.compile(
    r"(?:摄影报道|综合报道|联合报道|采访报道|通讯报道|图文报道|报道|摄影|摄制|摄|文/图|图/文|文并图|图文|供稿|供图|整理|撰文"
    r"|(?<=[\s/／])[文图])$"
)
_PREFIX = re.compile(
    r"^(?:(?:文|图|图文|文图|摄影|文字|撰文|采写|作者|供稿|供图|策划|编辑|图片)\s*[/／·、+＋和]?\s*)+[:：/／|｜\s]*"
)
_NAME = re.compile(f"(?:[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:[·•・][{HAN}]{{1,8}})+)$")
_SEPARATOR = re.compile(r"[\s、，,；;/／|｜:：+＋&]+")
_DAY = r"\d{1,2} ?月 ?\d{1,2} ?日"
_DATELINE = re.compile(
    rf"^[【\[]?(?:据?(?:本 ?报|本 ?台|本 ?刊|本 ?社)|据?{_PRESS})(?P<place>[{HAN}、]{{0,12}}?)\s?(?P<day>{_DAY})?\s?"
    rf"(?:专 ?电|电 ?讯|讯|电|消 ?息)[】\]]?(?![{HAN}]*[化子话器视影网站])"
)
_ELSEWHERE = re.compile(
    rf"^[{HAN}·]{{1,8}}?(?:网|报|社|台|新闻|客户端|融媒|中心)[{HAN}]{{0,6}}?(?P<day>{_DAY})?\s?(?:讯|电)\s?(?=[（(])"
)
_SIGNED = re.compile(r"^\s?[（(【\[［〔](?P<who>[^（()）】\]］〕]{3,90})[）)】\]］〕]")
_SAID = re.compile(r"^\s?(?P<who>[^，。：:（）()“”]{2,40}?)\s?(?:报道\s?[：:]?|[：:])\s?")
_ABOUT = re.compile(r"[/／]\s?(?:文|图|摄|片|摄影)(?=[\s/／]|$)")
_OFFICE = re.compile(r"(?:银行|公司|中心|医院|学校|大学|法院|检察院|公安|支队|大队|税务|供电|街道|集团)$")
_HINT = re.compile("讯|电|消 ?息|记 ?者|员")
_TRAILING = re.compile(
    rf"(?:(?<=[。！？”…\s])\s?[{_MARKS}](?P<marked>[^。，！？；（）()]{{2,60}})"
    rf"|(?<=[。！？”…])\s?(?:(?P<plain>[{HAN}]{{0,8}}(?:记者|通讯员)[^。，！？；（）()]{{2,40}})"
    r"|[（(](?P<bracketed>[^（()）。，！？]{4,60})[）)])|(?<=[）)])[（(](?P<second>[^（()）。，！？]*(?:记者|通讯员)[^（()）。，！？]{2,40})[）)])\s?$"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """People of a by-line, in printed order; `day` is the dateline's 「8月6日」 when it has one."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    day: str | None = None

    def __add__(self, other: Byline) -> Byline:
        """Both by-lines' people, each once, in order."""
        return Byline(
            tuple(dict.fromkeys(self.reporters + other.reporters)),
            tuple(dict.fromkeys(self.correspondents + other.correspondents)),
            self.day or other.day,
        )


def _together(text: str) -> str:
    """Close role words whose characters were set apart (本 报 记 者)."""
    return _APART.sub(lambda m: m.group().replace(" ", ""), text) if " " in text else text


def names(text: str) -> tuple[str, ...] | None:
    """The people's names that `text` consists of, or None when anything else stands in it."""
    found: list[str] = []
    single = ""
    for part in _SEPARATOR.split(text.strip()):
        token = part
        if not token:
            continue
        if len(token) == 1:
            single += token
            if len(single) == 2 and single not in _COMPOUND:
                found.append(single)
                single = ""
            continue
        if single:
            token, single = single + token, ""
        if _OFFICE.search(token) and len(token) > 3:
            continue
        if _NAME.match(token) and (len(token) < 4 or token[:2] in _COMPOUND or "·" in token or not _glued(token)):
            found.append(token)
        elif _glued(token):
            found += _glued(token) or ()
        else:
            return None
    if single:
        if not found:
            return None
        found[-1] += single
    return tuple(found) if found else None


def _glued(token: str) -> tuple[str, ...] | None:
    """Names printed without a space between them (王新王嘉劲), cut where a surname begins."""
    if not 4 <= len(token) <= 12 or not re.fullmatch(f"[{HAN}]+", token):
        return None
    for size in (3, 2):
        head, rest = token[:size], token[size:]
        if head[0] in _SURNAMES and rest[:1] in _SURNAMES:
            if 2 <= len(rest) <= 3:
                return head, rest
            more = _glued(rest)
            if more:
                return head, *more
    return None


def people(text: str, bare: bool = False) -> Byline | None:
    """Read 「记者 甲 乙 通讯员 丙 报道」; None unless the whole text is a by-line.

    With `bare` a text of names alone counts too.
    """
    marked = text.strip()[:1] in _BOXES
    text = _ABOUT.sub(" ", _together(_BULLETS.sub(" ", text).strip()))
    text = _ENDING.sub("", text.strip()).strip()
    prefixed = _PREFIX.match(text)
    if prefixed:
        text, bare = text[prefixed.end() :], True
    roles = [m for m in _ROLE.finditer(text) if m.end() > m.start()]
    if not roles:
        return _all_surnamed(text) if bare or marked else None
    if text[: roles[0].start()].strip() and not (bare or marked):
        return None
    found = _by_role(text, roles)
    return found if found or not marked or text[roles[-1].end() :].strip() else Byline()


def _all_surnamed(text: str) -> Byline | None:
    """A by-line of names alone, each beginning with a surname."""
    who = names(text) if text else None
    return Byline(who) if who and all(n[0] in _SURNAMES or "·" in n for n in who) else None


def _by_role(text: str, roles: list[re.Match[str]]) -> Byline | None:
    """The names after every role word; a name that touches its role word must begin with a surname."""
    reporters: list[str] = []
    helpers: list[str] = []
    for i, role in enumerate(roles):
        printed = text[role.end() : roles[i + 1].start() if i + 1 < len(roles) else len(text)]
        part = _ENDING.sub("", printed.strip(" ：:、，,/／")).strip()
        if not part:
            continue
        who = names(part)
        if who is None or (printed[0] not in " ：:、，,/／" and who[0][0] not in _SURNAMES):
            return None
        (helpers if role.group("helper") else reporters).extend(who)
    return Byline(tuple(reporters), tuple(helpers)) if reporters or helpers else None


def by_itself(line: str) -> Byline | None:
    """The by-line that a line consists of (□记者 甲 报道), or None."""
    if len(line) > 70 or line[-1] in "。，；！？：" or not _likely(line):
        return None
    if line in _UNNAMED:
        return Byline()
    bracketed = line[0] in "（(【[" and line[-1] in "）)】]"
    return people(line[1:-1], bare=True) if bracketed else people(line)


_UNNAMED = frozenset(("本报评论员", "本报记者", "本报编辑部", "本报特约评论员"))
_ROLE_WORDS = re.compile("记者|通讯员|摄影|文/图|图/文|撰稿|评论员|作者|实习生|特派员|供稿")


def _likely(line: str) -> bool:
    head = line.replace(" ", "")
    return head[0] in _MARKS or head[0] in "（(【[" or bool(_ROLE_WORDS.search(head))


@dataclass(frozen=True, slots=True)
class Opening:
    """The by-line or dateline that opens a paragraph: its people, whether it names any, and where the text after it begins."""

    who: Byline
    named: bool
    end: int


def opening(paragraph: str) -> Opening | None:
    """The by-line that opens a paragraph (本报讯（记者 甲）…; 本报聊城讯 …; （记者 甲）…), or None."""
    if not _HINT.search(paragraph, 0, 60):
        return None
    dateline = _DATELINE.match(paragraph)
    if not dateline:
        return _signed(paragraph, 0, None, False) or _from_elsewhere(paragraph)
    rest = paragraph[dateline.end() :]
    day = (dateline.group("day") or "").replace(" ", "") or None
    named = _signed(paragraph, dateline.end(), day, True)
    if named:
        return named
    if day or not rest or rest[0] in " （(：:" or dateline.group("place") or paragraph.startswith(("本报讯", "【本报讯】")):
        return Opening(Byline(day=day), False, dateline.end())
    return None


def _signed(paragraph: str, at: int, day: str | None, bare: bool) -> Opening | None:
    """The people named in brackets, or before a colon, from offset `at` on."""
    rest = paragraph[at:]
    signed = _SIGNED.match(rest)
    who = people(signed.group("who"), bare) if signed else None
    if not who and (said := _SAID.match(rest)) and ("记者" in said.group("who") or "通讯员" in said.group("who")):
        signed, who = said, people(said.group("who"))
    if not signed or not who:
        return None
    return Opening(Byline(who.reporters, who.correspondents, day), True, at + signed.end())


def _from_elsewhere(paragraph: str) -> Opening | None:
    """A dateline of a paper that is not known by its name: it must be signed (齐鲁网聊城3月5日讯（记者 甲）)."""
    lead = _ELSEWHERE.match(paragraph)
    day = (lead.group("day") or "").replace(" ", "") or None if lead else None
    return _signed(paragraph, lead.end(), day, False) if lead else None


def closing(paragraph: str) -> tuple[Byline, int, bool] | None:
    """The by-line that ends a paragraph: its people, where it begins, whether it is set in brackets; or None."""
    found = _TRAILING.search(paragraph[-80:])
    if not found:
        return None
    printed = found.group("marked") or found.group("plain") or found.group("bracketed") or found.group("second") or ""
    who = people("□" + printed if found.group("marked") else printed, bare=bool(found.group("bracketed")))
    if not who or not (who.reporters or who.correspondents):
        return None
    start = max(0, len(paragraph) - 80) + found.start() + len(found.group()) - len(found.group().lstrip())
    return who, start, bool(found.group("bracketed") or found.group("second"))


def author(line: str) -> Byline | None:
    """The author whose name stands alone under a headline (张 三; 作者：李四), or None."""
    text = line.strip(" " + _MARKS)
    return _all_surnamed(text) if len(text) <= 16 else None
