"""The parts that `tocsin up`, `backfill --once` and `demo` bring along: Redis, migrated databases, the three services.

Owns the order in which they come up and go down; each part is owned by its service.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from services.cli.children import Child, Show, keep_running
from services.cli.migrate import migrate_all
from services.cli.sole import sole_owner
from services.runtime.redis_server import EmbeddedServer
from services.runtime.settings import Document, RuntimeSettings, runtime_settings
from services.runtime.waiting import until_there

Result = TypeVar("Result")

SERVICES: Final = ("ingest", "extract", "store")
"""In the order of the flow; they are stopped in this order too, so that each hands on what it has."""


@dataclass
class Running:
    """A system that runs under this process."""

    settings: RuntimeSettings
    redis_url: str
    children: tuple[Child, ...]
    tasks: tuple[asyncio.Task[None], ...]

    async def ended(self) -> None:
        """Runs until cancelled. Raises the ConfigError of a service that cannot run at all."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def during(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What `work` gives. Raises the ConfigError of a service that cannot run at all meanwhile; `work` is cancelled then."""
        task, ended = asyncio.ensure_future(work), asyncio.ensure_future(self.ended())
        try:
            await asyncio.wait((task, ended), return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                ended.result()
            return await task
        finally:
            await _cancel([task, ended])


def own_environment(env: Mapping[str, str]) -> Mapping[str, str]:
    """Without what would lead to another system's Redis, database or settings: for a system that lives by itself."""
    return {name: value for name, value in env.items() if not name.startswith("TOCSIN_") and name != "REDIS_URL"}


@asynccontextmanager
async def running(document: Document, show: Show) -> AsyncIterator[Running]:
    """The whole system, up inside the block and cleanly down after it. Raises ConfigError or Transient when it cannot start.

    Databases that are away are waited for. A Redis of the configuration is used as it is and left alone; without one an embedded
    server is started or attached to.
    """
    settings = runtime_settings(document)
    with sole_owner(settings.state_dir):
        async with _started(document, settings, show) as system:
            yield system


@asynccontextmanager
async def _started(document: Document, settings: RuntimeSettings, show: Show) -> AsyncIterator[Running]:
    server = None if settings.redis_url else EmbeddedServer(settings.state_dir, document.env)
    try:
        redis_url = await asyncio.to_thread(server.start) if server else str(settings.redis_url)
        await until_there("the databases", lambda: migrate_all(settings))
        env = _child_environment(document, settings, redis_url)
        children = tuple(Child(name, _command(name), {**env, **_port(settings, place)}) for place, name in enumerate(SERVICES))
        tasks = [asyncio.create_task(keep_running(child, show), name=child.name) for child in children]
        if server:
            tasks.append(asyncio.create_task(server.keep_running(), name="redis"))
        try:
            yield Running(settings, redis_url, children, tuple(tasks))
        finally:
            await _cancel(tasks)
            for child in children:
                await child.stop(settings.graceful_timeout + 5)
    finally:
        if server:
            await asyncio.to_thread(server.stop)


def _command(service: str) -> list[str]:
    return [sys.executable, "-m", "services.cli", "run", service, "--with-parent"]


def _child_environment(document: Document, settings: RuntimeSettings, redis_url: str) -> Mapping[str, str]:
    """The environment of every child: ours, and what only the parent knows."""
    as_text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    return {
        **document.env,
        "TOCSIN_CONFIG": os.path.realpath(document.origin) if document.tables else "",
        "TOCSIN_REDIS_URL": redis_url,
        "TOCSIN_STATE_DIR": str(settings.state_dir.absolute()),
        "TOCSIN_LOG_FORMAT": "text" if as_text else "json",
        "PYTHONUNBUFFERED": "1",
    }


def _port(settings: RuntimeSettings, place: int) -> Mapping[str, str]:
    """A port of its own for each service's health and metrics: the configured one and the two after it; 0 leaves all off."""
    return {"TOCSIN_HTTP_PORT": str(settings.http_port + place if settings.http_port else 0)}


async def _cancel(tasks: Sequence[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)  # what one of them raised has been told by `ended`
