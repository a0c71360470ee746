"""One sentence, from left to right: its numbers become statistics, its changes and ranks go to the values they belong to."""

from __future__ import annotations

import re
from dataclasses import replace

from index.dates import Period
from index.figure import Change
from index.statistics import wording
from index.statistics.amounts import Amount
from index.statistics.changes import Move, Rank, move
from index.statistics.dealt import dealt, trailing, undealt
from index.statistics.draft import Draft
from index.statistics.kinds import kind
from index.statistics.naming import Words, edged, framed, named
from index.statistics.rises import comes_from, is_left, is_parted, is_reached
from index.statistics.scopes import Scopes
from index.statistics.thresholds import counted

_STOP = "，；：。！？\n（）"
_TO = re.compile(
    r"^(?:的)?(?:[^，。；\d]{0,6}?)(?:增加|增长|提高|提升|上升|调整|调|改|扩大|扩展|发展|跃升|攀升|升|增|壮大|拓展|上涨|涨|下降|降低|减少|缩短|压缩|压减|降|减|回落|加速|放缓|收窄|变|跃)?(?:到了?|至)|^(?:调整|变更?|改|增加|下降|降|提高)为"
)
_RATE_HEAD = re.compile(
    r"^(?:增速|增幅|降幅|涨幅|总量|总额|数量|规模|均|都|其中|占比|分别|绝对值|其|这一数字|该指标|两项|主要指标|增长率|增长幅度)?$"
)


_YEARLY = re.compile(r"年(?:产|销|增收|处理|接待|加工|发电|供|培训|均(?!增))|每年|每.{2,16}年增收")
_ASIDE = re.compile(r"（(?:[^（）\d]{1,14}|[\dA-Za-z.]{2,12})）")


_DEPENDENT_WORDS = (
    r"(?:计划|年度)?总?投资额?|总产值|年?产值|占地(?:面积)?|总?建筑面积|装机容量|总?床位|签约金额|总?金额|总?规模"
    r"|占比|开工率|完成率|合格率|销售额|注册资本"
)
_DEPENDENT = frozenset(("总投资", "投资", "总投资额", "投资额", "总产值", "产值", "合同金额", "金额"))
_BARE = frozenset(("项目", "企业", "个"))
_SUM = re.compile(r"^(?:合计|共计|总计|总共)(?:约|达|超|近)?$")
_WITHOUT = re.compile(r"剔除|扣除|不含|不包括|不计")
_SPEED = re.compile(r"的?(?:年均)?(?:复合)?(?:增速|增长率|增幅|速度)")


_OVER_OF = re.compile(r"(超过|接近)[^，。；]{2,16}的$")


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
        amounts = counted(self._text, self._span[0], amounts)
        pairs = dealt(self._text, self._span, amounts)
        loose = undealt(self._text, self._span, amounts, pairs)
        events: list[Amount | Rank] = sorted([*(a for a in amounts if a not in loose), *ranks], key=lambda e: e.start)
        for at, event in enumerate(events):
            if isinstance(event, Rank):
                self._rank(event)
                continue
            after = next((e for e in events[at + 1 :] if isinstance(e, Amount)), None)
            if event in pairs:
                self._add(event, *pairs[event])
            else:
                self._amount(event, after)
        for at, group in trailing(self._text, self._span, amounts):
            self._deal(at, group)
        return self._drafts

    def _deal(self, at: int, group: list[Amount]) -> None:
        """Changes that 分别 deals out to the values before it (…5.2亿元、…3.1亿元，分别增长5%和6%)."""
        values = [d for d in self._drafts if d.amount.end <= at and not d.grew][-len(group) :]
        moved = move(re.sub(r"^.*分别", "", self._text[at : group[0].head]), group[0])
        if moved is None or len(values) < len(group) or any(d.change for d in values):
            return
        kind = "同比" if "同比" in self._text[at - 4 : at] else moved.kind
        for draft, amount in zip(values, group, strict=True):
            draft.change = Change(kind, self._text[amount.start : amount.end], moved.direction)

    def _clause(self, at: int) -> int:
        """Where the clause of `at` starts; a bracket without numbers is no end."""
        return max(self._span[0], *(self._plain.rfind(mark, self._span[0], at) + 1 for mark in _STOP))

    def _before(self, amount: Amount) -> str:
        """The words of the clause before the amount."""
        return self._text[self._clause(amount.head) : amount.head]

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
        if moved is not None and not is_reached(
            self._text[max(self._span[0], self._text.rfind("，", 0, amount.head)) : amount.head]
        ):
            if moved.word == "other" or (self._text.startswith("转", amount.end) and "由" in left):
                self._at = amount.end
                return
            skipped, self._at = self._text[self._at : start], amount.end
            if not (re.search(r"\d", skipped) and not wording.before(moved.head)):
                self._move(amount, moved, start)
            return
        self._base(amount, start, left, after)

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
            if is_parted(self._text[last.amount.end : start]) or comes_from(self._before(last.amount)):
                return
            if self._elsewhen(start, amount, last):
                return
            if last.since and last.period and last.since != last.period.resolved and change.kind == "增长":
                change = replace(change, kind=f"较{last.since}")
            if last.change is None or (last.grew and last.change.kind == "增长" != change.kind):
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

    def _elsewhen(self, start: int, amount: Amount, last: Draft) -> bool:
        """Whether the clause names a time of its own, other than that of the value before (今年预计增长30%)."""
        own = [p for p in self._scopes.periods if start <= p.start and p.end <= amount.head and (p.since or p.until)]
        return bool(own and last.period and last.period.since and own[-1].since != last.period.since and last.stated)

    def _base(self, amount: Amount, start: int, left: str, after: Amount | None) -> None:
        left = self._whose(amount, start, left)
        head = wording.before(left)
        tail, end = self._tail(amount, after)
        last = self._drafts[-1] if self._drafts else None
        near = bool(last and not re.search(r"[，；：。]", self._text[last.amount.end : amount.head]))
        if last and _TO.fullmatch(left) and not head.strip("调整变更改增加下降提高"):
            head = ""
        over = _OVER_OF.search(left) if amount.group == "share" else None
        if over and not amount.qualifier:
            amount = replace(amount, qualifier=over[1])
        metric, verb, noun = named(amount, Words(left, head, tail, self._each(amount)), self._drafts, near)
        self._at = max(self._at, end if tail and metric.endswith(tail) else amount.end)
        if not metric and last and (start == self._clause(amount.head) or _TO.match(left)):
            self._continued(amount, start, left, last)
        if not metric:
            return
        if last and last.metric in _DEPENDENT and tail and self._text[last.amount.end : amount.head] == "的":
            last.metric = f"{noun}{last.metric}"
        draft = self._draft(amount, framed(metric, amount, verb, self._drafts, self._text), start)
        draft.verb, draft.noun = verb, noun
        draft.passing, draft.opens = is_left(self._text[start : amount.head], self._text[amount.end : self._span[1]]), not head
        self._drafts.append(draft)

    def _whose(self, amount: Amount, start: int, left: str) -> str:
        """The words with the subject of the clause before, when they go on with a verb alone (…，实现税收5亿元)."""
        if start != self._clause(amount.head) or not left:
            return left
        if self._scopes.named(start, amount.head):
            self._subject = ""
        last = self._drafts[-1] if self._drafts else None
        if last and self._opens(last) and self._text[last.amount.end : start].rstrip("，").endswith(last.noun):
            self._subject = last.noun
        if wording.starts_with_verb(left) and self._text[start - 1 : start] in ("，", "；"):
            return self._subject.removesuffix(left[:2]) + left
        if last and left.startswith("占比") and amount.group == "share":
            return last.noun + left
        if last and re.fullmatch(_DEPENDENT_WORDS, wording.before(left)) and last.amount.group == "count":
            return (last.noun if last.noun not in _BARE else last.metric).removesuffix(left[:2]) + left
        if self._subject and re.fullmatch(_DEPENDENT_WORDS, wording.before(left)):
            return self._subject + left
        if "占" not in left and not self._scopes.named(start, amount.head):
            self._subject = wording.subject(left) or self._subject
        return left

    def _opens(self, draft: Draft) -> bool:
        """Whether a number opens its clause and names what the next clause tells of (18个项目，完成投资5亿元)."""
        return draft.opens and not draft.verb and bool(draft.noun)

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

    def _each(self, amount: Amount) -> str:
        """The clause before, when it says per what the number is (每养一只羊，年增收200元)."""
        clause = self._clause(amount.head)
        before = self._text[self._clause(clause - 1) : clause - 1] if clause > self._span[0] else ""
        return before if before.startswith("每") and len(before) <= 16 else ""

    def _continued(self, amount: Amount, start: int, left: str, last: Draft) -> None:
        """A value whose clause names nothing (，累计达到2016家；，达到12家): of the metric before it."""
        metric, change = last.metric, None
        if _SUM.search(left):
            alike = [d.metric for d in self._drafts if d.amount.group == amount.group][-2:]
            if len(alike) == 2 and alike[0] != alike[1]:
                self._drafts.append(self._draft(amount, f"{alike[0]}与{alike[1]}合计", start))
            return
        if last.grew and not re.search(r"达|为|共|计|至|到|超|突破|近|额", left + (amount.qualifier or "")):
            return
        if last.grew and (amount.group not in ("share", "times") or (_TO.match(left) and amount.group == "share")):
            metric, change = last.noun, last.change
            self._drafts.pop()
        elif last.amount.group != amount.group or not re.search(r"达|为|共|计|到|至|超|突破|近|有", left):
            return
        else:
            metric = edged(left, metric) or re.sub(r"^(?:累计)?(?:新增|净增|新建成?|新发展|新培育|新认定)", "", metric)
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
        region, placed = self._scopes.region(self._paragraph, self._span[0], amount.head)
        past = bool(period and stated and period.kind == "fact" and period.until and self._scopes.past(period))
        ahead = bool(period and stated and period.kind == "target")
        what = kind(self._before(amount), self._text[amount.end : self._span[1]], ahead, past)
        return Draft(amount, metric, region, period, stated, what, self._span, placed)

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

    def _add(self, amount: Amount, name: str, start: int) -> None:
        """A number that 分别 dealt out: a value, or a growth rate."""
        _, left = self._left(amount)
        self._at = amount.end
        moved = move(re.sub(r"^.*分别", "", left) or "为", amount)
        if moved is None and self._drafts and self._drafts[-1].grew and self._drafts[-1].amount.group == amount.group:
            change = self._drafts[-1].change
            moved = Move("", change.kind, change.direction) if change and left in ("", "和", "与", "及") else None
        if moved and not moved.compares:
            draft = self._draft(amount, wording.growth(name, moved.kind, moved.direction == "up"), start)
            draft.change = Change(moved.kind, self._text[amount.start : amount.end], moved.direction)
            draft.grew, draft.noun = True, name
        else:
            draft = self._draft(amount, name, start)
            draft.noun = name
        self._drafts.append(draft)
