"""True sentences of the news corpus, and each with one planted error: what is endorsed. `python -m tests.bench planted [N]`.

N sentences (1,000 unless told) are drawn by a seed, one an article, from articles that are indexed with twice as many others; the
program plants a wrong digit, unit, 万 for 亿, year, place, rank or direction. The corpus lies beside the repository and does not
ship; without it, nothing is measured.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index.build import index
from index.gazetteer import named
from index.sentences import sentences
from rag import Assistant, Settings
from tests.bench.peers import read
from tests.bench.retrieval import DATA

SEED = 7
_UNITS = {
    "公里": "米",
    "吨": "公斤",
    "平方米": "公顷",
    "亩": "公顷",
    "千瓦": "吨",
    "美元": "欧元",
    "小时": "分钟",
    "户": "人",
    "%": "‰",
}
_WAYS = ("增长 下降", "上升 下降", "提高 降低", "增加 减少", "上涨 下跌", "高于 低于")
_PLACES = ("太原市", "合肥市", "南昌市", "贵阳市", "兰州市")
Plant = Callable[[str, random.Random], str | None]


def _digit(text: str, rng: random.Random) -> str | None:
    spots = [m.start() for m in re.finditer(r"\d", text) if not re.match(r"\d*[年月日]", text[m.start() :])]
    if not spots:
        return None
    at = rng.choice(spots)
    return text[:at] + rng.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def _unit(text: str, _: random.Random) -> str | None:
    found = next((u for u in _UNITS if re.search(rf"\d{re.escape(u)}", text)), None)
    return re.sub(rf"(?<=\d){re.escape(found)}", _UNITS[found], text, count=1) if found else None


def _scale(text: str, _: random.Random) -> str | None:
    match = re.search(r"(?<=\d)[万亿]", text)
    return text[: match.start()] + ("亿" if match[0] == "万" else "万") + text[match.end() :] if match else None


def _year(text: str, _: random.Random) -> str | None:
    match = re.search(r"20\d\d(?=年)", text)
    return text[: match.start()] + str(int(match[0]) - 1) + text[match.end() :] if match else None


def _place(text: str, rng: random.Random) -> str | None:
    found = [(a, b) for a, b, entry in named(text) if entry.kind == "prefecture" and text[a:b].endswith("市")]
    others = [place for place in _PLACES if place not in text]
    return text[: found[0][0]] + rng.choice(others) + text[found[0][1] :] if found else None


def _rank(text: str, _: random.Random) -> str | None:
    match = re.search(r"第([一二三四五六七八九])(?=[位名大])", text)
    return (
        text[: match.start(1)] + "二三四五六七八九十"["一二三四五六七八九".index(match[1])] + text[match.end(1) :]
        if match
        else None
    )


def _direction(text: str, _: random.Random) -> str | None:
    for pair in _WAYS:
        one, other = pair.split()
        for word, instead in ((one, other), (other, one)):
            if re.search(rf"{word}[^，。]{{0,6}}\d", text):
                return text.replace(word, instead, 1)
    return None


PLANTS: dict[str, Plant] = {
    "rank": _rank, "place": _place, "unit": _unit, "direction": _direction, "year": _year, "scale": _scale, "digit": _digit,
}  # fmt: skip


def drawn(rows: list[dict[str, Any]], wanted: int, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Sentence, kind of error and sentence with the error: the kind used least that the sentence has room for."""
    used: Counter[str] = Counter()
    for row in rows:
        spans = [row["text"][a:b].strip() for a, b in sentences(row["text"])]
        fit = [s for s in spans if 20 <= len(s) <= 120 and s.endswith("。") and re.search(r"\d", s) and "\n" not in s]
        if not fit:
            continue
        sentence = rng.choice(fit)
        able = [
            (used[kind], kind, false) for kind, plant in PLANTS.items() if (false := plant(sentence, rng)) and false != sentence
        ]
        if able:
            _, kind, false = min(able)
            used[kind] += 1
            yield sentence, kind, false
        if used.total() == wanted:
            return


def measure(wanted: int = 1000) -> dict[str, Any]:
    """Shares endorsed: of the untouched sentences, of those with an error, and of the latter by kind."""
    rng = random.Random(SEED)
    rows = read(DATA / "news.jsonl.xz")
    rng.shuffle(rows)
    rows = rows[: 3 * wanted]
    pairs = list(drawn(rows, wanted, rng))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "news.jsonl"
        corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        settings = Settings(data=Path(folder) / "library")
        index([corpus], settings.index)
        with Assistant.open(settings=settings) as assistant:
            true = [s for s, _, _ in pairs if assistant.cite(s).verdict == "supported"]
            passed = [(kind, false) for _, kind, false in pairs if assistant.cite(false).verdict == "supported"]
            refused = [s for s, _, _ in pairs if s not in set(true)]
    planted, endorsed = Counter(kind for _, kind, _ in pairs), Counter(kind for kind, _ in passed)
    return {
        "sentences": len(pairs),
        "untouched endorsed": round(len(true) / len(pairs), 3),
        "with an error endorsed": round(len(passed) / len(pairs), 3),
        "by kind": {kind: f"{endorsed[kind]} of {planted[kind]}" for kind in PLANTS},
        "untouched refused": refused[:20],
        "errors passed": passed[:20],
    }


def main(wanted: str = "1000") -> None:
    """Measure and print."""
    if not (DATA / "news.jsonl.xz").is_file():
        print(f"skipped: the news corpus is not at {DATA}")
        return
    print(json.dumps(measure(int(wanted)), ensure_ascii=False, indent=1))
