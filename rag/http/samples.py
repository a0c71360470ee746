"""One made-up answer of each kind for /openapi.json: a village, its apples, and a page that tells of them."""

from __future__ import annotations

from typing import Any

from rag.answer import SCHEMA

_QUOTE = "到10月底，全村卖出苹果120吨，比上年多20吨。"
_FROM = {"source": "示例日报.txt", "article_id": "示例日报.txt#1", "title": "北坡村苹果丰收", "date": "2024-11-02"}
_CITATION = {
    "n": 1, **_FROM, "quote": _QUOTE, "start": 13, "end": 13 + len(_QUOTE), "reference": "甲某. 北坡村苹果丰收[N].",
    "copy_form": "（《示例日报》2024年11月3日第2版）", "missing": "", "line": 3, "verbatim": True,
}  # fmt: skip
_PLACE = {"source": "示例日报.txt", "title": "北坡村苹果丰收", "date": "2024-11-02", "quote": _QUOTE}
_SCOPE = {"articles": 33, "since": "2023-08", "until": "2025-12", "sources": 5}
_SOURCE = {
    "schema": SCHEMA, "name": "示例日报.txt", "digest": "0" * 64, "newspaper": "示例日报", "published": "2024-11-03",
    "page": "2", "edition": None, "url": None, "groups": [], "articles": 7,
}  # fmt: skip

SEARCH: dict[str, Any] = {
    "schema": SCHEMA, "id": None, "hits": [{**_FROM, "passage_id": 1, "text": _QUOTE, "start": 13, "end": 36, "score": 0.97}],
    "docs": ["示例日报.txt#1"], "seconds": 0.01,
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "schema": SCHEMA, "id": None, "question": "北坡村卖出苹果多少吨？", "standalone_question": "北坡村卖出苹果多少吨？",
    "answer": "120吨。[1]\n到10月底，全村卖出苹果120吨，比上年多20吨。[1]", "short": "120吨", "refused": False,
    "citations": [_CITATION], "nearest": [], "figures": [], "conflicts": [], "suggestions": [], "notices": [],
    "mode": "extractive", "model": None, "generation": 3, "scope": _SCOPE, "seconds": 0.02,
}  # fmt: skip
VERDICT: dict[str, Any] = {
    "schema": SCHEMA, "id": None, "claim": "北坡村卖出苹果130吨。", "start": 0, "end": 12, "checkable": True,
    "verdict": "contradicted", "status": None, "differences": [{"kind": "value", "claim": "130吨", "source": "120吨"}],
    "newer": None, "conflicts": [], "citations": [_CITATION], "notices": [], "edits": [], "seconds": 0.02,
}  # fmt: skip
CHECK: dict[str, Any] = {
    "schema": SCHEMA, "verdicts": [VERDICT], "counts": {"有出入": 1}, "generation": 3, "seconds": 0.02,
}  # fmt: skip
ARTICLE: dict[str, Any] = {
    "schema": SCHEMA, **_FROM, "kicker": None, "subtitle": None, "reporters": ["甲某"], "correspondents": [],
    "date_basis": "dateline", "published": "2024-11-03", "newspaper": "示例日报", "page": "2", "kind": "news",
    "text": "北坡村今年种苹果四百亩。\n" + _QUOTE,
}  # fmt: skip
FIGURES: dict[str, Any] = {
    "schema": SCHEMA, "next": None, "items": [{
        "schema": SCHEMA, "source": "示例日报.txt", "title": "北坡村苹果丰收", "metric": "苹果销量", "region": "北坡村",
        "period": "2024年1—10月", "since": "2024-01-01", "until": "2024-10-31", "value": "120", "unit": "吨",
        "qualifier": None, "kind": "fact", "change": {"kind": "上年", "value": "20吨", "direction": "up"}, "rank": None,
        "definition": None, "quote": _QUOTE,
    }],
}  # fmt: skip
CONFLICTS: dict[str, Any] = {
    "schema": SCHEMA, "next": None, "items": [{
        "schema": SCHEMA, "metric": "苹果销量", "region": "北坡村", "verdict": "different-period",
        "explanation": "一个是1—10月，一个是全年，不能直接比。",
        "places": [
            {**_PLACE, "value": "120吨", "period": "2024年1—10月", "region": "北坡村"},
            {**_PLACE, "value": "131吨", "period": "2024年", "region": "北坡村", "quote": "全年卖出苹果131吨。"},
        ],
    }],
}  # fmt: skip
SOURCES: dict[str, Any] = {"schema": SCHEMA, "items": [_SOURCE], "next": None}
PUT: dict[str, Any] = {**_SOURCE, "state": "added", "notes": [], "generation": 4}
LIVE: dict[str, Any] = {"schema": SCHEMA, "status": "ok"}
READY: dict[str, Any] = {"schema": SCHEMA, "status": "ready", "generation": 3, "scope": _SCOPE}
_COMPLETION = {"id": "chatcmpl-0", "object": "chat.completion", "created": 1730500000, "model": "liaocheng"}
CHAT: dict[str, Any] = {
    **_COMPLETION,
    "choices": [{
        "index": 0, "message": {"role": "assistant", "content": ANSWER["answer"], "refusal": None}, "finish_reason": "stop",
        "logprobs": None,
    }],
    "usage": {"prompt_tokens": 11, "completion_tokens": 38, "total_tokens": 49},
    "citations": [_CITATION], "notices": [], "refused": False,
}  # fmt: skip
MODEL: dict[str, Any] = {"id": "liaocheng", "object": "model", "created": 0, "owned_by": "liaocheng"}
MODELS: dict[str, Any] = {"object": "list", "data": [MODEL]}
PAGE = "北坡村苹果丰收\n\n" + _QUOTE + "\n"
METRICS = 'liaocheng_http_requests_total{method="POST",route="/v1/ask",status="200"} 7.0\n'
PASSAGES = 'event: delta\ndata: {"schema": 1, "text": "120吨。[1]"}\n\n'
CHUNK = 'data: {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "120吨。[1]"}}]}\n\n'
