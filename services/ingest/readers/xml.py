"""Characters to an XML tree: strictly, or after mending the few things that feeds break most. Owns safety and mending, not meaning.

Mended: junk before the root, bare and HTML-only entities, characters that XML forbids, prefixes without a namespace. A document
that is still broken is left to the caller, because parsers that recover lose text without saying so.
"""

import html
import re
import sys
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree
from lxml.etree import _Element

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_PROLOGUE: Final = 20_000
"""Characters from the root's start within which a document type is looked for."""

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE: Final = re.compile(r"&#(?:(\d{1,9})|[xX]([\da-fA-F]{1,8}));")
_OPENING: Final = re.compile(r"<!\[CDATA\[|<!--")
_CLOSING: Final = {"<![CDATA[": "]]>", "<!--": "-->"}
_AMPERSAND: Final = re.compile(r"&(?!#\d{1,7};|#[xX][\da-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,31});)?")
_PREDEFINED: Final = re.compile(r"&(lt|gt|amp|quot|apos);")
_NUMERIC: Final = {"lt": "&#60;", "gt": "&#62;", "amp": "&#38;", "quot": "&#34;", "apos": "&#39;"}
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


def parse(text: str, *, recover: bool = False) -> _Element | None:
    """The root of a well-formed document; None for any other. No file, no network, no entity bomb.

    With `recover`, libxml2 goes on after an error as well as it can: only for a document that is mended, and of which some may
    be lost. It forgets the predefined entities then, so that they are written as numbers.
    """
    if any(_is_forbidden(found) for found in _REFERENCE.finditer(text)):
        return None  # libxml2 lets some of them pass, and their text cannot be read
    bare = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)
    if recover:
        bare = _PREDEFINED.sub(lambda found: _NUMERIC[found[1]], bare)
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs know only booleans
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
        recover=recover,
    )
    try:
        return etree.fromstring(bare.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def mended(text: str) -> str:
    r"""The document with the common slips put right, its CDATA as escaped text, its comments gone.

    >>> mended('<a href="?x=1&y=2">R&D&nbsp;&copy; &amp;</a>')
    '<a href="?x=1&amp;y=2">R&amp;D\xa0© &amp;</a>'
    """
    body = _DECLARATION.sub("", text[max(text.find("<"), 0) :], count=1)
    declared = body[:_PROLOGUE].upper().find("<!DOCTYPE")
    if declared >= 0 and (found := _DOCTYPE.match(body, declared)):
        body = body[:declared] + body[found.end() :]
    legal = _REFERENCE.sub(
        lambda found: "\ufffd" if _is_forbidden(found) else found[0], _FORBIDDEN.sub("", body).replace("&#X", "&#x")
    )
    return _with_namespaces(_ended("".join(_pieces(legal))))


def _ended(text: str) -> str:
    """The document without what stands after its root, such as what a server adds, or without the value it was cut off in."""
    root = _ROOT.search(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end >= 0 else -1
    return text[: (close if close >= 0 else text.rfind(">")) + 1]


def _is_forbidden(reference: re.Match[str]) -> bool:
    """Whether a numeric reference stands for no character of XML: half a surrogate pair, NUL, a number beyond Unicode."""
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return number > sys.maxunicode or number == 0 or bool(_FORBIDDEN.match(chr(number)))


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


def _pieces(text: str) -> Iterator[str]:
    """The document in pieces that need no further mending; a section that is not closed lasts to the end."""
    at = 0
    for opening in _OPENING.finditer(text):
        if opening.start() < at:
            continue
        yield _AMPERSAND.sub(_entity, text[at : opening.start()])
        end = text.find(_CLOSING[opening[0]], opening.end())
        if opening[0] != "<!--":
            yield escape(text[opening.end() : end if end >= 0 else None])
        if end < 0:
            return
        at = end + len(_CLOSING[opening[0]])
    yield _AMPERSAND.sub(_entity, text[at:])


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
