"""The loop of ingest: takes the sites that have something due and works on them, as many at a time as the settings allow."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.ingest.articles import items
from services.ingest.jobs.host import Host
from services.ingest.jobs.unbroken import unbroken
from services.ingest.pacing import domains
from services.ingest.pacing.domains import Pace
from services.ingest.pacing.gate import Gate
from services.ingest.settings import Source
from services.ingest.sources import coverage, state
from services.ingest.sources.metrics import IngestMetrics
from services.ingest.tables import outbox
from services.ingest.work import Work
from services.runtime.errors import Transient
from services.runtime.service import Tools
from services.runtime.waiting import until_there

LOG: Final = logging.getLogger(__name__)

_COVERAGE_EVERY: Final = 30.0
"""Seconds between two looks for sources that fell silent."""

_ROOM_EVERY: Final = 2.0
"""Seconds between two looks at how much waits for Redis."""

_TIDY_EVERY: Final = 3600.0

_GRACE: Final = 3.0
"""Seconds that lists and pages under way get to finish when ingest stops."""

_SITES: Final = 2
"""Sites worked on at a time, for each request that may be under way: most of them wait for their pace."""


@dataclass(slots=True)
class Loop:
    """Background work of ingest: reads what is due until cancelled."""

    work: Work
    _hosts: set[asyncio.Task[None]] = field(default_factory=set)
    _declared: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, tools: Tools) -> None:
        """Until cancelled. What is away is waited for."""
        self.work.metrics = metrics = IngestMetrics(tools.metrics.registry)
        await self._sync()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take())
            group.create_task(self._hold())
            group.create_task(self._mind_room(tools, metrics))
            group.create_task(self._mind_coverage(metrics))
            group.create_task(self._tidy())
            group.create_task(self._follow())
            try:
                await asyncio.Event().wait()
            finally:
                await self._wind_down()

    def declare(self, declared: Sequence[Source]) -> None:
        """Reads these sources from now on; what is under way is finished as it was begun."""
        self.work.sources = {each.id: each for each in declared}
        self._declared.set()

    async def _follow(self) -> None:
        """Makes the tables follow what is declared anew."""
        while True:
            await self._declared.wait()
            self._declared.clear()
            await self._sync()

    async def _sync(self) -> None:
        declared = list(self.work.sources.values())
        sync = partial(state.sync, self.work.engine, declared, self.work.at().now)
        await unbroken(until_there("the database", sync))

    async def _wind_down(self) -> None:
        """Begins nothing new, lets what is under way finish for a while, ends the rest: whoever comes next reads it again."""
        self.work.halted = True
        if self._hosts:
            _, rest = await asyncio.wait(self._hosts, timeout=_GRACE)
            for host in rest:
                host.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

    async def _take(self) -> None:
        """Takes sites that have something due."""
        slots = asyncio.Semaphore(self.work.settings.concurrency)
        most = self.work.settings.concurrency * _SITES
        while True:
            free = most - len(self._hosts)
            if free > 0 and not self.work.halted:
                now = self.work.at().now
                for pace in await unbroken(until_there("the database", partial(self._claim, free, now))):
                    self._begin(Host(self.work, Gate(pace, self.work.clock, slots, now + self.work.me.seconds)))
            await asyncio.sleep(self.work.settings.tick)

    async def _claim(self, most: int, now: float) -> list[Pace]:
        return await domains.claim(self.work.engine, self.work.me, now, most)

    def _begin(self, host: Host) -> None:
        task = asyncio.create_task(host.run(), name=host.domain)
        self._hosts.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._hosts.discard(task)
        if not task.cancelled() and (error := task.exception()):
            LOG.error("work on %s ended by an error of ours; its lease will run out", task.get_name(), exc_info=error)

    async def _hold(self) -> None:
        """Renews the leases of this process."""
        while True:
            await asyncio.sleep(self.work.me.seconds / 3)
            now = self.work.at().now
            renewed = until_there("the database", partial(domains.renew, self.work.engine, self.work.me, now))
            for domain in await unbroken(renewed):
                if domain in self.work.gates:
                    self.work.gates[domain].until = now + self.work.me.seconds

    async def _mind_room(self, tools: Tools, metrics: IngestMetrics) -> None:
        """Halts reading while Redis, a stream or the outbox can take no more."""
        while True:
            room = asyncio.ensure_future(self._room(tools))
            try:
                done, _ = await asyncio.wait([room], timeout=_ROOM_EVERY)
                self.work.halted = not done
                metrics.halted(now=self.work.halted)
                await room
            finally:
                room.cancel()
            self.work.halted = False
            metrics.halted(now=False)
            await asyncio.sleep(_ROOM_EVERY)

    async def _room(self, tools: Tools) -> None:
        await until_there("room in the outbox", lambda: unbroken(self._outbox_has_room()))
        await tools.pressure.clear()

    async def _outbox_has_room(self) -> None:
        await outbox.require_room(self.work.engine, self.work.settings.outbox_max)

    async def _mind_coverage(self, metrics: IngestMetrics) -> None:
        """Announces sources that fall silent, and shows how all of them are doing."""
        while True:
            try:
                await unbroken(self._look(metrics))
            except Transient as error:
                LOG.warning("coverage is looked at later: %s", error)
            await asyncio.sleep(_COVERAGE_EVERY)

    async def _look(self, metrics: IngestMetrics) -> None:
        now = self.work.clock.now()
        for source in await coverage.look(self.work.engine, self.work.sources, now):
            LOG.warning("%s has fallen silent", source, extra={"source": source})
        waiting = await outbox.waiting(self.work.engine)
        metrics.show(await state.every(self.work.engine), waiting, now.timestamp())

    async def _tidy(self) -> None:
        """Forgets items that have long been gone from their lists."""
        while True:
            before = self.work.at().now - self.work.settings.keep_items
            await unbroken(until_there("the database", partial(items.forget, self.work.engine, before)))
            await asyncio.sleep(_TIDY_EVERY)
