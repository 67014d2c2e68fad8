"""The demo from beginning to end: newsroom and chat, the whole system beside them, what arrives, whether it is as it should be."""

import asyncio
import os
import secrets
import signal
import tempfile
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from services.cli.draining import Flow, drained, flow
from services.cli.embedded import Running, own_environment, running
from services.cli.following import START, follow, latest
from services.cli.newsroom.articles import Outlet, Story, expected, stories
from services.cli.newsroom.chat import Chat
from services.cli.newsroom.pages import site
from services.cli.newsroom.server import serving
from services.cli.newsroom.stage import Stage
from services.cli.newsroom.subscription import configuration
from services.cli.newsroom.verdict import Opened, amiss
from services.runtime.errors import ConfigError
from services.runtime.settings import Document, load
from tocsin import streams

PATIENCE: Final = 30.0
"""Seconds without any progress after which the demo waits no longer."""

_PAUSE: Final = 0.05
"""Seconds between two looks."""

_KEYS: Final = (streams.ARTICLES, streams.CLAIMS, streams.INCIDENTS)

_BETWEEN: Final = 2.0
"""Seconds between two articles of the live demo."""


@dataclass(frozen=True, slots=True)
class Room:
    """The news site and its chat."""

    told: Sequence[Story]
    stage: Stage
    chat: Chat
    directory: Path
    """Of the system beside it."""
    pages: dict[str, tuple[str, bytes]]
    """What is served now, by path."""
    address: str

    @property
    def outlets(self) -> list[Outlet]:
        """Every publication of the newsroom."""
        return list(dict.fromkeys(story.outlet for story in self.told))

    def document(self) -> Document:
        """The configuration of a system that reads the site and tells the chat, as a file, and beside it the key of the chat."""
        key, file = self.directory / "chat.key", self.directory / "tocsin.toml"
        key.write_text(self.chat.secret, "ascii")
        key.chmod(0o600)
        file.write_text(configuration(self.address, self.outlets, f"file:{key}", self.directory), "utf-8")
        return load(file, {**own_environment(os.environ), "TOCSIN_LOG_FORMAT": "text"})

    def publish(self, number: int) -> None:
        """Serves the first articles, as many as named."""
        self.pages.update(site(self.told[:number], self.address, self.outlets))


async def perform(*, once: bool) -> Sequence[str]:
    """Runs the demo until all has been told, or without `once` until a signal ends it; what was not as it should be."""
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: this.cancelling() or this.cancel())  # a second one must not interrupt the end
    log: list[str] = []
    try:
        async with _newsroom() as room, running(room.document(), lambda name, line: log.append(f"{name}: {line}")) as system:
            wrong = await system.during(_watch(room, system, stay=not once))
    except asyncio.CancelledError:  # how a signal ends it
        return ("stopped before the end",) if once else ()
    except ConfigError as error:  # what the service said of it stands in its log, which nobody has seen
        raise ConfigError("\n".join((str(error), *_trouble(log)))) from error
    return (*wrong, *_trouble(log)) if wrong else ()


@asynccontextmanager
async def _newsroom() -> AsyncIterator[Room]:
    """Serves news site and chat inside the block; whatever the system keeps is gone after it."""
    stage, pages, told = Stage(), dict[str, tuple[str, bytes]](), stories(datetime.now(UTC))
    chat = Chat(f"whsec_{b64encode(secrets.token_bytes(32)).decode()}", stage.message)
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-demo-", ignore_cleanup_errors=True) as directory,
        serving(pages.get, lambda headers, body: chat.post(headers, body, datetime.now(UTC))) as address,
    ):
        room = Room(told, stage, chat, Path(directory), pages, address)
        room.publish(0)
        stage.opening(len(told), len(room.outlets), address)
        yield room


async def _publish(room: Room, *, live: bool) -> None:
    """All articles at once, or live one after the other, as a day's news would come."""
    if live:
        for number in range(1, len(room.told)):
            room.publish(number)
            await asyncio.sleep(_BETWEEN)
    room.publish(len(room.told))


async def _watch(room: Room, system: Running, *, stay: bool) -> Sequence[str]:
    """Shows what arrives until all has been told, and for ever with `stay`; what was not as it should be."""
    async with flow(system.settings, system.redis_url) as work:
        after = dict.fromkeys(_KEYS, START)
        showing = asyncio.create_task(_show(room.stage, work, after))
        try:
            await _publish(room, live=stay)
            wrong = await _judge(room, work)
            await _shown(work, after)
            room.stage.ending(wrong)
            if stay:
                room.stage.staying(room.directory / "tocsin.toml", wrong)
                await showing
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
    return wrong


async def _show(stage: Stage, work: Flow, after: dict[str, str]) -> None:
    async for seen in follow(work.server, after):
        stage.event(seen.raw or b"")


async def _shown(work: Flow, after: Mapping[str, str]) -> None:
    """Waits until the last lines have reached the screen."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        _, ends = await latest(work.server, _KEYS, 0)
        if after == ends:
            return
        await asyncio.sleep(_PAUSE)


async def _all_read(room: Room) -> bool:
    """Waits until every article has come by; False when none comes any more."""
    seen, moved = 0, time.monotonic()
    while (now := len(room.stage.articles)) < len(room.told):
        if now != seen:
            seen, moved = now, time.monotonic()
        elif time.monotonic() - moved > PATIENCE:
            return False
        await asyncio.sleep(_PAUSE)
    return True


async def _judge(room: Room, work: Flow) -> Sequence[str]:
    """Waits until every article has been read and nothing is left to do; what is not as the articles call for."""
    if not await _all_read(room):
        return (f"{len(room.stage.articles)} of {len(room.told)} articles were read, and no other comes",)
    rest = await drained(work, PATIENCE)
    if rest.total:
        return (f"nothing moves any more, and this is left: {rest}",)
    opened = _opened(room.chat.messages)
    refused = [f"the chat refused a message: {reason}" for reason in room.chat.refused]
    return (*refused, *amiss(expected(), opened))


def _opened(messages: Sequence[Mapping[str, Any]]) -> list[Opened]:
    """The messages that told of a new incident, each with what the incident is by its latest message: facts may come piecemeal."""
    latest = {message["data"]["incident"]["id"]: message["data"]["incident"] for message in messages}
    first = [message["data"]["incident"]["id"] for message in messages if message["type"] == "opened"]
    return [Opened(incident, latest[incident]["region"], latest[incident]["family"]) for incident in first]


def _trouble(log: Sequence[str]) -> list[str]:
    """The last lines of the services that are no routine."""
    return [line for line in log if " info " not in line][-10:]
