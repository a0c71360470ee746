"""The HTTP API: a thin front over `Assistant`. Blocking work runs in threads; every fault is an RFC 9457 problem in Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from rag.answer import SCHEMA, Event, article_fields, plain
from rag.http import mcp, openai, problems, samples, shapes, sources, sse, upload
from rag.http.bodies import AskBody, CheckBody, CiteBody, LedgerQuery, SearchBody
from rag.http.gate import API_POLICY, BodyLimit, HostGate, LastResort, SecurityHeaders
from rag.http.keyed import KeyGate
from rag.http.limits import Allowance, AtOnce, Limits, PerAddress, PerKey, charge, owe
from rag.http.metrics import Counted, Metrics
from rag.http.replies import OPEN, Described, json, paged, refused, told
from rag.http.threads import THREADS, Library, Provider, assistant, provide
from rag.http.threads import threaded as _threaded
from rag.http.trace import Traced
from rag.keys import Keys

PATHS = ("/v1/", "/mcp/", "/livez", "/readyz", "/metrics", "/openapi.json")
BODY_LIMIT = 1 << 20
DRAFT_LIMIT = 16 << 20  # a draft with pictures in it
_T = TypeVar("_T")


def create_app(
    provider: Provider,
    *,
    body_limit: int = BODY_LIMIT,
    draft_limit: int = DRAFT_LIMIT,
    file_limit: int = sources.FILE_LIMIT,
    heartbeat: float = sse.HEARTBEAT_SECONDS,
    keys: Keys | None = None,
    limits: Limits | None = None,
    hosts: Iterable[str] | None = None,
    threads: int = THREADS,
) -> FastAPI:
    """The API over the assistant that `provider` gives; a provider that raises makes `/readyz` say 503.

    `body_limit` is the most bytes a body may have, `draft_limit` the most of a draft to be checked, `file_limit` the
    most of a file to be put, `heartbeat` the longest silence of a stream in seconds; with `keys`, every request under /v1/
    needs one of them; with `hosts`, it must name one of these or an address. `limits` are what may be asked, `threads`
    how many of them work.
    """
    limits = limits or Limits()
    tools = mcp.Endpoint(provider)
    app = Described(
        title="聊城报道问答",
        version="1",
        description='逐字引用报纸原文的问答与检索。每个 JSON 对象带 "schema": 1；出错时为 RFC 9457 问题说明。',
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=tools.lifespan,
    )
    app.state.heartbeat = heartbeat
    app.state.metrics = Metrics()
    provide(app, provider, threads)
    app.include_router(_health)
    for routes in (_router, sources.router, openai.router):
        app.include_router(routes, dependencies=[Depends(_KEY)])
    app.router.routes.append(tools.route)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(AtOnce, most=limits.at_once)
    app.add_middleware(BodyLimit, limit=body_limit, wider={"/v1/check": draft_limit, sources.PREFIX: file_limit})
    _guard(app, Allowance(limits), keys, hosts)
    return app


def _guard(app: FastAPI, allowance: Allowance, keys: Keys | None, hosts: Iterable[str] | None) -> None:
    """Put the gates before the routes; the one added last is passed first."""
    app.add_middleware(PerKey, allowance=allowance)
    if keys is not None:
        app.add_middleware(KeyGate, keys=keys)
    app.add_middleware(PerAddress, allowance=allowance)
    if hosts is not None:
        app.add_middleware(HostGate, names=hosts)
    app.add_middleware(LastResort)
    app.add_middleware(openai.ErrorShape)
    app.add_middleware(Counted, metrics=app.state.metrics)
    app.add_middleware(Traced)
    app.add_middleware(SecurityHeaders, policy=API_POLICY)


_router, _health = APIRouter(), APIRouter()
_KEY = HTTPBearer(auto_error=False, description="密钥，由 liaocheng keys create 给出；只在本机服务时不需要")


@_router.post("/v1/search", summary="检索段落", responses=told(shapes.SearchObject, samples.SEARCH, 400, 413, 422))
async def search(request: Request, body: SearchBody, library: Library) -> JSONResponse:
    """Passages, best first, and the articles they are from."""
    charge(body.asked)
    found = await _threaded(request, library.search, body.query, k=body.k, **body.options())
    return json(found.as_dict())


@_router.post("/v1/ask", summary="提问", responses=told(shapes.AnswerObject, samples.ANSWER, 400, 413, 422, streams=True))
async def ask(request: Request, body: AskBody, library: Library) -> Response:
    """An answer with verbatim citations, as JSON or as server-sent events: passages, delta, citation, done, error."""
    charge(body.asked)
    if not (body.stream or "text/event-stream" in request.headers.get("accept", "")):
        answer = await _threaded(request, library.ask, body.question, **body.options())
        owe(answer.tokens)
        return json(answer.as_dict())
    events = aiter(library.astream(body.question, **body.options()))
    first = await anext(events, None)  # a question that cannot be used is a problem, not a stream
    return _streamed(request, _again(first, events))


@_router.post("/v1/cite", summary="核对一句话", responses=told(shapes.VerdictObject, samples.VERDICT, 400, 413, 422))
async def cite(request: Request, body: CiteBody, library: Library) -> JSONResponse:
    """What supports or contradicts one sentence, with the passages and their references."""
    charge(body.asked)
    verdict = await _threaded(request, library.cite, body.claim, **body.options())
    return json(verdict.as_dict())


@_router.post(
    "/v1/check",
    summary="核对一份稿子",
    openapi_extra=upload.told(CheckBody),
    responses=told(shapes.CheckObject, samples.CHECK, 400, 413, 422, streams=True),
)
async def check(request: Request, library: Library) -> Response:
    """A verdict for each sentence of a draft, as JSON or as server-sent events: progress, verdict, done, error.

    The draft is the text or the file of a JSON object, or the field `file` of a multipart form.
    """
    body = await upload.body(request, CheckBody)
    draft = await _threaded(request, body.draft)
    charge(len(draft))
    if not (body.stream or "text/event-stream" in request.headers.get("accept", "")):
        result = await _threaded(request, library.check, draft, **body.options())
        return json(result.as_dict())
    return _streamed(request, library.acheck(draft, **body.options()))


def _streamed(request: Request, events: AsyncIterator[Event]) -> StreamingResponse:
    frames = sse.frames(events, request.app.state.heartbeat)
    return StreamingResponse(frames, 200, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, "text/event-stream")


@_router.get("/v1/articles/{article_id:path}", summary="一篇文章", responses=told(shapes.ArticleObject, samples.ARTICLE, 404))
async def article(request: Request, article_id: str, library: Library) -> JSONResponse:
    """One whole article by its id."""
    found = await _threaded(request, library.article, article_id)
    if found is None:
        raise HTTPException(404, "没有这篇文章：请用检索结果或引文里的 article_id。")
    return json({"schema": SCHEMA, **article_fields(found)})


@_router.get("/v1/figures", summary="统计数据", responses=told(shapes.FiguresObject, samples.FIGURES, 422))
async def figures(request: Request, page: Annotated[LedgerQuery, Query()], library: Library) -> JSONResponse:
    """Statistics that fit the filters, by metric, region and time, a page at a time."""
    found = await _threaded(request, library.figures, page.metric, page.region, page.period)
    return paged([figure.as_dict() for figure in _slice(found, page)], page, len(found))


@_router.get("/v1/conflicts", summary="说法不一之处", responses=told(shapes.ConflictsObject, samples.CONFLICTS, 422))
async def conflicts(request: Request, page: Annotated[LedgerQuery, Query()], library: Library) -> JSONResponse:
    """Where statistics disagree, or only seem to; true conflicts first, a page at a time."""
    found = await _threaded(request, library.conflicts, page.metric, page.region, page.period)
    return paged([conflict.as_dict() for conflict in _slice(found, page)], page, len(found))


@_health.get("/livez", summary="进程在运行", responses=told(shapes.StatusObject, samples.LIVE, gates=OPEN))
async def livez() -> JSONResponse:
    """The process runs."""
    return json({"schema": SCHEMA, "status": "ok"})


@_health.get("/readyz", summary="可以回答", responses=told(shapes.StatusObject, samples.READY, 503, gates=OPEN))
async def readyz(request: Request) -> Response:
    """The library is open and answers; else why not."""
    try:
        library = await assistant(request)
        scope = await _threaded(request, library.scope)
    except Exception as error:  # noqa: BLE001 - whatever keeps the library shut, the answer is "not ready"
        problems.record(error)
        return problems.Problem(503, problems.of_error(error).detail).response()
    return json({"schema": SCHEMA, "status": "ready", "generation": library.generation, "scope": plain(scope)})


@_health.get(
    "/metrics",
    summary="请求计数",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"example": samples.METRICS}}}, **refused(gates=OPEN)},
)
async def metrics(request: Request) -> Response:
    """Requests by route and status, and how long they took, in Prometheus' text format."""
    counts: Metrics = request.app.state.metrics
    return counts.response()


async def _again(first: Event | None, rest: AsyncIterator[Event]) -> AsyncIterator[Event]:
    if first is not None:
        owe(first.tokens)
        yield first
    async for event in rest:
        owe(event.tokens)
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
