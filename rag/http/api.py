"""The HTTP API: a thin front over `Assistant`. Blocking work runs in threads; every fault is an RFC 9457 problem in Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from index.errors import DataError
from rag.answer import SCHEMA, Event, article_fields, plain
from rag.desk.manuscript import parse
from rag.errors import UsageError
from rag.http import openai, problems, shapes, sources, sse, upload
from rag.http.bodies import Filters, Page, Words
from rag.http.gate import API_POLICY, BodyLimit, LastResort, SecurityHeaders
from rag.http.keyed import KeyGate
from rag.http.metrics import Counted, Metrics
from rag.http.replies import json, paged, refused, told
from rag.http.threads import Library, Provider, assistant, provide
from rag.http.threads import threaded as _threaded
from rag.keys import Keys

PATHS = ("/v1/", "/livez", "/readyz", "/metrics", "/openapi.json")
BODY_LIMIT = 1 << 20
DRAFT_LIMIT = 16 << 20  # a draft with pictures in it
_T = TypeVar("_T")


class Turn(BaseModel):
    """An earlier question and the answer it got."""

    model_config = ConfigDict(extra="forbid")
    question: Words
    answer: Words


class SearchBody(Filters):
    """A query for passages; `k` is how many, best first."""

    query: Words = Field(examples=["招商引资"])
    k: int = Field(10, ge=1, le=100, strict=True)


class AskBody(Filters):
    """A question; `history` holds the earlier turns, oldest first; `stream` asks for server-sent events."""

    question: Words = Field(examples=["2024年聊城招商引资到位资金是多少？"])
    history: list[Turn] = Field(default=[], max_length=200)
    today: date | None = None
    stream: bool = Field(default=False, strict=True)

    def options(self) -> dict[str, Any]:
        """Filters, history and today as keyword arguments of the assistant."""
        history = tuple(turn.model_dump() for turn in self.history)
        return {**super().options(), "history": history, "today": self.today}


class CiteBody(Filters):
    """One sentence to be checked."""

    claim: Words = Field(examples=["冠州国际陆港项目总投资120亿元。"])
    today: date | None = None

    def options(self) -> dict[str, Any]:
        """Filters and today as keyword arguments of the assistant."""
        return {**super().options(), "today": self.today}


class CheckBody(Filters):
    """A draft to be checked: its text, or a docx, md or txt file in base64 with its name; `stream` asks for events."""

    text: Words | None = Field(None, examples=["2024年，全市招商引资到位资金达511.6亿元。"])
    file: Base64Bytes | None = None
    name: Words = "draft.docx"
    today: date | None = None
    stream: bool = Field(default=False, strict=True)

    def options(self) -> dict[str, Any]:
        """Filters and today as keyword arguments of the assistant."""
        return {**super().options(), "today": self.today}

    def draft(self) -> str:
        """The text of the draft. Raises UsageError when there is none or its file cannot be read."""
        if self.file is not None:
            try:
                return parse(self.name, self.file).text
            except DataError as error:
                raise UsageError(str(error)) from error
        if self.text is None:
            raise UsageError("没有稿子：请给出 text，或 file 和 name。")
        return self.text


class LedgerQuery(Page):
    """Filters of the statistics, and the page that is wanted."""

    metric: str | None = Field(None, max_length=200, examples=["地区生产总值"])
    region: str | None = Field(None, max_length=200, examples=["冠县"])
    period: str | None = Field(None, max_length=200, examples=["2023年上半年"])


def create_app(
    provider: Provider,
    *,
    body_limit: int = BODY_LIMIT,
    draft_limit: int = DRAFT_LIMIT,
    file_limit: int = sources.FILE_LIMIT,
    heartbeat: float = sse.HEARTBEAT_SECONDS,
    keys: Keys | None = None,
) -> FastAPI:
    """The API over the assistant that `provider` gives; a provider that raises makes `/readyz` say 503.

    `body_limit` is the most bytes a body may have, `draft_limit` the most of a draft to be checked, `file_limit` the
    most of a file to be put, `heartbeat` the longest silence of a stream in seconds; with `keys`, every request under /v1/
    needs one of them.
    """
    app = FastAPI(
        title="聊城报道问答",
        version="1",
        description='逐字引用报纸原文的问答与检索。每个 JSON 对象带 "schema": 1；出错时为 RFC 9457 问题说明。',
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.heartbeat = heartbeat
    app.state.metrics = Metrics()
    provide(app, provider)
    app.include_router(_health)
    for routes, kinds in ((_router, refused), (sources.router, refused), (openai.router, openai.refused)):
        app.include_router(routes, responses=kinds(401, 403), dependencies=[Depends(_KEY)])
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(BodyLimit, limit=body_limit, wider={"/v1/check": draft_limit, sources.PREFIX: file_limit})
    app.add_middleware(LastResort)
    if keys is not None:
        app.add_middleware(KeyGate, keys=keys)
    app.add_middleware(openai.ErrorShape)
    app.add_middleware(Counted, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders, policy=API_POLICY)
    return app


_router, _health = APIRouter(), APIRouter()
_KEY = HTTPBearer(auto_error=False, description="密钥，由 liaocheng keys create 给出；只在本机服务时不需要")


@_router.post("/v1/search", summary="检索段落", responses=told(shapes.SearchObject, 400, 413, 422, 500, 503))
async def search(request: Request, body: SearchBody, library: Library) -> JSONResponse:
    """Passages, best first, and the articles they are from."""
    found = await _threaded(request, library.search, body.query, k=body.k, **body.options())
    return json(found.as_dict())


@_router.post("/v1/ask", summary="提问", responses=told(shapes.AnswerObject, 400, 413, 422, 500, 503, streams=True))
async def ask(request: Request, body: AskBody, library: Library) -> Response:
    """An answer with verbatim citations, as JSON or as server-sent events: passages, delta, citation, done, error."""
    if not (body.stream or "text/event-stream" in request.headers.get("accept", "")):
        answer = await _threaded(request, library.ask, body.question, **body.options())
        return json(answer.as_dict())
    events = aiter(library.astream(body.question, **body.options()))
    first = await anext(events, None)  # a question that cannot be used is a problem, not a stream
    return _streamed(request, _again(first, events))


@_router.post("/v1/cite", summary="核对一句话", responses=told(shapes.VerdictObject, 400, 413, 422, 500, 503))
async def cite(request: Request, body: CiteBody, library: Library) -> JSONResponse:
    """What supports or contradicts one sentence, with the passages and their references."""
    verdict = await _threaded(request, library.cite, body.claim, **body.options())
    return json(verdict.as_dict())


@_router.post(
    "/v1/check",
    summary="核对一份稿子",
    openapi_extra=upload.told(CheckBody),
    responses=told(shapes.CheckObject, 400, 413, 422, 500, 503, streams=True),
)
async def check(request: Request, library: Library) -> Response:
    """A verdict for each sentence of a draft, as JSON or as server-sent events: progress, verdict, done, error.

    The draft is the text or the file of a JSON object, or the field `file` of a multipart form.
    """
    body = await upload.body(request, CheckBody)
    draft = await _threaded(request, body.draft)
    if not (body.stream or "text/event-stream" in request.headers.get("accept", "")):
        result = await _threaded(request, library.check, draft, **body.options())
        return json(result.as_dict())
    return _streamed(request, library.acheck(draft, **body.options()))


def _streamed(request: Request, events: AsyncIterator[Event]) -> StreamingResponse:
    frames = sse.frames(events, request.app.state.heartbeat)
    return StreamingResponse(frames, 200, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, "text/event-stream")


@_router.get("/v1/articles/{article_id:path}", summary="一篇文章", responses=told(shapes.ArticleObject, 404, 500, 503))
async def article(request: Request, article_id: str, library: Library) -> JSONResponse:
    """One whole article by its id."""
    found = await _threaded(request, library.article, article_id)
    if found is None:
        raise HTTPException(404, "没有这篇文章：请用检索结果或引文里的 article_id。")
    return json({"schema": SCHEMA, **article_fields(found)})


@_router.get("/v1/figures", summary="统计数据", responses=told(shapes.FiguresObject, 422, 500, 503))
async def figures(request: Request, page: Annotated[LedgerQuery, Query()], library: Library) -> JSONResponse:
    """Statistics that fit the filters, by metric, region and time, a page at a time."""
    found = await _threaded(request, library.figures, page.metric, page.region, page.period)
    return paged([figure.as_dict() for figure in _slice(found, page)], page, len(found))


@_router.get("/v1/conflicts", summary="说法不一之处", responses=told(shapes.ConflictsObject, 422, 500, 503))
async def conflicts(request: Request, page: Annotated[LedgerQuery, Query()], library: Library) -> JSONResponse:
    """Where statistics disagree, or only seem to; true conflicts first, a page at a time."""
    found = await _threaded(request, library.conflicts, page.metric, page.region, page.period)
    return paged([conflict.as_dict() for conflict in _slice(found, page)], page, len(found))


@_health.get("/livez", summary="进程在运行", responses=told(shapes.StatusObject, 500))
async def livez() -> JSONResponse:
    """The process runs."""
    return json({"schema": SCHEMA, "status": "ok"})


@_health.get("/readyz", summary="可以回答", responses=told(shapes.StatusObject, 500, 503))
async def readyz(request: Request) -> Response:
    """The library is open and answers; else why not."""
    try:
        library = await assistant(request)
        scope = await _threaded(request, library.scope)
    except Exception as error:  # noqa: BLE001 - whatever keeps the library shut, the answer is "not ready"
        problems.record(error)
        return problems.Problem(503, problems.of_error(error).detail).response()
    return json({"schema": SCHEMA, "status": "ready", "generation": library.generation, "scope": plain(scope)})


@_health.get("/metrics", summary="请求计数", responses={200: {"content": {"text/plain": {}}}, **refused(500)})
async def metrics(request: Request) -> Response:
    """Requests by route and status, and how long they took, in Prometheus' text format."""
    counts: Metrics = request.app.state.metrics
    return counts.response()


async def _again(first: Event | None, rest: AsyncIterator[Event]) -> AsyncIterator[Event]:
    if first is not None:
        yield first
    async for event in rest:
        yield event


def _slice(found: list[_T], page: LedgerQuery) -> list[_T]:
    return found[page.start : page.start + page.limit]


async def _unfit(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    return problems.of_fields(error.errors()).response()


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    problem = problems.of_status(error.status_code)
    if error.status_code == 404 and error.detail != "Not Found":
        problem = problems.Problem(404, error.detail)
    return problem.response(error.headers)
