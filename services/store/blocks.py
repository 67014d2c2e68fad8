"""Blocks under their locks: reads the windows of claims and incidents that a change can reach. Decides nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store import rows
from services.store.days import RIPPLE_DAYS
from services.store.happening import Link
from services.store.identity import Known
from services.store.mention import Mention, mentions
from services.store.picture import Scene
from services.store.schema import ARTICLE, BLOCK, CLAIM, INCIDENT, INCIDENT_CLAIM, LINK, insert_into
from tocsin.vocabulary import IncidentState

REACH: Final = timedelta(days=RIPPLE_DAYS)
"""How far from a changed claim an incident can change."""

_BLOCKS_A_QUERY: Final = 100

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


async def stamped(connection: AsyncConnection, stamps: Mapping[str, int]) -> None:
    """Notes the last stamp given to an event of each block that is held."""
    values = [{"key": block, "stamp": stamp} for block, stamp in sorted(stamps.items())]
    if values:
        await connection.execute(update(BLOCK).where(BLOCK.c.block == bindparam("key")).values(stamp=bindparam("stamp")), values)


async def views(connection: AsyncConnection, touched: Mapping[str, tuple[date, date]]) -> list[View]:
    """Of every touched block the window that claims of its days can reach, with as much context again around it.

    All blocks are read together: the number of queries does not grow with their number.
    """
    links, spans = await _links(connection, touched)
    around = {block: (first - 2 * REACH, last + 2 * REACH) for block, (first, last) in spans.items()}
    found = _Found()
    for chunk in _chunks(sorted(around)):
        windows = {block: around[block] for block in chunk}
        await _read_claims(connection, windows, found)
        await _read_incidents(connection, windows, found)
    return [_view(block, spans[block], links.get(block, []), found) for block in sorted(spans)]


@dataclass(slots=True)
class _Found:
    """Rows of several blocks, by block."""

    claims: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    incidents: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    members: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Incident → its claims."""


def _view(block: str, span: tuple[date, date], links: Sequence[Link], found: _Found) -> View:
    placed, standing = found.claims[block], found.incidents[block]
    told = {row["article"]: row for row in placed}
    articles = {article: rows.article_facts({**row, "id": article}) for article, row in told.items()}
    live = {row["id"]: row for row in standing if row["state"] != IncidentState.MERGED}
    return View(
        block=block,
        first=span[0] - REACH,
        last=span[1] + REACH,
        mentions=mentions(articles, map(rows.placed, placed)),
        links=links,
        scene=Scene(articles, {row["id"]: tuple((row["totals"] or "").split()) for row in placed}),
        incidents=live,
        known=[Known(i, frozenset(found.members.get(i, ())), announced=row["announced"]) for i, row in sorted(live.items())],
        tombstones={row["id"]: row["merged_into"] for row in standing if row["state"] == IncidentState.MERGED},
    )


async def _links(
    connection: AsyncConnection, touched: Mapping[str, tuple[date, date]]
) -> tuple[dict[str, list[Link]], dict[str, tuple[date, date]]]:
    """People's decisions by block, and the days of each block widened to hold both claims of each that its window touches."""
    decided = (await connection.execute(select(LINK).where(LINK.c.block.in_(touched)))).all()
    claims = {claim for row in decided for claim in (row.one, row.other)}
    query = select(CLAIM.c.id, CLAIM.c.first_day, CLAIM.c.last_day).where(CLAIM.c.id.in_(claims), CLAIM.c.first_day.is_not(None))
    days = {row.id: (row.first_day, row.last_day) for row in await connection.execute(query)} if claims else {}
    links: dict[str, list[Link]] = defaultdict(list)
    spans = dict(touched)
    for _ in decided:  # one decision can lead to the next; as many steps as there are decisions reach the last
        for row in decided:
            first, last = spans[row.block]
            both = [day for claim in (row.one, row.other) if claim in days for day in days[claim]]
            if both and min(both) <= last + 2 * REACH and max(both) >= first - 2 * REACH:
                spans[row.block] = min(first, *both), max(last, *both)
    for row in decided:
        links[row.block].append(Link(row.one, row.other, together=row.kind == "link"))
    return links, spans


async def _read_claims(connection: AsyncConnection, windows: Mapping[str, tuple[date, date]], found: _Found) -> None:
    columns = [column for column in CLAIM.c if column.name not in {"data", "revision"}]
    inside = or_(
        *(
            and_(CLAIM.c.block == block, CLAIM.c.last_day >= first, CLAIM.c.first_day <= last)
            for block, (first, last) in windows.items()
        )
    )
    query = select(*columns, *(ARTICLE.c[name] for name in _TOLD)).join(ARTICLE, ARTICLE.c.id == CLAIM.c.article)
    result = await connection.execute(query.where(inside, CLAIM.c.status == rows.LIVE))
    names = list(result.keys())
    for row in result:
        values = dict(zip(names, row, strict=True))
        found.claims[values["block"]].append(values)


async def _read_incidents(connection: AsyncConnection, windows: Mapping[str, tuple[date, date]], found: _Found) -> None:
    inside = or_(*(and_(INCIDENT.c.block == block, INCIDENT.c.day.between(*days)) for block, days in windows.items()))
    columns = [column for column in INCIDENT.c if column.name != "data"]
    for standing in (await connection.execute(select(*columns).where(inside))).mappings():
        found.incidents[standing["block"]].append(dict(standing))
    query = select(INCIDENT_CLAIM).join(INCIDENT, INCIDENT.c.id == INCIDENT_CLAIM.c.incident).where(inside)
    for row in await connection.execute(query):
        found.members[row.incident].append(row.claim)


def _chunks(blocks: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many blocks a query as every database's planner takes."""
    return (blocks[start : start + _BLOCKS_A_QUERY] for start in range(0, len(blocks), _BLOCKS_A_QUERY))
