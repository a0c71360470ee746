"""One sentence, from left to right: its numbers become statistics, its changes and ranks go to the values they belong to."""

from __future__ import annotations

import re
from dataclasses import replace

from index import wording
from index.amounts import Amount
from index.changes import Move, Rank, move
from index.dates import Period
from index.draft import Draft
from index.figure import Change, FigureKind
from index.scopes import Scopes

_STOP = "，；：。！？\n（）"
_THRESHOLD = ("以上", "以下", "及以上", "或以上", "及以下", "以内")
_OVER = re.compile(r"(?:过|超|满|不足|低于|高于|小于|大于)$")
_SIZED = re.compile(
    r"(?:投资|总投资|投资额|产值|年产值|营收|营业收入|主营业务收入|收入|规模|面积|金额|额度|年收入|销售额|税收|年纳税|注册资本)(?:在|过|超|超过|达)?$"
)
_NOUN = re.compile(r"^的?[^，。；：、\d的]{1,14}$")
_NOUN_NEXT = re.compile(r"^的?(?!的|[，。；：、！？”]|增|下|同|提|降|与|和|到|时|后|目标|左右)[\u4e00-\u9fff“]")
_EACH = re.compile(r"每(?:[\u4e00-\u9fff]{0,3})$")
_AHEAD = re.compile(
    r"力争|预计|(?<!研发)(?<!年度)(?<!行动)(?<!科技)(?<!完成)计划(?![项目生育的内外书、，]|投资)|目标[是为]|确保|争取(?=到|在|今|年|\d{4})|有望|拟(?=建|投|新|于)"
    r"|将(?![军近乐“]|[^，]{0,14}作为)|规划(?=建设|投资|用地|新)|可(?=实现|带动|新增|年产|形成|达|提供|解决)|投产后|建成后|达产后|到[^，。；]{2,8}年底?，"
)
_TOTAL = re.compile(r"累计|总计|共计|合计")
_FROM = re.compile(r"(?:从|由)[^，。；]{0,40}$")
_TO = re.compile(
    r"^(?:的)?(?:[^，。；\d]{0,6}?)(?:增加|增长|提高|提升|上升|调整|调|改|扩大|扩展|发展|跃升|攀升|升|增|壮大|拓展|上涨|涨|下降|降低|减少|缩短|压缩|压减|降|减|回落|变|跃)?(?:到了?|至)"
)
_SHARE = re.compile(
    r"占(?!地|用|比|有)(?P<of>[^，。；]*?)(?:的?(?:比重|比例|份额|比))?(?:的|为|达到?|是|约|近|超过?|接近|已|将|已经)*$"
)
_OF = re.compile(r"(?P<head>.*?)(?:接近|超过|达到)(?P<of>.+?)的$")
_EACH_OF = re.compile(r"每[^，。；]{0,3}?[只头亩户人吨台家个辆天年][^，。；]{0,4}?(?=每年|可|能|为|带|增|$)")
_PART = re.compile(r"其中[，：]?")
_RATE_HEAD = re.compile(
    r"^(?:增速|增幅|降幅|涨幅|总量|总额|数量|规模|均|都|其中|占比|分别|绝对值|其|这一数字|该指标|两项|主要指标|增长率|增长幅度)?$"
)


_YEARLY = re.compile(r"年(?:产|销|增收|处理|接待|加工|发电|供|培训|均(?!增))|每年|每.{2,16}年增收")
_ASIDE = re.compile(r"（[^（）\d]{1,14}）")


_INHERITED = ("新增", "净增", "新认定", "新获批", "新培育", "培育", "新建成", "建成", "获评", "获批", "新建", "谋划", "争取")
_DEPENDENT_WORDS = (
    r"(?:计划|年度)?总?投资额?|总产值|年?产值|占地(?:面积)?|总?建筑面积|装机容量|总?床位|签约金额|总?金额|总?规模"
    r"|占比|开工率|完成率|合格率|销售额|注册资本"
)
_DEPENDENT = frozenset(("总投资", "投资", "总投资额", "投资额", "总产值", "产值", "合同金额", "金额"))
_BARE = frozenset(("项目", "企业", "个"))
_WITHOUT = re.compile(r"剔除|扣除|不含|不包括|不计")
_SHARED = re.compile(
    r"(?:投资|销售额|销售量|销量|产量|产值|收入|价格|利润|增加值|进出口|进口|出口|成交量|成交额|用电量|发电量|数量|占比|比重)$"
)
_WHILE = re.compile(r"(?:经过|为期|长达)[近约超了]*$")
_SPEED = re.compile(r"的?(?:年均)?(?:复合)?(?:增速|增长率|增幅|速度)")
_ONLY = re.compile(r"(?:只有|仅有|仅为|只是|为|是|达|了).{0,8}的?$")
_EDGE = re.compile(r"[小大]到$")
_EDGES = {"小": "最小", "大": "最大"}
_GOAL = re.compile(r"(?:的)?(?:目标|规模|水平|大关|关口|门槛|任务目标)")
_RATIO = re.compile(r"完成(?P<of>[^，。；]{2,20})的$")


class Reader:
    """Reads the sentence at `span` of folded `text`; `scopes` says whose and of when its numbers are."""

    def __init__(self, text: str, span: tuple[int, int], paragraph: int, scopes: Scopes) -> None:
        self._text, self._span, self._paragraph, self._scopes = text, span, paragraph, scopes
        self._drafts: list[Draft] = []
        self._at = span[0]
        inside = text[span[0] : span[1]]
        self._subject = ""
        self._plain = " " * span[0] + _ASIDE.sub(lambda m: "_" * len(m[0]), inside)

    def read(self, amounts: list[Amount], ranks: list[Rank]) -> list[Draft]:
        """The statistics of the sentence, in its order."""
        amounts = [a for i, a in enumerate(amounts) if not self._names(amounts, i)]
        pairs = self._respective(amounts)
        events: list[Amount | Rank] = sorted([*amounts, *ranks], key=lambda e: e.start)
        loose = self._undealt(amounts, pairs)
        events = [e for e in events if isinstance(e, Rank) or e not in loose]
        for at, event in enumerate(events):
            if isinstance(event, Rank):
                self._rank(event)
                continue
            after = next((e for e in events[at + 1 :] if isinstance(e, Amount)), None)
            if event in pairs:
                self._add(event, *pairs[event])
            else:
                self._amount(event, after)
        return self._drafts

    def _names(self, amounts: list[Amount], at: int) -> bool:
        """Whether an amount is part of a name (投资5亿—10亿元项目63个, 60岁以上老人) or a rate's base (每1只)."""
        amount = amounts[at]
        left = self._text[max(self._span[0], amount.head - 8) : amount.head]
        right = self._text[amount.end : amount.end + 16]
        if _EACH.search(left) and amount.group in ("count", "size", "money"):
            return True
        if amount.group not in ("money", "size", "age", "share"):
            return False
        over = amount.qualifier in _THRESHOLD or bool(_OVER.search(left)) or amount.qualifier in ("超", "超过")
        if amount.qualifier in _THRESHOLD and _NOUN_NEXT.match(right) and not right.startswith("的目标"):
            return True
        after = amounts[at + 1] if at + 1 < len(amounts) else None
        if after and after.group == "count":
            between = self._text[amount.end : after.head]
            if _NOUN.match(between) and (over or "—" in amount.value or _SIZED.search(left)):
                return True
        before = amounts[at - 1] if at else None
        if before and before.group == "count" and over:
            gap = self._text[before.end : amount.head]
            return len(gap) <= 10 and not re.search(rf"[{_STOP}、]", gap) and bool(_NOUN_NEXT.match(right))
        return False

    def _clause(self, at: int) -> int:
        """Where the clause of `at` starts; a bracket without numbers is no end."""
        return max(self._span[0], *(self._plain.rfind(mark, self._span[0], at) + 1 for mark in _STOP))

    def _left(self, amount: Amount) -> tuple[int, str]:
        """Where the words that lead to the amount start, and those words without the times and the subject's place in them."""
        start = max(self._clause(amount.head), self._at)
        words, last = "", start
        gone = [(p.start, p.end) for p in self._scopes.periods if start <= p.start and p.end <= amount.head and p.text[0] != "每"]
        gone += [(s.start, s.end) for s in self._scopes.named(start, amount.head)]
        for first, end in sorted(gone, key=lambda span: (span[0], -span[1])):
            if first < last or self._text[max(start, first - 1) : first] in ("较", "比", "与", "同", "占"):
                continue
            words += self._text[last:first]
            last = end
        return start, (words + self._text[last : amount.head]).strip("，、 ")

    def _amount(self, amount: Amount, after: Amount | None) -> None:
        start, left = self._left(amount)
        moved = move(left, amount)
        if (
            moved is None
            and amount.group == "share"
            and _SPEED.match(self._text, amount.end)
            and re.search(r"以[^，]{0,4}$", left)
        ):
            moved = Move(re.sub(r"将?以[^，]{0,4}$", "", left), "年均" if left.endswith("均") else "增长", "up", word="增长")
        if moved is not None and not self._from(amount):
            self._at = amount.end
            self._move(amount, moved, start)
            return
        self._base(amount, start, left, after)

    def _from(self, amount: Amount) -> bool:
        """Whether 从 or 由 before makes a rise of it (由5%增长到8%)."""
        clause = self._text[max(self._span[0], self._text.rfind("，", 0, amount.head)) : amount.head]
        return bool(_FROM.search(clause)) and bool(re.search(r"(?:到|至)$", clause))

    def _move(self, amount: Amount, moved: Move, start: int) -> None:
        """A change goes to the value before it; a rate without one is a record of its own."""
        last = self._drafts[-1] if self._drafts else None
        printed = self._text[amount.start : amount.end]
        value = printed.rstrip("多").removesuffix("以上").removesuffix("左右")
        change = Change(moved.kind, value, moved.direction)
        head = wording.before(moved.head)
        if last and _WITHOUT.match(head):
            head = f"{last.noun or last.metric}（{head}）"
        if last and (not head or _RATE_HEAD.search(head)):
            if last.since and change.kind == "增长":
                change = replace(change, kind=f"较{last.since}")
            if last.change is None or (last.grew and last.change.kind == "增长"):
                last.change = change
            return
        if not head or moved.compares:
            return
        metric = wording.growth(head, moved.kind, moved.direction == "up")
        if amount.group not in ("share", "times"):
            metric = f"{head}{moved.word}"
        if metric:
            draft = self._draft(amount, metric, start)
            draft.change, draft.grew, draft.noun = change, True, head
            self._drafts.append(draft)

    def _base(self, amount: Amount, start: int, left: str, after: Amount | None) -> None:
        left = self._whose(amount, start, left)
        head = wording.before(left)
        tail, end = self._tail(amount, after)
        metric, verb, noun = self._named(amount, head, tail, left)
        last = self._drafts[-1] if self._drafts else None
        self._at = max(self._at, end if noun == tail and tail else amount.end)
        if not metric and last and (start == self._clause(amount.head) or _TO.match(left)):
            self._continued(amount, start, left, last)
        if not metric:
            return
        if last and last.metric in _DEPENDENT and tail and self._text[last.amount.end : amount.head] == "的":
            last.metric = f"{noun}{last.metric}"
        draft = self._draft(amount, self._framed(metric, amount, verb, last), start)
        draft.verb, draft.noun = verb, noun
        self._drafts.append(draft)

    def _whose(self, amount: Amount, start: int, left: str) -> str:
        """The words with the subject of the clause before, when they go on with a verb alone (…，实现税收5亿元)."""
        if start != self._clause(amount.head) or not left:
            return left
        last = self._drafts[-1] if self._drafts else None
        if last and self._opens(last) and self._text[last.amount.end : start].rstrip("，").endswith(last.noun):
            self._subject = last.noun
        if wording.starts_with_verb(left):
            return self._subject.removesuffix(left[:2]) + left
        if last and re.fullmatch(_DEPENDENT_WORDS, wording.before(left)) and last.amount.group == "count":
            return (last.noun if last.noun not in _BARE else last.metric) + left
        if self._subject and re.fullmatch(_DEPENDENT_WORDS, wording.before(left)):
            return self._subject + left
        if self._scopes.named(start, amount.head):
            self._subject = ""
        elif "占" not in left:
            self._subject = wording.subject(left) or self._subject
        return left

    def _opens(self, draft: Draft) -> bool:
        """Whether a number opens its clause and names what the next clause tells of (18个项目，完成投资5亿元)."""
        return draft.clause == draft.amount.head and not draft.verb and bool(draft.noun)

    def _tail(self, amount: Amount, after: Amount | None) -> tuple[str, int]:
        """The noun that follows, and from where on words belong to the next number.

        Before another number of the same clause that has no noun after it (52个单位组织活动220次), the noun ends at the verb and
        all words lead to that number.
        """
        stop = after.head if after else self._span[1]
        parted = bool(re.search(rf"[{_STOP}]", self._plain[amount.end : stop]))
        stop = next((p.start for p in self._scopes.periods if amount.end <= p.start < stop), stop)
        words = self._text[amount.end : stop]
        tail = wording.after(words)
        if not tail or after is None or parted:
            return tail, amount.end + len(tail) + words.find(tail) if tail else amount.end
        if wording.after(self._text[after.end : after.end + 20]):
            return tail, stop
        cut = wording.parted(tail)
        return (tail[:cut] if cut else tail if len(tail) <= 3 else ""), self._clause(amount.head)

    def _named(self, amount: Amount, head: str, tail: str, left: str) -> tuple[str, str, str]:
        """Metric, its verb and its noun, from the words before and after the number."""
        done = _RATIO.search(left) if amount.group == "share" else None
        if done:
            head = wording.before(left[: done.start()])
            noun = head or (self._drafts[-1].noun if self._drafts else "")
            return f"{noun if noun not in done['of'] else ''}{done['of']}完成率", "", noun
        if amount.group == "none" and not amount.unit and not (_SHARE.search(left) or _OF.match(left) or _ONLY.search(left)):
            return "", "", ""
        share = _SHARE.search(left) if amount.group in ("share", "none") else None
        of = _OF.match(left) if amount.unit in ("%", "") and not tail else None
        if share or of:
            return self._share(share, of, left)
        verb = wording.verb(head) or self._shared_verb(amount, head)
        if amount.group == "time" and head and not wording.ends_in_verb(head) and not (tail and _WHILE.search(left)):
            head = re.sub(r"(?<=..)是.*$", "", head)
            return self._timed(amount, head), "", head
        counted = tail and (amount.group in ("count", "none", "time") or wording.ends_in_verb(head))
        if counted and head and not wording.ends_in_verb(head) and self._short(head, tail):
            return head + ("" if _GOAL.match(tail) else tail), "", head
        if counted and not (head and not wording.ends_in_verb(head) and wording.acts(tail)):
            each = _EACH_OF.search(left)
            run = "连续" if amount.group == "time" and left.endswith("连续") else ""
            return self._timed(amount, f"{run}{each[0] if each else ''}{verb}{tail}"), verb, tail
        if head and not wording.only_verbs(head) and not (len(head) > 2 and len(wording.verb(head)) == 1):
            edge = _EDGE.search(left)
            return f"{_EDGES[edge[0][0]] if edge else ''}{self._timed(amount, self._each(amount) + head)}", "", head
        return "", verb, ""

    def _short(self, head: str, tail: str) -> bool:
        """Whether the words on both sides make one name (…国家战略44项任务), or a mere 目标 follows."""
        if _GOAL.match(tail):
            return True
        return len(tail) <= 4 and len(head) <= 20 and not re.search("、|”$|等$", head) and not wording.acts(tail)

    def _shared_verb(self, amount: Amount, head: str) -> str:
        """The verb of the number just before in one list (涉及17个乡镇164个村; 年产50台机床、60套护罩)."""
        last = self._drafts[-1] if self._drafts and not head else None
        near = last and not re.search(r"[，；：。]", self._text[last.amount.end : amount.head])
        return last.verb if last and near and last.amount.group == amount.group else ""

    def _each(self, amount: Amount) -> str:
        """The clause before, when it says per what the number is (每养一只羊，年增收200元)."""
        clause = self._clause(amount.head)
        before = self._text[self._clause(clause - 1) : clause - 1] if clause > self._span[0] else ""
        return before if before.startswith("每") and len(before) <= 16 else ""

    def _timed(self, amount: Amount, name: str) -> str:
        return f"{name}时长" if amount.group == "time" and not re.search(r"时长|时间|年限|寿命|工期|^连续", name) else name

    def _share(self, share: re.Match[str] | None, of: re.Match[str] | None, left: str) -> tuple[str, str, str]:
        """…占…比重; the subject may stand in the clause before."""
        if share:
            head, whole = wording.before(left[: share.start()]), share["of"].rstrip("的")
        else:
            head, whole = (wording.before(of["head"]), of["of"]) if of else ("", left)
        if not head and self._drafts:
            head = self._drafts[-1].noun or self._drafts[-1].metric
        return (f"{head}占{whole}比重" if whole else f"{head}占比"), "", head

    def _framed(self, metric: str, amount: Amount, verb: str, last: Draft | None) -> str:
        """The metric with what it shares with the one before: the verb of a list (新增…12家、…5家), the whole of 其中."""
        since = max(self._span[0], self._text.rfind("；", self._span[0], amount.head) + 1)
        part = list(_PART.finditer(self._text, since, amount.head))
        if part:
            whole = [d for d in self._drafts if since <= d.amount.start < part[-1].start()]
            whole = [d for d in whole if not wording.is_rate(d.metric)]
            alike = [d for d in whole if d.amount.unit == amount.unit] or [d for d in whole if d.amount.group == amount.group]
            parent = alike[-1].metric if alike else ""
            if not parent or metric.startswith(parent):
                return metric
            return f"{parent}：{metric.removeprefix(self._subject) or metric}"
        if last and last.amount.start >= since and amount.group == "count" == last.amount.group and not verb:
            between = self._text[last.amount.end : amount.head]
            carried = wording.first_verb(last.metric)
            if carried and self._listed(between, carried, metric, last.amount.unit == amount.unit):
                return carried + metric
        return metric

    def _listed(self, between: str, carried: str, metric: str, alike: bool) -> bool:
        """Whether a metric is an item of the list that the verb `carried` opened: after 、 or 和, or ， with a like unit."""
        if "，" in between[1:] or wording.starts_with_verb(metric) or re.search("[达为有]", between):
            return False
        if between[:1] == "，":
            return carried in _INHERITED and alike and not re.match(r"在建|年度|新|总|累计", metric)
        return between[:1] in ("、", "和", "及")

    def _continued(self, amount: Amount, start: int, left: str, last: Draft) -> None:
        """A value whose clause names nothing (，累计达到2016家；，达到12家): of the metric before it."""
        metric, change = last.metric, None
        if last.grew and amount.group not in ("share", "times"):
            metric, change = last.noun, last.change
            self._drafts.pop()
        elif last.amount.group != amount.group or not re.search(r"达|为|共|计|到|至|超|突破|近|有", left):
            return
        elif _EDGE.search(left) and metric.startswith("最"):
            metric = _EDGES[left[-2]] + metric[2:]
        else:
            metric = re.sub(r"^(?:累计)?(?:新增|净增|新建成?|新发展|新培育|新认定)", "", metric)
        draft = self._draft(amount, metric, start)
        draft.change, draft.noun = change, metric
        if _TO.match(left) and last.stated and last.period:
            draft.since = last.period.resolved
        self._drafts.append(draft)

    def _draft(self, amount: Amount, metric: str, start: int) -> Draft:
        at = amount.end if amount.unit == "位" and amount.head == amount.start and start < amount.start else amount.head
        period, stated = self._scopes.period(self._paragraph, self._span[0], at)
        if not stated and _YEARLY.match(metric):
            period, stated = Period(start, start, "", "每年", vague=True), True
        region = self._scopes.region(self._paragraph, self._span[0], amount.head)
        clause = self._text[self._clause(amount.head) : amount.head]
        return Draft(amount, metric, region, period, stated, self._kind(period, clause, stated), self._span, start)

    def _kind(self, period: Period | None, clause: str, stated: bool) -> FigureKind:
        past = period and stated and period.kind == "fact" and period.until and self._scopes.past(period)
        if (period and period.kind == "target" and stated) or (_AHEAD.search(clause) and not past):
            return "target"
        return "total" if _TOTAL.search(clause) else "fact"

    def _rank(self, rank: Rank) -> None:
        """A rank goes to the value before it in the sentence; one that names its own subject is a record."""
        cut = max(self._text.rfind(mark, self._span[0], rank.start) for mark in _STOP) + 1
        start = max(cut, self._at, self._span[0])
        head = wording.before(re.sub(r"连续\d+年$|均$|分别$", "", self._text[start : rank.start]))
        last = self._drafts[-1] if self._drafts else None
        if last and (not head or _RATE_HEAD.search(head) or self._at > cut):
            last.rank = last.rank or rank.text
        elif len(head) >= 4 and rank.value and not re.search(r"\d|以.*成绩", head) and not wording.only_verbs(head):
            amount = Amount(rank.start, rank.end, rank.value, rank.unit, "count", None, rank.start)
            metric = re.sub(r"(?:工作)?(?:考核|排名|评比|评价)?中$", lambda m: m[0][:-1], head)
            draft = self._draft(amount, f"{metric.removeprefix('在')}{rank.where}位次", start)
            draft.rank = (
                self._text[max(start, rank.start - 5) : rank.end] if "连续" in self._text[start : rank.start] else rank.text
            )
            self._drafts.append(draft)
        self._at = rank.end

    def _respective(self, amounts: list[Amount]) -> dict[Amount, tuple[str, int]]:
        """Numbers that 分别 deals out to a list of names: A、B分别为1个、2个 (and again for a second group: 到3个、4个)."""
        dealt: dict[Amount, tuple[str, int]] = {}
        for match in re.compile(r"分别").finditer(self._text, *self._span):
            cut = max(self._text.rfind(mark, self._span[0], match.start()) for mark in "，；：。！？\n") + 1
            names = [n for n in re.split(r"[、]|和(?!谐)|与|以及|及", self._text[max(cut, self._span[0]) : match.start()]) if n]
            stop = min((i for mark in "；。" if (i := self._text.find(mark, match.end())) >= 0), default=self._span[1])
            run = [a for a in amounts if match.end() <= a.start < stop]
            groups = self._groups(run)
            shared = _SHARED.search(names[-1]) if names else None
            names = [n if not shared or n.endswith(shared[0]) else n + shared[0] for n in names]
            if len(names) < 2:
                continue
            for group in groups:
                if len(group) == len(names):
                    dealt |= {a: (wording.before(n), cut) for a, n in zip(group, names, strict=True) if wording.before(n)}
        return dealt

    def _undealt(self, amounts: list[Amount], pairs: dict[Amount, tuple[str, int]]) -> set[Amount]:
        """Numbers in a row after a 分别 whose names were not found: nobody can say which is whose."""
        loose: set[Amount] = set()
        for match in re.compile(r"分别").finditer(self._text, *self._span):
            stop = min((i for mark in "；。，" if (i := self._text.find(mark, match.end())) >= 0), default=self._span[1])
            run = [a for a in amounts if match.end() <= a.start < stop]
            loose |= {a for group in self._groups(run) if len(group) > 1 for a in group if a not in pairs}
        return loose

    def _groups(self, run: list[Amount]) -> list[list[Amount]]:
        """Numbers that stand in a row, parted by 、 or 和 alone."""
        groups: list[list[Amount]] = []
        for amount in run:
            joined = groups and re.fullmatch(r"[、和与，及]", self._text[groups[-1][-1].end : amount.head])
            if joined:
                groups[-1].append(amount)
            else:
                groups.append([amount])
        return groups

    def _add(self, amount: Amount, name: str, start: int) -> None:
        """A number that 分别 dealt out: a value, or a growth rate."""
        _, left = self._left(amount)
        self._at = amount.end
        moved = move(re.sub(r"^.*分别", "", left) or "为", amount)
        if moved is None and self._drafts and self._drafts[-1].grew and self._drafts[-1].amount.group == amount.group:
            change = self._drafts[-1].change
            moved = Move("", change.kind, change.direction) if change and left == "" else None
        if moved and not moved.compares:
            draft = self._draft(amount, wording.growth(name, moved.kind, moved.direction == "up"), start)
            draft.change = Change(moved.kind, self._text[amount.start : amount.end], moved.direction)
            draft.grew, draft.noun = True, name
        else:
            draft = self._draft(amount, name, start)
            draft.noun = name
        self._drafts.append(draft)
