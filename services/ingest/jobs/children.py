"""Sitemaps that an index names: which of them are read at a poll, and their entries as one list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from services.ingest.articles.listing import read_aside
from services.ingest.fetching.exchange import FEED_TYPES, Fetched, Request
from services.ingest.pacing.schedule import DAY
from services.ingest.readers.entry import Child, Entry, Reading, Unreadable
from services.ingest.settings import Source
from services.ingest.work import Work

_MOST: Final = 10
"""Sitemaps of an index that are read at a poll: news is in the newest, archives go back for decades."""

_OVERLAP: Final = DAY
"""Seconds before the last reading from which on a sitemap counts as changed: lastmod is often only a day."""


def due(children: Sequence[Child], last_ok: float | None) -> list[Child]:
    """The sitemaps to read now: those that changed since the last reading or do not say, the newest first."""
    known = [child for child in children if child.modified is not None]
    unknown = [child for child in children if child.modified is None]
    changed = [child for child in known if last_ok is None or _moment(child) >= last_ok - _OVERLAP]
    return [*sorted(changed, key=_moment, reverse=True), *reversed(unknown)][:_MOST]


async def followed(work: Work, source: Source, index: Reading, last_ok: float | None) -> Reading:
    """The index with the entries of the sitemaps that are due; one that cannot be had is passed over until the next poll."""
    entries: list[Entry] = list(index.entries)
    for child in due(index.about.children, last_ok):
        outcome = await work.ask(Request(child.url, source, FEED_TYPES))
        if isinstance(outcome, Fetched):
            try:
                entries += (await read_aside(source, outcome.body, outcome.url, outcome.content_type)).entries
            except Unreadable:
                continue
        if len(entries) >= source.max_items:
            break
    return replace(index, entries=tuple(entries))


def _moment(child: Child) -> float:
    return (child.modified or datetime.fromtimestamp(0, UTC)).timestamp()
