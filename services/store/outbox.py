"""The outbox and the numbered feed: events written with their cause, numbered after the commit, relayed to their streams."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.runtime.database import reading, writing
from services.store import blocks
from services.store.schema import OUTBOX, insert_into
from tocsin.catalog import EventType, make_event, read_event
from tocsin.envelope import Event
from tocsin.model import EventPayload

SOURCE: Final = "tocsin/store"

_NUMBERING: Final = "#feed"
"""The row of the table `block` whose holder numbers the feed; no region is called so."""

_BATCH: Final = 500

Publish = Callable[[Sequence[Event[Any]]], Awaitable[None]]
"""Puts events on their streams, each at most once; raises Transient when it cannot."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to be, in the transaction of its cause."""

    kind: EventType
    data: EventPayload
    revision: int
    stamp: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the feed."""

    position: int
    kind: str
    subject: str
    event: str
    """The envelope as JSON."""


async def put(connection: AsyncConnection, outgoing: Sequence[Outgoing], now: datetime) -> None:
    """Writes events to the outbox inside the caller's transaction; a repeat of an event is dropped by its id."""
    values = []
    for each in outgoing:
        event = make_event(each.kind, each.data, source=SOURCE, time=now)
        values.append(
            {
                "id": event.id,
                "stamp": each.stamp,
                "revision": each.revision,
                "kind": event.type,
                "subject": event.subject,
                "created": now,
                "event": event.to_json(),
            }
        )
    if values:
        await connection.execute(insert_into(connection, OUTBOX).on_conflict_do_nothing(), values)


async def number(engine: AsyncEngine, now: datetime) -> int:
    """Gives committed events their places in the feed, without gaps and in an order that never changes; how many."""
    async with writing(engine) as connection:
        await blocks.lock(connection, [_NUMBERING], now)
        order = (OUTBOX.c.stamp, OUTBOX.c.subject, OUTBOX.c.revision)
        found = await connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.position.is_(None)).order_by(*order).limit(_BATCH))
        fresh = [row.id for row in found]
        if fresh:
            last = (await connection.execute(select(func.max(OUTBOX.c.position)))).scalar() or 0
            values = [{"key": event, "position": last + step} for step, event in enumerate(fresh, start=1)]
            statement = update(OUTBOX).where(OUTBOX.c.id == bindparam("key")).values(position=bindparam("position"))
            await connection.execute(statement, values)
        return len(fresh)


async def relay(engine: AsyncEngine, publish: Publish, now: datetime) -> int:
    """Publishes numbered events in the order of the feed and marks them; how many. A crash between the two repeats, never loses."""
    async with reading(engine) as connection:
        query = (
            select(OUTBOX.c.id, OUTBOX.c.event)
            .where(OUTBOX.c.published.is_(None), OUTBOX.c.position.is_not(None))
            .order_by(OUTBOX.c.position)
            .limit(_BATCH)
        )
        found = (await connection.execute(query)).all()
    if not found:
        return 0
    await publish([read_event(row.event) for row in found])
    async with writing(engine) as connection:
        await connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_([row.id for row in found])).values(published=now))
    return len(found)


async def reopen(engine: AsyncEngine, since: datetime) -> int:
    """Has everything published again that was since a moment, for Redis may have lost it; how many."""
    async with writing(engine) as connection:
        again = await connection.execute(update(OUTBOX).where(OUTBOX.c.published >= since).values(published=None))
        return int(again.rowcount)


async def feed(engine: AsyncEngine, after: int, limit: int) -> list[Entry]:
    """The feed after a position: every event once, merges and retractions included, so that a mirror never drifts."""
    async with reading(engine) as connection:
        columns = (OUTBOX.c.position, OUTBOX.c.kind, OUTBOX.c.subject, OUTBOX.c.event)
        found = await connection.execute(select(*columns).where(OUTBOX.c.position > after).order_by(OUTBOX.c.position).limit(limit))
        return [Entry(row.position, row.kind, row.subject, row.event) for row in found]
