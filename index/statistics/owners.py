"""Whose a number is: the place, firm or project that governs a point of a text."""

from __future__ import annotations

import re
from bisect import bisect_left

from index.gazetteer import entries, named
from index.places import Home, Place
from index.statistics.firms import firms
from index.statistics.issuer import LISTED, issuer
from index.statistics.scope import Scope

CARRY = 300  # characters; what was named further back governs no more
_NOT_SUBJECT = re.compile(
    r"(?:较|比|高于|低于|快于|优于|占|居|列|排名|名列|位居|位列|与|和|对|向|赴|到|从|往|销往|出口|至|及|跟|同|离|距|[成作]?为|成|全|、)$"
)
_SUBJECT = re.compile(
    r"(?:^|[，。；：！？\n]“?|[。！？]”|在|位于|来自|使|让|推动|助力|帮助|介绍|表示|目前|如今|当前|此外|其中|同时|据统计|由|公布了|近日|日前|期间|时|上|后|年|月|日|底|以来)$"
)
_GENERIC = ("全", "我", "本", "该")
_LISTED = re.compile(r"[、和与及]")
_WHOLE = re.compile(r"共|累计|实现|已|有|居民|规模以上|固定|社会|进出口|粮食|财政|城镇|完成|新增|建成|现有|总")
_ORGAN = re.compile(
    r"(?:邮政|二重|一重|大唐|石化|中铁|铁建|中车|中化|中建|建筑(?=集团)|交建|能建|华能|华电|电建|海油|人寿|人保|平安|太平|太保|恒大|国航|船舶|福彩|体彩)"
    r"|[\u4e00-\u9fff]{0,4}?(?:总队|支队|救援队|志愿队|服务队|合作社|警备区|卫戍区|军区|经济网|新闻网|报道网|[日晚时早]报|证券报|青年报|商报|大学|学院|医院|银行|集团|公司|[男女]足|[男女]排|[男女]篮|代表队|游泳队|球队|证券|基金会?|航空|海关(?!总署)|央行|专利局|证监会|监管局|铁塔|协会|联合会|学会|电视台|电台|通讯社|卫星|广播|博物馆|图书馆|美术馆|交易所|机场|港口|动物园|景区|剧院|制造商|巨头|厂商|品牌|企业|媒体|智库|机构|移动|联通|电信|石油|石化|科学院)"
)
_WHOLE_UNIT = re.compile(r"[全该我]([县区镇乡村])(?!域)")
_SURE = re.compile(r"[省市县区州盟旗国镇]$|街道$|公司$|集团$|银行$|股份$|汽车$|科技$|^[\u4e00-\u9fff]{2,4}$|大学$")
_DOUBTFUL = re.compile(
    r"^(?:已|继|由|基于|根据|据|于|以|对|经|为|将|被|国际|国内|大型|某|在|像|如|当|本|该|其)|遭|取|归属|目前|接待"
    r"|后$|准则|设备|指数|^(?:特|综保|示范|矿|库|山|牧|园|社|城|郊|市|景|校)区$|^(?:保税|综合)|(?:社|园|景|小|校"
    r"|库|片|辖)区$"
)
_VENUE = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:出席|举行|召开|举办|启动|开幕|闭幕|发布|开赛|开战|揭幕|揭晓|落幕|表示|签约|签署"
    r"|亮相|登场|参加)"
)
_PEOPLE = re.compile(r"时间|[港站桥](?![市县区口])|舰|人(?![均口大才民居])")
_SMALL = ("county", "zone", "town", "village")
_STOCK = re.compile(r"[\u4e00-\u9fffA-Z]{0,6}（(?:\d+[.\d]*[，,）]|\d{5,6}|[A-Z]+)")


class Owners:
    """The places and firms of one article's folded text, asked for a point of it."""

    def __init__(self, text: str, places: list[Place], home: Home) -> None:
        self._text, self._home = text, home
        self._issuer = issuer(text)
        listed = {match["name"] for match in LISTED.finditer(text)}
        self._listed = frozenset(m.start() for name in listed for m in re.finditer(re.escape(name), text))
        self._regions = sorted([*self._subjects(places), *firms(text, self._issuer)], key=lambda scope: scope.start)
        self._starts = [scope.start for scope in self._regions]
        self._local_names = [(p.start, p.name) for p in places if p.kind in _SMALL and self._local(p)]
        self._whole = {
            place.end: place.name for place in places if place.text.startswith(_GENERIC) and place.text[-1] not in "国省"
        }

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
        here = {name for start, name in self._local_names if max(paragraph, at - CARRY) <= start < at}
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
        near = max(paragraph, sentence - CARRY)
        scopes = self._regions[bisect_left(self._starts, near) : bisect_left(self._starts, sentence)]
        firm = next((s for s in scopes[:2] if s.firm and s.start - paragraph < 40), None)
        if firm and sentence - firm.end < CARRY // 2:
            return firm.name
        return next((s.name for s in reversed(scopes) if not s.firm and s.local), None)

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
        return bool(near and place.start - near.end < CARRY and place.name not in (near.name, *near.within))

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
        """Whether numbers after the place can be its own."""
        if self._part_of_a_name(place):
            return False
        before, rest = self._text[max(0, place.start - 4) : place.start], self._text[place.end : place.end + 4]
        subject = bool(_SUBJECT.search(before))
        if (
            _NOT_SUBJECT.search(before)
            or rest.startswith(("市委", "人民政府", "、"))
            or (before.endswith("在") and self._venue(place))
        ):
            return False
        if place.kind == "country" and place.text.startswith("全"):
            return subject and bool(_WHOLE.match(rest))
        if place.kind == "province" and not place.text.endswith(("省", "市", "区")) and place.name == self._home.province:
            return bool(_WHOLE.match(rest)) or (rest[:1] in "在今" and subject)
        if place.kind in ("province", "country"):
            return subject or before.endswith(("公布了", "发布了", "通报了"))
        return place.text.startswith(_GENERIC) or subject

    def _part_of_a_name(self, place: Place) -> bool:
        """Whether another thing is named: a body (江西省博物馆), a share (四川水井坊(68.8)), a ship, people of the place."""
        wide = place.kind in ("country", "province", "prefecture") and not place.text.startswith(_GENERIC)
        if wide and _ORGAN.match(self._text, place.end):
            return True
        return bool(_PEOPLE.match(self._text, place.end) or _STOCK.match(self._text, place.end))

    def _venue(self, place: Place) -> bool:
        """Whether something only took place there (在北京举行), or it is another place than the article's."""
        return bool(_VENUE.match(self._text, place.end)) or place.text.startswith(_GENERIC) or not self._local(place)

    def _local(self, place: Place) -> bool:
        city = self._home.city
        return city is None or city in place.within or (not place.within and place.kind in ("town", "village"))
