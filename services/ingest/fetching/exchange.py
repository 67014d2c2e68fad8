"""What is asked and what comes back, as plain values. Owns shapes, asks nothing."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from services.ingest.fetching.failure import Failed
from services.ingest.settings import Defaults

FEED_TYPES: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGE_TYPES: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for."""

    url: str
    limits: Defaults
    accept: str = PAGE_TYPES
    etag: str | None = None
    """Validators of the copy we have, verbatim; without any the request is unconditional."""
    last_modified: str | None = None
    authorization: str | None = field(default=None, repr=False)
    """Sent to the host of `url` only."""
    permit: "Permit | None" = field(default=None, repr=False, compare=False)
    """Asked before a redirect is followed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every good answer carries."""

    url: str
    """Address after redirects."""
    status: int
    etag: str | None
    last_modified: str | None
    max_age: float | None
    """Seconds for which the server says that asking again is of no use."""
    moved: str | None
    """Where permanent redirects, and nothing but permanent ones, led from the address asked for."""


@dataclass(frozen=True, slots=True)
class Fetched(Answer):
    """A document."""

    body: bytes = field(repr=False)
    content_type: str | None
    links: tuple[str, ...] = ()
    """Link headers, verbatim (WebSub hubs stand there)."""

    @property
    def body_hash(self) -> str:
        """SHA-256 of the decoded body."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Unchanged(Answer):
    """304: the copy we have is the newest."""


Outcome = Fetched | Unchanged | Failed

Permit = Callable[[str], Awaitable[Failed | None]]
"""Why an address may not be asked; None where it may."""
