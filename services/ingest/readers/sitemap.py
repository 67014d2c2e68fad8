"""Sitemaps, news sitemaps and sitemap indexes to entries (sitemaps.org 0.9, Google's news and image extensions). Also gzipped."""

import re
from dataclasses import replace
from typing import Final

from lxml.etree import _Element

from services.ingest.readers import feed, xml
from services.ingest.readers.entry import About, Child, Entry, Fault, Reading, Unreadable
from services.ingest.web import dates
from services.ingest.web.charset import decode
from services.ingest.web.decode import BadEncoding, TooLarge, unpacked
from services.ingest.web.urls import resolve

_LARGEST: Final = 52_428_800
"""Bytes of the largest sitemap, unpacked (sitemaps.org: 50 MiB)."""

_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def read(body: bytes, *, url: str | None = None, content_type: str | None = None) -> Reading:
    """Entries of a sitemap in the order of the document; of an index, no entries but `about.children`."""
    decoded = decode(_unpacked(body), content_type)
    text = decoded.text.strip()
    if not text:
        raise Unreadable(Fault.EMPTY, "the body is empty where a sitemap was expected")
    if not text.startswith("<") and (found := _plain(text)):
        return found
    root = xml.parse(text)
    strict = root is not None
    if root is None:
        mended = xml.mended(text)
        root = xml.parse(mended)
        if root is None:
            root = xml.parse(mended, recover=True)  # most often cut off: what is there is right
    if root is None or xml.name(root) not in {"urlset", "sitemapindex"}:
        return _otherwise(text, body, url, content_type)
    about = About(kind="sitemap", well_formed=strict, encoding_errors=decoded.errors)
    if xml.name(root) == "sitemapindex":
        return Reading((), replace(about, kind="sitemapindex", children=tuple(_children(root, url))))
    entries = tuple(_entry(each, url) for each in root if xml.name(each) == "url")
    lang = next((entry.lang for entry in entries if entry.lang), None)
    return Reading(entries, replace(about, lang=lang))


def _otherwise(text: str, body: bytes, url: str | None, content_type: str | None) -> Reading:
    """A feed that is declared as a sitemap is read all the same (sitemaps.org allows RSS and Atom)."""
    if re.search(r"<(?:rss|feed|rdf:RDF)\b", text[:4096]):
        return feed.read(body, url=url, content_type=content_type)
    raise feed.not_a_feed(text, "sitemap")


def _plain(text: str) -> Reading | None:
    """A text file with an address a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not all(_ADDRESS.fullmatch(line) for line in lines):
        return None
    return Reading(tuple(Entry(url=line) for line in lines), About(kind="sitemap"))


def _unpacked(body: bytes) -> bytes:
    try:
        return unpacked(body, _LARGEST)
    except (BadEncoding, TooLarge) as error:
        raise Unreadable(Fault.UNKNOWN, f"the gzipped sitemap cannot be unpacked: {error}") from error


def _children(root: _Element, url: str | None) -> list[Child]:
    children = []
    for each in root:
        values = _values(each)
        if address := resolve(url, values.get("loc")):
            children.append(Child(address, dates.parse(values.get("lastmod"))))
    return children


def _entry(element: _Element, url: str | None) -> Entry:
    own = _values(element)
    news = next((_values(each, deep=True) for each in element if xml.name(each) == "news"), {})
    image = next((_values(each) for each in element if xml.name(each) == "image"), {})
    keywords = [word.strip() for word in (news.get("keywords") or "").split(",")]
    return Entry(
        url=resolve(url, own.get("loc")),
        title=news.get("title"),
        published=dates.parse(news.get("publication_date")),
        updated=dates.parse(own.get("lastmod")),
        lang=news.get("language"),
        tags=tuple(word for word in keywords if word),
        image=resolve(url, image.get("loc")),
    )


def _values(element: _Element, *, deep: bool = False) -> dict[str, str]:
    """The texts of the children, or of everything below, by name; the first of each name."""
    found: dict[str, str] = {}
    for each in element.iterdescendants() if deep else element:
        if (text := xml.text_of(each)) and not len(each):
            found.setdefault(xml.name(each), text)
    return found
