"""What each element of a feed or an entry says: one small function an element, in one table. Owns which element means what.

Modelled on the specifications (RSS 2.0.11, RSS 1.0 with its modules, RFC 4287, Media RSS) and, where publishers differ from
them, on what feedparser makes of it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from lxml.etree import _Element

from services.ingest.readers import construct, person, xml
from services.ingest.readers.draft import Draft, Frame, key
from services.ingest.web import dates
from services.ingest.web.urls import resolve

_HTML: Final = frozenset(("text/html", "application/xhtml+xml"))


def take(element: _Element, draft: Draft, frame: Frame) -> None:
    """Puts what one element says into the draft."""
    taker = _TAKERS.get(key(element))
    if taker:
        taker(element, draft, frame)


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
    if key(element) == "media:description":
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
    def taker(element: _Element, draft: Draft, frame: Frame) -> None:
        del frame
        moment: datetime | None = dates.parse(xml.text_of(element))
        if moment:
            draft.values[name] = moment

    return taker


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
        take(child, draft, frame)


def _plain(name: str) -> Callable[[_Element, Draft, Frame], None]:
    def taker(element: _Element, draft: Draft, frame: Frame) -> None:
        del frame
        draft.values.setdefault(name, xml.text_of(element))

    return taker


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
