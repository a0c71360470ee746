"""The official client of OpenAI's API, unchanged, against a server on loopback: over a made-up assistant, and over the texts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import openai
import pytest
import uvicorn

from index.article import Article
from index.errors import BusyError
from rag.answer import Answer, Event, plain
from rag.errors import ModelError, UsageError
from rag.http.api import create_app
from rag.http.chat import ChatMessage, turns
from rag.http.limits import Limits
from rag.keys import Keys
from tests.rag import made_up
from tests.rag.made_up import CITATION

ANSWER = replace(made_up.ANSWER, text="120吨。[1]\n北坡村卖出苹果120吨。[1]")
ASKED = [{"role": "user", "content": "苹果卖出多少？"}]


class Scripted:
    """Answers always the same and notes what it was asked; raises `fault`, in streams after `late` events."""

    generation = 3

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.late = 0
        self.asked: list[tuple[str, dict[str, object]]] = []

    def ask(self, question: str, **options: object) -> Answer:
        self.asked.append((question, options))
        if self.fault:
            raise self.fault
        return replace(ANSWER, question=question)

    async def astream(self, question: str, **options: object):
        self.asked.append((question, options))
        steps = [
            Event("passages", {"passages": [plain(CITATION)]}),
            Event("delta", {"text": "大模型先说的话，后来被换掉。"}),
            Event("done", ANSWER.as_dict()),
        ]
        for number, step in enumerate(steps):
            if self.fault and number == self.late:
                raise self.fault
            yield step

    def article(self, article_id: str) -> Article | None:
        return None


class Served:
    """The API on a free port of loopback, in a thread."""

    def __init__(self, provider, **options: object) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}/v1"
        config = uvicorn.Config(create_app(provider, **options), log_level="error", lifespan="off", ws="none")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.door]})

    def __enter__(self) -> str:
        self.thread.start()
        return self.url

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.door.close()


@pytest.fixture(scope="module")
def made_up() -> Iterator[tuple[Scripted, openai.OpenAI]]:
    scripted = Scripted()
    with Served(lambda: scripted, body_limit=20_000) as url, openai.OpenAI(base_url=url, api_key="-", max_retries=0) as client:
        yield scripted, client


@pytest.fixture
def asked(made_up) -> tuple[Scripted, openai.OpenAI]:
    scripted, client = made_up
    scripted.fault, scripted.late = None, 0
    scripted.asked.clear()
    return scripted, client


def test_the_one_model_is_listed_and_found_by_its_name(asked):
    _, client = asked
    assert [model.id for model in client.models.list()] == ["liaocheng"]
    assert client.models.retrieve("liaocheng").owned_by == "liaocheng"


def test_an_answer_is_a_chat_completion_with_citations_beside_it(asked):
    _, client = asked
    answer = client.chat.completions.create(model="liaocheng", messages=ASKED)
    (choice,) = answer.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", ANSWER.text, "stop")
    assert answer.model_extra["citations"] == [plain(CITATION)]
    assert answer.model_extra["refused"] is False
    assert (answer.object, answer.model) == ("chat.completion", "liaocheng")
    assert answer.id.startswith("chatcmpl-")


def test_a_character_counts_as_a_token(asked):
    _, client = asked
    usage = client.chat.completions.create(model="liaocheng", messages=ASKED).usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (7, len(ANSWER.text))
    assert usage.total_tokens == 7 + len(ANSWER.text)


def test_a_stream_gives_only_what_stands_and_ends_with_citations(asked):
    _, client = asked
    chunks = list(client.chat.completions.create(model="liaocheng", messages=ASKED, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ANSWER.text
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert chunks[-1].model_extra["citations"] == [plain(CITATION)]
    assert len({chunk.id for chunk in chunks}) == 1


@pytest.mark.parametrize("wanted", [True, False])
def test_a_stream_counts_when_asked(asked, wanted):
    _, client = asked
    options = {"stream_options": {"include_usage": wanted}}
    chunks = list(client.chat.completions.create(model="liaocheng", messages=ASKED, stream=True, **options))
    assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == [7 + len(ANSWER.text)] * wanted
    assert (chunks[-1].choices == []) is wanted


def test_earlier_messages_are_the_history(asked):
    scripted, client = asked
    talk = [
        {"role": "system", "content": "你是助手。"},
        {"role": "user", "content": "苹果卖出多少？"},
        {"role": "assistant", "content": "120吨。[1]"},
        {"role": "user", "content": "那梨呢？"},
    ]
    client.chat.completions.create(model="liaocheng", messages=talk)
    list(client.chat.completions.create(model="liaocheng", messages=talk, stream=True))
    for question, options in scripted.asked:
        assert question == "那梨呢？"
        assert options["history"] == ({"question": "苹果卖出多少？", "answer": "120吨。[1]"},)
    assert len(scripted.asked) == 2


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["assistant 您好", "user 甲"], [("甲", "")], id="greeting first"),
        pytest.param(
            ["user 甲", "user 北坡村卖出苹果多少吨", "assistant 丙"], [("甲", ""), ("北坡村卖出苹果多少吨", "丙")], id="two"
        ),
        pytest.param(["user 甲", "assistant 乙", "tool 丙", "assistant 丁"], [("甲", "乙\n丁")], id="two answers"),
        pytest.param(["user  ", "assistant 乙"], [], id="empty question"),
    ],
)
def test_turns_of_a_conversation(talk, expected):
    messages = [ChatMessage(role=line.split(" ", 1)[0], content=line.split(" ", 1)[1]) for line in talk]
    assert turns(messages) == tuple({"question": question, "answer": answer} for question, answer in expected)


def test_a_message_may_come_in_parts(asked):
    scripted, client = asked
    parts = [{"type": "text", "text": "苹果"}, {"type": "text", "text": "卖出多少？"}]
    client.chat.completions.create(model="liaocheng", messages=[{"role": "user", "content": parts}])
    assert scripted.asked[0][0] == "苹果\n卖出多少？"


def test_filters_go_in_the_extra_body_and_knobs_have_no_effect(asked):
    scripted, client = asked
    extra = {"since": "2024", "sources": ["a.txt"], "today": "2025-01-02"}
    client.chat.completions.create(model="liaocheng", messages=ASKED, temperature=0.7, max_tokens=50, extra_body=extra)
    options = scripted.asked[0][1]
    assert (options["since"], options["until"], options["sources"]) == ("2024", None, ["a.txt"])
    assert str(options["today"]) == "2025-01-02"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fault", "kind", "status", "code"),
    [
        pytest.param(UsageError("问题是空的。"), openai.UnprocessableEntityError, 422, "invalid_value", id="usage"),
        pytest.param(BusyError("正在更新。"), openai.InternalServerError, 503, "unavailable", id="busy"),
        pytest.param(ModelError("连不上。"), openai.InternalServerError, 503, "unavailable", id="model"),
        pytest.param(RuntimeError("秘密"), openai.InternalServerError, 500, None, id="unexpected"),
    ],
)
def test_faults_are_errors_of_the_client(asked, stream, fault, kind, status, code):
    scripted, client = asked
    scripted.fault = fault
    with pytest.raises(kind) as caught:
        client.chat.completions.create(model="liaocheng", messages=ASKED, stream=stream)
    assert (caught.value.status_code, caught.value.code) == (status, code)
    assert (str(fault) in caught.value.body["message"]) is (code is not None)
    assert caught.value.type == ("server_error" if status >= 500 else "invalid_request_error")


def test_a_fault_in_mid_stream_is_an_error_too(asked):
    scripted, client = asked
    scripted.fault, scripted.late = ModelError("连不上。"), 1
    with pytest.raises(openai.APIError, match="连不上。"):
        list(client.chat.completions.create(model="liaocheng", messages=ASKED, stream=True))


@pytest.mark.parametrize(
    ("changed", "kind", "words"),
    [
        pytest.param({"model": "gpt-4o"}, openai.NotFoundError, "没有这个模型", id="other model"),
        pytest.param({"messages": []}, openai.UnprocessableEntityError, "messages", id="no message"),
        pytest.param({"messages": [{"role": "assistant", "content": "好"}]}, openai.UnprocessableEntityError, "user", id="no q"),
        pytest.param({"messages": [{"role": "boss", "content": "好"}]}, openai.UnprocessableEntityError, "role", id="role"),
        pytest.param({"n": 2}, openai.UnprocessableEntityError, "n 太大", id="two answers"),
        pytest.param({"messages": [{"role": "user", "content": "苹" * 9000}]}, openai.APIStatusError, "超过上限", id="too large"),
        pytest.param(
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]},
            openai.UnprocessableEntityError, "messages", id="picture",
        ),
    ],
)  # fmt: skip
def test_requests_that_do_not_fit_say_why(asked, changed, kind, words):
    scripted, client = asked
    with pytest.raises(kind, match=words):
        client.chat.completions.create(**{"model": "liaocheng", "messages": ASKED, **changed})
    assert scripted.asked == []


def test_unknown_models_and_wrong_methods_are_errors_of_this_shape(asked):
    _, client = asked
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-4o")
    assert caught.value.code == "model_not_found"
    with pytest.raises(openai.APIStatusError) as caught:
        client.models.delete("liaocheng")
    assert (caught.value.status_code, caught.value.type) == (405, "invalid_request_error")


def test_a_follow_up_of_a_follow_up_is_understood(assistant):
    with Served(lambda: assistant) as url, openai.OpenAI(base_url=url, api_key="-", max_retries=0) as client:
        talk = [{"role": "user", "content": "冠县2023年上半年地区生产总值是多少？"}, {"role": "assistant", "content": "好。"}]
        talk += [{"role": "user", "content": "那增速呢？"}, {"role": "assistant", "content": "好。"}]
        said = client.chat.completions.create(model="liaocheng", messages=[*talk, {"role": "user", "content": "那茌平区呢？"}])
    first = {"question": "冠县2023年上半年地区生产总值是多少？", "answer": "好。"}
    whole = assistant.ask("那增速呢？", history=[first]).standalone_question
    assert "冠县" in whole
    assert said.choices[0].message.content == assistant.ask("那茌平区呢？", history=[{"question": whole, "answer": "好。"}]).text


def test_the_texts_answer_as_they_do_elsewhere(assistant):
    question = "2024年聊城招商引资到位资金是多少？"
    with Served(lambda: assistant) as url, openai.OpenAI(base_url=url, api_key="-", max_retries=0) as client:
        talk = [{"role": "user", "content": question}]
        answer = client.chat.completions.create(model="liaocheng", messages=talk)
        chunks = list(client.chat.completions.create(model="liaocheng", messages=talk, stream=True))
    expected = assistant.ask(question)
    assert answer.choices[0].message.content == expected.text
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == expected.text
    assert answer.model_extra["citations"] == [plain(citation) for citation in expected.citations]
    assert chunks[-1].model_extra["citations"] == answer.model_extra["citations"]


async def test_the_client_for_an_event_loop_answers_and_streams(asked):
    _, client = asked
    async with openai.AsyncOpenAI(base_url=str(client.base_url), api_key="-", max_retries=0) as other:
        answer = await other.chat.completions.create(model="liaocheng", messages=ASKED)
        stream = await other.chat.completions.create(model="liaocheng", messages=ASKED, stream=True)
        words = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert answer.choices[0].message.content == "".join(words) == ANSWER.text


def test_a_request_has_an_id_that_the_client_knows(asked):
    _, client = asked
    answer = client.chat.completions.create(model="liaocheng", messages=ASKED, extra_headers={"X-Request-Id": "mine-1"})
    assert answer._request_id == "mine-1"
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=ASKED)
    assert len(caught.value.request_id) == 32


def test_a_stream_may_be_left_and_another_asked(asked):
    _, client = asked
    with client.chat.completions.create(model="liaocheng", messages=ASKED, stream=True) as chunks:
        next(iter(chunks))
    assert client.chat.completions.create(model="liaocheng", messages=ASKED).choices[0].message.content == ANSWER.text


def test_the_helper_for_streams_gathers_the_whole(asked):
    _, client = asked
    with client.chat.completions.stream(model="liaocheng", messages=ASKED) as stream:
        words = [event.delta for event in stream if event.type == "content.delta"]
        whole = stream.get_final_completion()
    assert "".join(words) == whole.choices[0].message.content == ANSWER.text


def test_a_refusal_says_so_beside_the_choices(asked, monkeypatch):
    scripted, client = asked
    refusal = replace(ANSWER, refused=True, citations=(), short=None, text="没有找到直接依据。")
    monkeypatch.setattr(scripted, "ask", lambda question, **options: refusal)
    answer = client.chat.completions.create(model="liaocheng", messages=ASKED)
    assert (answer.model_extra["refused"], answer.model_extra["citations"]) == (True, [])
    assert answer.choices[0].message.content == "没有找到直接依据。"


def test_a_key_is_the_client_s_api_key(tmp_path):
    keys = Keys(tmp_path)
    token = keys.create("甲")
    with Served(Scripted, keys=keys) as url, openai.OpenAI(base_url=url, api_key=token, max_retries=0) as client:
        assert client.models.retrieve("liaocheng").id == "liaocheng"
        with pytest.raises(openai.AuthenticationError) as caught:
            client.with_options(api_key="lc_0_x").models.list()
    assert (caught.value.status_code, caught.value.code) == (401, "invalid_api_key")


def test_too_much_is_a_rate_limit_error_and_is_tried_again(tmp_path):
    token = Keys(tmp_path).create("甲")
    options = {"keys": Keys(tmp_path), "limits": Limits(requests="1/second")}
    with Served(Scripted, **options) as url, openai.OpenAI(base_url=url, api_key=token, max_retries=0) as client:
        with pytest.raises(openai.RateLimitError) as caught:
            for _ in range(50):
                client.models.list()
        assert (caught.value.code, caught.value.response.headers["Retry-After"]) == ("rate_limit_exceeded", "1")
        patient = client.with_options(max_retries=5)
        assert [[model.id for model in patient.models.list()] for _ in range(2)] == [["liaocheng"]] * 2
