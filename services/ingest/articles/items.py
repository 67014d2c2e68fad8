"""Items of lists: which have been seen, which wait to be read, when they are looked at again. Owns `ingest_item`."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.articles.kept import short
from services.ingest.pacing import domains
from services.ingest.pacing.schedule import DAY
from services.ingest.readers.entry import Entry
from services.ingest.settings import Source
from services.ingest.tables.schema import ITEM, SOURCE, insert_into
from services.ingest.web import urls
from services.runtime.database import writing

_ENTRIES: Final = TypeAdapter(Entry)

_CHUNK: Final = 400
"""Keys of one query."""

NEW: Final = "new"
DONE: Final = "done"
FAILED: Final = "failed"
SKIPPED: Final = "skipped"


@dataclass(frozen=True, slots=True)
class ItemState:
    """One row of `ingest_item`; the columns are described there."""

    source: str
    key: str
    domain: str
    state: str
    attempts: int
    rechecks: int
    missing: int
    entry: str | None
    article: str | None
    etag: str | None
    last_modified: str | None
    first_seen: float

    def stated(self) -> Entry:
        """The item as its list gave it."""
        return _ENTRIES.validate_json(self.entry or "{}")


_COLUMNS: Final = tuple(ITEM.c[field.name] for field in fields(ItemState))


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a document, with the key that identifies it in its source."""

    key: str
    entry: Entry
    refusal: str | None = None
    """Why it is noted and not read: too old, an address that is not followed, nothing to read."""


@dataclass(frozen=True, slots=True)
class Added:
    """What one document brought."""

    known: tuple[bool, ...]
    """For each item of it, in order, whether it had been seen."""
    edited: int = 0

    @property
    def new(self) -> int:
        """Items that had not been seen."""
        return len(self.known) - sum(self.known)


async def add(connection: AsyncConnection, source: Source, listed: Sequence[Listed], now: float) -> Added:
    """Notes the items of a document in the caller's transaction; new ones and edited ones become work."""
    unique = {short_key(each.key): each for each in listed}
    before = await _before(connection, source.id, list(unique))
    fresh = [_row(source, key, each, now) for key, each in unique.items() if key not in before]
    edited = [key for key, each in unique.items() if key in before and _edited(before[key], each, source)]
    if fresh:
        await connection.execute(insert_into(connection, ITEM).on_conflict_do_nothing(index_elements=["source", "key"]), fresh)
    if edited:
        await connection.execute(_AGAIN, [{"in_source": source.id, **_again(key, unique[key], source, now)} for key in edited])
    stale = [key for key, row in before.items() if row["last_seen"] < now - DAY]
    for start in range(0, len(stale), _CHUNK):
        where = (ITEM.c.source == source.id, ITEM.c.key.in_(stale[start : start + _CHUNK]))
        await connection.execute(update(ITEM).where(*where).values(last_seen=now))
    work = [row["domain"] for row in fresh if row["due"] is not None] + [before[key]["domain"] for key in edited]
    await domains.announce(connection, [(domain, now) for domain in work])
    return Added(tuple(short_key(each.key) in before for each in listed), len(edited))


def short_key(key: str) -> str:
    """The key of an item as it stands in the table."""
    made = short(key)
    assert made is not None
    return made


async def due(
    connection: AsyncConnection, domain: str, now: float, busy: Collection[str | tuple[str, str]], most: int
) -> list[ItemState]:
    """The items of a domain that have waited longest, apart from those being read now."""
    query = (
        select(*_COLUMNS)
        .join(SOURCE, SOURCE.c.id == ITEM.c.source)
        .where(ITEM.c.domain == domain, ITEM.c.due <= now, SOURCE.c.active, SOURCE.c.paused.is_(False))
        .order_by(ITEM.c.due)
        .limit(most + len(busy))
    )
    found = [ItemState(**row) for row in (await connection.execute(query)).mappings()]
    return [item for item in found if (item.source, item.key) not in busy][:most]


async def as_read(connection: AsyncConnection, read: Sequence[ItemState]) -> list[bool]:
    """Whether each row is still as it was read; False once another process has written it. Rows stay ours until the caller commits.

    A row that is read twice counts as written by the first.
    """
    rows = tuple_(ITEM.c.source, ITEM.c.key).in_(sorted({(item.source, item.key) for item in read}))
    query = select(*_TELLING).where(rows).order_by(ITEM.c.source, ITEM.c.key).with_for_update()  # in one order: no deadlock
    found = {tuple(row) for row in await connection.execute(query)}
    answers = []
    for item in read:
        mine = (item.source, item.key, item.state, item.attempts, item.rechecks)
        answers.append(mine in found)
        found.discard(mine)
    return answers


_TELLING: Final = (ITEM.c.source, ITEM.c.key, ITEM.c.state, ITEM.c.attempts, ITEM.c.rechecks)
"""What every reading of an item changes."""


async def change(connection: AsyncConnection, changed: Iterable[tuple[ItemState, Mapping[str, Any]]]) -> None:
    """Writes what readings of items changed, in the caller's transaction: one statement for all that change the same columns."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for item, values in changed:
        row = {f"new_{name}": value for name, value in values.items()}
        by_columns[tuple(sorted(values))].append({"in_source": item.source, "at_key": item.key, **row})
    for columns, rows in sorted(by_columns.items()):
        await connection.execute(_AT.values({name: bindparam(f"new_{name}") for name in columns}), rows)


_AT: Final = update(ITEM).where(ITEM.c.source == bindparam("in_source"), ITEM.c.key == bindparam("at_key"))
"""One item."""


async def forget(engine: AsyncEngine, before: float) -> int:
    """Forgets finished items that no list has shown since a moment; how many. Their articles stay known by address."""
    async with writing(engine) as connection:
        gone = await connection.execute(delete(ITEM).where(ITEM.c.last_seen < before, ITEM.c.due.is_(None)))
        return int(gone.rowcount)


def _digest(entry: Entry, source: Source) -> str:
    """What a list says about an item that changes when the publisher edits it; its text only where that is what we keep."""
    body = entry.content if source.content != "fetch" or source.kind.value == "telegram" else None
    parts = (entry.title, entry.updated and entry.updated.isoformat(), body)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _edited(before: Mapping[str, Any], listed: Listed, source: Source) -> bool:
    return before["state"] == DONE and not listed.refusal and before["digest"] != _digest(listed.entry, source)


def _row(source: Source, key: str, listed: Listed, now: float) -> dict[str, Any]:
    url = listed.entry.url
    return {
        "source": source.id,
        "key": key,
        "url_key": short(urls.key(url)) if url else None,
        "domain": (urls.site(url) if url else "") or f"{source.kind}:{source.id}",
        "state": SKIPPED if listed.refusal else NEW,
        "due": None if listed.refusal else now,
        "error": listed.refusal,
        "entry": None if listed.refusal else _ENTRIES.dump_json(listed.entry).decode(),
        "digest": _digest(listed.entry, source),
        "first_seen": now,
        "last_seen": now,
    }


_AGAIN: Final = _AT.values(
    state=NEW,
    attempts=0,
    due=bindparam("due"),
    entry=bindparam("entry"),
    digest=bindparam("digest"),
    etag=None,
    last_modified=None,
)


def _again(key: str, listed: Listed, source: Source, now: float) -> dict[str, Any]:
    entry = _ENTRIES.dump_json(listed.entry).decode()
    return {"at_key": key, "due": now, "entry": entry, "digest": _digest(listed.entry, source)}


async def _before(connection: AsyncConnection, source: str, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    columns = (ITEM.c.key, ITEM.c.state, ITEM.c.digest, ITEM.c.domain, ITEM.c.last_seen)
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(keys), _CHUNK):
        query = select(*columns).where(ITEM.c.source == source, ITEM.c.key.in_(keys[start : start + _CHUNK]))
        found.update({row["key"]: dict(row) for row in (await connection.execute(query)).mappings()})
    return found
