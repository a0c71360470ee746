"""What is said around a question is taken off it, and nothing else."""

import pytest

from rag.asking import bare

HURRIED = [
    ("use", "领导讲话要用：水渠多长", "水渠多长"),
    ("request inside", "写材料用，麻烦帮查一下水渠多长", "水渠多长"),
    ("greeting and who asks", "你好，我是办公室的，想问问水渠建了多少公里", "水渠建了多少公里"),
    ("urgent", "领导下午要用，急！水渠现在多长", "水渠现在多长"),
    ("behind", "水渠有几条，写汇报用", "水渠有几条"),
    ("thanks", "水渠有几条？谢谢", "水渠有几条？"),
    ("a draft", "正在起草一个讲话稿，请问水渠投资多少", "水渠投资多少"),
]
WHOLE = [
    "水渠多长，谁修的",
    "我市是哪年通水的",
    "水渠用了多少材料",
    "领导讲话里怎么说水渠",
    "市里准备了多少材料",
    "谢谢",
    "查处了几家企业",
    "查些啥",
    "东昌府区农资打假都查些啥",
]


@pytest.mark.parametrize(("text", "question"), [h[1:] for h in HURRIED], ids=[h[0] for h in HURRIED])
def test_what_is_said_around_a_question_is_taken_off(text, question):
    assert bare(text) == question


@pytest.mark.parametrize("text", WHOLE)
def test_a_question_stays_whole(text):
    assert bare(text) == text
