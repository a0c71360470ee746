"""Every mention of a topic, oldest first, in the exact words: what 捋一遍 asks for. Complete and counted, not the best few."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.article import Article
from index.lexicon import fold
from rag.answer import Notice
from rag.question import Question
from rag.rank import Sentence, rank
from rag.retrieve import Found

DEEP = 200  # passages that are looked through
MOST = 40  # mentions listed
OWN, AROUND = 0.9, 0.45  # how far a sentence must hold a word of the topic itself, and how far what stands about it
LEAST = 6  # characters of what is listed
SHORT = 45  # characters of a sentence that is listed whole

_ASKED = re.compile(
    r"捋|梳理|历次|每次|提到过|大事记|都有过|(?:都|分别)?在?哪(?:些|几篇)(?:报道|文章|稿子|地方|版面?)(?:里|中|上)?(?:都)?(?:有|提|说|讲|写|出现)"
)
_GENERAL = re.compile(
    r"历次|每次|情况|进展|数字|数据|说法|提法|变化|历程|过程|报道|文章|提到|提过|内容|表述|口径|进度|消息|新闻|经过|动态|脉络|发展|沿革|[相有]关|前后|方面"
)
_COUNTED = re.compile(r"数字|数据|多少|几[个家亿万条项名]|怎么(?:变|涨)")
_QUOTED = re.compile(r"[“《]([^”》]{2,24})[”》]")
_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_CHANGE = re.compile(r"[，,](?:同比|增长|下降|增速|增幅|占|居|列|较|比)[^，,；;。！？]*")
_DAY = re.compile(r"\d+(?:年|月|日|家|个|亿|万|%)")
_EDGES = " 　，,；;。、：:"


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that speaks of the topic, and its words to show, verbatim."""

    sentence: Sentence
    words: str


def wanted(question: Question) -> bool:
    """Whether a question asks for every mention of a topic."""
    return bool(_ASKED.search(question.standalone))


def mentions(question: Question, found: Sequence[Found], articles: Mapping[str, Article]) -> list[Mention]:
    """Every sentence that holds the topic's words, of the place and time asked for, by the date of its report and its place."""
    topic = _topic(question)
    if not topic:
        return []
    ranked = rank(question, found, articles)
    counted = bool(_COUNTED.search(question.standalone))
    told = [s for s in ranked.sentences if _speaks(s, topic) and (not counted or re.search(r"\d", s.text))]
    joined = [
        i for i, term in enumerate(question.terms) if term.compound and sum(question.terms[j].word in term.word for j in topic)
    ]
    if len(topic) > 1 and any(s.held[i] >= OWN for s in told for i in joined):
        told = [s for s in told if any(s.held[i] >= OWN for i in joined)]
    order = {name: i for i, name in enumerate(dict.fromkeys(s.article.article_id for s in told))}
    told.sort(key=lambda s: (s.article.date or "9999", order[s.article.article_id], s.start))
    words = [(question.terms[i].word, *question.terms[i].synonyms) for i in topic]
    made = [Mention(s, _words(s.text, words, counted)) for s in told]
    return list({(m.sentence.article.article_id, m.words): m for m in made}.values())


def told(found: Sequence[Mention]) -> Notice:
    """How many mentions there are, in how many reports, and how they are ordered."""
    reports = len({mention.sentence.article.article_id for mention in found})
    text = f"共{len(found)}处，见{reports}篇报道，按报道日期从早到晚排列"
    text += f"；下面列出前{MOST}处。" if len(found) > MOST else "。"
    return Notice("scope", text)


def _topic(question: Question) -> list[int]:
    """The numbers of the terms that name the topic: the quoted words where there are any."""
    asked = fold(question.standalone)
    quoted = [fold(word) for run in _QUOTED.findall(asked) for word in run.split("、")]
    exact = [i for i, term in enumerate(question.terms) if term.word in quoted]
    if exact:
        return exact
    when = [fold(period.text) for period in question.periods]
    named = {
        i: term.word
        for i, term in enumerate(question.terms)
        if len(term.word) > 1
        and not term.compound
        and not _GENERAL.fullmatch(term.word)
        and not any(term.word in text for text in when)
    }
    return [i for i, word in named.items() if not any(word != other and word in other for other in named.values())]


def _speaks(sentence: Sentence, topic: Sequence[int]) -> bool:
    """Whether a sentence holds the words of the topic, most of them itself, and is of no other place or time."""
    apart = sentence.feature("other_place") > 0 or sentence.feature("other_period") > 0
    held = [float(sentence.held[i]) for i in topic]
    own = sum(value >= OWN for value in held)
    return not apart and not sentence.candidate.line.heading and 2 * own >= len(topic) and all(v >= AROUND for v in held)


def _words(text: str, words: Sequence[tuple[str, ...]], counted: bool) -> str:
    """The clauses of a long sentence from the first to the last that holds most words of the topic, with the change that follows.

    `words` are the topic's, each with its other spellings.
    """
    if len(text) <= SHORT:
        return text.strip(_EDGES)
    clauses = list(_CLAUSE.finditer(text))
    held = [sum(any(word in fold(m.group()) for word in forms) for forms in words) for m in clauses]
    holding = [i for i, count in enumerate(held) if count and (count == max(held) or max(held) < len(words))]
    if not holding:
        return text.strip(_EDGES)
    first, last = holding[0], holding[-1]
    if clauses[last].end() - clauses[first].start() > 2 * SHORT:
        first = last = max(holding, key=lambda i: (bool(re.search(r"\d", clauses[i].group())), -i)) if counted else holding[0]
    while counted and not re.search(r"\d", text[clauses[first].start() : clauses[last].end()]) and last + 1 < len(clauses):
        last += 1
    while last + 1 < len(clauses) and _goes_on(text, clauses[first], clauses[last], clauses[last + 1]):
        last += 1
    end = clauses[last].end()
    follow = _CHANGE.match(text, end)
    return _balanced(text[clauses[first].start() : follow.end() if follow else end].strip(_EDGES))


def _goes_on(text: str, first: re.Match[str], last: re.Match[str], after: re.Match[str]) -> bool:
    """Whether the clause after those shown belongs to them: they are but a name, or it tells a time or an amount of it."""
    joined = text[last.end()] in "，,"
    length = after.end() - first.start()
    return joined and (last.end() - first.start() < LEAST or (length <= 2 * SHORT and bool(_DAY.search(after.group()))))


def _balanced(words: str) -> str:
    """The words without a quotation mark or bracket that is left open at either end."""
    for left, right in ("“”", "‘’", "（）", "()", "《》"):
        if words.count(left) > words.count(right) and words.startswith(left):
            words = words[1:]
        if words.count(right) > words.count(left) and words.endswith(right):
            words = words[:-1]
    return words
