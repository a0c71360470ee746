"""What is asked: the words that matter, period and place, what each part wants, and the follow-up made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from index.lexicon import Lexicon, fold, simplified
from index.numerals import number
from index.periods import Period, periods
from index.places import Place, places
from rag.asking import ASKING, HOME, NOT_PLACE, bare, blanked
from rag.errors import UsageError
from rag.followup import complete
from rag.kinds import Kind, kind_of
from rag.synonyms import read_synonyms, spelled, stopwords

MAX_CHARACTERS = 2000
UNKNOWN = 0.8  # the weight of a word that the dictionary lacks: as often a chance cut as a name
COMPOUND = 0.45  # the weight of two words side by side, where the articles have them so
LONGEST = 8  # characters of a compound
FAR = 12  # characters from the asking word where its focus ends
SINGLE = 0.6  # a single character tells less than its rarity says

_LOOSE_ENDS = frozenset("了里得些着过又还要来给被没再")  # with one of these, two characters that no dictionary has are no word
_HALF = re.compile(r"(?<!\d)20\d\d(?=[上下]半年|[一二三四]季度|全年|\d{1,2}月)")  # 2023上半年, said in a hurry
_SHORT_YEAR = re.compile(r"(?<![\d.])(?=[12]\d年)(?=\d\d年(?!级))")  # 24年
_LONG = re.compile(r"(?:全长|总长|长度)?(?:一共)?(?:是|有|为)?多长(?!时)(?:啊|呢)?")
_COUNT = re.compile(r"([一二三四五六七八九十两]{1,3})([家个条项名人次场座大种位链张])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CUT = re.compile(r"[，,；;。？?！!：: +（）()]|(?<=\S)(?:以及|还有|还是)(?=\S)")
_JOINED = re.compile(r"[、]|(?<=[^\s])(?:和|与)(?=[^\s])")
_SCOPE = re.compile(
    r"^(.{2,40}?(?:那篇|这篇)(?:报道|文章|手记|侧记|新闻|稿子|消息)?(?:里|中|上)?|.{0,30}?(?:报道|侧记|手记|规划|方案|发布会|推介会|新闻稿)(?:里|中|上))"
)


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


class Reader:
    """Reads questions with one lexicon and one table of synonyms (`extra` is a user's own)."""

    def __init__(self, lexicon: Lexicon, extra: Path | None = None) -> None:
        self._lexicon = lexicon
        self._empty, self._glue = stopwords()
        self._synonyms, self._loose = read_synonyms(extra)
        self._read = lru_cache(maxsize=64)(self._made)  # one question is read at several steps of its answer
        self._phrases = [*self._synonyms, *(phrase for phrase in self._loose if len(phrase) > 2)]

    def read(self, text: str, history: Sequence[Mapping[str, str]] = ()) -> Question:
        """The question in `text`; raises UsageError when it is empty or longer than 2,000 characters."""
        text = re.sub(r"\s+", " ", text).strip()
        if not re.search(r"\w", text):
            raise UsageError("问题是空的：请写一句要问的话。")
        if len(text) > MAX_CHARACTERS:
            raise UsageError(f"问题太长（{len(text)}字）：请缩短到{MAX_CHARACTERS}字以内，或拆成几问。")
        whole = _SHORT_YEAR.sub("20", _HALF.sub(r"\g<0>年", simplified(complete(bare(simplified(text)), history))))
        return self._read(text, _LONG.sub("全长多少", spelled(whole)))

    def _made(self, text: str, whole: str) -> Question:
        """The question in `text`, made whole."""
        when, where = tuple(periods(whole)), tuple(p for p in places(whole, HOME) if not NOT_PLACE.search(p.text))
        content = " ".join(self._content(ASKING.sub(" ", fold(whole))))
        scope = _SCOPE.match(whole)
        where = tuple(p for p in where if not scope or p.start >= scope.end())
        own = blanked(whole, [*when, *(p for p in where if p.name == HOME.city)])
        kind = kind_of(whole)
        return Question(
            text=text,
            standalone=whole,
            kind=kind,
            terms=tuple(self._terms(own)),
            words=tuple(dict.fromkeys(content.split())),
            bigrams=tuple(dict.fromkeys(self._lexicon.bigrams(ASKING.sub(" ", fold(whole))))),
            periods=when,
            places=where,
            asks=tuple(_asks(blanked(whole, when), kind)),
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
            asking = [at for match in ASKING.finditer(piece) for at in match.span()]
            content = ASKING.sub(" ", piece)
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
        loose = self._loose.get(word, ())
        if len(word) > 3 and not compound and self._lexicon.rarity(word) == 1.0 and _HAN.fullmatch(word):
            loose += (word[:-1], word[1:])  # a name that was taken with the character beside it: 某某某养
        weight = COMPOUND if compound else min(self._lexicon.rarity(word), UNKNOWN) * (SINGLE if len(word) == 1 else 1.0)
        return Term(word, weight, synonyms, tokens, part, scope, focus, loose, compound)


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
        if not re.search(r"[^\W是有为的了]", ASKING.sub("", piece).replace("·", "")) and len(pieces) > 1:
            continue
        bare = own == "other" and not ASKING.search(piece)
        joined = [words for words in _JOINED.split(piece) if re.search(r"\w", words)]
        many = len(joined) > 1 and "figure" in (own, shared) and all(2 < len(words) < 16 for words in joined)
        listed = [words for words in piece.split("、") if re.search(r"\w", words)]
        if len(listed) > 1 and (part or len(listed) > 2) and "·" not in piece and "“" not in piece:
            joined, many = listed, True  # 农田、粮食、培训: each is asked about
        for words in joined if many else [piece]:
            yield Ask(words, shared if bare or len(pieces) == 1 else own, part)
