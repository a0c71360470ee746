"""The articles that somebody signed: what 张三写了哪些报道 asks for. Complete and counted, each with date, paper and citation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from index.article import Article
from index.lexicon import fold
from index.periods import Period, periods
from index.places import places
from index.sentences import sentences
from index.snapshot import Snapshot
from rag.answer import Citation, Notice, Scope
from rag.asking import HOME, blanked
from rag.compose import LONGEST_QUOTE, Body, cite, describe
from rag.kinds import NAME
from rag.question import Question
from rag.reprints import first_prints
from rag.retrieve import Found

MOST = 40  # articles listed
LONGEST = 80  # characters of a question that may ask for articles of somebody
NEAREST = 3  # articles shown where none fits, and names that look alike

_PIECE = r"(?:新闻)?(?:报道|文章|稿件|稿子|稿|新闻|通讯|消息|作品|手记|侧记|评论)"
_WRITE = r"(?:采访撰写|采写|撰写|编写|写|撰|发表|刊发|刊登|发|署名|执笔|供稿|投稿)"
_ROLE = r"(?:本报|日报)?(?:记者|通讯员|作者|特约记者|见习记者|实习生|编辑|摄影)"
_FILL = (
    r"(?:都|还|共|一共|总共|一起|共同|合作|联合|分别|近期|最近|曾经?|以前|以来|在|上|里|中|这|那|本报|报纸|报上|我们|你们|资料库?"
    r"|期间|之间|到底|究竟|们|同志|老师|[·\s,，、])"
)
_HOW_MANY = r"(?:几|多少)(?:篇|条|个|则)?"
_WHICH = rf"(?:哪些|哪几[篇条个则]|哪[篇条]|什么|啥|{_HOW_MANY}|所有|全部|每一?篇)"
_LEAD = r"(?:请问|请|麻烦|帮我|帮忙|给我|替我|我想|想|查|找|看|问|知道|了解|列出|列|列举|统计|汇总|整理|搜|有没有|有|出|一?下|把)"
_END = r"(?:都?(?:列|找|查|拿|给)(?:出来|个单子|一下|出)?|有没有|有吗|呢|吗|啊|呀|吧|来着|给我|看看)*[？?。！!\s]*"
_ABOUT = r"(?:的?(?:关于|有关|涉及|写|讲)?(?P<{}>[^哪几啥的谁？?，,。；;]{{2,14}}?)(?:方面|有关|相关)?的)?"
_NAMES = r"(?P<names>[\u4e00-\u9fffA-Za-z·、]{1,24}?)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 张三写了哪些关于养殖的报道
        rf"{_LEAD}*(?P<role>{_ROLE})?{_NAMES}(?P<after>{_ROLE})?{_FILL}*(?P<wrote>{_WRITE})(?:过|了|的|有)?{_FILL}*(?P<asked>{_WHICH})?(?:篇)?"
        + _ABOUT.format("topic")
        + rf"(?P<piece>{_PIECE})?{_END}",
        # 张三写的关于养殖的报道有哪些
        rf"{_LEAD}*(?:署名(?:为|是)?)?(?P<role>{_ROLE})?{_NAMES}(?P<after>{_ROLE})?{_FILL}*(?P<wrote>{_WRITE})?过?的(?:所有|全部)?"
        + _ABOUT.format("topic")
        + rf"(?P<piece>{_PIECE}){_FILL}*(?:有|是)?{_FILL}*(?P<asked>{_WHICH})?{_END}",
        # 哪些报道是张三写的
        rf"{_LEAD}*(?P<asked>{_WHICH})"
        + _ABOUT.format("topic")
        + rf"(?P<piece>{_PIECE}){_FILL}*是(?P<role>{_ROLE})?{_NAMES}(?P<after>{_ROLE})?{_FILL}*(?P<wrote>{_WRITE})过?的{_END}",
    )
)
_SPLIT = re.compile(r"[、和与跟及同]")
_NOBODY = re.compile(r"[报社局县市区办台网部院会司业村镇省厂们人者]$|[谁哪什么啥几多少这那其]")
_RELATIVE = {"今年": 0, "去年": -1, "前年": -2}
_AND = re.compile(rf"(?:那么?)?(?:{_ROLE})?([\u4e00-\u9fff·]{{2,4}}?)呢?[?？。]*")
_COUNTED = re.compile(_HOW_MANY)
_WHO = re.compile(r"谁|记者|作者|通讯员|撰稿人")
_THIS = (
    rf"(?:那|请问)?(?:这|那|该|上面|刚才|以上)(?:这|那|的|说的)?(?:一)?(?:篇|条|个|则|段|句|话|数|数据|数字|消息)?(?:{_PIECE})?"
)
_DEICTIC = re.compile(
    rf"(?:{_THIS})?(?:的)?(?:是|由)?(?:谁|哪[一个位名几些]*(?:记者|作者|通讯员|人))(?:{_WRITE})的?(?:呀|啊|呢)?[?？。]*"
    rf"|{_THIS}的?(?:记者|作者|通讯员|撰稿人)(?:是|叫)(?:谁|什么|啥|哪[位个])(?:名字)?[?？。]*|(?:那|请问)?(?:记者|作者|通讯员|撰稿人)(?:是|叫)谁[?？。]*"
    rf"|(?:{_THIS})?(?:是)?(?:哪天|哪年|哪一天|几号|什么时候|何时)(?:的?(?:报纸|{_PIECE})|(?:见报|登报|刊登|刊发|发表|报道|登|发)的?)(?:上的)?[?？。]*"
    rf"|(?:{_THIS})?(?:是)?(?:出自|来自|见于|登在|刊登在|发在)?(?:哪[一]?(?:篇|家|份|个|张)|什么|啥)(?:报纸|日报|报|{_PIECE})(?:上|里|中)?(?:说|讲|登|写|刊登|刊发|发表)?的?[?？。]*"
    rf"|(?:{_THIS})?的?(?:出处|来源|依据)(?:是|在)?(?:什么|哪|哪里|哪儿|啥)?[?？。呢]*"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """The answer, and the reprints of its articles by the id of the first print."""

    body: Body
    reprints: dict[str, list[Article]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whose articles are asked for, what they are about (empty for all), and whether only their number is."""

    names: tuple[str, ...]
    topic: str
    counted: bool


def signed(question: Question, snapshot: Snapshot, permitted: Collection[int] | None, scope: Scope, today: date) -> Signed | None:
    """The articles of `permitted` (None: of all) that those named signed together, oldest first; a refusal when there are none.

    None when no articles of somebody are asked for. 今年 is that of `today`, or of the newest of the articles.
    """
    text = _timeless(question.standalone)
    if len(text) > LONGEST or not any(form.fullmatch(text) for form in _FORMS):
        return None
    known = snapshot.signed()
    wanted = _wanted(text, known)
    if wanted is None:
        return None
    numbers = set.intersection(*(set(known.get(name, ())) for name in wanted.names))
    if permitted is not None:
        numbers &= {int(number) for number in permitted}
    if not numbers:
        return Signed(_nobody(wanted, known, scope), {})
    found, reprints = _first_prints(snapshot, sorted(numbers))
    notices, span = _when(question, found, today)
    kept = [article for article in found if _within(article, span) and _about(question, wanted.topic, article)]
    if not kept:
        return Signed(_none_of_it(wanted, found, scope), {})
    return Signed(_listed(wanted, sorted(kept, key=lambda a: a.date or "9999"), notices), reprints)


def _timeless(text: str) -> str:
    """The question without its times, which say when the articles are from."""
    bare = re.sub(r"·+", "", blanked(text, periods(text)))
    return re.sub("|".join(_RELATIVE), "", bare)


def _wanted(text: str, known: Collection[str]) -> _Wanted | None:
    """What a question asks for, where its names are names; None when they are not."""
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is None or not (match["wrote"] or match["role"] or match["after"] or match["names"] in known):
            continue
        if match["asked"] is None and match["piece"] is None:
            continue
        titled = bool(match["role"] or match["after"])
        names = tuple(name for name in _SPLIT.split(match["names"]) if name)
        if names and all(name in known or _may_sign(name, titled, bool(match["piece"])) for name in names):
            counted = bool(match["asked"] and _COUNTED.fullmatch(match["asked"]))
            return _Wanted(names, match["topic"] or "", counted)
    return None


def _may_sign(name: str, titled: bool, piece: bool) -> bool:
    """Whether a word that stands over no article may be somebody's name: it comes with 记者, or looks like one."""
    if _NOBODY.search(name) or places(name, HOME):
        return False
    return titled or (piece and bool(re.fullmatch(NAME, name)))


def _first_prints(snapshot: Snapshot, numbers: Sequence[int]) -> tuple[list[Article], dict[str, list[Article]]]:
    """The articles of these numbers less their reprints, and those by the first print's id."""
    passages = {passage.article: passage for passage in snapshot.passages_of(numbers)}
    articles = {article.article_id: article for article in snapshot.articles(numbers)}
    hits, reprints = first_prints([Found(passage, 1.0) for passage in passages.values()], articles)
    return [articles[hit.passage.article_id] for hit in hits], reprints


def _when(question: Question, found: Sequence[Article], today: date) -> tuple[list[Notice], tuple[str, str] | None]:
    """The first and the last day asked for; None for any.

    今年 is that of `today`; where nothing is from then, that of the newest article, which is said.
    """
    timed = [period for period in question.periods if period.since and period.until]
    if timed:
        return [], _span(timed)
    said = next((word for word in _RELATIVE if word in question.standalone), None)
    newest = max((article.date or "" for article in found), default="")
    if not said or not newest:
        return [], None
    for now in (today.year, int(newest[:4])):
        year = now + _RELATIVE[said]
        span = (f"{year}-01-01", f"{year}-12-31")
        if any(_within(article, span) for article in found):
            break
    text = f"“{said}”按{year}年理解{'（以其最近一篇报道为准）' if now != today.year else ''}。"
    return [Notice("period", text)], span


def _span(timed: Iterable[Period]) -> tuple[str, str]:
    ends = [(period.since or "", period.until or "") for period in timed]
    return min(since for since, _ in ends), max(until for _, until in ends)


def _within(article: Article, span: tuple[str, str] | None) -> bool:
    """Whether an article may be dated within the days asked for; one without a date only where none are."""
    if span is None:
        return True
    day = article.date or ""
    return bool(day) and day <= span[1] and day + "-99" >= span[0]


def _about(question: Question, topic: str, article: Article) -> bool:
    """Whether an article holds each word of the topic."""
    text = fold(" ".join(part for part in (article.kicker, article.title, article.subtitle, article.text) if part))
    own = [term for term in question.terms if not term.compound and term.word in fold(topic)]
    return all(term.within(text) for term in own) if own else fold(topic) in text


def deictic(text: str) -> bool:
    """Whether a question asks who wrote the report just quoted, when or where it was printed: 这篇是谁写的, 哪天见报的."""
    return len(text) <= LONGEST and bool(_DEICTIC.fullmatch(text.strip()))


def continued(text: str, last: str, snapshot: Snapshot) -> str | None:
    """The question before it asked of somebody else (那李四呢 after 张三写了哪些报道); None when it is no such follow-up."""
    match = _AND.fullmatch(text)
    if match is None or len(last) > LONGEST:
        return None
    asked = next((found for form in _FORMS if (found := form.fullmatch(last))), None)
    known = snapshot.signed() if asked else {}
    return last.replace(asked["names"], match[1]) if asked and {match[1], asked["names"]} & known.keys() else None


def credited(question: str, before: Body | None, articles: Mapping[str, Article]) -> Body:
    """The day, paper, title and authors of each article that the answer `before` cites; a refusal when it cites none."""
    quoted = list({citation.article_id: citation for citation in before.citations}.values()) if before else []
    if not quoted:
        return Body("没有上文，不知道问的是哪一篇。请写出报道的标题，或说说它讲的是什么。", refused=True)
    citations = tuple(replace(citation, n=n) for n, citation in enumerate(quoted, 1))
    lines = [f"{_line(articles[c.article_id])}（{_authors(articles[c.article_id])}）[{c.n}]" for c in citations]
    first = articles[citations[0].article_id]
    short = _authors(first) if _WHO.search(question) else _line(first)
    return Body("\n".join(lines), refused=False, short=short if len(quoted) == 1 else None, citations=citations)


def _listed(wanted: _Wanted, found: Sequence[Article], notices: Sequence[Notice]) -> Body:
    """A line an article, after how many there are."""
    citations = tuple(_opening(n, article) for n, article in enumerate(found[:MOST], 1))
    lines = [f"{_line(article)}[{n}]" for n, article in enumerate(found[:MOST], 1)]
    short = f"{len(found)}篇"
    text = f"署名{_and(wanted.names)}的{f'“{wanted.topic}”' if wanted.topic else ''}报道共{len(found)}篇，按日期从早到晚排列"
    text += f"；下面列出前{MOST}篇。" if len(found) > MOST else "。"
    if wanted.counted:
        lines.insert(0, f"{short}。" + "".join(f"[{citation.n}]" for citation in citations))
    return Body("\n".join(lines), refused=False, short=short, citations=citations, notices=(Notice("scope", text), *notices))


def _opening(n: int, article: Article) -> Citation:
    """The article, cited by its first sentence."""
    start, end = next(iter(sentences(article.text)), (0, len(article.text)))
    return cite(n, article, start, min(end, start + LONGEST_QUOTE))


def _nobody(wanted: _Wanted, known: dict[str, list[int]], scope: Scope) -> Body:
    """The refusal where nobody of that name signed anything, or not together; names that look alike are told."""
    together = "共同" if len(wanted.names) > 1 else ""
    text = f"{describe(scope)}里没有{_and(wanted.names)}{together}署名的报道。"
    alike = [name for one in wanted.names if one not in known for name in _alike(one, known)][:NEAREST]
    if alike:
        text += f"署名相近的有：{'、'.join(f'{name}（{len(known[name])}篇）' for name in alike)}。"
    return Body(f"{text}可以核对姓名，或补充报纸。", refused=True, suggestions=tuple(f"{name}写了哪些报道？" for name in alike))


def _none_of_it(wanted: _Wanted, found: Sequence[Article], scope: Scope) -> Body:
    """The refusal where none of the articles is of the time or about what is asked; the newest ones are shown."""
    about = f"讲到“{wanted.topic}”" if wanted.topic else "出自所问的时间"
    text = f"{describe(scope)}里署名{_and(wanted.names)}的报道有{len(found)}篇，没有一篇{about}。可以放宽时间，或换个说法。"
    newest = sorted(found, key=lambda a: a.date or "", reverse=True)[:NEAREST]
    return Body(text, refused=True, nearest=tuple(_opening(n, article) for n, article in enumerate(newest, 1)))


def _alike(name: str, known: dict[str, list[int]]) -> Iterator[str]:
    """Names that differ from one of three characters or more in one of them, those most often signed first."""
    counts = ((other, len(numbers)) for other, numbers in known.items() if len(other) == len(name) > 2)
    for other, _ in sorted(counts, key=itemgetter(1), reverse=True):
        if sum(a != b for a, b in zip(name, other, strict=True)) == 1:
            yield other


def _and(names: Sequence[str]) -> str:
    return "和".join(f"“{name}”" for name in names)


def _line(article: Article) -> str:
    """Day, paper and title of an article."""
    return f"{_day(article.date)}{_paper(article)}：{article.name}"


def _authors(article: Article) -> str:
    return "、".join((*article.reporters, *article.correspondents)) or "未署名"


def _day(day: str | None) -> str:
    """2025-03-12 as 2025年3月12日."""
    return (
        "".join(f"{int(part)}{unit}" for part, unit in zip((day or "").split("-"), "年月日", strict=False) if part) or "日期不详"
    )


def _paper(article: Article) -> str:
    name = re.sub(r"^《|》$", "", (article.newspaper or "").strip())
    return f"《{name}》" if name else ""
