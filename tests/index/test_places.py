"""Places of a text: the gazetteer, patterns, generic words resolved by the article, part-of relations."""

from __future__ import annotations

import pytest

from index.article import Article
from index.gazetteer import entries, spellings
from index.places import Home, home, part_of, places, within

HERE = Home("山东省", "聊城市", "茌平区")
NAMES = [
    ("聊城市茌平区的粮食产量", ["茌平区"]),
    ("位于阳谷县高庙王镇的合作社", ["阳谷县高庙王镇"]),
    ("东阿县铜城街道艾山村的果园", ["东阿县铜城街道艾山村"]),
    ("聊城度假区于集镇的大棚", ["度假区于集镇"]),
    ("聊城经济技术开发区蒋官屯街道的厂房", ["经开区蒋官屯街道"]),
    ("东昌府、莘县与高唐三地", ["东昌府区", "莘县", "高唐县"]),
    ("济南市历下区和淄博市沂源县", ["历下区", "沂源县"]),
    ("在江苏省昆山市签约", ["昆山市"]),
    ("浙江杭州与上海的企业", ["杭州市", "上海市"]),
    ("走进湖北省武汉市洪山区", ["洪山区"]),
    ("面对高庙王镇长期缺水的难题", ["高庙王镇"]),
    ("美国和德国的客商", ["美国", "德国"]),
]
NOT_PLACES = ["上市公司在城市里开超市", "乡镇和街道的社区", "文明城市创建", "老旧小区改造", "园区、景区和校区", "特色小镇与古镇"]


@pytest.mark.parametrize(("text", "names"), NAMES, ids=[case[0] for case in NAMES])
def test_names(text: str, names: list[str]) -> None:
    found = places(text)
    assert [place.name for place in found] == names
    assert all(text[place.start : place.end] == place.text for place in found)


@pytest.mark.parametrize("text", NOT_PLACES)
def test_common_words_are_no_places(text: str) -> None:
    assert places(text, Home("山东省", "聊城市")) == []


def test_shared_names_need_a_home() -> None:
    assert [p.name for p in places("开发区、高新区和旅游度假区", HERE)] == ["经开区", "高新区", "度假区"]
    assert places("开发区、高新区和旅游度假区", Home("河北省", "邯郸市")) == []
    assert places("开发区、高新区和旅游度假区") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("全市", "聊城市"),
        ("我市", "聊城市"),
        ("全省", "山东省"),
        ("我省", "山东省"),
        ("全国", "中国"),
        ("我国", "中国"),
        ("全区", "茌平区"),
        ("该区", "茌平区"),
    ],
)
def test_generic_words_mean_the_article_s_own(text: str, name: str) -> None:
    assert [p.name for p in places(f"{text}共有12所学校", HERE)] == [name]


def test_a_generic_word_means_the_place_named_last() -> None:
    assert [p.name for p in places("莘县种菜，该县有大棚；冠县种梨，全县有梨园", HERE)] == ["莘县", "莘县", "冠县", "冠县"]


def test_generic_words_without_a_home_are_left_out() -> None:
    assert places("全市共有12所学校，全县3所") == []


def article(text: str, title: str | None = None, kicker: str | None = None) -> Article:
    return Article("a.txt", "a1", text, title, kicker)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (article("本报临清讯 近日，轴承企业开工。"), Home("山东省", "聊城市", "临清市")),
        (article("近日，全县梨园迎来丰收。", "冠县：梨花开了"), Home("山东省", "聊城市", "冠县")),
        (article("近日，春耕开始了。", "农机卖得好", "东昌府区"), Home("山东省", "聊城市", "东昌府区")),
        (article("2月17日，我市建成一所学校。"), Home("山东省", "聊城市")),
        (article("2月17日，济南建成一所学校，济南市民高兴。"), Home("山东省", "济南市")),
        (article("湖北省建成一所学校。全省欢庆。"), Home("湖北省")),
        (article("天气晴好。"), Home()),
    ],
)
def test_home(given: Article, expected: Home) -> None:
    assert home(given) == expected


def test_part_of() -> None:
    assert part_of("茌平区", "聊城市") and part_of("聊城市", "山东省") and part_of("阳谷县高庙王镇", "聊城市")
    assert not part_of("聊城市", "聊城市") and not part_of("聊城市", "茌平区") and not part_of("冠县", "莘县")
    assert within("度假区于集镇") == ("度假区", "聊城市", "山东省", "中国")
    assert within("某某公司") == ()


def test_the_gazetteer_is_a_tree() -> None:
    table = entries()
    counties = {e.name for e in table.values() if e.within[:1] == ("聊城市",) and e.kind == "county"}
    assert counties == {"东昌府区", "茌平区", "临清市", "冠县", "莘县", "阳谷县", "东阿县", "高唐县"}
    assert all(parent in table for entry in table.values() for parent in entry.within)


def test_a_place_is_looked_for_by_all_its_names_and_those_of_its_parts():
    assert spellings("东昌府") == ("东昌府", "东昌府区")
    assert {"聊城", "聊城市", "冠县", "阳谷"} <= set(spellings("聊城市"))
    assert "开发区" not in spellings("聊城市")
    assert "冠县" not in spellings("山东省")
    assert spellings("北坡村") == ("北坡村",)
