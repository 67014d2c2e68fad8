"""`tocsin status`: what the system is doing, on one screen or as JSON lines. Owns its look; others find the facts."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.options import config_option, configuration, format_option

if TYPE_CHECKING:
    from services.cli.facts import Reader, Source, Status
    from services.store.alerts.ledger import Health

_NUMBERS: Final = ("entries", "per s", "to read", "at work", "oldest", "readers", "dead")


@click.command()
@format_option
@config_option
def status(config: Path | None, shape: str) -> None:
    """Show what the system is doing, on one screen.

    Lag and rates of every stream, dead letters, sources in trouble, messages that wait.
    """
    from services.cli import facts

    found = asyncio.run(facts.collect(configuration(config)))
    if shape == "jsonl":
        _write(found)
    else:
        _print(found)
    if not found.readers and not found.destinations:
        told = "nothing of the system answers; the lines above say what to do"
        raise click.ClickException("\n".join(found.away) if shape == "jsonl" else told)


def _write(found: "Status") -> None:
    parts = (("stream", found.readers), ("source", found.sources), ("destination", found.destinations))
    for part, rows in parts:
        for row in rows:
            click.echo(json.dumps({"part": part, **asdict(row)}, ensure_ascii=False, default=str))
    for reason in found.away:
        click.echo(json.dumps({"part": "away", "reason": reason}, ensure_ascii=False))


def _print(found: "Status") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if found.readers:
        table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False)
        for name in ("stream", "group"):
            table.add_column(name, no_wrap=True)
        for name in _NUMBERS:
            table.add_column(name, justify="right", no_wrap=True)
        for row in found.readers:
            table.add_row(*_cells(row))
        console.print(table)
    troubled = [source for source in found.sources if source.troubled]
    lines = [("sources", f"{len(found.sources)} read, {len(troubled)} in trouble", bool(troubled))] if found.sources else []
    lines += [("", _source(source), True) for source in troubled]
    lines += [(each.name, _destination(each), bool(each.failed or each.paused_until)) for each in found.destinations]
    lines += [("away", reason, True) for reason in found.away]
    for head, text, wrong in lines:
        console.print(f" {head:<12} {text}", style="red" if wrong else "", markup=False)


def _cells(row: "Reader") -> list[str]:
    numbers = [str(row.entries), f"{row.per_second:.1f}"]
    if row.group is None:
        return [row.stream, "", *numbers, "", "", "", "", _dead(row.dead)]
    oldest = f"{row.oldest:.0f} s" if row.under_way else ""
    return [row.stream, row.group, *numbers, str(row.to_read), str(row.under_way), oldest, str(row.readers), _dead(row.dead)]


def _dead(number: int) -> str:
    return f"[red]{number}[/red]" if number else "0"


def _source(source: "Source") -> str:
    """One source in trouble, in a line."""
    since = f", last read {datetime.fromisoformat(source.last_ok).astimezone():%d %b %H:%M}" if source.last_ok else ", never read"
    return f"{source.id}: {source.state}{since}{f': {source.error}' if source.error else ''}"


def _destination(health: "Health") -> str:
    """One destination, in a line."""
    paused = f", paused until {health.paused_until.astimezone():%d %b %H:%M}" if health.paused_until else ""
    reason = f": {health.reason}" if health.reason else ""
    return f"{health.waiting} messages wait, {health.sent} sent, {health.failed} failed{paused}{reason}"
