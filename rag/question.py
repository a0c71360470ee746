"""What is asked: the words that matter, period and place, what each part wants, and the follow-up made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

from index.gazetteer import entries
from index.lexicon import Lexicon, fold, simplified
from index.numerals import number
from index.periods import Period, periods
from index.places import Home, Place, places
from rag.errors import SettingsError, UsageError
from rag.kinds import Kind, kind_of

MAX_CHARACTERS = 2000
UNKNOWN = 0.8  # the weight of a word that the dictionary lacks: as often a chance cut as a name
COMPOUND = 0.45  # the weight of two words side by side, where the articles have them so
LONGEST = 8  # characters of a compound
FAR = 12  # characters from the asking word where its focus ends
SINGLE = 0.6  # a single character tells less than its rarity says
HOME = Home(province="山东省", city="聊城市")  # where 我市 and 全市 of a question are

# Turns of phrase that ask or are polite rather than name what is asked about; blanked before words are cut.
_ASKING = re.compile(
    r"[_＿]{2,}|请问|(?:担任|任)?(?:的?是)?什么(?:职务|官|身份|头衔)|担任什么|介绍一?下|讲讲|谈谈|麻烦|帮我|给我|我想(?:知道|问|了解)|告诉我|能不能|可不可以|是不是|有没有|什么时[候间]|啥时候|为什么|什么|为何|为啥|怎么样|怎么|怎样|"
    r"如何|多少|多大|多长|多远|多久|多高|是谁|哪[一两三四五六七八九十几][个家条项位种大座天]|哪些|哪几|哪个|哪家|哪位|哪里|哪儿|哪年|哪天|第几|咋回事|"
    r"几[个家条号次名项位座]|一共|总共|到底|究竟|分别|目前|现在|具体|简单说说|一下|归纳|总结(?!会)|概括|说说|说清|一句话|那个|这个|那篇|这篇|那场|那会儿|"
    r"的话|来着|凭什么|凭啥|啥是|是啥|说的是|指的是|干什么用|对得上|来龙去脉|写一段|列出|情况如何|啥意思|几月几号|什么意思|哪一[年天月日个位家座种条国所只]?|何[时年月日地人处]|几[年天月日辆只种层轮届所岁部集块户架]|[哪啥谁吗呢吧呀啊咋]"
)
# Characters that are typed for those of the prefecture's counties because they sound or look like them.
_HEARD = {
    "阿": "啊呵",
    "茌": "荏仕池",
    "莘": "辛新申",
    "冠": "官管关",
    "唐": "糖塘堂",
    "谷": "古",
    "阳": "杨羊洋",
    "清": "青",
    "临": "林",
}
_LOOSE_ENDS = frozenset("了里得些着过又还要来给被没再")  # with one of these, two characters that no dictionary has are no word
_FOLLOW = re.compile(
    r"^(?:那么?|那|这|它|他|她|其中|另外|还有|同比|环比|占比|然后|比|和|与|跟|再|到|具体)|呢[?？]?$|^.{0,8}[?？]?$"
)
_CONNECTING = re.compile(r"那么?|其中|另外|还有|然后|同比|环比|占比|增长|[了的呢是有]")
_CHANGE = re.compile(r"(?:那么?|它的?|其)?(同比|环比)(?:增长|增速|增幅|变化|情况)?(?:是|有)?(?:多少|怎么样|如何)?呢?")
_ALONE = re.compile(r"(?:那么?|换成|要是|如果是)?[，,\s]*(?:的|是)?(?:呢|怎么样|又?是?多少|如何)?[?？。！!]*")
_SAME = ("同比", "环比", "占比", "其中")
_HEAD = re.compile(
    r"(?:从|在|请问)?([\w“”]{2,10}?)(?:里|的|中|上|，|、|有|是|能|坐|总|目前|(?:19|20)\d\d|几|多少|什么|哪|怎|产业增加值)"
)
OWN_WORDS = 4  # characters of its own that make a follow-up ask for something else
_HALF = re.compile(r"(?<!\d)20\d\d(?=[上下]半年|[一二三四]季度|全年|\d{1,2}月)")  # 2023上半年, said in a hurry
_SHORT_YEAR = re.compile(r"(?<![\d.])(?=[12]\d年)(?=\d\d年(?!级))")  # 24年
_COUNT = re.compile(r"([一二三四五六七八九十两]{1,3})([家个条项名人次场座大种位链张])")
_CUT = re.compile(r"[，,；;。？?！!：: +（）()]|(?<=\S)(?:以及|还有|还是)(?=\S)")
_JOINED = re.compile(r"[、]|(?<=[^\s])(?:和|与)(?=[^\s])")
_SCOPE = re.compile(
    r"^(.{2,40}?(?:那篇|这篇)(?:报道|文章|手记|侧记|新闻|稿子|消息)?(?:里|中|上)?|.{0,30}?(?:报道|侧记|手记|规划|方案|发布会|推介会|新闻稿)(?:里|中|上))"
)
_NOT_PLACE = re.compile(r"哪|咱|啥|几个|^底|什么|新型|那个|这个")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that matters and its weight, 0..1 (rarer words weigh more).

    `synonyms` are other spellings that count as it; `tokens` are their words, as the keyword index knows them. `loose` are words
    that a newspaper may print for it. `part` is the number of the ask that it stands in. `scope` says that it names the article
    asked about (那篇侧记里) rather than the answer. `focus` is 1 for a word right beside the asking one (量产 in 哪年量产), 0 far
    from it. A `compound` is two words that stand side by side.
    """

    word: str
    weight: float
    synonyms: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    part: int = 0
    scope: bool = False
    focus: float = 0.0
    loose: tuple[str, ...] = ()
    compound: bool = False

    def within(self, text: str) -> bool:
        """Whether the folded `text` holds the word or another spelling of it."""
        return any(word in text for word in (self.word, *self.synonyms, *self.loose))


@dataclass(frozen=True, slots=True)
class Ask:
    """One of the things that a question asks: its words as written, what kind of answer, the number of its terms."""

    text: str
    kind: Kind
    part: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for retrieval. `standalone` is the question made whole from the conversation.

    `terms` are what an answer should speak of; `words` and `bigrams` are looked up (they hold the words of period and place too).
    `periods` have an interval only where the question says the year itself. `asks` has at least one entry.
    """

    text: str
    standalone: str
    kind: Kind
    terms: tuple[Term, ...]
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    periods: tuple[Period, ...] = ()
    places: tuple[Place, ...] = ()
    asks: tuple[Ask, ...] = ()


@cache
def _stopwords() -> tuple[frozenset[str], frozenset[str]]:
    """The words that tell nothing, and those among them that join no two words to one."""
    lines = resources.files("rag").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    empty, glue = (frozenset(line.split()) for line in lines[1:3])
    return empty | glue, glue


class Reader:
    """Reads questions with one lexicon and one table of synonyms (`extra` is a user's own)."""

    def __init__(self, lexicon: Lexicon, extra: Path | None = None) -> None:
        self._lexicon = lexicon
        self._empty, self._glue = _stopwords()
        self._synonyms, self._loose = read_synonyms(extra)
        self._phrases = [*self._synonyms, *(phrase for phrase in self._loose if len(phrase) > 2)]

    def read(self, text: str, history: Sequence[Mapping[str, str]] = ()) -> Question:
        """The question in `text`; raises UsageError when it is empty or longer than 2,000 characters."""
        text = re.sub(r"\s+", " ", text).strip()
        if not re.search(r"\w", text):
            raise UsageError("问题是空的：请写一句要问的话。")
        if len(text) > MAX_CHARACTERS:
            raise UsageError(f"问题太长（{len(text)}字）：请缩短到{MAX_CHARACTERS}字以内，或拆成几问。")
        whole = _SHORT_YEAR.sub("20", _HALF.sub(r"\g<0>年", simplified(complete(simplified(text), history))))
        whole = _spelled(whole)
        when, where = tuple(periods(whole)), tuple(p for p in places(whole, HOME) if not _NOT_PLACE.search(p.text))
        content = " ".join(self._content(_ASKING.sub(" ", fold(whole))))
        scope = _SCOPE.match(whole)
        where = tuple(p for p in where if not scope or p.start >= scope.end())
        own = _blanked(whole, [*when, *(p for p in where if p.name == HOME.city)])
        kind = kind_of(whole)
        return Question(
            text=text,
            standalone=whole,
            kind=kind,
            terms=tuple(self._terms(own)),
            words=tuple(dict.fromkeys(content.split())),
            bigrams=tuple(dict.fromkeys(self._lexicon.bigrams(_ASKING.sub(" ", fold(whole))))),
            periods=when,
            places=where,
            asks=tuple(_asks(_blanked(whole, when), kind)),
        )

    def _content(self, text: str) -> Iterator[str]:
        """The words of a text that are not empty; a chance cut (建了, 里排) gives way to the character that tells."""
        for run in text.split():
            for word in self._lexicon.words(run):
                chance = len(word) == 2 and self._lexicon.rarity(word) == 1.0 and set(word) & _LOOSE_ENDS
                left = [c for c in word if c not in self._empty] if chance else [word]
                yield from (part for part in left if part not in self._empty and part != "·")

    def _terms(self, text: str) -> Iterator[Term]:
        seen: set[str] = set()
        head = _SCOPE.match(text)
        for part, (start, words) in enumerate(_pieces(text)):
            piece = fold(words)
            asking = [at for match in _ASKING.finditer(piece) for at in match.span()]
            content = _ASKING.sub(" ", piece)
            phrases = [phrase for phrase in self._phrases if phrase in content]
            phrases += [match.group() for match in _COUNT.finditer(content)]
            quoted = [
                word for run in re.findall(r"[“《]([^”》]{2,24})[”》]", content) for word in run.split("、") if len(word) > 1
            ]
            for phrase in phrases:
                content = content.replace(phrase, f"{phrase} ")  # 科技局局长 is 科技局, 局长
            compounds = self._compounds(content)
            for word in [*quoted, *phrases, *compounds, *self._content(content)]:
                if word not in seen:
                    seen.add(word)
                    at = piece.find(word)
                    away = min((min(abs(at - a), abs(at + len(word) - a)) for a in asking), default=FAR)
                    inside = bool(head) and start + at < (head.end() if head else 0)
                    yield self._term(word, part, inside, max(0.0, 1 - away / FAR), word in compounds and word not in phrases)

    def _compounds(self, content: str) -> list[str]:
        """Words that stand side by side, as one: 大健康, 新能源装机. Whether there is such a word, the articles tell."""
        found = []
        for run in re.findall(r"[\u4e00-\u9fffa-z0-9]+", content):
            words = list(self._joinable(run))
            found += [
                first + second
                for first, second in pairwise(words)
                if not {first, second} <= self._empty and not {first, second} & self._glue and len(first + second) <= LONGEST
            ]
        return found

    def _joinable(self, run: str) -> Iterator[str]:
        """The words of a run; a chance cut of two characters (周跑 in 招商周跑了) as two, so that each can join its neighbour."""
        for word in self._lexicon.words(run):
            yield from word if len(word) == 2 and self._lexicon.rarity(word) == 1.0 else [word]

    def _term(self, word: str, part: int, scope: bool, focus: float, compound: bool) -> Term:
        synonyms = tuple(s for s in self._synonyms.get(word, ()) if s != word)
        if count := _COUNT.fullmatch(word):  # 三家 is printed as 3家
            synonyms += (f"{number(count[1])}{count[2]}",)
        if len(word) > 1 and (value := number(word)) and not word.isdigit():  # 五十亿 is printed as 50亿
            synonyms += (str(value),)
        tokens = tuple(dict.fromkeys(token for synonym in synonyms for token in self._lexicon.words(synonym)))
        weight = COMPOUND if compound else min(self._lexicon.rarity(word), UNKNOWN) * (SINGLE if len(word) == 1 else 1.0)
        return Term(word, weight, synonyms, tokens, part, scope, focus, self._loose.get(word, ()), compound)


def complete(text: str, history: Sequence[Mapping[str, str]]) -> str:
    """A follow-up made whole: the last question's subject stands before the new one; its period gives way to a new period.

    A follow-up that asks for something of its own (那现在落地了几个项目) takes only what the last question was about.
    """
    if not history or not _FOLLOW.search(text):
        return text
    last = history[-1].get("question", "")
    if swapped := _swapped(last, text):
        return swapped
    own = re.sub(r"[^\w]|·", "", _CONNECTING.sub("", _ASKING.sub("", _blanked(text, periods(text)))))
    if len(own) >= OWN_WORDS and not text.startswith(_SAME):
        head = _HEAD.match(last)
        last = head[1] if head else ""
    elif periods(text):
        last = _blanked(last, periods(last)).replace("·", " ")
    subject = re.sub(r"[?？。！]+$", "", last).strip()
    return f"{subject} {re.sub(r'^那么?', '', text)}" if subject else text


def _swapped(last: str, text: str) -> str | None:
    """The last question with only its place, time or kind of amount changed (那冠县呢, 2023年呢, 同比呢), else None."""
    asked = re.sub(r"[?？。！!\s]+$", "", text)
    if change := _CHANGE.fullmatch(asked):
        words = re.sub(r"(?:同比|环比)?(?:增长|下降)?(?:了|是|有|为)*(?:多少|几何|几[个家亿万条项名人])[?？。]*$", "", last)
        return f"{words.rstrip('?？。')}{change[1]}增长多少？" if words != last else None
    pairs: list[tuple[Sequence[Period | Place], Sequence[Period | Place]]] = [
        (periods(text), periods(last)),
        (_known(text), _known(last)),
    ]
    for found, own in pairs:
        alone = len(found) == 1 and _ALONE.fullmatch(text[: found[0].start] + text[found[0].end :])
        if alone and len(own) == 1:
            span = own[0]
            return f"{last[: span.start]}{text[found[0].start : found[0].end]}{last[span.end :]}"
    return None


def _known(text: str) -> list[Place]:
    """The places of a question, without those that only look like one."""
    return [place for place in places(text, HOME) if not _NOT_PLACE.search(place.text)]


def read_synonyms(extra: Path | None = None) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The shipped table and the user's: each word with its group, and each word with what a newspaper may print for it (~).

    Raises SettingsError when `extra` cannot be read.
    """
    lines = resources.files("rag").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    if extra:
        try:
            lines += extra.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"读不了同义词表 {extra}（{error}）：请检查设置 synonyms，文件须为UTF-8文本。") from error
    same: dict[str, tuple[str, ...]] = {}
    loose: dict[str, tuple[str, ...]] = {}
    for line in lines:
        group = [] if line.startswith("#") else [fold(word) for word in line.split()]
        if group and group[0] == "~":
            loose[group[1]] = tuple(dict.fromkeys([*loose.get(group[1], ()), *group[2:]]))
            continue
        for word in group:
            same[word] = tuple(dict.fromkeys([*same.get(word, ()), *group]))
    return same, loose


def _spelled(text: str) -> str:
    """The text with a mistyped county of the prefecture put right: 东啊县, which sounds like 东阿县 and is no known place."""
    counties = [name for name, entry in entries().items() if entry.kind == "county" and HOME.city in entry.within]
    for place in places(text, HOME):
        if place.kind != "county" or place.name in entries() or _NOT_PLACE.search(place.text):
            continue
        near = [
            c
            for c in counties
            if len(c) == len(place.text) and all(a == b or a in _HEARD.get(b, "") for a, b in zip(place.text, c, strict=True))
        ]
        if len(near) == 1:
            text = text.replace(place.text, near[0])
    return text


def _pieces(text: str) -> list[tuple[int, str]]:
    """Where the parts of a question start, and their words; parts without any letter are left out."""
    pieces, start = [], 0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if re.search(r"\w", text[start:end]):
            pieces.append((start, text[start:end]))
        start = cut.end() if cut else end
    return pieces


def _asks(text: str, kind: Kind) -> Iterator[Ask]:
    """What each part asks; a part that does not say how takes the kind of the parts beside it (数量、面积分别多少)."""
    pieces = _pieces(text)
    kinds = [kind_of(piece) for _, piece in pieces]
    shared: Kind = "figure" if "figure" in kinds else kind
    for part, ((_, piece), own) in enumerate(zip(pieces, kinds, strict=True)):
        if not re.search(r"\w", _ASKING.sub("", piece).replace("·", "")) and len(pieces) > 1:
            continue
        bare = own == "other" and not _ASKING.search(piece)
        joined = [words for words in _JOINED.split(piece) if re.search(r"\w", words)]
        many = len(joined) > 1 and "figure" in (own, shared) and all(2 < len(words) < 16 for words in joined)
        listed = [words for words in piece.split("、") if re.search(r"\w", words)]
        if len(listed) > 1 and (part or len(listed) > 2) and "·" not in piece and "“" not in piece:
            joined, many = listed, True  # 农田、粮食、培训: each is asked about
        for words in joined if many else [piece]:
            yield Ask(words, shared if bare or len(pieces) == 1 else own, part)


def _blanked(text: str, spans: Iterable[Period | Place]) -> str:
    """The text with these spans as dots, so that the words around them stay apart; the text itself when nothing else is left."""
    blanked = text
    for span in spans:
        blanked = blanked[: span.start] + "·" * (span.end - span.start) + blanked[span.end :]
    return blanked if re.search(r"\w", blanked.replace("·", "")) else text
