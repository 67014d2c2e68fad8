"""Owns what a sentence leaves for the next: whose forces, whose weapons and what things on the ground the text speaks of."""

from itertools import pairwise
from typing import Final

from services.extract.claimants.homes import foe
from services.extract.grammar.rule import Node
from services.extract.judging.meaning import INVADERS
from services.extract.places.theatres import OCCUPIED
from services.extract.story.settling import settled
from services.extract.story.telling import Telling

_FIRED: Final = frozenset({"launch", "strike", "shell", "bomb", "raid", "use"})
_PASSED: Final = frozenset({"have", "word", "time"})
"""Kinds of nodes between who strikes and the verb."""
_TARGETS: Final = frozenset({"building", "industrial", "energy", "infrastructure", "ship", "vehicle"})


def remembered(telling: Telling) -> None:
    """Whose forces, whose weapons and what things on the ground the text speaks of."""
    state = telling.state
    until = _when_fought(telling) if state.free_order else None
    things = [
        node.value.object for node in telling.of("thing") if not _is_the_facility(node) and (until is None or node.start < until)
    ]
    state.target = next((kind for kind in reversed(things) if kind in _TARGETS), state.target)
    state.own = next((agent.value for agent in telling.of("agent") if agent.value and not _attacks(agent, telling)), state.own)
    _remember_foes(telling)
    _remember_sources(telling)
    for place in telling.of("places"):
        if all(
            span.kind == "place" and span.value.candidates and span.value.candidates[0].level == "country" for span in place.value
        ):
            settled(place.value, state)
    _remember_nations(telling)


def _remember_foes(telling: Telling) -> None:
    """As in "Russia launched 84 drones", "84 drones launched by Russia": who fires."""
    nodes, state = telling.nodes, telling.state
    passed = _PASSED if state.free_order else _PASSED | {"amount", "article", "the"}  # "Russia carried out one missile strike"
    spoken = [node for node in nodes if node.kind not in passed]
    for place, verb in pairwise(spoken):
        if place.kind == "places" and verb.kind == "happening" and verb.value.term.sense in {"launch", "strike", "shell", "use"}:
            state.foe = next(iter(_lands(place)), None)
    for verb, by, place in zip(nodes, nodes[1:], nodes[2:], strict=False):
        if by.kind == "by" and place.kind == "places" and verb.kind == "happening" and verb.value.term.sense == "launch":
            state.foe = next(iter(_lands(place)), state.foe)


def _remember_nations(telling: Telling) -> None:
    """As in "Ukrainian soldiers", "Russian drones": troops are the text's own side, weapons the other's."""
    state = telling.state
    for land, troops in pairwise(telling.nodes):
        if land.kind == "nation" and troops.kind == "thing" and _is_own(troops, telling):
            state.own = land.value.sense
    for node in telling.of("thing"):
        if nation := next((part.value.sense for part in node.parts if part.kind == "nation"), None):
            if _is_own(node, telling):
                state.own = nation
            else:
                state.foe = nation


def _lands(places: Node) -> list[str | None]:
    """The countries of places, as they are best known."""
    return [span.value.candidates[0].country for span in places.value if span.kind == "place" and span.value.candidates]


def _is_own(thing: Node, telling: Telling) -> bool:
    """Whether troops are called so as their own side calls them: not "invaders"."""
    called = telling.text[thing.value.start : thing.value.end].lower()
    return bool(thing.value.object == "personnel") and not called.endswith(INVADERS)


def _attacks(agent: Node, telling: Telling) -> bool:
    """As in "Russian forces used 90 drones": who attacks is the foe of where the text is."""
    if telling.state.free_order:
        return False
    after = [node for node in telling.nodes if node.start >= agent.end and node.kind not in _PASSED][:1]
    strikes = bool(after) and after[0].kind == "happening" and after[0].value.term.sense in _FIRED
    telling.state.foe = agent.value if strikes else telling.state.foe
    return strikes


def _remember_sources(telling: Telling) -> None:
    """Where weapons came from is the foe's, and what they came at is the country in talk."""
    state = telling.state
    for source in [] if state.free_order else telling.of("source"):
        named = (span.value.candidates for span in source.value if span.kind == "place")
        lands = [OCCUPIED.get(entries[0].code, entries[0].country) for entries in named if entries]
        state.foe = next(iter(lands), state.foe)
        if at := foe(state.foe):
            state.countries = (at, *(code for code in state.countries if code != at))


def _when_fought(telling: Telling) -> int | None:
    """Where a sentence on a fire goes on to who was sent to fight it: "до гасіння залучили 48 рятувальників та 11 машин"."""
    senses = [(node.start, node.value.term.sense) for node in telling.of("happening")]
    fire = next((start for start, sense in senses if sense == "burn"), None)
    return next((start for start, sense in senses if fire is not None and sense == "launch" and start > fire), None)


def _is_the_facility(thing: Node) -> bool:
    """Whether words stand for a plant named before: "the facility"."""
    return bool(thing.value.object == "infrastructure" and thing.value.article == "the" and thing.value.amount is None)
