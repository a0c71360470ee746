"""How well sentences are checked that a program altered: `python -m tests.bench desk [SENTENCES]`.

Stories: each of UHGEval's, the rest of it being the library, with its true next sentence and the one that a model made up.
News: true sentences of every tenth article, as they are and with one error planted; the same reworded, and with an error in
that. Baseline: whatever the best passage covers by .8 of its bigrams is endorsed. Drafts of 200 sentences: seconds.
The texts lie beside the repository and do not ship; without them, nothing is measured.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from index.build import index
from index.sentences import sentences
from index.shipped import seeds
from rag import Assistant, Settings
from tests.bench.peers import read
from tests.bench.retrieval import DATA

DRAFT, EVERY, LIKE = 200, 10, 0.8
PLACES = re.findall(
    r"\S+",
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 "
    "陕西 甘肃 青海 广西 西藏 宁夏 新疆 香港 澳门 美国 英国 法国 德国 日本 韩国 印度 俄罗斯 乌克兰 意大利 巴西",
)
WAYS = [("增长", "下降"), ("上升", "下降"), ("增加", "减少"), ("提高", "降低"), ("上涨", "下跌"), ("扩大", "缩小")]
UNITS = [("公里", "米"), ("万元", "万美元"), ("亿元", "亿美元"), ("公斤", "吨"), ("平方米", "亩"), ("小时", "分钟"), ("人", "户")]
SAME = [
    ("同比", "比上年同期"),
    ("上升", "提高"),
    ("增加", "增长"),
    ("超过", "超"),
    ("大约", "约"),
    ("目前", "现在"),
    ("达到", "达"),
]

_FIGURE = re.compile(r"(?<![\d.第年月日:：])\d+(?:\.\d+)?(?![\d.年月日时号点:：])")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)([万亿])(?=[^万亿])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_RANK = re.compile(r"第([一二三四五六七八九])(?=[位名大])")
_SPEAKER = re.compile(r"^[^，。“”]{2,24}(?:表示|介绍|指出|称|说)，(?!“)")

Change = Callable[[str, random.Random], str]


def digit(text: str, chance: random.Random) -> str:
    """One digit of a figure is another."""
    spots = [i for m in _FIGURE.finditer(text) for i in range(*m.span()) if text[i].isdigit()]
    if not spots:
        return text
    at = chance.choice(spots)
    return text[:at] + chance.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def scale(text: str, chance: random.Random) -> str:
    """万 for 亿 or the reverse."""
    found = list(_SCALED.finditer(text))
    at = chance.choice(found).start(2) if found else len(text)
    return text[:at] + ("亿" if text[at] == "万" else "万") + text[at + 1 :] if found else text


def year(text: str, chance: random.Random) -> str:
    """Another year."""
    shift = chance.choice((-3, -2, -1, 1, 2))
    return _YEAR.sub(lambda m: str(int(m[0]) + shift), text, count=1)


def rank(text: str, chance: random.Random) -> str:
    """Another rank."""
    return _RANK.sub(lambda m: "第" + chance.choice([n for n in "一二三四五六七八九" if n != m[1]]), text, count=1)


def place(text: str, chance: random.Random) -> str:
    """Another province or country."""
    there = [name for name in PLACES if name in text]
    other = [name for name in PLACES if name not in text]
    return text.replace(chance.choice(there), chance.choice(other)) if there else text


def way(text: str, chance: random.Random) -> str:
    """Up for down, or the reverse."""
    return _one(text, [*WAYS, *((b, a) for a, b in WAYS)], chance)


def unit(text: str, chance: random.Random) -> str:
    """Another unit after a number."""
    return _one(text, UNITS, chance, before=r"(?<=\d)")


def reworded(text: str, chance: random.Random) -> str:
    """Told in other words: an amount written otherwise, a synonym, no speaker, clauses turned round."""
    ways: list[Change] = [_rescaled, lambda t, c: _one(t, SAME, c), lambda t, _: _SPEAKER.sub("", t), _turned]
    chance.shuffle(ways)
    return next((made for way_ in ways if (made := way_(text, chance)) != text), text)


ERRORS: dict[str, Change] = {
    "digit": digit, "unit": unit, "万/亿": scale, "year": year, "place": place, "rank": rank, "direction": way,
}  # fmt: skip


def _one(text: str, pairs: Iterable[tuple[str, str]], chance: random.Random, before: str = "") -> str:
    """The text with one of the pairs' first words for its second, wherever it stands first."""
    there = [(a, b) for a, b in pairs if re.search(before + a, text)]
    if not there:
        return text
    a, b = chance.choice(there)
    return re.sub(before + a, b, text, count=1)


def _rescaled(text: str, _: random.Random) -> str:
    def other(m: re.Match[str]) -> str:
        value = float(m[1]) * (1e-4 if m[2] == "万" else 1e4)
        return f"{value:.10g}{'亿' if m[2] == '万' else '万'}"

    return _SCALED.sub(other, text, count=1)


def _turned(text: str, _: random.Random) -> str:
    """The last two clauses change places, where both stand for themselves."""
    clauses = text.rstrip("。").split("，")
    ends = [
        clause
        for clause in clauses[-2:]
        if re.search(r"\d", clause) and len(clause) > 6 and not re.match("同比|比|较|其中", clause)
    ]
    return "，".join([*clauses[:-2], clauses[-1], clauses[-2]]) + "。" if len(ends) == 2 and len(clauses) > 2 else text


def checkable(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One sentence with a figure of each article that has one, of a length that people write."""
    for row in rows:
        fit = [row["text"][a:b].strip() for a, b in sentences(row["text"])]
        fit = [
            s for s in fit if 18 <= len(s) <= 110 and _FIGURE.search(s) and s.endswith("。") and "\n" not in s and "  " not in s
        ]
        if fit:
            yield random.Random(str(row["id"])).choice(fit)


def endorsed(assistant: Assistant, claims: Iterable[str]) -> list[bool]:
    """Whether each of them is called supported."""
    return [assistant.cite(claim).verdict == "supported" for claim in claims]


def alike(assistant: Assistant, claims: Iterable[str]) -> list[bool]:
    """The baseline: whether the best passage holds .8 of the claim's bigrams."""
    made = []
    for claim in claims:
        hits = assistant.search(claim, k=1).hits
        pairs = {claim[i : i + 2] for i in range(len(claim) - 1)}
        made.append(bool(hits) and sum(pair in hits[0].text for pair in pairs) >= LIKE * len(pairs))
    return made


def line(name: str, aim: str, ours: list[bool], baseline: list[bool]) -> None:
    """One row of the table."""
    print(f"| {name} | {len(ours)} | {sum(ours) / len(ours):.3f} | {aim} | {sum(baseline) / len(baseline):.3f} |", flush=True)


def library(folder: Path, rows: Iterable[dict[str, Any]]) -> Settings:
    """A library of these articles."""
    corpus, settings = folder / "articles.jsonl", Settings(data=folder / "library")
    with corpus.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    index([corpus], settings.index)
    return settings


def stories(folder: Path) -> None:
    """True and made-up continuations."""
    rows = read(DATA / "uhgeval_dev.jsonl")
    made = ({"id": r["id"], "title": r["headLine"], "date": r["broadcastDate"][:10],
             "text": f"{r['newsBeginning'].strip()}\n{r['newsRemainder'].strip()}"} for r in rows)  # fmt: skip
    sets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        real = row["realContinuation"].strip()
        sets["story: true next sentence", "≥ .85"] += [t for a, b in sentences(real) if re.search(r"\w", t := real[a:b].strip())][
            :1
        ]
        made_up = row["hallucinatedContinuation"].strip()
        if re.search(r"\w", made_up) and any("不合理" in note for note in row["annotations"]):
            sets["story: made up", "≤ .20"].append(made_up)
            if row["type"] == "num":
                sets["story: made up, figures", "≤ .15"].append(made_up)
    with Assistant.open(settings=library(folder, made)) as assistant:
        for (name, aim), claims in sets.items():
            line(name, aim, endorsed(assistant, claims), alike(assistant, claims))


def news(folder: Path, count: int) -> None:
    """Sentences as they are, reworded, and with errors."""
    rows = [row for number, row in enumerate(read(DATA / "news.jsonl.xz")) if number % EVERY == 0]
    chance = random.Random(7)
    with Assistant.open(settings=library(folder, rows)) as assistant:
        true = list(islice(checkable(rows), count))
        line("news: untouched", "≥ .97", endorsed(assistant, true), alike(assistant, true))
        wrong = {name: [made for t in true if (made := change(t, chance)) != t] for name, change in ERRORS.items()}
        for name, claims in wrong.items():
            line(f"news: planted {name}", "≤ .05", endorsed(assistant, claims), alike(assistant, claims))
        told = [made for t in true if (made := reworded(t, chance)) != t][:300]
        line("news: reworded", "≥ .85", endorsed(assistant, told), alike(assistant, told))
        lied = [made for t in told if (made := digit(t, chance)) != t]
        line("news: reworded, planted digit", "≤ .05", endorsed(assistant, lied), alike(assistant, lied))
        draft(assistant, "news", true)


def draft(assistant: Assistant, name: str, lines: list[str]) -> None:
    """Seconds that a draft of 200 sentences takes."""
    text = "\n".join((lines * DRAFT)[:DRAFT])
    assistant.check("聊城市召开会议。")
    started = time.perf_counter()
    made = assistant.check(text)
    print(f"| draft against {name}, s | {len(made.verdicts)} | {time.perf_counter() - started:.1f} | | |", flush=True)


def main(count: str = "1000") -> None:
    """Measure and print."""
    if not (DATA / "news.jsonl.xz").is_file():
        print(f"skipped: the news corpus is not at {DATA}")
        return
    print("| endorsed | claims | ours | aim | .8 of the bigrams |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data=Path(name) / "seeds")
        with seeds() as pages:
            index([pages], settings.index)
            texts = [path.read_text(encoding="utf-8") for path in sorted(pages.glob("*.txt"))]
        with Assistant.open(settings=settings) as assistant:
            draft(assistant, "the shipped pages", list(checkable({"id": i, "text": t} for i, t in enumerate(_paragraphs(texts)))))
        for part, work in (("stories", stories), ("news", lambda folder: news(folder, int(count)))):
            folder = Path(name) / part
            folder.mkdir()
            work(folder)


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """Stretches of ten lines, wrapped lines joined."""
    for text in texts:
        lines = text.splitlines()
        yield from ("".join(lines[i : i + 10]) for i in range(0, len(lines), 10))
