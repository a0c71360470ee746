"""Answers by a language model, against a local stub server: what holds is shown, every fault falls back to the printed words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from rag import Assistant, Settings
from rag.errors import ModelError, SettingsError
from rag.generate import MOST_CHARACTERS, ChatModel, Told, messages

QUESTION = "2024年聊城招商引资到位资金是多少？"
GOOD = "2024年到位资金511.6亿元，同比增长8.6%[{n}]。"
SHOWN = GOOD.format(n=1)


class Stub(ThreadingHTTPServer):
    """An OpenAI-compatible endpoint that answers as `behaviour` says and keeps the requests it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviour = "good"
        self.requests: list[dict] = []


class _Handler(BaseHTTPRequestHandler):
    server: Stub

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"body": body, "key": self.headers["Authorization"]})
        passages = body["messages"][-1]["content"].split("编号=")[1:]
        self.holding = next(n for n, passage in enumerate(passages, 1) if "511.6亿元" in passage or len(passages) == 1)
        getattr(self, f"_{self.server.behaviour}")()

    def _stream(self, pieces: list[str], *, done: bool = True) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in pieces:
            choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
        if done:
            self.wfile.write(b"data: [DONE]\n\n")

    def _good(self) -> None:
        self._stream(list(GOOD.format(n=self.holding)))

    def _counting(self) -> None:
        self._stream(list(GOOD.format(n=self.holding)), done=False)
        usage = {"prompt_tokens": 300, "completion_tokens": 21, "total_tokens": 321}
        last = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [], "usage": usage}
        self.wfile.write(f"data: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode())

    def _no_done(self) -> None:
        self._stream(list(GOOD.format(n=self.holding)), done=False)

    def _refuses(self) -> None:
        self._stream(["没有", "找到"])

    def _wrong_figure(self) -> None:
        self._stream(["到位资金611.5亿元[1]。"])

    def _unknown_citation(self) -> None:
        self._stream(["到位资金511.6亿元[99]。"])

    def _no_citation(self) -> None:
        self._stream(["到位资金511.6亿元。"])

    def _empty(self) -> None:
        self._stream([])

    def _endless(self) -> None:
        self._stream(["很多" * 500] * 50)

    def _error(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b'{"error": {"message": "no"}}')

    def _unauthorised(self) -> None:
        self._error(401)

    def _missing(self) -> None:
        self._error(404)

    def _busy(self) -> None:
        self._error(429)

    def _broken(self) -> None:
        self._error(500)

    def _html(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>maintenance</html>")

    def _bad_json(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"data: {not json\n\n")

    def _no_choices(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b'data: {"id": "1", "object": "x", "created": 1, "model": "s", "choices": []}\n\ndata: [DONE]\n\n')

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b'data: {"id": "1", "object"')

    def _silent(self) -> None:
        threading.Event().wait(3)

    def _events(self, text: str) -> bytes:
        """The whole stream of an answer in one piece, its characters not escaped."""
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\ndata: [DONE]\n\n".encode()

    def _pieces(self, pieces: Iterable[bytes], pause: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with suppress(OSError):  # the reader hangs up
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                threading.Event().wait(pause)

    def _split_characters(self) -> None:
        whole = self._events(GOOD.format(n=self.holding))
        cuts = [0, *(at for at in range(1, len(whole)) if whole[at] & 0xC0 == 0x80), len(whole)]  # inside every character
        self._pieces((whole[a:b] for a, b in pairwise(cuts)), 0.002)

    def _drip(self) -> None:
        whole = self._events(GOOD.format(n=self.holding))
        self._pieces((whole[at : at + 1] for at in range(len(whole))), 0.05)

    def _huge(self) -> None:
        self._pieces([self._events("很多" * 1_700_000)], 0)

    def _repeats(self) -> None:
        self._stream([GOOD.format(n=self.holding)] * 400)


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    server = Stub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def with_model(settings: Settings, stub: Stub) -> Iterator[Assistant]:
    address = f"http://127.0.0.1:{stub.server_port}/v1"
    chosen = replace(settings, model="stub", base_url=address, api_key="k-1", model_timeout=1.0)
    with Assistant.open(settings=chosen) as opened:
        yield opened


def test_a_grounded_answer_is_shown_as_the_model_wrote_it(with_model, stub):
    stub.behaviour = "good"
    answer = with_model.ask(QUESTION)
    assert (answer.text, answer.mode, answer.model) == (SHOWN, "generated", "stub")
    assert "511.6亿元" in answer.citations[0].quote
    assert stub.requests[-1]["key"] == "Bearer k-1"
    assert with_model.article(answer.citations[0].article_id).text.count(answer.citations[0].quote) == 1


def test_the_stream_comes_piece_by_piece(with_model, stub):
    stub.behaviour = "good"
    deltas = [event.data["text"] for event in with_model.stream(QUESTION) if event.kind == "delta"]
    assert len(deltas) > 5 and "".join(deltas).startswith(SHOWN[:20])


def test_the_model_may_find_nothing(with_model, stub):
    stub.behaviour = "refuses"
    answer = with_model.ask(QUESTION)
    assert answer.refused and answer.citations == () and "没有找到直接依据" in answer.text


FAULTS = [
    *("wrong_figure", "unknown_citation", "no_citation", "empty", "endless", "unauthorised", "missing", "busy", "broken"),
    *("html", "bad_json", "no_choices", "cut", "silent", "drip", "huge", "repeats"),
]


@pytest.mark.parametrize("behaviour", FAULTS)
def test_every_fault_falls_back_to_the_extractive_answer(with_model, stub, assistant, behaviour):
    stub.behaviour = behaviour
    answer = with_model.ask(QUESTION)
    assert answer.mode == "extractive" and answer.model is None
    assert answer.text == assistant.ask(QUESTION).text
    assert [notice.kind for notice in answer.notices][-1:] == ["unmarked"]


def test_a_stream_without_its_end_mark_still_counts(with_model, stub):
    stub.behaviour = "no_done"
    assert with_model.ask(QUESTION).text == SHOWN


def test_characters_cut_in_two_by_the_network_arrive_whole(with_model, stub):
    stub.behaviour = "split_characters"
    assert with_model.ask(QUESTION).text == SHOWN


@pytest.mark.parametrize("behaviour", FAULTS)
def test_passages_come_before_any_fault_and_no_trace_of_it_shows(with_model, stub, behaviour):
    stub.behaviour = behaviour
    events = list(with_model.stream(QUESTION))
    assert events[0].kind == "passages" and events[0].data["passages"]
    assert events[-1].kind == "done" and "error" not in {event.kind for event in events}
    assert "Traceback" not in json.dumps(events[-1].data, ensure_ascii=False)


def test_a_refused_connection_falls_back(settings, assistant):
    chosen = replace(settings, model="stub", base_url="http://127.0.0.1:9/v1", model_timeout=1.0)
    with Assistant.open(settings=chosen) as opened:
        assert opened.ask(QUESTION).text == assistant.ask(QUESTION).text


def test_the_question_goes_with_numbered_passages_behind_a_fence_of_its_own():
    first, second = messages("问甲", ["段一", "段二"]), messages("问甲", ["段一", "段二"])
    assert first[0][0] == "system" and first[-1][0] == "human"
    assert "编号=1>\n段一" in first[-1][1] and "编号=2>\n段二" in first[-1][1] and first[-1][1].endswith("问题：问甲")
    assert first[-1] != second[-1]


def test_only_the_last_three_turns_are_sent():
    history = [{"question": f"问{n}", "answer": f"答{n}"} for n in range(5)]
    turns = messages("问", ["段"], history)[1:-1]
    assert turns == [(role, f"{word}{n}") for n in (2, 3, 4) for role, word in (("human", "问"), ("ai", "答"))]


def test_the_length_is_bounded(stub, settings):
    stub.behaviour = "endless"
    model = ChatModel(replace(settings, model="stub", base_url=f"http://127.0.0.1:{stub.server_port}/v1"))
    received = 0
    with pytest.raises(ModelError, match="没完没了"):
        for piece in model.stream("问", ["段"]):
            received += len(piece)
    assert received <= MOST_CHARACTERS


def test_a_key_file_that_is_missing_is_a_setting_error(settings, tmp_path):
    with pytest.raises(SettingsError, match="api_key_file"):
        ChatModel(replace(settings, model="stub", api_key_file=tmp_path / "none"))


def test_what_the_endpoint_says_it_took_is_told(with_model, stub):
    stub.behaviour = "counting"
    assert with_model.ask(QUESTION).tokens == 321
    (done,) = [event for event in with_model.stream(QUESTION) if event.kind == "done"]
    assert done.tokens == 321 and "tokens" not in done.data


@pytest.mark.parametrize(("behaviour", "received"), [("good", len(GOOD) - len("{n}") + 1), ("wrong_figure", 17), ("broken", 0)])
def test_otherwise_every_character_counts_also_when_nothing_is_used(with_model, stub, behaviour, received):
    stub.behaviour = behaviour
    answer = with_model.ask(QUESTION)
    sent = stub.requests[-1]["body"]["messages"][-1]["content"]
    assert len(QUESTION) + received < answer.tokens < len(sent) + received


def test_without_a_model_nothing_is_taken(assistant):
    answer = assistant.ask(QUESTION)
    assert answer.tokens == 0 and "tokens" not in answer.as_dict()


def test_the_pieces_are_counted_as_they_come():
    def pieces(told):
        yield "甲乙"
        yield "丙"
        return told

    counted = [Told(pieces(told), sent=5) for told in (0, 40)]
    assert [list(one) for one in counted] == [["甲乙", "丙"]] * 2
    assert [one.tokens for one in counted] == [8, 40]
