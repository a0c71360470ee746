"""What /openapi.json tells: every route with its words, an example that is true to its shape, and every status that can occur.

Requests made from it by chance, well formed and not, find no fault of ours and no status that it does not tell. There are twelve
of each kind for each route, the same whenever asked; OPENAPI_EXAMPLES=300 makes more.
"""

from __future__ import annotations

import os

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from index.build import index
from rag import Assistant, Settings
from rag.http.api import create_app
from rag.http.limits import Limits

PAGE = "北坡村苹果丰收\n\n本报讯 2024年10月31日，北坡村共卖出苹果120吨，比上年多20吨，户均增收两千元，村民都很高兴。\n"
EXAMPLES = settings(
    max_examples=int(os.environ.get("OPENAPI_EXAMPLES", "12")),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
WIDE = Limits("off", "off", "off", "off")
TOLD = create_app(lambda: None).openapi()
ROUTES = [(path, act, told) for path, acts in TOLD["paths"].items() for act, told in acts.items()]
EACH = pytest.mark.parametrize(("path", "act", "told"), ROUTES, ids=[f"{act} {path}" for path, act, _ in ROUTES])


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The API over a library of one page, without limits."""
    folder = tmp_path_factory.mktemp("接口")
    (folder / "一版.txt").write_text(PAGE, encoding="utf-8")
    made = Settings(data=folder / "库")
    index([folder / "一版.txt"], made.index)
    with Assistant.open(settings=made) as library:
        yield create_app(lambda: library, limits=WIDE)


@EACH
def test_every_route_has_its_words_and_an_example_for_each_answer(path, act, told):
    assert told["summary"] and not told["summary"].isascii()
    assert told["description"]
    for status, answer in told["responses"].items():
        assert answer["description"]
        for kind, content in answer.get("content", {}).items():
            if status == "422" and "HTTPValidationError" in str(content):
                continue  # the framework's own, of routes whose one parameter is a text that always fits
            assert content["example"], (status, kind)
            if "schema" in content and "json" in kind:
                jsonschema.validate(content["example"], {**content["schema"], "components": TOLD["components"]})


@EACH
def test_every_body_and_query_has_an_example(path, act, told):
    for parameter in told.get("parameters", []):
        assert parameter["in"] in {"path", "query"}
    for content in told.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = TOLD["components"]["schemas"][name] if name else content["schema"]
        assert "examples" in str(schema) or content.get("example"), (path, act)


@EACH
def test_every_route_tells_of_the_gates_before_it(path, act, told):
    gates = {"403", "413", "421", "429", "500"} | ({"401", "503"} if path.startswith("/v1/") else set())
    assert gates <= set(told["responses"])
    for status in {"429", "503"} & set(told["responses"]):
        assert told["responses"][status]["headers"]["Retry-After"]["required"] is True


@pytest.fixture(scope="module")
def described(app):
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@EACH
def test_requests_made_by_chance_find_no_fault_and_no_untold_status(described, path, act, told, mode):
    operation = described[path][act]
    brings = "requestBody" in told or any(one["in"] == "query" for one in told.get("parameters", []))
    if mode is GenerationMode.NEGATIVE and not brings:
        pytest.skip("nothing can be wrong in a request that brings nothing but a text in its path")

    @settings(EXAMPLES)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        case.call_and_validate(checks=CHECKS)

    ask()
