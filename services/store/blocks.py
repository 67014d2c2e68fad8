"""One block under its lock: reads the window of claims and incidents that a change can reach. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store import rows
from services.store.happening import Link
from services.store.identity import Known
from services.store.mention import Mention, mentions
from services.store.merge import REACH_DAYS
from services.store.picture import Scene
from services.store.schema import ARTICLE, BLOCK, CLAIM, INCIDENT, INCIDENT_CLAIM, LINK, insert_into
from tocsin.vocabulary import IncidentState

REACH: Final = timedelta(days=REACH_DAYS + 1)
"""How far from a changed claim an incident can change: merging looks `REACH_DAYS` away, and a day more at midnight."""

_TOLD: Final = ("source", "url", "title", "lang", "revision", "published", "seen", "content_hash", "simhash")
"""Columns of the article that an incident shows."""


@dataclass(frozen=True, slots=True)
class View:
    """What a recomputation sees of a block. Only incidents of the days `first` to `last` may be changed; the rest is context."""

    block: str
    first: date
    last: date
    mentions: Sequence[Mention]
    links: Sequence[Link]
    scene: Scene
    incidents: Mapping[str, Mapping[str, Any]]
    """Every incident that stands in the window, as rows of the table `incident`."""
    known: Sequence[Known]
    tombstones: Mapping[str, str]
    """Merged incident → its survivor."""

    def reaches(self, day: date) -> bool:
        """Whether an incident of that day may be changed."""
        return self.first <= day <= self.last


async def lock(connection: AsyncConnection, blocks: Iterable[str], now: datetime) -> dict[str, int]:
    """Holds the blocks, in one order, until the transaction ends; block → a stamp above all that its events had before."""
    ordered = sorted(blocks)
    await connection.execute(insert_into(connection, BLOCK).on_conflict_do_nothing(), [{"block": b, "stamp": 0} for b in ordered])
    found = await connection.execute(select(BLOCK).where(BLOCK.c.block.in_(ordered)).order_by(BLOCK.c.block).with_for_update())
    return {row.block: max(row.stamp + 1, int(now.timestamp() * 1_000_000)) for row in found}


async def stamped(connection: AsyncConnection, block: str, stamp: int) -> None:
    """Notes the last stamp given to an event of a block that is held."""
    await connection.execute(update(BLOCK).where(BLOCK.c.block == block).values(stamp=stamp))


async def view(connection: AsyncConnection, block: str, first: date, last: date) -> View:
    """The window of a block that claims of the days `first` to `last` can reach, with as much context again around it."""
    links, first, last = await _links(connection, block, first, last)
    around = (first - 2 * REACH, last + 2 * REACH)
    placed = await _claims(connection, block, *around)
    standing = await _incidents(connection, block, *around)
    members = await _members(connection, block, *around)
    articles = {row["article"]: rows.article_facts({**row, "id": row["article"]}) for row in placed}
    live = {row["id"]: row for row in standing if row["state"] != IncidentState.MERGED}
    return View(
        block=block,
        first=first - REACH,
        last=last + REACH,
        mentions=mentions(articles, map(rows.placed, placed)),
        links=links,
        scene=Scene(articles, {row["id"]: tuple((row["totals"] or "").split()) for row in placed}),
        incidents=live,
        known=[Known(i, frozenset(members.get(i, ())), announced=row["announced"]) for i, row in sorted(live.items())],
        tombstones={row["id"]: row["merged_into"] for row in standing if row["state"] == IncidentState.MERGED},
    )


async def _links(connection: AsyncConnection, block: str, first: date, last: date) -> tuple[list[Link], date, date]:
    """People's decisions in the block, and the days widened to hold both claims of each that the window touches."""
    found = (await connection.execute(select(LINK).where(LINK.c.block == block))).all()
    if not found:
        return [], first, last
    claims = {claim for row in found for claim in (row.one, row.other)}
    query = select(CLAIM.c.id, CLAIM.c.first_day, CLAIM.c.last_day).where(CLAIM.c.id.in_(claims), CLAIM.c.first_day.is_not(None))
    days = {row.id: (row.first_day, row.last_day) for row in await connection.execute(query)}
    for _ in found:  # one decision can lead to the next; as many steps as there are decisions reach the last
        for row in found:
            both = [day for claim in (row.one, row.other) if claim in days for day in days[claim]]
            if both and min(both) <= last + 2 * REACH and max(both) >= first - 2 * REACH:
                first, last = min(first, *both), max(last, *both)
    return [Link(row.one, row.other, together=row.kind == "link") for row in found], first, last


async def _claims(connection: AsyncConnection, block: str, first: date, last: date) -> list[Mapping[str, Any]]:
    columns = [column for column in CLAIM.c if column.name not in {"data", "revision"}]
    query = (
        select(*columns, *(ARTICLE.c[name] for name in _TOLD))
        .join(ARTICLE, ARTICLE.c.id == CLAIM.c.article)
        .where(CLAIM.c.block == block, CLAIM.c.last_day >= first, CLAIM.c.first_day <= last, CLAIM.c.status == rows.LIVE)
    )
    found = await connection.execute(query)
    return [dict(row) for row in found.mappings()]


async def _incidents(connection: AsyncConnection, block: str, first: date, last: date) -> list[Mapping[str, Any]]:
    columns = [column for column in INCIDENT.c if column.name != "data"]
    found = await connection.execute(select(*columns).where(INCIDENT.c.block == block, INCIDENT.c.day.between(first, last)))
    return [dict(row) for row in found.mappings()]


async def _members(connection: AsyncConnection, block: str, first: date, last: date) -> dict[str, list[str]]:
    query = (
        select(INCIDENT_CLAIM)
        .join(INCIDENT, INCIDENT.c.id == INCIDENT_CLAIM.c.incident)
        .where(INCIDENT.c.block == block, INCIDENT.c.day.between(first, last))
    )
    members: dict[str, list[str]] = {}
    for row in await connection.execute(query):
        members.setdefault(row.incident, []).append(row.claim)
    return members
