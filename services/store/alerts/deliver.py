"""Sends what is due: one loop for each destination, so that a slow or dead one holds up nobody. Owns the rhythm."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.clock import Clock
from services.runtime.database import writing
from services.runtime.errors import Transient
from services.runtime.waiting import until_there
from services.store.alerts import queue
from services.store.alerts.prepare import Item
from services.store.alerts.record import Attempt, record
from services.store.alerts.sender import Outcome, Result, Sender
from services.store.alerts.settings import Destination
from services.store.alerts.tables import STATE
from services.store.schema import insert_into

LOG: Final = logging.getLogger(__name__)

IDLE: Final = 0.25
"""Seconds between two looks for something due."""

_GRACE: Final = 5.0
"""Seconds that a lease outlives the longest request."""

_PARTING: Final = 3.0
"""Seconds that giving a destination back may take at the end."""

Observe = Callable[[str, Item, Outcome, datetime], None]
"""Told of the destination, what was sent, the outcome and the time of every attempt."""


@dataclass(frozen=True, slots=True)
class Courier:
    """The way to one destination."""

    engine: AsyncEngine
    clock: Clock
    destination: Destination
    sender: Sender
    owner: str
    """Names this process among all that send."""
    others: tuple[str, ...] = ()
    observe: Observe = lambda *_: None
    """Counts attempts."""

    async def run(self) -> None:
        """Sends until cancelled; a database that is away is waited for."""
        try:
            await until_there("the database", self.greet)
            while True:
                pause = await until_there("the database", self.step)
                await asyncio.sleep(pause)
        finally:
            with suppress(Transient, TimeoutError):  # with the database away, time gives it back
                async with asyncio.timeout(_PARTING):
                    await queue.let_go(self.engine, self.destination.name, self.owner)

    async def greet(self) -> None:
        """Ends a pause that was due to settings that have changed since."""
        printed = hashlib.sha256(repr(self._secrets()).encode()).hexdigest()
        async with writing(self.engine) as connection:
            start = {"name": self.destination.name, "failures": 0}
            await connection.execute(insert_into(connection, STATE).on_conflict_do_nothing(), start)
            other = or_(STATE.c.fingerprint.is_(None), STATE.c.fingerprint != printed)
            anew = {"fingerprint": printed, "paused_until": None, "reason": None, "failures": 0}
            await connection.execute(update(STATE).where(STATE.c.name == self.destination.name, other).values(**anew))

    async def step(self) -> float:
        """Sends what is due, one after the other; seconds until the next look. Raises Transient when the database is away."""
        ahead = self._ahead()
        if ahead > 0:
            return min(ahead, 1.0)
        if not await queue.due(self.engine, self.destination.name, self.clock.now()):
            return IDLE
        item = await self._turn(None)
        if item is None:
            return IDLE
        while item is not None:
            item = await self._finished(item)
        return 0.0

    async def _finished(self, item: Item) -> Item | None:
        """Sends it and writes down what became of it, even when cancelled meanwhile, or it would be sent again; the next one."""
        exchange = asyncio.ensure_future(self._exchange(item))
        try:
            return await asyncio.shield(exchange)
        except asyncio.CancelledError:
            await asyncio.wait([exchange])
            raise

    async def _exchange(self, item: Item) -> Item | None:
        self.sender.pace.note(asyncio.get_running_loop().time())
        outcome = await self.sender.send(item.parcel)
        attempt = Attempt(self.destination.name, item, outcome, self.sender.traits, self.others)
        following = await until_there("the database", lambda: self._turn(attempt))
        self._tell(item, outcome)
        return following

    async def _turn(self, attempt: Attempt | None) -> Item | None:
        """Writes an attempt down and takes the next delivery, in one transaction."""
        holder = queue.Holder(self.destination.name, self.owner, self.destination.timeout + _GRACE)
        async with writing(self.engine) as connection:
            if attempt is not None:
                await record(connection, attempt, self.clock.now())
            return await queue.take(connection, holder, self.sender.traits, self.clock.now()) if self._ahead() <= 0 else None

    def _ahead(self) -> float:
        """Seconds until the pace allows another message."""
        return self.sender.pace.wait(asyncio.get_running_loop().time())

    def _tell(self, item: Item, outcome: Outcome) -> None:
        self.observe(self.destination.name, item, outcome, self.clock.now())
        if outcome.result in {Result.CLOSED, Result.REFUSED}:
            LOG.error("alerts to %s: %s; `tocsin alerts list` shows what waits", self.destination.name, outcome.reason)
        elif outcome.result is not Result.SENT:
            LOG.warning("alerts to %s: %s", self.destination.name, outcome.reason)

    def _secrets(self) -> tuple[object, ...]:
        own = self.destination
        token = own.token.get_secret_value() if own.token else None
        return (
            own.kind,
            own.url,
            token,
            own.channel,
            own.topic,
            [secret.get_secret_value() for secret in own.secrets],
            own.networks,
        )
