"""Recomputes the incidents that a change can reach and writes what changed, with its events, in the caller's transaction."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store import blocks
from services.store.claims import Kept
from services.store.identity import Naming, name
from services.store.merge import merge
from services.store.outbox import Outgoing, put
from services.store.revise import Revision, draw, emptied, ids_before, revisions
from services.store.schema import INCIDENT, INCIDENT_CLAIM, INCIDENT_REVISION, insert_into
from tocsin import catalog
from tocsin.incident import Incident, IncidentEvent
from tocsin.vocabulary import IncidentState

OnChange = Callable[[AsyncConnection, Sequence[IncidentEvent], datetime], Awaitable[None]]
"""Told of every incident event in the transaction that makes it: where deliveries are planned."""


@dataclass(frozen=True, slots=True)
class Work:
    """New revisions of one block that is held."""

    block: str
    causes: Sequence[str]
    """Articles behind the change, in order of arrival."""
    stamp: int
    """Of the first event; each next has one more."""
    made: Sequence[Revision]


async def settle(connection: AsyncConnection, kept: Kept, now: datetime, on_change: OnChange) -> list[IncidentEvent]:
    """Recomputes every touched block under its lock, writes incidents, history and outbox, and tells `on_change`."""
    events = await _recompute(connection, kept, now) if kept.touched else []
    micros = int(now.timestamp() * 1_000_000)
    await put(connection, [Outgoing(catalog.CLAIM_RETRACTED, gone, gone.revision or 0, micros) for gone in kept.retracted], now)
    if events:
        await on_change(connection, events, now)
    return events


async def _recompute(connection: AsyncConnection, kept: Kept, now: datetime) -> list[IncidentEvent]:
    stamps = await blocks.lock(connection, kept.touched, now)
    views = await blocks.views(connection, {block: (touched.first, touched.last) for block, touched in kept.touched.items()})
    namings = await _named(connection, views)
    planned = [
        (view, draw(view, naming, kept.touched[view.block].causes), emptied(view, naming))
        for view, naming in zip(views, namings, strict=True)
    ]
    before = await _states(connection, [i for view, drawn, gone in planned for i in ids_before(view, drawn, gone)])
    works = [
        Work(view.block, kept.touched[view.block].causes, stamps[view.block], revisions(view, drawn, gone, before))
        for view, drawn, gone in planned
    ]
    await _move_claims(connection, views, works)
    return await write(connection, works, now)


async def _named(connection: AsyncConnection, views: Sequence[blocks.View]) -> list[Naming]:
    """Names the happenings; an id that was ever used, in view or out of it, is not given again."""
    happenings = [merge(view.mentions, view.links) for view in views]
    used = {incident for view in views for incident in (*view.tombstones, *view.incidents)}
    while True:
        named = [name(h, view.known, view.block, used.__contains__) for h, view in zip(happenings, views, strict=True)]
        fresh = [each.id for naming in named for each in naming.named if each.new]
        if not fresh:
            return named
        found = await connection.execute(select(INCIDENT.c.id).where(INCIDENT.c.id.in_(fresh)))
        taken = {row.id for row in found}
        if not taken:
            return named
        used |= taken


async def _states(connection: AsyncConnection, incidents: Sequence[str]) -> dict[str, Incident]:
    if not incidents:
        return {}
    found = await connection.execute(select(INCIDENT.c.id, INCIDENT.c.data).where(INCIDENT.c.id.in_(incidents)))
    return {row.id: Incident.model_validate_json(row.data) for row in found}


async def _move_claims(connection: AsyncConnection, views: Sequence[blocks.View], works: Sequence[Work]) -> None:
    """Puts each claim under the incident it now belongs to; a claim that belongs nowhere leaves."""
    made = [each.incident for work in works for each in work.made]
    home = {claim: known.id for view in views for known in view.known for claim in known.claims}
    now = {claim: incident.id for incident in made if incident.state is IncidentState.OPEN for claim in incident.claims}
    changed = {incident.id for incident in made}
    left = sorted(claim for claim, incident in home.items() if incident in changed and claim not in now)
    if left:
        await connection.execute(delete(INCIDENT_CLAIM).where(INCIDENT_CLAIM.c.claim.in_(left)))
    moved = [{"claim": claim, "incident": incident} for claim, incident in sorted(now.items()) if home.get(claim) != incident]
    if moved:
        insert = insert_into(connection, INCIDENT_CLAIM)
        keep = insert.on_conflict_do_update(index_elements=[INCIDENT_CLAIM.c.claim], set_={"incident": insert.excluded.incident})
        await connection.execute(keep, moved)


async def write(connection: AsyncConnection, works: Sequence[Work], now: datetime) -> list[IncidentEvent]:
    """Writes new revisions of held blocks: the incidents' rows, their history and their events."""
    events: list[IncidentEvent] = []
    incidents: list[Mapping[str, Any]] = []
    history: list[Mapping[str, Any]] = []
    outgoing: list[Outgoing] = []
    for work in works:
        for step, each in enumerate(work.made):
            event, text = _event(each, work.causes), each.incident.model_dump_json()
            events.append(event)
            incidents.append(_row(each, work.block, now, text))
            history.append(_history(each, event, now))
            outgoing.append(Outgoing(each.kind, event, each.incident.revision, work.stamp + step))
    if not events:
        return []
    insert = insert_into(connection, INCIDENT)
    columns = {column.name: insert.excluded[column.name] for column in INCIDENT.c if column.name not in {"id", "block"}}
    await connection.execute(insert.on_conflict_do_update(index_elements=[INCIDENT.c.id], set_=columns), incidents)
    await connection.execute(INCIDENT_REVISION.insert(), history)
    await _point_tombstones(connection, [each for work in works for each in work.made])
    await put(connection, outgoing, now)
    await blocks.stamped(connection, {work.block: work.stamp + len(work.made) for work in works if work.made})
    return events


async def _point_tombstones(connection: AsyncConnection, made: Sequence[Revision]) -> None:
    """Tombstones of a loser point to the survivor itself, so that a chain never has a second step."""
    losers = [{"loser": e.incident.id, "survivor": e.incident.merged_into} for e in made if e.incident.merged_into]
    if losers:
        point = update(INCIDENT).where(INCIDENT.c.merged_into == bindparam("loser")).values(merged_into=bindparam("survivor"))
        await connection.execute(point, losers)


def _event(each: Revision, causes: Sequence[str]) -> IncidentEvent:
    told = {article.article.id for article in each.incident.articles}
    cause = next((article for article in causes if article in told), causes[0] if causes else None)
    return IncidentEvent(incident=each.incident, changes=each.changes, cause_article=cause)


def _row(each: Revision, block: str, now: datetime, text: str) -> Mapping[str, Any]:
    incident = each.incident
    return {
        "id": incident.id,
        "block": block,
        "day": each.day,
        "family": incident.family.value,
        "region": incident.region,
        "state": incident.state.value,
        "revision": incident.revision,
        "severity": incident.severity,
        "quiet": incident.quiet,
        "announced": each.announced,
        "fingerprint": each.fingerprint,
        "merged_into": incident.merged_into,
        "split_from": incident.split_from,
        "lon": each.point and each.point[0],
        "lat": each.point and each.point[1],
        "changed": now,
        "data": text,
    }


def _history(each: Revision, event: IncidentEvent, now: datetime) -> Mapping[str, Any]:
    return {
        "incident": each.incident.id,
        "revision": each.incident.revision,
        "kind": each.kind.name.split(".")[2],
        "at": now,
        "cause_article": event.cause_article,
        "quiet": each.incident.quiet,
        "changes": json.dumps([change.model_dump(mode="json", exclude_none=True) for change in each.changes], ensure_ascii=False),
    }
