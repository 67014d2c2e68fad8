"""One reading of one list: ask, read, note its items and its state in one transaction. Owns that order, decides nothing itself."""

import logging
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, select

from services.ingest.articles import items
from services.ingest.articles.listing import listed, read_aside
from services.ingest.fetching.exchange import FEED_TYPES, PAGE_TYPES, Fetched, Request, Unchanged
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.hooks import websub
from services.ingest.jobs import children
from services.ingest.pacing import schedule
from services.ingest.readers.entry import About, Fault, Reading, Unreadable
from services.ingest.settings import Source
from services.ingest.sources import coverage, progress, state
from services.ingest.sources.progress import Found, Moment
from services.ingest.sources.state import SourceState
from services.ingest.tables.schema import SOURCE
from services.ingest.work import Work
from services.runtime.database import writing
from tocsin.vocabulary import SourceKind

LOG: Final = logging.getLogger(__name__)

_KINDS: Final = {
    Fault.BLOCKED: FailureKind.BLOCKED,
    Fault.NOT_PREVIEWABLE: FailureKind.NOT_PREVIEWABLE,
}

_PAGES_BACK: Final = 20
"""Older pages that are read at most when items may have been missed."""


async def poll(work: Work, source: Source, before: SourceState) -> Failed | None:
    """Reads a list once and keeps what it brought; the failure, if it was one, is kept with the source and returned."""
    unconditional = schedule.unconditional(before.last_full, work.at().now)
    outcome = await work.ask(_request(source, before, unconditional=unconditional))
    if isinstance(outcome, Failed):
        return await _note_failure(work, before, outcome)
    same = isinstance(outcome, Fetched) and outcome.body_hash == before.body_hash
    if isinstance(outcome, Unchanged) or same:
        changes = progress.answered(before, source, outcome, Found(unconditional=unconditional and same), work.at())
        await _write(work, before, changes)
        await _follow_hub(work, source, before, None)
        return None
    return await _keep(work, source, before, outcome, unconditional=unconditional)


async def _keep(work: Work, source: Source, before: SourceState, answer: Fetched, *, unconditional: bool) -> Failed | None:
    try:
        reading = await read_aside(source, answer.body, answer.url, answer.content_type)
    except Unreadable as error:
        return await _note_failure(work, before, Failed(_KINDS.get(error.kind, FailureKind.MALFORMED), str(error)))
    if reading.about.children:
        reading = await children.followed(work, source, reading, before.last_ok)
    found = await _store(work, source, before, (answer, reading, unconditional), work.at())
    await _follow_hub(work, source, before, reading.about)
    if found.gap:
        LOG.warning("items of %s may have been missed: nothing in it had been seen before", source.id, extra={"source": source.id})
        await _page_back(work, source, before.identity, reading)
    return None


async def _store(work: Work, source: Source, before: SourceState, read_now: tuple[Fetched, Reading, bool], at: Moment) -> Found:
    """Items and validators in one transaction: a crash after storing the ETag alone would lose the items."""
    answer, reading, unconditional = read_now
    policy, rows = listed(source, before.identity, reading, at.now)
    async with writing(work.engine) as connection:
        added = await items.add(connection, source, rows, at.now)
        elsewhere = select(func.count()).select_from(SOURCE).where(SOURCE.c.url == answer.moved, SOURCE.c.id != source.id)
        found = Found(
            added=added,
            ttl=reading.about.ttl.total_seconds() if reading.about.ttl else 0.0,
            gap=schedule.gap_suspected(added.known, has_history=before.items_new > 0),
            unconditional=unconditional,
            own_address=not answer.moved or (await connection.execute(elsewhere)).scalar_one() == 0,
            dates=progress.dates_of(reading),
        )
        changes = {**progress.answered(before, source, answer, found, at), "identity": policy}
        if any(child.modified is None for child in reading.about.children):
            changes |= {"etag": None, "last_modified": None, "body_hash": None}  # the index stays the same when they change
        await coverage.note_new(connection, before, found.added.new, work.clock.now())
        await state.change(connection, before.id, changes)
    return found


async def _page_back(work: Work, source: Source, policy: str | None, reading: Reading) -> None:
    """Follows a list towards older items until something known appears."""
    for _ in range(_PAGES_BACK):
        url = reading.about.next_url
        if url is None:
            return
        outcome = await work.ask(Request(url, source, _accept(source), authorization=_authorization(source)))
        if not isinstance(outcome, Fetched):
            return
        try:
            reading = await read_aside(source, outcome.body, outcome.url, outcome.content_type)
        except Unreadable:
            return
        now = work.at().now
        _, rows = listed(source, policy, reading, now)
        async with writing(work.engine) as connection:
            added = await items.add(connection, source, rows, now)
        if any(added.known) or not added.known:
            return


async def _follow_hub(work: Work, source: Source, before: SourceState, about: About | None) -> None:
    """Lets a hub send what is new where there is one; then polls are a net under it."""
    if source.kind is SourceKind.WEBSUB and await websub.ensure(work, source, about):
        await _write(work, before, {"due": work.at().now + max(websub.NET, source.interval.start)})


async def _note_failure(work: Work, before: SourceState, failure: Failed) -> Failed:
    LOG.info("%s: %s", before.id, failure.message, extra={"source": before.id, "kind": failure.kind.value})
    await _write(work, before, progress.failed(before, failure, work.at()))
    return failure


async def _write(work: Work, before: SourceState, changes: dict[str, Any]) -> None:
    async with writing(work.engine) as connection:
        await state.change(connection, before.id, changes)


def _request(source: Source, before: SourceState, *, unconditional: bool) -> Request:
    request = Request(before.url, source, _accept(source), authorization=_authorization(source))
    return request if unconditional else replace(request, etag=before.etag, last_modified=before.last_modified)


def _accept(source: Source) -> str:
    return PAGE_TYPES if source.kind in {SourceKind.HTML, SourceKind.TELEGRAM} else FEED_TYPES


def _authorization(source: Source) -> str | None:
    return source.auth.header.get_secret_value() if source.auth and source.auth.header else None
