"""Owns turning one sentence into nodes: terms, numbers, times, places, names, words and marks, none over another."""

import re
from dataclasses import dataclass
from typing import Final

from services.extract.gazetteer import Gazetteer
from services.extract.rule import Node
from services.extract.rules import numbers, times
from services.extract.scan import Hit

_TOKEN: Final = re.compile(r"'s\b|(?:[^\W\d_]\.){2,}(?:-\w+)*|\w+(?:['-](?!s\b)\w+)*|[^\w\s]")
_MARKS: Final = {
    ",": "comma", ";": "semicolon", ":": "colon", "—": "dash", "(": "open", ")": "close", '"': "quote",
    ".": "stop", "!": "stop", "?": "stop", "…": "stop", "-": "dash", "+": "plus", "/": "slash", "•": "semicolon",
    "[": "open", "]": "close",
    "'s": "possessive", "'": "possessive",
}  # fmt: skip
_CLOSING: Final = " \"')]"
_SHOUTED: Final = re.compile(r"\b[A-ZА-ЯІЇЄҐ]{4,}\b")
_POSSESSIVE: Final = re.compile(r"'s\b")
_MOST: Final = 200
"""Terms of one sentence that are read: a page of figures is no prose."""
_FIRM: Final = frozenset({"office", "body"})
"""Kinds of terms that are not broken up by a place inside them ("Kyiv City Military Administration")."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a sentence needs."""

    gazetteer: Gazetteer
    lang: str


def read(text: str, start: int, hits: list[Hit], reader: Reader) -> list[Node]:
    """The nodes of a sentence; `start` is where it begins in the view, `hits` are the terms inside it."""
    taken = _claimed(text, start, hits, reader)
    nodes: list[Node] = []
    position = 0
    for node in taken:
        _words(nodes, text, position, node.start - start, start)
        nodes.append(node)
        position = node.end - start
    _words(nodes, text, position, len(text), start)
    return nodes


def _claimed(text: str, start: int, hits: list[Hit], reader: Reader) -> list[Node]:
    """Times, numbers, places and terms that do not overlap: the earlier in this order, or the longer, wins."""
    found: list[Node] = []
    taken = _Taken(start)
    for time in times.find(text, reader.lang):
        taken.add(found, Node("clock" if time.kind == "report" else "time", start + time.start, start + time.end, time))
    hits = [hit for hit in hits if hit[2].kind != "ignored"]
    firm = [hit for hit in hits if hit[2].kind in _FIRM]
    for place in _places(text, reader):
        left, right = start + place.start, start + place.end
        if not any(hit[0] <= left and right <= hit[1] for hit in firm):
            taken.add(found, Node("place", left, right, place))
    for left, right, term in hits:
        taken.add(found, Node("objects" if term.form == "many" else term.kind, left, right, term))
    for span in numbers.find(text, reader.lang):
        node = Node("ordinal" if span.kind == "ordinal" else "number", start + span.start, start + span.end, span)
        if not taken.add(found, node):
            found = _with_number(found, node)
    found.sort(key=_start)
    return found[:_MOST]


class _Taken:
    """Which characters of a sentence belong to a node, as the bits of one number."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._bits = 0

    def add(self, found: list[Node], node: Node) -> bool:
        """Takes the characters of a node, unless one of them is taken."""
        mask = ((1 << (node.end - node.start)) - 1) << (node.start - self._start)
        if self._bits & mask:
            return False
        self._bits |= mask
        found.append(node)
        return True


def _start(node: Node) -> int:
    return node.start


def _with_number(found: list[Node], node: Node) -> list[Node]:
    """The nodes with a number in the place of the terms that it covers; as they are where it covers none whole."""
    clash = [other for other in found if other.start < node.end and node.start < other.end]
    if any(other.kind in {"time", "clock", "place"} or other.start < node.start or other.end > node.end for other in clash):
        return found
    return [*(other for other in found if other not in clash), node]


def _places(text: str, reader: Reader) -> list["numbers.NumberSpan"]:
    seen = _POSSESSIVE.sub("  ", text)
    seen = _SHOUTED.sub(lambda match: match[0].capitalize(), seen)
    return reader.gazetteer.scan(seen)  # type: ignore[return-value]


def _words(nodes: list[Node], text: str, left: int, right: int, start: int) -> None:
    for match in _TOKEN.finditer(text, left, right):
        word = match[0]
        kind = _MARKS.get(word)
        if word == "." and match.end() < len(text.rstrip(_CLOSING)):
            continue  # the full stop of an abbreviation: a sentence has one of its own only at its end
        if kind is None:
            kind = "word" if word[0].islower() or not word[0].isalpha() else "name"
            if not word[0].isalnum():
                kind = "mark"
        nodes.append(Node(kind, start + match.start(), start + match.end(), word))
