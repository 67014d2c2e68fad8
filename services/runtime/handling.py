"""From entries read to entries finished: decoded, handled, committed; what cannot be is set aside or stays pending.

Owns what an error means. Transient: the same entries are tried again here, after a pause, before anything else is read, so that an
outage costs no entry its deliveries. Poison, and what never decodes: set aside at once. Anything else: the entry stays pending,
is delivered again later, and is set aside when that was the last delivery allowed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary

from services.runtime import deadletter, ending, logs
from services.runtime.answers import GroupLost
from services.runtime.delivery import Batch, Delivery, Entry, Transform, Work
from services.runtime.errors import ConfigError, Poison, Transient
from services.runtime.metrics import Metrics
from services.runtime.script import COMMIT
from services.runtime.server import Server
from services.runtime.state import milliseconds
from services.runtime.tracing import Tracing, stamped, trace_id
from services.runtime.waiting import pauses
from services.runtime.wire import delivery_of
from tocsin import streams
from tocsin.envelope import Event

LOG: Final = logging.getLogger(__name__)

_COMMIT_AFTER: Final = 0.005
"""Seconds of handling after which what is done is committed; quick handlers share a commit, slow ones wait for none."""

_COMMIT_EVENTS: Final = 500
"""Outputs after which it is committed, too: a script must not hold the server for long."""

_RELEASED: Final = 30 * 24 * 3600 * 1000
"""Milliseconds of idle time that mark an entry as free for anyone."""

Result = TypeVar("Result")


class Abandoned(Exception):  # no error: the entries stay pending for another delivery
    """The service stops, or its group is gone, before the entries were finished."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What handling needs to know of the settings."""

    consumer: str
    partitions: int
    max_deliveries: int
    min_idle: float


class Handling:
    """The work of one service in this process. Entries are handled one after the other, whoever read them, unless it is wider."""

    def __init__(self, work: Work, server: Server, rules: Rules, metrics: Metrics, tracing: Tracing) -> None:
        self.work, self.server, self.rules = work, server, rules
        self._metrics, self._tracing = metrics, tracing
        self.busy_since: float | None = None
        """When the work at hand last made progress, in seconds of the monotonic clock; None while there is none."""
        self.stopping = asyncio.Event()
        self.fatal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._one_at_a_time = asyncio.Lock()
        self._width = work.width if isinstance(work, Transform) else 1
        self._room = asyncio.Semaphore(self._width)
        self._apart: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.keys: Final = tuple(streams.keys(streams.by_name(work.stream), rules.partitions))
        self._held: Final[dict[str, set[str]]] = {key: set() for key in self.keys}

    async def take(self, key: str, entries: Sequence[Entry]) -> None:
        """Brings entries of one key to their end, or begins with the last of them where several may be under way.

        Never raises but when cancelled; what is not finished stays pending.
        """
        left = {entry.id for entry in entries}
        self._held[key] |= left
        try:
            if self._width == 1:
                async with self._one_at_a_time:
                    await self._settle(key, entries)
                return
            for entry in entries:
                await self._room.acquire()
                self._apart.add(asyncio.create_task(self._alone(key, entry), name=f"entry {entry.id}"))
                left.discard(entry.id)
        finally:
            self._let_go(key, left)

    async def finish(self, seconds: float) -> None:
        """Lets what is under way beside the readers come to its end, for so long at most; the rest stays pending."""
        await ending.within(seconds, "handling", self._apart)

    async def _alone(self, key: str, entry: Entry) -> None:
        """Brings one entry to its end while others are read, so that a quick one does not wait for a slow one."""
        try:
            await self._settle(key, [entry])
        finally:
            self._room.release()
            self._let_go(key, {entry.id})
            self._apart.discard(asyncio.current_task())

    def _let_go(self, key: str, ids: set[str]) -> None:
        self._held[key] -= ids
        if not any(self._held.values()):
            self.busy_since = None

    async def _settle(self, key: str, entries: Sequence[Entry]) -> None:
        self.busy_since = time.monotonic()
        try:
            await self._take(key, entries)
        except Abandoned as reason:
            LOG.info("%d entries of %s stay for another delivery: %s", len(entries), key, reason)
        except ConfigError as error:
            if not self.fatal.done():
                self.fatal.set_exception(error)

    async def _take(self, key: str, entries: Sequence[Entry]) -> None:
        deliveries = [delivery for entry in entries if (delivery := await self._decoded(key, entry))]
        if isinstance(self.work, Transform):
            async with self._turn_of(deliveries):
                await self._transform(self.work, key, deliveries)
        elif deliveries:
            await self._batch(self.work, key, deliveries)

    def _turn_of(self, deliveries: Sequence[Delivery]) -> AbstractAsyncContextManager[None]:
        """Where several are under way, those of one article still go through in the order in which they were read."""
        article = deliveries[0].event.partitionkey if self._width > 1 and deliveries else None
        return nullcontext() if article is None else self._turns.setdefault(article, asyncio.Lock())

    async def _decoded(self, key: str, entry: Entry) -> Delivery | None:
        try:
            return delivery_of(key, entry)
        except Poison as error:
            await self._set_aside(key, entry.id, entry.deliveries, error)
            return None

    async def _transform(self, work: Transform, key: str, deliveries: Sequence[Delivery]) -> None:
        done: list[tuple[str, Sequence[Event[Any]]]] = []
        began = time.monotonic()
        for delivery in deliveries:
            if self.stopping.is_set():
                break
            outputs = await self._transformed(work, delivery)
            if outputs is not None:
                done.append((delivery.entry, outputs))
            if time.monotonic() - began > _COMMIT_AFTER or sum(len(each) for _, each in done) > _COMMIT_EVENTS:
                await self._commit(work, key, done)
                done, began = [], time.monotonic()
        await self._commit(work, key, done)

    async def _transformed(self, work: Transform, delivery: Delivery) -> Sequence[Event[Any]] | None:
        """What comes of one entry; None when it failed, which has been dealt with then."""
        event = delivery.event
        with (
            logs.bound(article=event.partitionkey, entry=delivery.entry, trace=trace_id(event.traceparent)),
            self._tracing.working(f"{work.group} {event.type}", [event]) as trace,
        ):
            try:
                outputs = await self._persistently("the handler", lambda: self._timed([delivery], work.handle(delivery)))
            except (Abandoned, ConfigError):
                raise
            except Exception as error:  # noqa: BLE001  # a handler may fail in any way; the entry must not be lost for it
                await self._failed(delivery, error)
                return None
            return [stamped(output, trace, event.traceparent) for output in outputs]

    async def _timed(self, deliveries: Sequence[Delivery], handler: Awaitable[Result]) -> Result:
        now = time.time() * 1000
        for delivery in deliveries:
            self._metrics.waited.observe(max(0.0, now - milliseconds(delivery.entry)) / 1000)
        self.busy_since = began = time.monotonic()
        try:
            return await handler
        finally:
            self.busy_since = time.monotonic()
            self._metrics.handled.observe(self.busy_since - began)

    async def _commit(self, work: Transform, key: str, done: Sequence[tuple[str, Sequence[Event[Any]]]]) -> None:
        """Publishes and acknowledges in one step. Asked twice, or after being overtaken, it does nothing the second time."""
        if not done:
            return
        arguments: list[str | int] = [work.group, streams.EVENT_FIELD]
        for entry, events in done:
            arguments += [entry, len(events), *(event.to_json() for event in events)]
        target = streams.keys(streams.by_name(work.into), self.rules.partitions)[self.keys.index(key)]
        await self._persistently("publishing", lambda: self.server.run(COMMIT, [key, target], arguments))
        self._metrics.count("done", len(done))
        self._metrics.published(event.type for _, events in done for event in events)

    async def _batch(self, work: Batch, key: str, deliveries: Sequence[Delivery]) -> None:
        try:
            await self._persistently("the handler", lambda: self._handed_over(work, deliveries))
            finished = [delivery.entry for delivery in deliveries]
        except (Abandoned, ConfigError):
            raise
        except Exception as error:  # noqa: BLE001  # as in _transformed
            if len(deliveries) == 1:
                await self._failed(deliveries[0], error)
                return
            LOG.warning("a batch of %d failed (%s); taking its entries one by one", len(deliveries), deadletter.in_words(error))
            for delivery in deliveries:
                await self._batch(work, key, [delivery])
            return
        await self._persistently("acknowledging", lambda: self.server.ack(key, work.group, finished))
        self._metrics.count("done", len(finished))

    async def _handed_over(self, work: Batch, deliveries: Sequence[Delivery]) -> None:
        events = [delivery.event for delivery in deliveries]
        alone = events[0] if len(events) == 1 else None
        with (
            logs.bound(article=alone and alone.partitionkey, trace=alone and trace_id(alone.traceparent)),
            self._tracing.working(f"{work.group} batch", events),
        ):
            await self._timed(deliveries, work.handle(deliveries))

    async def _failed(self, delivery: Delivery, error: Exception) -> None:
        if isinstance(error, Poison) or delivery.deliveries >= self.rules.max_deliveries:
            await self._set_aside(delivery.key, delivery.entry, delivery.deliveries, error)
        else:
            self._metrics.count("failed")
            LOG.warning(
                "%s failed, delivery %d of %d; it is tried again later",
                delivery.event.id,
                delivery.deliveries,
                self.rules.max_deliveries,
                exc_info=error,
            )

    async def _set_aside(self, key: str, entry: str, deliveries: int, error: Exception) -> None:
        reason = deadletter.POISON if isinstance(error, Poison) else deadletter.FAILED
        why = deadletter.Reason(reason, deliveries, deadletter.in_words(error))
        place = deadletter.Place(key, self.work.group, entry)
        await self._persistently("setting aside", lambda: deadletter.move(self.server, place, why))
        self._metrics.count("dead")
        LOG.error("set aside %s of %s after %d deliveries: %s", entry, key, deliveries, why.error)

    async def _persistently(self, what: str, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """The result of `attempt`, tried again while it raises Transient. Raises Abandoned when the service stops meanwhile."""
        for pause in pauses(first=0.05, longest=5.0):
            try:
                return await attempt()
            except GroupLost as error:
                raise Abandoned(str(error)) from error
            except Transient as error:
                self.busy_since = time.monotonic()
                LOG.warning("%s waits: %s; next attempt in %.1f s", what, error, pause)
            try:
                await asyncio.wait_for(self.stopping.wait(), pause)
            except TimeoutError:
                continue
            raise Abandoned(f"{what} could not be finished before the service stopped")
        raise AssertionError("pauses() never ends")

    async def keep_hold(self) -> None:
        """Tells Redis again and again that what is held is being worked on, so that nobody takes it over. Runs until cancelled."""
        while True:
            await asyncio.sleep(self.rules.min_idle / 3)
            for key, ids in self._held.items():
                if ids:
                    try:
                        await self.server.hold(key, self.work.group, self.rules.consumer, sorted(ids))
                    except Transient as error:
                        LOG.debug("cannot hold entries of %s: %s", key, error)

    def holds(self, key: str, entry: str) -> bool:
        """Whether an entry is being worked on here."""
        return entry in self._held[key]

    async def release(self) -> None:
        """Hands what this consumer still has pending to whoever asks next. Raises Transient when Redis is away."""
        for key in self.keys:
            every = await self.server.pending(key, self.work.group, count=10_000)
            mine = [entry.id for entry in every if entry.consumer == self.rules.consumer]
            if mine:
                await self.server.hold(key, self.work.group, self.rules.consumer, mine, idle=_RELEASED)
