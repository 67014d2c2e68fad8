"""One item of a feed, sitemap, section page or channel as its publisher stated it, and its list. Owns shapes, reads nothing.

Values are as published: HTML where the format allows it, names and ids untouched. `articles.py` makes plain text of them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from services.runtime.errors import Permanent


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. Every field may be absent: publishers leave out anything, also the link."""

    id: str | None = None
    """What the publisher calls the item: guid, Atom id, rdf:about, channel/number. Verbatim; None where none is stated."""
    url: str | None = None
    """Absolute address of the page for people."""
    title: str | None = None
    """Headline, HTML or text as stated."""
    title_is_html: bool = True
    """False where the publisher declared `title` to be plain text."""
    published: datetime | None = None
    """When it was published; always with a zone, UTC where the publisher names none."""
    updated: datetime | None = None
    """When it was last changed (atom:updated, dcterms:modified, sitemap lastmod)."""
    authors: tuple[str, ...] = ()
    """Names, in the order stated."""
    summary: str | None = None
    """Teaser, HTML or text as stated."""
    summary_is_html: bool = True
    """False where the publisher declared `summary` to be plain text."""
    content: str | None = None
    """Body, when the list carries one."""
    content_is_html: bool = True
    """False where the publisher declared `content` to be plain text."""
    lang: str | None = None
    """Declared language, as declared ("ru", "en-GB")."""
    tags: tuple[str, ...] = ()
    """Categories and keywords."""
    image: str | None = None
    """Absolute address of the lead image."""
    edited: bool = False
    """The publisher marks it as edited after publication (Telegram)."""
    forwarded_from: str | None = None
    """Who said it first, when it is a forwarded message (Telegram)."""
    text_missing: bool = False
    """The item exists, its text cannot be had here ("open Telegram to view this post")."""


@dataclass(frozen=True, slots=True)
class About:
    """What a list says of itself."""

    kind: str = ""
    """Format as recognised: "rss2.0", "rss1.0", "atom1.0", "jsonfeed1.1", "sitemap", "sitemapindex", "html", "telegram", "cdf"."""
    title: str | None = None
    url: str | None = None
    """Address of the site or channel it belongs to."""
    lang: str | None = None
    ttl: timedelta | None = None
    """How long the publisher asks readers to wait between polls (rss:ttl, sy:updatePeriod)."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs that push this list."""
    self_url: str | None = None
    """Topic address to subscribe to at the hubs."""
    next_url: str | None = None
    """Next page, towards older entries (RFC 5005 rel=next or rel=prev-archive, JSON Feed next_url, Telegram before=)."""
    prev_url: str | None = None
    """Previous page, towards newer entries."""
    children: tuple["Child", ...] = ()
    """Sitemaps that a sitemap index names."""
    well_formed: bool = True
    """False where the bytes broke the rules of their format and were read all the same."""
    encoding_errors: bool = False
    """More than one character in a hundred could not be decoded."""


@dataclass(frozen=True, slots=True)
class Child:
    """One sitemap that an index names."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as read: entries in the order of the document."""

    entries: tuple[Entry, ...]
    about: About = field(default_factory=About)


class Fault(StrEnum):
    """Why bytes are not the list they should be."""

    EMPTY = "empty"
    """No bytes, or white space only."""
    HTML = "html"
    """An HTML page where a list was expected: a moved feed, an error page."""
    BLOCKED = "blocked"
    """A challenge or block page of a protection service stands in for the list."""
    NOT_PREVIEWABLE = "not_previewable"
    """A Telegram name without public preview: a group, a private or a restricted channel."""
    UNKNOWN = "unknown"
    """No format that is understood."""


class Unreadable(Permanent):
    """These bytes are not the list they should be. `kind` says how, the message says what was found and what to do."""

    def __init__(self, kind: Fault, message: str) -> None:
        super().__init__(message)
        self.kind = kind
