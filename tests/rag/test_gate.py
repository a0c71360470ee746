"""Host, origin and the last resort, over a plain application."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from rag.http.gate import HostGate, LastResort, SecurityHeaders, local_names


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello", headers={"Referrer-Policy": "origin"})


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture
def client() -> TestClient:
    gates = [Middleware(SecurityHeaders, policy="default-src 'self'"), Middleware(HostGate, names=local_names("desk.example"))]
    return TestClient(Starlette(routes=[Route("/", hello), WebSocketRoute("/ws", talk)], middleware=gates))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8501", 200),
        ("192.168.3.7:8501", 200),
        ("[::1]:8501", 200),
        ("localhost", 200),
        ("LOCALHOST.:8501", 200),
        ("desk.example:80", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost@evil.example", 421),
        ("[::1", 421),
        ("", 421),
    ],
)
def test_only_our_own_host_names_are_served(client, host, status):
    response = client.get("/", headers={"Host": host})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8501", 200),
        ("http://127.0.0.1:9000", 403),
        ("http://evil.example", 403),
        ("null", 403),
    ],
)
def test_only_our_own_pages_may_send_requests(client, origin, status):
    response = client.get("/", headers={"Host": "127.0.0.1:8501", "Origin": origin})
    assert response.status_code == status


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "127.0.0.1", "Origin": "http://evil.example"}])
def test_foreign_web_sockets_are_closed(client, headers):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=headers):
        pass


def test_our_own_web_socket_opens(client):
    with client.websocket_connect("/ws", headers={"Host": "127.0.0.1", "Origin": "http://127.0.0.1"}) as socket:
        assert socket.receive_text() == "hello"


def test_headers_are_added_to_refusals_too_and_those_set_by_the_application_stand(client):
    kept = client.get("/", headers={"Host": "127.0.0.1"}).headers
    assert kept["content-security-policy"] == "default-src 'self'"
    assert kept["referrer-policy"] == "origin"
    refused = client.get("/", headers={"Host": "evil.example"}).headers
    assert refused["x-content-type-options"] == "nosniff"
    assert refused["referrer-policy"] == "no-referrer"


async def test_a_fault_after_the_answer_began_is_passed_on():
    async def half(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("half-way")

    sent = []

    async def send(message):
        sent.append(message["type"])

    with pytest.raises(RuntimeError, match="half-way"):
        await LastResort(half)({"type": "http"}, None, send)
    assert sent == ["http.response.start"]
