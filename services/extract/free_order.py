"""Owns which thing belongs to which trigger where word order is free, as in Russian and Ukrainian; the rest of binding is `bind`'s."""

from typing import Final

from services.extract.bind import Clauses
from services.extract.rule import Node
from services.extract.rules.events import CLASSES, takes
from services.extract.rules.phrases import Happening, Thing

_ABSENT: Final = frozenset(
    {
        "word",
        "hedge",
        "comma",
        "location",
        "among",
        "where",
        "and",
        "or",
        "thing",
        "name",
        "time",
        "speaker",
        "area",
        "the",
        "nation",
        "attribution",
        "according",
    }
)
"""What may stand between a noun and the word that says there was none ("пострадавших, по предварительным данным, нет")."""
_NOUNS: Final = frozenset({"noun", "part"})
_FAR: Final = 12
"""Nodes between a verb and its object."""
_WALL: Final = 4
"""Nodes that a comma is worth."""
_STRIKES: Final = frozenset({"strike", "shell", "bomb", "crash", "come_down", "intrude"})
_LISTS: Final = frozenset({"lose", "toll_killed", "toll_injured", "launch", "shoot_down", "destroy", "intercept", "suppress"})


def prepare(nodes: list[Node]) -> list[Node]:
    """The nodes with what free order hides made plain: nouns told absent, and places that stand in the genitive."""
    made = _absent(nodes)
    return [_located(made, index) for index in range(len(made))]


def _located(nodes: list[Node], index: int) -> Node:
    node = nodes[index]
    if node.kind != "places" or all(entry.level == "country" for span in node.value for entry in span.value.candidates):
        return node
    return node._replace(kind="location")


def _absent(nodes: list[Node]) -> list[Node]:
    result = list(nodes)
    for index, node in enumerate(nodes):
        if node.kind != "amount" or node.value.role != "zero":
            continue
        back, marked = index - 1, False
        while back >= 0:
            other = result[back]
            if other.kind == "happening" and other.value.term.form in _NOUNS:
                if other.value.zero is None:
                    result[back] = other._replace(value=other.value._replace(zero=node), end=node.end if not marked else other.end)
                marked = True
            elif other.kind not in _ABSENT:
                break
            back -= 1
        if marked:
            result[index] = node._replace(kind="word", value="")
    return result


def owners(clauses: Clauses, triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger: the nearest that may take it, a comma counting as several words."""
    owner: dict[int, int] = {}
    for slot in slots:
        node = clauses.nodes[slot]
        if node.kind == "thing" and node.value.attribute:
            continue
        costs = [(cost, trigger) for trigger in triggers if (cost := _cost(clauses, trigger, slot, owner)) is not None]
        if costs:
            owner[slot] = min(costs)[1]
    return owner


def _cost(clauses: Clauses, trigger: int, slot: int, owner: dict[int, int]) -> int | None:
    """How far a slot is from a trigger; None where it cannot be its object."""
    happening: Happening = clauses.nodes[trigger].value
    node = clauses.nodes[slot]
    form, sense = happening.term.form, happening.term.sense
    first, last = sorted((trigger, slot))
    distance, wall = last - first - 1, clauses.wall(first, last)
    behind = slot > trigger
    if distance > _FAR or not _fits(happening, node):
        return None
    if form == "of" and (not behind or wall or distance > 2):
        return None
    if form == "noun" and not _noun_takes(clauses, (trigger, slot), happening, wall):
        return None
    if form == "part" and (distance > 2 or wall > 1 or (behind and wall)):
        return None
    if wall and not _bridged(clauses, (trigger, slot), owner, wall):
        return None
    if any(other.kind == "happening" and other.value.term.form in {"either", "of"} for other in clauses.between(first, last)):
        distance += _WALL
    return distance + _WALL * wall


def _fits(happening: Happening, node: Node) -> bool:
    if node.kind == "amount":
        return node.value.role != "zero" or happening.term.form in _NOUNS
    if node.kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in node.value)
    return _takes(happening, node.value)


def _takes(happening: Happening, thing: Thing) -> bool:
    if not thing.object:
        return happening.term.sense in {"kill", "injure", "evacuate"}
    if thing.article == "debris" and happening.term.sense in {"damage", "destroy"}:
        return False
    return takes(happening.term.sense, thing.object) is not None


def _noun_takes(clauses: Clauses, pair: tuple[int, int], happening: Happening, wall: int) -> bool:
    """What the name of an event takes: a strike its weapon just behind it, a toll and a loss what follows, a fire where it is."""
    trigger, slot = pair
    node, sense = clauses.nodes[slot], happening.term.sense
    if sense in {"kill", "injure", "casualty"}:
        return node.kind == "amount" and abs(slot - trigger) <= 2 and not wall
    if slot < trigger:
        return sense in {"burn"} and node.kind == "amount" and slot == trigger - 1
    if sense in {"strike", "shell", "bomb"}:
        return node.kind == "thing" and not wall and slot - trigger <= 2 and "weapon" in CLASSES.get(node.value.object, ())
    return wall <= 1


def _bridged(clauses: Clauses, pair: tuple[int, int], owner: dict[int, int], wall: int) -> bool:
    """Whether a mark between a trigger and a thing does not part them: a list goes on, a colon opens one, an aside is closed."""
    trigger, slot = pair
    if slot < trigger:
        marks = [node for node in clauses.between(slot, trigger) if node.kind in {"comma", "dash"}]
        part = clauses.nodes[trigger].value.term.form == "part"
        closed = len(marks) == 2 and wall < 3
        return closed or (part and len(marks) == 1) or (len(marks) == 1 and marks[0].kind == "dash" and wall == 1)
    if clauses.nodes[trigger + 1].kind in {"colon", "dash"} and wall <= 2 and slot - trigger <= 3:
        return True
    if wall > 1:
        return False
    chained = [other for other, owned in owner.items() if owned == trigger and other > trigger]
    listed = bool(chained) and clauses.wall(chained[-1], slot) <= 1
    return (
        listed or clauses.nodes[slot - 1].kind in {"including"} or clauses.nodes[trigger].value.term.sense in _LISTS and not chained
    )
