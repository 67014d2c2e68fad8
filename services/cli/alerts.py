"""`tocsin alerts`: what was sent where, what waits and why, try again, be silent, test a destination."""

import asyncio
import getpass
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from services.cli.options import config_option, configuration, settings_of
from services.cli.reaching import database_of
from services.cli.region import Region

if TYPE_CHECKING:
    from services.store.alerts.ledger import Delivery, Health, Mute
    from services.store.alerts.sender import Outcome
    from services.store.alerts.settings import Alerting, Destination

_LENGTH: Final = re.compile(r"(\d+)\s*([mhdw])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Length(click.ParamType[timedelta]):
    """A length of time: 30m, 2h, 7d."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The length; a usage error that shows the form for anything else."""
        if isinstance(value, timedelta):
            return value
        found = _LENGTH.fullmatch(str(value).strip())
        if not found:
            self.fail(f"{value!r} is no length of time such as 30m, 2h or 7d", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.group()
def alerts() -> None:
    """Look into deliveries of alerts, and act on them."""


@alerts.command(name="list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(["waiting", "sent", "skipped", "failed"]),
    help="only these; repeatable",
)
@click.option("--about", metavar="ID", help="an incident, a destination or a delivery")
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True, help="at most so many deliveries")
@config_option
def list_(config: Path | None, statuses: tuple[str, ...], about: str | None, limit: int) -> None:
    """List destinations, silences and the latest deliveries."""
    from services.store.alerts import ledger
    from services.store.alerts.settings import alerting

    document = configuration(config)
    names = [destination.name for destination in alerting(document).destinations]

    async def run() -> None:
        async with database_of("store", settings_of(configuration(config))) as engine:
            for each in await ledger.health(engine, names):
                click.echo(_health_line(each))
            for silence in await ledger.mutes(engine, datetime.now(UTC)):
                click.echo(_mute_line(silence))
            for found in await ledger.deliveries(engine, about=about, statuses=statuses, limit=limit):
                click.echo(_line(found))

    asyncio.run(run())


@alerts.command()
@click.argument("what", metavar="ID")
@config_option
def show(config: Path | None, what: str) -> None:
    """Show every delivery of an incident, or one delivery.

    With the service's own answer.
    """
    from services.store.alerts import ledger

    async def run() -> None:
        async with database_of("store", settings_of(configuration(config))) as engine:
            found = await ledger.deliveries(engine, about=what, limit=1_000)
        if not found:
            raise click.ClickException(f"no delivery is about {what}; `tocsin alerts list` shows ids")
        for each in reversed(found):
            click.echo(_page(each))

    asyncio.run(run())


@alerts.command()
@click.argument("what", metavar="ID")
@config_option
def retry(config: Path | None, what: str) -> None:
    """Send what waits or failed, now.

    ID is one delivery, an incident, or a destination for all of its own.
    """
    from services.store.alerts import wishes

    async def run() -> int:
        async with database_of("store", settings_of(configuration(config))) as engine:
            return await wishes.retry(engine, what, datetime.now(UTC))

    click.echo(f"{asyncio.run(run())} deliveries are due now")


@alerts.command()
@click.option("--for", "length", type=Length(), help="how long: 30m, 2h, 7d")
@click.option("--destination", metavar="NAME", help="only what goes there")
@click.option("--region", type=Region(), metavar="CODE", help="UA-63, SEA:black, or UA for all its regions")
@click.option("--incident", metavar="ID", help="only what is told of this one")
@click.option("--by", default=getpass.getuser, show_default="the user", help="who asks for it")
@click.option("--end", metavar="ID", help="end this silence now")
@config_option
def mute(config: Path | None, length: timedelta | None, end: str | None, **what: Any) -> None:
    """Hold alerts back for a time.

    At its end they are told in one digest.
    """
    from services.store.alerts import wishes
    from services.store.alerts.settings import alerting

    if (length is None) == (end is None):
        raise click.UsageError("say how long (--for 2h), or which silence to end (--end ID)")
    known = alerting(configuration(config))
    if what["destination"] is not None:
        _known_destination(known, what["destination"])

    async def run() -> str:
        async with database_of("store", settings_of(configuration(config))) as engine:
            now = datetime.now(UTC)
            if end is not None:
                freed = await wishes.unmute(engine, end, now, known.routes)
                return f"{end} has ended; {freed} deliveries are due now"
            assert length is not None
            until = now + length
            made = await wishes.mute(engine, wishes.Silence(until=until, **what), now)
            return f"{made}: silent until {until:%Y-%m-%d %H:%M} UTC"

    click.echo(asyncio.run(run()))


@alerts.command()
@click.argument("destination")
@config_option
def test(config: Path | None, destination: str) -> None:
    """Send one message to a destination now.

    And show what the service answers.
    """
    from services.store.alerts.dispatch import send_test
    from services.store.alerts.settings import alerting

    chosen = _known_destination(alerting(configuration(config)), destination)
    outcome = asyncio.run(send_test(chosen, datetime.now(UTC)))
    click.echo(_outcome(outcome))
    if outcome.result != "sent":
        raise click.exceptions.Exit(1)


def _known_destination(known: "Alerting", name: str) -> "Destination":
    chosen = known.destination(name)
    if chosen is None:
        names = ", ".join(each.name for each in known.destinations)
        raise click.ClickException(f"no destination is called {name}; there are: {names}")
    return chosen


def _outcome(outcome: "Outcome") -> str:
    status = "no answer" if outcome.code is None else f"status {outcome.code}"
    told = outcome.result if outcome.reason in {"", outcome.result} else f"{outcome.result}: {outcome.reason}"
    return f"{told} ({status})" + (f"\n{outcome.answer}" if outcome.answer else "")


def _health_line(found: "Health") -> str:
    paused = f", paused until {_time(found.paused_until)}: {found.reason}" if found.paused_until and found.reason else ""
    oldest = f" since {_time(found.oldest)}" if found.waiting and found.oldest else ""
    return f"{found.name}: {found.sent} sent, {found.waiting} waiting{oldest}, {found.failed} failed{paused}"


def _mute_line(found: "Mute") -> str:
    what = ", ".join(part for part in (found.destination, found.region, found.incident) if part) or "everything"
    return f"silent until {_time(found.until)} about {what}, by {found.by} [{found.id}]"


def _line(found: "Delivery") -> str:
    when = _time(found.ended or found.due)
    code = f" {found.code}" if found.code else ""
    what = f"{found.destination}: {found.kind}, {found.action}"
    return f"{when}  {found.status:<8} {what:<28} {found.incident or '-'}  {found.reason or ''}{code} [{found.id}]"


def _page(found: "Delivery") -> str:
    lines = [
        _line(found),
        f"    revision {found.revision} by route {found.route}, planned {_time(found.planned)}, {found.attempts} attempts",
    ]
    if found.answer:
        lines.append(f"    {found.answer}")
    return "\n".join(lines)


def _time(moment: datetime | None) -> str:
    return "?" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"
