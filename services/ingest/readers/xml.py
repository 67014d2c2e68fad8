"""Characters to an XML tree: strictly, or after mending the few things that feeds break most. Owns safety and mending, not meaning.

Mended: junk before the root, bare and HTML-only entities, characters that XML forbids, prefixes without a namespace. A document
that is still broken is left to the caller, because parsers that recover lose text without saying so.
"""

import html
import re
from typing import Final

from lxml import etree
from lxml.etree import _Element

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CDATA: Final = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
_AMPERSAND: Final = re.compile(r"&(?!#\d{1,7};|#[xX][\da-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,31});)?")
_PREFIX: Final = re.compile(r"</?([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_DECLARED: Final = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_ROOT: Final = re.compile(r"<([A-Za-z_][\w:.-]*)")

NAMESPACES: Final = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
"""Prefix → namespace that publishers mean who forget to declare it."""


def parse(text: str) -> _Element | None:
    """The root of a well-formed document; None for any other. No file, no network, no entity bomb."""
    bare = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs know only booleans
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(bare.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def mended(text: str) -> str:
    r"""The document with the common slips put right; what stands in CDATA and comments is not touched.

    >>> mended('<a href="?x=1&y=2">R&D&nbsp;&copy; &amp;</a>')
    '<a href="?x=1&amp;y=2">R&amp;D\xa0© &amp;</a>'
    """
    start = text.find("<")
    body = _FORBIDDEN.sub("", _DOCTYPE.sub("", _DECLARATION.sub("", text[max(start, 0) :], count=1), count=1))
    pieces = _CDATA.split(body)
    pieces[::2] = [_AMPERSAND.sub(_entity, piece) for piece in pieces[::2]]
    return _with_namespaces("".join(pieces))


def name(element: _Element) -> str:
    """The name of an element without its namespace, lower case; empty for an entity or a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: _Element | None) -> str | None:
    """All text inside an element, trimmed; None for none."""
    if element is None:
        return None
    if not len(element):
        return (element.text or "").strip() or None
    return "".join(map(str, element.itertext())).strip() or None


def _entity(found: re.Match[str]) -> str:
    named = found[1]
    character = html.unescape(f"&{named};") if named else ""
    return character if named and not character.startswith("&") else "&amp;" + found[0][1:]


def _with_namespaces(text: str) -> str:
    used = {one or other for one, other in _PREFIX.findall(text)} - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    root = _ROOT.search(text)
    if not used or not root:
        return text
    declared = "".join(f' xmlns:{prefix}="{NAMESPACES.get(prefix.lower(), prefix)}"' for prefix in sorted(used))
    return text[: root.end()] + declared + text[root.end() :]
