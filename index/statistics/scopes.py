"""Whose and of when a number is: the place, firm or project and the time that govern a point of an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from index.dates import Period, reference
from index.gazetteer import entries, named
from index.places import Home, Place
from index.statistics.issuer import LISTED, issuer

_MARK = "，。；：！？\n“”"
_COMPARED = re.compile(r"(?:较|比|与|同|和|超过|高于|低于|相比|自|《[^》]*)$")
_NOT_SUBJECT = re.compile(
    r"(?:较|比|高于|低于|快于|优于|占|居|列|排名|名列|位居|位列|与|和|对|向|赴|到|从|往|销往|出口|至|及|跟|同|离|距|[成作]?为|成|全|、)$"
)
_SUBJECT = re.compile(
    r"(?:^|[，。；：！？\n]“?|[。！？]”|在|位于|来自|使|让|推动|助力|帮助|介绍|表示|目前|如今|当前|此外|其中|同时|据统计|由|公布了|近日|日前|期间|时|上|后|年|月|日|底|以来)$"
)
_GENERIC = ("全", "我", "本", "该")
_LISTED = re.compile(r"[、和与及]")
_WHOLE = re.compile(r"共|累计|实现|已|有|居民|规模以上|固定|社会|进出口|粮食|财政|城镇|完成|新增|建成|现有|总")
_FIRM = re.compile(
    r"(?P<name>[^，。；：、！？“”《》\d\s]{2,30}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|合作社|合作联社|小学|中学|大学|学院|医院|研究所|研究院|幼儿园|学校|银行|研究中心)"
    r"(?:（[^）]{1,10}）)?)(?![\u4e00-\u9fff]{0,6}(?:教授|院长|博士|研究员|院士|主任医师)|的?(?:数据|统计|报告|调查|测算)|报道|消息|官网|网站|[们股东家报]|高管|总部经济)"
)
_PROJECT = re.compile(
    r"(?P<name>[^，。；：、！？《》\d\s]{3,30}(?:项目|工程|产业园|产业聚集区|集聚区|园区))(?=占地|总投资|计划|规划|全部|投产|致力|今年|现场|一期|二期|总建筑|建筑面积|建成后|达产|，(?:总投资|占地|建成))"
)
_INNER = re.compile(r"^(?:[^，]{0,14}?(?:在|位于|走进|来到|据|由|从|对|给|向)(?:[^，]{1,12}的)?)")
_BRAND = re.compile(
    r"(?:如今的|现在的)?(?P<name>[\u4e00-\u9fff]{2,6}(?:客车|汽车|重工|科技|药业|股份|铝业|食品|生物|电子|实业|机械|纸业|轴承|化工|制药|能源|集团))"
    r"(?=作为|自|是|已|通过|将|正|不断|现|在|先后|获|实现|，已)"
)
_NO_FIRM = re.compile(
    r"^的|机制|协调|授信|对接|普惠|公办|民办|中小学|高等|作为|[抓推了将共各每的]|^(?:[其该我本这两新多引一更还等并]|.家)|[与及令该]|是|初创|今年|首届|来自|[担历]任|重要|[届次]|坚持|预计|助力|政策|受奖|城乡|产业公司|样本公司|多家|有(?!限)|[占以名为到后说称被把某他她]|征集|先后|收购|成功|宣布|储备|投资|谋划|实施|落地|开展|常态|重点|重大|优质|亿元"
    r"|法院|报告期|召开|[全我][省市县区]|宣判|一审|检察院|警方|大项目|好项目|观摩|民生|实事|签约|不乏|发布|企业|部分|一批|上市公司|子公司|母公司|分公司|成立|组建|打造|培育|高校|公立医院"
)
_ANAPHOR = re.compile(r"^(?:该项目|项目(?!数|个|库|化|建|总|招|投|策|引)|该公司|公司|该企业|该校|学校|该园区|该院)")


_ORGAN = re.compile(
    r"(?:邮政|二重|一重|大唐|石化|中铁|铁建|中车|中化|中建|建筑(?=集团)|交建|能建|华能|华电|电建|海油|人寿|人保|平安|太平|太保|恒大|国航|船舶|福彩|体彩)"
    r"|[\u4e00-\u9fff]{0,4}?(?:总队|支队|救援队|志愿队|服务队|合作社|警备区|卫戍区|军区|经济网|新闻网|报道网|[日晚时早]报|证券报|青年报|商报|大学|学院|医院|银行|集团|公司|[男女]足|[男女]排|[男女]篮|代表队|游泳队|球队|证券|基金会?|航空|海关(?!总署)|央行|专利局|证监会|监管局|铁塔|协会|联合会|学会|电视台|电台|通讯社|卫星|广播|博物馆|图书馆|美术馆|交易所|机场|港口|动物园|景区|剧院|制造商|巨头|厂商|品牌|企业|媒体|智库|机构|移动|联通|电信|石油|石化|科学院)"
)
_SPOKEN = re.compile(r"(?:晚间?|上午|下午|凌晨|早间?|对外)?(?:说|称|表示|报道|讯|电|消息|公布|发布|通报|宣布|透露|介绍|指出|发文|披露|公告|获悉|了解到|从(?!事|业))")
_WHOLE_UNIT = re.compile(r"[全该我]([县区镇乡村])(?!域)")
_SURE = re.compile(r"[省市县区州盟旗国镇]$|街道$|公司$|集团$|银行$|股份$|汽车$|科技$|^[\u4e00-\u9fff]{2,4}$|大学$")
_DOUBTFUL = re.compile(r"^(?:已|继|由|基于|根据|据|于|以|对|经|为|将|被|国际|国内|大型|某|在|像|如|当|本|该|其)|遭|取|归属|目前|接待|后$|准则|设备|指数|^(?:特|综保|示范|矿|库|山|牧|园|社|城|郊|市|景|校)区$|^(?:保税|综合)|(?:社|园|景|小|校|库|片|辖)区$")
_VENUE = re.compile(r"[\u4e00-\u9fff]{0,12}?(?:出席|举行|召开|举办|启动|开幕|闭幕|发布|开赛|开战|揭幕|揭晓|落幕|表示|签约|签署|亮相|登场|参加)")
_ACCOUNTS = re.compile(r"(?:20\d{2}年?)(?:一季报|中报|三季报|年报|半年报)")
_OWNS = re.compile(r"(?:20\d\d年|今年|去年|上半年|前?[一二三四]季度|第[一二三四]季度|前三季度|\d+月|的|共|累计|已|现有|拥有|实现|完成|营|净|全年|预计|，)")
_DOES = re.compile(r"^[^（]*）|和|家庭|带动|标志|支持|推动|帮助|涉及|包括|通过|要求|成为|以及|发现|获悉|显示|^而|[是了着把将向对让使由被从]")
_PEOPLE = re.compile(r"时间|[港站桥](?![市县区口])|舰|人(?![均口大才民居])")
_RECORD = re.compile(r"的?(?:最|新[高低]|首次|同期最|单[月日季]最)")
_BEGAN = re.compile(r"(?:正式)?(?:启动|开工|成立|设立|创办|创立|组建|挂牌|落户|开业|始建|开始(?:扩建|建设|建造|施工))(?!时|之初|初期|当年|后)")
_CARRY = 300  # characters; what was named further back governs no more
_SMALL = ("county", "zone", "town", "village")
_ACCORDING = re.compile(r"(?:根据|依据|据(?!悉|了解|介绍|统计)|按照|基于|援引)")
_STOCK = re.compile(r"[\u4e00-\u9fffA-Z]{0,6}（(?:\d+[.\d]*[，,）]|\d{5,6}|[A-Z]+)")
_FOUNDED = re.compile(r"(?:始建|成立|创办|创建|创立|诞生|落户|建|生|始)于$")
_OCCASION = re.compile(r"[春夏秋冬]季|暑期|暑假|寒假|第[一二三四五六七八九十\d]+[次届期批]|大选|总统|选举|奥运|世界杯|世锦赛|亚运|赛季|款|版|届")
_IDLE = ("近日", "日前", "连日来", "近期", "近来", "每天", "每日", "每月", "一直以来")


@dataclass(frozen=True, slots=True)
class Scope:
    """A governing place, firm or project: `name`, printed at `start`:`end`; `local`: it is part of the article's city.

    `sure`: no more than a look at the words is needed to see that it is a place or firm, and that the clause is about it.
    """

    start: int
    end: int
    name: str
    firm: bool = False
    local: bool = True
    sure: bool = True


class Scopes:
    """The places and times of one article's folded text, asked for a point of it."""

    def __init__(self, text: str, periods: list[Period], places: list[Place], home: Home, date: str | None) -> None:
        self._text, self._home, self._date = text, home, date
        self._issuer = issuer(text)
        listed = {match["name"] for match in LISTED.finditer(text)}
        self._listed = frozenset(m.start() for name in listed for m in re.finditer(re.escape(name), text))
        self._regions = sorted([*self._subjects(places), *self._firms()], key=lambda scope: scope.start)
        self._starts = [scope.start for scope in self._regions]
        self.periods = [period for period in periods if not self._aside(period)]
        self._ends = [period.end for period in self.periods]
        self._local_names = [(p.start, p.name) for p in places if p.kind in _SMALL and self._local(p)]
        self._whole = {place.end: place.name for place in places if place.text.startswith(_GENERIC) and place.text[-1] not in "国省"}
        self._default = self._usual()

    def named(self, start: int, at: int) -> list[Scope]:
        """The places and firms printed from `start` up to `at`."""
        return [s for s in self._regions[bisect_left(self._starts, start) : bisect_left(self._starts, at)] if s.end <= at]

    def region(self, paragraph: int, sentence: int, at: int) -> tuple[str | None, bool]:
        """The place, firm or project that governs `at` (the last of its sentence, of its paragraph, else the home), and how sure.

        It is sure when it is printed in the sentence, or is the firm that the article as a whole is about.
        """
        if at in self._whole:
            return self._whole[at], True
        last = bisect_left(self._starts, at) - 1
        if last >= 0 and self._starts[last] >= sentence:
            return self._regions[last].name, self._known(self._regions[last], sentence, at)
        if self._issuer:
            return self._issuer, True
        carried = self._carried(paragraph, sentence)
        if carried:
            return carried, False
        here = {name for start, name in self._local_names if max(paragraph, at - _CARRY) <= start < at}
        if len(here) == 1:
            return here.pop(), False
        return self._home.county or self._home.city or self._home.province, False

    def _known(self, scope: Scope, sentence: int, at: int) -> bool:
        """Whether a scope is surely one: no town by its ending alone, and none that 全县 of the same sentence contradicts."""
        unit = _WHOLE_UNIT.search(self._text, sentence, at)
        if unit and unit[1] not in scope.name:
            return False
        between = self._text[scope.end : at]
        if between[:1] in ("与", "和", "同", "对", "及", "以") or self._text[scope.start - 1 : scope.start] in ("由", "自", "于"):
            return False
        if any(entry.name != scope.name for _, _, entry in named(between)):
            return False
        if not scope.firm and len(scope.name) < 3 and scope.name not in entries():
            return False
        return scope.sure and bool(_SURE.search(scope.name)) and not _DOUBTFUL.search(scope.name)

    def _carried(self, paragraph: int, sentence: int) -> str | None:
        """The place named last before the sentence in its paragraph, or the firm that the paragraph opens with."""
        near = max(paragraph, sentence - _CARRY)
        scopes = self._regions[bisect_left(self._starts, near) : bisect_left(self._starts, sentence)]
        firm = next((s for s in scopes[:2] if s.firm and s.start - paragraph < 40), None)
        if firm and sentence - firm.end < _CARRY // 2:
            return firm.name
        return next((s.name for s in reversed(scopes) if not s.firm and s.local), None)

    def period(self, paragraph: int, sentence: int, at: int) -> tuple[Period | None, bool]:
        """The time that governs `at`, and whether it is printed in its sentence or paragraph."""
        here = [p for p in self._between(sentence, at) if not self._passing(p, at)]
        here = [p for p in here if not self._told(p, at) and not self._left(p, at)]
        half = self._text.rfind("；", sentence, at)
        here = [p for p in here if p.since or p.until or p.start > half]
        here = [p for p in here if p.since or p.until or not p.text.endswith("后")] or here
        if here and here[-1].text.startswith("每"):
            here = [p for p in here if p.since and p.until and p.since[:4] != p.until[:4]] or here
        if here:
            return (self._report(), False) if self._outdated(here[-1], at) else (here[-1], True)
        near = max(paragraph, sentence - _CARRY)
        before = [p for p in self._between(near, sentence) if self._leads(p) and not p.vague and p.since != p.until]
        if "已" in self._text[sentence:at]:
            before = [p for p in before if p.kind != "target"]
        if before:
            return before[-1], True
        return self._default or self._report(), False

    def past(self, period: Period) -> bool:
        """Whether a period was over by the article's own date."""
        now = reference(self._date)
        return bool(now and period.until and period.until <= now.last)

    def _outdated(self, period: Period, at: int) -> bool:
        """Whether a month or day of the past was told before, and the number is what it has come to since (，已经…)."""
        now, between = reference(self._date), self._text[period.end : at]
        if now is None or now.month is None or not period.until or "已" not in between.rpartition("，")[2]:
            return False
        return (
            "，" in between
            and period.until < (f"{now.year:04d}-{now.month:02d}" if "月" in period.text else f"{now.year - 1:04d}")
            and period.since is not None
        )

    def _left(self, period: Period, at: int) -> bool:
        """Whether it is the time of a value before, from which the number at `at` has come (从今年的34万增至46万)."""
        before = self._text[max(0, period.start - 1) : period.start]
        return before in ("从", "由") and bool(re.search(r"\d.*[至到为]", self._text[period.end : at]))

    def _told(self, period: Period, at: int) -> bool:
        """Whether a year long past only tells of an event inside its clause (村子2018年由两村合并而来，农户485户)."""
        now, rest = reference(self._date), self._text[period.end : at]
        if _BEGAN.match(rest) and "，" in rest and "以来" not in period.text + rest:
            return True
        if now is None or not period.until or period.until >= f"{now.year - 1:04d}" or self._opens(period):
            return False
        return "，" in rest[1:] and not rest.startswith("，") and not re.search(r"\d|底|末|以来", rest)

    def _between(self, start: int, end: int) -> list[Period]:
        low, high = bisect_left(self._ends, start + 1), bisect_left(self._ends, end + 1)
        return [p for p in self.periods[low:high] if p.start >= start]

    def _passing(self, period: Period, at: int) -> bool:
        """Whether it says nothing of the number at `at`: 近日, a 连续3年 of another clause, a 多年来 inside a phrase."""
        if period.text.startswith("连续"):
            return any(mark in self._text[period.end : at] for mark in "，；")
        if period.text.startswith("每"):
            return any(mark in self._text[period.end : at] for mark in "，；") or period.text in _IDLE
        if _SPOKEN.match(self._text, period.end) and ("日" in period.text or "月" in period.text):
            return True
        return period.text in _IDLE or (period.vague and period.kind == "fact" and not self._leads(period))

    def _opens(self, period: Period) -> bool:
        """Whether it opens a clause."""
        return not period.start or self._text[period.start - 1] in _MARK

    def _leads(self, period: Period) -> bool:
        before = self._text[max(0, period.start - 2) : period.start]
        return not before or before[-1] in _MARK or before.endswith(("在", "的", "据", "来", "底", "自", "到"))

    def _aside(self, period: Period) -> bool:
        """Whether it is only compared with (较2020年) or part of a title."""
        if _OCCASION.match(self._text, period.end) or _FOUNDED.search(self._text[max(0, period.start - 5) : period.start]):
            return True
        if period.text.endswith("以来") and _RECORD.match(self._text, period.end):
            return True
        before = self._text[max(0, period.start - 30) : period.start]
        tail = before[-4:]
        if _COMPARED.search(tail) and not tail.endswith("自"):
            return True
        return before.rfind("《") > before.rfind("》")

    def _usual(self) -> Period | None:
        """The part of a year that the article as a whole reports: named at least twice and more than any other."""
        led = [
            p
            for p in self.periods
            if p.since and p.until and p.since != p.until and self._opens(p) and p.kind == "fact" and "以来" not in p.resolved
        ]
        counts = Counter((p.since, p.until) for p in led if p.since and p.until and p.since[:7] != p.until[:7])
        if not counts:
            return None
        (span, most), *rest = counts.most_common(2)
        if most < 2 or (rest and rest[0][1] >= most):
            return None
        now = reference(self._date)
        if now is None or span[1] is None or not str(now.year - 1) <= span[1][:4] <= str(now.year):
            return None
        return next(p for p in led if (p.since, p.until) == span)

    def _report(self) -> Period | None:
        """The month of the report, for what is told as of then."""
        now = reference(self._date)
        if now is None:
            return None
        month = f"{now.month}月" if now.month else ""
        since = f"{now.year:04d}-{now.month or 1:02d}-01"
        return Period(0, 0, "", f"{now.year}年{month}", since, now.last)

    def _subjects(self, places: list[Place]) -> list[Scope]:
        found = []
        near: Place | None = None
        for at, place in enumerate(places):
            if place.kind in ("prefecture", "county") and not place.text.startswith(_GENERIC):
                near = place
            after = places[at + 1] if at + 1 < len(places) else None
            before = places[at - 1] if at else None
            if self._joined(place, after) or self._joined(before, place) or not self._governs(place):
                continue
            found.append(
                Scope(
                    place.start,
                    place.end,
                    place.name,
                    local=place.kind != "country" and (self._home.city in (None, place.name) or self._local(place)),
                    sure=not (place.kind != "town" and self._text[place.start - 1 : place.start] == "在")
                    and bool(place.name in entries() or place.within or self._text.count(place.text) > 1)
                    and place.start not in self._listed
                    and not self._branded(place)
                    and not self._foreign(place, near),
                )
            )
        return found

    def _foreign(self, place: Place, near: Place | None) -> bool:
        """Whether 全市 may be another town's than the article's own: it follows a name (琼海全市), or another town is near."""
        if not place.text.startswith(_GENERIC) or place.text[-1] not in "市县":
            return False
        before = self._text[max(0, place.start - 4) : place.start]
        if before and re.match(r"[\u4e00-\u9fff]", before[-1]) and not (_SUBJECT.search(before) or place.name[:2] in before):
            return True
        return bool(near and place.start - near.end < _CARRY and place.name not in (near.name, *near.within))

    def _branded(self, place: Place) -> bool:
        """Whether a short name is only the start of another name, that always goes on alike (宁德时代)."""
        if place.text[-1] in "省市县区" or place.text == "中国":
            return False
        follows = {self._text[m.end() : m.end() + 2] for m in re.finditer(re.escape(place.text), self._text)}
        return len(follows) == 1 and self._text.count(place.text) > 1

    def _joined(self, place: Place | None, after: Place | None) -> bool:
        """Whether two places are items of one list (茌平区、东昌府区)."""
        return bool(place and after and after.start - place.end == 1 and _LISTED.match(self._text, place.end))

    def _governs(self, place: Place) -> bool:
        before, rest = self._text[max(0, place.start - 4) : place.start], self._text[place.end : place.end + 4]
        if place.kind in ("country", "province", "prefecture") and not place.text.startswith(_GENERIC) and _ORGAN.match(self._text, place.end):
            return False
        if _PEOPLE.match(rest) or _NOT_SUBJECT.search(before) or _STOCK.match(self._text, place.end) or rest.startswith(("市委", "人民政府", "、")):
            return False
        if place.kind == "country" and place.text.startswith("全"):
            return bool(_SUBJECT.search(before)) and bool(_WHOLE.match(rest))
        if before.endswith("在") and _VENUE.match(self._text, place.end):
            return False
        if before.endswith("在") and (place.text.startswith(_GENERIC) or not self._local(place)):
            return False
        if place.kind == "province" and not place.text.endswith(("省", "市", "区")) and place.name == self._home.province:
            return bool(_WHOLE.match(rest)) or (rest[:1] in "在今" and bool(_SUBJECT.search(before)))
        if place.kind in ("province", "country"):
            return bool(_SUBJECT.search(before)) or before.endswith(("公布了", "发布了", "通报了"))
        return place.text.startswith(_GENERIC) or bool(_SUBJECT.search(before))

    def _local(self, place: Place) -> bool:
        city = self._home.city
        return city is None or city in place.within or (not place.within and place.kind in ("town", "village"))

    def _firms(self) -> list[Scope]:
        """Firms, schools and projects that start a clause or stand after 在, and 该项目, 公司 for the one named before."""
        found: list[Scope] = []
        last: dict[bool, str] = {}
        for match in re.finditer(rf"(?:^|(?<=[{_MARK}]))[^{_MARK}]+", self._text):
            clause = match[0]
            if _ANAPHOR.match(clause):
                project = "项目" in clause[:3] or "园区" in clause[:3]
                name = last.get(project) if project else self._issuer or last.get(project)
                if name:
                    found.append(Scope(match.start(), match.start(), name, firm=True, sure=name == self._issuer))
                continue
            told = _ACCOUNTS.search(clause)
            if told and re.fullmatch(r"[\u4e00-\u9fff]{2,6}", clause[: told.start()]):
                found.append(Scope(match.start(), match.start() + told.start(), clause[: told.start()], firm=True))
                continue
            for pattern, project in ((_PROJECT, True), (_FIRM, False), (_BRAND, False)):
                named = None if _ACCORDING.match(clause) else pattern.match(clause)
                name = _INNER.sub("", named["name"]) if named else ""
                listed = (name == clause and not project) or (named and clause.startswith("、", named.end()))
                if named and len(name) > 3 and not listed and not _NO_FIRM.search(name):
                    last[project] = name
                    end = match.start() + named.end()
                    sure = name == clause[: named.end()] and bool(_OWNS.match(self._text, end)) and not _DOES.search(name)
                    found.append(Scope(end - len(name), end, name, firm=True, sure=sure))
                    break
        return found
