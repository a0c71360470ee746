"""Questions made from articles: a sentence with something left out, asked for by the word that fits it.

What is left out is a number, a time, a name or a noun with what stands before it; the rest of the question is what remains of
the clauses around it when words are dropped and others replaced by words of the same kind. The net of `rag.spans` learns from
them what stands where 谁 or 哪一年 asks, before it sees a real question (after Dhingra, Pruthi and Rajagopal 2018,
arXiv:1804.00720).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.lexicon import fold
from index.sentences import sentences
from rag.training.cases import Case, case

SHORTEST, SENTENCES, OTHERS, STRANGERS = 8, 6, 9, 2  # characters; sentences an article must have; those put beside
DROPPED, REPLACED = (0.15, 0.3, 0.45, 0.6), (0.0, 0.1, 0.25)
NEAR, NEARER = 4, 0.4  # characters around the gap where fewer words are dropped, and what share of the usual
NOUN, LATE = 0.45, 0.35  # how often a noun is left out, and how often the question ends with what it asks
LEAST = 6  # characters of a question

_AMOUNT = re.compile(r"\d[\d.]*(?:年(?:\d+月(?:\d+日)?)?|月\d+日|[万亿]?[一-鿿%])?")
_CLAUSE = re.compile(r"[^，,；;。！？!?：:]+")
_KINDS = (
    (re.compile(r"\d+年$"), ("哪一年", "哪年", "什么时候", "何时")),
    (re.compile(r"\d.*[月日]$"), ("什么时候", "何时", "哪一天", "哪天", "几月几日")),
    (re.compile(r".省$"), ("哪个省", "哪个省份")),
    (re.compile(r".市$"), ("哪个城市", "哪座城市", "哪个市")),
    (re.compile(r".[县区镇国]$"), ("哪里", "什么地方")),
    (re.compile(r".(?:大学|学院)$"), ("哪所大学", "哪所学校")),
    (re.compile(r".(?:公司|集团)$"), ("哪家公司", "哪家企业")),
    (re.compile(r".(?:部|局|委)$"), ("哪个部门", "什么部门")),
    (re.compile(r".[奖节会]$"), ("什么奖", "什么节", "什么会议")),
)
_FLAGS = {
    "nr": ("谁", "谁", "哪位", "哪个人", "什么人"),
    "ns": ("哪里", "什么地方", "何地", "哪儿", "哪个地方"),
    "nt": ("哪个机构", "什么机构", "哪个单位", "哪家公司"),
}
_ANY = ("什么", "什么", "哪些", "哪个", "怎样的")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, sentence[start:end], with jieba's part of speech."""

    start: int
    end: int
    text: str
    flag: str


def clozes(texts: Sequence[str], similar: Callable[[str], Sequence[str]], count: int, seed: int = 1) -> Iterator[Case]:
    """At most `count` cases, one an article at most; `similar` gives words of the same kind as a word."""
    chance = random.Random(seed)  # noqa: S311
    strangers: list[str] = []
    order = list(range(len(texts)))
    chance.shuffle(order)
    made = 0
    for number in order:
        text = fold(texts[number])
        runs = [run for start, end in sentences(text) if SHORTEST <= len(run := text[start:end].strip()) <= 20 * SHORTEST]
        if len(runs) < SENTENCES:
            continue
        sentence = chance.choice(runs)
        asked = cloze(sentence, similar, chance)
        if asked:
            others = [run for run in runs if run != sentence]
            far = chance.sample(strangers, min(STRANGERS, len(strangers)))
            beside = [sentence, *chance.sample(others, min(OTHERS, len(others))), *far]
            chance.shuffle(beside)
            one = case(asked[0], beside, [0.0] * len(beside), [asked[1]])
            if one.answered:
                yield one
                made += 1
        strangers = runs
        if made >= count:
            return


def cloze(sentence: str, similar: Callable[[str], Sequence[str]], chance: random.Random) -> tuple[str, str] | None:
    """A question made from a folded sentence, and its answer; None where nothing can be left out."""
    words = list(_words(sentence))
    spans = _nouns(words) if chance.random() < NOUN else []
    spans = spans or [(m.start(), m.end(), "m") for m in _AMOUNT.finditer(sentence)]
    spans += [(w.start, w.end, w.flag) for w in words if w.flag[:2] in _FLAGS and w.end - w.start > 1] if spans else []
    if not spans:
        return None
    start, end, flag = chance.choice(spans)
    clauses = [match.span() for match in _CLAUSE.finditer(sentence)]
    own = next((i for i, (first, last) in enumerate(clauses) if first <= start and end <= last), None)
    if own is None:
        return None
    used = {own, *([own - 1] if own and chance.random() < 0.6 else []), *([0] if chance.random() < 0.2 else [])}
    kept = [word for word in words if any(clauses[i][0] <= word.start and word.end <= clauses[i][1] for i in used)]
    asking, late = _asking(sentence[start:end], flag, chance), chance.random() < LATE
    question = "".join(_remaining(kept, (start, end), "" if late else asking, similar, chance))
    question += f"{chance.choice(('是', '是', '', '为'))}{asking}" if late else ""
    answer = sentence[start:end]
    return (f"{question}?", answer) if len(question) >= LEAST and answer not in question else None


def _remaining(
    words: Sequence[Word], gap: tuple[int, int], asking: str, similar: Callable[[str], Sequence[str]], chance: random.Random
) -> Iterator[str]:
    """What is left of the words, with `asking` in place of those in the gap."""
    drop, replace = chance.choice(DROPPED), chance.choice(REPLACED)
    open_ = True
    for word in words:
        if word.start < gap[1] and word.end > gap[0]:
            yield asking if open_ else ""
            open_ = False
            continue
        near = abs(word.start - gap[1]) <= NEAR or abs(gap[0] - word.end) <= NEAR
        if chance.random() < drop * (NEARER if near else 1):
            continue
        others = similar(word.text) if chance.random() < replace else ()
        yield chance.choice(others) if others else word.text


def _asking(answer: str, flag: str, chance: random.Random) -> str:
    """What asks for an answer: 哪一年, 多少万元, 谁."""
    if re.search(r"\d", answer) and not re.search(r"[年月日]$", answer):
        unit = re.sub(r"[\d.]+", "", answer)
        return chance.choice(("多少", f"多少{unit}", f"几{unit}"))
    words = next((words for form, words in _KINDS if form.search(answer)), _FLAGS.get(flag[:2], _ANY))
    return chance.choice(words)


def _words(sentence: str) -> Iterator[Word]:
    import jieba.posseg

    at = 0
    for pair in jieba.posseg.cut(sentence):
        yield Word(at, at + len(pair.word), pair.word, pair.flag)
        at += len(pair.word)


def _nouns(words: Sequence[Word]) -> list[tuple[int, int, str]]:
    """Nouns with up to two words before them that may belong to them."""
    made = []
    for last, word in enumerate(words):
        for first in range(max(last - 2, 0), last + 1):
            run = words[first : last + 1]
            if word.flag[0] == "n" and all(w.flag[0] in "navjlb" for w in run) and word.end - run[0].start > 1:
                made.append((run[0].start, word.end, word.flag))
    return made
