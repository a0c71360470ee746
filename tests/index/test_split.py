"""Pages to articles: pages laid out here from known stories, the shipped pages, and pages of the evaluator when it is at hand."""

from __future__ import annotations

import importlib.util
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from index.article import Article, Source
from index.restore import read_lines
from index.split import split

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SEEDS = sorted((ROOT / "seeds").glob("0*.txt"))
SOURCE = Source("page.txt", "")


@dataclass(frozen=True)
class Story:
    title: tuple[str, ...]
    reporters: tuple[str, ...]
    helpers: tuple[str, ...]
    paragraphs: tuple[str, ...]


STORIES = (
    Story(
        ("老渡口迎来新渡船",),
        ("周岚",),
        ("许诺",),
        (
            "5月6日清晨，河西镇老渡口的汽笛声划破江面，一艘新造的电动渡船载着43名乘客驶向对岸。渡船长28.6米，一次可以载客120人，充电40分钟能跑60公里。",
            "“以前坐柴油船，又吵又呛，现在船舱里能安安静静地看书。”在对岸中学教书的乘客说，她每天都要过江上班，新船开航以后，路上能省出一刻钟。",
            "渡口管理所介绍，两岸码头同时装上了遮雨廊和无障碍坡道，售票窗口改成自助机，老年乘客仍然可以用现金买票。截至目前，渡口已经连续安全运行19年。",
            "下一步，渡口还要把航班加密到每20分钟一班，并在汛期增派两名安全员，遇到大雾天气，渡船停航的消息会提前发到乘客的手机上。",
        ),
    ),
    Story(
        ("图书馆夜里也开门", "读者多了三成"),
        ("韩一鸣", "陶然"),
        (),
        (
            "晚上九点，城东图书馆的灯还亮着，二楼自习室里坐满了读者，翻书声和敲键盘的声音此起彼伏。从今年春天起，这家图书馆把闭馆时间从傍晚推迟到了夜里十点。",
            "馆长说，延时开放并不是简单地把门多开几个小时，夜班馆员、空调照明、治安巡逻都要跟上。图书馆为此新招了12名馆员，把借阅台搬到一楼大厅，借书还书都能自助完成。",
            "数据显示，夜间到馆的读者比去年同期多了三成，其中一半是下班以后赶来的上班族。读者们在留言簿上写得最多的一句话是：“请把这盏灯一直亮下去。”",
            "图书馆还打算在周末的夜里举办读书会和老电影放映，请作家、教师和普通读者轮流当主讲人，每场只收30名听众，先到先得。",
        ),
    ),
    Story(
        ("梨园里办起农民运动会",),
        ("林小满",),
        ("高远", "沈月"),
        (
            "梨花开满枝头的时候，南岗村的运动会在梨园里开了场。扛粮袋、推独轮车、抬花轿接力，比的都是庄稼人的拿手活，来自8个村的260名选手报了名。",
            "最热闹的要数扛粮袋比赛，每袋粮食50公斤，选手要在梨树之间的土路上跑完100米。58岁的老选手最后一个冲过终点，却赢得了全场最响的掌声。",
            "村党支部书记告诉大家，办运动会花的钱是合作社卖梨膏攒下的，去年全村卖出梨膏3.5万瓶，收入210万元。有了集体收入，村里才有底气把花会、球赛一样样办起来。",
            "运动会结束以后，客人们在梨树下吃了一顿大锅菜，临走时每人带上一瓶梨膏，来年花开的时候，选手们约好再到梨园里见。",
        ),
    ),
    Story(
        ("小药箱背进大山",),
        ("罗青",),
        (),
        (
            "天刚蒙蒙亮，乡村医生把血压计、听诊器和常用药装进药箱，骑上摩托车往山里走。他负责的7个自然村散落在半山腰，最远的一户病人离卫生室有11公里山路。",
            "十五年来，这只药箱换过3次背带，箱里的药却从来没有缺过。谁家老人血压高，谁家孩子打过疫苗，乡村医生都记在一个蓝皮本子上，走到哪家就翻到哪一页。",
            "县卫生健康局去年给每个山区卫生室配了远程心电仪，病人的心电图三分钟就能传到县医院，由专科大夫看图开方。光是去年冬天，就有6名突发心梗的病人因此得到抢救。",
            "“药箱轻了，心里的分量没有轻。”乡村医生合上本子，又跨上摩托车，山路上很快只剩下一串车铃声。",
        ),
    ),
    Story(
        ("中学生造出捡球机器人", "全国比赛拿下金奖"),
        ("郭凌",),
        ("白鹭",),
        (
            "三名中学生用旧轮椅电机和快递纸箱，做出了一台会自己捡乒乓球的机器人。在刚刚结束的全国青少年创客比赛上，这台其貌不扬的机器人拿下了金奖。",
            "机器人靠一只摄像头认球，靠一排软毛刷把球扫进肚子里，一分钟能捡48个。为了让它在地板上不打滑，三名学生前后换过9种轮胎，最后用的是自行车内胎。",
            "指导教师说，学校的创客教室从不锁门，工具坏了可以修，材料费由家长委员会和企业各出一半。比金奖更要紧的，是学生们学会了怎样面对一次又一次的失败。",
            "机器人的图纸已经放到网上，谁都可以免费下载。眼下，三名学生正忙着给它加上语音，好让体育老师喊一声，机器人就跑过来干活。",
        ),
    ),
)


def wrap(text: str, width: int, indent: str) -> list[str]:
    text, rows = indent + text, []
    while len(text) > width:
        cut = width
        while cut < len(text) and (text[cut] in "，。、；：！？”’）》%" or (text[cut - 1].isascii() and text[cut].isascii())):
            cut += 1
        rows.append(text[:cut])
        text = text[cut:]
    return [*rows, text] if text else rows


def signed(story: Story, style: str) -> tuple[list[str], list[str]]:
    """(lines before the text, paragraphs) in a house style."""
    who = "记者 " + " ".join(story.reporters) + (" 通讯员 " + " ".join(story.helpers) if story.helpers else "")
    first, *rest = story.paragraphs
    if style == "box":
        return [f"  □{who} 报道"], ["本报河口讯 " + first, *rest]
    return [], [f"本报讯（{who}）" + first, *rest]


def body(story: Story, style: str, width: int) -> list[str]:
    before, paragraphs = signed(story, style)
    return before + [row for p in paragraphs for row in wrap(p, width, "  " if style == "box" else "")]


def page(style: str, width: int = 21, late: bool = False, cut: int | None = None, apart: bool = False) -> str:
    """A page of all stories: headlines before or after, a column break after line `cut`, an empty line after every line."""
    lines: list[str] = []
    for story in STORIES:
        rows = body(story, style, width)
        if cut:
            rows[cut:cut] = [""]
        if apart:
            rows = [piece for row in rows for piece in (row, "")]
        lines += [*rows, "", *story.title, ""] if late else [*story.title, "", *rows, ""]
    return "\n".join(lines)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def expected(style: str, story: Story) -> str:
    return bare("".join(signed(story, style)[1]))


def check(articles: list[Article], style: str, titles: bool = True) -> None:
    assert len(articles) == len(STORIES)
    for article, story in zip(articles, STORIES, strict=True):
        assert bare(article.text) == expected(style, story)
        assert (article.reporters, article.correspondents) == (story.reporters, story.helpers)
        assert not titles or bare(article.title or "") == "".join(story.title)


STYLES = ["inline", "box"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("width", [15, 19, 24, 33])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("cut", [None, 9], ids=["whole", "torn"])
def test_pages_of_known_stories(style: str, width: int, late: bool, cut: int | None) -> None:
    check(split(page(style, width, late, cut), SOURCE), style)


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_an_empty_line_after_every_line(late: bool) -> None:
    check(split(page("box", 19, late, apart=True), SOURCE), "box")


@pytest.mark.parametrize("style", STYLES)
def test_line_ends_and_width_change_nothing(style: str) -> None:
    texts = [[a.text for a in split(t, SOURCE)] for t in (page(style), page(style).replace("\n", "\r\n"), page(style, 30))]
    assert [bare("".join(t)) for t in texts[1:]] == [bare("".join(texts[0]))] * 2
    assert texts[0] == texts[1]


@pytest.mark.parametrize("style", STYLES)
def test_interleaved_columns_are_put_back(style: str) -> None:
    """Columns of two neighbours in turns, cut in mid-sentence: at least four of five articles come out whole."""
    whole = 0
    for seed in range(12):
        rng = random.Random(seed)
        lines: list[str] = []
        for k in range(0, len(STORIES), 2):
            columns = [_columns(story, style, rng) for story in STORIES[k : k + 2]]
            while any(columns):
                for column in columns:
                    lines += [*column.pop(0), ""] if column else []
        found = {bare(a.text) for a in split("\n".join(lines), SOURCE)}
        whole += sum(expected(style, s) in found for s in STORIES)
    assert whole >= 0.8 * 12 * len(STORIES)


def _columns(story: Story, style: str, rng: random.Random) -> list[list[str]]:
    rows = body(story, style, 21)
    cuts = [i for i in range(5, len(rows) - 4) if not rows[i - 1].endswith("。") and not rows[i].startswith("  ")]
    first, second = min(c := sorted(rng.sample(cuts, 2))), c[1]
    pieces = [p for p in (rows[:first], rows[first:second], rows[second:]) if len(p) > 3]
    pieces = pieces if sum(map(len, pieces)) == len(rows) else [rows[:first], rows[first:]]
    return [[*story.title, "", *pieces[0]], *pieces[1:]]


HOUSES = {
    "box-only": (["  □{who} 报道"], "", "", []),
    "black-box": (["■ 本报{who}", ""], "", "", []),
    "picture": (["  文/图 本报{who}"], "", "", []),
    "two-lines": (["  □ 本 报 记 者  {reporters}", "    本报通讯员 {helpers}"], "", "", []),
    "trainee": ([], "本报讯（见习{who}）", "", []),
    "agency": ([], "新华社北京8月6日电（{who}）", "", []),
    "end": ([], "", "（{who}）", []),
    "end-line": ([], "", "", ["            （本报{who}）"]),
}


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("width", [17, 22])
def test_house_styles(house: str, width: int) -> None:
    above, opening, ending, below = HOUSES[house]
    lines: list[str] = []
    told: list[str] = []
    for story in STORIES:
        helpers = story.helpers or ("许诺",)
        who = {"who": f"记者 {' '.join(story.reporters)} 通讯员 {' '.join(helpers)}", "reporters": " ".join(story.reporters)}
        who["helpers"] = " ".join(helpers)
        first, *rest, last = story.paragraphs
        paragraphs = [opening.format(**who) + first, *rest, last + ending.format(**who)]
        rows = [row for p in paragraphs for row in wrap(p, width, "  ")]
        lines += [*story.title, "", *(x.format(**who) for x in above), *rows, *(x.format(**who) for x in below), ""]
        told.append(bare("".join(paragraphs)))
    articles = split("\n".join(lines), SOURCE)
    assert [bare(a.text) for a in articles] == told
    assert [a.reporters for a in articles] == [s.reporters for s in STORIES]
    assert [a.correspondents for a in articles] == [s.helpers or ("许诺",) for s in STORIES]
    assert [bare(a.title or "") for a in articles] == ["".join(s.title) for s in STORIES]


def test_markdown_headlines() -> None:
    parts = []
    for story in STORIES:
        parts += [
            "## " + " ".join(story.title),
            "",
            *(row for p in signed(story, "inline")[1] for row in (p.replace("5月6日", "**5月6日**"), "")),
        ]
    check(split("\n".join(parts), SOURCE), "inline")


def test_a_single_article_with_a_date_line() -> None:
    text = (
        "城南大桥今日合龙\n2024年5月6日 08:30 来源：河口晚报\n记者 李明\n\n5月5日上午，城南大桥主跨顺利合龙。\n\n大桥年底通车。\n"
    )
    (article,) = split(text, SOURCE)
    assert (article.title, article.reporters, article.date, article.published) == (
        "城南大桥今日合龙",
        ("李明",),
        "2024-05-05",
        "2024-05-06",
    )
    assert (article.newspaper, article.text) == ("河口晚报", "5月5日上午，城南大桥主跨顺利合龙。\n大桥年底通车。")


def test_sections_of_a_document_stay_in_its_text() -> None:
    (article,) = split("# 读书节方案\n\n制定本方案。\n\n## 一、时间\n\n四月开始。\n\n## 二、内容\n\n举办讲座。\n", SOURCE)
    assert (article.title, article.text) == ("读书节方案", "制定本方案。\n一、时间\n四月开始。\n二、内容\n举办讲座。")


def test_articles_without_any_by_line() -> None:
    first, second = STORIES[0], STORIES[3]
    lines = [
        *first.title,
        "",
        *first.paragraphs,
        "",
        *second.title,
        "",
        "日前，" + second.paragraphs[0],
        *second.paragraphs[1:],
        "",
    ]
    assert [a.title for a in split("\n".join(lines), SOURCE)] == [first.title[0], second.title[0]]


def test_a_by_line_under_the_text_and_a_photographer() -> None:
    text = "\n".join([*STORIES[0].title, "", *STORIES[0].paragraphs, "（记者 周岚 通讯员 许诺）", ""])
    (article,) = split(text, SOURCE)
    assert (article.reporters, article.correspondents, bare(article.text)) == (
        ("周岚",),
        ("许诺",),
        bare("".join(STORIES[0].paragraphs)),
    )


def test_a_caption_between_two_articles_is_an_article() -> None:
    caption = "5月7日，工人在新渡船上检修电池。近年来，河口市推动渡船电动化，已有16条航线换上新船。 ■ 本报记者 周岚"
    text = f"{caption}\n\n■ 本报记者 韩一鸣\n\n{STORIES[1].paragraphs[0]}\n\n{STORIES[1].paragraphs[1]}\n\n图书馆夜里也开门\n"
    first, second = split(text, SOURCE)
    assert (first.kind, first.title, first.reporters) == ("caption", None, ("周岚",))
    assert first.text == caption[: caption.index(" ■")]
    assert (second.kind, second.title, second.reporters) == ("feature", "图书馆夜里也开门", ("韩一鸣",))


def test_a_note_under_its_label_belongs_to_the_article() -> None:
    lines = ["■ 本报记者 罗青", "", *(row for p in STORIES[3].paragraphs[:2] for row in (p, "")), *STORIES[3].title, ""]
    lines += [
        "山路弯弯，脚步不停。",
        "",
        "一只药箱装着一份牵挂。",
        "",
        "记者手记",
        "",
        *body(STORIES[2], "inline", 21),
        "",
        *STORIES[2].title,
    ]
    first, second = split("\n".join(lines), SOURCE)
    assert first.title == STORIES[3].title[0]
    assert first.text.split("\n")[2:] == ["记者手记", "山路弯弯，脚步不停。", "一只药箱装着一份牵挂。"]
    assert second.title == STORIES[2].title[0]


def test_a_box_of_figures_stands_by_itself_and_its_article_is_whole() -> None:
    first, second, third, fourth = STORIES[1].paragraphs
    lines = [
        "本报记者 韩一鸣",
        "",
        first,
        "",
        "数说",
        "",
        "到馆读者8.6万人次，借出图书21万册。",
        "",
        "图书馆夜里也开门：读者多了三成",
        "",
    ]
    article, box = split("\n".join([*lines, second, "", third, "", fourth]), SOURCE)
    assert (article.title, article.text) == ("图书馆夜里也开门：读者多了三成", "\n".join((first, second, third, fourth)))
    assert (box.kind, box.title, box.text) == ("figures", "数说", "到馆读者8.6万人次，借出图书21万册。")


def test_ids_and_what_the_source_says() -> None:
    source = Source("河口_20240507.txt", "", newspaper="河口日报", published="2024-05-07", page="3")
    articles = split(page("box"), source)
    assert [a.article_id for a in articles] == [f"河口_20240507-{n:02d}" for n in range(1, 6)]
    assert {(a.newspaper, a.published, a.page, a.source) for a in articles} == {("河口日报", "2024-05-07", "3", source.name)}
    assert (articles[0].date, articles[0].date_basis) == ("2024-05-06", "文中首个日期，年份据出版日期")


@pytest.mark.parametrize("text", ["", "  \n\n", "---\n\u200b\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert split(text, SOURCE) == []


@pytest.mark.parametrize(
    "text", ["只有一行字", "□记者 周岚 报道", "## 标题", "本报讯（记者 周岚）", "）））", "123\n\n456", "\ufffd" * 50]
)
def test_anything_gives_an_article(text: str) -> None:
    assert split(text, SOURCE)


def mangled(rng: random.Random, texts: list[str]) -> Iterator[str]:
    """Pages shuffled, thinned out, cut, without or with more empty lines."""
    for turn in range(60):
        lines = rng.choice(texts).split("\n")
        if turn % 6 == 0:
            rng.shuffle(lines)
        elif turn % 6 == 1:
            lines = [x for x in lines if x.strip()]
        elif turn % 6 == 2:
            lines = [x for x in lines if rng.random() > 0.2]
        elif turn % 6 == 3:
            lines = [y for x in lines for y in (x, "")]
        elif turn % 6 == 4:
            lines = [x[rng.randrange(3) :] for x in lines]
        else:
            start = rng.randrange(len(lines))
            lines = lines[start : start + rng.randrange(60)]
        yield "\n".join(lines)


def test_every_character_knows_its_line_and_no_sentence_is_lost() -> None:
    texts = [f.read_text(encoding="utf-8") for f in SEEDS] + [page("box", late=True), page("inline", cut=7)]
    for text in mangled(random.Random(5), texts):
        source = {line.number: bare(line.text) for line in read_lines(text)}
        articles = split(text, SOURCE)
        said = "".join(bare(a.text) for a in articles)
        for a in articles:
            ends = [*(offset for offset, _ in a.lines[1:]), len(a.text)]
            assert all(bare(a.text[at:end]) in source[line] for (at, line), end in zip(a.lines, ends, strict=True))
        lost = [x for x in source.values() if len(x) > 10 and x[-1] in "。，" and "记者" not in x and x not in said]
        assert lost == []


def shipped(number: str) -> list[Article]:
    found = [f for f in SEEDS if f.name.startswith(number)]
    if not found:
        pytest.skip("the shipped pages are not here")
    return split(found[0].read_text(encoding="utf-8"), Source(found[0].name, ""))


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        ("000", "caption feature news news news news"),
        ("001", "news news news news essay caption feature"),
        ("002", "feature figures note"),
        ("003", "feature feature news news news news news news news news"),
        ("004", "feature news feature feature news news news"),
    ],
)
def test_shipped_pages_have_their_articles(number: str, kinds: str) -> None:
    articles = shipped(number)
    assert " ".join(a.kind for a in articles) == kinds
    assert all(a.reporters for a in articles if a.kind != "figures")
    assert sum(a.title is None for a in articles) == {"000": 1, "001": 1, "004": 1}.get(number, 0)


def evaluator(name: str) -> ModuleType:
    path = SHARED / "eval" / f"{name}.py"
    if not path.exists():
        pytest.skip("the evaluators are not beside this repository")
    spec = importlib.util.spec_from_file_location(f"shared_{name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict]:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside this repository")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(gold: list[dict], articles: list[Article]) -> tuple[float, float, float, float]:
    """(F1, titles, by-lines, dates) against annotated articles."""
    common = evaluator("common")
    taken: set[int] = set()
    right = [0, 0, 0]
    asked = [0, 0, 0]
    for g in gold:
        texts = {common.norm("".join(g["paragraphs"]))}
        for key in ("note_paragraphs", "heading_paragraphs"):
            texts.add(common.norm("".join(p for i, p in enumerate(g["paragraphs"]) if i not in set(g.get(key) or []))))
        ranked = [
            (max(common.similarity(common.norm(a.text), t) for t in texts), i)
            for i, a in enumerate(articles)
            if i not in taken and a.source.startswith(g["seed"])
        ]
        best, where = max(ranked, default=(0.0, 0))
        if best < 0.95:
            continue
        taken.add(where)
        a = articles[where]
        people = {*g["byline"]["reporters"], *g["byline"]["correspondents"]}
        pairs = (
            (g["title"], common.similarity(common.norm(a.title or ""), common.norm(g["title"])) >= 0.9),
            (people, people == {*a.reporters, *a.correspondents}),
            (g["date"], a.date == g["date"]),
        )
        for k, (wanted, met) in enumerate(pairs):
            asked[k] += bool(wanted)
            right[k] += bool(wanted) and met
    precision, recall = len(taken) / len(articles), len(taken) / len(gold)
    return 2 * precision * recall / (precision + recall), *(r / a if a else 1.0 for r, a in zip(right, asked, strict=True))


def test_annotated_pages() -> None:
    gold = rows(SHARED / "gold" / "articles.jsonl")
    seeds = {g["seed"] for g in gold}
    articles = [a for f in SEEDS if f.name[:3] in seeds for a in split(f.read_text(encoding="utf-8"), Source(f.name, ""))]
    f1, titles, people, dates = score(gold, articles)
    assert (f1 >= 0.95, titles >= 0.9, people >= 0.95, dates >= 0.85) == (True,) * 4


@pytest.mark.parametrize("seed", [21, 22])
def test_pages_made_from_real_news(seed: int, tmp_path: Path) -> None:
    maker = evaluator("make_pages")
    rng = random.Random(seed)
    news = rows(SHARED / "data" / "uhgeval_dev.jsonl")
    rng.shuffle(news)
    stories = [s for s in (maker.story(r, rng) for r in news) if s]
    gold: list[dict] = []
    articles: list[Article] = []
    for number in range(20):
        text, annotated = maker.page(number, rng.sample(stories, rng.randint(2, 7)), rng)
        gold += annotated
        articles += split(text, Source(f"p{number:03d}.txt", ""))
    f1, titles, people, _ = score(gold, articles)
    assert (f1 >= 0.92, titles >= 0.9, people >= 0.95) == (True,) * 3
