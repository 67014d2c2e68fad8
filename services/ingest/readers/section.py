"""HTML section and front pages to entries: the links that lead to articles, in order. Owns what such a link looks like.

Without hints from the operator a link counts when it stays on the site and either reads like a headline or its address looks
like an article's; navigation, tags, authors, pictures and the page itself do not.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.ingest.readers.entry import About, Entry, Fault, Reading, Unreadable
from services.ingest.readers.feed import is_challenge
from services.ingest.readers.page_tree import html_tree
from services.ingest.web import dates, urls
from services.ingest.web.charset import decode
from services.ingest.web.kind import is_html

_AROUND: Final = frozenset(("nav", "footer", "header", "form", "dialog"))
"""Elements whose links lead about the site; <aside> is not among them, for many sites put the newest there."""

_NO_ARTICLE: Final = re.compile(
    r"/(?:tags?|topics?|authors?|autor|users?|profile|category|kategori\w*|rubric\w*|search|login|signin|register|subscribe|about|contacts?"
    r"|privacy|terms|cookies?|impressum|datenschutz|advert\w*|newsletters?|rss|feeds?|apps?|jobs|help|faq|page/\d+|wp-login|wp-admin|account)"
    r"(?:/|$|\.\w+$)",
    re.IGNORECASE,
)
_FILE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|css|js|xml|rss|ico|avi|docx?|xlsx?)$", re.IGNORECASE)
_DATED: Final = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)|/(?:19|20)\d{6}(?:/|-|$)")
_NUMBERED: Final = re.compile(r"\d{5,}")
_SLUG: Final = re.compile(r"[^/]*[^/-]+(?:-[^/-]+){3,}[^/]*")

_HEADLINE_WORDS: Final = 4
"""Words from which the text of a link reads like a headline."""

_HEADLINE_LETTERS: Final = 20
"""Letters from which it does."""

_TEASER_LINKS: Final = 4
"""Links that one teaser has at most; an element with more is a list of teasers."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the operator knows about a page."""

    link_css: str | None = None
    """Selector of the links (or of elements around them) that lead to articles."""
    url_regex: str | None = None
    """Pattern that the address of an article contains."""


def read(body: bytes, *, url: str | None = None, content_type: str | None = None, hints: Hints = Hints()) -> Reading:
    """One entry for each article that the page links to, with the longest text of its links as title.

    Raises Unreadable for a block page and for what is no HTML; a page without such links is an empty Reading.
    """
    decoded = decode(body, content_type)
    if not decoded.text.strip():
        raise Unreadable(Fault.EMPTY, "the body is empty where an HTML page was expected")
    if not is_html(decoded.text):
        raise Unreadable(Fault.UNKNOWN, f"no HTML page; it begins {decoded.text.strip()[:60]!r}")
    tree = html_tree(decoded.text)
    base = urls.resolve(url, _attribute(tree.css_first("base[href]"), "href")) or url
    found: dict[str, Entry] = {}
    for link in _links(tree, hints):
        address = urls.resolve(base, link.attributes.get("href"))
        key = urls.key(address) if address else None
        if address is None or key is None or not _leads_to_article(link, address, base, hints):
            continue
        entry = Entry(url=address.partition("#")[0], title=_title(link), published=_date(link), image=_image(link, base))
        found[key] = _fuller(found.get(key), entry)
    if not found and is_challenge(decoded.text):
        raise Unreadable(Fault.BLOCKED, "a protection service answers with its own page instead of the section page")
    title = tree.css_first("title")
    lang = _attribute(tree.css_first("html[lang]"), "lang")
    return Reading(tuple(found.values()), About(kind="html", title=title.text(strip=True) if title else None, url=base, lang=lang))


def _links(tree: LexborHTMLParser, hints: Hints) -> list[LexborNode]:
    if not hints.link_css:
        return tree.css("a[href]")
    chosen: list[LexborNode] = []
    for node in tree.css(hints.link_css):
        chosen += [node] if node.tag == "a" else node.css("a[href]")
    return chosen


def _leads_to_article(link: LexborNode, address: str, base: str | None, hints: Hints) -> bool:
    if urls.refusal(address) or (base and urls.key(address) == urls.key(base)):
        return False
    if hints.url_regex and not re.search(hints.url_regex, address):
        return False
    if hints.link_css or hints.url_regex:
        return True
    if base and urls.site(address) != urls.site(base):
        return False
    path = urlsplit(address).path
    if path in {"", "/"} or _FILE.search(path) or _NO_ARTICLE.search(path) or _about_the_site(link):
        return False
    return _reads_like_headline(link) or _looks_like_article(path)


def _looks_like_article(path: str) -> bool:
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_DATED.search(path) or _NUMBERED.search(last) or _SLUG.fullmatch(last))


def _reads_like_headline(link: LexborNode) -> bool:
    title = _title(link) or ""
    return len(title) >= _HEADLINE_LETTERS and len(title.split()) >= _HEADLINE_WORDS


def _about_the_site(link: LexborNode) -> bool:
    """Whether a link stands in the navigation; a header inside an article is no navigation."""
    above = link.parent
    while above is not None:
        if above.tag == "article":
            return False
        if above.tag in _AROUND or above.attributes.get("role") in {"navigation", "contentinfo", "banner"}:
            return True
        above = above.parent
    return False


def _title(link: LexborNode) -> str | None:
    """The heading inside a link, else its words, else what it is labelled."""
    heading = link.css_first("h1, h2, h3, h4, h5, h6, [itemprop=headline]")
    text = " ".join((heading or link).text(separator=" ").split())
    return text or link.attributes.get("title") or link.attributes.get("aria-label") or None


def _date(link: LexborNode) -> datetime | None:
    """The machine-readable time inside the link or beside it in the same teaser."""
    teaser = link if link.css_first("time[datetime]") else link.parent
    for _ in range(3):
        if teaser is None or len(teaser.css("a[href]")) > _TEASER_LINKS:
            return None
        if clock := teaser.css_first("time[datetime]"):
            return dates.parse(clock.attributes.get("datetime"))
        teaser = teaser.parent
    return None


def _image(link: LexborNode, base: str | None) -> str | None:
    picture = link.css_first("img")
    return urls.resolve(base, _attribute(picture, "data-src") or _attribute(picture, "src")) if picture else None


def _fuller(one: Entry | None, other: Entry) -> Entry:
    """Two links to one article (its picture, its headline) as one entry."""
    if one is None:
        return other
    title = max(one.title or "", other.title or "", key=len) or None
    return Entry(url=one.url, title=title, published=one.published or other.published, image=one.image or other.image)


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return (node.attributes.get(name) or None) if node else None
