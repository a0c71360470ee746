"""A statistic while it is read, and what makes it worth keeping."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.dates import Period
from index.figure import Change, FigureKind
from index.statistics import wording
from index.statistics.amounts import Amount

_EMPTY = re.compile(r"^[的了在是有为第约近超年月日上下中内外前后一二三四五六七八九十\d\W_]*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]|[A-Z]{2,}")
_END = (
    r"所说|(?<!小)说|(?<![名职])称|(?<![作利使费专适信占采])用|以|把|被|(?<![核比配绝])对|(?<![方取流])向|(?<![总饱缓温])和|(?<!参)与|(?<!普)及"
    r"|一[个名家位条]|再|(?<![理思设联])想|(?<![需纪提])要|(?<![转出受])让|(?<![申邀])请|叫|(?<![供补配])给|又|(?<!成)就|(?<!人)才|便|却|不|没|未|该|其|此"
    r"|这|那|某|折合|创纪录|自己|们|含|包含|等|(?<!存)在|将具|暴|(?<![行作])为|不得|[A-Z0-9]{4,}|以年|分别|之[后前]|[后前]|(?<![大中])小|仅|只"
    r"|(?<![运周流好扭])转|帮助.{0,4}联系|回落|加速|攀升|放缓|(?<!有)降低|全球|世界|全国|他|她|它|我|找|逼|揽|(?<![高初其])中|最初|按|[°、\d]"
)
_HEAD = (
    r"计|折合|约合|对于|如果|虽然|因为|由于|尽管|不仅|我|你|他|她|它|自己|谁|[-—、，）’”]|的|第的|上午|下午|午后|早盘|盘中|本(?:季度|月|周|年度)增"
    r"|列积|当|多小时|多时间|大概|大约|最后|最高|最低|（(?!市|不含)|分别|多于|比如|例如|包含|原本|据称|们|他们|同比|环比|剩下|其余|收盘|开盘|折算|这是|这些|之前|几乎|不少|那些|称|据|此该"
)
_BROKEN = re.compile(
    rf"(?:{_END})$|^(?:{_HEAD})|[。；！？…]|把|抱怨|声称|觉得|认为|怀疑|每个|方面的|我(?![国市省县区])|倒计|预期$|请了|上周|昨天|今天|此前|记者|显示|[你您]|在内|首次|网友|视频|开奖|号码"
)
_VAGUE = re.compile(
    r"^(?:方面.*|部分|问题|原因|字|方式|环节|阶段|角度|人|个|时候|地方|东西|特点|层面|关键词?|维度|“?小?故事”?|目标|任务|降低|提升|提高|增加|减少|下降|上升"
    r"|增长|上调|下调|下跌|上涨|达到|比重|占比|增速|降幅|年均增速|次|价值|人民币|对人民币|美元|金额|数量|总量|约|比例|其中|时长|搭配|调整|支持|大盘|一?[斤克吨只亩公]|适用|每[年月天日周]|前值|预期值?|预估|地下|地上|局地|大部|折算|平均高|平均低|国家|国家和地区|地区|城市|省份|关注)$"
)


@dataclass(slots=True)
class Draft:
    """A statistic of the sentence at `sentence` (offsets in the folded text), still to be given its change and rank."""

    amount: Amount
    metric: str
    region: str | None
    period: Period | None
    stated: bool
    kind: FigureKind
    sentence: tuple[int, int]
    placed: bool = True
    verb: str = ""
    noun: str = ""
    change: Change | None = None
    rank: str | None = None
    grew: bool = False
    since: str = ""
    passing: bool = False
    opens: bool = False


def kept(draft: Draft) -> bool:
    """Whether a reader can tell from the record what was counted."""
    metric = draft.metric
    if draft.passing:
        return False
    if draft.amount.group in ("money", "size", "times", "share") and wording.only_verbs(metric):
        return False
    if len(metric) < 2 or not _CHINESE.search(metric):
        return False
    return not (_EMPTY.match(metric) or _VAGUE.match(metric) or _BROKEN.search(metric))
