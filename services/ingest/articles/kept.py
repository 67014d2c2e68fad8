"""Articles in SQL: each once, a new revision when its text really changed, its event in the same transaction. Fetches nothing."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CompoundSelect, bindparam, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ingest.tables import outbox
from services.ingest.tables.schema import ARTICLE, insert_into
from tocsin.article import Article, ArticleWithdrawn
from tocsin.catalog import ARTICLE_PUBLISHED, ARTICLE_WITHDRAWN, make_event
from tocsin.envelope import Event

Changed = Callable[[str, str | None, str, str | None], bool]
"""Old text and title, new text and title → whether the change is a real one."""

_CHUNK: Final = 400
"""Keys of one query; SQLite takes some thousands of variables."""


class Verdict(StrEnum):
    """What became of a candidate."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as it was read, before it is known whether it is new."""

    article: Article
    url_key: str | None = None
    """What all spellings of its address share."""
    canonical_key: str | None = None
    """The same of the address that the page calls its own, where that is believed."""
    own_id: bool = False
    """Its id was given with it: no other article is ever taken for it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a candidate, and the article it is."""

    verdict: Verdict
    article: str
    revision: int


def any_change(*texts: str | None) -> bool:
    """For texts that people hand over: whatever differs is meant."""
    del texts
    return True


def short(key: str | None) -> str | None:
    """A key of any length as 32 hex digits for the tables."""
    return None if key is None else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def keep(connection: AsyncConnection, candidates: Sequence[Candidate], changed: Changed, now: datetime) -> list[Kept]:
    """Keeps articles with their events in the caller's transaction; what became of each, in their order."""
    known = _Known()
    known.learn(await _rows(connection, candidates))
    results: list[Kept] = []
    events: list[Event[Any]] = []
    touched: dict[str, bool] = {}
    """Id → whether its row is new."""
    for candidate in candidates:
        row = known.of(candidate)
        article, verdict = _decided(candidate, row, known, changed)
        if verdict is not Verdict.UNCHANGED:
            events.append(make_event(ARTICLE_PUBLISHED, article, source=outbox.SOURCE, time=now))
            known.learn([_row_of(article, candidate, row, now.timestamp())])
            touched.setdefault(article.id, row is None)
        results.append(Kept(verdict, article.id, article.revision))
    await _write(connection, [known.by_id[name] for name, new in sorted(touched.items()) if new], new=True)
    await _write(connection, [known.by_id[name] for name, new in sorted(touched.items()) if not new], new=False)
    await outbox.put(connection, events)
    return results


async def withdraw(connection: AsyncConnection, article: str, reason: str, now: datetime) -> bool:
    """Notes in the caller's transaction that a publisher removed an article; False when that was known."""
    gone = update(ARTICLE).where(ARTICLE.c.id == article, ARTICLE.c.withdrawn.is_(False)).values(withdrawn=True)
    row = (await connection.execute(gone.returning(ARTICLE.c.source, ARTICLE.c.url))).first()
    if row is None:
        return False
    payload = ArticleWithdrawn(id=article, source=row.source, url=row.url, reason=reason)
    await outbox.put(connection, [make_event(ARTICLE_WITHDRAWN, payload, source=outbox.SOURCE, time=now)])
    return True


@dataclass(slots=True)
class _Known:
    """Rows of the table and of this batch, by everything that identifies an article."""

    by_id: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    by_key: dict[tuple[str, str], str] = field(default_factory=dict)
    by_hash: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self.by_id[row["id"]] = row
            for key in (row["url_key"], row["canonical_key"]):
                if key:
                    self.by_key.setdefault((row["source"], key), row["id"])
            if row["content_hash"]:
                self.by_hash.setdefault((row["source"], row["content_hash"]), row["id"])

    def of(self, candidate: Candidate) -> Mapping[str, Any] | None:
        """The row of the article that a candidate is: by its id, by its address, by the address its page calls its own."""
        article = candidate.article
        if article.id in self.by_id or candidate.own_id:
            return self.by_id.get(article.id)
        for key in (candidate.url_key, candidate.canonical_key):
            if key and (article.source, key) in self.by_key:
                return self.by_id[self.by_key[article.source, key]]
        return None


def _decided(candidate: Candidate, row: Mapping[str, Any] | None, known: _Known, changed: Changed) -> tuple[Article, Verdict]:
    """The article under its final id and revision, and what it is: new, a real change, or nothing new."""
    article = candidate.article
    if row is None:
        same = known.by_hash.get((article.source, article.content_hash)) if article.content_hash else None
        return article.model_copy(update={"revision": 1, "duplicate_of": same}), Verdict.NEW
    now = {"id": row["id"], "revision": row["revision"], "discovered": datetime.fromtimestamp(row["first_seen"], UTC)}
    same_text = row["content_hash"] == article.content_hash and row["title"] == article.title
    if not row["withdrawn"] and (same_text or not changed(row["text"], row["title"], article.text, article.title)):
        return article.model_copy(update=now), Verdict.UNCHANGED
    return article.model_copy(update={**now, "revision": row["revision"] + 1}), Verdict.REVISED


def _row_of(article: Article, candidate: Candidate, before: Mapping[str, Any] | None, now: float) -> dict[str, Any]:
    return {
        "id": article.id,
        "source": article.source,
        "url_key": candidate.url_key,
        "canonical_key": candidate.canonical_key,
        "content_hash": article.content_hash,
        "simhash": article.simhash,
        "revision": article.revision,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "first_seen": before["first_seen"] if before else now,
        "updated": now,
        "withdrawn": False,
    }


async def _rows(connection: AsyncConnection, candidates: Sequence[Candidate]) -> list[Mapping[str, Any]]:
    """Every row that a candidate may be, or may repeat."""
    ids = {candidate.article.id for candidate in candidates}
    looked = [candidate for candidate in candidates if not candidate.own_id]
    keys = {key for candidate in looked for key in (candidate.url_key, candidate.canonical_key) if key}
    hashes = {candidate.article.content_hash for candidate in candidates if candidate.article.content_hash}
    found: dict[str, Mapping[str, Any]] = {}
    for query in _queries(sorted(ids), sorted(keys), sorted(hashes)):
        for row in (await connection.execute(query)).mappings():
            found[row["id"]] = dict(row)
    return sorted(found.values(), key=lambda row: (row["first_seen"], row["id"]))


def _queries(ids: Sequence[str], keys: Sequence[str], hashes: Sequence[str]) -> Iterator[CompoundSelect[Any]]:
    """One statement for each part of a size that databases take; a union, for each of its selects goes through an index.

    Rows of other sources come along where they share a key; `_Known` tells them apart.
    """
    for start in range(0, max(len(ids), len(keys), len(hashes)), _CHUNK):
        part = slice(start, start + _CHUNK)
        wheres = (
            ARTICLE.c.id.in_(ids[part]),
            ARTICLE.c.url_key.in_(keys[part]),
            ARTICLE.c.canonical_key.in_(keys[part]),
            ARTICLE.c.content_hash.in_(hashes[part]),
        )
        yield union_all(*(select(ARTICLE).where(where) for where in wheres))


async def _write(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]], *, new: bool) -> None:
    if not rows:
        return
    values = [dict(row) for row in rows]
    if new:
        await connection.execute(insert_into(connection, ARTICLE).on_conflict_do_nothing(index_elements=["id"]), values)
        return
    columns: dict[str, Any] = {
        column.name: bindparam(column.name) for column in ARTICLE.c if column.name not in {"id", "source", "first_seen"}
    }
    statement = update(ARTICLE).where(ARTICLE.c.id == bindparam("key")).values(**columns)
    await connection.execute(statement, [{"key": row["id"], **{name: row[name] for name in columns}} for row in values])
