"""Courtesy is told what can be asked; whatever asks anything is no courtesy."""

import pytest

from rag import Assistant
from rag.answer import Scope
from rag.courtesy import reply

SCOPE = Scope(articles=33, since="2023-08", until="2025-12", sources=5)
OPENINGS = [
    ("你好", "您好！"),
    ("您好，在吗？", "您好！"),
    ("早上好老师", "您好！"),
    ("谢谢", "不客气。"),
    ("好的，谢谢您啦！", "不客气。"),
    ("辛苦了", "不客气。"),
    ("再见", "再见。"),
    ("好的", "请"),
    ("嗯嗯", "请"),
    ("OK", "请"),
    ("知道了", "请"),
    ("你是谁", "请"),
    ("你能做什么？", "请"),
    ("怎么用", "请"),
]
ASKING = [
    "你好，聊城建了多少个口袋公园",
    "好的，那冠县呢",
    "谢谢，2023年是多少",
    "谁是好人",
    "好的项目有哪些",
    "可以贷款吗",
    "在聊城",
    "对比一下两年",
    "同比呢",
    "为什么",
    "还有呢",
    "早日开工的是哪个项目",
    "聊城能做什么",
]


@pytest.mark.parametrize(("text", "opening"), OPENINGS, ids=[text for text, _ in OPENINGS])
def test_courtesy_is_told_what_can_be_asked(text, opening):
    body = reply(text, SCOPE)
    assert body is not None
    assert body.refused
    assert body.citations == body.nearest == ()
    assert body.text.startswith(opening)
    assert "现有5份报纸、33篇文章（2023-08至2025-12）" in body.text
    assert len(body.text) < 100


@pytest.mark.parametrize("text", ASKING)
def test_a_question_is_no_courtesy(text):
    assert reply(text, SCOPE) is None


@pytest.mark.parametrize("text", ["谢谢", "好的", "在吗"])
def test_after_an_answer_it_does_not_say_it_again(assistant, text):
    asked = "2024年聊城招商引资到位资金是多少？"
    first = assistant.ask(asked)
    answer = assistant.ask(text, history=[{"question": asked, "answer": first.text}])
    assert answer.refused
    assert answer.citations == answer.nearest == answer.figures == ()
    assert answer.standalone_question == text
    assert "511.6" not in answer.text


def test_a_question_after_courtesy_is_still_a_follow_up(assistant):
    asked = "2024年聊城招商引资到位资金是多少？"
    history = [{"question": asked, "answer": "511.6亿元"}]
    assert (
        assistant.ask("好的，那2023年上半年呢", history=history).text == assistant.ask("那2023年上半年呢", history=history).text
    )


def test_a_greeting_is_streamed_like_any_answer(assistant):
    passages, delta, done = assistant.stream("你好")
    assert passages.data == {"passages": []}
    assert delta.data["text"] == done.data["answer"]


class Never:
    """A language model that must not be asked."""

    name = "never"

    def stream(self, question, passages, history):
        raise AssertionError(question)


@pytest.mark.parametrize("text", ["你好", "薛良诚写了哪些报道", "这篇是谁写的"])
def test_no_language_model_is_asked_what_needs_none(settings, text):
    with Assistant(settings, generator=Never()) as assistant:
        answer = assistant.ask(text)
    assert (answer.mode, answer.model) == ("extractive", None)
