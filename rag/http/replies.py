"""What the routes answer with: JSON, pages of a list, and what /openapi.json tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from starlette.responses import JSONResponse

from rag.answer import SCHEMA
from rag.http import problems, shapes
from rag.http.bodies import Page

_PROBLEM = "application/problem+json"


def json(body: dict[str, Any], status: int = 200) -> JSONResponse:
    """A JSON answer that nobody keeps."""
    return JSONResponse(body, status, {"Cache-Control": "no-store"})


def paged(items: Sequence[dict[str, Any]], page: Page, total: int) -> JSONResponse:
    """The items of one page of a list of `total`, with the cursor of the next page, or null."""
    end = page.start + page.limit
    return json({"schema": SCHEMA, "items": list(items), "next": f"o{end}" if end < total else None})


def told(model: type[BaseModel], *faults: int, streams: bool = False) -> dict[int | str, dict[str, Any]]:
    """The answers of a route: `model` when all is well, a problem for each status of `faults`."""
    streamed: dict[str, Any] = {"content": {"text/event-stream": {}}} if streams else {}
    return {200: {"model": model, "description": "好", **streamed}, **refused(*faults)}


def refused(*faults: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, by status."""
    content = {_PROBLEM: {"schema": shapes.ProblemObject.model_json_schema()}}
    return {status: {"description": problems.of_status(status).title, "content": content} for status in faults}
