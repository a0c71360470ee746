"""What makes a record worth writing: a metric that is a name, of a thing that is counted, told by an article that says whose it is."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from index.gazetteer import named
from index.places import within
from index.statistics import wording
from index.statistics.draft import Draft

_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|（[^（）]*）|‘[^‘’]*’")
_WHOLE_WORDS = re.compile(
    r"^.*从.{1,8}到.{1,8}时长$|将军|就[业医读诊餐职任]|人才|成就|都市|首都|成都|还[款贷]|平均|人均|户均|均价|均衡|年均|日均|月均|场均|亩均|不锈钢|不良|不动产|不[饱合符]|未成年|未来|并[购网联轨]|从业|从事"
    r"|方向|导向|双向|定向|向[阳日]|以[上下内外]|及?以上|给[水排]|供给|补给|在[建谈校岗册库线营编职售研手院途训读产租用保押]|存在|内在|潜在|所在|关于|属于|参与|与会|为民|作为|行为|人为|有[限效机色关轨线偿利害毒源奖]"
    r"|国有|私有|拥有|现有|具有|享有|持有|稀有|特有|含有|占有|保有|所有|着力|着陆|沉着|过[\d境程亿万关敏滤渡夜路剩度滤]|超过|通过|到[位账期达发场店岗户会]|收到|达到|签到|报到|直到|来[源华访料自电往信]|未来|原来|外来|往来|其他|其它|其中|该行"
    r"|小说|说明|传说|名称|职称|称号|对称|需要|主要|要[素闻道塞地点员]|重要|省会|以及|更新|必要|纪要|机会|社会|会[议展员计议场面谈所务馆话]|大会|委员会|协会|博览会|博会|运动会|晚会|年会|商会|学会|工会|董事会|例会|论坛会|展会|座谈会|会$|了解|了望|去[年化库向污除产]|是否|可[再支能持靠视控用采变]|去年|此类|比赛|^对(?=.*率$)|对[接外口象手华美欧日俄韩策抗]|针对|应对|面对|核对|对$|相对|绝对|不断|无[人线缝障人机]"
    r"|再生|再[融贷就]|也门|又|把[手握关控]|被[告申保动服子套]|棉被|植被|使用|大使|使馆|天使|行使|驾驶|用[水电户地人工量能途品药气房]|[利使应信专适费采公商民军]用|占[地比用有]|叫|让利|转让|出让|受让|请求|申请|邀请|聘请|去|要求|自[主身动然有营治]|各[类级地种]|自[营治主然动身愿]|当地|当[日月年]|[每\d一两]只|优化|带来|着|更名|在全[国省市县区]"
)
_FUNCTION = re.compile(
    r"被|把|将|让|令(?!营|行|部)|使|就|才|都|也|又|还|已|均|正在|正是|曾|很|太|更|再|不|没|未|但|而|从|向|以|给|在|于|跟|为|有[了个一]|了|着|过|到|来|去|这|那|该|此|我|你|他|她|它|们|谁|什么|怎|说|称|可以|能够|要|会|只|仅|最终|是|由|对|因|如果|若|当|同时|其|由于|目前|此次|本次|一直|继续|突然|直接|连夜|共同"
    r"|左右|想|看|听|吃|喝|买|卖|骑|穿|带着|找|讲|打(?!造|击)|拿|偷|抢|撞|跑"
)
_OPEN = re.compile(r"[，。；！？…、]$|^[、，。；）”》]|[（“《‘]$|[\d.]$|^\d+$")
_ANECDOTE = re.compile(r"某(?![种些])|网友|男子|女子|小伙|大爷|阿姨|先生|女士|嫌疑人|受害人|被告|原告|假设|假如|比如|例如|如果|一旦|报警|民警|等人[^才口]|载有|研究人员|实验|受访|负责人|枪|遇害|法庭|监狱|罪犯|经查|不合格|货值|虚增|证监会|法院|判决|行政处罚|处罚决定|未经批准|擅自|庭审|击落|摧毁|空袭|导弹|俄军|乌军")
_SPORT = re.compile(r"比赛|决赛|半决赛|预赛|小组赛|联赛|世锦赛|世界杯|亚运|奥运|大运会|冠军|亚军|季军|金牌|银牌|铜牌|进球|破门|球队|主场|客场|教练|得分|篮板|助攻|射门|赛季|选手|名将|[男女]子\d|[男女][足排篮]|战胜|击败|世界排名")
_LOOSE = re.compile(
    r"^(?:较|比|同|与|按|经|据|由|各|型|款|种|项|个|相|家|名|等|及|和|所|后|内|中|时|期|股|率|的|比例|比重|占比)|/|起$|一度|普遍|连续|相继|分别|陆续|先后|随后|立即|最|排名|某|本[人周轮]|前[一两三]|第[一二三]|^[此这占]|中占|需求$|(?:避免|挽回)$|设定|年代|[纪记]录|报告期|[｜丨★☆◆●|]|(?:骤|锐|猛|暴)[降减增跌]$|[一二三四五六七八九十\d]年增速|^(?:有效|成功|积极)(?!发明|专利|率)|^[区市县省镇村](?!场)|(?:目标|任务)$|容纳|^\d+(?:[户人家个名]|万)|混合[A-Z]?|基金|类$|^[一二两三四五六七八九]成|^受(?![灾理益众])|^大容|同比降幅|同比增速|限制$|门槛$|^首|局地|部分|个别|时占|[获被让为给]“|收盘|预[增减]|距离|股本|^目标|^[一二两三四五六七八九十\d]+(?:天|年|个月|小时|次)$|(?:死亡|受伤|遇难|失踪|身亡)(?!人数|率|数)|[每平]天|平均$|^.{1,3}(?:增速|降幅)$"
)
_GREW = re.compile(r"(?:左右|以上)?的?(?:不同程度)?的?(?:增长|增幅|提升|提高|上升|下降|跌幅|涨幅|降幅)")
_UNSURE = re.compile(r"原计划|原定|原本|此前预计|市场预期|市场预估|预估|传言|据传|或将|假设|预报|预警")
_WEATHER = re.compile(r"气温|温度|雨量|降雨|降水|风力|风速|风圈|震级|震源|水位|水深|积水|雨强|湿度")
_INSIDE = "在从以将把用由对向与给跟让被"
_PLACE = re.compile(r"[省市县区州盟旗国镇乡村]$|街道$|社区$")
_MACRO = re.compile(
    r"生产总值|GDP|增加值|人口|失业|就业|进出口|进口|出口|财政|税收|预算收入|固定资产投资|(?:对外|外商|民间|技改)投资|利用外资|消费|零售|粮食|物价|CPI|PPI|外贸|外资|城镇化|森林|绿化|居民|收入|存款|贷款|面积|耕地|债务|赤字|顺差|逆差|外汇|通胀|出生|死亡率|结婚|用电|发电|里程|企业|市场主体"
)
_GENERIC = re.compile(r"总?(?:规模|里程|面积|金额|额|量|价值|长|长度|预算|费用|成本)|全长|比例|收益率|得票率|支持率|直径|时速|数量|总数|价格|发行规模|持股比例|市场份额占比|市场份额|标的金额.*|[进出]口(?:金额|量)|(?:国[内外]|境外|其他|试点|入围|签约|参展|参会|上榜|获奖)?(?:服务|产品|项目|企业|人员|群众|物资|活动|问题|业务|措施|任务|学生|城市|国家|地区|国家和地区|受众|线上线下受众|代表|队伍|部门|单位|街镇|县市区|乡镇|省市|市县|设施|设备|车辆|作品|村|社区|品牌|门店|案例|工程|力量|救援力量)")
_CRITERION = re.compile(r"(?:以上|以下)?的[，。；]")
_AHEAD = re.compile(r"预计|有望|力争|计划|目标|预测|拟|可能|估计|提出|或达|料将|假如|倘若")
_OTHER = re.compile(r"该(?![市县省区国镇乡村州地])|上述|这[家一]|此[项类次]|相当于|折合|现场")
_ATTENDS = re.compile(r"(?:参加|参与|出席|观看|参观|乘坐|来到)")
_DAY = re.compile(r"\d日")
_WORLD = re.compile(r"北美|亚太|亚洲|欧洲|非洲|拉美|中东|全球|世界|国际市场")
_MARKET = re.compile(r"行业")
_OUTPUT = re.compile(r"(?:平均|人均|总)?[日月年]?(?:均)?(?:产量|销量|产能|出货量|总?收入|营收|净?利润|产值|销售额|成交额|用户)|市场(?:销量|份额)|(?:规划|总)?(?:建筑|用地)(?:规模|面积)|证券投资|直接投资|(?:全球|国际|国内)?市场(?:份额|占有率)|[日月年]均(?:出口|进口|产)量")
_TRADED = re.compile(r"对(?:[韩美日欧俄英德法澳印]|东盟|中亚|非洲|拉美)")
_TWO_TIMES = re.compile(r"(?:年度?|月份?|季度)[和、与及](?:\d+[年月]|去年|今年|[一二三四]季度)")
_GOES_ON = re.compile(
    r"的?(?!人民币|同比|环比|左右|以上|增|减|较|比)[\u4e00-\u9fff]{0,8}?(?:收入|投资|资金|贷款|补贴|物资|利润|订单|合同|损失|债券|费用?|补助|奖金|出口|进口|税|房屋|土地)(?=[，。；、])"
)
_FISCAL = re.compile(r"财年|财季|财政年度")
_EXPECTED = re.compile(r"(?:预期|前值|预估|预测)值?[为是]?$")
_DID = re.compile(r"恢复|报送|推出|开放|抽调|邀请|提出")
_SPAN = re.compile(r"年[来间]$")
_SCALED = re.compile(r"[万亿]")
_PRICE = re.compile(r"价|费|收入|工资|薪|收益|净值|补贴|补助|利润|成本|产值|消费|面值|支出|市值|奖|税|标准")
_CHANGED = re.compile(r"同比|环比|较|比|增|减|下降|上升|左右|以上|以下|不等|之多")
_SAID = re.compile(r"累计|总计|共计|合计|(?<!公)共(?![同享和青产识])|总(?!队|局|部|站|书记|经理|统|理|会|工|署)|新增|其中|全[国省市县区]|拥有|现有|已有|达|截至|目前|全年|上半年|同比|环比|数量|以上|平均|约|近|超")


@cache
def indicators() -> dict[str, tuple[str, ...]]:
    """The nouns that a metric of money, a share, a multiple or a size ends with (`indicators.txt`), by class of unit."""
    found: dict[str, list[str]] = {}
    for line in resources.files("index.statistics").joinpath("indicators.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group, *words = line.split()
            found.setdefault(group, []).extend(words)
    return {group: tuple(words) for group, words in found.items()}


@cache
def _event() -> re.Pattern[str]:
    text = resources.files("index.statistics").joinpath("events.txt").read_text("utf-8")
    return re.compile("|".join(w for line in text.splitlines() if not line.startswith("#") for w in line.split()))


def is_name(metric: str) -> bool:
    """Whether a metric is a name, maybe with a verb that statistics are told with before it (新增高新技术企业), and no clause."""
    bare = _QUOTED.sub("", metric)
    plain = _WHOLE_WORDS.sub("＿", bare)
    return not (_FUNCTION.search(plain) or _OPEN.search(metric)) and len(bare) <= wording.LONGEST


def measured(draft: Draft) -> bool:
    """Whether the metric names something that is an amount of such a unit (money of a 收入, a size of an 面积)."""
    group, metric = draft.amount.group, re.sub(r"（[^（）]*）$|合计$", "", draft.metric)
    nouns = indicators().get(group)
    if nouns is None or draft.grew:
        return True
    return metric.endswith(nouns) or (group == "size" and bool(wording.first_verb(metric)))


def _rises(metric: str) -> bool:
    """Whether what a rate of growth is of is something that grows (居民收入增速, not 农村居民增速)."""
    noun = re.sub(r"(?:的|年均|同比|环比)*(?:增速|增幅|降幅|涨幅|跌幅)$", "", metric)
    return noun == metric or noun.endswith(tuple(word for words in indicators().values() for word in words))


def worth(draft: Draft, text: str, ours: bool, near: bool = False) -> bool:
    """Whether a record can be understood alone: it has a name, an amount that fits it, and a place or a name of its own.

    `text` is the folded text of the article. In an article of another place than the papers' own (`ours`) nothing vouches for a
    number, and more is asked of it: see `_telling`.
    """
    if draft.kind == "target" and _WEATHER.search(draft.metric):
        return False
    if not (is_name(draft.metric) and measured(draft)) or wording.only_verbs(draft.metric):
        return False
    return ours or ((near or (draft.placed and _timed(draft))) and _telling(draft, text))


def _timed(draft: Draft) -> bool:
    """Whether a time is printed in the sentence."""
    period = draft.period
    return draft.stated and period is not None and draft.sentence[0] <= period.start < draft.sentence[1]


def _telling(draft: Draft, text: str) -> bool:
    """Whether the clause states an amount as of a time, rather than tells of an event in which people or things took part."""
    amount, metric, period = draft.amount, draft.metric, draft.period
    sentence = text[draft.sentence[0] : draft.sentence[1]]
    if amount.group == "time" or _LOOSE.search(metric) or _event().search(metric) or _ANECDOTE.search(sentence):
        return False
    if _SPORT.search(sentence) and amount.group != "money":
        return False
    if amount.unit == "毫米" or amount.value[0] in "数上几" or amount.qualifier == "几":
        return False
    if amount.group in ("money", "size") and _GOES_ON.match(text, amount.end) and not re.search(r"项目|生产线", metric):
        return False
    if amount.group == "money" and not _SCALED.search(amount.unit) and not _PRICE.search(metric):
        return False
    before = text[draft.sentence[0] : amount.head]
    if (draft.kind == "fact" and _AHEAD.search(before)) or _OTHER.search(before) or ("票房" in metric and "》" in before):
        return False
    if draft.grew and draft.noun == draft.region or _ATTENDS.match(metric):
        return False
    told = text[period.end : amount.head] if period else ""
    if _FISCAL.search(text, max(0, draft.sentence[0] - 60), draft.sentence[1]):
        return False
    if _EXPECTED.search(before) or (period and period.text.startswith("这")):
        return False
    if draft.kind == "target" and period and _DAY.search(period.resolved):
        return False
    if "股" in amount.unit and "股" not in metric and "发行" not in metric and "申购" not in metric:
        return False
    if period and _SPAN.search(period.text) and before.endswith(("到", "至", "达", "为")):
        return False
    if _TWO_TIMES.search(before) or (told.count("，") > (4 if re.search(r"\d", told) else 2)):
        return False
    if "口" in metric and "对" not in metric and _TRADED.search(before):
        return False
    if amount.group == "none" or _UNSURE.search(sentence) or _WEATHER.search(metric) or (text[amount.head - 1] in _INSIDE and "组成" not in metric):
        return False
    near_words = text[max(draft.sentence[0], text.rfind("；", draft.sentence[0], amount.head)) : amount.end + 24]
    start = _QUOTED.sub("", metric).removeprefix(wording.first_verb(metric))
    if not _rises(metric) or not (start[:2] in near_words or start[1:3] in near_words):
        return False
    if not _of_whom(draft) or _acts(metric) or _GREW.match(text, amount.end) or _CRITERION.match(text, amount.end):
        return False
    if metric.startswith("年产") and "项目" in re.split("[，。；]", text[amount.end : draft.sentence[1]])[0]:
        return False
    if amount.group in ("money", "size") and _PLACE.search(draft.region or "") and _of_a_day(draft):
        return False
    if amount.qualifier in ("最低", "最高", "至多", "最多", "不少于", "不低于") and draft.kind == "fact":
        return False
    return amount.group != "count" or (_ends(draft, text) and not _small(draft, text))


def _of_whom(draft: Draft) -> bool:
    """Whether metric and place together say what was counted: no bare 销量 of a country, no other place inside the metric."""
    metric, region = draft.metric, draft.region or ""
    bare = _QUOTED.sub("", metric)
    if "、" in bare or re.search(r"的.{1,3}$", bare):
        return False
    for _, _, entry in named(metric):
        if entry.name != region and entry.name not in within(region) and region not in entry.within:
            return False
    noun = bare.removeprefix(wording.first_verb(bare))
    grown = re.sub(r"(?:增速|增幅|降幅|涨幅|跌幅)$", "", bare)
    if grown != bare and (_GENERIC.fullmatch(grown) or (_PLACE.search(region) and _OUTPUT.fullmatch(grown))):
        return False
    if _GENERIC.fullmatch(noun if draft.amount.group == "count" else bare):
        return False
    if draft.amount.group == "count" and (len(noun) <= 2 or len(metric) <= 3 or re.search(r"(?:省份|国家|地区|城市)$", noun) or wording.verb(noun)):
        return False
    if "：" in metric and metric.index("：") < 4:
        return False
    if _WORLD.match(metric) or (_MARKET.match(metric) and "中国" not in (region, *within(region))):
        return False
    firm = not _PLACE.search(region)
    if not firm and _OUTPUT.fullmatch(bare):
        return False
    return firm or len(bare) > 5 or draft.amount.group == "count" or bool(_MACRO.search(bare)) 


def _acts(metric: str) -> bool:
    """Whether a verb stands inside the metric, other than in a name like 投资完成额."""
    rest = metric[len(wording.first_verb(metric)) :]
    at = wording.parted(f"　{rest}")
    return bool(at) and not re.search(r"(?:额|量|率|值|规模|金额|数|面积|资金|投资|收入|里程)$", rest)


def _small(draft: Draft, text: str) -> bool:
    """Whether it is one of a few people or things, or of those of a single day, that no word sums up."""
    amount = draft.amount
    cut = max(text.rfind(mark, draft.sentence[0], amount.head) for mark in "，；：。！？\n") + 1
    clause = text[max(cut, draft.sentence[0]) : amount.head]
    if _DID.search(clause) or (not clause and amount.unit.endswith("次")):
        return True
    small = amount.value.isdigit() and int(amount.value) < 10 and not _SCALED.search(amount.unit)
    return (small or _of_a_day(draft)) and not _SAID.search(clause)


def _of_a_day(draft: Draft) -> bool:
    """Whether the number is of single days, not of what had come about up to one."""
    return bool(draft.period and _DAY.search(draft.period.resolved) and not re.search("截至|以来", draft.period.resolved))


def _ends(draft: Draft, text: str) -> bool:
    """Whether the clause ends with the number and its noun, or goes on with another number of the list."""
    left = text[max(0, draft.amount.head - 2) : draft.amount.head]
    if left in ("少于", "多于", "不足") or (left[-1:] in ("为", "的") and text[draft.amount.end] not in "，。；、"):
        return False
    clause = re.split(r"[，。；：！？…\n]", text[draft.amount.end : draft.sentence[1]], maxsplit=1)[0]
    if re.search(r"全部|均|都(?!市)|被|来自|参加|参与|报名|出发|赶赴|走进", clause):
        return False
    rest = re.split(r"[，。；：！？、…\n）（]|以及|和(?=\d)|及(?=\d)", text[draft.amount.end : draft.sentence[1]], maxsplit=1)[0]
    return not rest or draft.metric.endswith(rest.lstrip("的")) or bool(_CHANGED.match(rest))
