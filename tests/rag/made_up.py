"""One made-up report and the answer that rests on it."""

from index.article import Article, Hit
from rag.answer import Answer, Citation, Scope

ARTICLE = Article(
    source="made-up.txt",
    article_id="paper/1",
    text="北坡村卖出苹果120吨。",
    title="苹果丰收",
    date="2024-11-02",
    lines=((0, 1),),
)
HIT = Hit("made-up.txt", "paper/1", "苹果丰收", "2024-11-02", 1, ARTICLE.text, 0, 12, 1.5)
CITATION = Citation(1, "made-up.txt", "paper/1", "苹果丰收", "2024-11-02", ARTICLE.text, 0, 12, "苹果丰收[N].")
ANSWER = Answer(
    question="苹果卖出多少？",
    standalone_question="苹果卖出多少？",
    text="北坡村卖出苹果120吨[1]。",
    short="120吨",
    refused=False,
    citations=(CITATION,),
    notices=(),
    suggestions=(),
    mode="extractive",
    generation=3,
    scope=Scope(1, "2024-11-02", "2024-11-02", 1),
    seconds=0.01,
)
