"""Owns who or what did something where word order is free: such a thing is no object of its verb, though it might be one."""

from typing import Final

from services.extract.clause.bind import Clauses
from services.extract.clause.free_marks import is_means
from services.extract.grammar.rule import Node
from services.extract.rules.events import AIRCRAFT, CLASSES, FLYING
from services.extract.rules.slavic_things import DOWNED

_DESTROYS: Final = frozenset({"destroy", "neutralise", "hit"})
_CARRIERS: Final = AIRCRAFT | {"air_defence"}


def without_doers(clauses: Clauses, owner: dict[int, int], owned: dict[int, list[int]]) -> None:
    """Frees the things before a verb that has another behind it: "дрони знищили два літаки", "F-16 збив шість ракет"."""
    for trigger, taken in owned.items():
        sense = clauses.nodes[trigger].value.term.sense
        behind = [slot for slot in taken if slot > trigger]
        if sense in _DESTROYS and any(_is_hit(clauses, slot) for slot in behind):
            doers = [slot for slot in taken if slot < trigger and _acts(clauses.nodes[slot])]
        elif sense in DOWNED and any(not _is_hit(clauses, slot) for slot in behind):
            doers = [slot for slot in taken if slot < trigger and _shoots(clauses.nodes[slot])]
        else:
            continue
        for slot in doers:
            del owner[slot]


def _is_hit(clauses: Clauses, slot: int) -> bool:
    """Whether a thing is no weapon in flight."""
    node = clauses.nodes[slot]
    return node.kind == "thing" and CLASSES.get(node.value.object, ()) != ("weapon",)


def _acts(node: Node) -> bool:
    """Whether a thing may be who or what destroys: people, weapons."""
    people = node.kind == "thing" and node.value.object == "person" and node.value.amount is None
    weapon = node.kind == "thing" and not node.value.attribute and node.value.object in FLYING
    return people or weapon or is_means(node)


def _shoots(node: Node) -> bool:
    """Whether a thing may be what shoots down: planes, air defence, people."""
    return node.kind == "thing" and (node.value.object in _CARRIERS or (node.value.object == "person" and _acts(node)))
