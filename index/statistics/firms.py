"""The firms, schools and projects that a text names as owners of its numbers."""

from __future__ import annotations

import re

from index.statistics.scope import MARK, Scope

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
_ACCOUNTS = re.compile(r"(?:20\d{2}年?)(?:一季报|中报|三季报|年报|半年报)")
_ACCORDING = re.compile(r"(?:根据|依据|据(?!悉|了解|介绍|统计)|按照|基于|援引)")
_OWNS = re.compile(
    r"(?:20\d\d年|今年|去年|上半年|前?[一二三四]季度|第[一二三四]季度|前三季度|\d+月|的|共|累计|已|现有|拥有|实现"
    r"|完成|营|净|全年|预计|，)"
)
_DOES = re.compile(
    r"^[^（]*）|和|家庭|带动|标志|支持|推动|帮助|涉及|包括|通过|要求|成为|以及|发现|获悉|显示|^而"
    r"|[是了着把将向对让使由被从]"
)


def firms(text: str, owner: str | None) -> list[Scope]:
    """Firms, schools and projects that start a clause or stand after 在, and 该项目, 公司 for the one named before.

    `text` is folded; `owner` is the firm that it is about as a whole (see `issuer`): 公司 means it.
    """
    found: list[Scope] = []
    last: dict[bool, str] = {}
    for match in re.finditer(rf"(?:^|(?<=[{MARK}]))[^{MARK}]+", text):
        clause = match[0]
        if _ANAPHOR.match(clause):
            project = "项目" in clause[:3] or "园区" in clause[:3]
            name = last.get(project) if project else owner or last.get(project)
            if name:
                found.append(Scope(match.start(), match.start(), name, firm=True, sure=name == owner))
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
                sure = name == clause[: named.end()] and bool(_OWNS.match(text, end)) and not _DOES.search(name)
                found.append(Scope(end - len(name), end, name, firm=True, sure=sure))
                break
    return found
