"""What the routes answer with: JSON, pages of a list, and what /openapi.json tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps, loads
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import JSONResponse

from rag.answer import SCHEMA
from rag.http import problems, samples, shapes
from rag.http.bodies import Page

_PACKED = "json:"
_PROBLEM = "application/problem+json"
SSE = "text/event-stream"
OPEN = (403, 413, 421, 429, 500)  # before every route: another site's page, a large body, a foreign host, too much, a fault
GUARDED = (*OPEN, 401, 503)  # before those to the library: also no key, and too many at once


def json(body: dict[str, Any], status: int = 200) -> JSONResponse:
    """A JSON answer that nobody keeps."""
    return JSONResponse(body, status, {"Cache-Control": "no-store"})


def paged(items: Sequence[dict[str, Any]], page: Page, total: int) -> JSONResponse:
    """The items of one page of a list of `total`, with the cursor of the next page, or null."""
    end = page.start + page.limit
    return json({"schema": SCHEMA, "items": list(items), "next": f"o{end}" if end < total else None})


def told(
    model: type[BaseModel], sample: object, *faults: int, streams: bool = False, gates: Sequence[int] = GUARDED
) -> dict[int | str, dict[str, Any]]:
    """The answers of a route: `model`, e.g. `sample`, when all is well; else a problem (see `refused`)."""
    content = {"application/json": {"example": packed(sample)}, **({SSE: {"example": samples.PASSAGES}} if streams else {})}
    return {200: {"model": model, "description": "好", "content": content}, **refused(*faults, gates=gates)}


def refused(*faults: int, gates: Sequence[int] = GUARDED) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, by status: those given and those of the gates before it."""
    schema = shapes.ProblemObject.model_json_schema()
    return {
        status: {
            "description": (problem := problems.of_status(status)).title,
            "content": {_PROBLEM: {"schema": schema, "example": packed(problem.as_dict())}},
            "headers": headers(status),
        }
        for status in sorted({*faults, *gates})
    }


def packed(value: object) -> str:
    """An example as text: FastAPI drops what is null from the description (see `Described`)."""
    return _PACKED + dumps(value)


class Described(FastAPI):
    """An application whose description gives its examples whole."""

    def openapi(self) -> dict[str, Any]:
        """The description, made at first use."""
        if self.openapi_schema is None:
            for acts in super().openapi()["paths"].values():
                for told in acts.values():
                    for answer in told["responses"].values():
                        _unpack(answer.get("content", {}))
        return super().openapi()


def _unpack(content: dict[str, Any]) -> None:
    for kind in content.values():
        if str(example := kind.get("example")).startswith(_PACKED):
            kind["example"] = loads(example.removeprefix(_PACKED))


def headers(status: int) -> dict[str, Any]:
    """The headers of a problem of this status, for /openapi.json."""
    if status not in {429, 503}:
        return {}
    told = {"description": "几秒后再试", "required": True, "schema": {"type": "integer", "minimum": 1}}
    return {"Retry-After": told}
