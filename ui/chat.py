"""The conversation of the page as data: turns, what the page shows of them, and what is copied. No Streamlit here.

Answers are the `answer` objects of the JSON contract. Everything handed to the page is plain text: the browser puts it in as
text, so it can't become HTML, an image or a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from rag import Conversation, Filters, KeptTurn, Scope

TITLE = "聊城报道问答"
HISTORY_TURNS = 6
STOPPED = "已停止。可以接着问，或换个说法再问一次。"
WITHHELD = "这条回答引用的报道现在查不到了。请再问一次。"
LABELS = {"extractive": "以下内容摘自原文", "generated": "内容由人工智能生成，请核对原文"}
NONE = Filters()

Data = Mapping[str, Any]
Lookup = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, or `error`, a sentence; neither when it was stopped.

    `filters` bounded the search; `said` of them came from the question. `kept` is its number in the history, if it has one.
    """

    question: str
    answer: Data | None = None
    error: str | None = None
    filters: Filters = NONE
    said: Filters = NONE
    kept: int | None = None
    rating: str | None = None
    reason: str = ""


def history(turns: Iterable[Turn]) -> tuple[Mapping[str, str], ...]:
    """The last answered turns as the assistant wants them."""
    told = [{"question": turn.question, "answer": str(turn.answer["answer"])} for turn in turns if turn.answer is not None]
    return tuple(told[-HISTORY_TURNS:])


def scope_line(scope: Scope) -> str:
    """What is searched: 「5份报纸、33篇文章（2023-08至2025-12）」, as a refusal says it too."""
    months = dict.fromkeys(day[:7] for day in (scope.since, scope.until) if day)
    span = f"（{'至'.join(months)}）" if months else ""
    return f"{scope.sources}份报纸、{scope.articles}篇文章{span}"


def data_line(scope: Scope, generation: int) -> str:
    """The foot of the page: what is searched, how far it reaches, which published state answers."""
    until = f" · 资料截至{spoken(scope.until)}" if scope.until else ""
    return f"{scope_line(scope)}{until} · 第{generation}次收录"


def kept(turn: KeptTurn) -> Turn:
    """A turn of the history, as the page shows it again."""
    filters = {**turn.filters, "papers": tuple(turn.filters.get("papers", ()))}
    return Turn(
        turn.question, turn.answer, turn.error, Filters(**filters), kept=turn.id, rating=turn.rating, reason=turn.reason
    )  # fmt: skip


def seen(turn: Turn, article: Lookup) -> Turn:
    """A turn as one may see it now: without its answer when that points to an article that `article` does not find for him."""
    answer = turn.answer
    pointers = [] if answer is None else [*answer["citations"], *answer.get("nearest", ())]
    if all(article(key) is not None for key in dict.fromkeys(one["article_id"] for one in pointers)):
        return turn
    return replace(turn, answer=None, error=WITHHELD)


def listed(found: Iterable[Conversation], current: int | None, words: str, today: str) -> dict[str, Any]:
    """The list of conversations as the page shows it; `today` is YYYY-MM-DD."""
    items = [{"id": one.id, "title": one.title, "when": _when(one.changed, today)} for one in found]
    return {"items": items, "current": current, "words": words}


def filter_chips(filters: Filters) -> list[dict[str, str]]:
    """The parts of the filters as a person reads them, each of which can be taken off."""
    days = (("since", filters.since, "起"), ("until", filters.until, "止"))
    chips = [{"part": part, "text": f"{spoken(day)}{word}"} for part, day, word in days if day]
    return chips + [{"part": paper, "text": _paper(paper)} for paper in filters.papers]


def filter_fields(filters: Filters) -> dict[str, Any]:
    """The filters as JSON."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(filters).items()}


def shown(turn: Turn, article: Lookup, last: bool = False) -> dict[str, Any]:
    """All that the page needs of a turn; `article` finds the article of an id, for the reader beside the answer.

    Only the last turn can be asked again.
    """
    answer = turn.answer
    common = {"question": turn.question, **_bounded(turn), "again": last}
    if answer is None:
        return {**common, "state": "error", "text": turn.error or STOPPED}
    refused = bool(answer["refused"])
    pointers = [*answer["citations"], *answer.get("nearest", ())]
    articles = {key: found for key in dict.fromkeys(c["article_id"] for c in pointers) if (found := _article(article(key)))}
    return {
        **common,
        "state": "refused" if refused else "answered",
        "text": answer["answer"],
        "short": answer["short"] or "",
        "label": "" if refused else LABELS[answer["mode"]],
        "citations": [_pointer(one, articles) for one in answer["citations"]],
        "nearest": [_pointer(one, articles) for one in answer.get("nearest", ())],
        "notices": [one for one in answer["notices"] if not (refused and one["kind"] == "scope")],  # the refusal says it
        "suggestions": [one for one in answer["suggestions"] if one.endswith(("？", "?"))],
        "articles": articles,
        "copy": copy_text(answer),
        "plain": plain_text(answer),
        "turn": turn.kept,
        "rating": turn.rating,
        "reason": turn.reason,
    }


def waiting(question: str, passages: Iterable[Data] = ()) -> dict[str, Any]:
    """A turn under way, with the passages found so far."""
    found = [_pointer(one, {}) for one in passages]
    return {"question": question, "state": "waiting", "citations": found, "stopped": STOPPED}


def copy_text(answer: Data) -> str:
    """The answer with its references, as it goes into a document: label, text, one line a reference."""
    if answer["refused"]:
        return str(answer["answer"])
    lines = [f"{LABELS[answer['mode']]}。", str(answer["answer"]), ""]
    lines += [f"[{one['n']}] {_reference(one)}" for one in answer["citations"]]
    return "\n".join(lines)


def plain_text(answer: Data) -> str:
    """The answer alone, without the numbers of its sources."""
    return re.sub(r"\[\d{1,3}\]", "", str(answer["answer"]))


def spoken(day: object) -> str:
    """A date as it is said: 2024-11-03 → 2024年11月3日, 2024-11 → 2024年11月; nothing for None."""
    parts = str(day).split("-") if day else []
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def _bounded(turn: Turn) -> dict[str, Any]:
    """What bounded the search of a turn, said back; what the question said itself can be taken off."""
    if not turn.filters:
        return {"bounds": [], "bounded": ""}
    own = [chip["part"] for chip in filter_chips(turn.said)]
    chips = [{**chip, "off": chip["part"] in own} for chip in filter_chips(turn.filters)]
    return {"bounds": chips, "bounded": "按您的问题，只查了" if own else "只查了"}


def _paper(name: str) -> str:
    return name if re.search(r"\.[A-Za-z0-9]{2,5}$", name) else _quoted(name)


def _when(changed: str, today: str) -> str:
    return changed[11:16] if changed.startswith(today) else spoken(changed[:10])


def _reference(citation: Data) -> str:
    missing = citation.get("missing")
    return f"{citation['reference']}（{missing}）" if missing else str(citation["reference"])


def _pointer(citation: Data, articles: Mapping[str, Data]) -> dict[str, Any]:
    copied = f"“{citation['quote']}”{citation.get('copy_form') or _reference(citation)}"
    paper = _quoted(articles.get(citation["article_id"], {}).get("newspaper"))
    where = f"{paper} {spoken(citation['date'])}".strip() or str(citation["source"])
    return {**citation, "where": where, "reference": _reference(citation), "copy": copied}


def _article(found: Any) -> dict[str, Any] | None:  # noqa: ANN401 - the index's Article, which the page knows only by its fields
    if found is None:
        return None
    page = f"第{found.page}版" if found.page else ""
    return {
        "name": found.name,
        "newspaper": found.newspaper,
        "kicker": found.kicker,
        "subtitle": found.subtitle,
        "reporters": list(found.reporters),
        "correspondents": list(found.correspondents),
        "day": spoken(found.date),
        "issue": f"{_quoted(found.newspaper)}{spoken(found.published)}{page}",
        "text": found.text,
    }


def _quoted(newspaper: object) -> str:
    return f"《{newspaper}》" if newspaper else ""
