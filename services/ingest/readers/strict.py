"""Well-formed RSS 0.9x, 1.0 and 2.0 and Atom 0.3 and 1.0 to entries, from their XML tree. Owns which element means what.

Modelled on the specifications (RSS 2.0.11, RSS 1.0 with its modules, RFC 4287, Media RSS) and, where publishers differ from
them, on what feedparser makes of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from lxml.etree import XPath, _Element

from services.ingest import dates
from services.ingest.entry import About, Entry, Reading
from services.ingest.readers import construct, person, xml
from services.ingest.urls import resolve

_ROOTS: Final = {"rss": "rss", "rdf": "rss1.0", "feed": "atom"}
_VERSIONS: Final = {"http://www.w3.org/2005/atom": "atom1.0", "http://purl.org/atom/ns#": "atom0.3"}

_PREFIXES: Final = {
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
"""Namespace, lower case → how this module writes it; "" for the feed's own vocabulary, whichever of them it is."""

_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"

_MOVES_BASE: Final = XPath("boolean(descendant-or-self::*/@xml:base)")

_HTML: Final = frozenset(("text/html", "application/xhtml+xml"))

_PERIODS: Final = {"hourly": 60, "daily": 24 * 60, "weekly": 7 * 24 * 60, "monthly": 30 * 24 * 60, "yearly": 365 * 24 * 60}
"""Minutes in a period of the syndication module."""

_LANG_OF_ALL: Final = frozenset(("language", "dc:language"))


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
    contents: list[construct.Text] = field(default_factory=list)


def read(root: _Element, *, url: str | None = None) -> Reading | None:
    """The entries of a feed in the order of the document; None where the root is none of a feed that is known here."""
    kind = _ROOTS.get(xml.name(root))
    if kind is None:
        return None
    namespace = str(root.tag).lower().rpartition("}")[0].removeprefix("{")
    if namespace not in _PREFIXES:
        _adopt(root)
    channel = root if kind == "atom" else next((each for each in root if xml.name(each) == "channel"), root)
    version = _VERSIONS.get(namespace, kind) if kind == "atom" else kind + (root.get("version") or "")
    frame = Frame(
        url,
        atom=version.removeprefix("atom") or "0" if kind == "atom" else "",
        moves_base=bool(_MOVES_BASE(root)),
    )
    feed = Draft()
    for child in channel:
        if xml.name(child) not in {"item", "entry"}:
            _take(child, feed, frame)
    lang = next((feed.values[each] for each in _LANG_OF_ALL if each in feed.values), None) or frame.lang_of(channel)
    frame = Frame(url, atom=frame.atom, lang=lang, moves_base=frame.moves_base)
    entries = tuple(_entry(each, frame) for each in _items(root))
    return Reading(entries, _about(feed, version, lang))


def _adopt(root: _Element) -> None:
    """Makes a namespace that nobody knows, of the root itself, the feed's own vocabulary: some publishers invent one."""
    own = str(root.tag).rpartition("}")[0] + "}"
    for each in root.iter(f"{own}*") if len(own) > 1 else ():
        each.tag = str(each.tag).removeprefix(own)


def _items(root: _Element) -> Iterator[_Element]:
    for each in root.iter("{*}item", "{*}entry"):
        if _key(each) in {"item", "entry"} and not any(xml.name(above) in {"item", "entry"} for above in each.iterancestors()):
            yield each


def _key(element: _Element) -> str:
    """An element's name as this module writes it: "pubdate", "dc:date"; "" for what is no element or of an unknown vocabulary."""
    tag = element.tag
    return _named(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _named(tag: str) -> str:
    namespace, brace, name = tag.lower().rpartition("}")
    namespace = namespace.removeprefix("{")
    if not brace:
        return name
    prefix = _PREFIXES.get(namespace)
    if prefix is None:
        prefix = "" if "backend.userland.com/rss" in namespace else None
    return name if prefix == "" else "" if prefix is None else prefix + name


def _take(element: _Element, draft: Draft, frame: Frame) -> None:
    """Puts what one element says into the draft."""
    taker = _TAKERS.get(_key(element))
    if taker:
        taker(element, draft, frame)


def _entry(item: _Element, frame: Frame) -> Entry:
    draft = Draft()
    if about := item.get(_RDF_ABOUT):
        draft.values["id"] = about
    for child in item:
        _take(child, draft, frame)
    values = draft.values
    body = next((each for each in draft.contents if each.value), None)
    title = values.get("title") or values.get("media:title")
    summary = values.get("summary")
    return Entry(
        id=values.get("id"),
        url=values.get("link") or values.get("permalink"),
        title=title.value if title else None,
        title_is_html=title.is_html if title else True,
        published=values.get("published") or values.get("created"),
        updated=values.get("updated"),
        authors=tuple(dict.fromkeys(draft.authors)),
        summary=summary.value if summary else None,
        summary_is_html=summary.is_html if summary else True,
        content=body.value if body else None,
        content_is_html=body.is_html if body else True,
        lang=frame.lang_of(item),
        tags=tuple(dict.fromkeys(draft.tags)),
        image=draft.images[0] if draft.images else None,
    )


def _about(feed: Draft, version: str, lang: str | None) -> About:
    values = feed.values
    period = _PERIODS.get((values.get("sy:updateperiod") or "").lower())
    frequency = values.get("sy:updatefrequency") or "1"
    per = int(frequency) if frequency.isdecimal() and int(frequency) else 1
    return About(
        kind=version,
        title=values["title"].value if "title" in values else None,
        url=values.get("link"),
        lang=lang,
        ttl=dates.minutes(values.get("ttl")) or (dates.minutes(str(period // per)) if period else None),
        hubs=tuple(dict.fromkeys(values.get("hub", ()))),
        self_url=values.get("self"),
        next_url=values.get("next") or values.get("prev-archive"),
        prev_url=values.get("previous") or values.get("prev"),
    )


def _title(element: _Element, draft: Draft, frame: Frame) -> None:
    text = construct.read(element, "text/plain", atom=frame.atom, base=frame.base(element))
    if text.value:
        draft.values.setdefault("title", text)


def _media_title(element: _Element, draft: Draft, frame: Frame) -> None:
    draft.values["media:title"] = construct.read(element, "text/plain", atom=frame.atom, base=frame.base(element))


def _description(element: _Element, draft: Draft, frame: Frame) -> None:
    _summarise(element, draft, construct.read(element, "text/html", atom=frame.atom, base=frame.base(element)))


def _summary(element: _Element, draft: Draft, frame: Frame) -> None:
    _summarise(element, draft, construct.read(element, "text/plain", atom=frame.atom, base=frame.base(element)))


def _summarise(element: _Element, draft: Draft, text: construct.Text) -> None:
    """The first is the summary; a second one, of a feed without content, is the longer one and the content."""
    if not text.value:
        return
    if _key(element) == "media:description":
        draft.values.setdefault("summary", text)
    elif "summary" in draft.values and not draft.contents:
        draft.contents.append(text)
    else:
        draft.values["summary"] = text


def _content(element: _Element, draft: Draft, frame: Frame) -> None:
    draft.contents.append(construct.read(element, "text/plain", atom=frame.atom, base=frame.base(element)))


def _encoded(element: _Element, draft: Draft, frame: Frame) -> None:
    draft.contents.append(construct.read(element, "text/html", atom=frame.atom, base=frame.base(element)))


def _body(element: _Element, draft: Draft, frame: Frame) -> None:
    draft.contents.append(construct.read(element, "application/xhtml+xml", atom=frame.atom, base=frame.base(element)))


def _link(element: _Element, draft: Draft, frame: Frame) -> None:
    """RSS states an address as text, Atom as an attribute with a relation; feeds mix them."""
    href = element.get("href") or element.get("url") or element.get("uri")
    relation = (element.get("rel") or "alternate").strip().lower()
    stated = href or (xml.text_of(element) or "").replace("&amp;", "&")  # escaped twice by many
    address = resolve(frame.base(element), stated)
    if not address:
        return
    if relation == "hub":
        draft.values.setdefault("hub", []).append(address)
    elif relation == "enclosure":
        _picture(element, address, draft)
    elif relation != "alternate":
        draft.values.setdefault(relation, address)
    elif not href or construct.media_type(element.get("type") or "text/html") in _HTML:
        draft.values["link"] = address


def _guid(element: _Element, draft: Draft, frame: Frame) -> None:
    value = xml.text_of(element)
    if not value:
        return
    permalink = (element.get("isPermaLink") or element.get("ispermalink") or "true").lower() == "true"
    draft.values["id"] = resolve(frame.base(element), value) if permalink else value
    if permalink and "link" not in draft.values:
        draft.values["permalink"] = draft.values["id"]


def _moment(name: str) -> Callable[[_Element, Draft, Frame], None]:
    def take(element: _Element, draft: Draft, frame: Frame) -> None:
        del frame
        moment: datetime | None = dates.parse(xml.text_of(element))
        if moment:
            draft.values[name] = moment

    return take


def _author(element: _Element, draft: Draft, frame: Frame) -> None:
    del frame
    draft.authors.extend(person.names(element))


def _category(element: _Element, draft: Draft, frame: Frame) -> None:
    del frame
    if term := element.get("term") or xml.text_of(element) or element.get("label"):
        draft.tags.append(term)


def _keywords(element: _Element, draft: Draft, frame: Frame) -> None:
    del frame
    draft.tags.extend(word.strip() for word in (xml.text_of(element) or "").split(",") if word.strip())


def _enclosure(element: _Element, draft: Draft, frame: Frame) -> None:
    if address := resolve(frame.base(element), element.get("url") or element.get("href")):
        _picture(element, address, draft)


def _picture(element: _Element, address: str, draft: Draft) -> None:
    kind = (element.get("type") or element.get("medium") or "").lower()
    if kind.startswith("image"):
        draft.images.append(address)


def _media(element: _Element, draft: Draft, frame: Frame) -> None:
    """media:content, and what stands inside it."""
    if address := resolve(frame.base(element), element.get("url")):
        _picture(element, address, draft)
    _inside(element, draft, frame)


def _thumbnail(element: _Element, draft: Draft, frame: Frame) -> None:
    if address := resolve(frame.base(element), element.get("url") or element.get("href") or xml.text_of(element)):
        draft.images.append(address)


def _inside(element: _Element, draft: Draft, frame: Frame) -> None:
    for child in element:
        _take(child, draft, frame)


def _plain(name: str) -> Callable[[_Element, Draft, Frame], None]:
    def take(element: _Element, draft: Draft, frame: Frame) -> None:
        del frame
        draft.values.setdefault(name, xml.text_of(element))

    return take


_TAKERS: Final[dict[str, Callable[[_Element, Draft, Frame], None]]] = {
    **dict.fromkeys(("title", "dc:title"), _title),
    "media:title": _media_title,
    **dict.fromkeys(("description", "dc:description", "media:description"), _description),
    **dict.fromkeys(("summary", "itunes:summary", "abstract"), _summary),
    "content": _content,
    **dict.fromkeys(("content:encoded", "fullitem"), _encoded),
    **dict.fromkeys(("body", "xhtml:body"), _body),
    "link": _link,
    **dict.fromkeys(("guid", "id"), _guid),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms:issued"), _moment("published")),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc:date", "dcterms:modified"), _moment("updated")),
    **dict.fromkeys(("created", "dcterms:created"), _moment("created")),
    **dict.fromkeys(("author", "dc:creator", "dc:author", "itunes:author", "managingeditor"), _author),
    **dict.fromkeys(("category", "dc:subject", "media:category"), _category),
    **dict.fromkeys(("keywords", "itunes:keywords", "media:keywords"), _keywords),
    "enclosure": _enclosure,
    "media:content": _media,
    "media:group": _inside,
    **dict.fromkeys(("media:thumbnail", "itunes:image"), _thumbnail),
    **{name: _plain(name) for name in ("language", "dc:language", "ttl", "sy:updateperiod", "sy:updatefrequency")},
}
"""What each element of an entry, or of the feed itself, is read by."""
