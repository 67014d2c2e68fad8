"""A feed's entry while its elements are read: what they are called, what holds around them, what they have said so far."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from lxml.etree import _Element

from services.ingest.readers.construct import Text
from services.ingest.web.urls import resolve

VOCABULARIES: Final = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
"""Namespace, lower case → the prefix that readers write; "" for the feed's own vocabulary, whichever of them it is."""

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for a whole feed while its entries are read."""

    url: str | None
    atom: str = ""
    """Version of Atom; empty for RSS."""
    lang: str | None = None
    moves_base: bool = False
    """Somewhere in it stands xml:base."""

    def base(self, element: _Element) -> str | None:
        """The address that references inside an element are relative to."""
        if not self.moves_base:
            return self.url
        own = [above.get(_BASE) or "" for above in (element, *element.iterancestors())]
        base = self.url
        for step in reversed(own):
            base = resolve(base, step) or base
        return base

    def lang_of(self, element: _Element) -> str | None:
        """The declared language of an element."""
        for above in (element, *element.iterancestors()):
            if (stated := above.get(_LANG)) is not None:
                return stated.replace("_", "-") or None
        return self.lang


@dataclass(slots=True)
class Draft:
    """An entry while its elements are read, in the order of the document."""

    values: dict[str, Any] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    contents: list[Text] = field(default_factory=list)


def key(element: _Element) -> str:
    """An element's name as readers write it: "pubdate", "dc:date"; "" for what is no element or of an unknown vocabulary."""
    tag = element.tag
    return _named(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _named(tag: str) -> str:
    namespace, brace, name = tag.lower().rpartition("}")
    namespace = namespace.removeprefix("{")
    if not brace:
        return name
    prefix = VOCABULARIES.get(namespace)
    if prefix is None:
        prefix = "" if "backend.userland.com/rss" in namespace else None
    return name if prefix == "" else "" if prefix is None else prefix + name
