"""Assembles a running service from its handler and its background work: what every app.py calls.

`run` returns after a clean stop (SIGTERM, SIGINT) and raises a ServiceError when the service cannot go on, so that the process
exits non-zero and its supervisor starts it again: a reader that ended, a lost group, a server turned read-only.
"""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from services.runtime import groups
from services.runtime.clock import Clock, SystemClock
from services.runtime.delivery import Batch, Delivery, Transform, Work
from services.runtime.errors import ConfigError, ServiceError, Transient
from services.runtime.handling import Handling, Rules
from services.runtime.metrics import Metrics
from services.runtime.pressure import Pressure
from services.runtime.publish import Publisher
from services.runtime.reader import Polls, reader
from services.runtime.server import Server, connect, where
from services.runtime.settings import Document, RuntimeSettings, runtime_settings
from services.runtime.subscribe import Subscription
from services.runtime.waiting import until_there
from tocsin.envelope import Event

__all__ = ["ASGIApp", "Batch", "Delivery", "Service", "Tools", "Transform"]

LOG: Final = logging.getLogger(__name__)

ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What background work gets."""

    publish: Callable[[Sequence[Event[Any]]], Awaitable[None]]
    """Each event to the stream of its type and the partition of its article; raises Transient when Redis is away or full."""
    pressure: Pressure
    """`await pressure.clear()` waits while streams are too long or Redis memory is low."""
    clock: Clock
    metrics: Metrics


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
    ) -> None:
        """`closing` is called last, in order, however the service ends. Raises ConfigError for wrong settings."""
        self.name = name
        self.settings: Final[RuntimeSettings] = runtime_settings(document)
        self._consumes, self._background, self._ready = consumes, background, ready
        self._routes, self._closing = dict(routes or {}), closing

    async def run(self) -> None:
        """Runs the service until it is told to stop. Raises ServiceError when it cannot go on."""
        stop = _stop_signal()
        async with AsyncExitStack() as stack:
            for close in reversed(self._closing):
                stack.push_async_callback(close)
            starting = asyncio.ensure_future(self._connected())
            if not await _first(starting, stop):
                return
            server = starting.result()
            stack.push_async_callback(server.close)
            await self._run(server, stop)
        LOG.info("%s has stopped", self.name)

    async def _connected(self) -> Server:
        url = self._url()
        server = await until_there("Redis", lambda: connect(url))
        await until_there("Redis", lambda: groups.ensure(server, self.settings.partitions))
        return server

    def _url(self) -> str:
        if not self.settings.redis_url:
            raise ConfigError(f"{self.name} needs a Redis: set redis_url (TOCSIN_REDIS_URL), or start everything with `tocsin up`")
        return self.settings.redis_url

    async def _run(self, server: Server, stop: asyncio.Future[None]) -> None:
        metrics = Metrics()
        publisher = Publisher(server, self.settings.partitions)
        tools = Tools(publisher.publish, Pressure(server, self.settings), SystemClock(), metrics)
        async with AsyncExitStack() as stack:
            watched: list[asyncio.Future[None]] = []
            if self._consumes:
                watched += await self._consume(self._consumes, server, stack)
            watched += [asyncio.ensure_future(_endless(each, tools)) for each in self._background]
            stack.push_async_callback(_cancel, watched)
            LOG.info("%s runs with Redis at %s", self.name, where(self._url()))
            await asyncio.wait([*watched, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in watched:
                if task.done():
                    raise _reason(self.name, task)
            LOG.info("%s stops: it finishes what it has begun", self.name)

    async def _consume(self, work: Work, server: Server, stack: AsyncExitStack) -> list[asyncio.Future[None]]:
        """Starts reading; the tasks whose end is the end of the service."""
        settings = self.settings
        rules = Rules(consumer_name(), settings.partitions, settings.max_deliveries, settings.min_idle)
        handling, polls = Handling(work, server, rules), Polls()
        subscription = Subscription(handling, reader(self._url(), server.identity, polls), settings.graceful_timeout)
        await subscription.start()
        stack.push_async_callback(_finish, subscription, handling)
        return [asyncio.ensure_future(handling.keep_hold()), handling.fatal, asyncio.ensure_future(_watch(subscription))]


def consumer_name() -> str:
    """A name that no other process has, now or after a restart: nothing is gained by an old one."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


async def _watch(subscription: Subscription) -> None:
    while True:
        await asyncio.sleep(0.5)
        if reasons := subscription.dead():
            raise Transient("; ".join(reasons))


async def _finish(subscription: Subscription, handling: Handling) -> None:
    handling.stopping.set()
    await subscription.stop()
    with suppress(Transient):  # what stays pending is taken over later, when it has been idle for long enough
        await handling.release()


async def _endless(work: Background, tools: Tools) -> None:
    await work(tools)
    raise Transient(f"background work ended by itself: {getattr(work, '__qualname__', work)}")


def _reason(name: str, task: asyncio.Future[None]) -> ServiceError:
    """Why a task ended that should not have."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, ServiceError):
        return error
    LOG.error("%s cannot go on", name, exc_info=error)
    return Transient(f"{name} cannot go on: {type(error).__name__}: {error}")


def _stop_signal() -> asyncio.Future[None]:
    """Done when the process is asked to end."""
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def asked() -> None:
        if not stop.done():
            stop.set_result(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    return stop


async def _first(work: asyncio.Future[Any], stop: asyncio.Future[None]) -> bool:
    """Whether `work` was done before `stop`; it is cancelled when not."""
    await asyncio.wait([work, stop], return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        return True
    await _cancel([work])
    return False


async def _cancel(tasks: Sequence[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
