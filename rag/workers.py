"""Processes that answer questions beside the server's own, so that every core works; `rag.worker` is what each of them runs.

What a child cannot answer (it raises, or is of another generation) the parent works on itself; what makes two children in a row
end is refused (503).
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rag.errors import ServiceError

if TYPE_CHECKING:
    from rag.answer import Answer
    from rag.ask import Request
    from rag.config import Settings

AT_ONCE = 2  # questions at a time from which on children pay: one person alone never starts any
LONGEST = 120.0  # seconds that a question may take, its wait included
MOST = 4  # children by default: beyond, the one process that hands out the answers is what is waited for
MEMORY = 1 << 30  # bytes of the machine that each child should have by default
_ALONE = {
    f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "MKL", "OMP")
}  # there is a child for each core: threads of theirs spin
_TRIES = 2
_PAUSES = (0.0, 1.0, 5.0, 30.0)  # seconds before a child that did not start is started again
_LOG = logging.getLogger(__name__)


def usual(settings: Settings, cores: int | None = None, memory: int | None = None) -> int:
    """How many children there should be: what the settings say, else one a core where there are several and memory enough.

    A language model is waited for, not worked on: with one there are none.
    """
    if settings.model:
        return 0
    if settings.workers is not None:
        return settings.workers
    cores = cores or len(_affinity())
    return min(cores, MOST, (memory or _memory()) // MEMORY) if cores > 1 else 0


@dataclass(eq=False)
class _Task:
    """What a child is told, and where its answer will be; None tells the asker to work on it himself."""

    asked: bytes
    told: Future[Answer | None] = field(default_factory=Future)
    tries: int = 0
    child: subprocess.Popen[bytes] | None = None


class Workers:
    """Up to `count` children over the library of `settings`, started when several ask at once. A context manager.

    Questions are answered in the order in which they came. Safe to use from several threads.
    """

    def __init__(self, settings: Settings, count: int, program: str = "rag.worker") -> None:
        """Start nothing yet."""
        self._settings = replace(settings, api_key="", api_key_file=None, passphrase="")
        self._count, self._program = count, program
        self._changed = threading.Condition()
        self._waiting: deque[_Task] = deque()
        self._hands: list[threading.Thread] = []
        self._children: set[subprocess.Popen[bytes]] = set()
        self._here = self._asked = self.ready = 0
        self._over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the children; they join in when they are ready."""
        with self._changed:
            if self._hands or self._over:
                return
            self._hands = [threading.Thread(target=self._serve, daemon=True, name=f"answers {n}") for n in range(self._count)]
            for hand in self._hands:
                hand.start()

    def close(self) -> None:
        """End the children. What is still asked is refused with ServiceError."""
        with self._changed:
            self._over = True
            left, children = list(self._waiting), list(self._children)
            self._waiting.clear()
            self._changed.notify_all()
        for task in left:
            _refuse(task)
        for child in children:  # one that works on a question would be waited for
            child.kill()
        for hand in self._hands:
            hand.join()

    def pids(self) -> list[int]:
        """The numbers of the processes that there are now."""
        with self._changed:
            return sorted(child.pid for child in self._children)

    def busy(self) -> int:
        """How many questions are being answered by them or wait to be."""
        with self._changed:
            return self._asked

    def answer(self, request: Request, groups: frozenset[str] | None, generation: int, here: Callable[[], Answer]) -> Answer:
        """What a child answers from this generation, else what `here` gives. Raises ServiceError when it cannot be answered."""
        started, task = time.perf_counter(), _Task(_packed((request, groups)))
        with self._changed:
            given = self.ready > 0 and not self._over
            if given:
                self._asked += 1
                self._waiting.append(task)
                self._changed.notify_all()  # some wait for other things
        if not given:
            return self._worked(here)
        answer = self._given(task)
        if answer is None or answer.generation != generation:
            return here()
        return replace(answer, seconds=round(time.perf_counter() - started, 6))

    def _worked(self, here: Callable[[], Answer]) -> Answer:
        with self._changed:
            self._here += 1
            several = self._here >= AT_ONCE
        try:
            if several:
                self.start()
            return here()
        finally:
            with self._changed:
                self._here -= 1

    def _given(self, task: _Task) -> Answer | None:
        try:
            return task.told.result(LONGEST)
        except TimeoutError:
            with self._changed:
                task.tries, child = _TRIES, task.child
                _refuse(task)
            if child is not None:
                child.kill()
            return task.told.result()  # else it was answered just now
        finally:
            with self._changed:
                self._asked -= 1

    def _serve(self) -> None:
        """What each of our threads does: keep one child alive, and hand it one request after the other."""
        failed = 0
        while not self._over:
            with self._changed:
                self._changed.wait_for(lambda: self._over, _PAUSES[min(failed, len(_PAUSES) - 1)])
            child = None if self._over else self._started()
            failed = 0 if child else failed + 1
            if child:
                self._hand_over(child)
                self._ended(child)

    def _started(self) -> subprocess.Popen[bytes] | None:
        """A child that is ready, None when it ended before."""
        home = str(Path(__file__).resolve().parents[1])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIAOCHENG_")}
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        try:
            child = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
                [sys.executable, "-P", "-m", self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**kept, **_ALONE, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            )
        except OSError as error:
            _LOG.warning("worker cannot start", extra={"fields": {"reason": error.strerror}})
            return None
        with self._changed:
            self._children.add(child)
            if self._over:
                child.kill()
        try:
            _told(child, _packed(self._settings))
        except Exception:  # noqa: BLE001  (it has ended, or talks of what we do not know: the program was replaced meanwhile)
            self._ended(child, ready=False)
            return None
        with self._changed:
            self.ready += 1
        return child

    def _hand_over(self, child: subprocess.Popen[bytes]) -> None:
        """Give the child what is asked until it ends or we are over."""
        while (task := self._next()) is not None:
            with self._changed:
                if task.told.done():  # it waited too long
                    continue
                task.child, task.tries = child, task.tries + 1
            try:
                answer = _told(child, task.asked)
            except Exception:  # noqa: BLE001  (as in `_started`)
                self._again(task)
                return
            with contextlib.suppress(InvalidStateError):  # who asked waits no longer
                task.told.set_result(answer)

    def _next(self) -> _Task | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._waiting)
            return None if self._over else self._waiting.popleft()

    def _again(self, task: _Task) -> None:
        """What a child left undone when it ended is given to the next one, once."""
        task.child = None
        with self._changed:
            again = task.tries < _TRIES and not self._over
            if again:
                self._waiting.appendleft(task)
                self._changed.notify_all()  # some wait for other things
        if not again:
            _refuse(task)

    def _ended(self, child: subprocess.Popen[bytes], *, ready: bool = True) -> None:
        """Let go of a child. Where no other is ready, what waits is worked on by those who asked, but not what ended one."""
        child.kill()
        child.communicate()
        if not self._over:
            _LOG.warning("worker ended", extra={"fields": {"code": child.returncode}})
        with self._changed:
            self._children.discard(child)
            self.ready -= ready
            left = [] if self.ready else [task for task in self._waiting if not (ready and task.tries)]
            for task in left:
                self._waiting.remove(task)
        for task in left:
            if task.tries:
                _refuse(task)
            else:
                with contextlib.suppress(InvalidStateError):
                    task.told.set_result(None)


def _refuse(task: _Task) -> None:
    with contextlib.suppress(InvalidStateError):
        task.told.set_exception(_refusal())


def _refusal() -> ServiceError:
    return ServiceError("这个问题没能答完：服务正在停止，或回答它的进程出了故障。请稍后再试。")


def _packed(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _told(child: subprocess.Popen[bytes], asked: bytes) -> Any:  # noqa: ANN401 - what the child sends
    """What the child says to this."""
    if child.stdin is None or child.stdout is None:
        raise EOFError
    child.stdin.write(asked)
    child.stdin.flush()
    return pickle.load(child.stdout)  # noqa: S301  (from our own child)


def _affinity() -> range | set[int]:
    """The cores that we may use."""
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)


def _memory() -> int:
    """The bytes of memory of this machine; plenty where it does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return MOST * MEMORY
