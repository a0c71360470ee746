"""How much may be asked: requests, characters and files, by key and by address; and how many are at work at once.

A window is fixed: it begins with the first request that counts, and when it ends all is free again. A program that comes without
a key counts by its address. Counts are kept in memory and are those of one process.
"""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass, fields
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import TooManyError
from rag.http import problems, trace

Kind = Literal["requests", "tokens", "uploads", "address", "sign_ins"]
LOOPBACK = 100  # how many times as much this machine itself may ask when it needs no key
SHED_SECONDS = 1
UPLOADS = "/v1/sources/"
_OVER = {
    "requests": "请求超过限额",
    "tokens": "文字超过限额",
    "uploads": "文件超过限额",
    "address": "来自这个地址的请求超过限额",
    "sign_ins": "从您这里登录失败的次数太多",
}
_USUAL, _ADVICE = "长期不够用时请管理员调高限额", {"sign_ins": "忘了密码请管理员重设"}
_OFF = "off"


@dataclass(frozen=True, slots=True)
class Limits:
    """Rates as `300/minute` (second, minute, hour, day) or `off`; `at_once` is how many questions are worked on at a time.

    `requests`, `tokens` (characters asked, or what a language model took) and `uploads` are for one key, or for one address
    without a key; `address` counts all that comes from one address, whatever its keys, refused requests too; `sign_ins` are those
    to the page that failed, from one address.
    """

    requests: str = "300/minute"
    tokens: str = "100000/minute"
    uploads: str = "120/hour"
    address: str = "1200/minute"
    at_once: int = 64
    sign_ins: str = "30/hour"


class Allowance:
    """What has been spent of the limits, by kind and by whom."""

    def __init__(self, limits: Limits) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        given = {field.name: getattr(limits, field.name) for field in fields(limits) if field.name != "at_once"}
        self._items: dict[str, RateLimitItem] = {name: parse(rate) for name, rate in given.items() if rate != _OFF}

    def spend(self, kind: Kind, who: str, cost: int = 1, times: int = 1) -> None:
        """Count `cost` for `who`, of `times` the limit. Raises TooManyError, and then counts nothing.

        What costs more than a whole window passes when the window is untouched: else it never could.
        """
        if item := self.check(kind, who, cost, times):
            self._limiter.hit(item, kind, who, cost=min(cost, item.amount))

    def check(self, kind: Kind, who: str, cost: int = 1, times: int = 1) -> RateLimitItem | None:
        """The limit that `cost` still fits into, None where there is none; counts nothing. Raises TooManyError as `spend`."""
        item = self._item(kind, times)
        if item is not None and not self._limiter.test(item, kind, who, cost=min(cost, item.amount)):
            reset = self._limiter.get_window_stats(item, kind, who).reset_time
            seconds = max(1, math.ceil(reset - time.time()))
            advice = _ADVICE.get(kind, _USUAL)
            raise TooManyError(f"{_OVER[kind]}：请{_wait(seconds)}后再试；{advice}。", seconds)
        return item

    def owe(self, kind: Kind, who: str, cost: int, times: int = 1) -> None:
        """Count what is known only afterwards: it never refuses, but the requests that follow may be refused for it."""
        item = self._item(kind, times)
        if item is not None and cost > 0:
            self._limiter.hit(item, kind, who, cost=cost)

    def _item(self, kind: Kind, times: int) -> RateLimitItem | None:
        item = self._items.get(kind)
        return None if item is None else type(item)(item.amount * times, item.multiples)


class PerAddress:
    """Counts every request by the address it comes from; too many are refused (429) before a key is looked at."""

    def __init__(self, app: ASGIApp, allowance: Allowance) -> None:
        self.app = app
        self.allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["allowance"] = self.allowance
            name, times = address_of(scope)
            self.allowance.spend("address", name, times=times)
        await self.app(scope, receive, send)


class PerKey:
    """Counts requests to the library, and files put into it, by key, or by address without one."""

    def __init__(self, app: ASGIApp, allowance: Allowance) -> None:
        self.app = app
        self.allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and works(scope):
            name, times = _asker(scope)
            self.allowance.spend("requests", name, times=times)
            if scope["method"] == "PUT" and scope["path"].startswith(UPLOADS):
                self.allowance.spend("uploads", name, times=times)
        await self.app(scope, receive, send)


class AtOnce:
    """Lets at most `most` requests to the library be worked on at a time; more are told to come back (503)."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or not works(scope):
            await self.app(scope, receive, send)
        elif self.busy >= self.most:
            sentence = "现在同时提问的太多，暂时忙不过来：请过几秒再试。"
            await problems.Problem(503, sentence, retry=SHED_SECONDS).response()(scope, receive, send)
        else:
            self.busy += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.busy -= 1


def charge(characters: int) -> None:
    """Count what the request at hand asks, before it is worked on; outside of a request nothing is counted.

    Raises TooManyError.
    """
    if found := _spender():
        allowance, name, times = found
        allowance.spend("tokens", name, characters, times)


def owe(tokens: int) -> None:
    """Count what a language model took for the request at hand."""
    if found := _spender():
        allowance, name, times = found
        allowance.owe("tokens", name, tokens, times)


def works(scope: Scope) -> bool:
    """Whether a request is one to the library, and no question after the health of the service."""
    path: str = scope["path"]
    return (path + "/").startswith(("/v1/", "/mcp/"))


def _spender() -> tuple[Allowance, str, int] | None:
    scope = trace.request()
    allowance = None if scope is None else scope["state"].get("allowance")
    return None if scope is None or allowance is None else (allowance, *_asker(scope))


def _asker(scope: Scope) -> tuple[str, int]:
    """Who is counted, and how many times the limit is theirs."""
    key = getattr(scope.get("state", {}).get("key"), "id", None)
    return address_of(scope) if key is None else (f"key {key}", 1)


def address_of(scope: Scope) -> tuple[str, int]:
    """The address a request comes from, of IPv6 the network of 64 bits that one household has, and how many times the limit is
    its.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host, 1
    if address.is_loopback:
        return "loopback", LOOPBACK
    return (str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))), 1


def _wait(seconds: int) -> str:
    return f"{seconds}秒" if seconds < 120 else f"约{math.ceil(seconds / 60)}分钟"
