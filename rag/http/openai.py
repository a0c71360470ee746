"""The same answers in the shape of OpenAI's chat completions, so that programs made for those can ask.

Citations are an extra field. Shapes: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.answer import Citation, Event, Notice
from rag.errors import UsageError
from rag.followup import complete
from rag.http import problems, sse
from rag.http.bodies import Filters, Words
from rag.http.threads import Library, threaded

MODEL = "liaocheng"
PATHS = ("/v1/chat/completions", "/v1/models")
_CODES = {
    401: "invalid_api_key", 403: "forbidden", 404: "model_not_found", 413: "request_too_large", 422: "invalid_value",
    429: "rate_limit_exceeded", 503: "unavailable",
}  # fmt: skip
router = APIRouter()


class TextPart(BaseModel):
    """A piece of a message; only text can be read."""

    type: Literal["text"]
    text: Words


class ChatMessage(BaseModel):
    """One message of the conversation. Those of other roles than user and assistant are passed over."""

    role: Literal["user", "assistant", "system", "developer", "tool", "function"]
    content: Words | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        parts = self.content or ""
        return parts if isinstance(parts, str) else "\n".join(part.text for part in parts)


class StreamOptions(BaseModel):
    """What a stream tells besides the answer."""

    include_usage: bool = False


class ChatBody(Filters):
    """A conversation whose last message asks. Filters and `today` are those of /v1/ask; other fields have no effect."""

    model_config = ConfigDict(extra="ignore")
    model: Words = Field(examples=[MODEL])
    messages: list[ChatMessage] = Field(
        min_length=1, max_length=400, examples=[[{"role": "user", "content": "2024年聊城招商引资到位资金是多少？"}]]
    )
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = None
    today: date | None = None

    def question(self) -> str:
        """The last message. Raises UsageError unless it is the user's."""
        if self.messages[-1].role != "user":
            raise UsageError("messages 的最后一条要是 user 的问题：请把要问的话放在最后。")
        return self.messages[-1].text

    def options(self) -> dict[str, Any]:
        """Filters, the earlier turns and today as keyword arguments of the assistant."""
        return {**super().options(), "history": turns(self.messages[:-1]), "today": self.today}


class ErrorBody(BaseModel):
    """What went wrong: a Chinese sentence, and its kind for programs."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorObject(BaseModel):
    """How this route tells of an error."""

    error: ErrorBody


class UsageObject(BaseModel):
    """Sizes in characters: a character counts as one token."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(BaseModel):
    """The answer, [n] after each sentence."""

    role: Literal["assistant"]
    content: str
    refusal: None


class ChoiceObject(BaseModel):
    """The one answer."""

    index: int
    message: AnswerMessage
    finish_reason: Literal["stop"]
    logprobs: None


class ChatObject(BaseModel):
    """A chat completion; `citations`, `notices` and `refused` are those of /v1/ask."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceObject]
    usage: UsageObject
    citations: list[Citation]
    notices: list[Notice]
    refused: bool


class ModelObject(BaseModel):
    """A model that can be named in a request."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsObject(BaseModel):
    """All models: there is one."""

    object: Literal["list"]
    data: list[ModelObject]


def turns(messages: Sequence[ChatMessage]) -> tuple[dict[str, str], ...]:
    """The conversation as turns {"question", "answer"}, oldest first; a question that got no answer has an empty one.

    A question that follows up on the one before is made whole, so that a third can follow up on it.
    """
    found: list[dict[str, str]] = []
    for message in messages:
        if message.role == "user":
            found.append({"question": complete(message.text, found), "answer": ""})
        elif message.role == "assistant" and found:
            found[-1]["answer"] = "\n".join(filter(None, (found[-1]["answer"], message.text)))
    return tuple(turn for turn in found if turn["question"].strip())


def _told(model: type[BaseModel], *faults: int, streams: bool = False) -> dict[int | str, dict[str, Any]]:
    refused: dict[int | str, dict[str, Any]] = {
        status: {"description": problems.of_status(status).title, "model": ErrorObject} for status in faults
    }
    streamed: dict[str, Any] = {"content": {"text/event-stream": {}}} if streams else {}
    return {200: {"model": model, "description": "好", **streamed}, **refused}


@router.post(PATHS[0], summary="提问（OpenAI 的形式）", responses=_told(ChatObject, 400, 404, 413, 422, 500, 503, streams=True))
async def chat(request: Request, body: ChatBody, library: Library) -> Response:
    """An answer with verbatim citations as a chat completion, whole or as chunks; only what stands at the end is sent."""
    _known(body.model)
    question = body.question()
    if not body.stream:
        answer = await threaded(request, library.ask, question, **body.options())
        return _json(Completion(body).whole(answer.as_dict()))
    events = aiter(library.astream(question, **body.options()))
    first = await anext(events)  # a question that cannot be used is an error, not a stream
    frames = sse.frames(_again(first, events), request.app.state.heartbeat, Completion(body).encode)
    return StreamingResponse(frames, 200, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, "text/event-stream")


@router.get(PATHS[1], summary="模型（OpenAI 的形式）", responses=_told(ModelsObject, 500))
async def models() -> JSONResponse:
    """The one model there is."""
    return _json({"object": "list", "data": [_model()]})


@router.get(PATHS[1] + "/{name}", summary="一个模型（OpenAI 的形式）", responses=_told(ModelObject, 404, 500))
async def model(name: str) -> JSONResponse:
    """One model by its name."""
    _known(name)
    return _json(_model())


class Completion:
    """One chat completion: its id and time, and how an answer is written as a whole or in chunks."""

    def __init__(self, body: ChatBody) -> None:
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
        self._asked = sum(len(message.text) for message in body.messages)
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
            return _data({"error": _error(500, str(event.data["message"]))})
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
                body = json.dumps({"error": _error(problem["status"], problem["detail"])}, ensure_ascii=False).encode()
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


def _error(status: int, message: str) -> dict[str, Any]:
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"message": message, "type": kind, "param": None, "code": _CODES.get(status)}


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
    yield first
    async for event in rest:
        yield event
