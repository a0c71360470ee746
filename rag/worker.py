"""A process that answers questions for its parent, `rag.workers.Workers`, over the same library.

It reads requests, as pickles, from its standard input until that ends: only its parent can write there, and a parent
that is gone, however it went, takes its children along.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant

LOOK_SECONDS = 5.0  # how often an idle child looks for a newer generation, to let go of the one it has


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer requests until their stream ends: first come the settings, then a request and groups at a time."""
    from rag.assistant import Assistant

    def reply(value: object) -> None:
        pickle.dump(value, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()

    with Assistant(pickle.load(requests)) as library:  # noqa: S301  (from our own parent)
        library.warm()
        threading.Thread(target=_look, args=(library,), daemon=True).start()
        reply(library.generation)
        while True:
            request, groups = pickle.load(requests)  # noqa: S301
            try:
                answer = library.seen_by(groups).work(request)
            except Exception:  # noqa: BLE001  (the edge of the child: the parent meets the same and tells whoever asked)
                answer = None
            reply(answer)


def _look(library: Assistant) -> None:
    """A generation that was replaced is let go of also while nobody asks: its removed texts shall leave the disk."""
    while True:
        time.sleep(LOOK_SECONDS)
        with contextlib.suppress(Exception):
            library.generation  # noqa: B018  (looking is what it is for)


def main() -> None:
    """Serve on the standard streams; whatever a library prints goes to the standard error stream. Only our parent ends us."""
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):  # our parent has gone
        serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
