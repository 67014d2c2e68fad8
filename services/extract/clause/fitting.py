"""Owns whether a thing can be the object of a trigger at all, and whether the trigger stands in the passive voice."""

from services.extract.clause.bind import Clauses
from services.extract.grammar.rule import Node
from services.extract.rules.events import takes
from services.extract.rules.phrases import Happening, Thing


def is_passive(sentence: Clauses, index: int) -> bool:
    """Whether a trigger has its object before it: after "was", "have been"; not "has destroyed"."""
    back = index - 1
    while back >= 0 and sentence.nodes[back].kind in {"word", "hedge", "not", "time"} and index - back < 4:
        back -= 1
    if back >= 1 and sentence.nodes[back].kind == "and" and sentence.nodes[back - 1].kind == "happening":
        return is_passive(sentence, back - 1)
    return back >= 0 and sentence.nodes[back].kind == "be"


def compatible(nodes: list[Node], trigger: int, slot: int) -> bool:
    """Whether a trigger takes the thing of a slot; a bare number it may, but for "the team lost three matches"."""
    value = nodes[slot].value
    happening: Happening = nodes[trigger].value
    if nodes[slot].kind == "amount":
        return not (happening.term.sense == "lose" and slot + 1 < len(nodes) and nodes[slot + 1].kind == "word")
    if nodes[slot].kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in value)
    return _takes(happening, value)


def _takes(happening: Happening, thing: Thing) -> bool:
    if thing.article == "debris":
        return happening.term.sense == "found"
    if not thing.object:
        return happening.term.sense in {"kill", "injure", "evacuate"}
    return takes(happening.term.sense, thing.object) is not None
