"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to entries. Owns the mapping; tolerant of numbers for ids and of missing anything."""

import json
from typing import Any, Final

from services.ingest.readers.entry import About, Entry, Fault, Reading, Unreadable
from services.ingest.web import dates
from services.ingest.web.urls import resolve

_VERSION: Final = "jsonfeed.org/version/"

Object = dict[str, Any]


def read(text: str, *, url: str | None = None) -> Reading:
    """Entries of a JSON Feed; Unreadable for JSON that is none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(Fault.UNKNOWN, f"begins like JSON but is none: {error}") from error
    version = _string(feed.get("version")) if isinstance(feed, dict) else None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Unreadable(Fault.UNKNOWN, "JSON without a list of items, so no JSON Feed (jsonfeed.org)")
    return Reading(tuple(_entry(each, feed, url) for each in items if isinstance(each, dict)), _about(feed, version, url))


def _about(feed: Object, version: str | None, url: str | None) -> About:
    hubs = (_string(hub.get("url")) for hub in _objects(feed.get("hubs")))
    return About(
        kind="jsonfeed" + (version or "").partition(_VERSION)[2],
        title=_string(feed.get("title")),
        url=resolve(url, _string(feed.get("home_page_url"))),
        lang=_string(feed.get("language")),
        hubs=tuple(hub for hub in hubs if hub),
        self_url=resolve(url, _string(feed.get("feed_url"))),
        next_url=resolve(url, _string(feed.get("next_url"))),
    )


def _entry(item: Object, feed: Object, base: str | None) -> Entry:
    html, plain = _string(item.get("content_html")), _string(item.get("content_text"))
    return Entry(
        id=_string(item.get("id")),
        url=resolve(base, _string(item.get("url")) or _string(item.get("external_url"))),
        title=_string(item.get("title")),
        published=dates.parse(_string(item.get("date_published"))),
        updated=dates.parse(_string(item.get("date_modified"))),
        authors=_authors(item) or _authors(feed),
        summary=_string(item.get("summary")),
        content=html or plain,
        content_is_html=bool(html),
        lang=_string(item.get("language")) or _string(feed.get("language")),
        tags=tuple(tag for tag in map(_string, _list(item.get("tags"))) if tag),
        image=resolve(base, _string(item.get("image")) or _string(item.get("banner_image"))),
    )


def _authors(found: Object) -> tuple[str, ...]:
    """Names by version 1.1 (`authors`) or 1.0 (`author`)."""
    people = _objects(found.get("authors")) or _objects([found.get("author")])
    return tuple(dict.fromkeys(name for name in (_string(each.get("name")) for each in people) if name))


def _string(value: Any) -> str | None:
    """A text, or a number as text (some feeds number their ids); None for all else, also for blank."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[Object]:
    return [each for each in _list(value) if isinstance(each, dict)]
