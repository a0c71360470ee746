"""The order of sentences: how well each one answers a question, and each of the things that it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.article import Article
from index.lexicon import fold
from rag.features import NAMES, PARAGRAPH, Candidate, Matrix, agreement, candidates, features, held, of_ask, term_weights
from rag.kinds import LONG, Kind, introduces
from rag.nets import Net, load
from rag.question import Ask, Question
from rag.rerank import FEATURES
from rag.retrieve import Found
from rag.spans import Reading, read

# Weights of the features in NAMES, set by hand.
WEIGHTS = {
    "cover": 1.0, "own": 0.25, "near": 0.55, "shape": 0.12, "pairs": 0.35, "period": 0.25, "place": 0.25, "retrieval": 0.4,
    "article": 0.25, "ahead": 0.15, "heading": -0.35, "lead": 0.0, "local": 0.6, "focus": 0.3, "size": 0.0,
    "lacks": -0.9, "other_period": -0.6, "other_place": -0.6,
}  # fmt: skip


NOW, LATELY = 0.25, 0.05  # what the newest article gains over the oldest
MANY, AMONG_MANY = 1000, 0.25  # articles that are many, and what the learned nets count among them
HEAD = 10  # passages and sentences among which an article's share is taken
THEN = 0.3  # what a sentence gains that is of just the time that 去年 means in its article
OPENS = 0.8  # what a sentence gains that opens with the words to be explained
PASSAGES, FEWER = 20, 14  # passages whose sentences are weighed for an answer, the second among MANY articles
READ = 10  # the best sentences, which are read with the question
READ_SHARE, READ_AMONG_MANY = 0.03, 0.12  # what the log odds that are read count in a score, the second among MANY articles
SHARED = 0.6  # what one loses that tells of the growth of a share where that of an amount is asked for
REASON, GROUND = 0.6, 0.2  # what a sentence gains that names a reason, or a ground, where one is asked for
_REASON = re.compile(r"之所以|得益于|受益于|源于|归功于|考量|因为|由于|原因|离不开|靠的是|有赖于|看中|看重")
_GROUND = re.compile(r"(?:背后|关键|根本)[^，。]{0,6}[是在]|优势|基础|为此|因此|面对|为了|旨在|为[^，。]{2,20}提供")
_IS = (
    r"^[^，。]{0,14}(?:NAME)[^，。]{0,14}(?:是|作为|位于|坐落|即|指|包括|成立|占地|立足|创办|为[\u4e00-\u9fff])"
    r"|(?:推出|打造|成立|创办|创建)[^，。]{0,20}(?:NAME)"
)
_GROWTH, _SHARE = re.compile(r"同比|环比|增长|增幅|增速|涨|下降|减少|降了?"), re.compile(r"占|比重|比例|份额")
_SHARED = re.compile(r"占[^，,。；;]*%[，,](?:同比|环比|比上年|较)")
_QUOTED = re.compile(r"“([^”]{2,24})”")
_NOW = re.compile(r"现在|目前|如今|今年|当前|最新|眼下")


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A candidate with how well it answers: `score` the question as a whole, `scores[i]` its i-th ask.

    `row` holds the features NAMES for the whole question, `rows[i]` those for its i-th ask; `held` how far it holds each term;
    `reading` where in it the answer stands, for the best ones.
    """

    candidate: Candidate
    score: float
    scores: tuple[float, ...]
    row: Matrix
    rows: tuple[Matrix, ...]
    held: Matrix
    reading: Reading | None = None

    @property
    def article(self) -> Article:
        """Whose sentence it is."""
        return self.candidate.article

    @property
    def start(self) -> int:
        """Its first character in the article's text."""
        return self.candidate.line.start

    @property
    def end(self) -> int:
        """The end of it in the article's text."""
        return self.candidate.line.end

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.candidate.text

    def feature(self, name: str, ask: int | None = None) -> float:
        """One feature, for the whole question or for one ask."""
        row = self.row if ask is None else self.rows[ask]
        return float(row[NAMES.index(name)])


@dataclass(frozen=True, slots=True)
class Ranked:
    """All candidates of a question, best first, the weight that each of its terms has among them, the best passage's score.

    `proof` is what was measured of the best passage of the best sentence's article (FEATURES of `rag.rerank`), by how much it
    surpasses the best passage of the next article, and the mean of the articles found, (3, FEATURES). `crowd` is the share of
    the passages and of the best sentences that its article has, the number of articles found, and whether it leads.
    """

    sentences: tuple[Sentence, ...]
    weights: Matrix
    found: float = 0.0
    proof: Matrix = field(default_factory=lambda: np.zeros((3, len(FEATURES)), np.float32))
    crowd: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def depth(articles: int) -> int:
    """How many passages' sentences are weighed where so many articles are searched."""
    return FEWER if articles > MANY else PASSAGES


@np.errstate(invalid="ignore")  # OpenBLAS may read past the end of a small matrix, and what lies there raises the flag
def rank(
    question: Question, found: Sequence[Found], articles: Mapping[str, Article], searched: int = 1, *, reading: bool = True
) -> Ranked:
    """Every sentence of the articles found, best first; equal scores in the order of retrieval and of the text.

    `searched` is the number of articles that were searched: among many, what was learned among many counts more. `reading`
    says whether the best sentences are read with the question.
    """
    share = AMONG_MANY if searched > MANY else None
    pool = candidates(found, articles)
    table = held(question.terms, pool)
    weights = term_weights(question.terms, table)
    whole = Ask(question.standalone, question.kind, -1)
    agreed = agreement(question, pool)
    rows = features(question, whole, pool, table, weights, agreed=agreed)
    total = score(rows, question.kind, share)
    asked = [rows]
    if len(question.asks) != 1:
        each_ask = ((ask, of_ask(weights, question.terms, ask)) for ask in question.asks)
        asked = [features(question, ask, pool, table, own, agreed=agreed) for ask, own in each_ask]
    total += recency(question, pool) + explaining(question, pool) + growing(question, pool) + reasoning(question, pool, table)
    if question.periods and not any(period.since for period in question.periods):
        total += THEN * (rows[:, NAMES.index("period")] >= 1)
    scores = [score(matrix, ask.kind, share) for matrix, ask in zip(asked, question.asks, strict=True)]
    told = read_closely(question, pool, total, _read_share(question, searched)) if reading else [None] * len(pool)
    apart = zip(*(s.tolist() for s in scores), strict=True), rows, zip(*asked, strict=True), table, told
    sentences = [Sentence(*parts) for parts in zip(pool, total.tolist(), *apart, strict=True)]
    order = np.argsort(-total, kind="stable")
    best = pool[order[0]].article.article_id if pool else ""
    return Ranked(
        tuple(sentences[i] for i in order),
        weights,
        max((hit.score for hit in found), default=0.0),
        _proof(found, best),
        _crowd(found, best, [pool[i].article.article_id for i in order[:HEAD]]),
    )


def _read_share(question: Question, searched: int) -> float:
    """What the log odds that are read count: among MANY articles for all kinds, else where one sentence answers."""
    return READ_AMONG_MANY if searched > MANY else 0.0 if question.kind in LONG else READ_SHARE


def read_closely(question: Question, pool: Sequence[Candidate], total: Matrix, share: float) -> list[Reading | None]:
    """Read the READ best candidates with the question.

    Take from each of the scores `total` a `share` of what the surest one has over it; those not read lose what the least sure
    one loses, so that they stay behind.
    """
    head = np.argsort(-total, kind="stable")[:READ]
    told: list[Reading | None] = [None] * len(pool)
    readings = read(fold(question.standalone), [pool[i].line.text for i in head])
    for i, reading in zip(head, readings, strict=True):
        told[i] = reading
    if share and len(head):
        sure = np.array([reading.sure for reading in readings], np.float32)
        lost = np.float32(share) * (sure - sure.max())
        rest = np.ones(len(pool), bool)
        rest[head] = False
        total[head] += lost
        total[rest] += lost.min()
    return told


def _proof(found: Sequence[Found], best: str) -> Matrix:
    """What was measured of the article `best`, by how much it surpasses the next one, and by how much all others on average."""
    rows: dict[str, tuple[float, ...]] = {}
    for hit in found:
        if hit.measured:
            rows.setdefault(hit.passage.article_id, hit.measured)
    own = np.array(rows.pop(best, (0.0,) * len(FEATURES)), np.float32)
    others = np.array(list(rows.values()) or np.zeros((1, len(FEATURES))), np.float32)
    return np.stack([own, own - others[0], own - others.mean(axis=0)])


def _crowd(found: Sequence[Found], best: str, told: Sequence[str]) -> tuple[float, float, float, float]:
    """How much of what was found is of the article `best`."""
    names = [hit.passage.article_id for hit in found[:HEAD]]
    size = max(len(names), 1)
    return names.count(best) / size, told.count(best) / max(len(told), 1), len(set(names)) / HEAD, float(names[:1] == [best])


def recency(question: Question, pool: Sequence[Candidate]) -> Matrix:
    """What a candidate gains for being of a new article, where the question names no year: most where it asks for now."""
    made = np.zeros(len(pool), np.float32)
    if any(period.since for period in question.periods):
        return made
    dates = sorted({candidate.article.date for candidate in pool if candidate.article.date})
    weight = NOW if _NOW.search(question.standalone) else LATELY
    for i, candidate in enumerate(pool):
        if candidate.article.date:
            made[i] = weight * dates.index(candidate.article.date) / max(len(dates) - 1, 1)
    return made


def explaining(question: Question, pool: Sequence[Candidate]) -> Matrix:
    """What a candidate gains for opening with the quoted words that a question wants explained."""
    made = np.zeros(len(pool), np.float32)
    words = tuple(fold(word) for run in _QUOTED.findall(question.standalone) for word in run.split("、") if len(word) > 1)
    if words and question.kind in ("definition", "list"):
        for i, candidate in enumerate(pool):
            made[i] = OPENS * candidate.line.text.startswith(words)
    return made


def reasoning(question: Question, pool: Sequence[Candidate], table: Matrix) -> Matrix:
    """What a candidate gains for naming a reason that is asked for, or for saying what a thing is that is to be introduced."""
    made = np.zeros(len(pool), np.float32)
    asks = question.kind == "why"
    if not asks and not introduces(question.standalone):
        return made
    weights = np.array([term.weight for term in question.terms], np.float32)
    share = np.minimum(2 * np.where(table >= PARAGRAPH, table, 0) @ weights / (float(weights.sum()) or 1.0), 1.0)
    names = "|".join(re.escape(t.word) for t in question.terms if len(t.word) > 1 and not t.scope) or "$"
    says = re.compile(_IS.replace("NAME", names))
    for i, candidate in enumerate(pool):
        text = candidate.line.text
        worth = (REASON * reasons(text) or GROUND * bool(_GROUND.search(text))) if asks else REASON * bool(says.search(text))
        made[i] = worth * float(share[i])
    return made


def reasons(text: str) -> bool:
    """Whether a folded sentence says outright that something is a reason."""
    return bool(_REASON.search(text))


def growing(question: Question, pool: Sequence[Candidate]) -> Matrix:
    """What a candidate loses where growth is asked for and it tells of the growth of a share (占全市的72%，同比增长7%)."""
    made = np.zeros(len(pool), np.float32)
    if _GROWTH.search(question.standalone) and not _SHARE.search(question.standalone):
        for i, candidate in enumerate(pool):
            made[i] = -SHARED * bool(_SHARED.search(candidate.line.text))
    return made


def nets() -> tuple[float, tuple[Net, ...]]:
    """The nets of `ranker.json` and what their mean counts beside the weights set by hand."""
    data, made = load("ranker.json")
    if tuple(data["features"]) != NAMES:
        raise ValueError("ranker.json was made for other features: run python -m rag.train")
    return float(data["share"]), made


def score(rows: Matrix, kind: Kind = "other", share: float | None = None) -> Matrix:
    """The score of each row of features: the weights set by hand, corrected by the learned nets for what one sentence answers.

    `share` is what their mean counts, by default as much as `ranker.json` says.
    """
    usual, learned = nets()
    share = usual if share is None else share
    result = linear(rows)
    if kind not in LONG:
        result += np.float32(share) * np.mean([net(rows) for net in learned], axis=0)
    return result


def linear(rows: Matrix) -> Matrix:
    """The score of each row of features by the weights set by hand alone."""
    weights = np.array([WEIGHTS[name] for name in NAMES], np.float32)
    result: Matrix = rows @ weights
    return result
