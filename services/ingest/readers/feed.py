"""RSS, Atom, RDF, CDF and JSON Feed to entries. Owns which reader gets the bytes and what is no feed at all."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from services.ingest.charset import decode
from services.ingest.entry import About, Entry, Fault, Reading, Unreadable
from services.ingest.readers import jsonfeed, loose, strict, xml

_LARGEST_LOOSE: Final = 120_000
"""Characters of the largest document that feedparser gets: it takes a second for 300,000, and far more for some."""

_ROOT: Final = re.compile(r"<[A-Za-z_][^<>]*>")

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
    """The entries by the first way that misses none: as it is, mended, mended and recovered, by feedparser, item by item."""
    root = xml.parse(text)
    found = strict.read(root, url=url) if root is not None else None
    if found and (found.entries or not _ITEM.search(text)):
        return found
    mended = xml.mended(text)
    for recover in (False, True):
        root = xml.parse(mended, recover=recover)
        found = strict.read(root, url=url) if root is not None else None
        if found and (not recover or len(found.entries) >= len(_ITEM.findall(mended))):
            return _ill_formed(found)
    if len(mended) <= _LARGEST_LOOSE and (loosely := _loosely(mended, url)):
        return loosely
    return _ill_formed(_by_item(mended, url, found.about if found else About()))


def _loosely(text: str, url: str | None) -> Reading | None:
    try:
        return loose.read(text, url=url)
    except Exception:  # noqa: BLE001  # feedparser raises KeyError and others on some damaged feeds
        return None


def _by_item(text: str, url: str | None, about: About) -> Reading:
    """Each item by itself, as far as it can be recovered: what breaks in one does not swallow the others."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    opened = _ROOT.search(text)
    if not starts or not opened:
        return Reading((), about)
    entries: list[Entry] = []
    for start, end in pairwise([*starts, len(text)]):
        root = xml.parse(opened[0] + text[start:end], recover=True)
        found = strict.read(root, url=url) if root is not None else None
        entries += found.entries if found else ()
    return Reading(tuple(entries), about)


def _ill_formed(found: Reading) -> Reading:
    return replace(found, about=replace(found.about, well_formed=False))


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
