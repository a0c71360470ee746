"""Whether the sentences found answer at all: what they hold of the question, weighed as learned where articles were removed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from index.lexicon import fold
from index.periods import Period, periods
from rag.asking import HOME
from rag.features import LOOSE, Matrix, of_ask
from rag.kinds import BODIES, OFFICES, Kind, implied, wanted
from rag.nets import load
from rag.question import Ask, Question
from rag.rank import MANY, Ranked, Sentence
from rag.rerank import FEATURES
from rag.spans import UNSURE

KINDS: tuple[Kind, ...] = ("figure", "date", "person", "place", "organisation", "why", "how", "list", "other")
CLOSE = 20  # sentences over whose mean score the best one stands out
_UNLEARNED = ("keywords", "article_vector")  # the first is always full at the best; the nets were learned without the second
MEASURED = tuple(name for name in FEATURES if name not in _UNLEARNED)
READINGS = ("read", "read_peak", "read_most")
EVIDENCE = (
    "cover", "own", "near", "lacks", "typed", "focus", "local", "pairs", "retrieval",
    "unseen", "missing", "worst", "subject", "apart", "period", "place", "gap", "terms", "score", "found", "lacking",
    *MEASURED, *(f"over_{name}" for name in MEASURED), *(f"above_{name}" for name in MEASURED),
    "passages", "sentences", "articles", "leads", "spread", "near_best", *READINGS, *(f"asks_{kind}" for kind in KINDS),
)  # fmt: skip
LEARNED_FROM = tuple(name for name in EVIDENCE if name != "found")  # which what was removed still tells on

# The score of evidence: what stands around the form of answer wanted, less what is missing. Set by hand; `FLOOR` on reference
# questions. PLAIN stands in for `near` where an answer has no form of its own.
PLAIN, FLOOR = 1.0, 0.2
WEIGHTS = {"near": 1.0, "lacks": -0.4, "missing": -1.0, "worst": -0.5, "focus": 0.6, "found": 0.3}
NO_SUBJECT = -0.3  # where a figure is wanted and what comes first in the question is not spoken of
UNSPOKEN = -0.1  # the same where the answer has no form of its own
ASTRAY = -0.8  # for each share of the words that the figure does not stand among
SIDE = 0.3  # the share of the words that one sentence must hold where several periods or places are compared
CROWD = 0.03  # what the floor rises with each tenfold of the articles: among many, something always looks alike
ODDS = -1.2  # the least learned log odds among MANY articles, where the learned evidence alone decides
LEARNED = 0.1  # what the learned log odds of `refusal.json` (made by `python -m rag.train`) count beside it
NO_FIGURE = -0.5  # more, where a figure is wanted and none of its unit stands there
AMONG = 0.3  # the share of the words that a figure must stand among where the best sentence has none of its kind
AROUND = 0.5  # how far what is asked for must be held: in the same paragraph
OTHER_PERIOD, OTHER_PLACE = 0.6, 0.8  # from here on the best evidence is of another time or place

_COUNTED = re.compile(r"(?:多少|几)(?:多|余)?[个家条项名人次场座倍位台套亩吨件种只张户所村]")
_CLAUSES = re.compile(r"[，,；;。！？]")
_TIME = re.compile(
    r"年代|世纪|[\d一二三四五六七八九十]+[年月日号点时]|[春夏秋冬][天季节初末]|[初早仲晚深今去明][春夏秋冬]|初[一二三四五六七八九十]"
)
_OF = re.compile(  # X的Y是多少, X的Y在哪, X有多少
    r"(?P<whose>[\u4e00-\u9fffa-z0-9·]+?)(?:的(?P<what>[\u4e00-\u9fffa-z]{2,8}?)(?:大约|大概|一共|总共|到底|究竟)?(?:是|有|为|达到?)?了?"
    r"(?:多少|在哪)|(?:现在|目前|一共|总共|共)?有多少)"
)
_BODY = re.compile(rf"{BODIES}|[镇乡村]|街道")
_WHERE = re.compile(r"地址|地点|位置|所在|总部|场地")
_OFFICE = re.compile(rf"({OFFICES}|总经理)(?:现在|目前)?(?:是谁|叫什么|叫啥|是哪位|姓什么|是哪个人)")
_YEAR, _DAY_ASKED = re.compile(r"[今明去前]年|年[底初]"), re.compile(r"哪一?天|几[号日月点]")
_COURSE = re.compile(r"一路|时间线|来龙去脉|捋|历年|怎么变|怎么涨|从.{1,12}到.{1,24}")


def answers(question: Question, ranked: Ranked, articles: int = 1) -> bool:
    """Whether the best sentences are evidence enough, among so many articles: as a whole, or on average of the things asked."""
    if articles > MANY and ranked.proof.any():
        row = evidence(question, ranked)
        return not _astray(dict(zip(EVIDENCE, map(float, row), strict=True))) and log_odds(row) >= ODDS
    if len(question.asks) < 2 and _amiss(question, ranked):
        return False
    if len(question.asks) > 1 and all(ask.kind in ("figure", "date") for ask in question.asks):
        parts = range(len(question.asks))
        if all(s.feature("lacks", part) for part in parts for s in _best(ranked, part)[:1]):
            return False  # several numbers or times are asked for, and none is told
    names = {place.name for place in question.places if place.name != HOME.city}
    several = (
        len(names) > 1
        or bool(_COURSE.search(question.standalone))
        or len({_year(period) for period in question.periods if period.since}) > 1
        or "还是" in question.standalone
    )
    if several:  # no one sentence holds all of it
        return any(s.feature("cover") >= SIDE for s in ranked.sentences[:3])
    return confidence(question, ranked) >= FLOOR + CROWD * math.log10(max(articles, 1))


def _amiss(question: Question, ranked: Ranked) -> bool:
    """Whether the one thing asked is told nowhere near: no time, numbers of other things alone, or something of another thing."""
    if question.kind == "date" and not any(_timed(question, s.text) for s in ranked.sentences[:1]):
        return True
    if question.kind == "figure":
        near = [s for s in ranked.sentences[:3] if s.feature("other_place") < OTHER_PLACE]
        if near and not any(_counts(question, s.text) for s in near):
            return True
    return _untold(question, ranked)


def _year(period: Period) -> tuple[str, str]:
    """The time of a period; a whole year and its 全年 are one."""
    return (period.since or "", period.until or "")


def _counts(question: Question, text: str) -> bool:
    """Whether a sentence counts what 「多少家…」「几个…」 asks for, or its kind, in a clause with a number or the one before."""
    asked = _COUNTED.search(fold(question.standalone))
    form = wanted(question.standalone, question.kind)
    if asked is None or form is None:
        return True
    things = [term for term in question.terms if len(term.word) > 1 and fold(question.standalone).find(term.word) == asked.end()]
    clauses = [clause for clause in _CLAUSES.split(fold(text)) if clause]
    around = [f"{before}，{clause}" for before, clause in zip(["", *clauses], clauses, strict=False) if form.search(clause)]
    return not things or any(term.within(run) or term.word[-1] in run for term in things for run in around)


def _untold(question: Question, ranked: Ranked) -> bool:
    """Whether X's Y is asked for (X的Y是多少, X校长是谁) where no Y is near the best sentences, or they speak of another body."""
    asked, top = _OF.search(fold(question.standalone)), ranked.sentences[:3]
    office = _OFFICE.search(question.standalone)
    if not top or question.kind not in ("figure", "place", "person"):
        return False
    near = [s for s in top if s.article is top[0].article]
    if question.kind == "person":
        return office is not None and not any(office[1] in s.text for s in near)
    if not asked:
        return False
    if asked["what"] and not (implied(asked["what"]) or _WHERE.search(asked["what"])):
        around = np.max([s.held for s in near], axis=0)
        what = [i for i, term in enumerate(question.terms) if term.word in asked["what"] and not term.compound]
        if what and max(around[i] for i in what) < AROUND:
            return True
    body = _BODY.search(asked["whose"])
    own = [i for i, term in enumerate(question.terms) if body and 0 <= asked["whose"].find(term.word) < body.start()]
    return bool(own) and max(top[0].held[i] for i in own) < AROUND


def _timed(question: Question, text: str) -> bool:
    """Whether a sentence tells of any time, also of decades, reigns and seasons; 今年 is one unless the day is asked for."""
    told = _TIME.search(text) or any(period.since or period.until for period in periods(text))
    return bool(told or (_YEAR.search(text) and not _DAY_ASKED.search(question.standalone)))


def confidence(question: Question, ranked: Ranked) -> float:
    """How sure it is that the best sentences answer the whole, or two of the things asked; -inf for another time or place."""
    whole = _score(evidence(question, ranked))
    odds = LEARNED * log_odds(evidence(question, ranked)) if ranked.proof.any() else 0.0
    if len(question.asks) < 2 or not ranked.sentences:
        return whole + odds
    parts = sorted((_score(evidence(question, ranked, i)) for i in range(len(question.asks))), reverse=True)[:2]
    return max(whole, sum(parts) / len(parts)) + odds


def log_odds(row: Matrix) -> float:
    """The log odds that this evidence answers, by the nets of `refusal.json`."""
    data, nets = load("refusal.json")
    if tuple(data["features"]) != LEARNED_FROM:
        raise ValueError("refusal.json was made for other features: run python -m rag.train")
    known = row[[EVIDENCE.index(name) for name in LEARNED_FROM]]
    return float(np.mean([net(known[None]) for net in nets]))


def _astray(said: Mapping[str, float]) -> bool:
    """Whether the best evidence is of another time or place."""
    return said["period"] >= OTHER_PERIOD or said["place"] >= OTHER_PLACE


def _score(row: Matrix) -> float:
    said = dict(zip(EVIDENCE, map(float, row), strict=True))
    if _astray(said):
        return -math.inf
    total = sum(weight * said[name] for name, weight in WEIGHTS.items())
    if not said["typed"]:
        return total + PLAIN + UNSPOKEN * said["subject"]
    if said["asks_figure"] and said["lacking"] and said["near"] < AMONG:
        return -math.inf
    return total + said["asks_figure"] * (
        NO_SUBJECT * said["subject"] + NO_FIGURE * said["lacks"] + ASTRAY * max(0.0, said["own"] - said["near"])
    )


@np.errstate(invalid="ignore")  # as in `rank`
def evidence(question: Question, ranked: Ranked, part: int | None = None) -> Matrix:
    """The features EVIDENCE of the best sentences found for the whole question or one of its asks, (len(EVIDENCE),)."""
    made = np.zeros(len(EVIDENCE), np.float32)
    top = _best(ranked, part)
    if not top:
        return made
    best = top[0]
    ask = question.asks[part] if part is not None else Ask(question.standalone, question.kind, -1)
    single = np.array([not term.compound for term in question.terms], np.float32)
    weights = np.array([term.weight for term in question.terms], np.float32) * single
    if part is not None:
        weights = of_ask(weights, question.terms, ask)
    total = float(weights.sum()) or 1.0
    around = np.max([s.held for s in top if s.article is best.article], axis=0)
    anywhere = np.max([s.held for s in ranked.sentences], axis=0)
    form = wanted(ask.text, ask.kind)
    values: dict[str, float] = {
        "cover": max(s.feature("cover", part) for s in top),
        "own": max(s.feature("own", part) for s in top),
        "near": max(s.feature("near", part) for s in top),
        "lacks": float(all(s.feature("lacks", part) for s in top)),
        "lacking": best.feature("lacks", part),
        "typed": float(form is not None),
        "focus": max(s.feature("focus", part) for s in top),
        "local": best.feature("local", part),
        "pairs": max(s.feature("pairs", part) for s in top),
        "retrieval": best.feature("retrieval", part),
        "unseen": float(weights @ (anywhere == 0)) / total,
        "missing": float(weights @ (around < 0.3)) / total,
        "worst": float(np.max(weights * (around < LOOSE), initial=0.0)),
        "subject": float(bool(len(weights)) and around[int(np.argmax(single))] < 0.3),
        "apart": float(np.max(weights * (best.held < 0.45), initial=0.0)),
        "period": best.feature("other_period", part),
        "place": best.feature("other_place", part),
        "gap": best.score - _rival(best, ranked),
        "terms": float(np.log1p(single.sum())),
        "score": best.score,
        **_found(ranked),
        **_read(ranked, best),
        "spread": best.score - float(np.mean([s.score for s in ranked.sentences[:CLOSE]])),
        "near_best": sum(s.score >= best.score - 0.3 for s in ranked.sentences[:60]) / 60,
        **{f"asks_{kind}": float(ask.kind == kind) for kind in KINDS},
    }
    made[:] = [values[name] for name in EVIDENCE]
    return made


def _read(ranked: Ranked, best: Sentence) -> dict[str, float]:
    """How sure the reading of the best sentence is that the answer stands there, at most at one place, and of any sentence."""
    readings = [s.reading for s in ranked.sentences if s.reading]
    own = (best.reading.sure, best.reading.most) if best.reading else (UNSURE, UNSURE)
    return dict(zip(READINGS, (*own, max((reading.sure for reading in readings), default=UNSURE)), strict=True))


def _found(ranked: Ranked) -> dict[str, float]:
    """What was measured of the passages found, whatever part of the question they are for."""
    proof = zip(("", "over_", "above_"), ranked.proof, strict=True)
    measured = {f"{how}{name}": float(row[FEATURES.index(name)]) for how, row in proof for name in MEASURED}
    crowd = dict(zip(("passages", "sentences", "articles", "leads"), ranked.crowd, strict=True))
    return {"found": ranked.found, **measured, **crowd}


def _best(ranked: Ranked, part: int | None) -> Sequence[Sentence]:
    """The three best sentences for the whole question or one of its asks."""
    if part is None:
        return ranked.sentences[:3]
    return sorted(ranked.sentences, key=lambda s: -(s.scores[part] + 0.25 * s.score))[:3]


def _rival(best: Sentence, ranked: Ranked) -> float:
    """The score of the best sentence of another article; 0 when there is none."""
    return next((s.score for s in ranked.sentences if s.article is not best.article), 0.0)
