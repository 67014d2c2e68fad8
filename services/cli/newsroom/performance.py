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
from typing import Final

from services.cli.draining import Flow, drained, flow
from services.cli.embedded import Running, own_environment, running
from services.cli.following import START, follow, latest
from services.cli.newsroom.articles import Story, expected, stories
from services.cli.newsroom.chat import Chat
from services.cli.newsroom.pages import site
from services.cli.newsroom.server import serving
from services.cli.newsroom.stage import Stage
from services.cli.newsroom.subscription import SECRET_VARIABLE, configuration
from services.cli.newsroom.verdict import Opened, amiss
from services.runtime.settings import Document, load
from tocsin import streams

PATIENCE: Final = 30.0
"""Seconds without any progress after which the demo waits no longer."""

_PAUSE: Final = 0.05
"""Seconds between two looks."""

_KEYS: Final = (streams.ARTICLES, streams.CLAIMS, streams.INCIDENTS)

_LOOPBACK: Final = "127.0.0.1,localhost"


@dataclass(frozen=True, slots=True)
class Room:
    """The news site and its chat, and the configuration of a system that reads the one and tells the other."""

    told: Sequence[Story]
    stage: Stage
    chat: Chat
    document: Document


async def perform(*, once: bool) -> Sequence[str]:
    """Runs the demo until all has been told, or without `once` until a signal ends it; what was not as it should be."""
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, this.cancel)
    log: list[str] = []
    try:
        async with _newsroom() as room, running(room.document, lambda name, line: log.append(f"{name}: {line}")) as system:
            wrong = await system.during(_watch(room, system, stay=not once))
    except asyncio.CancelledError:  # how a signal ends it
        return ("stopped before the end",) if once else ()
    return (*wrong, *_trouble(log)) if wrong else ()


@asynccontextmanager
async def _newsroom() -> AsyncIterator[Room]:
    """Serves news site and chat inside the block; whatever the system keeps is gone after it."""
    stage = Stage()
    chat = Chat(f"whsec_{b64encode(secrets.token_bytes(32)).decode()}", stage.message)
    told = stories(datetime.now(UTC))
    outlets = list(dict.fromkeys(story.outlet for story in told))
    pages: dict[str, tuple[str, bytes]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-demo-", ignore_cleanup_errors=True) as directory,
        serving(pages.get, lambda headers, body: chat.post(headers, body, datetime.now(UTC))) as address,
    ):
        pages.update(site(told, address))
        file = Path(directory) / "tocsin.toml"
        file.write_text(configuration(address, outlets, Path(directory)), "utf-8")
        stage.note(f"A newsroom of {len(outlets)} invented outlets serves {len(told)} articles at {address}; the system starts …")
        yield Room(told, stage, chat, load(file, _environment(chat.secret)))


def _environment(secret: str) -> Mapping[str, str]:
    """Ours without what would lead the demo elsewhere, with the key of its chat."""
    own = own_environment(os.environ)
    return {**own, SECRET_VARIABLE: secret, "TOCSIN_LOG_FORMAT": "text", "NO_PROXY": _LOOPBACK, "no_proxy": _LOOPBACK}


async def _watch(room: Room, system: Running, *, stay: bool) -> Sequence[str]:
    """Shows what arrives until all has been told, and for ever with `stay`; what was not as it should be."""
    async with flow(system.settings, system.redis_url) as work:
        after = dict.fromkeys(_KEYS, START)
        showing = asyncio.create_task(_show(room.stage, work, after))
        try:
            wrong = await _judge(room, work)
            await _shown(work, after)
            room.stage.ending(wrong)
            if stay:
                room.stage.note(f"Look around:  tocsin incidents --config {room.document.origin}\nCtrl-C ends the demo.")
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
    opened = [_opened(message["data"]["incident"]) for message in room.chat.messages if message["type"] == "opened"]
    refused = [f"the chat refused a message: {reason}" for reason in room.chat.refused]
    return (*refused, *amiss(expected(), opened))


def _opened(incident: Mapping[str, str]) -> Opened:
    return Opened(incident["id"], incident["region"], incident["family"])


def _trouble(log: Sequence[str]) -> list[str]:
    """The last lines of the services that are no routine."""
    return [line for line in log if " info " not in line][-10:]
