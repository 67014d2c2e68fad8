"""One batch of events in, in one transaction: claims kept, incidents recomputed, deliveries planned, events in the outbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import writing
from services.store.claims import Arrivals, keep
from services.store.incidents import OnChange, settle
from tocsin.article import ArticleExtracted, ArticleWithdrawn
from tocsin.claim import Claim
from tocsin.envelope import Event
from tocsin.incident import IncidentEvent


def arrivals(events: Iterable[Event[Any]]) -> Arrivals:
    """The events that the store keeps, in order of arrival; others on the stream are none of its business."""
    data = [event.data for event in events]
    return Arrivals(
        claims=[payload for payload in data if isinstance(payload, Claim)],
        closings=[payload for payload in data if isinstance(payload, ArticleExtracted)],
        withdrawn=[payload for payload in data if isinstance(payload, ArticleWithdrawn)],
    )


async def receive(engine: AsyncEngine, events: Sequence[Event[Any]], now: datetime, on_change: OnChange) -> list[IncidentEvent]:
    """Takes a batch in; the incident events that it caused. Raises Transient when the database is away: nothing was kept."""
    async with writing(engine) as connection:
        kept = await keep(connection, arrivals(events))
        return await settle(connection, kept, now, on_change)
