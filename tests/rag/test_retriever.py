"""LangChain's own tests of a retriever, over the shipped texts."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.chain import PassageRetriever


class TestPassageRetriever(RetrieversIntegrationTests):
    """The standard tests: k when made and when asked, documents, with and without an event loop."""

    @pytest.fixture(autouse=True)
    def _library(self, assistant) -> None:
        type(self).library = assistant

    @property
    def retriever_constructor(self) -> type[PassageRetriever]:
        return PassageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"search": self.library.search}

    @property
    def retriever_query_example(self) -> str:
        return "2024年聊城招商引资到位资金是多少？"


def test_filters_are_those_of_a_search(assistant):
    name = assistant.sources()[0][0].name
    found = assistant.retriever.invoke("发展", k=5, sources=[name], until="2024")
    hits = assistant.search("发展", k=5, sources=[name], until="2024").hits
    assert [document.page_content for document in found] == [hit.text for hit in hits]
    assert all(isinstance(document, Document) and document.metadata["source"] == name for document in found)
