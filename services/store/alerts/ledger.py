"""Questions about deliveries: what was told, what waits, what failed, how each destination is. Reads only."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import reading
from services.store.alerts.plan import WAITING
from services.store.alerts.tables import DELIVERY, MUTE, STATE

_KINDS: Final = ("opened", "updated", "merged", "closed")


@dataclass(frozen=True, slots=True)
class Told:
    """One alert: what an incident event called for, at however many destinations."""

    kind: str
    """opened, updated, merged or closed."""
    incident: str
    revision: int
    cause_article: str | None
    """The article whose claims led to it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the table `delivery`."""

    id: str
    destination: str
    incident: str
    revision: int
    kind: str
    action: str
    route: str
    status: str
    reason: str | None
    attempts: int
    planned: datetime
    due: datetime
    ended: datetime | None
    code: int | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """How a destination is."""

    name: str
    waiting: int
    sent: int
    failed: int
    oldest: datetime | None
    """When the oldest delivery that waits was planned."""
    paused_until: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Mute:
    """A silence that a person asked for."""

    id: str
    destination: str | None
    region: str | None
    incident: str | None
    until: datetime
    by: str


async def ledger(engine: AsyncEngine) -> AsyncIterator[Told]:
    """Every alert that was ever planned, in order, once for all destinations. Only the first of an incident is "opened"."""
    columns = (DELIVERY.c.kind, DELIVERY.c.incident, DELIVERY.c.revision, DELIVERY.c.cause_article)
    query = select(*columns).where(DELIVERY.c.kind.in_(_KINDS)).order_by(DELIVERY.c.stamp, DELIVERY.c.incident, DELIVERY.c.revision)
    opened: set[str] = set()
    seen: set[tuple[str, int]] = set()
    async with reading(engine) as connection:
        async for row in await connection.stream(query):
            if (row.incident, row.revision) in seen or (row.kind == "opened" and row.incident in opened):
                continue
            seen.add((row.incident, row.revision))
            if row.kind == "opened":
                opened.add(row.incident)
            yield Told(row.kind, row.incident, row.revision, row.cause_article)


async def waiting(engine: AsyncEngine, now: datetime) -> int:
    """Deliveries that are due and not sent yet."""
    async with reading(engine) as connection:
        due = (DELIVERY.c.status == WAITING, DELIVERY.c.due <= now)
        return int((await connection.execute(select(func.count()).select_from(DELIVERY).where(*due))).scalar_one())


async def queued(engine: AsyncEngine, destination: str, now: datetime) -> tuple[int, datetime | None]:
    """Deliveries to one destination that are due and not sent yet, and when the oldest of them was planned."""
    due = (DELIVERY.c.destination == destination, DELIVERY.c.status == WAITING, DELIVERY.c.due <= now)
    async with reading(engine) as connection:
        found = (await connection.execute(select(func.count(), func.min(DELIVERY.c.planned)).where(*due))).one()
        return int(found[0]), found[1]


async def deliveries(
    engine: AsyncEngine, *, about: str | None = None, statuses: Sequence[str] = (), limit: int = 50
) -> list[Delivery]:
    """The latest deliveries, the newest first; `about` is a delivery, an incident or a destination."""
    wanted: list[ColumnElement[bool]] = []
    if about is not None:
        wanted.append(or_(DELIVERY.c.id == about, DELIVERY.c.incident == about, DELIVERY.c.destination == about))
    if statuses:
        wanted.append(DELIVERY.c.status.in_(statuses))
    columns = [DELIVERY.c[name] for name in Delivery.__slots__]
    query = select(*columns).where(*wanted).order_by(DELIVERY.c.stamp.desc(), DELIVERY.c.revision.desc()).limit(limit)
    async with reading(engine) as connection:
        return [Delivery(**row) for row in (await connection.execute(query)).mappings()]


async def health(engine: AsyncEngine, names: Sequence[str]) -> list[Health]:
    """How each destination is, in the order of `names`."""
    kinds = (DELIVERY.c.destination, DELIVERY.c.status)
    counts = select(*kinds, func.count().label("many"), func.min(DELIVERY.c.planned).label("oldest"))
    async with reading(engine) as connection:
        found = (await connection.execute(counts.group_by(*kinds))).all()
        states = {row.name: row for row in await connection.execute(select(STATE))}
    many: dict[tuple[str, str], Any] = {(row.destination, row.status): row for row in found}
    return [_health(name, many, states.get(name)) for name in names]


def _health(name: str, many: dict[tuple[str, str], Any], state: Any) -> Health:
    def count(status: str) -> int:
        row = many.get((name, status))
        return int(row.many) if row else 0

    oldest = many.get((name, WAITING))
    return Health(
        name=name,
        waiting=count(WAITING),
        sent=count("sent"),
        failed=count("failed"),
        oldest=oldest.oldest if oldest else None,
        paused_until=state.paused_until if state else None,
        reason=state.reason if state else None,
    )


async def mutes(engine: AsyncEngine, now: datetime) -> list[Mute]:
    """The silences that last."""
    columns = [MUTE.c[name] for name in Mute.__slots__]
    async with reading(engine) as connection:
        found = await connection.execute(select(*columns).where(MUTE.c.until > now).order_by(MUTE.c.until))
        return [Mute(**row) for row in found.mappings()]
