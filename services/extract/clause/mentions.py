"""Owns the part that a named place has in its clause: where something happened, where it was bound, or mere description.

English word order tells: each part is a list of tests over the nodes of a sentence, and the first
part with a test that holds is taken.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from services.extract.grammar.rule import Node
from services.extract.places.capitals import CAPITALS
from services.extract.rules.events import CLASSES
from tocsin.vocabulary import ClaimantKind

HITS: Final = frozenset({"strike", "shell", "bomb", "raid", "crash", "come_down", "intrude", "fall_over"})
"""Senses whose verb a place may follow without a preposition: "shelled Nikopol"."""
_PLACES: Final = frozenset({"places", "location", "goal"})
_SEATS: Final = frozenset(CAPITALS.values())
_NEAR: Final = 6
"""Nodes between a superlative and the place that it compares with."""
_ENDS: Final = frozenset({"comma", "stop", "semicolon", "close", "dash"})
_GROUND: Final = frozenset({"civil", "person", "airport", "household"})
_COPULAS: Final = frozenset({"comma", "be", "dash", "open"})
_TALKS: Final = frozenset({"comment", "comments", "commented", "talks", "details", "information", "questions"})
_BASED: Final = frozenset({"based", "headquartered"})
_COMPARED: Final = frozenset({"most", "only", "second", "third", "like", "unlike"})


class Part(StrEnum):
    """What a place is to the clause that names it."""

    SITE = "site"
    """Where what is told beside it happened: "in Sumy", "shelled Nikopol"."""
    AHEAD = "ahead"
    """Where what follows it happened: "the Ryazan drone raid", "Poltava came under attack", "Tuapse, where a drone …"."""
    GOAL = "goal"
    """Where a weapon was bound: "flying towards Moscow"."""
    ELSEWHERE = "elsewhere"
    """Where nothing happened: a comparison, a description, a claimant's seat."""
    NAME = "name"
    """No more than a name: an owner, who acts, whence something came."""


_LOCAL: Final = frozenset(
    {ClaimantKind.MAYOR, ClaimantKind.GOVERNOR, ClaimantKind.POLICE, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.WITNESS}
)
"""Claimants who speak where it happened."""

Nodes = Sequence[Node]
Test = Callable[[Nodes, int], bool]


def part(nodes: Nodes, index: int) -> Part:
    """The part of the place that a node names."""
    if nodes[index].kind not in _PLACES:
        return Part.SITE if _is_left(nodes, index) else Part.NAME
    return next((part for part, tests in _PARTS if any(test(nodes, index) for test in tests)), Part.NAME)


def is_country(node: Node) -> bool:
    """Whether a node names nothing smaller than a country."""
    return all(span.kind == "place" and any(e.level == "country" for e in span.value.candidates[:1]) for span in node.value)


def is_capital(node: Node) -> bool:
    """Whether a node names the capital of a country: there governments sit."""
    return all(
        span.kind == "place" and span.value.type_noun is None and any(e.code in _SEATS for e in span.value.candidates)
        for span in node.value
    )


def _kinds(nodes: Nodes, first: int, count: int) -> list[str]:
    return [node.kind for node in nodes[first : first + count]]


def _is_left(nodes: Nodes, index: int) -> bool:
    """As in "314 people were evacuated from Lozova": from where danger is."""
    before = nodes[index - 1] if index else None
    left = before is not None and before.kind == "happening" and before.value.term.sense == "evacuate"
    return left and nodes[index].kind == "source"


def _is_compared(nodes: Nodes, index: int) -> bool:
    """As in "one of the largest in southern Russia", "is Russia's second-largest outlet on the Black Sea"."""
    for at in range(index - 1, max(-1, index - _NEAR), -1):
        if nodes[at].kind == "happening" or nodes[at].kind in _ENDS:
            return False
        if _is_superlative(nodes[at]):
            before = at - 1
            while before >= 0 and nodes[before].kind in {"the", "possessive", "places", "amount", "of", "word", "nation"}:
                before -= 1
            return before >= 0 and nodes[before].kind in _COPULAS
    return False


def _is_superlative(node: Node) -> bool:
    return node.kind == "word" and isinstance(node.value, str) and (node.value.endswith("est") or node.value in _COMPARED)


def _is_description(nodes: Nodes, index: int) -> bool:
    """As in "the city, which lies 400 km southwest of Khartoum": a clause that tells of no event."""
    back = index - 1
    while back >= 0 and nodes[back].kind not in {"relative", "happening", "comma", "stop", "semicolon", "attribution"}:
        back -= 1
    if back < 1 or nodes[back].kind != "relative" or nodes[back - 1].kind != "comma":
        return False
    ahead = index + 1
    while ahead < len(nodes) and nodes[ahead].kind not in {"happening", *_ENDS}:
        ahead += 1
    return ahead >= len(nodes) or nodes[ahead].kind != "happening"


def _is_base(nodes: Nodes, index: int) -> bool:
    """As in "a monitor based in Britain"."""
    return index > 0 and nodes[index - 1].kind == "word" and nodes[index - 1].value in _BASED


def _is_topic(nodes: Nodes, index: int) -> bool:
    """As in "did not comment on Sumy"."""
    return index > 0 and nodes[index - 1].kind == "word" and nodes[index - 1].value in _TALKS


def _is_seat(nodes: Nodes, index: int) -> bool:
    """As in "a spokesman told reporters in New Delhi", "said in Rawalpindi that …": where somebody spoke."""
    after = _kinds(nodes, index + 1, 1)
    if index == 0 or nodes[index].kind != "location" or not (not after or after[0] in {*_ENDS, "relative", "time"}):
        return False
    before = index - 1
    if nodes[before].kind == "thing" and nodes[before].value.object == "person" and nodes[before].value.amount is None:
        before -= 1
    return before >= 0 and nodes[before].kind in {"attribution", "say"}


def _is_told_from(nodes: Nodes, index: int) -> bool:
    """As in "In Sanaa, a spokesman said that a missile hit a ship": a capital or country before a claimant of no town."""
    told = next((node for node in nodes[index + 1 :] if node.kind in {"attribution", "happening"}), None)
    if (
        nodes[index].kind != "location"
        or told is None
        or told.kind == "happening"
        or any(n.kind == "happening" for n in nodes[:index])
    ):
        return False
    return (is_capital(nodes[index]) or is_country(nodes[index])) and told.value.speaker.kind not in _LOCAL


def _owns(nodes: Nodes, index: int) -> bool:
    """As in "Sudan's main fuel terminal": a country owns what stands wherever."""
    return _kinds(nodes, index + 1, 1) == ["possessive"] and is_country(nodes[index])


def _strikes(nodes: Nodes, index: int) -> bool:
    """As in "30 people were injured in US air strikes": a country right before a strike is who strikes."""
    after = nodes[index + 1] if index and index + 1 < len(nodes) else None
    if after is None or nodes[index].kind != "location" or after.kind != "happening" or not is_country(nodes[index]):
        return False
    return after.value.term.form == "noun" and after.value.term.sense in HITS


def _is_goal(nodes: Nodes, index: int) -> bool:
    return nodes[index].kind == "goal"


def _is_struck(nodes: Nodes, index: int) -> bool:
    """As in "shelled Nikopol", "shelling of Kherson": the object of a verb or of its noun."""
    if index == 0 or nodes[index].kind != "places":
        return False
    of = nodes[index - 1].kind == "of"
    before = nodes[index - 2] if of and index > 1 else nodes[index - 1]
    if before.kind != "happening" or before.value.term.sense not in HITS:
        return False
    return of or before.value.term.form != "noun"


def _owns_thing(nodes: Nodes, index: int) -> bool:
    """As in "Belgorod airport was closed", "a block in Grozny's business centre was damaged": the thing of a verb behind it."""
    inside = nodes[index].kind == "location" and index > 0 and nodes[index - 1].kind not in _ENDS
    for at in range(index + 1, min(index + 6, len(nodes))):
        if nodes[at].kind == "thing":
            owned = bool({"airport", "civil"} & {*CLASSES.get(nodes[at].value.object, ())})
            return owned and (
                not inside or nodes[at].value.object == "airport" or _kinds(nodes, at + 1, 1) in (["be"], ["have"], ["happening"])
            )
        if nodes[at].kind not in {"possessive", "word", "name"} or nodes[at].value == "left":
            return False  # "an attack on Kherson left 340 homes without electricity"
    return False


def _is_faced(nodes: Nodes, index: int) -> bool:
    """As in "Poltava region came under a massive attack"."""
    ahead = _kinds(nodes, index + 1, 3)
    return ("faced" in ahead and "comma" not in ahead[: ahead.index("faced")]) or any(
        node.kind == "happening" and node.value.term.form == "of" and node.value.term.sense == "strike"
        for node in nodes[index + 1 : index + 3]
    )


def _suffers(nodes: Nodes, index: int) -> bool:
    """As in "Gorlovka was shelled by artillery"."""
    be, verb = index + 1, index + 2
    return (
        nodes[index].kind == "places"
        and _kinds(nodes, be, 2) == ["be", "happening"]
        and nodes[verb].value.term.sense in HITS
        and nodes[verb].value.term.form in {"either", "passive"}
    )


def _names_strike(nodes: Nodes, index: int) -> bool:
    """As in "The Ryazan drone raid"; a country before a strike is who strikes."""
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    return (
        nodes[index].kind == "places"
        and not is_country(nodes[index])
        and after is not None
        and after.kind == "happening"
        and after.value.term.sense in HITS
        and after.value.term.form == "noun"
    )


def _heads_relative(nodes: Nodes, index: int) -> bool:
    """As in "Over Bryansk, where 40 were downed", "Novorossiysk, where a drone damaged two ships"."""
    after = [kind for kind in _kinds(nodes, index + 1, 3) if kind != "comma"]
    if after[:2] == ["relative", "amount"]:
        return True
    return after[:1] == ["relative"] and after[1:2] in (["thing"], ["happening"]) and nodes[index].kind != "goal"


def _says_where(nodes: Nodes, index: int) -> bool:
    return nodes[index].kind == "location"


def _holds_thing(nodes: Nodes, index: int) -> bool:
    """As in "residents of Kherson region"."""
    if index < 2 or nodes[index].kind != "places" or nodes[index - 1].kind != "of" or nodes[index - 2].kind != "thing":
        return False
    return bool(_GROUND & {*CLASSES.get(nodes[index - 2].value.object, ())})


def _heads_line(nodes: Nodes, index: int) -> bool:
    """As in "Kursk region: 12 drones were shot down", "Kursk region, 9 a.m."."""
    if index or nodes[0].kind != "places":
        return False
    after = _kinds(nodes, 1, 2)
    first = nodes[0].value[0]
    dated = after[:1] == ["comma"] and "time" in after and first.kind == "place" and bool(first.value.type_noun)
    return after[:1] == ["colon"] or dated


_PARTS: Final[tuple[tuple[Part, tuple[Test, ...]], ...]] = (
    (Part.NAME, (_owns, _strikes)),
    (Part.ELSEWHERE, (_is_compared, _is_description, _is_base, _is_topic, _is_seat, _is_told_from)),
    (Part.GOAL, (_is_goal,)),
    (Part.SITE, (_is_struck,)),
    (Part.AHEAD, (_owns_thing, _is_faced, _suffers, _names_strike, _heads_relative)),
    (Part.SITE, (_says_where, _holds_thing, _heads_line)),
)
"""Parts and what tells them, the surer first."""
