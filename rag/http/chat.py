"""A conversation as OpenAI's chat completions have it: what a request brings, and the objects of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.answer import Citation, Notice
from rag.errors import UsageError
from rag.followup import complete
from rag.http.bodies import Filters, Words

MODEL = "liaocheng"
_CODES = {
    401: "invalid_api_key", 403: "forbidden", 404: "model_not_found", 413: "request_too_large", 422: "invalid_value",
    429: "rate_limit_exceeded", 503: "unavailable",
}  # fmt: skip


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

    @property
    def asked(self) -> int:
        """How many characters are asked."""
        return sum(len(message.text) for message in self.messages)

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


def fault(status: int, message: str) -> dict[str, Any]:
    """The error object of an HTTP status."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"message": message, "type": kind, "param": None, "code": _CODES.get(status)}
