"""What there is to know about a system at a moment. A part of it that does not answer spoils no other."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

import click

from services.cli.reaching import database_of, redis_of
from services.ingest.sources import state as sources_kept
from services.runtime import state
from services.runtime.errors import ServiceError
from services.runtime.server import Server
from services.runtime.settings import Document, RuntimeSettings, runtime_settings
from services.store.alerts import ledger
from services.store.alerts.ledger import Health
from services.store.alerts.settings import alerting

Answer = TypeVar("Answer")

_SAMPLE: Final = 1.0
"""Seconds between the two looks that rates are measured over."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One key of a stream and one group that reads it; a stream that nobody reads has one row with no group."""

    stream: str
    group: str | None
    entries: int
    """Entries that the stream holds."""
    per_second: float
    """Entries added a second."""
    to_read: int
    under_way: int
    """Read and not acknowledged."""
    oldest: float
    """Seconds since the oldest of these was put on the stream."""
    readers: int
    dead: int
    """Entries set aside."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source as ingest last saw it."""

    id: str
    state: str
    """ok, new, paused, silent, gone, or a kind of failure."""
    failures: float
    """Weighted failures in a row."""
    last_ok: str | None
    """When it could last be read."""
    error: str | None

    @property
    def troubled(self) -> bool:
        """Whether somebody should look."""
        return self.state not in {"ok", "new", "paused"}


@dataclass(frozen=True, slots=True)
class Status:
    """Everything; `away` says what could not be asked, and why."""

    readers: tuple[Reader, ...]
    sources: tuple[Source, ...]
    destinations: tuple[Health, ...]
    away: tuple[str, ...]


async def collect(document: Document) -> Status:
    """Looks at all parts. Raises ConfigError for a wrong configuration."""
    settings = runtime_settings(document)
    away: list[str] = []
    readers = await _asked(_readers(document, settings), away)
    sources = await _asked(_sources(settings), away)
    destinations = await _asked(_destinations(document, settings), away)
    return Status(readers or (), sources or (), destinations or (), tuple(dict.fromkeys(away)))


async def _asked(question: Awaitable[Answer], away: list[str]) -> Answer | None:
    """The answer of one part; None, and the reason noted, where it cannot be had."""
    try:
        return await question
    except ServiceError as error:
        away.append(str(error))
    except click.ClickException as error:
        away.append(error.message)
    return None


async def _readers(document: Document, settings: RuntimeSettings) -> tuple[Reader, ...]:
    async with redis_of(document, settings) as server:
        before = await _added(server, settings)
        await asyncio.sleep(_SAMPLE)
        after = await state.of_streams(server, settings.partitions)
        return tuple(row for each in after for row in _rows(each, (each.added - before[each.key]) / _SAMPLE))


async def _added(server: Server, settings: RuntimeSettings) -> dict[str, int]:
    return {each.key: each.added for each in await state.of_streams(server, settings.partitions)}


def _rows(found: state.StreamState, rate: float) -> list[Reader]:
    def row(group: state.GroupState | None) -> Reader:
        return Reader(
            stream=found.key,
            group=group.name if group else None,
            entries=found.length,
            per_second=rate,
            to_read=group.lag if group else 0,
            under_way=group.pending if group else 0,
            oldest=group.oldest_pending if group else 0.0,
            readers=group.consumers if group else 0,
            dead=found.dead,
        )

    return [row(group) for group in found.groups] or [row(None)]


async def _sources(settings: RuntimeSettings) -> tuple[Source, ...]:
    async with database_of("ingest", settings) as engine:
        known = await sources_kept.every(engine)
    return tuple(_source(each) for each in known if each.active)


def _source(found: sources_kept.SourceState) -> Source:
    shown = found.status
    if found.silent_since is not None:
        shown = "silent"
    if found.paused:
        shown = "paused"
    last_ok = datetime.fromtimestamp(found.last_ok, UTC).isoformat(timespec="seconds") if found.last_ok else None
    return Source(found.id, shown, found.failures, last_ok, found.error)


async def _destinations(document: Document, settings: RuntimeSettings) -> tuple[Health, ...]:
    names = [destination.name for destination in alerting(document).destinations]
    async with database_of("store", settings) as engine:
        return tuple(await ledger.health(engine, names))
