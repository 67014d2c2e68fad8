"""Keeps the streams tidy: missing groups made again, finished entries trimmed, dead consumers removed. Takes no entry of anyone.

One in every process; each step is idempotent and atomic on the server, so any number of replicas do it side by side.
"""

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import Final

from services.runtime import groups
from services.runtime.errors import Transient
from services.runtime.metrics import Metrics
from services.runtime.script import REMOVE_CONSUMER
from services.runtime.server import Group, Server
from services.runtime.settings import RuntimeSettings
from services.runtime.state import milliseconds
from tocsin import streams

LOG: Final = logging.getLogger(__name__)

INTERVAL: Final = 2.0
"""Seconds between two rounds, on average: what a burst finishes meanwhile stays in Redis for so long."""

_BUSY_INTERVAL: Final = 0.5
"""The same while much comes through, so that what has been finished does not pile up."""

FORGET_AFTER: Final = 3600 * 1000
"""Milliseconds without a word after which a consumer that has nothing pending is removed."""

_AT_ONCE: Final = 2_000
"""Entries trimmed by one command: the server does nothing else meanwhile."""

_DAY: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Janitor:
    """The upkeep of every stream of this system."""

    server: Server
    settings: RuntimeSettings
    metrics: Metrics

    async def run(self) -> None:
        """Works until cancelled; an outage of Redis is waited out."""
        pause = _BUSY_INTERVAL
        while True:
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  # replicas take turns
            try:
                trimmed = await self.once()
            except Transient as error:
                LOG.debug("nothing tidied: %s", error)
            else:
                pause = _BUSY_INTERVAL if trimmed >= _AT_ONCE else INTERVAL

    async def once(self) -> int:
        """One round over every key; how many entries were trimmed. Raises Transient when Redis is away."""
        trimmed = 0
        for key, group in await groups.ensure(self.server, self.settings.partitions):
            LOG.warning("made the group %s of %s again, from the beginning of the stream", group, key)
        for stream in streams.ALL:
            for key in streams.keys(stream, self.settings.partitions):
                found = await self.server.groups(key)
                trimmed += await self._trim(stream, key, found)
                for group in stream.groups:
                    await self._forget(key, group)
        return trimmed

    async def _trim(self, stream: streams.Stream, key: str, found: list[Group]) -> int:
        """Removes the oldest entries beyond what is retained, none that a group has not finished; how many."""
        if not set(stream.groups) <= {group.name for group in found}:
            return 0  # a group is missing: nothing of its work may go
        trimmed = 0
        while (excess := (length := await self.server.length(key)) - self.settings.retain_entries) > 0:
            most = min(excess, _AT_ONCE)
            if self.server.identity.acked_trim and stream.groups:
                removed = await self.server.trim_acknowledged(key, length - most)
            else:
                before = await self._finished_before(stream, key, found)
                removed = await self.server.trim(key, before, most) if before else 0
            if not removed:
                break
            self.metrics.trimmed(key, removed)
            trimmed += removed
        return trimmed

    async def _finished_before(self, stream: streams.Stream, key: str, found: list[Group]) -> str | None:
        """The id below which every group has finished every entry; None when that is nothing.

        `found` was asked for before the pending entries are: what is read in between lies above its last delivered id.
        """
        bounds = []
        if not stream.groups:
            bounds.append(f"{await self.server.now() - int(self.settings.retain_days * _DAY)}-0")
        for group in found:
            first = await self.server.pending(key, group.name, count=1)
            bounds.append(first[0].id if first else group.last_delivered)
        lowest = min(bounds, key=_order)
        return lowest if _order(lowest) > (0, 0) else None

    async def _forget(self, key: str, group: str) -> None:
        """Removes consumers that are gone; one that has something pending stays, for its entries would go with it."""
        for consumer in await self.server.consumers(key, group):
            if consumer.pending == 0 and consumer.idle >= FORGET_AFTER:
                await self.server.run(REMOVE_CONSUMER, [key], [group, consumer.name, FORGET_AFTER])


def _order(entry: str) -> tuple[int, int]:
    """Ids of stream entries in order.

    >>> _order("7-12") > _order("7-3")
    True
    """
    return milliseconds(entry), int(entry.partition("-")[2] or 0)
