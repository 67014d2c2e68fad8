"""What a batch run reports: the incidents held at the end, then the alerts in order. Reads only."""

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.runtime.database import reading
from services.store.schema import INCIDENT, INCIDENT_REVISION, OUTBOX
from tocsin.incident import Incident
from tocsin.vocabulary import IncidentState

_ALERTING: Final = {"opened": "opened", "split": "opened", "updated": "updated", "merged": "merged"}
"""Kind of a revision → kind of the alert it calls for."""


async def report(engine: AsyncEngine) -> AsyncIterator[dict[str, Any]]:
    """Lines of `tocsin backfill --report jsonl`: every incident held, by id, then one line per alert in order.

    An alert line stands for each revision that calls for one by the rules of every route: the first that is not quiet opens.
    """
    async with reading(engine) as connection:
        async for line in _incidents(connection):
            yield line
        async for line in _alerts(connection):
            yield line


async def _incidents(connection: AsyncConnection) -> AsyncIterator[dict[str, Any]]:
    found = await connection.stream(select(INCIDENT.c.data, INCIDENT.c.merged_into).order_by(INCIDENT.c.id))
    async for row in found:
        incident = Incident.model_validate_json(row.data)
        yield {
            "type": "incident",
            "id": incident.id,
            "region": incident.region,
            "start": incident.start,
            "end": incident.end,
            "state": incident.state.value,
            "family": incident.family.value,
            "quiet": incident.quiet,
            "merged_into": row.merged_into,
            "articles": [told.article.id for told in incident.articles],
            "claims": list(incident.claims),
            "counts": _counts(incident),
        }


def _counts(incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "claimant": figures.claimant,
            "event": fact.event.value,
            "object": fact.object.value,
            "value": figures.latest.value,
            "bound": figures.latest.bound and figures.latest.bound.value,
            "part": fact.part,
        }
        for fact in incident.facts
        for figures in fact.claimants
        if figures.latest.value is not None
    ]


async def _alerts(connection: AsyncConnection) -> AsyncIterator[dict[str, Any]]:
    query = (
        select(INCIDENT_REVISION)
        .join(OUTBOX, (OUTBOX.c.subject == INCIDENT_REVISION.c.incident) & (OUTBOX.c.revision == INCIDENT_REVISION.c.revision))
        .order_by(OUTBOX.c.position.is_(None), OUTBOX.c.position, OUTBOX.c.stamp, OUTBOX.c.subject, OUTBOX.c.revision)
    )
    opened: set[str] = set()
    async for row in (await connection.stream(query)).mappings():
        kind = alert_kind(row, opened)
        if kind is not None:
            opened.add(row["incident"])
            yield {"type": "alert", "kind": kind, "incident": row["incident"], "after_article": row["cause_article"]}


def alert_kind(revision: RowMapping, opened: set[str]) -> str | None:
    """The alert that a revision calls for; None for quiet incidents and for closing, which alert nobody."""
    kind = _ALERTING.get(revision["kind"])
    if kind is None or revision["quiet"]:
        return None
    if revision["incident"] not in opened:
        return "opened" if kind != IncidentState.MERGED else None
    return kind
