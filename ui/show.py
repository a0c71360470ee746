"""Parts that the pages beside the conversation share: cards with their sources, and a page line by line (components v2).

Whatever comes from a document is handed over as data and set in as text by the browser, never as Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from rag import Assistant, Citation
from rag.answer import plain
from ui import chat
from ui.parts import asset

Segments = list[tuple[str, bool]]  # text, and whether it is marked
MARKS = 8


def cards(shown: Sequence[Mapping[str, Any]], library: Assistant, key: str, tally: Sequence[tuple[str, int, str]] = ()) -> None:
    """Show cards: each {"label", "tone", "text": Segments, "notes": [...], "citations": [Citation], "marks": [words]}.

    `tone` is good, bad, calm or idle; `marks` are the words that are marked in the quotations. `tally` is shown above: label,
    number and tone.
    """
    cited = [citation for card in shown for citation in card.get("citations", ())]
    articles = _articles(cited, library)
    made = [{**card, "citations": pointers(card.get("citations", ()), articles, card.get("marks", ()))} for card in shown]
    _component("cards")(key=key, data={"cards": made, "articles": articles, "tally": list(tally)})


def page(runs: Sequence[Mapping[str, Any]], key: str) -> None:
    """Show a page line by line beside its articles: runs {"owner", "first", "lines", "text", "head", "meta"}."""
    _component("lines")(key=key, data={"runs": list(runs)})


def facts(told: Iterable[tuple[str, Sequence[str], str]], key: str) -> None:
    """Show facts: name, lines, and a tone as of cards."""
    _component("facts")(key=key, data={"facts": [{"name": n, "lines": list(lines), "tone": tone} for n, lines, tone in told]})


def pointers(citations: Iterable[Citation], articles: Mapping[str, Any], marks: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Citations as the browser shows and opens them, numbered from 1, with `marks` marked in their quotations."""
    found = (chat._pointer({**plain(one), "n": n}, articles) for n, one in enumerate(citations, 1))
    return [{**one, "segments": segments(one["quote"], marks)} for one in found]


def segments(text: str, marks: Sequence[str]) -> Segments:
    """`text` in pieces, those that stand in `marks` marked."""
    found: Segments = [(text, False)]
    for mark in [mark for mark in marks if mark][:MARKS]:
        found = [piece for whole in found for piece in ([whole] if whole[1] else _parted(whole[0], mark))]
    return [piece for piece in found if piece[0]]


def _parted(text: str, mark: str) -> Segments:
    before, found, after = text.partition(mark)
    return [(before, False), (found, True), (after, False)] if found else [(text, False)]


def _articles(citations: Iterable[Citation], library: Assistant) -> dict[str, Any]:
    wanted = dict.fromkeys(citation.article_id for citation in citations)
    return {key: found for key in wanted if (found := chat._article(library.article(key)))}


@cache
def _component(name: str) -> Any:  # noqa: ANN401 - Streamlit's renderer takes any callbacks by name
    from streamlit.components.v2 import component

    return component(
        f"liaocheng_{name}", css=asset("common.css") + asset(f"{name}.css"), js=asset("common.js") + asset(f"{name}.js")
    )
