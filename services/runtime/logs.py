"""Log lines: one JSON object or one line of text each, with the ids bound to the work at hand. Owns format, knows no field."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, TextIO

_BOUND: Final[ContextVar[dict[str, object]]] = ContextVar("tocsin_log_fields", default={})  # noqa: B039  # never mutated, only replaced

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_NOISY: Final = ("faststream", "alembic", "trafilatura", "uvicorn", "asyncio")

_INDISCREET: Final = ("httpx", "httpcore", "urllib3", "requests", "apprise")
"""Libraries that log addresses and headers, which may be passwords: never below warning, whatever level is asked for."""


@contextmanager
def bound(**fields: object) -> Iterator[None]:
    """Adds the fields (article=…, trace=…) to every line logged inside the block, also by code that knows nothing of them."""
    token = _BOUND.set({**_BOUND.get(), **{name: value for name, value in fields.items() if value is not None}})
    try:
        yield
    finally:
        _BOUND.reset(token)


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """The bound fields and those given as `extra=`."""
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    return {**_BOUND.get(), **extra}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the fields, and the traceback under `error`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line for people: time, level, message, then the fields as name=value. Errors show their sentence, not their traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of text; with a traceback only at level debug."""
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = " ".join(f"{name}={value}" for name, value in fields_of(record).items())
        line = f"{moment} {record.levelname.lower():<7} {record.getMessage()}" + (f"  {fields}" if fields else "")
        if record.exc_info and record.exc_info[1] is not None:
            if logging.getLogger().isEnabledFor(logging.DEBUG):
                return f"{line}\n{self.formatException(record.exc_info)}"
            return f"{line}: {type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        return line


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Sends every log line of the process to `stream` (standard error), from `level` on, as "json", "text" or "auto"."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    as_text = form == "text" or (form == "auto" and target.isatty())
    handler.setFormatter(TextLines() if as_text else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:  # libraries that speak of every step at level info
        logging.getLogger(name).setLevel(logging.NOTSET if level == "debug" else logging.WARNING)
    for name in _INDISCREET:
        logging.getLogger(name).setLevel(logging.WARNING)
