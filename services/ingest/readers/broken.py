"""Feeds that are still not well-formed after mending: cut off, or with tags that do not match. Owns losing as little as possible.

libxml2 can go on after an error, but then drops what follows it without a word; so it is let do that with single items only.
"""

import re
from itertools import pairwise
from typing import Final

from services.ingest.readers import loose, strict, xml
from services.ingest.readers.entry import About, Entry, Reading

_LARGEST_LOOSE: Final = 120_000
"""Characters of the largest document that feedparser gets: it takes a second for 300,000, and far more for some."""

_ROOT: Final = re.compile(r"<([A-Za-z_][\w:.-]*)[^<>]*>")
_ITEM: Final = re.compile(r"<(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ITEM_END: Final = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_CHANNEL: Final = re.compile(r"<channel(?=[\s>])")


def read(text: str, *, url: str | None = None) -> Reading:
    """The entries of a mended document by the first way that works: closed where it was cut off, by feedparser, item by item."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    if found := _closed(text, starts, url):
        return found
    if len(text) <= _LARGEST_LOOSE and (found := _loosely(text, url)):
        return found
    return Reading(tuple(_by_item(text, starts, url)), _about(text, starts, url))


def _closed(text: str, starts: list[int], url: str | None) -> Reading | None:
    """A feed that ends in the middle: its whole items as they are, and what there is of the last one."""
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    root = _ROOT.search(text)
    if not root or f"</{root[1]}" in text[-1000:]:
        return None
    last = ends[-1] if ends else (starts[0] if starts else len(text))
    head = text[:last]
    channel = "</channel>" if _CHANNEL.search(head) and "</channel>" not in head else ""
    whole = xml.parse(f"{head}{channel}</{root[1]}>")
    found = strict.read(whole, url=url) if whole is not None else None
    if found is None:
        return None
    rest = [start for start in starts if start >= last]
    return Reading((*found.entries, *_by_item(text, rest, url)), found.about)


def _loosely(text: str, url: str | None) -> Reading | None:
    try:
        return loose.read(text, url=url)
    except Exception:  # noqa: BLE001  # feedparser raises KeyError and others on some damaged feeds
        return None


def _by_item(text: str, starts: list[int], url: str | None) -> list[Entry]:
    """Each item by itself, as far as it can be recovered: what breaks in one does not swallow the others."""
    opened = _ROOT.search(text)
    entries: list[Entry] = []
    if not opened or not starts:
        return entries
    for start, end in pairwise([*starts, len(text)]):
        root = xml.parse(opened[0] + text[start:end], recover=True)
        found = strict.read(root, url=url) if root is not None else None
        entries += found.entries[:1] if found else ()
    return entries


def _about(text: str, starts: list[int], url: str | None) -> About:
    root = xml.parse(text[: starts[0]] if starts else text, recover=True)
    found = strict.read(root, url=url) if root is not None else None
    return found.about if found else About()
