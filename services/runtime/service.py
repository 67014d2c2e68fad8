"""Assembles a running service from its handler and its background work: what every app.py calls.

`run` returns after a clean stop (SIGTERM, SIGINT) and raises a ServiceError when the service cannot go on, so that the process
exits non-zero and its supervisor starts it again: a reader that ended, a lost group, a server turned read-only.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from services.runtime import ending, groups
from services.runtime.clock import Clock, SystemClock
from services.runtime.consumption import Consumption, Parts
from services.runtime.delivery import Batch, Delivery, Transform, Work
from services.runtime.errors import ConfigError, ServiceError, Transient
from services.runtime.health import ASGIApp, Health, serve
from services.runtime.janitor import Janitor
from services.runtime.metrics import Metrics
from services.runtime.pressure import Pressure
from services.runtime.publish import Publisher
from services.runtime.restarts import Restarts
from services.runtime.server import Server, connect, where
from services.runtime.settings import Document, RuntimeSettings, runtime_settings
from services.runtime.tracing import tracing
from services.runtime.waiting import until_there
from tocsin.envelope import Event

__all__ = ["ASGIApp", "Batch", "Delivery", "Service", "Tools", "Transform"]

LOG: Final = logging.getLogger(__name__)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Tools:
    """What background work gets."""

    publish: Callable[[Sequence[Event[Any]]], Awaitable[None]]
    """Each event to the stream of its type and the partition of its article; raises Transient when Redis is away or full."""
    pressure: Pressure
    """`await pressure.clear()` waits while streams are too long or Redis memory is low."""
    clock: Clock
    metrics: Metrics
    restarts: Restarts
    """Asked by the relay of an outbox before each round."""


Background = Callable[[Tools], Awaitable[None]]
"""Runs until it is cancelled."""


class Service:
    """One process of the system: what it consumes, what it does unasked, what it needs to be ready."""

    def __init__(  # noqa: PLR0913  # each part of a service is one named argument
        self,
        document: Document,
        name: str,
        *,
        consumes: Work | None = None,
        background: Sequence[Background] = (),
        ready: Sequence[Callable[[], Awaitable[None]]] = (),
        routes: Mapping[str, ASGIApp] | None = None,
        closing: Sequence[Callable[[], Awaitable[None]]] = (),
        goes_by: Sequence[object] = (),
        take: Callable[[Document], bool] = lambda _: False,
    ) -> None:
        """`closing` is called last, in order, however the service ends. Raises ConfigError for wrong settings.

        `goes_by` is every setting of its own, secrets filled in: where a configuration that was read again leaves those and
        `runtime` as they were, the service goes on untouched.
        `take` gets a configuration that was read again while the service runs, and answers whether it goes on with that; otherwise
        the service is ended, to be started anew.
        """
        self.name = name
        self.settings: Final[RuntimeSettings] = runtime_settings(document)
        self.metrics: Final = Metrics(name)
        self._consumes, self._background, self._ready = consumes, background, ready
        self._routes, self._closing = dict(routes or {}), closing
        self.goes_by: Final[Sequence[object]] = (self.settings.model_copy(update={"log_level": None}), *goes_by)
        self.take: Final = take

    async def run(self) -> None:
        """Runs the service until it is told to stop. Raises ServiceError when it cannot go on."""
        async with AsyncExitStack() as stack:
            stop = stack.enter_context(_stop_signal())
            late = ending.Deadline(self.settings.graceful_timeout + ending.LATE, self.name)
            stack.callback(late.cancel)
            stop.add_done_callback(late.begin)
            for close in reversed(self._closing):
                stack.push_async_callback(_close, close)
            url = self._url()
            server = await _unless(stop, self._connected(url))
            if server is None:
                return
            stack.push_async_callback(server.close)
            try:
                await self._run(server, url, stop)
            finally:
                late.begin()
        LOG.info("%s has stopped", self.name)

    async def _connected(self, url: str) -> Server:
        server = await until_there("Redis", lambda: connect(url))
        if server.identity.cluster and self.settings.partitions == 1:
            await server.close()
            raise ConfigError(
                "Redis Cluster keeps what one step touches on one node: set partitions (TOCSIN_PARTITIONS) to 2 or more"
            )
        await until_there("Redis", lambda: groups.ensure(server, self.settings.partitions))
        return server

    def _url(self) -> str:
        if not self.settings.redis_url:
            raise ConfigError(f"{self.name} needs a Redis: set redis_url (TOCSIN_REDIS_URL), or start everything with `tocsin up`")
        return self.settings.redis_url

    async def _run(self, server: Server, url: str, stop: asyncio.Future[None]) -> None:
        spans = tracing(self.name)
        publisher = Publisher(server, self.settings.partitions, self.metrics, spans)
        pressure, restarts = Pressure(server, self.settings), Restarts(server.incarnation)
        tools = Tools(publisher.publish, pressure, SystemClock(), self.metrics, restarts)
        async with AsyncExitStack() as stack:
            stack.callback(spans.close)
            begun: list[Consumption] = []
            own = self._health(server, lambda: [problem for each in begun for problem in each.problems()])
            stack.push_async_callback(self._end, own)
            if not await _unless(stop, self._all_there()):
                return
            watched: list[asyncio.Future[None]] = []
            if self._consumes:
                consumption = Consumption(self._consumes, Parts(server, url, self.settings, self.metrics, spans))
                await consumption.start()
                begun.append(consumption)
                stack.push_async_callback(consumption.stop)
                watched += consumption.watched
            own += [asyncio.create_task(_endless(each, tools), name=_title(each)) for each in self._background]
            own.append(asyncio.create_task(Janitor(server, self.settings, self.metrics).run(), name="janitor"))
            stack.push_async_callback(self._end, own)  # before consuming stops
            watched += own
            LOG.info("%s runs with Redis at %s", self.name, where(url))
            ends = [*watched, stop]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for task in watched:
                if task.done():
                    raise _reason(self.name, task)
            LOG.info("%s stops: it finishes what it has begun", self.name)

    async def _end(self, tasks: Sequence[asyncio.Future[None]]) -> None:
        for task in tasks:
            task.cancel()
        await ending.within(self.settings.graceful_timeout, f"{self.name} stops", tasks)

    def _health(self, server: Server, problems: Callable[[], Sequence[str]]) -> list[asyncio.Future[None]]:
        """The task that answers over HTTP, from before the work begins: waiting for a database is alive and not ready."""
        if not self.settings.http_port:
            return []
        health = Health(server, self.settings, self.metrics, problems, self._ready, self._routes)
        return [asyncio.create_task(serve(health.app, self.settings.http_host, self.settings.http_port), name="health")]

    async def _all_there(self) -> bool:
        """Waits for what the service needs: work begun without it would only fail, and at last be set aside."""
        for check in self._ready:
            await until_there(f"what {self.name} needs", check)
        return True


async def _endless(work: Background, tools: Tools) -> None:
    await work(tools)
    raise Transient(f"background work ended by itself: {_title(work)}")


def _title(work: Background) -> str:
    return getattr(work, "__qualname__", repr(work))


def _reason(name: str, task: asyncio.Future[None]) -> ServiceError:
    """Why a task ended that should not have."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, ServiceError):
        return error
    LOG.error("%s cannot go on", name, exc_info=error)
    return Transient(f"{name} cannot go on: {type(error).__name__}: {error}")


async def _close(close: Callable[[], Awaitable[None]]) -> None:
    """One step of closing. What is away or hangs must not hide why the service ends, nor keep the next step from being done."""
    step = asyncio.ensure_future(close())
    await ending.within(ending.STEP, "closing", [step])
    if step.done() and not step.cancelled() and (error := step.exception()):
        if not isinstance(error, ServiceError):
            raise error
        LOG.warning("closing: %s", error)


@contextmanager
def _stop_signal() -> Iterator[asyncio.Future[None]]:
    """Done when the process is asked to end."""
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def asked() -> None:
        if not stop.done():
            stop.set_result(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _unless(stop: asyncio.Future[None], work: Coroutine[Any, Any, Result]) -> Result | None:
    """What the work gives; None when `stop` was first, and the work is cancelled then."""
    task = asyncio.create_task(work)
    try:
        ends: list[asyncio.Future[Any]] = [task, stop]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        await _cancel([task])


async def _cancel(tasks: Sequence[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
