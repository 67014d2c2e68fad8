"""Rules of Russian and Ukrainian on villages that no gazetteer has: names of several words, and lists of them."""

from dataclasses import replace
from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.places.capitals import CAPITALS, GOVERNMENTS
from services.extract.places.gazetteer import PlaceSpan
from services.extract.rules.persons import surname
from services.extract.rules.slavic import LANGUAGES
from services.extract.rules.slavic_things import LONG_ADJECTIVES

_TOWN: Final = 30_000
"""Inhabitants from which on a name needs no second word."""
_NAMING: Final = (*LONG_ADJECTIVES, "ська", "цька", "зька", "ську", "цьку", "зьку", "ские", "ські")
"""Endings of the name of a district or community."""
_OF_GOVERNMENTS: Final = (
    "мета", "мети", "мету", "намір", "намер", "позиці", "позици", "політик", "политик", "агресі", "агресс",
    "стратегі", "стратеги", "вимог", "требован", "умов", "услови", "тактик", "відповід", "ответ",
)  # fmt: skip
"""Beginnings of words behind which a capital stands for its government."""
_AGREE: Final = (
    (("ых", "их", "іх"), ("ах", "ях")),
    (("ым", "им"), ("ам", "ям")),
    (("ыми", "ими"), ("ами", "ями")),
    (("ом", "ем", "ому", "ьому"), ("е", "и", "і", "ку")),
    (("ой", "ей", "ій"), ("е", "и", "і")),
)
"""Endings of an adjective and of a noun in one oblique case."""


def _rule(name: str, make: Production) -> Rule:
    return Rule(name, make, languages=LANGUAGES)


def _text(part: Node) -> str:
    return str(part.value.text if part.kind == "place" else part.value)


def _is_small(part: Node) -> bool:
    """Whether a name is no well-known place's."""
    if part.kind != "place":
        return True
    span = part.value
    small = all(entry.level == "city" and entry.population < _TOWN for entry in span.candidates)
    return small and span.type_noun not in {"region", "district"}


def _village(first: Node, last: Node, text: str) -> Node:
    return Node("place", first.start, last.end, PlaceSpan(first.start, last.end, text, (), "city", village=True))


def _of_two_words(found: Found) -> Node | None:
    """As in "хуторе Красный Выселок": an adjective and a noun behind the word for a village are one name.

    Behind an office they are a person's: "губернатор области Дмитрий Попов".
    """
    first, second = found.nodes
    if not _text(first).endswith(LONG_ADJECTIVES) or not (_is_small(first) and _is_small(second)):
        return None
    return _village(first, second, f"{_text(first)} {_text(second)}")


def _agreeing(found: Found) -> Node | None:
    """As in "в Ясных Зорях": an adjective and a noun in one case are one name."""
    first, second = found.nodes
    ends = any(_text(first).endswith(ours) and _text(second).endswith(theirs) for ours, theirs in _AGREE)
    return _of_two_words(found) if ends else None


def _listed(found: Found) -> Node | None:
    """As in "сёла Теребрено и Вязовое": unknown names that a list of villages goes on with."""
    first = found.nodes[0]
    if not first.value.village or not _is_small(first):
        return None
    named = [part for part in found.nodes if part.kind in {"place", "name"}]
    spans = tuple(part if part.kind == "place" else _village(part, part, _text(part)) for part in named)
    spans = (spans[0], *(span._replace(value=replace(span.value, village=_is_small(span))) for span in spans[1:]))
    return Node("places", first.start, found.nodes[-1].end, spans, "", found.nodes)


def _sharing(found: Found) -> Node | None:
    """As in "по Нікополю, Марганецькій та Покровській громадах": the noun behind the list is that of its adjectives."""
    named = [part for part in found.nodes if part.kind in {"place", "name"}]
    last = named[-1].value
    unknown = [part for part in named[:-1] if part.kind == "name"]
    if last.type_noun != "district" or not all(_text(part).endswith(_NAMING) for part in unknown):
        return None
    spans = tuple(
        part
        if part.kind == "place"
        else Node("place", part.start, part.end, PlaceSpan(part.start, part.end, _text(part), (), "district"))
        for part in named
    )
    return Node("places", named[0].start, found.nodes[-1].end, spans, "", found.nodes)


def _of_an_airport(found: Found) -> Node | None:
    """As in "в московском аэропорту Внуково": the name behind says where."""
    airport = found.after is not None and found.after.value.sense == "airport"
    return node("word", found, "") if airport and found.nodes[0].value.adjective else None


def _regions_of(found: Found) -> Node | None:
    """As in "над регіонами росії": anywhere in the country."""
    nation = found.of("nation")[0]
    return node("location", found, (Node("land", nation.start, nation.end, nation.value.sense),))


def _government(found: Found) -> Node | None:
    """As in "мета Москви", "позиция Киева": the government that sits in a capital, no place."""
    word, place = found.nodes
    entry = next(iter(place.value.candidates), None)
    seat = entry is not None and (entry.name in GOVERNMENTS or CAPITALS.get(entry.country or "") == entry.code)
    return node("word", found, "") if seat and str(word.value).lower().startswith(_OF_GOVERNMENTS) else None


SLAVIC_PLACES: Final = (
    _rule("<word|name> <place>", _government),
    _rule("(?<=<say>) <place> (?=<stop|comma|quote>|$)", surname),
    _rule("(<place|name> <comma>){0,5} <name> <and|comma> <place> <area>?", _sharing),
    _rule("<place> (?=<object|objects> <quote>? <place>)", _of_an_airport),
    _rule("(?<=<area>)(?<!<office><area>)<place|name> <place|name> (?!<name>)", _of_two_words),
    _rule("(?<=<where>)<place|name> <place|name> (?!<name>)", _agreeing),
    _rule("<where> <unit> <nation> (?=<comma|stop|colon|and|open>|$)", _regions_of),
    _rule("(?<=<area>)<place> (<comma> <place|name>)* <and> <name> (?!<name|say|office>)", _listed),
)
"""Villages; they stand before the rules on places."""
