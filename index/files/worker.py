"""A child process that reads risky files, with limits of time and memory: a crash or a hang costs one file.

Request: a line of JSON `{"kind", "size"}` and that many bytes. Reply: a line of JSON `{"text", "printed", "notes", "members":
[[path, size or reason]]}` or `{"error"}`, and the members' bytes. The child serves one request after another until its
input ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from index.errors import DataError
from index.files.sheet import Printed

SECONDS = 30.0
MEMORY = 1 << 30
_TURNS = 200  # After so many files a fresh child starts, so that what a library leaks does not add up.


class Worker:
    """Reads documents in one child process, started at the first need and again after each failure. A context manager.

    `seconds` is the time a file may take, `memory` the bytes of address space (where the system can limit it).
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Start nothing yet."""
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._turns = 0

    def __enter__(self) -> Worker:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the child."""
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def read(self, kind: str, data: bytes) -> tuple[dict[str, Any], list[tuple[str, bytes | str]]]:
        """The child's reply (`text`, `printed`, `notes`) and the members of an archive.

        Raises DataError: the reason the child gives, or that it crashed, ran out of memory or out of time.
        """
        child = self._running()
        late = threading.Event()
        timer = threading.Timer(self._seconds, _stop, (child, late))
        timer.start()
        try:
            reply, members = _ask(child, kind, data)
        except (OSError, ValueError, EOFError):
            self.close()
            reason = f"读了{self._seconds:g}秒还没读完" if late.is_set() else "把读取程序弄崩了或用尽了内存"
            raise DataError(f"{reason}，已跳过；文件可能已损坏。") from None
        finally:
            timer.cancel()
        self._turns += 1
        if self._turns >= _TURNS or reply.get("last"):
            self.close()
        if "error" in reply:
            raise DataError(reply["error"])
        return reply, members

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._turns = 0
            home = str(Path(__file__).resolve().parents[2])
            path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
            kept = {name: value for name, value in os.environ.items() if not name.startswith("LIAOCHENG_")}
            self._child = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
                [sys.executable, "-P", "-m", "index.files.worker", str(self._memory), str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, "PYTHONPATH": path},
            )
        return self._child


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _ask(child: subprocess.Popen[bytes], kind: str, data: bytes) -> tuple[dict[str, Any], list[tuple[str, bytes | str]]]:
    if child.stdin is None or child.stdout is None:
        raise EOFError
    child.stdin.write(json.dumps({"kind": kind, "size": len(data)}).encode() + b"\n")
    child.stdin.write(data)
    child.stdin.flush()
    reply = json.loads(child.stdout.readline())
    members = [
        (name, content if isinstance(content, str) else _exactly(child.stdout, content))
        for name, content in reply.pop("members", ())
    ]
    return reply, members


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def limit(memory: int, seconds: float) -> None:
    """Bound this process where the system can: address space, processor time of the next file, no files, no core dump."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime + seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def reply(kind: str, data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What the child answers to one request, and the bytes that follow: the document, or why it cannot be read."""
    from index.files.formats import parse

    try:
        parsed = parse(kind, data)
    except DataError as error:
        return {"error": str(error)}, []
    except MemoryError:
        return {"error": "要用的内存太多，没有读取；文件可能已损坏或被做了手脚。", "last": True}, []
    except RecursionError:
        return {"error": "嵌套太深，读不了；文件可能已损坏。"}, []
    except Exception as error:  # noqa: BLE001  (the edge of the child: whatever a parser throws costs this one file)
        return {"error": f"已损坏，读不了（{type(error).__name__}）。", "last": True}, []
    answer = {
        "text": parsed.text,
        "printed": asdict(parsed.printed),
        "notes": parsed.notes,
        "members": [[name, content if isinstance(content, str) else len(content)] for name, content in parsed.members],
    }
    return answer, [content for _, content in parsed.members if isinstance(content, bytes)]


def printed(answer: dict[str, Any]) -> Printed:
    """What a reply says of the printed page."""
    return Printed(**answer["printed"])


def serve(requests: IO[bytes], replies: IO[bytes], memory: int, seconds: float) -> None:
    """Answer requests until the input ends."""
    while line := requests.readline():
        request = json.loads(line)
        data = _exactly(requests, request["size"])
        limit(memory, seconds)
        answer, contents = reply(request["kind"], data)
        replies.write(json.dumps(answer).encode() + b"\n")
        for content in contents:
            replies.write(content)
        replies.flush()


def main() -> None:
    """Serve on the standard streams; whatever a library prints goes to the standard error stream instead."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies, int(sys.argv[1]), float(sys.argv[2]))


if __name__ == "__main__":
    main()
