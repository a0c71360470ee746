"""An error → what to tell the person or the program: a status and a Chinese sentence, as RFC 9457 problem details."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.responses import Response

from index.errors import BusyError, CorruptError, LibraryError, MismatchError
from rag.answer import SCHEMA
from rag.errors import AssistantError, ModelError, ServiceError, TooManyError, UsageError
from rag.http.trace import request_id

RETRY_SECONDS = 5
_LOG = logging.getLogger(__name__)

_TITLES = {
    400: "请求读不懂",
    401: "需要密钥",
    403: "不接受来自别处网页的请求",
    404: "没有这个地址",
    405: "这个地址不支持这种方法",
    413: "请求太大",
    415: "不支持这种内容类型",
    421: "主机名不在允许之列",
    422: "请求内容不符合要求",
    429: "超过限额",
    500: "内部出错",
    503: "暂时不可用",
}
_DETAILS = {
    400: "请求内容无法解析：请用 UTF-8 编码的 JSON。",
    401: "需要有效的密钥：请在请求头里写 Authorization: Bearer 和 liaocheng keys create 给出的密钥。",
    403: "请求来自另一个网站的网页：请直接打开本服务的地址再试。",
    404: "没有这个地址：请对照 /openapi.json 检查路径。",
    405: "这个地址不支持这种方法：请对照 /openapi.json 检查。",
    413: "请求内容超过上限：请缩短，或拆成几份再试。",
    421: "请求的主机名不是本机：请用启动时显示的地址访问。",
    422: "请求内容不符合要求：请按 errors 里的说明改正。",
    429: "请求超过限额：请过一会儿再试。",
    500: "服务内部出错，问题没有得到处理：请稍后再试；反复出现时请运行 liaocheng doctor 检查。",
    503: "服务暂时不可用：请稍后再试。",
}
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (UsageError, 422),
    (TooManyError, 429),
    (BusyError, 503),
    (ModelError, 503),
    (ServiceError, 503),
    (MismatchError, 503),
    (CorruptError, 500),
    (LibraryError, 500),
    (AssistantError, 500),
)
# pydantic's error types, as a person would say them; anything else is 不符合要求.
_FIELD_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请删去或检查拼写",
    "string_type": "要写成一段文字",
    "string_too_short": "不能为空",
    "string_too_long": "太长",
    "string_pattern_mismatch": "格式不对，日期要写成 2025、2025-12 或 2025-12-03",
    "string_unicode": "含有无法识别的字符",
    "int_type": "要写成整数",
    "bool_type": "要写成 true 或 false",
    "list_type": "要写成列表",
    "too_long": "条目太多",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "json_invalid": "不是合格的 JSON",
    "date_from_datetime_parsing": "日期要写成 2025-12-03",
    "date_parsing": "日期要写成 2025-12-03",
    "date_type": "日期要写成 2025-12-03",
    "base64_decode": "不是合格的 base64",
    "model_attributes_type": "要写成一个 JSON 对象，并注明 Content-Type: application/json",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One RFC 9457 problem: `status` is the HTTP status, `detail` a Chinese sentence that says what to do.

    `errors` names the parts of a body that do not fit, each {"at": path, "message": sentence}; `retry` is after how many
    seconds trying again may help.
    """

    status: int
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()
    retry: int | None = None

    @property
    def title(self) -> str:
        """The short name of the status."""
        return _TITLES.get(self.status) or HTTPStatus(self.status).phrase

    def as_dict(self) -> dict[str, Any]:
        """The problem object; `type` is about:blank, as the status says it all, and the request's id is told to ask after."""
        body: dict[str, Any] = {
            "schema": SCHEMA, "type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail,
        }  # fmt: skip
        if (name := request_id()) is not None:
            body["request_id"] = name
        if self.errors:
            body["errors"] = [dict(error) for error in self.errors]
        return body

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        """The HTTP response, with `Retry-After` when trying again may help."""
        seconds = self.retry or (RETRY_SECONDS if self.status in {429, 503} else None)
        extra = {} if seconds is None else {"Retry-After": str(seconds)}
        return Response(
            json.dumps(self.as_dict(), ensure_ascii=False),
            self.status,
            {"Cache-Control": "no-store", **extra, **(headers or {})},
            "application/problem+json",
        )


def of_status(status: int) -> Problem:
    """The problem of a bare HTTP status."""
    general = 400 if status < 500 else 500
    return Problem(status, _DETAILS.get(status) or _DETAILS[general])


def too_large(limit: int) -> Problem:
    """The problem of a body of more than `limit` bytes."""
    size = f"{limit / (1 << 20):g} MB" if limit >= 1 << 19 else f"{limit} 字节"
    return Problem(413, f"请求内容超过上限（{size}）：请缩短，或拆成几份再试。")


def of_error(error: Exception) -> Problem:
    """The problem of an error: our own speak for themselves, any other says only that something broke (see `record`)."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return Problem(status, str(error), retry=getattr(error, "seconds", None))
    return of_status(500)


def of_fields(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem of a body that does not fit its model, from pydantic's list of errors; the input is not repeated."""
    told = tuple(
        {
            "at": ".".join(str(part) for part in error["loc"] if part != "body") or "body",
            "message": _FIELD_WORDS.get(str(error["type"]), "不符合要求"),
        }
        for error in errors
    )
    words = "；".join(f"{one['at']} {one['message']}" for one in told[:5])
    return Problem(422, f"请求内容不符合要求（{words}）：请改正后再试。", told)


def record(error: Exception) -> None:
    """Log a fault of ours: its kind and place. Its message is left out, for it may hold what a person asked."""
    if of_error(error).status < 500:
        return
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    _LOG.error("%s at %s", type(error).__name__, place)
