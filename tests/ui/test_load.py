"""Many users at once against a real server: no error, and what does not fit is told to come back and then answered.

The same with times is `python -m tests.bench load`; here nothing is timed.
"""

from __future__ import annotations

from tests.bench.load import GOLD, ask_together, read_questions, server

QUESTIONS = read_questions(GOLD, 20)


def test_twenty_at_once_are_all_answered_and_a_flood_is_shed_and_passes(settings):
    with server(settings.data, at_once="6") as (url, _):
        alone = ask_together(url, QUESTIONS, 6, 60)
        flood = ask_together(url, QUESTIONS, 40, 160)
        after = ask_together(url, QUESTIONS, 6, 24)
    assert alone.statuses == {200: 60}
    assert set(flood.statuses) == {200, 503}
    assert flood.retry == {"1"}
    assert after.statuses == {200: 24}


def test_twenty_users_fit_as_it_comes(settings):
    with server(settings.data) as (url, _):
        told = ask_together(url, QUESTIONS, 20, 100)
    assert told.statuses == {200: 100}
