"""Forgets deliveries that ended long ago, and silences that are over. What each destination was told of an incident stays known."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import writing
from services.store.alerts.plan import WAITING
from services.store.alerts.tables import DELIVERY, MUTE

_BATCH: Final = 1_000
"""Rows of one transaction, so that nobody waits long for it."""


async def prune(engine: AsyncEngine, now: datetime, keep: timedelta) -> int:
    """Forgets up to a batch of deliveries that ended before `now - keep`; how many. Fewer than a batch: none is left.

    No incident is told anew for it: that depends on the table `alert_thread`, which is kept.
    """
    before = now - keep
    planned = DELIVERY.c.stamp < int(before.timestamp() * 1_000_000)  # a delivery ends after it was planned: the index serves this
    old = select(DELIVERY.c.id).where(planned, DELIVERY.c.status != WAITING, DELIVERY.c.ended < before)
    async with writing(engine) as connection:
        gone = await connection.execute(delete(DELIVERY).where(DELIVERY.c.id.in_(old.order_by(DELIVERY.c.stamp).limit(_BATCH))))
        await connection.execute(delete(MUTE).where(MUTE.c.until < before))
        return int(gone.rowcount)
