"""Owns whether a Russian or Ukrainian noun stands behind a preposition: then it says where or whence, not what."""

from typing import Final

from services.extract.clause.bind import Clauses
from services.extract.grammar.rule import Node
from services.extract.rules.slavic_things import LONG_ADJECTIVES as ADJECTIVES
from tocsin.vocabulary import Bound

_NEAR: Final = 3
"""Nodes from a preposition to its noun at most."""

_OWN: Final = frozenset({"неї", "нього", "них", "нее", "неё", "ней", "него", "ньому", "ній", "ним", "нею"})
"""Pronouns behind a preposition."""


def is_oblique(clauses: Clauses, slot: int) -> bool:
    """Whether a preposition stands before a thing: then it says where or whence, not what ("из двух домов эвакуировали")."""
    node = clauses.nodes[slot]
    back = slot - 1
    amount = node.value.amount if node.kind == "thing" else None
    counted = amount is not None and amount.start < node.value.start
    while back >= 0 and slot - back < _NEAR and _qualifies(clauses.nodes[back], counted=counted):
        back -= 1
    if back < 0 or node.kind != "thing" or clauses.nodes[back].kind not in {"where", "origin", "for"}:
        return False
    amount = node.value.amount
    # "около 600 абонентов": the preposition is the number's.
    return not (back == slot - 1 and amount and amount.value is not None and amount.bound is not Bound.EXACT)


def _qualifies(node: Node, *, counted: bool) -> bool:
    """Whether a preposition reaches over a word to a thing: "во дворе дома", "на соседнем складе", not "з кулемета 10 дронів".

    Nor over a pronoun that is its own: "скинув на неї бомбу".
    """
    if node.kind == "word" and str(node.value).lower() in _OWN:
        return False
    return node.kind == "the" or (node.kind == "word" and (not counted or str(node.value).lower().endswith(ADJECTIVES)))
