"""One page of HTML to what it says: text, headline, date. Owns the order of extractors; runs in a worker that may be killed.

trafilatura first, as it comes; the others only where it finds next to nothing, so that no page reads worse than with it alone.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import metadata as distributions
from typing import Final

from lxml.etree import ElementDefaultClassLookup, LxmlError
from lxml.html import HtmlElement
from readability import Document
from readability.readability import Unparseable
from selectolax.lexbor import LexborHTMLParser
from trafilatura.core import trafilatura_sequence
from trafilatura.settings import Extractor
from trafilatura.utils import HTML_PARSER, load_html, normalize_unicode
from trafilatura.xml import xmltotxt

from services.ingest.cleaning import metadata
from services.ingest.cleaning.language import detect
from services.ingest.cleaning.page import Cleaned, CleaningFault, Page
from services.ingest.web import plain
from services.ingest.web.charset import decode
from services.ingest.web.depth import too_deep
from services.ingest.web.kind import is_html
from services.runtime.errors import Permanent

_NEXT_TO_NOTHING: Final = 60
"""Characters below which a text is a caption or a notice, and the next extractor is asked."""

_LONGEST: Final = 2_000_000
"""Characters of text that are kept: longer is a dump, not an article."""

_NOT_TEXT: Final = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "header",
    "aside",
    "form",
    "svg",
    "iframe",
    "button",
]


class Uncleanable(Permanent):
    """A page that holds nothing to clean. `kind` says why."""

    def __init__(self, kind: CleaningFault, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Read:
    """A text and what found it."""

    text: str
    extractor: str
    mode: str


def quicken() -> None:
    """Makes elements of pages cheaper for the rest of this process: lxml asks a Python function for the class of each otherwise.

    All become HtmlElement; forms and inputs have classes of their own by default, which no extractor asks for.
    """
    HTML_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))


def clean(page: Page) -> Cleaned:
    """What a page says. Raises Uncleanable for bytes that are no HTML; a page without an article has an empty text."""
    decoded = decode(page.body, page.content_type)
    if not is_html(decoded.text):
        raise Uncleanable(CleaningFault.NOT_HTML, f"no HTML: it begins {decoded.text[:40]!r}")
    tree = load_html(decoded.text)
    facts = None if tree is None else metadata.read(tree, page.url, page.fetched)  # first: extraction takes the tree apart
    read = _read(tree, decoded.text, page)
    cleaned = Cleaned(
        text=read.text[:_LONGEST],
        truncated=len(read.text) > _LONGEST,
        encoding=decoded.encoding,
        encoding_errors=decoded.errors,
        extractor=read.extractor,
        extractor_version=_version(read.extractor),
        mode=read.mode,
    )
    return _with_facts(cleaned, facts) if facts else cleaned


def _with_facts(cleaned: Cleaned, facts: metadata.Facts) -> Cleaned:
    return replace(
        cleaned,
        title=facts.title,
        published=facts.published.moment,
        published_has_time=facts.published.has_time,
        published_source=facts.published.source,
        updated=facts.updated,
        authors=facts.authors,
        lang=detect(cleaned.text or facts.title or "", facts.lang),
        lang_declared=facts.lang,
        section=facts.section,
        tags=facts.tags,
        image=facts.image,
        canonical=facts.canonical,
        site=facts.site,
        summary=facts.summary,
        paywalled=facts.paywalled,
    )


def _read(tree: HtmlElement | None, html: str, page: Page) -> Read:
    """The text by the first extractor that finds more than next to nothing, else the longest that any found."""
    best = Read("", "trafilatura", "none")
    for attempt in (_by_trafilatura, _by_readability, _by_paragraphs):
        if tree is None and attempt is not _by_paragraphs:
            continue
        read = attempt(tree, html, page)
        if len(read.text) >= _NEXT_TO_NOTHING:
            return read
        best = max(best, read, key=lambda each: len(each.text))
    return best if best.text else Read("", "trafilatura", "none")


def _by_trafilatura(tree: HtmlElement, _: str, page: Page) -> Read:
    """What `trafilatura.extract` returns, without the copy of the tree that it makes first: that costs as much as parsing.

    A test holds the two against one another; the version is pinned.
    """
    options = Extractor(output_format="txt", fast=page.fast, comments=False, url=page.url)
    mode = "fast" if page.fast else "full"
    try:
        body, text = trafilatura_sequence(tree, options, page.url)[:2]
    except (TypeError, ValueError):  # as there: an odd page has no text
        return Read("", "trafilatura", mode)
    if len(text) < options.min_output_size:
        return Read("", "trafilatura", mode)
    return Read(normalize_unicode(xmltotxt(body, options.formatting).strip()), "trafilatura", mode)


def _by_readability(_: HtmlElement, html: str, __: Page) -> Read:
    """The article by readability; its markup to lines."""
    try:
        summary = Document(html).summary(html_partial=True)
        return Read(plain.text(summary), "readability-lxml", "fallback")
    except (Unparseable, LxmlError, ValueError):
        return Read("", "readability-lxml", "none")


def _by_paragraphs(_: HtmlElement | None, html: str, __: Page) -> Read:
    """What stands in paragraphs, else all text: for pages too deep or nodes too large for libxml2, which drops them silently."""
    if too_deep(html):
        return Read(plain.stripped(html), "tocsin", "fallback")
    tree = LexborHTMLParser(html)
    tree.strip_tags(_NOT_TEXT)
    lines = [paragraph.text(separator=" ") for paragraph in tree.css("p")]
    joined = plain.lines(lines)
    if len(joined) < _NEXT_TO_NOTHING and tree.body:
        joined = plain.lines(tree.body.text(separator="\n").splitlines())
    return Read(joined, "selectolax", "fallback")


@lru_cache
def _version(extractor: str) -> str:
    return distributions.version(extractor)
