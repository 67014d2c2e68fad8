"""Owns what Russian and Ukrainian call by one word: «ракета» is a guided missile, but from Gaza or Lebanon mostly a rocket.

«Катер» is a ship, but where sea drones attack it is one of them.
"""

from typing import Final

from services.extract.claimants.homes import at_home
from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.rules.slavic_things import DOWNED
from services.extract.story.context import State
from tocsin.vocabulary import ObjectKind

_ROCKETEERS: Final = frozenset({"LB", "PS"})
"""Whence unguided rockets are fired; a missile from there is called ballistic or guided."""
_PLAIN: Final = "ракет"
_FELLED: Final = DOWNED | {"destroy", "neutralise"}


def renamed(nodes: list[Node], state: State, text: str) -> list[Node]:
    """The nodes with missiles as rockets, where Hezbollah, Hamas or "the Lebanese side" fire them, and further on in that text."""
    plain = [node for node in nodes if node.kind == "thing" and _is_plain(node, text)]
    if not plain:
        return nodes
    spoken = state.weapon is not None and state.weapon.object == "rocket"
    begins = min((node.start for node in nodes if _sends(node, state, text)), default=None)
    return [
        node._replace(value=node.value._replace(object="rocket"))
        if node in plain and (spoken or (begins is not None and begins < node.start))
        else node
        for node in nodes
    ]


def afloat(nodes: list[Node], state: State, text: str) -> list[Node]:
    """The nodes with boats that are destroyed behind an attack of sea drones as these: "Два катера уничтожены у порта"."""
    felled = any(node.kind == "happening" and node.value.term.sense in _FELLED for node in nodes)
    if not felled or not _is_attack_by_sea(state):
        return nodes
    return [node._replace(value=node.value._replace(object="boat")) if _is_boat(node, text) else node for node in nodes]


def _is_attack_by_sea(state: State) -> bool:
    """Whether the text has just told of sea drones."""
    sent = state.attack is ObjectKind.BOAT or (state.weapon is not None and state.weapon.object == "boat")
    return sent or (state.happening is not None and "boat" in state.happening.weapons)


def _is_boat(node: Node, text: str) -> bool:
    ship = node.kind == "thing" and node.value.object == "ship" and not node.value.attribute
    return ship and text[node.value.start : node.value.end].lower().startswith("катер")


def _is_plain(node: Node, text: str) -> bool:
    thing = node.value
    return thing.object == "missile" and text[thing.start : thing.end].lower().startswith(_PLAIN)


def _sends(node: Node, state: State, text: str) -> bool:
    """Whether a node names those who fire rockets, or their land as where they came from."""
    if node.kind == "nation":
        return node.value.sense in _ROCKETEERS
    if node.kind == "speaker" and isinstance(node.value, Speaker):
        return at_home(node.value, text, state.lang).nation in _ROCKETEERS
    spans = node.value if node.kind == "source" else ()
    return any(span.kind == "place" and span.value.candidates and span.value.candidates[0].country in _ROCKETEERS for span in spans)
