"""Questions about incidents: lists with filters, one incident with all that led to it. Reads only, in bounded memory."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.runtime.database import reading
from services.store.schema import CLAIM, INCIDENT, INCIDENT_CLAIM, INCIDENT_REVISION
from tocsin.claim import Claim
from tocsin.incident import Change, Incident
from tocsin.vocabulary import Family, IncidentState

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which incidents are asked for; what is not given does not matter."""

    regions: tuple[str, ...] = ()
    """Region codes; a bare country code stands for all its regions."""
    since: date | None = None
    """First local day."""
    until: date | None = None
    """Last local day."""
    family: Family | None = None
    severity: int = 0
    """At least so severe."""
    merged: bool = False
    """Tombstones too."""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One incident of a list, with a point to draw it at."""

    incident: Incident
    point: tuple[float, float] | None
    """Longitude, latitude in degrees (WGS 84)."""


@dataclass(frozen=True, slots=True)
class Past:
    """One revision of an incident."""

    revision: int
    kind: str
    at: datetime
    cause_article: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is known of one incident."""

    incident: Incident
    claims: tuple[Claim, ...]
    history: tuple[Past, ...]
    asked: str
    """The id that was asked for: another one where that was merged into this."""
    totals: tuple[Claim, ...] = ()
    """National claims that its figures are parts of."""


async def incidents(engine: AsyncEngine, wanted: Wanted) -> AsyncGenerator[Listed, None]:
    """Matching incidents, the latest day first, read page by page along an index, so that any number streams."""
    left = wanted.limit
    last: tuple[date, str] | None = None
    async with reading(engine) as connection:
        while left is None or left > 0:
            page = (await connection.execute(_page(wanted, last, min(_PAGE, left or _PAGE)))).all()
            for row in page:
                yield Listed(Incident.model_validate_json(row.data), None if row.lat is None else (row.lon, row.lat))
            if len(page) < _PAGE:
                return
            last = (page[-1].day, page[-1].id)
            left = None if left is None else left - len(page)


async def record(engine: AsyncEngine, incident: str) -> Record | None:
    """An incident with its claims and history, by its id or that of one merged into it; None for an unknown id."""
    async with reading(engine) as connection:
        found = (await connection.execute(select(INCIDENT.c.data, INCIDENT.c.merged_into).where(INCIDENT.c.id == incident))).first()
        if found is not None and found.merged_into is not None:
            found = (await connection.execute(select(INCIDENT.c.data).where(INCIDENT.c.id == found.merged_into))).first()
        if found is None:
            return None
        current = Incident.model_validate_json(found.data)
        members = select(CLAIM.c.data).join(INCIDENT_CLAIM, INCIDENT_CLAIM.c.claim == CLAIM.c.id)
        told = await connection.execute(members.where(INCIDENT_CLAIM.c.incident == current.id).order_by(CLAIM.c.id))
        claims = tuple(Claim.model_validate_json(row.data) for row in told)
        above = await connection.execute(select(CLAIM.c.data).where(CLAIM.c.id.in_(current.totals)).order_by(CLAIM.c.id))
        totals = tuple(Claim.model_validate_json(row.data) for row in above)
        return Record(current, claims, await _history(connection, current.id), incident, totals)


async def _history(connection: AsyncConnection, incident: str) -> tuple[Past, ...]:
    query = select(INCIDENT_REVISION).where(INCIDENT_REVISION.c.incident == incident).order_by(INCIDENT_REVISION.c.revision)
    return tuple(
        Past(row.revision, row.kind, row.at, row.cause_article, tuple(Change.model_validate(c) for c in json.loads(row.changes)))
        for row in await connection.execute(query)
    )


def _page(wanted: Wanted, after: tuple[date, str] | None, size: int) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.regions:
        conditions.append(or_(*(_inside(region) for region in wanted.regions)))
    if wanted.since is not None:
        conditions.append(INCIDENT.c.day >= wanted.since)
    if wanted.until is not None:
        conditions.append(INCIDENT.c.day <= wanted.until)
    if wanted.family is not None:
        conditions.append(INCIDENT.c.family == wanted.family.value)
    if wanted.severity:
        conditions.append(INCIDENT.c.severity >= wanted.severity)
    if not wanted.merged:
        conditions.append(INCIDENT.c.state != IncidentState.MERGED.value)
    if after is not None:
        conditions.append(or_(INCIDENT.c.day < after[0], and_(INCIDENT.c.day == after[0], INCIDENT.c.id > after[1])))
    columns = (INCIDENT.c.id, INCIDENT.c.day, INCIDENT.c.lat, INCIDENT.c.lon, INCIDENT.c.data)
    return select(*columns).where(*conditions).order_by(INCIDENT.c.day.desc(), INCIDENT.c.id).limit(size)


def _inside(region: str) -> ColumnElement[bool]:
    """A country code holds its regions: a range that the index serves, "-" to "." being the next character."""
    if "-" in region or ":" in region:
        return INCIDENT.c.region == region
    return and_(INCIDENT.c.region >= f"{region}-", INCIDENT.c.region < f"{region}.")
