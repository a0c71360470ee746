"""The same answers in the shape of OpenAI's chat completions, so that programs made for those can ask.

Citations are an extra field. Shapes: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.answer import Event
from rag.http import problems, samples, sse
from rag.http.chat import MODEL, ChatBody, ChatObject, ErrorObject, ModelObject, ModelsObject, fault
from rag.http.limits import charge, owe
from rag.http.replies import GUARDED, SSE, headers, packed
from rag.http.threads import Library, threaded

PATHS = ("/v1/chat/completions", "/v1/models")
router = APIRouter()


def _told(model: type[BaseModel], sample: object, *faults: int, streams: bool = False) -> dict[int | str, dict[str, Any]]:
    refused: dict[int | str, dict[str, Any]] = {
        status: {
            "description": (problem := problems.of_status(status)).title,
            "model": ErrorObject,
            "headers": headers(status),
            "content": {"application/json": {"example": packed({"error": fault(status, problem.detail)})}},
        }
        for status in sorted({*faults, *GUARDED})
    }
    content = {"application/json": {"example": packed(sample)}, **({SSE: {"example": samples.CHUNK}} if streams else {})}
    return {200: {"model": model, "description": "好", "content": content}, **refused}


@router.post(
    PATHS[0], summary="提问（OpenAI 的形式）", responses=_told(ChatObject, samples.CHAT, 400, 404, 413, 422, streams=True)
)
async def chat(request: Request, body: ChatBody, library: Library) -> Response:
    """An answer with verbatim citations as a chat completion, whole or as chunks; only what stands at the end is sent."""
    _known(body.model)
    question = body.question()
    charge(body.asked)
    if not body.stream:
        answer = await threaded(request, library.ask, question, **body.options())
        owe(answer.tokens)
        return _json(Completion(body).whole(answer.as_dict()))
    events = aiter(library.astream(question, **body.options()))
    first = await anext(events)  # a question that cannot be used is an error, not a stream
    frames = sse.frames(_again(first, events), request.app.state.heartbeat, Completion(body).encode)
    return StreamingResponse(frames, 200, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, "text/event-stream")


@router.get(PATHS[1], summary="模型（OpenAI 的形式）", responses=_told(ModelsObject, samples.MODELS))
async def models() -> JSONResponse:
    """The one model there is."""
    return _json({"object": "list", "data": [_model()]})


@router.get(PATHS[1] + "/{name}", summary="一个模型（OpenAI 的形式）", responses=_told(ModelObject, samples.MODEL, 404))
async def model(name: str) -> JSONResponse:
    """One model by its name."""
    _known(name)
    return _json(_model())


class Completion:
    """One chat completion: its id and time, and how an answer is written as a whole or in chunks."""

    def __init__(self, body: ChatBody) -> None:
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
        self._asked = body.asked
        self._counts = bool(body.stream_options and body.stream_options.include_usage)

    def whole(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The chat completion of an `answer` object."""
        message = {"role": "assistant", "content": answer["answer"], "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        usage = self._usage(answer["answer"])
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": usage, **_extension(answer)}

    def encode(self, event: Event) -> bytes:
        """The bytes of one step. Text is sent when it stands: a model's words may yet be replaced by the papers' own."""
        if event.kind == "passages":
            return self._chunk({"role": "assistant", "content": ""})
        if event.kind == "error":
            return _data({"error": fault(500, str(event.data["message"]))})
        if event.kind != "done":
            return b""
        text = str(event.data["answer"])
        parts = [self._chunk({"content": line}) for line in text.splitlines(keepends=True)]
        parts.append(self._chunk({}, "stop", _extension(event.data)))
        if self._counts:
            parts.append(_data({**self._head, "object": "chat.completion.chunk", "choices": [], "usage": self._usage(text)}))
        return b"".join((*parts, b"data: [DONE]\n\n"))

    def _chunk(self, delta: Mapping[str, str], reason: str | None = None, more: Mapping[str, Any] | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return _data({**self._head, "object": "chat.completion.chunk", "choices": [choice], **(more or {})})

    def _usage(self, text: str) -> dict[str, int]:
        return {
            "prompt_tokens": self._asked, "completion_tokens": len(text), "total_tokens": self._asked + len(text),
        }  # fmt: skip


class ErrorShape:
    """Rewrites the problems of these paths as OpenAI's clients expect errors; everything else passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold the start of a problem back until its body is there."""
        held: list[Message] = []

        async def rewritten(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_problem(message):
                held.append(message)
            elif held:
                start = held.pop()
                problem = json.loads(message["body"])
                body = json.dumps({"error": fault(problem["status"], problem["detail"])}, ensure_ascii=False).encode()
                replaced = {b"content-type": b"application/json", b"content-length": str(len(body)).encode()}
                headers = [(name, replaced.get(name, value)) for name, value in start["headers"]]
                await send({**start, "headers": headers})
                await send({"type": "http.response.body", "body": body, "more_body": False})
            else:
                await send(message)

        ours = scope["type"] == "http" and (scope["path"] + "/").startswith(tuple(path + "/" for path in PATHS))
        await self.app(scope, receive, rewritten if ours else send)


def _is_problem(message: Message) -> bool:
    return (b"content-type", b"application/problem+json") in [(name.lower(), value) for name, value in message["headers"]]


def _extension(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in ("citations", "notices", "refused")}


def _known(name: str) -> None:
    if name != MODEL:
        raise HTTPException(404, f"没有这个模型：model 请写 {MODEL}。")


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def _data(body: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def _json(body: dict[str, Any]) -> JSONResponse:
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


async def _again(first: Event, rest: AsyncIterator[Event]) -> AsyncIterator[Event]:
    owe(first.tokens)
    yield first
    async for event in rest:
        owe(event.tokens)
        yield event
