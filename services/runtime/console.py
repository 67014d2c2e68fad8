"""The streams for a person at a terminal: how they stand, what comes in, what was set aside. Plain calls, no event loop to know of.

Commands read streams through this and nothing else.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from services.runtime import deadletter, groups, state
from services.runtime.deadletter import DeadLetter
from services.runtime.delivery import Entry
from services.runtime.errors import ConfigError, Permanent
from services.runtime.redis_server import EmbeddedServer
from services.runtime.server import Server, connect, text
from services.runtime.settings import Document, runtime_settings
from services.runtime.state import StreamState
from tocsin import streams

_LOOK: Final = 0.2
"""Seconds between two looks for new entries while following."""

_PAGE: Final = 100

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of a stream."""

    key: str
    id: str
    """Of the entry; `since` takes it."""
    event: str
    """The event as JSON, or what stands there instead."""


@contextmanager
def console(document: Document) -> Iterator["Console"]:
    """The streams of the configured Redis, or of the embedded one. Raises ConfigError or Transient when neither answers."""
    settings = runtime_settings(document)
    url = settings.redis_url or EmbeddedServer(settings.state_dir, document.env).address()
    if url is None:
        raise ConfigError(f"no Redis runs for {settings.state_dir}: start `tocsin up`, or set redis_url (TOCSIN_REDIS_URL)")
    with asyncio.Runner() as runner:
        server = runner.run(connect(url))
        try:
            yield Console(runner, server, settings.partitions)
        finally:
            runner.run(server.close())


class Console:
    """What there is to see and to do. Every method raises Transient when Redis is away."""

    def __init__(self, runner: asyncio.Runner, server: Server, partitions: int) -> None:
        self._runner, self._server, self._partitions = runner, server, partitions

    def state(self) -> list[StreamState]:
        """Every key of every stream: length, groups, lag, dead letters."""
        return self._do(state.of_streams(self._server, self._partitions))

    def unfinished(self) -> int:
        """Entries that Tocsin's own services have still before them; 0 when everything has drained."""
        return self._do(groups.unfinished(self._server, self._partitions))

    def tail(self, stream: str, *, last: int = 10, since: str | None = None, follow: bool = False) -> Iterator[Shown]:
        """The last entries of a stream ("tocsin:claims"), or all after the id `since`; with `follow`, new ones for ever."""
        at: dict[str, str] = {}
        for key in streams.keys(streams.by_name(stream), self._partitions):
            at[key] = since or self._before(key, last)
        while True:
            for key, start in at.items():
                for entry in self._after(key, start):
                    at[key] = entry.id
                    yield _shown(key, entry)
            if not follow:
                return
            time.sleep(_LOOK)

    def dead(self, stream: str | None = None) -> list[DeadLetter]:
        """What was set aside, of one stream or of all, oldest first within a key."""
        return [letter for key in self._keys(stream) for letter in self._do(_all(self._server, key))]

    def letter(self, handle: str) -> DeadLetter:
        """One dead letter by its handle. Raises Permanent when there is none."""
        found = self._do(deadletter.find(self._server, *self._parted(handle)))
        if found is None:
            raise Permanent(f"there is no dead letter {handle}; `tocsin dead list` shows those there are")
        return found

    def replay(self, handle: str) -> None:
        """Puts a dead letter back at the end of its stream. Raises Permanent when there is none."""
        if not self._do(deadletter.replay(self._server, *self._parted(handle))):
            raise Permanent(f"there is no dead letter {handle}; `tocsin dead list` shows those there are")

    def drop(self, handle: str) -> None:
        """Removes a dead letter for good. Raises Permanent when there is none."""
        if not self._do(deadletter.drop(self._server, *self._parted(handle))):
            raise Permanent(f"there is no dead letter {handle}; `tocsin dead list` shows those there are")

    def _do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(work)

    def _keys(self, stream: str | None) -> list[str]:
        chosen = streams.ALL if stream is None else (streams.by_name(stream),)
        return [key for each in chosen for key in streams.keys(each, self._partitions)]

    def _parted(self, handle: str) -> tuple[str, str]:
        key, _, entry = handle.partition("/")
        if key not in self._keys(None) or not entry:
            raise Permanent(f'"{handle}" is no dead letter: they are called like tocsin:claims/1764072000000-0')
        return key, entry

    def _before(self, key: str, last: int) -> str:
        """The id after which the last entries stand."""
        newest = self._do(self._server.newest(key, last + 1))
        return newest[0].id if len(newest) > last else "0-0"

    def _after(self, key: str, start: str) -> Iterator[Entry]:
        while page := self._do(self._server.entries(key, f"({start}", count=_PAGE)):
            yield from page
            start = page[-1].id


async def _all(server: Server, key: str) -> list[DeadLetter]:
    found: list[DeadLetter] = []
    start = "-"
    while page := await deadletter.listing(server, key, _PAGE, start):
        found += page
        start = f"({page[-1].id}"
    return found


def _shown(key: str, entry: Entry) -> Shown:
    raw = entry.fields.get(streams.EVENT_FIELD.encode())
    return Shown(key, entry.id, text(raw) if raw is not None else str({text(k): text(v) for k, v in entry.fields.items()}))
