"""Payloads about articles: published (every revision), withdrawn, and read to the end by the extractor."""

from typing import Literal

from pydantic import Field

from tocsin.model import EventPayload, Identity, Instant, Payload
from tocsin.vocabulary import SourceKind


class Extractor(Payload):
    """What turned a page into text."""

    name: str
    """Program, for example "trafilatura"."""
    version: str
    """Its version."""
    mode: str
    """How it ran: "full", "fast", "fallback", "none"."""


class Quality(Payload):
    """What is known to be wrong with the text."""

    chars: int
    """Length of the text in characters."""
    truncated: bool = False
    """Less text than an article normally has, or cut at a limit."""
    paywalled: bool = False
    """The publisher shows only a teaser without payment."""
    text_missing: bool = False
    """The item exists but its text could not be had; the title stands alone."""
    date_clamped: bool = False
    """The stated publication time lay in the future and was set to the time of retrieval."""
    encoding_errors: bool = False
    """More than one character in a hundred could not be decoded."""


class Http(Payload):
    """How the page was delivered."""

    status: int
    """Status code of the last response."""
    etag: str | None = None
    """Its ETag, verbatim."""
    content_type: str | None = None
    """Its Content-Type, verbatim."""
    bytes: int | None = None
    """Size of the decoded body."""
    encoding: str | None = None
    """Character encoding it was read with."""


class Article(EventPayload):
    """One revision of one article: `tocsin.article.published.v1`. The text never changes under one (id, revision)."""

    id: str
    """Id of the article, the same for all its revisions."""
    revision: int = Field(default=1, ge=1)
    """1 for the first text, then one more each time the text really changed."""
    source: str
    """Id of the source as declared by the operator."""
    source_kind: SourceKind = SourceKind.FEED
    """How it was obtained."""
    url: str | None = None
    """Address for people."""
    canonical_url: str | None = None
    """Normalised address, used to recognise the article."""
    url_fetched: str | None = None
    """Address after redirects."""
    guid: str | None = None
    """Identity that the publisher gave the item."""
    title: str | None = None
    """Headline."""
    text: str
    """The article in plain text. Offsets of claims count its Unicode code points from 0."""
    summary: str | None = None
    """Teaser of the feed."""
    authors: tuple[str, ...] = ()
    """Bylines."""
    published: Instant | None = None
    """When it was published, in the zone the publisher stated."""
    published_source: Literal["feed", "jsonld", "meta", "htmldate", "input", "none"] = "none"
    """Where `published` was found."""
    updated: Instant | None = None
    """When the publisher last changed it."""
    discovered: Instant | None = None
    """When it was first seen."""
    fetched: Instant | None = None
    """When this text was retrieved."""
    lang: str | None = None
    """Language of the text, ISO 639-1."""
    lang_declared: str | None = None
    """Language that the publisher or the operator declared."""
    section: str | None = None
    """Section of the publication."""
    tags: tuple[str, ...] = ()
    """Tags of the source and the item."""
    image: str | None = None
    """Address of the lead image."""
    content_hash: str | None = None
    """SHA-256 (hex) of the folded text: equal for equal articles."""
    simhash: str | None = None
    """64-bit simhash of the text, 16 hex digits: near for near copies."""
    text_source: Literal["feed", "page", "telegram", "push", "file"] = "page"
    """Where the text came from."""
    extractor: Extractor | None = None
    """What turned the page into text."""
    quality: Quality | None = None
    """What is known to be wrong with the text."""
    http: Http | None = None
    """How the page was delivered."""
    duplicate_of: str | None = None
    """Id of an article of the same source with the same text."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.id, self.revision, article=self.id)


class ArticleWithdrawn(EventPayload):
    """The publisher removed the article: `tocsin.article.withdrawn.v1`."""

    id: str
    """Id of the article."""
    source: str
    """Id of its source."""
    url: str | None = None
    """Address it had."""
    reason: str
    """Why it is taken as withdrawn, for example "410 Gone"."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.id, article=self.id)


class ArticleExtracted(EventPayload):
    """The extractor has read one revision to the end: `tocsin.article.extracted.v1`.

    Claims of earlier revisions that are not listed here are void.
    """

    id: str
    """Id of the article."""
    revision: int = Field(ge=1)
    """The revision read."""
    source: str
    """Id of its source."""
    claims: tuple[str, ...]
    """Ids of every claim of this revision; empty when it makes none."""
    extractor: str
    """Version of the extractor."""
    content_hash: str | None = None
    """`content_hash` of the article: equal for equal articles."""
    simhash: str | None = None
    """`simhash` of the article: tells near copies, which carry a claim but do not confirm it."""
    published: Instant | None = None
    """`published` of the article."""
    origin: Instant | None = None
    """When ingest first published this revision on the stream; start of the end-to-end latency."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.id, self.revision, article=self.id)
