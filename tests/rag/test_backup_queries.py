"""A backup that is taken while papers are added gives, restored, the same ten best passages for a hundred queries."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

from index import backup
from index.build import index
from rag import Assistant

GOLD = Path(__file__).parents[1] / "gold" / "questions.jsonl"
ASKED = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
NEWER = "东坡村通了公路\n\n本报讯 2024年12月1日，东坡村公路正式通车，全长17公里，总投资3200万元，招商引资到位资金1亿元。\n"


def best(settings, queries):
    """The ten best passages of each query, with their scores."""
    with Assistant.open(settings=settings) as assistant:
        return [[(hit.article_id, hit.start, hit.score) for hit in assistant.search(query).hits] for query in queries]


def hundred(settings):
    """The questions of the gold file, then the beginnings of the articles' texts, in all a hundred."""
    with Assistant.open(settings=settings) as assistant:
        articles = [article for source, _ in assistant.sources() for article in assistant.printing(source.name)[1]]
    starts = [article.text[place : place + 20] for place in (0, 20, 40, 60) for article in articles]
    queries = list(dict.fromkeys([*ASKED, *starts]))[:100]
    assert len(queries) == 100
    return queries


def test_a_backup_taken_amid_writing_finds_the_same_for_a_hundred_queries(settings, tmp_path):
    queries = hundred(settings)
    written = replace(settings, data=tmp_path / "库")
    shutil.copytree(settings.data, written.data)
    (tmp_path / "新.txt").write_text(NEWER, encoding="utf-8")
    inside, done = threading.Event(), threading.Event()

    def steps(step):
        if step == "pointed":  # written, not yet committed
            inside.set()
            assert done.wait(60)

    writer = threading.Thread(target=lambda: index([tmp_path / "新.txt"], written.index, steps=steps))
    writer.start()
    assert inside.wait(60)
    try:
        backup.save(written.data, tmp_path / "备份.tar")
    finally:
        done.set()
        writer.join()
    restored = replace(settings, data=tmp_path / "复原")
    backup.restore(restored.data, tmp_path / "备份.tar")
    expected = best(settings, queries)
    assert all(len(found) == 10 for found in expected)
    assert best(restored, queries) == expected
    assert best(written, queries) != expected
