"""The page of one who signed in, without a browser: his part of the library on every page, and what he may do there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from index.build import index, regroup
from rag import Assistant, Settings
from rag.users import User, Users
from ui import chat, share
from ui.sessions import Sessions

PAGE = Path(ui.__file__).with_name("page.py")
OPEN = "北坡村苹果丰收\n\n本报讯 2024年10月31日，北坡村共卖出苹果120吨，比上年多20吨，户均增收两千元，村民都很高兴。\n"
SECRET = "东坡村苹果减产\n\n本报讯 2025年12月1日，东坡村共卖出苹果90吨，比上年少30吨，户均增收三千元，原因尚未公布。\n"
WORD = "很长很长的密码12"
QUESTION = "东坡村卖出苹果多少吨？"


class Office:
    """A library of an open page and one for the group 甲, behind a sign-in; `token` is what the browser has."""

    def __init__(self, folder: Path) -> None:
        (folder / "公开.txt").write_text(OPEN, encoding="utf-8")
        (folder / "内部.txt").write_text(SECRET, encoding="utf-8")
        (folder / "sources.csv").write_text("file,groups\n内部.txt,甲\n", encoding="utf-8")
        settings = Settings(data=folder / "库")
        index([folder / "公开.txt", folder / "内部.txt"], settings.index)
        self.library = Assistant.open(settings=settings)
        self.users, self.token = Users(settings.data), ""
        self.sessions = Sessions(self.users)

    def sign_in(self, name: str, scope: str = "read", groups: tuple[str, ...] = ()) -> User:
        user = self.users.add(name, WORD, scope, groups)
        self.token = self.sessions.begin(user)
        return user


@pytest.fixture
def office(tmp_path, monkeypatch):
    made = Office(tmp_path)
    share.provide(made.library, made.sessions)
    monkeypatch.setattr(share, "token", lambda: made.token)
    yield made
    share.provide(None)
    made.library.close()


def one(name: str) -> AppTest:
    """The page of that name alone."""

    def page(name: str) -> None:
        import importlib

        from ui import share

        importlib.import_module(f"ui.{name}").draw(share.assistant())

    return AppTest.from_function(page, default_timeout=60, args=(name,)).run()


def words(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("text")]


def seen(app: AppTest) -> str:
    """All that the page was given to show, the question itself left out."""
    parts = [element.proto.json for element in app.get("bidi_component")]
    tables = [frame.value.to_json(force_ascii=False) for frame in app.dataframe]
    return "\n".join([*words(app), *parts, *tables, *(c.value for c in app.caption)]).replace(QUESTION, "")


def turns(app: AppTest) -> list[dict]:
    found = [element.proto for element in app.get("bidi_component")]
    return [json.loads(proto.json) for proto in found if proto.component_name == "liaocheng_turn"]


def test_nothing_is_shown_before_signing_in(office):
    app = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert words(app) == ["登录已结束：请刷新页面，重新登录。"]
    assert not app.chat_input and not app.exception


def test_an_answer_is_that_of_the_groups(office):
    office.sign_in("王某")
    app = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert app.caption[0].value.startswith("1份报纸、1篇文章（2024-10）")
    app.chat_input[0].set_value(QUESTION).run()
    assert turns(app)[0]["state"] == "refused" or "90吨" not in turns(app)[0]["text"]
    assert "90吨" not in seen(app) and "内部" not in seen(app)
    office.sign_in("李某", groups=("甲",))
    other = AppTest.from_file(str(PAGE), default_timeout=60).run()
    other.chat_input[0].set_value(QUESTION).run()
    assert "90吨" in turns(other)[0]["text"]


def test_an_answer_is_withheld_once_its_report_may_not_be_seen(office):
    office.sign_in("李某", groups=("甲",))
    app = AppTest.from_file(str(PAGE), default_timeout=60).run()
    app.chat_input[0].set_value(QUESTION).run()
    assert "90吨" in turns(app)[0]["text"]
    regroup(office.library.settings.index, ["内部.txt"], ("乙",))
    app.run()
    (turn,) = turns(app)
    assert (turn["state"], turn["text"]) == ("error", chat.WITHHELD)
    assert "90吨" not in seen(app)
    (kept,) = office.library.conversations("李某:").all()
    assert len(office.library.conversations("李某:").turns(kept.id)) == 1
    app.session_state["words"] = "90吨"
    app.run()
    shelf = next(e.proto for e in app.get("bidi_component") if e.proto.component_name == "liaocheng_shelf")
    assert json.loads(shelf.json)["items"] == []


def test_another_person_s_visit_leaves_nothing(office):
    office.sign_in("李某", groups=("甲",))
    app = AppTest.from_file(str(PAGE), default_timeout=60).run()
    app.chat_input[0].set_value(QUESTION).run()
    office.sign_in("王某")
    app.run()
    assert turns(app) == [] and "90吨" not in seen(app)
    office.users.remove("王某")
    assert words(app.run()) == ["登录已结束：请刷新页面，重新登录。"]


@pytest.mark.parametrize("name", ["ledger", "library", "status"])
def test_every_page_shows_only_his_part(office, name):
    office.sign_in("王某")
    app = one(name)
    assert not app.exception
    assert "内部" not in seen(app) and "90" not in seen(app) and "2025" not in seen(app)
    office.sign_in("管", "admin")
    everything = seen(one(name))
    assert "内部" in everything or "2025" in everything or "90" in everything


@pytest.mark.parametrize(
    ("scope", "buttons", "expanders"),
    [("read", 0, 0), ("write", 1, 1), ("admin", 2, 2)],
)
def test_what_may_not_be_done_is_not_offered(office, scope, buttons, expanders):
    office.sign_in("王某", scope, ("甲",))
    app = one("library")
    assert len([b for b in app.button if b.label in ("收录", "保存账号")]) == buttons
    app = next(box for box in app.selectbox if box.label == "打开一份").set_value("内部.txt").run()
    assert len([e for e in app.expander if e.label == "移除" or e.label.startswith("可见范围")]) == expanders


def test_an_admin_sets_who_sees_a_source_and_who_signs_in(office):
    office.sign_in("管", "admin")
    app = one("library")
    app = next(box for box in app.selectbox if box.label == "打开一份").set_value("公开.txt").run()
    line = next(one for one in app.text_input if one.label.startswith("对哪些组可见"))
    line.set_value("乙、甲")
    next(b for b in app.button if b.label == "设为可见范围").click().run()
    assert words(app)[0] == "已设好：公开.txt 对乙、甲可见。"
    assert [source.name for source, _ in office.library.seen_by([]).sources()] == []
    fields = {one.label: one for one in app.text_input}
    fields["用户名"].set_value("赵某")
    fields["密码（至少8个字符）"].set_value(WORD)
    fields["所在的组（几个组用、分开，可空着）"].set_value("乙")
    next(b for b in app.button if b.label == "保存账号").click().run()
    assert words(app)[0] == "已保存账号 赵某。"
    assert office.users.recognised("赵某", WORD).groups == ("乙",)
    next(box for box in app.selectbox if box.label == "移除哪个账号").set_value("赵某").run()
    next(b for b in app.button if b.label == "移除账号").click().run()
    assert [user.name for user in office.users.all()] == ["管"]


def test_a_short_password_is_a_sentence(office):
    office.sign_in("管", "admin")
    app = one("library")
    fields = {one.label: one for one in app.text_input}
    fields["用户名"].set_value("赵某")
    fields["密码（至少8个字符）"].set_value("短")
    next(b for b in app.button if b.label == "保存账号").click().run()
    assert words(app)[0].startswith("密码不能用")
