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
OPEN = (403, 421, 429, 500)  # before every route: another site's page, a foreign host name, too much asked, a fault
GUARDED = (*OPEN, 401, 503)  # before those to the library: also no key, and too many at once


def json(body: dict[str, Any], status: int = 200) -> JSONResponse:
    """A JSON answer that nobody keeps."""
    return JSONResponse(body, status, {"Cache-Control": "no-store"})


def paged(items: Sequence[dict[str, Any]], page: Page, total: int) -> JSONResponse:
    """The items of one page of a list of `total`, with the cursor of the next page, or null."""
    end = page.start + page.limit
    return json({"schema": SCHEMA, "items": list(items), "next": f"o{end}" if end < total else None})


def told(
    model: type[BaseModel], *faults: int, streams: bool = False, gates: Sequence[int] = GUARDED
) -> dict[int | str, dict[str, Any]]:
    """The answers of a route: `model` when all is well, a problem for each status of `faults` and of the gates before it."""
    streamed: dict[str, Any] = {"content": {"text/event-stream": {}}} if streams else {}
    return {200: {"model": model, "description": "好", **streamed}, **refused(*faults, gates=gates)}


def refused(*faults: int, gates: Sequence[int] = GUARDED) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, by status: those given and those of the gates before it."""
    content = {_PROBLEM: {"schema": shapes.ProblemObject.model_json_schema()}}
    return {
        status: {"description": problems.of_status(status).title, "content": content, "headers": headers(status)}
        for status in sorted({*faults, *gates})
    }


def headers(status: int) -> dict[str, Any]:
    """The headers of a problem of this status, for /openapi.json."""
    if status not in {429, 503}:
        return {}
    told = {"description": "几秒后再试", "required": True, "schema": {"type": "integer", "minimum": 1}}
    return {"Retry-After": told}
