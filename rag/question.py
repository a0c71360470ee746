"""What is asked: the words that matter, period and place, the kind of answer, and the follow-up made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from index.lexicon import Lexicon, fold
from index.numerals import number
from index.periods import Period, periods
from index.places import Home, Place, places
from rag.errors import SettingsError, UsageError
from rag.kinds import Kind, kind_of

MAX_CHARACTERS = 2000
HOME = Home(province="山东省", city="聊城市")  # where 我市 and 全市 of a question are

# Words that ask or are polite rather than name what is asked about.
_ASKING = re.compile(
    r"请问|请|麻烦|帮我|给我|我想(?:知道|问|了解)|告诉我|能不能|可不可以|是不是|有没有|什么时候|啥时候|为什么|什么|为何|为啥|怎么样|怎么|怎样|"
    r"如何|多少|多大|多长|多远|多久|多高|是谁|谁|哪些|哪几|哪个|哪家|哪位|哪里|哪儿|哪年|哪天|哪|第几|咋回事|咋|啥|几[个家条号次名项位]?|"
    r"一共|总共|到底|究竟|分别|目前|现在|具体|简单说说|一下|归纳|总结|说说|那个|这个|那篇|那场|的话|来着|吗|呢|吧|呀|啊|了|的|是|有|在|"
    r"和|与|跟|及|或|把|被|对|就|都|也|还|又|才|只|那|这|个|上面|咱们|咱|我们|我|你们|你|它|他们|要|会|能|从|到|以及|还有|叫"
)
_FOLLOW = re.compile(r"^(?:那么?|那|这|它|其中|另外|还有|同比|环比|占比|然后|比|和|与|跟|再)|呢[?？]?$|^.{0,8}[?？]?$")
_HALF = re.compile(r"(?<!\d)20\d\d(?=[上下]半年|[一二三四]季度|全年|\d{1,2}月)")  # 2023上半年, said in a hurry
_COUNT = re.compile(r"([一二三四五六七八九十两]{1,3})([家个条项名人次场座大种位链张])")
_PARTS = re.compile(r"[，,；;。？?！!、 ]|(?<=[^\s])(?:和|以及|还有)(?=[^\s])")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that matters and its weight, 0..1 (rarer words weigh more).

    `synonyms` are other spellings that count as it; `tokens` are their words, as the keyword index knows them. `part` is the
    number of the part of the question that it stands in.
    """

    word: str
    weight: float
    synonyms: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    part: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for retrieval. `standalone` is the question made whole from the conversation.

    `terms` are what an answer should speak of; `words` and `bigrams` are looked up (they hold the words of period and place too).
    `periods` have an interval only where the question says the year itself.
    """

    text: str
    standalone: str
    kind: Kind
    terms: tuple[Term, ...]
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    periods: tuple[Period, ...] = ()
    places: tuple[Place, ...] = ()


class Reader:
    """Reads questions with one lexicon and one table of synonyms (`extra` is a user's own)."""

    def __init__(self, lexicon: Lexicon, extra: Path | None = None) -> None:
        self._lexicon = lexicon
        self._synonyms = read_synonyms(extra)

    def read(self, text: str, history: Sequence[Mapping[str, str]] = ()) -> Question:
        """The question in `text`; raises UsageError when it is empty or longer than 2,000 characters."""
        text = re.sub(r"\s+", " ", text).strip()
        if not re.search(r"\w", text):
            raise UsageError("问题是空的：请写一句要问的话。")
        if len(text) > MAX_CHARACTERS:
            raise UsageError(f"问题太长（{len(text)}字）：请缩短到{MAX_CHARACTERS}字以内，或拆成几问。")
        standalone = _HALF.sub(r"\g<0>年", complete(text, history))
        when, where = tuple(periods(standalone)), tuple(places(standalone, HOME))
        content = _ASKING.sub(" ", fold(standalone))
        return Question(
            text=text,
            standalone=standalone,
            kind=kind_of(standalone),
            terms=tuple(self._terms(_without(standalone, [*when, *(p for p in where if p.name == HOME.city)]))),
            words=tuple(dict.fromkeys(self._lexicon.words(content))),
            bigrams=tuple(dict.fromkeys(self._lexicon.bigrams(content))),
            periods=when,
            places=where,
        )

    def _terms(self, text: str) -> Iterable[Term]:
        seen: set[str] = set()
        for part, piece in enumerate(_PARTS.split(fold(text))):
            content = _ASKING.sub(" ", piece)
            phrases = [phrase for phrase in self._synonyms if len(phrase) > 2 and phrase in content]
            phrases += [match.group() for match in _COUNT.finditer(content)]
            for word in [*phrases, *self._lexicon.words(content)]:
                if word not in seen:
                    seen.add(word)
                    yield self._term(word, part)

    def _term(self, word: str, part: int) -> Term:
        synonyms = tuple(s for s in self._synonyms.get(word, ()) if s != word)
        if count := _COUNT.fullmatch(word):  # 三家 is printed as 3家
            synonyms += (f"{number(count[1])}{count[2]}",)
        tokens = tuple(dict.fromkeys(token for synonym in synonyms for token in self._lexicon.words(synonym)))
        return Term(word, self._lexicon.rarity(word), synonyms, tokens, part)


def complete(text: str, history: Sequence[Mapping[str, str]]) -> str:
    """A follow-up made whole: the last question's subject stands before the new one; its period gives way to a new period."""
    if not history or not _FOLLOW.search(text):
        return text
    last = history[-1].get("question", "")
    if periods(text):
        last = _without(last, periods(last))
    subject = re.sub(r"[?？。！]+$", "", last).strip()
    return f"{subject} {re.sub(r'^那么?', '', text)}" if subject else text


def read_synonyms(extra: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Each word of the shipped table and of the user's with its group. Raises SettingsError when `extra` cannot be read."""
    lines = resources.files("rag").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    if extra:
        try:
            lines += extra.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"读不了同义词表 {extra}（{error}）：请检查设置 synonyms，文件须为UTF-8文本。") from error
    table: dict[str, tuple[str, ...]] = {}
    for line in lines:
        group = [] if line.startswith("#") else [fold(word) for word in line.split()]
        for word in group:
            table[word] = tuple(dict.fromkeys([*table.get(word, ()), *group]))
    return table


def _without(text: str, spans: Iterable[Period | Place]) -> str:
    """The text with these spans blanked, so that the parts around them stay apart."""
    for span in spans:
        text = text[: span.start] + "·" * (span.end - span.start) + text[span.end :]
    return text.replace("·", " ") if text.strip("· ") else text
