"""Owns which thing belongs to which trigger, and which places to both; knows kinds of nodes, not languages."""

from typing import Final, NamedTuple

from services.extract.rule import Node
from services.extract.rules.breakdowns import Member
from services.extract.rules.events import takes
from services.extract.rules.phrases import Amount, Happening, Thing

_WALLS: Final = {
    "comma": 1, "and": 1, "or": 1, "open": 1, "close": 1, "dash": 1, "but": 2, "relative": 2, "subordinate": 2, "colon": 2, "semicolon": 3,
    "stop": 4, "attribution": 1, "quote": 0, "including": 1,
}  # fmt: skip
"""How much each mark and word divides what stands on either side."""
_LIST: Final = 1
"""The strongest wall that a list may have inside."""
_LEFT: Final = frozenset({"either", "passive", "noun", "part"})
_RIGHT: Final = frozenset({"either", "active", "of", "base", "noun"})


class Item(NamedTuple):
    """One thing that something happened to, or one number of a breakdown."""

    happening: Happening | None
    """None where the sentence names none: an earlier one is continued."""
    trigger: Node | None
    thing: Thing | None
    amount: Amount | None
    start: int
    end: int
    places: tuple[Node, ...] = ()
    goal: bool = False
    """Whether the places are where it was bound for."""
    including: bool = False
    """Whether it is part of the item before."""
    denied: bool = False
    """Whether the trigger is negated."""
    rule: str = ""


def bind(nodes: list[Node]) -> list[Item]:
    """The items of a sentence from left to right."""
    walls = [_WALLS.get(node.kind, 0) for node in nodes]
    triggers = [index for index, node in enumerate(nodes) if node.kind == "happening"]
    slots = [index for index, node in enumerate(nodes) if node.kind in {"thing", "amount", "members"}]
    owner = _owners(nodes, walls, triggers, slots)
    items: list[tuple[int, Item]] = []
    for index in slots:
        items.extend((index, item) for item in _slot_items(nodes, index, owner.get(index)))
    for index in triggers:
        if index not in owner.values():
            items.append((index, _bare(nodes, index)))
    items.sort(key=lambda pair: pair[0])
    return _placed(nodes, walls, items, owner)


def _owners(nodes: list[Node], walls: list[int], triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger."""
    owner: dict[int, int] = {}
    for slot in slots:
        node = nodes[slot]
        if node.kind == "thing" and node.value.attribute:
            continue
        before = max((t for t in triggers if t < slot), default=None)
        after = min((t for t in triggers if t > slot), default=None)
        left = _fits_right(nodes, walls, before, slot, owner) if before is not None else None
        right = _fits_left(nodes, walls, slot, after) if after is not None else None
        if left is None and right is None:
            continue
        if right is None or (left is not None and left <= right):
            assert before is not None
            owner[slot] = before
        else:
            assert after is not None
            owner[slot] = after
    return owner


def _form(nodes: list[Node], index: int) -> str:
    return nodes[index].value.term.form


def _is_passive(nodes: list[Node], index: int) -> bool:
    """Whether a trigger has its object before it: after "was", "have been"; not "has destroyed"."""
    back = index - 1
    while back >= 0 and nodes[back].kind in {"word", "hedge", "not"} and index - back < 4:
        back -= 1
    return back >= 0 and nodes[back].kind == "be"


def _fits_right(nodes: list[Node], walls: list[int], trigger: int, slot: int, owner: dict[int, int]) -> int | None:
    """How far an object stands after its trigger; None where it cannot be its object."""
    form = _form(nodes, trigger)
    wall = max(walls[trigger + 1 : slot], default=0)
    if form not in _RIGHT or wall > _LIST or not _compatible(nodes, trigger, slot):
        return None
    gap = slot - trigger - 1
    if form == "noun" and nodes[slot].kind == "thing" and nodes[trigger].value.term.sense not in {"lose", "harm"}:
        return None
    if form == "either" and _is_passive(nodes, trigger):
        return None
    between = nodes[trigger + 1 : slot]
    if any(node.kind == "location" for node in between) and not wall:
        return None
    earlier = [s for s, t in owner.items() if t == trigger and s > trigger]
    if wall and not earlier:
        return None
    if any(node.kind in {"with", "by"} for node in between) and nodes[trigger].value.term.sense not in {"strike", "shell"}:
        return None
    return gap + 3 * wall


def _fits_left(nodes: list[Node], walls: list[int], slot: int, trigger: int) -> int | None:
    """How far an object stands before its trigger; None where it cannot be its object."""
    form = _form(nodes, trigger)
    wall = max(walls[slot + 1 : trigger], default=0)
    if not _compatible(nodes, trigger, slot):
        return None
    agent = nodes[trigger].value.term.sense in {"strike", "crash", "come_down", "intrude"} and form in {"active", "base", "either"}
    if form not in _LEFT and not agent:
        return None
    if wall > _LIST and not _insertion(nodes, slot, trigger):
        return None
    return trigger - slot - 1 + 3 * min(wall, 1)


def _insertion(nodes: list[Node], slot: int, trigger: int) -> bool:
    """Whether what divides is a relative clause between commas or dashes."""
    marks = [node.kind for node in nodes[slot + 1 : trigger] if node.kind in {"comma", "dash"}]
    return len(marks) == 2


def _compatible(nodes: list[Node], trigger: int, slot: int) -> bool:
    value = nodes[slot].value
    if nodes[slot].kind == "amount":
        return True
    happening: Happening = nodes[trigger].value
    if nodes[slot].kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in value)
    return _takes(happening, value)


def _takes(happening: Happening, thing: Thing) -> bool:
    if thing.object == "":
        return happening.term.sense in {"kill", "injure", "evacuate"}
    return takes(happening.term.sense, thing.object) is not None


def _slot_items(nodes: list[Node], index: int, owner: int | None) -> list[Item]:
    node = nodes[index]
    trigger = nodes[owner] if owner is not None else None
    happening = trigger.value if trigger else None
    including = any(nodes[back].kind == "including" for back in range(max(0, index - 2), index))
    denied = trigger is not None and _negated(nodes, owner)
    if node.kind == "members":
        return [_member_item(node, member, (happening, trigger)) for member in node.value]
    thing = node.value if node.kind == "thing" else None
    amount = thing.amount if thing else node.value
    start, end = node.start, node.end
    rule = node.rule
    if thing and thing.attribute:
        return [Item(Happening(thing.attribute), node, thing, amount, start, end, including=including, rule="<attribute> <thing>")]
    if trigger:
        start, end = min(start, trigger.start), max(end, trigger.end)
        order = "<trigger> <thing>" if trigger.start < node.start else "<thing> <trigger>"
        rule = order.replace("thing", node.kind)
    including = including or bool(
        amount and amount.role == "share" and index and nodes[index - 1].kind in {"comma", "open", "dash"}
    )
    return [Item(happening, trigger, thing, amount, start, end, (), False, including, denied, rule)]


def _member_item(node: Node, member: Member, frame: tuple[Happening | None, Node | None]) -> Item:
    return Item(
        frame[0], frame[1], member.thing, member.amount, node.start, node.end, member.places, rule=node.rule or "<places> <amount>"
    )


def _bare(nodes: list[Node], index: int) -> Item:
    """A trigger without a thing: "Gorlovka was shelled"."""
    node = nodes[index]
    return Item(node.value, node, None, None, node.start, node.end, denied=_negated(nodes, index), rule="<trigger>")


def _negated(nodes: list[Node], index: int | None) -> bool:
    if index is None:
        return False
    return any(node.kind == "not" for node in nodes[max(0, index - 3) : index])


def _placed(nodes: list[Node], walls: list[int], items: list[tuple[int, Item]], owner: dict[int, int]) -> list[Item]:
    """The items with their places: those that follow an item are its own, unless they open the clause of the next."""
    result = [item for _, item in items]
    for index, node in enumerate(nodes):
        if node.kind not in {"location", "goal"}:
            continue
        before = [n for n, item in enumerate(result) if item.start < node.start]
        after = [n for n, item in enumerate(result) if item.start >= node.end]
        opens = index == 0 or walls[index - 1] > 0
        chosen: int | None = None
        if before and not (opens and after and _opens(nodes, walls, index, result[after[0]])):
            chosen = before[-1]
            if result[chosen].places and not result[chosen].goal and node.kind == "location":
                chosen = after[0] if after and _opens(nodes, walls, index, result[after[0]]) else None
        elif after:
            chosen = after[0]
        if chosen is None:
            continue
        item = result[chosen]
        if node.kind == "goal" and item.places:
            continue
        stretch = (min(item.start, node.start), max(item.end, node.end))
        result[chosen] = item._replace(places=node.value, goal=node.kind == "goal", start=stretch[0], end=stretch[1])
    return result


def _opens(nodes: list[Node], walls: list[int], index: int, item: Item) -> bool:
    """Whether a place stands before an item of its own clause, at most a comma between."""
    between = 0
    for position in range(index + 1, len(nodes)):
        if nodes[position].end > item.start:
            break
        between = max(between, walls[position])
    return between <= 1
