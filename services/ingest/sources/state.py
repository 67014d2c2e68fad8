"""What is remembered of each source: validators, interval, failures, habit. Owns the rows of `ingest_source`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.pacing import domains, schedule
from services.ingest.settings import Source
from services.ingest.tables.schema import ITEM, SOURCE, insert_into
from services.ingest.web import urls
from services.runtime.database import reading, writing
from services.runtime.errors import ConfigError

_SPREAD: Final = 0.1
"""Seconds per new source that first polls are spread over, up to their interval: few begin at once, many are no stampede."""

_CHUNK: Final = 500

NEVER: Final = 1e12
"""Due of what is not polled, in Unix seconds: the year 33658."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One row of `ingest_source`; the columns are described there."""

    id: str
    kind: str
    declared: str
    url: str
    domain: str
    active: bool
    paused: bool
    added: float
    due: float
    interval: float
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: float = 0.0
    status: str = "new"
    error: str | None = None
    last_try: float | None = None
    last_ok: float | None = None
    last_full: float | None = None
    last_new: float | None = None
    cadence: float | None = None
    items_seen: int = 0
    items_new: int = 0
    silent_since: float | None = None
    redirect_to: str | None = None
    redirect_count: int = 0
    redirect_since: float | None = None
    gone_since: float | None = None
    identity: str | None = None


_COLUMNS: Final = tuple(SOURCE.c[field.name] for field in fields(SourceState))


def domain_of(source: Source) -> str:
    """Whose politeness governs a source: the registrable domain of its address; a file has only itself."""
    return (urls.site(source.url) if source.url else "") or f"{source.kind}:{source.id}"


async def sync(engine: AsyncEngine, declared: Sequence[Source], now: float) -> None:
    """Makes the rows follow the configuration: new sources get one, changed addresses start anew, missing ones rest."""
    async with writing(engine) as connection:
        known = {row.id: row for row in await connection.execute(select(*_COLUMNS))}
        fresh = sum(source.id not in known for source in declared)
        rows = [_row(source, fresh, now) for source in declared]
        for start in range(0, len(rows), _CHUNK):
            await _upsert(connection, rows[start : start + _CHUNK])
        moved = [row["id"] for row in rows if row["id"] in known and known[row["id"]].declared != row["declared"]]
        for row in rows:
            if row["id"] in moved:
                await connection.execute(update(SOURCE).where(SOURCE.c.id == row["id"]).values(**_FORGET, **row))
        gone = set(known) - {source.id for source in declared if source.enabled}
        for name in sorted(gone):
            await connection.execute(update(SOURCE).where(SOURCE.c.id == name).values(active=False))
        waiting = await connection.execute(select(SOURCE.c.domain, SOURCE.c.due).where(SOURCE.c.active, SOURCE.c.paused.is_(False)))
        await domains.announce(connection, [(row.domain, row.due) for row in waiting])


_FORGET: Final[dict[str, Any]] = {
    "etag": None,
    "last_modified": None,
    "body_hash": None,
    "failures": 0.0,
    "status": "new",
    "error": None,
    "last_full": None,
    "redirect_to": None,
    "redirect_count": 0,
    "redirect_since": None,
    "gone_since": None,
}
"""What is known of an address and says nothing of another."""


def _row(source: Source, fresh: int, now: float) -> dict[str, Any]:
    spread = min(source.interval.start, _SPREAD * fresh)
    return {
        "id": source.id,
        "kind": source.kind.value,
        "declared": source.address,
        "url": source.address,
        "domain": domain_of(source),
        "active": source.enabled,
        "added": now,
        "due": now + schedule.start_offset(source.id, spread) if source.polled else NEVER,
        "interval": source.interval.start,
    }


async def _upsert(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    insert = insert_into(connection, SOURCE)
    again = insert.on_conflict_do_update(
        index_elements=["id"], set_={"active": insert.excluded.active, "kind": insert.excluded.kind}
    )
    if rows:
        await connection.execute(again, list(rows))


async def due(
    connection: AsyncConnection, domain: str, now: float, busy: Collection[str | tuple[str, str]], most: int
) -> list[SourceState]:
    """The sources of a domain that have waited longest, apart from those being read now."""
    query = (
        select(*_COLUMNS)
        .where(SOURCE.c.domain == domain, SOURCE.c.due <= now, SOURCE.c.active, SOURCE.c.paused.is_(False))
        .order_by(SOURCE.c.due)
        .limit(most + len(busy))
    )
    found = [SourceState(**row) for row in (await connection.execute(query)).mappings()]
    return [source for source in found if source.id not in busy][:most]


async def every(engine: AsyncEngine) -> list[SourceState]:
    """All sources that are or were declared, by id."""
    async with reading(engine) as connection:
        found = await connection.execute(select(*_COLUMNS).order_by(SOURCE.c.id))
        return [SourceState(**row) for row in found.mappings()]


async def one(connection: AsyncConnection, source: str) -> SourceState | None:
    """The row of one source, held until the caller's transaction ends; None when there is none."""
    found = (await connection.execute(select(*_COLUMNS).where(SOURCE.c.id == source).with_for_update())).mappings().first()
    return SourceState(**found) if found else None


async def change(connection: AsyncConnection, source: str, values: dict[str, Any]) -> None:
    """Writes what one reading of a source changed, in the caller's transaction."""
    await connection.execute(update(SOURCE).where(SOURCE.c.id == source).values(**values))


async def pause(engine: AsyncEngine, source: str, declared: Sequence[Source], *, paused: bool, now: float) -> None:
    """Stops or resumes reading a source, in every replica, also before any has read it.

    Raises ConfigError for a source that is neither declared nor known from before.
    """
    async with writing(engine) as connection:
        await _upsert(connection, [_row(each, 1, now) for each in declared if each.id == source])
        found = (await connection.execute(select(SOURCE.c.domain, SOURCE.c.kind).where(SOURCE.c.id == source))).first()
        if found is None:
            raise ConfigError(f'no source "{source}" is known here; `tocsin sources list` shows those that are')
        if paused:
            await change(connection, source, {"paused": True})
            return
        await change(connection, source, {"paused": False, "due": NEVER if found.kind == "push" else now})
        items = await connection.execute(
            select(ITEM.c.domain, ITEM.c.due)
            .where(ITEM.c.source == source, ITEM.c.due.is_not(None))
            .order_by(ITEM.c.due)
            .limit(1000)
        )
        await domains.announce(connection, [(found.domain, now), *((item.domain, item.due) for item in items)])
