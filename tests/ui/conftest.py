"""A library of two made-up articles with the methods of the assistant, for the page's tests."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.article import Article, Source
from rag.answer import Answer, Citation, Event, Notice, Scope, plain
from rag.errors import UsageError
from rag.history import Conversations
from ui import share

expect.set_options(timeout=20_000)  # a busy machine draws late; what never comes fails all the same

HARVEST = Article(
    source="made-up.txt",
    article_id="made-up-1",
    title="北坡村苹果丰收",
    text="北坡村今年种苹果四百亩。\n到10月底，全村卖出苹果120吨，比去年多20吨。\n村民都很高兴。𠮷日开秤。末句。",
    reporters=("甲某",),
    date="2024-11-02",
    newspaper="试验日报",
    published="2024-11-03",
    page="2",
)
QUOTE = "到10月底，全村卖出苹果120吨，比去年多20吨。"


def cite(article: Article, quote: str, n: int = 1) -> Citation:
    """A citation of `quote` as it stands in `article`."""
    start = article.text.index(quote)
    return Citation(
        n=n,
        source=article.source,
        article_id=article.article_id,
        title=article.name,
        date=article.date,
        quote=quote,
        start=start,
        end=start + len(quote),
        reference="甲某. 北坡村苹果丰收[N]. 试验日报，2024-11-03（2）.",
        copy_form="（《试验日报》2024年11月3日第2版）",
        line=7,
    )


class FakeAssistant:
    """Answers 「苹果」, refuses all else, breaks on 「坏」, and takes its time over 「慢」."""

    generation = 3
    groups = None

    def __init__(self, article: Article = HARVEST, quote: str = QUOTE, text: str = "全村卖出苹果120吨[1]。") -> None:
        self._article = article
        self._citation = cite(article, quote)
        self._text = text
        self.asked: list[tuple[str, tuple[dict[str, str], ...]]] = []
        self.bounds: list[tuple[object, ...]] = []
        self.folder = Path(tempfile.mkdtemp())

    def scope(self) -> Scope:
        return Scope(articles=1, since="2024-11-02", until="2024-11-02", sources=1)

    def examples(self) -> list[str]:
        return ["北坡村卖出多少苹果？", "苹果种了多少亩？"]

    def sources(self) -> list[tuple[Source, int]]:
        return [(Source("made-up.txt", "0", self._article.newspaper), 1), (Source("other.txt", "0"), 0)]

    def conversations(self, reader: str) -> Conversations:
        return Conversations(self.folder, reader)

    def article(self, article_id: str) -> Article | None:
        return self._article if article_id == self._article.article_id else None

    def warm(self) -> None:
        pass

    def close(self) -> None:
        pass

    def ask(self, question: str, **options: object) -> Answer:
        if not question.strip():
            raise UsageError("问题是空的：请写一个问题。")
        if "坏" in question:
            raise RuntimeError(question)
        answer = Answer(
            question=question,
            standalone_question=question,
            text=self._text,
            short="120吨",
            refused=False,
            citations=(self._citation,),
            notices=(Notice("as_of", "据2024年11月报道。", (1,)),),
            suggestions=(),
            mode="extractive",
            generation=3,
            scope=self.scope(),
            seconds=0.01,
        )
        if "苹果" in question:
            return answer
        text = "现有1份报纸、1篇文章（2024-11）里没有查到直接依据。可以换个说法、放宽时间，或补充报纸。"
        return replace(answer, text=text, short=None, refused=True, citations=(), notices=(), nearest=(self._citation,))

    def stream(self, question: str, **options: object):
        self.asked.append((question, tuple(options.get("history", ()))))
        self.bounds.append(tuple(options.get(name) for name in ("since", "until", "sources")))
        answer = self.ask(question)
        yield Event("passages", {"passages": [plain(one) for one in answer.citations + answer.nearest]})
        for character in answer.text:
            yield Event("delta", {"text": character})
            time.sleep(0.3 if "慢" in question else 0)
        yield Event("done", answer.as_dict())


@pytest.fixture
def library() -> FakeAssistant:
    """The made-up library, provided to the pages of this process."""
    fake = FakeAssistant()
    share.provide(fake)
    yield fake
    share.provide(None)
