"""Keeps claims: each once, live when its article is complete, retracted when a later revision drops it. Merges nothing."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store import rows
from services.store.mention import place
from services.store.schema import ARTICLE, CLAIM, insert_into
from services.store.totals import totals_of
from tocsin.article import ArticleExtracted, ArticleWithdrawn
from tocsin.claim import Claim, ClaimRetracted

_PLACEMENT: Final = ("family", "first_day", "last_day", "shape", "hour", "looks_back", "totals")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What one batch of events brings, in order of arrival."""

    claims: Sequence[Claim] = ()
    closings: Sequence[ArticleExtracted] = ()
    withdrawn: Sequence[ArticleWithdrawn] = ()


@dataclass(slots=True)
class Touched:
    """The part of a block that a change can reach: its days, and the articles behind the change in order of arrival."""

    first: date
    last: date
    causes: list[str] = field(default_factory=list)

    def add(self, days: Iterable[date], cause: str) -> None:
        """Widens it to hold these days too."""
        for day in days:
            self.first, self.last = min(self.first, day), max(self.last, day)
        if cause not in self.causes:
            self.causes.append(cause)


@dataclass(slots=True)
class Kept:
    """What keeping a batch changed."""

    touched: dict[str, Touched] = field(default_factory=dict)
    """Block → what to recompute."""
    retracted: list[ClaimRetracted] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    """Articles all of whose claims are here."""

    def touch(self, block: str, days: Sequence[date], cause: str) -> None:
        """Notes that a placed claim of the block appeared, changed or went."""
        if days:
            self.touched.setdefault(block, Touched(days[0], days[0])).add(days, cause)


async def keep(connection: AsyncConnection, arrivals: Arrivals) -> Kept:
    """Keeps a batch inside the caller's transaction. Repeats and any order of events end in the same rows."""
    order = [claim.article.id for claim in arrivals.claims]
    order += [closing.id for closing in arrivals.closings] + [gone.id for gone in arrivals.withdrawn]
    ids = sorted(set(order))
    if not ids:
        return Kept()
    reached = await _lock(connection, ids)
    due = await _put_claims(connection, arrivals.claims) | await _close(connection, arrivals, reached)
    if not due:
        return Kept()
    articles = await _articles(connection, sorted(due))
    present = await _present(connection, sorted(due))
    gone = {event.id for event in arrivals.withdrawn}
    kept = Kept()
    updates = []
    for article in dict.fromkeys(order):
        if article in due:
            updates += _settle(_Reading(articles[article], present[article], article in gone), kept)
    await _write(connection, kept, updates)
    return kept


_Reached = tuple[int, tuple[int, ...]]
"""How far an article was read: its revision, and the version of the extractor, for a better one reads the same text anew."""


def _reached(revision: int, extractor: str | None) -> _Reached:
    return (revision, tuple(int(number) for number in re.findall(r"\d+", extractor or "")))


async def _lock(connection: AsyncConnection, articles: Sequence[str]) -> dict[str, _Reached]:
    """Holds the articles, made where missing, until the transaction ends, in one order; article → what was read to the end."""
    stubs = [{"id": article, "revision": 0, "complete": False} for article in articles]
    await connection.execute(insert_into(connection, ARTICLE).on_conflict_do_nothing(), stubs)
    held = (
        select(ARTICLE.c.id, ARTICLE.c.revision, ARTICLE.c.extractor)
        .where(ARTICLE.c.id.in_(articles))
        .order_by(ARTICLE.c.id)
        .with_for_update()
    )
    return {row.id: _reached(row.revision, row.extractor) for row in await connection.execute(held)}


async def _put_claims(connection: AsyncConnection, claims: Sequence[Claim]) -> set[str]:
    """Writes new claims and newer revisions; the articles whose claims were new or changed."""
    newest: dict[str, Claim] = {}
    for claim in claims:
        if claim.id not in newest or newest[claim.id].article.revision < claim.article.revision:
            newest[claim.id] = claim
    if not newest:
        return set()
    found = await connection.execute(select(CLAIM.c.id, CLAIM.c.revision).where(CLAIM.c.id.in_(newest)))
    known = {row.id: row.revision for row in found}
    fresh = [rows.claim_row(claim) for claim in newest.values() if claim.article.revision > known.get(claim.id, 0)]
    if not fresh:
        return set()
    insert = insert_into(connection, CLAIM)
    kept = {c.name: insert.excluded[c.name] for c in CLAIM.c if c.name not in {"id", "status", *_PLACEMENT}}
    await connection.execute(insert.on_conflict_do_update(index_elements=[CLAIM.c.id], set_=kept), fresh)
    references = {claim.article.id: {"key": claim.article.id, **rows.reference_columns(claim.article)} for claim in newest.values()}
    await _update(connection, ARTICLE, [references[article] for article in sorted(references)])
    return {row["article"] for row in fresh}


async def _close(connection: AsyncConnection, arrivals: Arrivals, before: Mapping[str, _Reached]) -> set[str]:
    """Writes what the newest closing of each article says; the articles that this changed."""
    newest: dict[str, ArticleExtracted] = {}
    reached = dict(before)
    for closing in arrivals.closings:
        if reached[closing.id] < (there := _reached(closing.revision, closing.extractor)):
            newest[closing.id], reached[closing.id] = closing, there
    ended = [{"key": article, "complete": False, **rows.closing_columns(newest[article])} for article in sorted(newest)]
    for columns, same in groupby(sorted(ended, key=sorted), key=sorted):
        del columns
        await _update(connection, ARTICLE, list(same))
    gone = {event.id for event in arrivals.withdrawn}
    if gone:
        await connection.execute(update(ARTICLE).where(ARTICLE.c.id.in_(gone)).values(complete=False, claims="[]"))
    return {*newest, *gone}


async def _articles(connection: AsyncConnection, articles: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    found = await connection.execute(select(ARTICLE).where(ARTICLE.c.id.in_(articles)))
    return {row["id"]: dict(row) for row in found.mappings()}


async def _present(connection: AsyncConnection, articles: Sequence[str]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Every kept claim of the articles: article → claim → row."""
    columns = [column for column in CLAIM.c if column.name != "data"]
    found = await connection.execute(select(*columns).where(CLAIM.c.article.in_(articles)))
    present: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in found.mappings():
        present[row["article"]][row["id"]] = dict(row)
    return present


@dataclass(frozen=True, slots=True)
class _Reading:
    """An article while it is decided which of its claims live."""

    article: Mapping[str, Any]
    claims: Mapping[str, Mapping[str, Any]]
    withdrawn: bool


def _settle(reading: _Reading, kept: Kept) -> list[dict[str, Any]]:
    """Once every listed claim is here, the listed ones live, placed anew, and older ones that are not listed are retracted."""
    article = reading.article
    listed = json.loads(article["claims"]) if article["claims"] else []
    if article["claims"] is None or any(claim not in reading.claims for claim in listed):
        return []
    facts = rows.article_facts(article)
    live = [rows.statement(reading.claims[claim]) for claim in listed]
    placed = {each.statement.id: each for each in place(facts, live)}
    totals = totals_of(live)
    updates = []
    for claim in listed:
        after = rows.placement(placed.get(claim), totals.get(claim, ()))
        updates.append({"key": claim, "status": rows.LIVE, **after})
        kept.touch(reading.claims[claim]["block"], [*_days(reading.claims[claim]), *_days(after)], facts.id)
    for claim, row in reading.claims.items():
        dropped = claim not in listed and row["status"] != rows.RETRACTED
        if dropped and (reading.withdrawn or row["revision"] <= article["revision"]):
            updates.append({"key": claim, "status": rows.RETRACTED, **{name: row[name] for name in _PLACEMENT}})
            kept.touch(row["block"], _days(row), facts.id)
            kept.retracted.append(_retraction(claim, reading))
    kept.completed.append(facts.id)
    return updates


def _days(row: Mapping[str, Any]) -> list[date]:
    return [day for day in (row["first_day"], row["last_day"]) if day is not None]


async def _write(connection: AsyncConnection, kept: Kept, updates: Sequence[dict[str, Any]]) -> None:
    await _update(connection, CLAIM, updates)
    await _update(connection, ARTICLE, [{"key": article, "complete": True} for article in kept.completed])


async def _update(connection: AsyncConnection, table: Table, values: Sequence[dict[str, Any]]) -> None:
    """Updates rows by `key`, all with the same columns."""
    if values:
        columns: dict[str, Any] = {name: bindparam(name) for name in values[0] if name != "key"}
        await connection.execute(update(table).where(table.c.id == bindparam("key")).values(**columns), values)


def _retraction(claim: str, reading: _Reading) -> ClaimRetracted:
    article = reading.article
    if reading.withdrawn:
        return ClaimRetracted(id=claim, article=article["id"], reason="The publisher withdrew the article.")
    reason = f"Revision {article['revision']} of the article no longer says so."
    return ClaimRetracted(id=claim, article=article["id"], revision=article["revision"], reason=reason)
