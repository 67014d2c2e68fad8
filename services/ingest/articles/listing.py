"""A list of any kind to items with keys: the reader of its kind, the identity of each entry, and which are not to be read."""

import asyncio
import re
from dataclasses import replace
from importlib import import_module
from typing import Final

from services.ingest.articles.items import Listed
from services.ingest.articles.storable import storable
from services.ingest.readers.entry import Entry, Reading
from services.ingest.settings import Source
from services.ingest.web import urls
from tocsin.vocabulary import SourceKind

_READERS: Final = {
    SourceKind.FEED: "feed",
    SourceKind.WEBSUB: "feed",
    SourceKind.SITEMAP: "sitemap",
    SourceKind.HTML: "section",
    SourceKind.TELEGRAM: "telegram",
}
"""Module of services.ingest.readers that reads lists of a kind; loaded when the first is read."""


_FLIPS: Final = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
"""What publishers change about a guid that is an address without meaning another item."""


def read(source: Source, body: bytes, url: str, content_type: str | None) -> Reading:
    """The entries of a document, `max_items` at most. Raises Unreadable for what is no list of that kind."""
    reader = import_module(f"services.ingest.readers.{_READERS[source.kind]}")
    hints = {"hints": reader.Hints(source.html.link_css, source.html.url_regex)} if source.html else {}
    reading: Reading = reader.read(body, url=url, content_type=content_type, **hints)
    return replace(reading, entries=tuple(map(storable, reading.entries[: source.max_items])))


async def read_aside(source: Source, body: bytes, url: str, content_type: str | None) -> Reading:
    """`read` in a thread: a long document must not hold everything else up."""
    return await asyncio.to_thread(read, source, body, url, content_type)


def listed(source: Source, remembered: str | None, reading: Reading, now: float) -> tuple[str | None, list[Listed]]:
    """Every entry with its key and, where it is not to be read, why; and the identity policy to remember for the source."""
    entries = reading.entries
    policy = remembered if source.identity == "auto" and remembered else source.identity
    if policy == "auto" and _repeats(entries):
        policy = remembered = "guid+url"
    rows = [Listed(_key(entry, policy), entry, _refusal(entry, source, now)) for entry in entries]
    return remembered, rows


def _repeats(entries: tuple[Entry, ...]) -> bool:
    """Whether one guid stands for several addresses within a document."""
    pairs = {(entry.id, urls.key(entry.url) if entry.url else None) for entry in entries if entry.id}
    return len({guid for guid, _ in pairs}) < len(pairs)


def _key(entry: Entry, policy: str) -> str:
    """What tells an entry from the others of its source."""
    url = urls.key(entry.url) if entry.url else None
    by_title = f"title:{entry.title}\n{entry.published and entry.published.date()}"
    match policy:
        case "guid+url":
            return f"both:{entry.id}\n{url}"
        case "url":
            return f"url:{url}" if url else by_title
        case "title+date":
            return by_title
        case _ if entry.id:
            return f"guid:{_FLIPS.sub('', entry.id)}"
        case _:
            return f"url:{url}" if url else by_title


def _refusal(entry: Entry, source: Source, now: float) -> str | None:
    if not entry.url and not (entry.content or entry.summary or entry.title):
        return "neither link nor text"
    if entry.url and (why := urls.refusal(entry.url)):
        return why
    stated = entry.published or entry.updated
    if stated and now - stated.timestamp() > source.max_item_age:
        return "older than max_item_age"
    return None
