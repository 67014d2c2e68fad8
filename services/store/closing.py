"""Closes incidents that nothing new was heard of for their quiet time; a late claim opens them again under the same id."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import writing
from services.store import blocks
from services.store.incidents import OnChange, Work, write
from services.store.revise import Revision, standing
from services.store.schema import INCIDENT
from tocsin import catalog
from tocsin.incident import Change, Incident, IncidentEvent
from tocsin.vocabulary import IncidentState

QUIET: Final = timedelta(hours=72)
"""After so long without a change an incident is closed: tolls are seldom corrected later."""

_BATCH: Final = 200


async def close_quiet(engine: AsyncEngine, now: datetime, on_change: OnChange, quiet: timedelta = QUIET) -> list[IncidentEvent]:
    """Closes up to a batch of open incidents unchanged since `now - quiet`; their events. Fewer than a batch: none is left."""
    async with writing(engine) as connection:
        due = (INCIDENT.c.state == IncidentState.OPEN.value, INCIDENT.c.changed < now - quiet)
        query = select(INCIDENT.c.block).where(*due).order_by(INCIDENT.c.changed).limit(_BATCH)
        found = {row.block for row in await connection.execute(query)}
        stamps = await blocks.lock(connection, found, now) if found else {}
        still = await connection.execute(select(INCIDENT).where(INCIDENT.c.block.in_(found), *due).order_by(INCIDENT.c.id))
        made: dict[str, list[Revision]] = defaultdict(list)
        for row in still.mappings():
            made[row["block"]].append(_closed(row))
        events = await write(connection, [Work(block, (), stamps[block], made[block]) for block in sorted(made)], now)
        if events:
            await on_change(connection, events, now)
        return events


def _closed(row: RowMapping) -> Revision:
    before = Incident.model_validate_json(row["data"])
    after = before.model_copy(update={"state": IncidentState.CLOSED, "revision": before.revision + 1})
    change = Change(kind="closed", before="open", after="closed", text="Nothing new was heard of it for its quiet time.")
    return standing(catalog.INCIDENT_CLOSED, after, change, dict(row))
