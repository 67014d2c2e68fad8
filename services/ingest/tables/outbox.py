"""Events written with their cause, relayed in order to their streams. Owns their bound on disk and who relays."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.tables import leases
from services.ingest.tables.schema import LEASE, OUTBOX, insert_into
from services.runtime.database import reading, writing
from services.runtime.errors import Transient
from tocsin.catalog import read_event
from tocsin.envelope import Event

SOURCE: Final = "tocsin/ingest"

BATCH: Final = 200
"""Events of one round: about 2 MB."""

RELAY: Final = "outbox"
"""Name of the lease: one process relays at a time, so that events keep their order."""

Publish = Callable[[Sequence[Event[Any]]], Awaitable[None]]
"""Puts events on their streams; raises Transient when it cannot."""


class OutboxFull(Transient):
    """So many events wait for Redis that no more may be written; the message names the bound and what to look at."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is not on its stream yet."""

    events: int
    octets: int
    oldest: float | None
    """When the oldest of them was written, in Unix seconds."""


async def put(connection: AsyncConnection, events: Sequence[Event[Any]]) -> None:
    """Writes events in the caller's transaction; a repeat of an event is dropped by its id."""
    values = []
    for event in events:
        text = event.to_json()
        values.append({"id": event.id, "size": len(text.encode()), "created": event.time.timestamp(), "event": text})
    if values:
        await connection.execute(insert_into(connection, OUTBOX).on_conflict_do_nothing(index_elements=["id"]), values)


async def relay(engine: AsyncEngine, publish: Publish, me: leases.Me, now: float) -> int:
    """One round: publishes the oldest events and marks them; how many. A crash between the two repeats them, never loses them.

    Does nothing while another process relays. The lease keeps the order; it cannot keep a process that hangs from waking up beside
    its successor, so `publish` drops by its id what is on the stream already.
    """
    found, mine = await _oldest(engine, me, now)
    if not found:
        return 0
    if not mine:
        async with writing(engine) as connection:
            if not await leases.take(connection, RELAY, me, now):
                return 0
        found, _ = await _oldest(engine, me, now)  # again: what was seen before the lease may be published by now
    await publish([read_event(row.event) for row in found])
    async with writing(engine) as connection:
        await connection.execute(update(OUTBOX).where(OUTBOX.c.seq.in_([row.seq for row in found])).values(published=now))
    return len(found)


async def _oldest(engine: AsyncEngine, me: leases.Me, now: float) -> tuple[Sequence[Any], bool]:
    """The events that have waited longest, and whether the lease is ours for at least another half of its length."""
    lease = select(LEASE.c.until).where(LEASE.c.name == RELAY, LEASE.c.owner == me.name)
    query = select(OUTBOX.c.seq, OUTBOX.c.event).where(OUTBOX.c.published.is_(None)).order_by(OUTBOX.c.seq).limit(BATCH)
    async with reading(engine) as connection:
        until = (await connection.execute(lease)).scalar()
        return (await connection.execute(query)).all(), until is not None and until - now > me.seconds / 2


async def reopen(engine: AsyncEngine, since: float) -> int:
    """Has everything published again that was since a moment, for Redis may have lost it; how many."""
    async with writing(engine) as connection:
        again = await connection.execute(update(OUTBOX).where(OUTBOX.c.published >= since).values(published=None))
        return int(again.rowcount)


async def waiting(engine: AsyncEngine) -> Waiting:
    """What is not on its stream yet. Raises Transient when the database is away."""
    async with reading(engine) as connection:
        columns = (func.count(), func.coalesce(func.sum(OUTBOX.c.size), 0), func.min(OUTBOX.c.created))
        count, octets, oldest = (await connection.execute(select(*columns).where(OUTBOX.c.published.is_(None)))).one()
        return Waiting(count, int(octets), oldest)


async def require_room(engine: AsyncEngine, bound: int) -> Waiting:
    """Returns while there is room; raises OutboxFull, which passes by itself once Redis takes events again."""
    now = await waiting(engine)
    if now.octets >= bound:
        raise OutboxFull(
            f"{now.events} articles ({now.octets / 1e6:.0f} MB) wait for Redis, the bound is {bound / 1e6:.0f} MB: reading pauses "
            "until they are published; look at Redis and at `tocsin run ingest`, or raise outbox_max in [ingest]"
        )
    return now


async def prune(engine: AsyncEngine, before: float) -> int:
    """Forgets events published before a moment; how many."""
    async with writing(engine) as connection:
        gone = await connection.execute(delete(OUTBOX).where(OUTBOX.c.published < before))
        return int(gone.rowcount)
