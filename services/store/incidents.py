"""Recomputes the incidents that a change can reach and writes what changed, with its events, in the caller's transaction."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store import blocks
from services.store.claims import Kept, Touched
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
    """A block that is held, and why."""

    block: str
    causes: Sequence[str]
    """Articles behind the change, in order of arrival."""
    now: datetime
    stamp: int
    """Of the first event; each next has one more."""


async def settle(connection: AsyncConnection, kept: Kept, now: datetime, on_change: OnChange) -> list[IncidentEvent]:
    """Recomputes every touched block under its lock, writes incidents, history and outbox, and tells `on_change`."""
    events: list[IncidentEvent] = []
    stamps = await blocks.lock(connection, kept.touched, now) if kept.touched else {}
    for block, touched in sorted(kept.touched.items()):
        events += await _recompute(connection, Work(block, touched.causes, now, stamps[block]), touched)
    micros = int(now.timestamp() * 1_000_000)
    await put(connection, [Outgoing(catalog.CLAIM_RETRACTED, gone, gone.revision or 0, micros) for gone in kept.retracted], now)
    if events:
        await on_change(connection, events, now)
    return events


async def _recompute(connection: AsyncConnection, work: Work, touched: Touched) -> list[IncidentEvent]:
    view = await blocks.view(connection, work.block, touched.first, touched.last)
    naming = await _named(connection, view)
    drawn, gone = draw(view, naming), emptied(view, naming)
    made = revisions(view, drawn, gone, await _states(connection, ids_before(view, drawn, gone)))
    await _move_claims(connection, view, made)
    return await write(connection, made, work)


async def _named(connection: AsyncConnection, view: blocks.View) -> Naming:
    """Names the happenings; an id that was ever used, here or out of view, is not given again."""
    happenings = merge(view.mentions, view.links)
    used = {*view.tombstones, *view.incidents}
    while True:
        naming = name(happenings, view.known, view.block, used.__contains__)
        fresh = [named.id for named in naming.named if named.new]
        if not fresh:
            return naming
        found = await connection.execute(select(INCIDENT.c.id).where(INCIDENT.c.id.in_(fresh)))
        taken = {row.id for row in found}
        if not taken:
            return naming
        used |= taken


async def _states(connection: AsyncConnection, incidents: Sequence[str]) -> dict[str, Incident]:
    if not incidents:
        return {}
    found = await connection.execute(select(INCIDENT.c.id, INCIDENT.c.data).where(INCIDENT.c.id.in_(incidents)))
    return {row.id: Incident.model_validate_json(row.data) for row in found}


async def _move_claims(connection: AsyncConnection, view: blocks.View, made: Sequence[Revision]) -> None:
    """Puts each claim under the incident it now belongs to; a claim that belongs nowhere leaves."""
    home = {claim: known.id for known in view.known for claim in known.claims}
    now = {claim: each.incident.id for each in made if each.incident.state is IncidentState.OPEN for claim in each.incident.claims}
    changed = {each.incident.id for each in made}
    left = sorted(claim for claim, incident in home.items() if incident in changed and claim not in now)
    if left:
        await connection.execute(delete(INCIDENT_CLAIM).where(INCIDENT_CLAIM.c.claim.in_(left)))
    moved = [{"claim": claim, "incident": incident} for claim, incident in sorted(now.items()) if home.get(claim) != incident]
    if moved:
        insert = insert_into(connection, INCIDENT_CLAIM)
        keep = insert.on_conflict_do_update(index_elements=[INCIDENT_CLAIM.c.claim], set_={"incident": insert.excluded.incident})
        await connection.execute(keep, moved)


async def write(connection: AsyncConnection, made: Sequence[Revision], work: Work) -> list[IncidentEvent]:
    """Writes new revisions of a held block: the incident's row, its history and its event."""
    if not made:
        return []
    events = [_event(each, work.causes) for each in made]
    texts = [each.incident.model_dump_json() for each in made]
    insert = insert_into(connection, INCIDENT)
    columns = {column.name: insert.excluded[column.name] for column in INCIDENT.c if column.name not in {"id", "block"}}
    rows = [_row(each, work, text) for each, text in zip(made, texts, strict=True)]
    await connection.execute(insert.on_conflict_do_update(index_elements=[INCIDENT.c.id], set_=columns), rows)
    history = [_history(each, event, work, text) for each, event, text in zip(made, events, texts, strict=True)]
    await connection.execute(INCIDENT_REVISION.insert(), history)
    await _point_tombstones(connection, made)
    outgoing = [
        Outgoing(each.kind, event, event.incident.revision, work.stamp + step)
        for step, (each, event) in enumerate(zip(made, events, strict=True))
    ]
    await put(connection, outgoing, work.now)
    await blocks.stamped(connection, work.block, work.stamp + len(outgoing))
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


def _row(each: Revision, work: Work, text: str) -> Mapping[str, Any]:
    incident = each.incident
    return {
        "id": incident.id,
        "block": work.block,
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
        "changed": work.now,
        "data": text,
    }


def _history(each: Revision, event: IncidentEvent, work: Work, text: str) -> Mapping[str, Any]:
    return {
        "incident": each.incident.id,
        "revision": each.incident.revision,
        "kind": each.kind.name.split(".")[2],
        "at": work.now,
        "cause_article": event.cause_article,
        "changes": json.dumps([change.model_dump(mode="json", exclude_none=True) for change in each.changes], ensure_ascii=False),
        "data": text,
    }
