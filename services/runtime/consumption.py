"""The consuming side of a service: reading, handling, reclaiming, watching, in the order in which they start and stop."""

import asyncio
import logging
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from services.runtime.answers import translated
from services.runtime.delivery import Work
from services.runtime.errors import Transient
from services.runtime.handling import Handling, Rules
from services.runtime.metrics import Metrics
from services.runtime.reader import Polls, reader
from services.runtime.reclaim import Reclaimer
from services.runtime.server import Server
from services.runtime.settings import RuntimeSettings
from services.runtime.subscribe import Subscription
from services.runtime.tracing import Tracing
from services.runtime.watchdog import Watchdog

LOG: Final = logging.getLogger(__name__)

_LOOK: Final = 0.5
"""Seconds between two looks of the watchdog."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What consuming needs from the process around it."""

    server: Server
    url: str
    settings: RuntimeSettings
    metrics: Metrics
    tracing: Tracing


class Consumption:
    """One service's consuming in this process. Make it inside the running event loop."""

    def __init__(self, work: Work, parts: Parts) -> None:
        settings = parts.settings
        rules = Rules(consumer_name(), settings.partitions, settings.max_deliveries, settings.min_idle)
        self.polls = Polls()
        self._grace = settings.graceful_timeout
        self._handling = Handling(work, parts.server, rules, parts.metrics, parts.tracing)
        self._reader = reader(parts.url, parts.server.identity, self.polls)
        self._subscription = Subscription(self._handling, self._reader, self._grace)
        self._watchdog = Watchdog(self._subscription, self._handling, self.polls)
        self._reclaimer = Reclaimer(self._handling, parts.metrics)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begins to read. The groups must be there. Raises Transient when Redis does not answer in time."""
        with translated():
            await self._subscription.start()
        self._tasks = [
            asyncio.create_task(self._reclaimer.run(), name="reclaimer"),
            asyncio.create_task(self._handling.keep_hold(), name="hold"),
            asyncio.create_task(self._watch(), name="watchdog"),
        ]

    @property
    def watched(self) -> list[asyncio.Future[None]]:
        """What must not end while the service runs."""
        return [*self._tasks, self._handling.fatal]

    def problems(self) -> list[str]:
        """What the watchdog sees."""
        return self._watchdog.problems()

    async def stop(self) -> None:
        """Reads nothing more, lets what runs finish within the graceful timeout, and hands on what is left."""
        self._handling.stopping.set()
        self.polls.closing = True
        began = time.monotonic()
        await self._subscription.stop()
        await self._handling.finish(max(0.0, self._grace - (time.monotonic() - began)))
        reclaimer, *others = self._tasks
        with suppress(Exception):  # why it ended has been told by then
            await asyncio.wait_for(reclaimer, self._grace)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        with suppress(Transient):  # what stays pending is taken over later, when it has been idle for long enough
            await self._handling.release()
        if not self._handling.fatal.done():
            self._handling.fatal.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            if self.polls.refused:
                raise self.polls.refused
            if problems := self.problems():
                raise Transient("; ".join(problems))


def consumer_name() -> str:
    """A name that no other process has, now or after a restart: nothing is gained by an old one."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
