"""Owns turning one sentence into nodes: terms, numbers, times, places, names, words and marks, each character in one node at most."""

import re
from dataclasses import dataclass
from typing import Final

from services.extract.gazetteer import Gazetteer
from services.extract.lexicon import Term
from services.extract.rule import Node
from services.extract.rules import numbers, times
from services.extract.scan import Hit

_TOKEN: Final = re.compile(r"'s\b|(?:[^\W\d_]\.){2,}(?:-\w+)*|\w+(?:['-](?!s\b)\w+)*|[^\w\s]")
_MARKS: Final = {
    ",": "comma", ";": "semicolon", ":": "colon", "—": "dash", "(": "open", ")": "close", '"': "quote",
    ".": "stop", "!": "stop", "?": "stop", "…": "stop", "-": "dash", "+": "plus", "/": "slash", "•": "semicolon", "[": "open", "]": "close",
    "'s": "possessive", "'": "possessive",
}  # fmt: skip
_CLOSING: Final = " \"')]"
_SHOUTED: Final = re.compile(r"\b[A-ZА-ЯІЇЄҐ]{4,}\b")
_POSSESSIVE: Final = re.compile(r"'s\b")
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
    found = [
        Node("clock" if span.kind == "report" else "time", start + span.start, start + span.end, span)
        for span in times.find(text, reader.lang)
    ]
    places = [Node("place", start + span.start, start + span.end, span) for span in _places(text, reader)]
    hits = [hit for hit in hits if hit[2].kind != "ignored"]
    terms = [Node("objects" if term.form == "many" else term.kind, left, right, term) for left, right, term in hits]
    for node in places:
        if _free(node, found) and not any(t.kind in _FIRM and _covers(t, node) for t in terms):
            found.append(node)
    for node in terms:
        if _free(node, found):
            found.append(node)
    for span in numbers.find(text, reader.lang):
        node = Node("ordinal" if span.kind == "ordinal" else "number", start + span.start, start + span.end, span)
        clash = [other for other in found if other.start < node.end and node.start < other.end]
        if not clash:
            found.append(node)
        elif all(_covers(node, other) and other.kind not in {"time", "place"} for other in clash):
            found = [other for other in found if other not in clash]
            found.append(node)
    return sorted(found, key=lambda node: node.start)


def _places(text: str, reader: Reader) -> list["numbers.NumberSpan"]:
    seen = _POSSESSIVE.sub("  ", text)
    seen = _SHOUTED.sub(lambda match: match[0].capitalize(), seen)
    return reader.gazetteer.scan(seen)  # type: ignore[return-value]


def _free(node: Node, others: list[Node]) -> bool:
    return not any(other.start < node.end and node.start < other.end for other in others)


def _covers(outer: Node, inner: Node) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _words(nodes: list[Node], text: str, left: int, right: int, start: int) -> None:
    for match in _TOKEN.finditer(text, left, right):
        token = match[0]
        kind = _MARKS.get(token)
        if token == "." and match.end() < len(text.rstrip(_CLOSING)):
            continue  # the full stop of an abbreviation: a sentence has one of its own only at its end
        if kind is None:
            kind = "word" if token[0].islower() or not token[0].isalpha() else "name"
            if not token[0].isalnum():
                kind = "mark"
        nodes.append(Node(kind, start + match.start(), start + match.end(), token))
