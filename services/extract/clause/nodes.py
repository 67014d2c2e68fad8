"""Owns turning one sentence into nodes: terms, numbers, times, places, names, words and marks, none over another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from services.extract.grammar.rule import Node
from services.extract.places import folding
from services.extract.places.gazetteer import Gazetteer, PlaceSpan
from services.extract.rules import numbers, times
from services.extract.words.scan import Hit

_TOKEN: Final = re.compile(r"'s\b|(?:[^\W\d_]\.){2,}(?:-\w+)*|\w+(?:['-](?!s\b)\w+)*|[^\w\s]")
_MARKS: Final = {
    ",": "comma", ";": "semicolon", ":": "colon", "—": "dash", "(": "open", ")": "close", '"': "quote",
    ".": "stop", "!": "stop", "?": "stop", "…": "stop", "-": "dash", "+": "plus", "/": "slash", "•": "semicolon",
    "[": "open", "]": "close",
    "'s": "possessive", "'": "possessive", "%": "unit",
    **dict.fromkeys("$€£₴₽", "currency"),
}  # fmt: skip
_CLOSING: Final = " \"')]"
_SHOUTED: Final = re.compile(r"[A-ZА-ЯІЇЄҐ](?<!\w.)[A-ZА-ЯІЇЄҐ]{3,}\b")
_HYPHENATED: Final = re.compile(r"-(?:[a-z]+ed|made|led|run|held|built|born|style|language|speaking)$")
"""What makes an adjective of a name: "Greek-owned", "Iran-backed"."""
_POSSESSIVE: Final = re.compile(r"'s\b")
_FIRST: Final = 3
"""Characters before a word that begins a sentence: marks and quotes."""
_HAMLET: Final = 30_000
"""Inhabitants above which a place's name is known better than the word that is written like it."""
_MOST: Final = 200
"""Terms of one sentence that are read: a page of figures is no prose."""
_FIRM: Final = frozenset({"office", "body", "ignored"})
"""Kinds of terms that are not broken up by a place inside them ("Kyiv City Military Administration", "appointed by Moscow")."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a sentence needs."""

    gazetteer: Gazetteer
    lang: str


def read(text: str, start: int, hits: list[Hit], reader: Reader) -> list[Node]:
    """The nodes of a sentence; `start` is where it begins in the view, `hits` are the terms inside it."""
    closed = len(text.rstrip(_CLOSING))
    nodes: list[Node] = []
    position = 0
    claimed = _claimed(text, start, hits, reader)
    for node in claimed[:_MOST]:
        nodes.extend(_words(text, (position, node.start - start), start, closed))
        nodes.append(node)
        position = node.end - start
    if len(claimed) <= _MOST:
        nodes.extend(_words(text, (position, len(text)), start, closed))
    return nodes


def _claimed(text: str, start: int, hits: list[Hit], reader: Reader) -> list[Node]:
    """Times, numbers, places and terms that do not overlap: the earlier in this order, or the longer, wins."""
    taken = _Taken(start)
    for time in times.find(text, reader.lang):
        taken.add(Node("clock" if time.kind == "report" else "time", start + time.start, start + time.end, time))
    firm = [hit for hit in hits if hit[2].kind in _FIRM]
    for place in _places(text, reader):
        left, right = start + place.start, start + place.end
        covered = any(hit[0] <= left and right <= hit[1] for hit in firm)
        if not covered and not (reader.lang != "en" and _is_capital_only(text, place, hits, reader, left)):
            taken.add(Node("place", left, right, place))
    for left, right, term in hits:
        if term.kind == "object" and reader.lang != "en" and _is_surname(text, left - start, right - start, reader):
            continue
        if term.kind != "ignored":
            taken.add(Node("objects" if term.form == "many" else term.kind, left, right, term))
    for span in numbers.find(text, reader.lang):
        taken.add_number(Node("ordinal" if span.kind == "ordinal" else "number", start + span.start, start + span.end, span))
    taken.nodes.sort(key=attrgetter("start"))
    return taken.nodes


def _is_capital_only(text: str, place: PlaceSpan, hits: list[Hit], reader: Reader, left: int) -> bool:
    """Whether a word is written large because it begins a sentence: "Восемь сёл", "Світло зникло" name no hamlets."""
    if place.start > _FIRST or any(letter.isalnum() for letter in text[: place.start]):
        return False
    if any(entry.level != "city" or entry.population > _HAMLET for entry in place.candidates):
        return False
    covering = [hit[2] for hit in hits if hit[0] == left and hit[1] >= left + place.end - place.start]
    if any(term.kind == "object" and term.sense == "person" for term in covering):
        return True  # "Житель хутора …"
    word = bool(covering)
    return (word and not place.type_noun) or bool(numbers.find(place.text.lower(), reader.lang))


def _is_surname(text: str, left: int, right: int, reader: Reader) -> bool:
    """Whether a word for a thing is written large behind a first name: "Юрій Слюсар"."""
    if not text[left].isupper() or left < _FIRST or text[left - 1] != " " or " " in text[left:right]:
        return False
    before = text[text.rfind(" ", 0, left - 1) + 1 : left - 1]
    return before[:1].isupper() and before.isalpha() and reader.gazetteer.people.is_first_name(before)


class _Taken:
    """The nodes of a sentence so far, and which characters belong to one of them, as the bits of a number."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._bits = 0
        self.nodes: list[Node] = []

    def add(self, node: Node) -> bool:
        """Takes the characters of a node, unless one of them is taken."""
        bits = ((1 << (node.end - node.start)) - 1) << (node.start - self._start)
        if self._bits & bits:
            return False
        self._bits |= bits
        self.nodes.append(node)
        return True

    def add_number(self, node: Node) -> None:
        """Takes the characters of a number, also in the place of terms that it covers whole."""
        if self.add(node):
            return
        clash = [other for other in self.nodes if other.start < node.end and node.start < other.end]
        if any(other.kind in {"time", "clock", "place"} or other.start < node.start or other.end > node.end for other in clash):
            return
        self.nodes = [*(other for other in self.nodes if other not in clash), node]


def _places(text: str, reader: Reader) -> list[PlaceSpan]:
    """Places; a name in capitals is one, and the "s" of a possessive is no part of it."""
    seen = _POSSESSIVE.sub("  ", text) if "'" in text else text
    seen = _SHOUTED.sub(lambda match: match[0].capitalize(), seen)
    return reader.gazetteer.scan(seen)


def _words(text: str, span: tuple[int, int], start: int, closed: int) -> Iterator[Node]:
    """Words, names and marks between two terms; `closed` is where the sentence ends, its closing quotes and brackets aside."""
    left, right = span
    if right <= left or (right - left == 1 and text[left] == " "):
        return
    for match in _TOKEN.finditer(text, left, right):
        word = match[0]
        kind = _MARKS.get(word)
        if kind is None:
            first = word[0]
            small = (first.islower() and not folding.has_article(word)) or not first.isalpha() or bool(_HYPHENATED.search(word))
            kind = "mark" if not first.isalnum() else "word" if small else "name"
        elif word == "." and match.end() < closed:
            continue  # the full stop of an abbreviation: a sentence has one of its own only at its end
        yield Node(kind, start + match.start(), start + match.end(), word)
