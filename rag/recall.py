"""Answers that were given lately, kept as long as the same library answers: the same question gets the same answer at once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer import Answer
    from rag.ask import Request

MOST = 512


class Recall:
    """The answers of one view of one generation, the oldest forgotten first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[object, Answer] = OrderedDict()

    def answer(self, request: Request, today: date, make: Callable[[], Answer]) -> Answer:
        """What was answered to the same request on the same day, with the seconds that it took now; else what `make` gives."""
        started, key = time.perf_counter(), _key(request, today)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return replace(known, seconds=round(time.perf_counter() - started, 6))
        made = make()
        with self._lock:
            self._known[key] = made
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return made


def _key(request: Request, today: date) -> object:
    turns = tuple(tuple(sorted(turn.items())) for turn in request.history)
    sources = None if request.sources is None else tuple(request.sources)
    return request.text, turns, request.since, request.until, sources, request.today or today, tuple(request.places)
