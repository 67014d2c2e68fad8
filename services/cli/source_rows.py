"""What is told of sources: one row each, as JSON lines for programs and as a table for people."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from services.ingest.settings import Source
    from services.ingest.sources.state import SourceState

_SPANS: Final = ((86_400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
_MOMENTS: Final = frozenset({"last_ok", "last_new", "next"})
_LENGTHS: Final = frozenset({"every", "silent_for", "usual_gap"})
_LONG: Final = frozenset({"error", "url"})
"""What may be as long as a line."""
_NARROW: Final = 130
"""Characters of a line from which on a row with what is long fits one."""
_WIDE: Final = 200
"""Characters of a line where no terminal says how many it has."""


def row(source: "Source", state: "SourceState | None") -> dict[str, Any]:
    """What became of a source's last reading: moments as ISO 8601, spans in seconds."""
    return {
        "id": source.id,
        "kind": source.kind.value,
        "status": _status(source, state),
        "last_ok": _instant(state.last_ok) if state else None,
        "last_new": _instant(state.last_new) if state else None,
        "every": round(state.interval) if state else None,
        "next": _instant(state.due) if state and state.due < 1e11 else None,
        "url": state.url if state else source.address,
    }


def health(source: "Source", state: "SourceState | None") -> dict[str, Any]:
    """How a source is doing, and whether that is well."""
    from services.ingest.sources.coverage import silent

    now = datetime.now(UTC).timestamp()
    is_silent = state is not None and silent(state, source.silent_after, now)
    since = (state.last_new if state.last_new is not None else state.added) if state else None
    status = "silent" if is_silent and state and state.status == "ok" else _status(source, state)
    return {
        "id": source.id,
        "status": status,
        "well": not is_silent and status in {"ok", "new", "paused", "disabled", "waiting"},
        "silent_for": round(now - since) if since is not None and is_silent else None,
        "usual_gap": round(state.cadence) if state and state.cadence is not None else None,
        "last_ok": _instant(state.last_ok) if state else None,
        "items": state.items_seen if state else 0,
        "new": state.items_new if state else 0,
        "failures": state.failures if state else 0,
        "error": state.error if state else None,
    }


def _status(source: "Source", state: "SourceState | None") -> str:
    if not source.enabled:
        return "disabled"
    if state is None:
        return "waiting"
    return "paused" if state.paused else state.status


def _instant(moment: float | None) -> str | None:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds") if moment is not None else None


def show(rows: Sequence[dict[str, Any]], columns: Sequence[str], shape: str) -> None:
    """Prints rows: all they hold as JSON lines, or some columns as a table in which moments are how long ago."""
    if shape == "jsonl":
        for each in rows:
            click.echo(json.dumps(each, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if console.is_terminal and console.width < _NARROW and rows:
        click.echo("\n".join(_stacked(rows, columns)))
        return
    if not console.is_terminal:
        console = Console(width=_WIDE)
    table = Table(box=None, pad_edge=False)
    for column in columns:
        ends = column in _LONG
        table.add_column(column.replace("_", " "), no_wrap=not ends, overflow="fold", min_width=None if ends else len(column))
    now = datetime.now(UTC)
    for each in rows:
        table.add_row(*(_told(column, each[column], now) for column in columns))
    console.print(table if rows else "no source is declared; `tocsin sources add URL` adds one")


def _stacked(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> list[str]:
    """Lines for a terminal too narrow for a table: what is long stands below its row."""
    now = datetime.now(UTC)
    short = [column for column in columns if column not in _LONG]
    cells = [
        [column.replace("_", " ") for column in short],
        *([_told(column, row[column], now) for column in short] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    below = [[f"  {row[column]}" for column in columns if column in _LONG and row[column]] for row in rows]
    return [lines[0], *(text for line, more in zip(lines[1:], below, strict=True) for text in (line, *more))]


def _told(column: str, value: Any, now: datetime) -> str:
    if value is None:
        return ""
    if column in _LENGTHS:
        return span(value)
    if column in _MOMENTS:
        seconds = (now - datetime.fromisoformat(value)).total_seconds()
        if column == "next" and seconds >= 0:
            return "now"
        return f"{span(seconds)} ago" if seconds >= 0 else f"in {span(-seconds)}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def span(seconds: float) -> str:
    """A length of time in its largest unit.

    >>> span(75), span(7200), span(0)
    ('1 min', '2 h', '0 s')
    """
    size, unit = next((each for each in _SPANS if seconds >= each[0]), _SPANS[-1])
    return f"{seconds / size:.0f} {unit}"
