"""Rights, metamorphic: whatever is asked, the whole library answers one who sees a part of it as a library of that part would.

Whoever is in the groups asks the whole library; the oracle is a second one, made of nothing but the sources that they may see.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from index.build import index
from index.groups import visible
from index.shipped import seeds
from rag import Assistant, Settings

GROUPS = ("甲", "乙", "丙")
SUBSETS = [frozenset(some) for n in range(4) for some in combinations(GROUPS, n)]
OF = ((), ("甲",), ("丙", "乙"))  # the groups of the first shipped pages, in the order of their names
PLACES = ("冠县", "莘县", "阳谷县", "东阿县", "高唐县")
METRICS = ("地区生产总值", "招商引资到位资金", "规模以上工业增加值", "固定资产投资")
PAIRS, CHECKED = 500, 40


def made_up(number: int, texts: list[str]) -> Iterator[dict[str, str]]:
    """Articles that speak of the same figures as others, or differ from them, and reprints of shipped ones."""
    rng = random.Random(number)
    for place in range(16):
        where, what, year = rng.choice(PLACES), rng.choice(METRICS), rng.choice((2023, 2024))
        value = rng.choice((120, 121, 135.5, 240))
        text = f"{year}年，{where}{what}{value}亿元，同比增长{rng.choice((5.1, 6.2))}%。{where}表示，今年将继续抓好项目建设。"
        yield {"id": f"g{number}-{place}", "title": f"{where}{what}再上台阶", "date": f"{year}-12", "text": text}
    for place, text in enumerate(rng.sample(texts, 3)):
        yield {"id": f"r{number}-{place}", "title": "转载", "date": "2025-12-20", "text": text}


@pytest.fixture(scope="module")
def whole(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, ...]]]:
    """A folder with the shipped pages and made-up ones, and who may see each."""
    folder = tmp_path_factory.mktemp("报")
    texts = [article.text for source, _ in assistant.sources() for article in assistant.printing(source.name)[1]]
    with seeds() as shipped:
        pages = sorted(shipped.glob("*.txt"))[: len(OF)]
        rights = {page.name: OF[n] for n, page in enumerate(pages)}
        for page in pages:
            (folder / page.name).write_bytes(page.read_bytes())
    for n, groups in enumerate(((), ("乙",), ("丙",), ("甲", "丙"))):
        lines = (json.dumps(one, ensure_ascii=False) for one in made_up(n, texts))
        (folder / f"续{n}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        rights[f"续{n}.jsonl"] = groups
    return folder, rights


def library(place: Path, files: list[Path], rights: dict[str, tuple[str, ...]]) -> Assistant:
    with (files[0].parent / "sources.csv").open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerows([("file", "groups"), *((name, "、".join(groups)) for name, groups in rights.items())])
    settings = Settings(data=place)
    index(files, settings.index)
    return Assistant.open(settings=settings)


@pytest.fixture(scope="module")
def both(whole, tmp_path_factory) -> Iterator[dict[frozenset[str], tuple[Assistant, Assistant]]]:
    """For each set of groups: the whole library as they see it, and a library of what they see."""
    folder, rights = whole
    files = sorted(folder.glob("*.*"))
    opened = library(tmp_path_factory.mktemp("全"), files, rights)
    alone: dict[frozenset[str], Assistant] = {}
    pairs = {}
    for groups in SUBSETS:
        seen = frozenset(name for name, of in rights.items() if visible(of, groups))
        if seen not in alone:
            own = [path for path in files if path.name in seen]
            alone[seen] = library(tmp_path_factory.mktemp("分"), own, dict.fromkeys(seen, ()))
        pairs[groups] = (opened.seen_by(groups), alone[seen])
    yield pairs
    for one in chain((opened,), alone.values()):
        one.close()


def queries(whole) -> list[str]:
    """Pieces of all texts, of seen and unseen ones, and questions of their figures."""
    folder, _ = whole
    rng, text = random.Random(5), "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    made = []
    for _ in range(PAIRS):
        start = rng.randrange(len(text) - 40)
        piece = " ".join(text[start : start + rng.randint(4, 24)].split()) or "项目"
        asked = f"{rng.choice((2023, 2024))}年{rng.choice(PLACES)}{rng.choice(METRICS)}是多少？"
        made.append(rng.choice((piece, asked, f"{rng.choice(PLACES)}{piece}")))
    return made


def told(value: object) -> object:
    """An object without what tells of time and numbering alone."""
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items() if key not in ("seconds", "generation", "passage_id")}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value


def test_500_searches_find_what_a_library_of_the_seen_would(both, whole):
    rng, different = random.Random(1), 0
    for n, query in enumerate(queries(whole)):
        groups = rng.choice(SUBSETS)
        seen, alone = both[groups]
        found = seen.search(query, k=6)
        assert told(found.as_dict()) == told(alone.search(query, k=6).as_dict()), (sorted(groups), query)
        different += n < CHECKED and found.docs != both[frozenset(GROUPS)][0].search(query, k=6).docs
    assert different > CHECKED // 2  # the rights matter to what is found


@pytest.mark.parametrize("groups", SUBSETS, ids="".join)
def test_answers_and_verdicts_are_those_of_a_library_of_the_seen(both, whole, groups):
    (seen, alone), asked = both[groups], queries(whole)
    for query in random.Random("".join(sorted(groups))).sample(asked, 10):
        assert told(seen.ask(query).as_dict()) == told(alone.ask(query).as_dict()), query
    for claim in random.Random("".join(sorted(groups))).sample(asked, 3):
        assert told(seen.cite(claim).as_dict()) == told(alone.cite(claim).as_dict()), claim
    assert told(seen.check("2024年，冠县地区生产总值120亿元。").as_dict()) == told(
        alone.check("2024年，冠县地区生产总值120亿元。").as_dict()
    )


@pytest.mark.parametrize("groups", SUBSETS[::2], ids="".join)
def test_statistics_articles_and_counts_are_those_of_a_library_of_the_seen(both, whole, groups):
    seen, alone = both[groups]
    for metric, region, period in ((None, None, None), ("地区生产总值", None, None), (None, "冠县", "2024")):
        for name in ("figures", "conflicts"):
            mine, wanted = getattr(seen, name)(metric, region, period), getattr(alone, name)(metric, region, period)
            assert [one.as_dict() for one in mine] == [one.as_dict() for one in wanted]
    assert seen.ledger.table("地区生产总值") == alone.ledger.table("地区生产总值")
    assert seen.scope() == alone.scope()
    assert seen.passages == alone.passages
    if len(groups) == 1:
        assert seen.examples() == alone.examples()
    assert [(one.name, one.digest, n) for one, n in seen.sources()] == [(one.name, one.digest, n) for one, n in alone.sources()]
    everything = [article for _, article in both[frozenset(GROUPS)][1]._current().iter_articles()]
    assert len(everything) > len(list(alone._current().iter_articles())) or len(groups) == 3
    for article in everything:
        assert seen.article(article.article_id) == alone.article(article.article_id)


def test_a_source_names_no_group_that_the_reader_is_not_in(both):
    named = {group for groups in SUBSETS for one, _ in both[groups][0].sources() for group in set(one.groups or ()) - groups}
    assert named == set()


def test_one_who_sees_less_sees_no_more_by_asking_again(both):
    seen, _ = both[frozenset({"甲"})]
    assert seen.seen_by(["甲", "乙"]).groups == {"甲"}
    assert seen.seen_by(None) is seen
