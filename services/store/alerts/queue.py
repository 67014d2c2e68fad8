"""The deliveries of one destination in SQL: who may send, what is next, what became of it. Owns no rule of what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.runtime.database import reading, writing
from services.store.alerts.plan import WAITING
from services.store.alerts.policy import Action, Traits
from services.store.alerts.prepare import STALE, Desk, Item, Skip
from services.store.alerts.tables import DELIVERY, STATE
from services.store.schema import insert_into

_SKIPS: Final = 200
"""Needless deliveries that one look passes over."""

_GATHERED: Final = 50
"""Incidents of one digest; the rest follow in the next."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that sends to a destination, and for how long it may be silent before another takes over."""

    destination: str
    owner: str
    lease: float
    """Seconds."""


async def due(engine: AsyncEngine, destination: str, now: datetime) -> bool:
    """Whether anything waits to be sent now. Takes no lock."""
    async with reading(engine) as connection:
        paused = select(STATE.c.name).where(STATE.c.name == destination, STATE.c.paused_until > now)
        query = select(DELIVERY.c.id).where(*_waiting(destination, now)).where(~exists(paused)).limit(1)
        return (await connection.execute(query)).first() is not None


async def let_go(engine: AsyncEngine, destination: str, owner: str) -> None:
    """Gives a destination back, so that whoever comes next need not wait for the lease to end."""
    async with writing(engine) as connection:
        mine = (STATE.c.name == destination, STATE.c.owner == owner)
        await connection.execute(update(STATE).where(*mine).values(owner=None, lease_until=None))


async def take(connection: AsyncConnection, holder: Holder, traits: Traits, now: datetime) -> Item | None:
    """The next thing to send, held for `holder` alone; None where nothing is due, or another process sends.

    At most one is under way at any moment for each destination.
    """
    if not await _hold(connection, holder, now):
        return None
    desk = Desk(connection, traits, now)
    for _ in range(_SKIPS):
        found_row = (await connection.execute(_next(holder.destination, traits, now))).mappings().first()
        if found_row is None:
            return None
        row = dict(found_row)
        found = Action.DIGEST if row["action"] == Action.DIGEST else await desk.prepare(row)
        if isinstance(found, Item):
            return found
        if isinstance(found, Skip):
            await _end(connection, [row["id"]], found, now)
            continue
        if row["action"] != Action.DIGEST:
            await _into_digest(connection, holder.destination, now)
        rows = (await connection.execute(_digests(holder.destination, now))).mappings().all()
        gathered = await desk.gather([dict(each) for each in rows])
        if isinstance(gathered, Item):
            return gathered
        for each, skip in gathered:
            await _end(connection, [each["id"]], skip, now)
    return None


async def _hold(connection: AsyncConnection, holder: Holder, now: datetime) -> bool:
    """Takes or renews the lease; whether we have it and the destination is not paused."""
    await connection.execute(insert_into(connection, STATE).on_conflict_do_nothing(), {"name": holder.destination, "failures": 0})
    free = or_(STATE.c.owner.is_(None), STATE.c.owner == holder.owner, STATE.c.lease_until < now)
    values = {"owner": holder.owner, "lease_until": now + timedelta(seconds=holder.lease)}
    held = await connection.execute(update(STATE).where(STATE.c.name == holder.destination, free).values(**values))
    if not held.rowcount:
        return False
    state = (await connection.execute(select(STATE.c.paused_until).where(STATE.c.name == holder.destination))).one()
    return state.paused_until is None or state.paused_until <= now


def _waiting(destination: str, now: datetime) -> tuple[Any, ...]:
    return (DELIVERY.c.destination == destination, DELIVERY.c.status == WAITING, DELIVERY.c.due <= now)


def _next(destination: str, traits: Traits, now: datetime) -> Any:
    """The delivery that comes next: new incidents before all else, then what is due first.

    Edits and replies wait for their first message; programs get each incident in order.
    """
    earlier = DELIVERY.alias()
    unsent = exists().where(
        earlier.c.destination == DELIVERY.c.destination,
        earlier.c.incident == DELIVERY.c.incident,
        earlier.c.status == WAITING,
        earlier.c.action.in_([Action.POST.value, Action.DIGEST.value]),
        or_(
            earlier.c.stamp < DELIVERY.c.stamp, and_(earlier.c.stamp == DELIVERY.c.stamp, earlier.c.revision < DELIVERY.c.revision)
        ),
    )
    free = DELIVERY.c.incident == "" if traits.machine else DELIVERY.c.action.in_([Action.POST.value, Action.DIGEST.value])
    order = (DELIVERY.c.rank, DELIVERY.c.due, DELIVERY.c.stamp, DELIVERY.c.revision)
    return select(DELIVERY).where(*_waiting(destination, now), or_(free, ~unsent)).order_by(*order).limit(1)


def _digests(destination: str, now: datetime) -> Any:
    order = (DELIVERY.c.stamp, DELIVERY.c.revision)
    gathered = DELIVERY.c.action == Action.DIGEST.value
    return select(DELIVERY).where(*_waiting(destination, now), gathered).order_by(*order).limit(_GATHERED)


async def _into_digest(connection: AsyncConnection, destination: str, now: datetime) -> None:
    """All that waits and is no news any more is told together."""
    old = (
        *_waiting(destination, now),
        DELIVERY.c.planned < now - STALE,
        DELIVERY.c.action.in_([Action.POST.value, Action.REPLY.value]),
        DELIVERY.c.incident != "",
    )
    stale = {"action": Action.DIGEST.value, "reason": "older than six hours: told in a digest"}
    await connection.execute(update(DELIVERY).where(*old).values(**stale))


async def _end(connection: AsyncConnection, ids: Sequence[str], skip: Skip, now: datetime) -> None:
    values = {"status": "failed" if skip.failed else "skipped", "reason": skip.reason, "ended": now}
    await connection.execute(update(DELIVERY).where(DELIVERY.c.id.in_(ids)).values(**values))
