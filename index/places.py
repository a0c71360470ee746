"""Places in a text: gazetteer names, towns and other cities by pattern, and 全市, 我县, 该区 resolved by the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.article import Article
from index.gazetteer import Entry, Kind, entries, named

OWN = "聊城市"  # whose papers these are: an article that says 我市 and names no city means it
_CJK = r"\u4e00-\u9fff"
_GENERIC = re.compile(
    r"(?P<all>全国|我国|全省|我省|该省|全市|我市|本市|该市|全县|我县|本县|该县|全区(?!域)|我区|本区(?!域)|该区(?!域)|全镇|我镇|该镇|全乡|该乡|全村|该村)"
)
_CHAR = rf"(?:(?![的了是在、到他她此某为对])[{_CJK}])"
_UNIT = re.compile(
    rf"(?P<name>{_CHAR}{{1,4}}?(?:市|县|区|自治州|自治县|经济开发区|经济技术开发区|高新区|新区)"
    r"(?!域|委|盈|净率|值|销|政府机关|级|直|内|外|间|场|民|区|长|值|位|面|分|块|别|立))"
)
_TOWN = re.compile(
    rf"(?P<name>{_CHAR}{{2,4}}?(?:街道办事处|街道|镇(?!长(?!期))(?![域村级政区痛静定压上里内])|乡(?![镇村土亲愁级长贤间里情])))"
)
_VILLAGE = re.compile(rf"(?P<name>{_CHAR}{{1,4}}?(?:村(?![级民庄里委支干内集落容镇子口史医小])|社区))")
_AGENCY = re.compile(
    r"(?:新华社|中新社|中新网|新华网|人民网|央广网|电报)[\u4e00-\u9fff]{2,5}\d{1,2}月\d{1,2}日电?|[\u4e00-\u9fff]{2}(?:商|青年|日|晚)报"
)
_STOCK = re.compile(r"[\u4e00-\u9fffA-Z]{0,6}[（(](?:\d{5,6}|[A-Z]+)")
_OURS = (r"我市(?!场)", r"[我全]市(?!场)")  # in a page of print 全市 is ours as well; a corpus may be of any city
_UNITS = ("市", "省", "区", "县", "州")
_LEFT = re.compile(r"^|[。！？]”|[\s，。；：、！？“（）—的在于是对向到从由和与及为讯日月年]|走进")
_VERBISH = re.compile(
    r"[像如例即据向推送请并将把被给使让赴某后前以又也还已未不无没有与]|组织|立足|助力|研究|半年|[上下]午|带领|走访|首届|首家|领跑|下发|发行|打造|建设|发展|新增|成功|走进|深入|帮助|吸引|来到|来自|全国|全省"
)
_NOT_UNIT = re.compile(
    r"(?:全|我|本|该|各|城|超|都|股|夜|门|楼|集|早|上|入|开|退|闭|后|救|大|小|农|省|老|菜|市|县|区|两|几|多|百强|革命|菜篮子|之)[市县]$"
    r"|(?:全|我|本|该|各|城|大|小|社|景|灾|校|厂|园|辖|街|片|疆|林|牧|矿|战|军|防|禁|郊|市|县|农|地|省|老|主|专|度假"
    r"|两|几|多|赛|湾|产|关|考|库|港|渔|航|空|时|营|雷|盲|误|灾|休息|服务|候车|等候|办公|功能|疫|商|产能|示范|保护|试验|聚集|集聚|合作|开发|旅游|风景|工业|自贸|居民|生活|学|产业|贫困|先行|协作|住宅|办公|行政|自治)区$"
    r"|^[山湖港库新东西南北中特]区$|^(?:经济开发|经济技术开发|高新)区$"
    r"|^(?:项目|其余|多个)|^(?:个|家|在|了|和|与|是|为|的|有|于|每|各|全|我|本|该|这|那|其|一|二|三|四|五|六|七|八|九|十|两|多|乡镇|城|省|区|县|市|自贸|国家级)"
)
_NOT_TOWN = re.compile(
    r"^(?:[乡城小古村市集重名强各全该本下返回离故家老异水思还归]|重点|特色|特色小|中心|建制|小城)[镇乡]$"
    r"|(?:特色|小城|重点|中心|古|水)镇$|[回返下思还异离故家老]乡$|之[乡镇]$|^(?:个|在|了|和|与|的|各|全|该|本|一|两|几|多|这|那)|^乡?镇?街道|^乡镇|[城乡][乡镇]$"
)
_NOT_VILLAGE = re.compile(
    r"(?:街道|乡镇|农|乡|全|该|本|各|每|个|示范|美|美丽|旅游|薄弱|空心|自然|行政|中心|贫困|小|老|驻|进|入|强|一|新|度假|和|所在|智慧|型|放心)"
    r"(?:村|社区)$|^(?:个|在|了|和|与|的|各|全|该|本|一|两|几|多|这|那)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names: `text == source[start:end]`, `name` in full, `within` what it is part of, inmost first."""

    start: int
    end: int
    text: str
    name: str
    kind: Kind
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """Where an article speaks from: its province, prefecture-level city and county, as far as it says."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


def places(text: str, home: Home | None = None) -> list[Place]:
    """The places that `text` names, in order, none inside another; 东阿县铜城街道 is one place, part of the county.

    With `home`, names that many places bear (开发区) are its own, and 全市, 我县, 该区 are resolved: 该县 is the county named
    last, else the article's. Without it they are left out.
    """
    found: list[Place] = []
    for place in _in_order(text, home):
        if found and place.start < found[-1].end:
            continue
        before = found[-1] if found and found[-1].end == place.start else None
        if before and _ORDER[before.kind] < _ORDER[place.kind] and (not place.within or before.name in place.within):
            found[-1] = _joined(before, place, text)
        else:
            found.append(place)
    return found


_NEAR = 80  # characters; in a sentence on another province 全省 is that one
_ORDER: dict[Kind, int] = {"country": 0, "province": 1, "prefecture": 2, "county": 3, "zone": 3, "town": 4, "village": 5}


def _joined(before: Place, place: Place, text: str) -> Place:
    """Parent and child that stand together: named by the child, from the town down with the parent before it."""
    name = place.name if _ORDER[place.kind] <= 3 else before.name * (_ORDER[before.kind] > 2) + place.name
    return Place(before.start, place.end, text[before.start : place.end], name, place.kind, (before.name, *before.within))


def _in_order(text: str, home: Home | None) -> Iterator[Place]:
    """Names of the gazetteer, generic words and patterns, in the order of the text; the last may overlap the ones before."""
    known = [Place(s, e, text[s:e], entry.name, entry.kind, entry.within) for s, e, entry in named(text) if _meant(entry, home)]
    ends = {place.end for place in known}
    taken = {at for place in known for at in range(place.start, place.end)}
    pattern = [
        place for rule in _RULES for place in _by_pattern(text, rule, ends) if taken.isdisjoint(range(place.start, place.end))
    ]
    generic = [Place(m.start(), m.end(), m[0], "", "country") for m in _GENERIC.finditer(text)]
    last: dict[str, Place] = {}
    for place in sorted([*known, *pattern, *generic], key=lambda p: (p.start, -p.end)):
        if place.name:
            last[place.name[-1]] = place
            yield place
        else:
            resolved = _resolved(place, home, last)
            if resolved:
                yield resolved


def _meant(entry: Entry, home: Home | None) -> bool:
    return not entry.shared or (home is not None and home.city in entry.within)


def _resolved(place: Place, home: Home | None, last: dict[str, Place]) -> Place | None:
    """全市, 我省, 该县: the article's own, or for 该县, 全区 the one named last."""
    unit = place.text[-1]
    if unit == "国":
        return replace(place, name="中国", kind="country")
    before = last.get(unit)
    if before and (unit in "县区镇乡村" or (unit == "省" and place.start - before.end < _NEAR)):
        return replace(place, name=before.name, kind=before.kind, within=before.within)
    name = {"省": home.province, "市": home.city, "县": home.county, "区": home.county}.get(unit) if home else None
    if name is None:
        return None
    entry = entries().get(name)
    kind: Kind = {"省": "province", "市": "prefecture"}.get(unit, "county")  # type: ignore[assignment]
    above = (home.province,) if home and home.province and unit == "市" else ()
    return replace(place, name=name, kind=entry.kind if entry else kind, within=entry.within if entry else above)


_Rule = tuple[re.Pattern[str], re.Pattern[str], Kind, re.Pattern[str]]
_RULES: tuple[_Rule, ...] = (  # what is found, what is none, what it is, and how each one ends
    (_UNIT, _NOT_UNIT, "county", re.compile("[市县区州]")),
    (_TOWN, _NOT_TOWN, "town", re.compile("[道处镇乡]")),
    (_VILLAGE, _NOT_VILLAGE, "village", re.compile("[村区]")),
)
_REACH = 10  # characters from the beginning of a name that a rule finds to its last one


def _by_pattern(text: str, rule: _Rule, ends: set[int]) -> Iterator[Place]:
    """X市, X县, X镇, X村 that start where a name can start: after a mark, a preposition or another place (added to `ends`)."""
    pattern, never, kind, last = rule
    near = {at for m in last.finditer(text) for at in range(m.start() - _REACH, m.start())}
    if not near:
        return
    after = frozenset(ends)
    for start in sorted(near.intersection({*ends, *(m.end() for m in _LEFT.finditer(text))})):
        match = pattern.match(text, start)
        if match and not never.search(match["name"]) and (start in after or _free(match["name"])):
            name = match["name"]
            ends.add(match.end())
            yield Place(start, match.end(), name, name, "prefecture" if name.endswith("市") else kind)


def _free(name: str) -> bool:
    """Whether a name that stands after no other place can be one: of usual length, without a verb in it."""
    short = name.removesuffix("办事处")
    longest = 5 if short.endswith(("街道", "新区", "社区")) else 10 if short.endswith(("开发区", "自治县", "自治州")) else 4
    return 3 <= len(short) <= longest and not _VERBISH.search(short)


def home(article: Article) -> Home:
    """Where an article speaks from: what its dateline, title and kicker name, else what its text names most."""
    line = re.match(r"\s*本报([\u4e00-\u9fff]{2,4}?)讯", article.text)
    heads = " ".join(part for part in (line[1] if line else "", article.kicker, article.title, article.subtitle) if part)
    body = _AGENCY.sub("", article.text)
    first = body[:400]
    votes: dict[str, float] = defaultdict(float)
    for text, weight in ((heads, 4), (first, 2), (body[400:4000], 1)):
        for start, end, entry in named(text):
            if not entry.shared and entry.kind != "country" and not _STOCK.match(text, end):
                whole = text[start:end].endswith(_UNITS) or text.startswith(_UNITS, end)
                weighty = weight * (2 if whole or OWN in (entry.name, *entry.within) else 0.5)
                for name in (entry.name, *entry.within):
                    votes[name] += weighty
    city, province = _most(votes, "prefecture"), _most(votes, "province")
    others = {name for name in votes if entries()[name].kind == "prefecture"} - {OWN}
    if city is None and not others and province in (None, *within(OWN)) and re.search(_OURS[bool(article.lines)], article.text):
        city = OWN
    if city:
        province = next((name for name in within(city) if name != "中国"), province)
    return Home(province, city, _county(article, line[1] if line else "", city))


def _most(votes: dict[str, float], kind: Kind) -> str | None:
    """The place of a kind that holds half of the votes of its kind or more."""
    table = entries()
    alike = [(name, count) for name, count in sorted(votes.items(), key=lambda vote: -vote[1]) if table[name].kind == kind]
    return alike[0][0] if alike and 2 * alike[0][1] >= sum(count for _, count in alike) and alike[0][1] > 1 else None


def _county(article: Article, dateline: str, city: str | None) -> str | None:
    """The county that the dateline, kicker or title names, when they name just one; else the first of a text that says 全县."""
    here = Home(city=city)
    for text in (dateline, article.kicker or "", article.title or ""):
        counties = {place.name for place in places(text, here) if place.kind in ("county", "zone")}
        if len(counties) == 1:
            return counties.pop()
    if re.search(r"[全我该][县区]", article.text):
        return next((p.name for p in places(article.text[:600], here) if p.kind in ("county", "zone")), None)
    return None


@lru_cache(maxsize=4096)
def within(name: str) -> tuple[str, ...]:
    """What a place is part of, inmost first: 聊城市, 山东省, 中国 for 茌平区; empty when it is not known."""
    entry = entries().get(name)
    if entry:
        return entry.within
    found = places(name, Home(city=OWN))
    return found[0].within if len(found) == 1 and found[0].end == len(name) else ()


def part_of(name: str, other: str) -> bool:
    """Whether the place `name` lies in `other` (and is not the same)."""
    return name != other and other in within(name)
