"""Questions and wishes about deliveries: what was told, what waits, try again, be silent. Sends nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import reading
from services.store.alerts.plan import WAITING
from services.store.alerts.tables import DELIVERY

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
