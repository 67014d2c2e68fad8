"""All work on one site while its lease is held: lists before pages, one start after another at the site's pace."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from services.ingest.articles import items
from services.ingest.articles.items import ItemState
from services.ingest.fetching.failure import Failed
from services.ingest.jobs import lists, local, pages
from services.ingest.jobs.unbroken import unbroken
from services.ingest.pacing import domains
from services.ingest.pacing.gate import PATIENCE, Gate
from services.ingest.settings import HostPace, Source
from services.ingest.sources import state
from services.ingest.sources.state import SourceState
from services.ingest.work import Work
from services.runtime.database import reading, writing
from services.runtime.errors import Transient
from services.runtime.waiting import until_there
from tocsin.vocabulary import SourceKind

LOG: Final = logging.getLogger(__name__)

_PAUSE: Final = 1.0
"""Seconds until a job is taken up again after the database was away."""

_LATER: Final = 3600.0
"""Seconds until a source or item that met an error of ours is looked at again."""

_ATTEMPTS: Final = 5

_AHEAD: Final = 2.0
"""Seconds of work that is asked for at a time. A page is always among it: else many lists at a slow site leave no turn to any."""
_MOST: Final = 16
"""Jobs asked for at a time."""


@dataclass(slots=True)
class Host:
    """One site, held by this process."""

    work: Work
    gate: Gate
    _busy: dict[str | tuple[str, str], asyncio.Task[None]] = field(default_factory=dict)
    _ahead: "deque[_Job]" = field(default_factory=deque)
    _batch: int = 1

    async def run(self) -> None:
        """Does everything that is due on the site, then gives it back."""
        self.work.gates[self.domain] = self.gate
        try:
            while await self._next():
                pass
            await self._settled()
        finally:
            rest = list(self._busy.values())
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
            del self.work.gates[self.domain]
        await until_there("the database", lambda: domains.release(self.work.engine, self.work.me, self.gate.pace))

    @property
    def domain(self) -> str:
        """The registrable domain of the site."""
        return self.gate.pace.domain

    async def _next(self) -> bool:
        """Starts the next job once the site may be asked; False when nothing is due or it is no time to read."""
        job = None if self.work.halted or not self.gate.held else await until_there("the database", self._due)
        if job is None:
            if not self._busy:
                return False
            await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
            return True
        if not await self._may_start(job.source.host):
            return False
        task = asyncio.create_task(self._do(job))
        self._busy[job.key] = task
        task.add_done_callback(lambda _: self._busy.pop(job.key, None))
        return True

    async def _due(self) -> "_Job | None":
        """The next job; those of the next two seconds are asked for at a time."""
        if not self._ahead:
            self._ahead.extend(await unbroken(self._ask()))
        return self._ahead.popleft() if self._ahead else None

    async def _ask(self) -> "list[_Job]":
        work, now, busy = self.work, self.work.at().now, set(self._busy)
        async with reading(work.engine) as connection:
            lists_due = await state.due(connection, self.domain, now, busy, self._batch)
            pages_due = await items.due(connection, self.domain, now, busy, max(1, self._batch - len(lists_due)))
        jobs = [_Job(each.id, work.sources[each.id], each) for each in lists_due if each.id in work.sources]
        jobs += [
            _Job((each.source, each.key), work.sources[each.source], each) for each in pages_due if each.source in work.sources
        ]
        if jobs:
            self._batch = max(1, min(_MOST, int(_AHEAD / (jobs[0].source.host.delay or 0.01))))
        return jobs

    async def _may_start(self, pace: HostPace) -> bool:
        """Waits for a free place; False when the site wants a longer pause."""
        while len(self._busy) >= pace.concurrency:
            await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
        return self.gate.pace.next_start - self.work.at().now <= max(PATIENCE, pace.delay)

    async def _do(self, job: "_Job") -> None:
        """One job. What is away is waited for by doing it again later; an error of ours costs this one source or item only."""
        try:
            failed = await self._read(job)
        except Transient as error:
            LOG.warning("%s is read again: %s", job.source.id, error)
            await asyncio.sleep(_PAUSE)
            return
        except Exception as error:
            LOG.exception("reading %s failed by an error of ours", job.source.id)
            told = f"internal: {type(error).__name__}: {error}"[:500]
            await until_there("the database", lambda: self._set_aside(job, told))
            return
        at = self.work.at()
        self.gate.pace = domains.after(self.gate.pace, failed, at.now, at.chance)

    async def _read(self, job: "_Job") -> Failed | None:
        if isinstance(job.row, SourceState) and job.source.kind in {SourceKind.FILE, SourceKind.WARC}:
            return await local.poll(self.work, job.source, job.row)
        if isinstance(job.row, SourceState):
            return await lists.poll(self.work, job.source, job.row)
        return await pages.read_item(self.work, job.source, job.row)

    async def _set_aside(self, job: "_Job", told: str) -> None:
        """Notes an error of ours with the source or item, and comes back to it later."""
        later = self.work.at().now + _LATER
        async with writing(self.work.engine) as connection:
            if isinstance(job.row, SourceState):
                await state.change(connection, job.row.id, {"status": "internal", "error": told, "due": later})
            else:
                given_up = job.row.attempts >= _ATTEMPTS
                changes = {"error": told, "attempts": job.row.attempts + 1, "due": None if given_up else later}
                if all(await items.as_read(connection, [job.row])):
                    await items.change(connection, [(job.row, {**changes, "state": items.FAILED if given_up else job.row.state})])

    async def _settled(self) -> None:
        """Waits for what is under way."""
        while self._busy:
            await asyncio.wait(self._busy.values())


@dataclass(frozen=True, slots=True)
class _Job:
    """A source or an item that is due."""

    key: str | tuple[str, str]
    source: Source
    row: SourceState | ItemState
