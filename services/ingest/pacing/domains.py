"""Which process works on which site: leases on registrable domains, the pace of each, and how sites tell us to slow down.

A lease covers all sources and pages of a domain, so its pace is kept by one process however many replicas run. The row's `work`
says when something is due next, so that looking for work reads one index, however much is waiting.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.fetching.failure import UNREACHABLE, Failed, FailureKind
from services.ingest.pacing import schedule
from services.ingest.tables import leases
from services.ingest.tables.leases import Me
from services.ingest.tables.schema import DOMAIN, ITEM, SOURCE, insert_into
from services.runtime.database import writing

_SOON: Final = 1.0
"""Seconds before a domain may be asked again at which it is worth taking."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a domain has treated us, and when it may be asked next."""

    domain: str
    next_start: float = 0.0
    strikes: int = 0
    """Throttled answers in a row."""
    failures: int = 0
    """Unreachable in a row."""
    last_ok: float | None = None


def after(pace: Pace, failed: Failed | None, now: float, chance: float) -> Pace:
    """The pace after one answer: a good one clears the record, a throttled one pauses the whole domain.

    So does the fifth unreachable one in a row. A refusal less than a day after a good answer counts as throttling.
    """
    if failed is None:
        return replace(pace, strikes=0, failures=0, last_ok=now)
    welcome_before = pace.last_ok is not None and now - pace.last_ok < schedule.DAY
    if failed.kind is FailureKind.THROTTLED or (failed.status == 403 and welcome_before):
        strikes = pace.strikes + 1
        throttled = failed.kind is FailureKind.THROTTLED
        pause = schedule.penalty(failed.retry_after, strikes, chance) if throttled else schedule.UNWELCOME
        return replace(pace, strikes=strikes, failures=0, next_start=max(pace.next_start, now + pause))
    if failed.kind in UNREACHABLE:
        counted = replace(pace, failures=pace.failures + 1)
        if counted.failures < schedule.CIRCUIT_AFTER:
            return counted
        return replace(counted, next_start=max(pace.next_start, now + schedule.CIRCUIT))
    return pace


async def announce(connection: AsyncConnection, due: Iterable[tuple[str, float]]) -> None:
    """Notes in the caller's transaction that domains have something due at a moment; an earlier one stays."""
    earliest: dict[str, float] = {}
    for domain, moment in due:
        earliest[domain] = min(moment, earliest.get(domain, moment))
    if not earliest:
        return
    insert = insert_into(connection, DOMAIN)
    least = func.min if connection.dialect.name == "sqlite" else func.least
    merged = insert.on_conflict_do_update(
        index_elements=["domain"], set_={"work": least(func.coalesce(DOMAIN.c.work, insert.excluded.work), insert.excluded.work)}
    )
    await connection.execute(merged, [{"domain": name, "work": moment} for name, moment in sorted(earliest.items())])


async def claim(engine: AsyncEngine, me: Me, now: float, limit: int) -> list[Pace]:
    """Takes up to `limit` domains that have something due and that no living process works on, the longest waiting first."""
    free = or_(DOMAIN.c.owner.is_(None), DOMAIN.c.until <= now)
    waiting = (
        select(DOMAIN.c.domain)
        .where(DOMAIN.c.work <= now, DOMAIN.c.next_start <= now + _SOON, free)
        .order_by(DOMAIN.c.work)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(DOMAIN)
        .where(DOMAIN.c.domain.in_(waiting.scalar_subquery()))
        .values(owner=me.name, until=now + me.seconds)
        .returning(DOMAIN.c.domain, DOMAIN.c.next_start, DOMAIN.c.strikes, DOMAIN.c.failures, DOMAIN.c.last_ok)
    )
    async with writing(engine) as connection:
        return [Pace(*row) for row in await connection.execute(taken)]


async def renew(engine: AsyncEngine, me: Me, now: float) -> set[str]:
    """Holds every domain of this process for another lease; those that were still held."""
    held = update(DOMAIN).where(DOMAIN.c.owner == me.name, DOMAIN.c.until > now).values(until=now + me.seconds)
    async with writing(engine) as connection:
        return {row.domain for row in await connection.execute(held.returning(DOMAIN.c.domain))}


async def note(connection: AsyncConnection, me: Me, pace: Pace) -> None:
    """Writes down the pace of a domain while it is held."""
    values = {"next_start": pace.next_start, "strikes": pace.strikes, "failures": pace.failures, "last_ok": pace.last_ok}
    await connection.execute(update(DOMAIN).where(DOMAIN.c.domain == pace.domain, DOMAIN.c.owner == me.name).values(**values))


async def release(engine: AsyncEngine, me: Me, pace: Pace) -> None:
    """Gives a domain back with its pace and the moment its next work is due."""
    sources = select(func.min(SOURCE.c.due)).where(SOURCE.c.domain == pace.domain, SOURCE.c.active, SOURCE.c.paused.is_(False))
    items = (
        select(func.min(ITEM.c.due))
        .join(SOURCE, SOURCE.c.id == ITEM.c.source)
        .where(ITEM.c.domain == pace.domain, SOURCE.c.active, SOURCE.c.paused.is_(False))
    )
    async with writing(engine) as connection:
        await note(connection, me, pace)  # first, for it locks the row: work announced from here on is added to what we find
        moments = [(await connection.execute(query)).scalar() for query in (sources, items)]
        due = min((moment for moment in moments if moment is not None), default=None)
        mine = (DOMAIN.c.domain == pace.domain, DOMAIN.c.owner == me.name)
        await connection.execute(update(DOMAIN).where(*mine).values(owner=None, until=0, work=due))


async def release_all(engine: AsyncEngine, me: Me) -> None:
    """Gives every domain and every lease of this process back, at its end; what is due stays due."""
    async with writing(engine) as connection:
        await leases.release(connection, me)
        await connection.execute(update(DOMAIN).where(DOMAIN.c.owner == me.name).values(owner=None, until=0))
