"""RSS, Atom, RDF, CDF and JSON Feed to entries. Owns which reader gets the bytes and what is no feed at all."""

import re
from dataclasses import replace
from typing import Final

from services.ingest.readers import broken, jsonfeed, strict, xml
from services.ingest.readers.entry import Fault, Reading, Unreadable
from services.ingest.web.charset import decode

_ITEM: Final = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)

_HEAD: Final = 4096
"""Characters from the start that show what a document is."""

_LARGEST_CHALLENGE: Final = 100_000
"""Characters of the largest challenge page: a longer one that speaks of captchas is about captchas."""

_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)

_CHALLENGE: Final = re.compile(
    r"just a moment\b|attention required|cf-chl|challenge-platform|cf_chl_opt|captcha|access denied|ddos-guard|are you a robot"
    r"|checking your browser|incapsula|request unsuccessful|perimeterx|datadome",
    re.IGNORECASE,
)
"""What the block pages of protection services say: Cloudflare, DDoS-Guard, Imperva, PerimeterX, DataDome, Akamai."""


def read(body: bytes, *, url: str | None = None, content_type: str | None = None) -> Reading:
    """Entries of a feed in the order of the document; an empty Reading for a feed without any, Unreadable for what is no feed.

    `url` is the address the bytes came from, for relative links; `content_type` is the header, for its charset.
    """
    decoded = decode(body, content_type)
    text = decoded.text
    if not text.strip():
        raise Unreadable(Fault.EMPTY, "the body is empty where a feed was expected")
    if text.lstrip().startswith(("{", "[")):
        return jsonfeed.read(text, url=url)
    found = _read(text, url)
    if not found.entries and not found.about.kind and (not found.about.title or _HTML.match(text[:_HEAD])):
        raise not_a_feed(text)
    return replace(found, about=replace(found.about, encoding_errors=decoded.errors)) if decoded.errors else found


def _read(text: str, url: str | None) -> Reading:
    """The entries of a document as it is, mended, or broken as it stays."""
    found = _strictly(text, url)
    if found is None:
        mended = xml.mended(text)
        found = _strictly(mended, url) or broken.read(mended, url=url)
        found = replace(found, about=replace(found.about, well_formed=False))
    return found


def _strictly(text: str, url: str | None) -> Reading | None:
    """The entries of a well-formed document; None for any other, also for one whose items are of no vocabulary that is known."""
    root = xml.parse(text)
    found = strict.read(root, url=url) if root is not None else None
    return found if found and (found.entries or not _ITEM.search(text)) else None


def is_challenge(text: str) -> bool:
    """Whether an HTML page is what a protection service shows in place of the page that was asked for."""
    return len(text) <= _LARGEST_CHALLENGE and _CHALLENGE.search(text) is not None


def not_a_feed(text: str, expected: str = "feed") -> Unreadable:
    """The error for a document that holds no list: what it is instead, by its first characters."""
    head = text[:_HEAD]
    if not _HTML.match(head):
        return Unreadable(Fault.UNKNOWN, f"no {expected} that is understood; it begins {head.strip()[:60]!r}")
    if is_challenge(text):
        return Unreadable(Fault.BLOCKED, f"a protection service answers with its own page instead of the {expected}")
    return Unreadable(Fault.HTML, f"an HTML page where a {expected} was expected; look up the present address of the {expected}")
