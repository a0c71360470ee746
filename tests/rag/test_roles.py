"""Who did what to whom: sentences that swap two sides are never endorsed; the passive and other orders of the same deed are."""

from __future__ import annotations

import pytest

from index.build import index
from index.lexicon import Lexicon
from rag import Assistant, Settings
from rag.desk.roles import actors, exchanged

TEXT = """本报讯（记者 王一）3月12日，临清市举行产业合作签约仪式。

鲁棉集团以2.3亿元收购了华纺公司60%的股份，华纺公司原董事长赵明出任鲁棉集团副总经理。

签约仪式上，临清市副市长孙涛向企业家李卫国颁发了荣誉证书，李卫国代表企业向市慈善总会捐款50万元。市慈善总会向12所乡村小学赠送了图书。

市农业农村局委托省农科院编制了玉米育种规划，省农科院派出专家组指导田庄镇农民开展试种。田庄镇比康盛镇早完成播种十天。

区人民医院从齐鲁医院引进心血管团队，齐鲁医院选派8名专家到区人民医院坐诊。区教体局表彰了实验小学，实验小学把奖金捐给了聋哑学校。

临清一中队以3比1战胜了莘县实验队，莘县实验队击败冠县队获得第三名。教练刘洋批评了队员陈刚的失误，陈刚向刘洋道歉。

市市场监管局对远大商贸公司作出罚款20万元的处罚决定，远大商贸公司对市市场监管局提起行政诉讼，法院驳回了远大商贸公司的请求。

临清推进产业合作
"""
CLAIMS = """N 华纺公司以2.3亿元收购了鲁棉集团60%的股份。
Y 华纺公司60%的股份被鲁棉集团以2.3亿元收购。
N 鲁棉集团60%的股份被华纺公司以2.3亿元收购。
N 鲁棉集团原董事长赵明出任华纺公司副总经理。
N 企业家李卫国向临清市副市长孙涛颁发了荣誉证书。
Y 孙涛向企业家李卫国颁发了荣誉证书。
Y 李卫国获副市长孙涛颁发荣誉证书。
N 市慈善总会向李卫国捐款50万元。
N 孙涛代表企业向市慈善总会捐款50万元。
N 12所乡村小学向市慈善总会赠送了图书。
N 省农科院委托市农业农村局编制了玉米育种规划。
N 市农业农村局受省农科院委托编制了玉米育种规划。
N 康盛镇比田庄镇早完成播种十天。
Y 田庄镇比康盛镇早十天完成播种。
N 齐鲁医院从区人民医院引进心血管团队。
Y 区人民医院引进齐鲁医院心血管团队。
N 区人民医院选派8名专家到齐鲁医院坐诊。
N 实验小学表彰了区教体局。
Y 实验小学受到区教体局表彰。
N 区教体局把奖金捐给了聋哑学校。
N 莘县实验队以3比1战胜了临清一中队。
N 冠县队击败莘县实验队获得第三名。
N 队员陈刚批评了教练刘洋的失误。
N 刘洋向陈刚道歉。
Y 陈刚向教练刘洋道歉。
N 远大商贸公司对市市场监管局作出罚款20万元的处罚决定。
Y 远大商贸公司被市市场监管局罚款20万元。
N 市市场监管局被远大商贸公司罚款20万元。
N 市市场监管局对远大商贸公司提起行政诉讼。
N 法院驳回了市市场监管局的请求。"""


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("角色")
    (folder / "甲报.txt").write_text(TEXT, encoding="utf-8")
    settings = Settings(data=folder / "库")
    index([folder / "甲报.txt"], settings.index)
    with Assistant.open(settings=settings) as assistant:
        yield assistant


@pytest.mark.parametrize("row", CLAIMS.splitlines())
def test_only_the_deed_as_it_was_done_is_endorsed(desk, row):
    told, claim = row.split(" ", 1)
    assert (desk.cite(claim).verdict == "supported") == (told == "Y")


def test_a_swap_is_told_with_who_really_did_it(desk):
    verdict = desk.cite("法院驳回了市市场监管局的请求。")
    assert verdict.verdict == "contradicted"
    assert [(d.kind, d.claim, d.source) for d in verdict.differences] == [("name", "市市场监管局", "远大商贸公司")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("临清市副市长孙涛向企业家李卫国颁发证书", [("临清市", "副市长", "孙涛"), ("企业家", "李卫国")]),
        ("法院驳回了远大商贸公司的请求", [("法院",), ("远大商贸公司",)]),
        ("引进心血管团队，增强管理权", []),
    ],
)
def test_actors(lexicon, text, expected):
    assert [actor.names for actor in actors(text, lexicon, {"孙涛", "李卫国"})] == expected


@pytest.mark.parametrize(
    ("claim", "source", "swapped"),
    [
        pytest.param("甲乙公司向丙丁公司供货", "甲乙公司向丙丁公司供货", False, id="the same"),
        pytest.param("丙丁公司向甲乙公司供货", "甲乙公司向丙丁公司供货", True, id="turned around"),
        pytest.param("丙丁公司从甲乙公司采购钢材", "甲乙公司向丙丁公司供应钢材", False, id="from and to"),
        pytest.param("丙丁公司与甲乙公司签约合作", "甲乙公司与丙丁公司签约合作", False, id="two who do it together"),
        pytest.param("丙丁公司、甲乙公司参加展会", "甲乙公司、丙丁公司参加展会", False, id="a list"),
        pytest.param("冠县队负于莘县队获得亚军", "莘县队战胜冠县队获得冠军", False, id="told from the other side"),
        pytest.param("莘县队负于冠县队获得亚军", "莘县队战胜冠县队获得冠军", True, id="told from the wrong side"),
        pytest.param("冠县队被莘县队击败获得亚军", "冠县队负于莘县队获得亚军", False, id="passive and inverse"),
        pytest.param("莘县队被冠县队击败获得亚军", "冠县队负于莘县队获得亚军", True, id="passive and inverse, turned"),
        pytest.param("丙丁公司并入甲乙公司经营", "甲乙公司收购丙丁公司经营", False, id="bought is joined"),
        pytest.param("甲乙公司并入丙丁公司经营", "甲乙公司收购丙丁公司经营", True, id="the buyer is not joined"),
        pytest.param(
            "由县文化馆主办，县妇联承办的展会", "由县妇联主办，县文化馆、图书馆承办的展会", True, id="hosts for organisers"
        ),
        pytest.param("由县妇联主办，图书馆承办的展会", "由县妇联主办，县文化馆、图书馆承办的展会", False, id="one of the hosts"),
    ],
)
def test_exchanged(lexicon, claim, source, swapped):
    assert bool(exchanged(claim, source, source, lexicon)) == swapped
