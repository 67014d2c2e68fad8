"""`tocsin dead`: the entries that were set aside: what they are and why, back into the stream, or away for good."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from services.cli.options import config_option, configuration, format_option, settings_of
from services.cli.reaching import redis_of
from tocsin import streams

if TYPE_CHECKING:
    from services.runtime.deadletter import DeadLetter
    from services.runtime.server import Server

_PAGE: Final = 200
_ID: Final = re.compile(r"\d+-\d+")

Action = Callable[["Server", str, str], Awaitable[bool]]
"""What is done to one dead letter of a stream key; whether there was one."""


_stream: Final = click.option("--stream", metavar="KEY", help="only those of this stream, as `tocsin dead list` names it")


@click.group()
def dead() -> None:
    """List entries that were set aside; put them back, or drop them."""


@dead.command("list")
@format_option
@config_option
def list_(config: Path | None, shape: str) -> None:
    """List every dead letter, the oldest of each stream first."""

    async def run() -> None:
        async with _reached(config) as (server, keys):
            found = [letter async for letter in _every(server, keys)]
        if shape == "jsonl":
            for letter in found:
                click.echo(json.dumps(_row(letter), ensure_ascii=False))
        elif found:
            _print_table(found)
        else:
            click.echo("no dead letters")

    asyncio.run(run())


@dead.command()
@click.argument("dead_id", metavar="ID")
@_stream
@config_option
def show(config: Path | None, dead_id: str, stream: str | None) -> None:
    """Show one dead letter whole, as JSON.

    Where it came from, why it was set aside, what it holds.
    """

    async def run() -> None:
        async with _reached(config, stream) as (server, keys):
            letter = await _one(server, keys, dead_id)
        click.echo(json.dumps({**_row(letter), "fields": letter.fields}, ensure_ascii=False, indent=2))

    asyncio.run(run())


@dead.command()
@click.argument("dead_ids", metavar="ID...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="all of them")
@_stream
@config_option
def replay(config: Path | None, dead_ids: tuple[str, ...], stream: str | None, *, every: bool) -> None:
    """Put dead letters back into their streams, at the end.

    As they were published; do it once the cause is mended.
    """
    from services.runtime import deadletter

    _check(dead_ids, every=every)
    _apply(_Chosen(config, dead_ids, stream), deadletter.replay, "put back")


@dead.command()
@click.argument("dead_ids", metavar="ID...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="all of them")
@click.option("--yes", is_flag=True, help="do not ask")
@_stream
@config_option
def drop(config: Path | None, dead_ids: tuple[str, ...], stream: str | None, *, every: bool, yes: bool) -> None:
    """Remove dead letters for good."""
    from services.runtime import deadletter

    _check(dead_ids, every=every)
    if every and not yes:
        click.confirm(f"remove every dead letter{f' of {stream}' if stream else ''} for good?", abort=True)
    _apply(_Chosen(config, dead_ids, stream), deadletter.drop, "removed")


def _check(dead_ids: tuple[str, ...], *, every: bool) -> None:
    if every == bool(dead_ids):
        raise click.UsageError("name one or more ids, or give --all; `tocsin dead list` shows them")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The dead letters that a command line means: those of some ids, without ids all; of one stream, where it is named."""

    config: Path | None
    ids: tuple[str, ...]
    stream: str | None


def _apply(which: _Chosen, action: Action, word: str) -> None:
    """Does it to the dead letters that are meant, and says to how many; nothing is done when one of them is not there."""

    async def run() -> int:
        async with _reached(which.config, which.stream) as (server, keys):
            if which.ids:
                chosen = [await _one(server, keys, dead_id) for dead_id in which.ids]
            else:
                chosen = [letter async for letter in _every(server, keys)]
            return sum([await action(server, letter.key, letter.id) for letter in chosen])

    done = asyncio.run(run())
    click.echo(f"{done} dead {'letter' if done == 1 else 'letters'} {word}")


@asynccontextmanager
async def _reached(config: Path | None, only: str | None = None) -> AsyncIterator[tuple["Server", list[str]]]:
    """The system's Redis, and every stream key that may have dead letters, or the one that is named."""
    document = configuration(config)
    settings = settings_of(document)
    keys = [key for stream in streams.ALL for key in streams.keys(stream, settings.partitions)]
    if only is not None and only not in keys:
        raise click.UsageError(f"no stream is called {only}; there are {', '.join(keys)}")
    async with redis_of(document, settings) as server:
        yield server, keys if only is None else [only]


async def _every(server: "Server", keys: list[str]) -> AsyncIterator["DeadLetter"]:
    from services.runtime import deadletter

    for key in keys:
        start = "-"
        while page := await deadletter.listing(server, key, _PAGE, start):
            for letter in page:
                yield letter
            start = f"({page[-1].id}"


async def _one(server: "Server", keys: list[str], dead_id: str) -> "DeadLetter":
    """The dead letter of an id. ClickException when there is none, or one in each of several streams."""
    from services.runtime import deadletter

    if not _ID.fullmatch(dead_id):
        raise click.UsageError(f"{dead_id!r} is no id of a dead letter; `tocsin dead list` shows them, such as 1763999999999-0")
    found = [letter for key in keys if (letter := await deadletter.find(server, key, dead_id))]
    if not found:
        raise click.ClickException(f"no dead letter {dead_id}; `tocsin dead list` shows those there are")
    if len(found) > 1:
        places = " and in ".join(letter.key for letter in found)
        raise click.ClickException(f"{dead_id} is in {places}: say which with --stream")
    return found[0]


def _row(letter: "DeadLetter") -> dict[str, Any]:
    return {
        "id": letter.id,
        "stream": letter.key,
        "group": letter.group,
        "entry": letter.entry,
        "time": letter.time.isoformat() if letter.time else None,
        **asdict(letter.reason),
    }


def _print_table(found: list["DeadLetter"]) -> None:
    """Two lines each, the error whole on its own."""
    for letter in found:
        since = f"{letter.time.astimezone():%d %b %H:%M}" if letter.time else ""
        times = f"{letter.reason.deliveries} {'delivery' if letter.reason.deliveries == 1 else 'deliveries'}"
        click.echo(f"{since}  {letter.key}  {letter.id}  {letter.reason.kind}, {times}\n  {' '.join(letter.reason.error.split())}")
