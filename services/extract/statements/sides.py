"""Owns whose forces act in Russian and Ukrainian sentences: those who fire, and those who shoot down over their own country."""

from itertools import pairwise
from typing import Final

from services.extract.claimants.homes import at_home
from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.story.telling import Telling

_FIRED: Final = frozenset({"launch", "strike", "shell", "bomb", "destroy", "neutralise", "losses"})
_DEFENCE: Final = ("пво", "ппо", "противовоздушн", "протиповітрян")
"""What forces that shoot down are called."""


def foe(telling: Telling) -> str | None:
    """Whose forces a sentence says fire: a nation's, or those of the institution that fires."""
    firing = [
        (node, after.value.term.form)
        for node, after in pairwise(telling.nodes)
        if after.kind == "happening" and after.value.term.sense in _FIRED
    ]
    for node, form in firing:
        if node.kind == "nation":
            return str(node.value.sense)
        if node.kind == "speaker" and form == "either" and isinstance(node.value, Speaker) and not _defends(node, telling.text):
            return at_home(node.value, telling.text, telling.state.lang).nation
    return None


def _defends(node: Node, text: str) -> bool:
    """Whether forces are those of air defence, which destroy what others fire: "силы ПВО уничтожили 20 беспилотников"."""
    return any(word in text[node.start : node.end].lower() for word in _DEFENCE)
