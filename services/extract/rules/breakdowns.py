"""Rules for members of a breakdown that name the place first: "Crimea (4)", "Kursk region accounted for 18", "A and B (2 each)"."""

from typing import Final, NamedTuple

from services.extract.grammar.rule import Found, Node, Rule
from services.extract.rules.phrases import Amount, Thing

_BESIDE: Final = ("place", "number")
"""A place and a number with nothing between: a breakdown in English only."""


class Member(NamedTuple):
    """One number and the places it is about."""

    places: tuple[Node, ...]
    amount: Amount | None
    thing: Thing | None


def _pairs(found: Found, places: tuple[Node, ...], slots: tuple[Node, ...]) -> Node | None:
    members = []
    for group, slot in zip(places if len(slots) > 1 else [places], slots, strict=False):
        where = group if isinstance(group, tuple) and not isinstance(group, Node) else (group,)
        thing = slot.value if slot.kind == "thing" else None
        amount = thing.amount if thing else slot.value
        if amount is not None and found.of("each"):
            amount = amount._replace(each=True)
        members.append(Member(where, amount, thing))
    if not members or all(member.amount is None for member in members):
        return None
    return Node("members", found.nodes[0].start, found.nodes[-1].end, tuple(members), "", found.nodes)


def _member(found: Found) -> Node | None:
    if found.lang in {"ru", "uk"} and len(found.nodes) == len(_BESIDE):
        return None  # "атакував Україну 72 дронами" is no breakdown
    places = tuple(span for part in found.nodes if part.kind in {"places", "location"} for span in part.value)
    slots = tuple(part for part in found.nodes if part.kind in {"amount", "thing"})
    if len(slots) > 1 and len(slots) != len(places):
        return None
    return _pairs(found, places, slots)


_SLOT: Final = "<amount|thing>"
_ASIDE: Final = "<word|with|for|comma|of|the|happening>"
_ASIDES: Final = "<word|account|where|report|the|not|be>"
_END: Final = "(?=<comma|and|semicolon|stop|close|open|of_them|but|dash>|$)"

BREAKDOWNS: Final = (
    Rule(f"<places|location> <open> {_SLOT} <each>? <close>", _member),
    Rule(f"<places|location> <account> <with|for>? {_SLOT} <and> {_SLOT} <respectively>", _member),
    Rule(f"<places|location> <comma> <each> <area>? <account> <with|for>? {_SLOT}", _member),
    Rule(
        f"<places|location> <possessive>? <word|name|agent>{{0,2}} <account> {_ASIDE}{{0,6}} {_SLOT} <of_them>?",
        _member,
    ),
    Rule(
        f"(?<!<happening>)<places> (<comma> {_ASIDES}{{1,7}} <comma>)? <word|comma>{{0,2}} <for|with> {_SLOT} {_END}",
        _member,
    ),
    Rule(f"<places> (<dash>|<colon>)? {_SLOT} <each>? {_END}", _member),
    Rule(f"{_SLOT} <dash> <location> <places>", _member, languages=frozenset({"ru", "uk"})),
    Rule(f"{_SLOT} <dash> <places|location>", _member),
    Rule(f"(?<!<happening>)<location> <dash> <word>{{0,2}} {_SLOT} {_END}", _member, languages=frozenset({"ru", "uk"})),
    Rule(f"<for> <places> <be> {_SLOT} {_END}", _member),
)
"""Places with their numbers."""
