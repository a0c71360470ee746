"""Other libraries on the same articles and questions, each in its own process: `python -m tests.bench.peers NAME ARTICLES IN`.

Writes one JSON object: seconds to index, seconds of each query, the ids found, peak memory. They are not dependencies: who wants
them in the table installs them beforehand.
"""

from __future__ import annotations

import json
import lzma
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

K = 30
NEEDS = {
    "bm25s + jieba": "bm25s",
    "bm25s, as it comes": "bm25s",
    "rank-bm25 + jieba (LangChain's BM25Retriever)": "rank_bm25",
    "LlamaIndex BM25Retriever, as it comes": "llama_index.retrievers.bm25",
    "Haystack InMemoryBM25Retriever, as it comes": "haystack",
}
"""What is compared, and the module that must be there for it."""

Search = Callable[[str], Sequence[str]]


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file, plain or packed by xz."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _jieba(text: str) -> list[str]:
    import jieba

    return jieba.lcut(text)


def _bm25s(rows: list[dict[str, Any]], cut: Callable[[str], list[str]] | None) -> Search:
    import bm25s

    def tokens(texts: list[str]) -> Any:
        return [cut(text) for text in texts] if cut else bm25s.tokenize(texts, show_progress=False)

    index = bm25s.BM25()
    index.index(tokens([row["text"] for row in rows]), show_progress=False)
    ids = [str(row["id"]) for row in rows]
    return lambda query: [ids[i] for i in index.retrieve(tokens([query]), k=K, show_progress=False)[0][0]]


def _rank_bm25(rows: list[dict[str, Any]]) -> Search:
    import numpy as np
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([_jieba(row["text"]) for row in rows])
    ids = [str(row["id"]) for row in rows]
    return lambda query: [ids[i] for i in np.argsort(-index.get_scores(_jieba(query)), kind="stable")[:K]]


def _llama(rows: list[dict[str, Any]]) -> Search:
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(text=row["text"], id_=str(row["id"])) for row in rows]
    index = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=K)
    return lambda query: [hit.node.node_id for hit in index.retrieve(query)]


def _haystack(rows: list[dict[str, Any]]) -> Search:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(id=str(row["id"]), content=row["text"]) for row in rows])
    index = InMemoryBM25Retriever(store, top_k=K)
    return lambda query: [document.id for document in index.run(query=query)["documents"]]


BUILD: dict[str, Callable[[list[dict[str, Any]]], Search]] = {
    "bm25s + jieba": lambda rows: _bm25s(rows, _jieba),
    "bm25s, as it comes": lambda rows: _bm25s(rows, None),
    "rank-bm25 + jieba (LangChain's BM25Retriever)": _rank_bm25,
    "LlamaIndex BM25Retriever, as it comes": _llama,
    "Haystack InMemoryBM25Retriever, as it comes": _haystack,
}


def main(name: str, articles: str, questions: str) -> None:
    """Index, search, write the figures."""
    rows, asked = read(Path(articles)), read(Path(questions))
    started = time.perf_counter()
    search = BUILD[name](rows)
    indexing = time.perf_counter() - started
    found = []
    for question in asked:
        started = time.perf_counter()
        docs = list(search(question["query"]))
        found.append({"id": question["id"], "docs": docs, "seconds": time.perf_counter() - started})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"index": indexing, "memory": peak, "found": found}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
