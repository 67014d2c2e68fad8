"""Feeds that break the rules of XML, read by feedparser. Owns the mapping of its result; the parsing is feedparser's.

feedparser is never given an address or a file name (it would open it), and never asked to sanitise: that takes three times as long.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import feedparser

from services.ingest.readers.entry import About, Entry, Reading
from services.ingest.web import dates

Found = dict[str, Any]
"""A feedparser dictionary, read with `dict.get`: its own `get` answers for a missing key with a related one."""

_VERSIONS: Final = {"rss090": "rss0.9", "rss10": "rss1.0", "rss20": "rss2.0", "atom03": "atom0.3", "atom10": "atom1.0"}


def read(text: str, *, url: str | None = None) -> Reading:
    """Entries of a feed in whatever state. Finds none in what is no feed; `about.kind` is then empty."""
    headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": url} if url else {})}
    found = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False, resolve_relative_uris=True
    )
    return Reading(tuple(_entry(each) for each in found["entries"]), _about(found))


def _about(found: Found) -> About:
    feed = found["feed"]
    links = _links(feed)
    version = found.get("version") or ""
    ttl = str(dict.get(feed, "ttl", ""))
    return About(
        kind=_VERSIONS.get(version, version),
        title=_text(feed, "title"),
        url=_text(feed, "link"),
        lang=_text(feed, "language"),
        ttl=dates.minutes(ttl),
        hubs=tuple(link["href"] for link in links if link.get("rel") == "hub"),
        self_url=_rel(links, "self"),
        next_url=_rel(links, "next", "prev-archive"),
        prev_url=_rel(links, "previous", "prev"),
        well_formed=False,
    )


def _entry(found: Found) -> Entry:
    contents = [each for each in dict.get(found, "content", ()) if each.get("value")]
    body = contents[0] if contents else {}
    return Entry(
        id=_text(found, "id"),
        url=_address(found),
        title=_text(found, "title"),
        title_is_html=_is_html(found, "title"),
        published=_date(found, "published") or _date(found, "created"),
        updated=_date(found, "updated"),
        authors=tuple(_authors(found)),
        summary=_text(found, "summary"),
        summary_is_html=_is_html(found, "summary"),
        content=body.get("value"),
        content_is_html=body.get("type") != "text/plain",
        lang=(body or dict.get(found, "title_detail", {})).get("language"),
        tags=tuple(dict.fromkeys(tag["term"] for tag in dict.get(found, "tags", ()) if tag.get("term"))),
        image=_image(found),
    )


def _text(found: Found, key: str) -> str | None:
    value = dict.get(found, key)
    return value or None if isinstance(value, str) else None


def _is_html(found: Found, key: str) -> bool:
    return bool(dict.get(found, f"{key}_detail", {}).get("type") != "text/plain")


def _date(found: Found, key: str) -> datetime | None:
    return dates.parse(_text(found, key)) or dates.from_tuple(dict.get(found, f"{key}_parsed"))


def _links(found: Found) -> list[Found]:
    return [link for link in dict.get(found, "links", ()) if link.get("href")]


def _rel(links: Iterable[Found], *rels: str) -> str | None:
    return next((str(link["href"]) for rel in rels for link in links if link.get("rel") == rel), None)


def _address(found: Found) -> str | None:
    return _text(found, "link") or _rel(_links(found), "alternate")


def _authors(found: Found) -> Iterable[str]:
    people = [each.get("name") or each.get("email") for each in dict.get(found, "authors", ())]
    named = [each for each in people if each]
    return dict.fromkeys(named or [each for each in [_text(found, "author")] if each])


def _image(found: Found) -> str | None:
    media = [each.get("url") for key in ("media_thumbnail", "media_content") for each in dict.get(found, key, ())]
    enclosed = [link["href"] for link in _links(found) if link.get("rel") == "enclosure" and "image" in str(link.get("type"))]
    return next((str(each) for each in [*media, *enclosed] if each), None)
