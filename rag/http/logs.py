"""What the server writes to its log: one line a request and one a fault, as JSON for programs or as text for people."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from rag.http.trace import request_id

ROOT = "rag"


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, then what the record carries in `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; a fault's stack trace is left out, for it may hold what was asked."""
        return json.dumps({**_head(record), **_fields(record)}, ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same for people: time, level, event, then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        told = " ".join(f"{name}={value}" for name, value in _fields(record).items() if value is not None)
        return " ".join((*_head(record).values(), told)).rstrip()


FORMS: dict[str, type[logging.Formatter]] = {"json": JsonLines, "text": TextLines}


class _Stderr(logging.Handler):
    """Writes to what is the standard error stream now, whoever has changed it since."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a stream that is gone is no reason to fail."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            self.handleError(record)


def configure(form: str, level: str) -> None:
    """Let the records of this package from `level` up be written to stderr in this `form`, once however often it is called."""
    logger, handler = logging.getLogger(ROOT), _Stderr()
    handler.setFormatter(FORMS[form]())
    logger.handlers = [*(old for old in logger.handlers if not isinstance(old, _Stderr)), handler]
    logger.setLevel(level.upper())
    logger.propagate = False  # other libraries set handlers of their own at the root


def restore() -> None:
    """Take back what `configure` did."""
    logger = logging.getLogger(ROOT)
    logger.handlers = [old for old in logger.handlers if not isinstance(old, _Stderr)]
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


def _head(record: logging.LogRecord) -> dict[str, str]:
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return {"time": moment, "level": record.levelname.lower(), "event": record.getMessage()}


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields = getattr(record, "fields", None)
    return dict(fields) if isinstance(fields, dict) else {"request_id": request_id()}
