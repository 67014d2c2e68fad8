"""Reads streams as they grow, for people who watch: no group, nothing acknowledged, nothing missed while it runs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.runtime.waiting import until_there
from tocsin.streams import EVENT_FIELD

if TYPE_CHECKING:
    from services.runtime.delivery import Entry
    from services.runtime.server import Server

_PAGE: Final = 500
"""Entries asked for at a time."""

_PAUSE: Final = 0.1
"""Seconds between two looks when nothing was new."""

START: Final = "0-0"
"""Before the first entry of any stream."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry of a stream."""

    key: str
    entry: str
    raw: bytes | None
    """The event as JSON; None for an entry that has no such field."""


async def latest(server: "Server", keys: Sequence[str], count: int) -> tuple[list[Seen], dict[str, str]]:
    """The last `count` entries over all keys, oldest first, and where each key ends. Raises Transient when Redis is away."""
    found = {key: await server.newest(key, max(count, 1)) for key in keys}
    seen = [_seen(key, entry) for key, entries in found.items() for entry in entries]
    newest = sorted(seen, key=lambda each: _order(each.entry))[-count:] if count else []
    return newest, {key: entries[-1].id if entries else START for key, entries in found.items()}


async def follow(server: "Server", after: dict[str, str]) -> AsyncIterator[Seen]:
    """Every entry behind the given ids, then what is added, until closed. A server that goes away is waited for.

    `after` holds an id for each key and is moved along.
    """
    while True:
        fresh = [seen for key in after for seen in await until_there("Redis", lambda key=key: _behind(server, key, after[key]))]  # type: ignore[misc]
        for seen in sorted(fresh, key=lambda seen: _order(seen.entry)):
            after[seen.key] = seen.entry
            yield seen
        if not fresh:
            await asyncio.sleep(_PAUSE)


async def _behind(server: "Server", key: str, last: str) -> list[Seen]:
    return [_seen(key, entry) for entry in await server.entries(key, f"({last}", count=_PAGE)]


def _seen(key: str, entry: "Entry") -> Seen:
    return Seen(key, entry.id, entry.fields.get(EVENT_FIELD.encode()))


def _order(entry: str) -> tuple[int, int]:
    """Entries by the time that the server gave them.

    >>> sorted(["10-0", "9-1", "9-0"], key=_order)
    ['9-0', '9-1', '10-0']
    """
    moment, _, number = entry.partition("-")
    return int(moment), int(number)
