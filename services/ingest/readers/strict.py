"""Well-formed RSS 0.9x, 1.0 and 2.0 and Atom 0.3 and 1.0 to entries, from their XML tree. Owns where the entries are."""

from collections.abc import Iterator
from typing import Final

from lxml.etree import XPath, _Element

from services.ingest.readers import xml
from services.ingest.readers.draft import VOCABULARIES, Draft, Frame, key
from services.ingest.readers.elements import take
from services.ingest.readers.entry import About, Entry, Reading
from services.ingest.web import dates

_ROOTS: Final = {"rss": "rss", "rdf": "rss1.0", "feed": "atom"}
_VERSIONS: Final = {"http://www.w3.org/2005/atom": "atom1.0", "http://purl.org/atom/ns#": "atom0.3"}

_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

_MOVES_BASE: Final = XPath("boolean(descendant-or-self::*/@xml:base)")

_PERIODS: Final = {"hourly": 60, "daily": 24 * 60, "weekly": 7 * 24 * 60, "monthly": 30 * 24 * 60, "yearly": 365 * 24 * 60}
"""Minutes in a period of the syndication module."""

_LANG_OF_ALL: Final = frozenset(("language", "dc:language"))


def read(root: _Element, *, url: str | None = None) -> Reading | None:
    """The entries of a feed in the order of the document; None where the root is none of a feed that is known here."""
    kind = _ROOTS.get(xml.name(root))
    if kind is None:
        return None
    namespace = str(root.tag).lower().rpartition("}")[0].removeprefix("{")
    if namespace not in VOCABULARIES:
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
            take(child, feed, frame)
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
        if key(each) in {"item", "entry"} and not any(xml.name(above) in {"item", "entry"} for above in each.iterancestors()):
            yield each


def _entry(item: _Element, frame: Frame) -> Entry:
    draft = Draft()
    if about := item.get(_RDF_ABOUT):
        draft.values["id"] = about
    for child in item:
        take(child, draft, frame)
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
