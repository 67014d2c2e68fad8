"""Articles into SQL, as many at a time as have come while the last ones were written. Owns one transaction after another.

One writer for a process: an SQLite file takes one at a time, and a commit costs the same for fifty articles as for one.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.articles import items
from services.ingest.articles.items import ItemState
from services.ingest.articles.kept import Candidate, keep, withdraw
from services.ingest.articles.revising import really_changed
from services.ingest.pacing import domains
from services.runtime.clock import Clock
from services.runtime.database import writing
from services.runtime.errors import Transient

LOG: Final = logging.getLogger(__name__)

MOST: Final = 50
"""Articles of one transaction."""

GATHER: Final = 0.1
"""Seconds that a first article waits for others before it is written with them."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one reading of an item brought, before it is written."""

    item: ItemState
    candidate: Candidate | None
    changes: dict[str, Any]
    """Columns of the item."""
    withdrawn: str | None = None
    """Why the article is taken as withdrawn."""


_Waiting = tuple[Result, "asyncio.Future[None]"]


@dataclass(slots=True)
class Writer:
    """Writes results with their events; `write` returns once its own are committed."""

    engine: AsyncEngine
    clock: Clock
    _waiting: list[_Waiting] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    async def write(self, result: Result) -> None:
        """The article with its event, a withdrawal, and the item, in one transaction. Raises Transient with the database away."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((result, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await written

    async def _drain(self) -> None:
        while self._waiting:
            if len(self._waiting) < MOST:
                await asyncio.sleep(GATHER)
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                await self._write([result for result, _ in batch])
            except Exception as error:  # noqa: BLE001  # handed to whoever waits
                await self._after_error(batch, error)
            else:
                _settle(batch, None)

    async def _after_error(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """A database that is away fails all of them; any other error is one article's, and the others are written without it."""
        if isinstance(error, Transient) or len(batch) == 1:
            _settle(batch, error)
            return
        for one in batch:
            try:
                await self._write([one[0]])
            except Exception as its:  # noqa: BLE001  # handed to whoever waits
                _settle([one], its)
            else:
                _settle([one], None)

    async def _write(self, results: Sequence[Result]) -> None:
        async with writing(self.engine) as connection:
            still = await items.as_read(connection, [each.item for each in results])
            fresh = [each for each, mine in zip(results, still, strict=True) if mine]
            became = await self._keep(connection, fresh)
            named = [{"article": name} if name else {} for name in became]
            await items.change(connection, [(each.item, {**each.changes, **name}) for each, name in zip(fresh, named, strict=True)])
            due = [(each.item.domain, each.changes["due"]) for each in fresh if each.changes.get("due") is not None]
            await domains.announce(connection, due)
        for overtaken in {each.item.source for each in results} - {each.item.source for each in fresh}:
            LOG.info("another process has read an item of %s meanwhile", overtaken, extra={"source": overtaken})

    async def _keep(self, connection: AsyncConnection, fresh: Sequence[Result]) -> list[str | None]:
        """Keeps the articles; the id of the article that each result became, None for one without."""
        now = self.clock.now()
        kept = iter(await keep(connection, [each.candidate for each in fresh if each.candidate], really_changed, now))
        for each in fresh:
            if each.withdrawn and each.item.article:
                await withdraw(connection, each.item.article, each.withdrawn, now)
        return [next(kept).article if each.candidate else None for each in fresh]


def _settle(batch: Sequence[_Waiting], error: Exception | None) -> None:
    for _, written in batch:
        if written.done():
            continue  # whoever waited has gone
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
