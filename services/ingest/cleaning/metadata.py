"""What a page says about its article: headline, dates, authors and the like. Owns whom to believe where statements differ.

For the date: JSON-LD of the article, then meta elements, then htmldate, which knows how hundreds of sites write dates.
For the headline: what two of JSON-LD, Open Graph and <h1> agree on, then Open Graph, then JSON-LD, then <h1>, then <title>.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from htmldate import find_date
from lxml.etree import XPath, _Element
from lxml.html import HtmlElement
from trafilatura import metadata as trafilatura

from services.ingest.cleaning import jsonld
from services.ingest.cleaning.jsonld import Node, string, strings
from services.ingest.cleaning.language import code
from services.ingest.cleaning.page import PublishedSource
from services.ingest.web import dates
from services.ingest.web.urls import resolve

_PUBLISHED: Final = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished", "date.issued", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "publish-date", "publish_date", "publishdate", "publication_date",
    "pubdate", "pub_date", "date", "dcterms.created", "dc.date.created", "date_published", "published_time", "published",
    "rnews:datepublished", "displaydate", "ptime", "originalpublicationdate", "article.published", "article_date_original",
    "creationdatetime", "datecreated",
)  # fmt: skip
"""Names of meta elements that state when an article was published, those that mean nothing else first."""

_UPDATED: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified",
    "dc.date.modified", "revised",
)  # fmt: skip

_AUTHOR: Final = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
)
_TITLE: Final = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title")
_SUMMARY: Final = ("og:description", "description", "twitter:description", "dcterms.description")
_IMAGE: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_SECTION: Final = ("article:section", "parsely-section", "cxenseparse:recs:category", "section")
_TAGS: Final = ("article:tag", "news_keywords", "parsely-tags", "keywords")

_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""Before it there was no news on the web: an earlier date is a default of some system (1970) or about the subject."""

_CLOCKS_DIFFER: Final = timedelta(days=1)
"""How far in the future a stated date may lie: publishers east of us, and clocks that are wrong."""

_SEPARATOR: Final = re.compile(r"\s+(?:[-–—|•·»›«/:~]|--)\s+|\s*[|»›]\s*")
"""What stands between a headline and the name of the site."""

_NO_NAME: Final = re.compile(r"https?:|www\.|@|^\W*$|^(?:admin|editor|redaktion|news ?desk)$", re.IGNORECASE)
_BYLINE: Final = re.compile(r"^\s*(?:by|von|par|por|di|автор|від)\s*:?\s+", re.IGNORECASE)
_VALUES: Final = XPath("//@class|//@id|//@rel|//@itemprop|//@data-testid|//@data-component", smart_strings=False)
_AUTHOR_MARK: Final = re.compile(
    "[Aa]uthor|[Bb]yline|byl|BBL|username|zuozhe|bianji|xiaobian|channel-name|submitted-by|posted-by|journalist-name|screenname|writer"
)
_BETWEEN: Final = re.compile(r"\s*(?:;|,|\||\s&\s|\s(?:and|und|et|y|и|та|і)\s)\s*")

_COMMENT: Final = re.compile(r"\bcomment(?!s?-?(?:open|closed|count|on\b|off\b))|\bcommentaires?\b|\bdisqus", re.IGNORECASE)
"""Class or id of what readers have written; themes also note on the whole page whether comments are open."""

_MOST_TAGS: Final = 30


@dataclass(frozen=True, slots=True)
class Statement:
    """A date as a page states it."""

    moment: datetime | None = None
    has_time: bool = False
    source: PublishedSource = "none"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a page says about its article, before its text is looked at."""

    title: str | None
    published: Statement
    updated: datetime | None
    authors: tuple[str, ...]
    lang: str | None
    section: str | None
    tags: tuple[str, ...]
    image: str | None
    canonical: str | None
    site: str | None
    summary: str | None
    paywalled: bool


class Meta:
    """The meta elements of a page by name, lower case; a name may stand many times."""

    def __init__(self, tree: _Element) -> None:
        self._values: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            value = (element.get("content") or "").strip()
            if name and value:
                self._values.setdefault(name.strip().lower(), []).append(value)

    def first(self, names: Iterable[str]) -> str | None:
        """The first value of the first name that is there."""
        return next((self._values[name][0] for name in names if name in self._values), None)

    def every(self, names: Iterable[str]) -> list[str]:
        """All values of the first name that is there."""
        return next((self._values[name] for name in names if name in self._values), [])


def read(tree: HtmlElement, url: str | None, latest: datetime | None) -> Facts:
    """What a page says about its article. `latest` is when it was retrieved, if known: no article was published after it."""
    meta = Meta(tree)
    nodes = jsonld.nodes(tree)
    shown = [text for text in map(_text_of, tree.iter("h1")) if text]
    node = jsonld.article(nodes, [*shown, *meta.every(_TITLE[:1])])
    page = next((each for each in nodes if jsonld.is_page(each) and "datePublished" in each), {})
    site = meta.first(("og:site_name", "application-name")) or string(node.get("publisher"))
    headings = [text for text in shown if not _same(text, site)]  # some sites head every page with their name
    canonical = next(
        (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None
    )
    return Facts(
        title=headline(tree, meta, node, headings, site),
        published=published(_dates(tree, meta, node, page), latest) or guessed(tree, url or canonical, latest),
        updated=_plausible(string(node.get("dateModified") or page.get("dateModified")), latest)
        or _plausible(meta.first(_UPDATED), latest),
        authors=authors(tree, meta, node),
        lang=code(tree.get("lang") or tree.get("xml:lang") or meta.first(("og:locale", "content-language", "language")))
        or code(string(node.get("inLanguage"))),
        section=_first(strings(node.get("articleSection"))) or meta.first(_SECTION),
        tags=_tags(meta, node),
        image=resolve(url, meta.first(_IMAGE) or _image(node)),
        canonical=resolve(url, canonical or meta.first(("og:url",))),
        site=site,
        summary=meta.first(_SUMMARY) or string(node.get("description")),
        paywalled=jsonld.is_paid(node) or (meta.first(("article:content_tier",)) or "").lower() in {"locked", "paid", "premium"},
    )


def published(stated: Iterable[tuple[str | None, PublishedSource]], latest: datetime | None) -> Statement | None:
    """The first date of those stated that a news article may have; None for none."""
    for text, source in stated:
        if moment := _plausible(text, latest):
            return Statement(moment, ":" in (text or ""), source)
    return None


def guessed(tree: HtmlElement, url: str | None, latest: datetime | None) -> Statement:
    """The day that htmldate finds in the address or the words of a page."""
    try:
        found = find_date(tree, url=url, original_date=True, extensive_search=True, max_date=latest and latest.date().isoformat())
    except Exception:  # noqa: BLE001  # what its expressions do on an odd page must not cost the article
        found = None
    moment = dates.parse(found)
    return Statement(moment, has_time=False, source="htmldate") if moment else Statement()


def _dates(tree: HtmlElement, meta: Meta, node: Node, page: Node) -> Iterator[tuple[str | None, PublishedSource]]:
    """What is stated for machines, the most reliable first."""
    yield string(node.get("datePublished")), "jsonld"
    yield string(page.get("datePublished")), "jsonld"
    for name in _PUBLISHED:
        yield meta.first((name,)), "meta"
    yield _time_element(tree), "meta"
    yield string(node.get("dateCreated")), "jsonld"
    yield string(node.get("uploadDate")), "jsonld"


def headline(tree: HtmlElement, meta: Meta, node: Node, headings: list[str], site: str | None) -> str | None:
    """The headline, without the name of the site."""
    shared = _clean(meta.first(_TITLE))
    told, name = _clean(string(node.get("headline"))), _clean(string(node.get("name")))
    told = name if name and any(_same(name, heading) for heading in headings) else told or name
    for one, others in ((shared, [told, *headings]), (told, headings)):
        if one and any(_same(one, other) for other in others):
            return one
    for heading in [told, *headings]:
        if shared and heading and _is_prefix(heading, shared):
            return heading
    single = headings[0] if len(headings) == 1 else None
    best = shared or told or single or _guessed_headline(tree, site)
    return _without_site(best, site) if best else None


def _guessed_headline(tree: HtmlElement, site: str | None) -> str | None:
    """What trafilatura takes for the headline, else the title of the page; not the mere name of the site if there is another."""
    found = [_clean(trafilatura.extract_title(tree)), _clean(_text_of(next(tree.iter("title"), None)))]
    stated = [each for each in found if each]
    return next((each for each in stated if not _same(each, site)), stated[0] if stated else None)


def authors(tree: HtmlElement, meta: Meta, node: Node) -> tuple[str, ...]:
    """Names of those who wrote it; the publisher's own name is none."""
    for stated in (strings(node.get("author")) or strings(node.get("creator")), meta.every(_AUTHOR)):
        if names := tuple(dict.fromkeys(_names(stated))):
            return names
    if not may_name_author(tree):
        return ()
    try:
        found = trafilatura.extract_author(tree)
    except Exception:  # noqa: BLE001  # as with htmldate
        found = None
    return tuple(found.split("; ")) if found else ()


def may_name_author(tree: HtmlElement) -> bool:
    """Whether any element bears a name by which trafilatura looks for authors: its search takes a third of a page's time."""
    values: Any = _VALUES(tree)
    return _AUTHOR_MARK.search("\n".join(set(values))) is not None or next(tree.iter("author"), None) is not None


def _names(stated: Iterable[str]) -> Iterator[str]:
    for text in stated:
        for part in _BETWEEN.split(_clean(text) or ""):
            name = _BYLINE.sub("", part).strip()
            if name and len(name) <= 80 and not _NO_NAME.search(name):
                yield name


def _tags(meta: Meta, node: Node) -> tuple[str, ...]:
    stated = meta.every(_TAGS) or strings(node.get("keywords"))
    single = [part.strip() for text in stated for part in text.split(",")] if len(stated) == 1 else stated
    return tuple(dict.fromkeys(tag for tag in single if tag))[:_MOST_TAGS]


def _image(node: Node) -> str | None:
    image = node.get("image")
    first = image[0] if isinstance(image, list) and image else image
    return string(first.get("url") or first.get("contentUrl")) if isinstance(first, dict) else string(first)


def _time_element(tree: _Element) -> str | None:
    """The machine-readable date of an element that says it is the publication; none of several that say pubdate: teasers."""
    for element in tree.iter("time", "span", "abbr", "div", "p"):
        if "datePublished" in (element.get("itemprop") or "") and not _in_comment(element):
            return _machine_readable(element)
    marked = {_machine_readable(each) for each in tree.iter("time") if each.get("pubdate") is not None and not _in_comment(each)}
    return marked.pop() if len(marked) == 1 else None


def _machine_readable(element: _Element) -> str | None:
    return element.get("datetime") or element.get("content") or element.get("title")


def _in_comment(element: _Element) -> bool:
    return any(_COMMENT.search(f"{each.get('class')} {each.get('id')}") for each in element.iterancestors())


def _plausible(text: str | None, latest: datetime | None) -> datetime | None:
    moment = dates.parse(text)
    return moment if moment and moment >= _EARLIEST and (latest is None or moment <= latest + _CLOCKS_DIFFER) else None


def _text_of(element: _Element | None) -> str:
    return " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""


def _clean(text: str | None) -> str | None:
    """A text in one line, without markup that some systems leave in it."""
    if not text:
        return None
    bare = re.sub(r"</?[a-zA-Z][^<>]{0,80}>", "", text)
    return " ".join(html.unescape(bare).split()) or None


def _without_site(title: str, site: str | None) -> str:
    """A title without the name of the site at its end or beginning."""
    parts = _SEPARATOR.split(title)
    for name, rest in ((parts[-1], title[: len(title) - len(parts[-1])]), (parts[0], title[len(parts[0]) :])):
        if site and len(parts) > 1 and _same(name, site):
            return rest.strip(" -–—|•·»›«/:~")
    return title


def _same(one: str, other: str | None) -> bool:
    return bool(other) and _folded(one) == _folded(other or "")


def _is_prefix(short: str, long: str) -> bool:
    """Whether `long` is `short` and then, after a separator, something else: the name of the site."""
    return len(short) >= 10 and _folded(long).startswith(_folded(short)) and any(_same(short, part) for part in _heads(long))


def _heads(title: str) -> Iterator[str]:
    return (title[: mark.start()] for mark in _SEPARATOR.finditer(title))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _first(values: list[str]) -> str | None:
    return values[0] if values else None
