"""The counts that Prometheus reads: by route template and status, with nothing of what was asked."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from rag.http.api import PATHS, create_app
from rag.http.metrics import Counted, Metrics
from rag.keys import Keys

SECRET = "绝密问题"


class FakeAssistant:
    """Knows no article."""

    def article(self, article_id):
        return None


def client(**options):
    return TestClient(create_app(FakeAssistant, **options), raise_server_exceptions=False)


def samples(text, name):
    """The values of a metric by (method, route, status)."""
    return {
        (one.labels["method"], one.labels["route"], one.labels["status"]): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
        if one.name == name
    }


def test_requests_are_counted_by_route_and_status_and_tell_nothing_of_what_was_asked():
    asked = client()
    asked.get("/livez"), asked.get("/livez")
    asked.get(f"/v1/articles/{SECRET}")
    asked.post("/v1/ask", json={"question": SECRET, "nope": 1})
    asked.put("/v1/ask", content=SECRET.encode())
    asked.get(f"/v1/{SECRET}"), asked.request("MADEUP", f"/{SECRET}")
    told = asked.get("/metrics")
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/plain; version=")
    assert told.headers["x-content-type-options"] == "nosniff"
    expected = {
        ("GET", "/livez", "200"): 2,
        ("GET", "/v1/articles/{article_id}", "404"): 1,
        ("POST", "/v1/ask", "422"): 1,
        ("PUT", "/v1/ask", "405"): 1,
        ("GET", "other", "404"): 1,
        ("other", "other", "404"): 1,
    }
    assert samples(told.text, "liaocheng_http_requests_total") == expected
    assert samples(told.text, "liaocheng_http_request_seconds_count") == expected
    assert SECRET not in told.text and "%E7" not in told.text


def test_what_the_gates_refuse_is_counted_and_needs_no_key(tmp_path):
    asked = client(keys=Keys(tmp_path))
    assert asked.get("/v1/figures").status_code == 401
    assert samples(asked.get("/metrics").text, "liaocheng_http_requests_total") == {("GET", "other", "401"): 1}


def test_what_is_refused_for_its_host_or_origin_is_counted():
    asked = client(hosts=["testserver"])
    assert asked.get("/livez", headers={"Host": "evil.example"}).status_code == 421
    assert asked.post("/v1/ask", headers={"Origin": "http://evil.example"}).status_code == 403
    told = samples(asked.get("/metrics").text, "liaocheng_http_requests_total")
    assert told == {("GET", "other", "421"): 1, ("POST", "other", "403"): 1}


def test_each_app_has_its_own_counts():
    one, other = client(), client()
    one.get("/livez")
    assert samples(other.get("/metrics").text, "liaocheng_http_requests_total") == {}


def test_seconds_fall_into_their_buckets():
    metrics = Metrics()
    metrics.count("GET", "/a", 200, 0.3)
    metrics.count("GET", "/a", 200, 4.0)
    text = bytes(metrics.response().body).decode()
    assert samples(text, "liaocheng_http_request_seconds_sum") == {("GET", "/a", "200"): pytest.approx(4.3)}
    assert 'le="0.25",method="GET",route="/a",status="200"} 0.0' in text
    assert 'le="0.5",method="GET",route="/a",status="200"} 1.0' in text
    assert 'le="5.0",method="GET",route="/a",status="200"} 2.0' in text


async def test_a_request_that_is_broken_off_is_counted():
    async def broken(scope, receive, send):
        raise RuntimeError("gone")

    metrics = Metrics()
    with pytest.raises(RuntimeError, match="gone"):
        await Counted(broken, metrics)({"type": "http", "method": "GET"}, None, None)
    text = bytes(metrics.response().body).decode()
    assert samples(text, "liaocheng_http_requests_total") == {("GET", "other", "500"): 1}


def test_the_page_s_server_hands_metrics_to_the_api():
    assert "/metrics/".startswith(PATHS)
