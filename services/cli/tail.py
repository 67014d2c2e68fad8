"""`tocsin tail`: the events of a stream as they come: lines for people on a terminal, the events themselves in a pipe."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.options import config_option, configuration, format_option, settings_of
from services.cli.reaching import redis_of
from tocsin import streams

if TYPE_CHECKING:
    from services.cli.following import Seen
    from services.runtime.settings import Document

_STREAMS: Final = {
    "articles": streams.ARTICLES,
    "claims": streams.CLAIMS,
    "incidents": streams.INCIDENTS,
    "coverage": streams.COVERAGE,
}


@click.command()
@click.argument("stream", type=click.Choice(list(_STREAMS)))
@click.option("-n", "--last", type=click.IntRange(min=0), default=10, show_default=True, help="so many of the latest first")
@click.option("--follow/--no-follow", default=True, show_default=True, help="go on with what comes, until Ctrl-C")
@format_option
@config_option
def tail(config: Path | None, stream: str, last: int, shape: str, *, follow: bool) -> None:
    """Show articles, claims or incidents as they come.

    In a pipe: each event as one line of CloudEvents JSON.
    """
    document = configuration(config)
    with suppress(KeyboardInterrupt):
        asyncio.run(_tail(document, _STREAMS[stream], last, follow=follow, as_table=shape == "table"))


async def _tail(document: "Document", stream: str, last: int, *, follow: bool, as_table: bool) -> None:
    from services.cli import following

    settings = settings_of(document)
    show = _for_people if as_table else _for_programs
    keys = streams.keys(streams.by_name(stream), settings.partitions)
    async with redis_of(document, settings) as server:
        newest, after = await following.latest(server, keys, last)
        for seen in newest:
            show(seen)
        if follow:
            async for seen in following.follow(server, after):
                show(seen)


def _for_programs(seen: "Seen") -> None:
    """The event as it is, one line; what is no JSON is told on standard error, so that every line can be read."""
    try:
        json.loads(seen.raw or b"")
    except ValueError:
        click.echo(f"{seen.key} {seen.entry}: an entry without an event: {(seen.raw or b'')[:80]!r}", err=True)
    else:
        click.echo(" ".join((seen.raw or b"").decode("utf-8", "replace").split("\n")))


def _for_people(seen: "Seen") -> None:
    """One line; nothing for events that only programs need."""
    from services.cli.newsroom.screen import line
    from tocsin import UnreadableEvent, read_event

    try:
        event = read_event(seen.raw or b"")
    except UnreadableEvent as error:
        click.echo(f"{click.style('unreadable', fg='red')} {seen.key} {seen.entry}: {error}")
        return
    told = line(event.data)
    if told:
        click.echo(f"{click.style(f'{event.time.astimezone():%H:%M:%S}', dim=True)} {told[1]}")
