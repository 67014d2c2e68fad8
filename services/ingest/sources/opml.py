"""OPML 2.0, the format that feed readers exchange subscriptions in (opml.org/spec2.opml): read and written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from lxml import etree

from services.ingest.settings import Source
from services.ingest.web import urls
from services.runtime.errors import Permanent
from tocsin.vocabulary import SourceKind

_LISTS: Final = frozenset({SourceKind.FEED, SourceKind.WEBSUB})
"""Kinds that other programs can subscribe to."""

_DEEPEST: Final = 50
"""Outlines inside outlines that are followed."""


class BadOpml(Permanent):
    """A file that is no OPML; the message says what was found."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of an OPML file."""

    url: str
    title: str | None = None
    lang: str | None = None
    tags: tuple[str, ...] = ()
    """Titles of the folders it is in, and its categories."""


def read(body: bytes) -> list[Subscription]:
    """The feeds of a file in its order, each address once. Raises BadOpml."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise BadOpml(f"no OPML: {error.msg}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise BadOpml("no OPML: the file does not begin with <opml>")
    found: dict[str, Subscription] = {}
    for each in _outlines(root.find("body"), (), 0):
        found.setdefault(urls.key(each.url) or each.url, each)
    return list(found.values())


def write(sources: Iterable[Source], now: datetime) -> bytes:
    """The declared feeds as OPML; what only Tocsin reads (pages, sitemaps, channels) stands in no OPML."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Sources of Tocsin"
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.kind in _LISTS and source.url:
            values = {"type": "rss", "text": source.id, "xmlUrl": source.url, "language": source.lang}
            outline = {name: value for name, value in values.items() if value}
            if source.tags:
                outline["category"] = ",".join(source.tags)
            etree.SubElement(body, "outline", outline)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def source_id(subscription: Subscription, taken: Sequence[str]) -> str:
    """An id for a new source, from its title or else its host; numbered where it is taken.

    >>> source_id(Subscription("https://harbour.example/feed", "Harbour News"), ["harbour-news"])
    'harbour-news-2'
    """
    words = re.sub(r"[^a-z0-9]+", "-", (subscription.title or "").lower()).strip("-")
    base = (words if len(words) > 2 else urls.host(subscription.url).removeprefix("www.").replace(".", "-"))[:80] or "source"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _outlines(parent: "etree._Element | None", folders: tuple[str, ...], depth: int) -> Iterator[Subscription]:
    if parent is None or depth > _DEEPEST:
        return
    for outline in parent.iterchildren("outline"):
        given = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        title = given.get("title") or given.get("text")
        if url := given.get("xmlurl"):
            categories = [part.strip("/ ") for part in given.get("category", "").split(",")]
            tags = tuple(dict.fromkeys(part for part in (*folders, *categories) if part))
            yield Subscription(url, title, given.get("language") or None, tags)
        else:
            yield from _outlines(outline, (*folders, title) if title else folders, depth + 1)
