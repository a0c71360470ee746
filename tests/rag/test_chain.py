"""The LangChain parts give what the assistant gives."""

import asyncio

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

QUESTION = "2024年聊城招商引资到位资金是多少？"


def test_the_retriever_gives_the_hits_of_a_search(assistant):
    retriever = assistant.retriever
    assert isinstance(retriever, BaseRetriever)
    documents, hits = retriever.invoke(QUESTION, k=3), assistant.search(QUESTION, k=3).hits
    assert [d.page_content for d in documents] == [hit.text for hit in hits]
    assert documents[0].metadata["article_id"] == hits[0].article_id
    assert len(asyncio.run(retriever.ainvoke(QUESTION))) == 10


def test_the_chain_is_a_runnable_from_question_to_answer(assistant):
    chain = assistant.chain
    assert isinstance(chain, Runnable)
    text = assistant.ask(QUESTION).text
    assert chain.invoke({"question": QUESTION, "history": []}).text == text
    assert (chain | RunnableLambda(lambda answer: answer.text)).invoke({"question": QUESTION}) == text
    assert asyncio.run(chain.ainvoke({"question": QUESTION})).text == text


def test_the_chain_streams_events(assistant):
    assert [event.kind for event in assistant.chain.stream({"question": QUESTION})][-1] == "done"

    async def last() -> str:
        return [event.kind async for event in assistant.chain.astream({"question": QUESTION})][-1]

    assert asyncio.run(last()) == "done"
