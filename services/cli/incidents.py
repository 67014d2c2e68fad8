"""`tocsin incidents`, `incident`, `link` and `unlink`: look incidents up and decide about their claims, in the store's database."""

import asyncio
import getpass
import re
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from services.cli.options import config_option, configuration, settings_of
from services.cli.reaching import database_of
from services.cli.region import Region

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rich.console import Console

    from services.store.lookup import Listed

_AGO: Final = re.compile(r"(\d+)\s*([hdw])")
_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}

_TABLE_ROWS: Final = 50
"""Rows of a table on a terminal unless --limit asks for more or fewer."""


_WIDE: Final = 200
_NARROW: Final = 130
"""Characters of a line from which on an incident fits one."""
"""Columns where the output is no terminal, so that nothing is cut."""

_COUNTED: Final = frozenset({"said by", "told in"})
"""Columns of numbers: independent claimants, and articles that are not copies of others."""

_SEVERITY: Final = ("mentioned", "attack", "damage", "injured", "killed")
"""Severity in a word, from 0 to 4."""


class Day(click.ParamType[date]):
    """A day as 2025-07-21, or how long ago: 12h, 7d, 2w."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error that shows both forms for anything else."""
        if isinstance(value, date):
            return value
        ago = _AGO.fullmatch(str(value).strip())
        if ago:
            return (datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})).date()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither a day such as 2025-07-21 nor a time ago such as 7d", param, ctx)


_ALERTS: Final = 200
"""Deliveries that the page of an incident lists, the latest."""


@click.command()
@click.option(
    "--region",
    "regions",
    multiple=True,
    type=Region(),
    metavar="CODE",
    help="UA-63, SEA:black, or UA for all its regions; repeatable",
)
@click.option("--since", type=Day(), help="first day, or how long ago (7d)")
@click.option("--until", type=Day(), help="last day")
@click.option("--family", type=click.Choice(["aerial", "shelling", "sea", "other"]), help="what it was done with")
@click.option("--severity", type=click.IntRange(0, 4), default=0, help="at least: 1 attack, 2 damage, 3 injured, 4 killed")
@click.option("--limit", type=click.IntRange(min=1), help="at most so many, the latest first")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "jsonl", "csv", "geojson"]),
    default="table",
    show_default=True,
    help="a table for people, or a file for programs",
)
@config_option
def incidents(config: Path | None, shape: str, **asked: Any) -> None:
    """List regional incidents, the latest first."""
    from services.store import export, lookup
    from tocsin.vocabulary import Family

    wanted = lookup.Wanted(
        regions=tuple(asked["regions"]),
        since=asked["since"],
        until=asked["until"],
        family=Family(asked["family"]) if asked["family"] else None,
        severity=asked["severity"],
        limit=asked["limit"] or (_TABLE_ROWS if shape == "table" else None),
    )
    settings = settings_of(configuration(config))
    formats = {"jsonl": export.jsonl, "csv": export.comma_separated, "geojson": export.geojson}

    async def run() -> None:
        async with database_of("store", settings) as engine:
            listed = lookup.incidents(engine, wanted)
            if shape == "table":
                await print_table(listed)
                return
            async with aclosing(listed), aclosing(formats[shape](listed)) as texts:  # closed also where the reader has gone
                async for text in texts:
                    click.echo(text, nl=False)

    asyncio.run(run())


@click.command()
@click.argument("incident_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="the incident, its claims and its history as one JSON object")
@config_option
def incident(config: Path | None, incident_id: str, *, as_json: bool) -> None:
    """Show one incident: its claims with quotes, its history."""
    from services.cli.incident_page import as_document, as_text
    from services.store import lookup
    from services.store.alerts import ledger

    settings = settings_of(configuration(config))

    async def run() -> None:
        async with database_of("store", settings) as engine:
            record = await lookup.record(engine, incident_id)
            told = await ledger.deliveries(engine, about=record.incident.id if record else incident_id, limit=_ALERTS)
        if record is None:
            raise click.ClickException(f"no incident {incident_id}; `tocsin incidents` lists their ids")
        click.echo(as_document(record, told[::-1]) if as_json else as_text(record, told[::-1]))

    asyncio.run(run())


@click.command()
@click.argument("one", metavar="CLAIM")
@click.argument("other", metavar="CLAIM")
@click.option("--by", default=getpass.getuser, show_default="the user", help="who decided")
@config_option
def link(config: Path | None, one: str, other: str, by: str) -> None:
    """Put two claims of one region into one incident.

    Whatever the rules say. The running store applies it.
    """
    _note(config, one, other, "link", by)


@click.command()
@click.argument("one", metavar="CLAIM")
@click.argument("other", metavar="CLAIM")
@click.option("--by", default=getpass.getuser, show_default="the user", help="who decided")
@config_option
def unlink(config: Path | None, one: str, other: str, by: str) -> None:
    """Take the second claim out of the incident of the first.

    The running store applies it.
    """
    _note(config, one, other, "unlink", by)


def _note(config: Path | None, one: str, other: str, kind: Literal["link", "unlink"], by: str) -> None:
    from services.store import links

    settings = settings_of(configuration(config))

    async def run() -> None:
        async with database_of("store", settings) as engine:
            await links.note(engine, links.Decision(one, other, kind, by), datetime.now(UTC))

    asyncio.run(run())
    click.echo(f"{kind} of {one} and {other} noted")


async def print_table(listed: "AsyncIterator[Listed]") -> None:
    """Shows incidents as a table; wide, so that nothing is cut, where the output is no terminal."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    width = console.width if console.is_terminal else _WIDE
    if width < _NARROW:
        await _print_stacked(listed, console)
        return
    table = Table(box=None, header_style="bold")
    for name in ("when", "region", "family", "what", "places", "said by", "told in", "id"):
        table.add_column(name, no_wrap=name in {"when", "family", "what", "id"}, justify="right" if name in _COUNTED else "left")
    async for each in listed:
        found = each.incident
        where = f"{found.region_name or ''} {found.region}".strip()
        places = ", ".join(found.places[:3])
        table.add_row(
            period(found.start, found.end),
            where,
            found.family,
            _SEVERITY[found.severity],
            places,
            str(found.claimants),
            str(found.origins),
            found.id,
        )
    if table.row_count == 0:
        click.echo("no incident matches")
        return
    Console(width=width).print(table)


async def _print_stacked(listed: "AsyncIterator[Listed]", console: "Console") -> None:
    """Shows each incident on two lines: where a line is too short, cutting would take the region first."""
    from rich.table import Table

    table = Table("when\nid", "region\nplaces", "what\nfamily", "said by\ntold in", box=None, header_style="bold", pad_edge=False)
    for column in table.columns:
        column.no_wrap = column is not table.columns[1]
    async for each in listed:
        found = each.incident
        table.add_row(
            f"{period(found.start, found.end)}\n{found.id}",
            f"{found.region_name or ''} {found.region}".strip() + f"\n{', '.join(found.places[:3])}",
            f"{_SEVERITY[found.severity]}\n{found.family}",
            f"{found.claimants}\n{found.origins}",
        )
    if table.row_count:
        console.print(table)
    else:
        click.echo("no incident matches")


def period(start: str | None, end: str | None) -> str:
    """From when to when, in as few characters as tell it.

    >>> period("2025-07-21", "2025-07-22"), period(None, "2025-07-21")
    ('2025-07-21 → 07-22', '? → 2025-07-21')
    >>> period("2025-07-21T12:20:00+03:00", "2025-07-21T15:00:00+03:00")
    '2025-07-21 12:20 → 15:00'
    """
    first, last = ((moment or "?")[:16].replace("T", " ") for moment in (start, end))
    if first == last:
        return first
    for shared in (len("2025-07-21 "), len("2025-")):
        if len(first) == len(last) and first[:shared] == last[:shared]:
            return f"{first} → {last[shared:]}"
    return f"{first} → {last}"
