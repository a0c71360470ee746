"""The files of the library over HTTP: list them, put one, delete one. The name in the path is the source's name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from index.errors import InputError
from index.groups import named
from index.load import is_housekeeping
from rag import holdings
from rag.answer import SCHEMA
from rag.assistant import Assistant
from rag.errors import UsageError
from rag.http import samples, shapes
from rag.http.bodies import Page
from rag.http.replies import json, packed, paged, refused, told
from rag.http.threads import Library, threaded

PREFIX = "/v1/sources/"
FILE_LIMIT = 32 << 20
LONGEST_NAME, LONGEST_BYTES = 200, 255  # characters; and what a folder takes
_BYTES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "contentMediaType": "application/octet-stream"},
                "example": samples.PAGE,
            }
        },
    }
}


Groups = Annotated[
    list[Annotated[str, Field(max_length=1000)]] | None,
    Query(max_length=100, description="对哪些组可见，* 为所有人", examples=[["办公室"]]),
]


class _Name(PathConvertor):
    """The rest of the path, line feeds and all, so that a bad name is refused and never cut short."""

    regex = "(?s:.*)"


register_url_convertor("filename", _Name())
router = APIRouter()


@router.get("/v1/sources", summary="资料库里的文件", responses=told(shapes.SourcesObject, samples.SOURCES, 422))
async def sources(request: Request, page: Annotated[Page, Query()], library: Library) -> JSONResponse:
    """The sources by name, a page at a time."""
    known = await threaded(request, _known, library)
    return paged(list(known.values())[page.start : page.start + page.limit], page, len(known))


@router.put(
    PREFIX + "{name:filename}",
    summary="收录或更新一个文件",
    openapi_extra=_BYTES,
    responses={
        **told(shapes.PutObject, {**samples.PUT, "state": "refreshed"}, 413, 422),
        201: {
            "model": shapes.PutObject,
            "description": "新收录",
            "content": {"application/json": {"example": packed(samples.PUT)}},
        },
    },
)
async def put(request: Request, name: str, library: Library, groups: Groups = None) -> JSONResponse:
    """Add the file that is the body, or let it take the place of the one of that name: 201 when new, else 200.

    Who may see it stays as it was, at first everyone, unless `groups` says so; changing that needs the scope admin.
    """
    _check(name)
    body = await threaded(request, _put, library, name, await request.body(), _chosen(groups))
    return json(body, 201 if body["state"] == "added" else 200)


@router.delete(
    PREFIX + "{name:filename}",
    summary="移除一个文件",
    status_code=204,
    response_class=Response,
    responses=refused(404, 422),
)
async def delete(request: Request, name: str, library: Library) -> Response:
    """Remove a source with all that was made of it."""
    _check(name)
    try:
        await threaded(request, holdings.remove, library, [name])
    except InputError as error:
        raise HTTPException(404, "资料库里没有这个文件：请用 /v1/sources 查看文件名。") from error
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _chosen(groups: list[str] | None) -> tuple[str, ...] | None:
    """The groups that a request names. Raises UsageError for one that no group can have."""
    try:
        return None if groups is None else named("、".join(groups))
    except InputError as error:
        raise UsageError(str(error)) from error


def _put(library: Assistant, name: str, data: bytes, groups: tuple[str, ...] | None) -> dict[str, Any]:
    """Add one file and tell what came of it. Raises UsageError when it cannot be used, and as `holdings.add`."""
    before = _known(library)
    try:
        if holdings.safe_name(name) != name or len(name.encode()) > LONGEST_BYTES:
            raise UsageError(f"文件名不能用：请改成普通的、{holdings.LONGEST_NAME}字以内的名字，首尾不留空格。")
        if name.lower().endswith(".zip"):
            raise UsageError("压缩包里有多个文件，不能当作一个文件收录：请解压后逐个上传。")
        if is_housekeeping(name):
            raise UsageError("这个名字的文件不算报纸文本，不会收录：请换一个文件名。")
        report = holdings.add(library, {name: data}, groups=groups).report
    except InputError as error:
        raise UsageError(str(error)) from error
    if name not in (*report.indexed, *report.unchanged):
        raise UsageError("；".join(reason for _, reason in report.skipped) or "文件没有收录：请确认是报纸文本。")
    state = "unchanged" if name in report.unchanged else "refreshed" if name in before else "added"
    notes = [*report.notes, *(reason for _, reason in report.skipped)]
    return {**_known(library)[name], "state": state, "notes": notes, "generation": report.generation}


def _known(library: Assistant) -> dict[str, dict[str, Any]]:
    """The source objects of the library by name."""
    return {
        source.name: {"schema": SCHEMA, **asdict(source), "groups": list(source.groups or ()), "articles": count}
        for source, count in sorted(library.sources(), key=lambda pair: pair[0].name)
    }


def _check(name: str) -> None:
    """Raises UsageError for what is no file's name: empty, too long, with a separator of folders or a control character."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable() or {"/", "\\"} & set(name) or name in {".", ".."}:
        raise UsageError(f"文件名不能用：不能为空，不能含斜杠或控制字符，不能超过{LONGEST_NAME}字。")
