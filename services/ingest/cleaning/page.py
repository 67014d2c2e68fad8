"""One page before and after cleaning, as plain values that travel between processes. Owns shapes, cleans nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

PublishedSource = Literal["jsonld", "meta", "htmldate", "none"]
"""Where the publication time of a page was found."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page and what the server said about them."""

    body: bytes
    url: str | None = None
    """Address after redirects: relative links resolve against it."""
    content_type: str | None = None
    """Content-Type header, verbatim."""
    fetched: datetime | None = None
    """When it was retrieved: no publication date lies after it."""
    fast: bool = False
    """Clean by the cheap way only: the second attempt after a timeout."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a page says, without what stands around it."""

    text: str
    """The article in plain text, paragraphs separated by one line break; empty where none was found."""
    title: str | None = None
    published: datetime | None = None
    """With a zone; midnight UTC where only a day is stated, and `published_has_time` is False."""
    published_has_time: bool = False
    published_source: PublishedSource = "none"
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    lang: str | None = None
    """Language of the text, ISO 639-1."""
    lang_declared: str | None = None
    """Language that the page declares."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical: str | None = None
    """Absolute address of rel=canonical, unchecked: `identity.canonical` decides whether to believe it."""
    site: str | None = None
    summary: str | None = None
    paywalled: bool = False
    truncated: bool = False
    """Cut at a limit of ours."""
    encoding: str = "utf-8"
    encoding_errors: bool = False
    """More than one character in a hundred could not be decoded."""
    extractor: str = "trafilatura"
    extractor_version: str = ""
    mode: str = "full"
    """How it was read: "full", "fast", "fallback" or "none"."""

    @property
    def text_missing(self) -> bool:
        """No text was found."""
        return not self.text


class CleaningFault(StrEnum):
    """Why a page could not be cleaned."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    NOT_HTML = "not_html"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class CleaningFailed:
    """A page that could not be cleaned; the message says what happened and what was tried."""

    kind: CleaningFault
    message: str
