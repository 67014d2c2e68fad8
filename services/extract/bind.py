"""Owns which thing belongs to which trigger, and which places to both; knows kinds of nodes, not languages."""

from collections.abc import Callable
from typing import Final, NamedTuple

from services.extract.lexicon import Term
from services.extract.rule import Node
from services.extract.rules.breakdowns import Member
from services.extract.rules.events import CLASSES, takes
from services.extract.rules.phrases import Amount, Happening, Thing
from tocsin.vocabulary import Bound

_WALLS: Final = {
    "comma": 1, "and": 1, "or": 1, "open": 1, "close": 1, "dash": 1, "but": 2, "relative": 2, "subordinate": 2, "colon": 2, "semicolon": 3,
    "stop": 4, "attribution": 1, "including": 1,
}  # fmt: skip
"""How much each mark and word divides what stands on either side."""
_LIST: Final = 1
"""The strongest wall that a list may have inside."""
_LEFT: Final = frozenset({"either", "passive", "noun", "part"})
_RIGHT: Final = frozenset({"either", "active", "of", "base", "noun"})
_HITS: Final = frozenset({"strike", "shell", "bomb", "raid"})
"""Senses whose grammatical object is what was hit, not the weapon."""
_COMES: Final = frozenset({"strike", "crash", "come_down", "intrude"})
"""Senses whose subject is the weapon, in the active voice too."""
_OPEN_NOUNS: Final = frozenset({"lose", "harm", "burn", "toll_killed", "toll_injured", "toll_any", "launch"})
"""Senses whose noun is followed by its thing: "a fire at a depot", "the death toll rose to four"."""
_HARMS: Final = frozenset({"kill", "injure", "damage", "burn"})
_YEARS: Final = range(1900, 2100)


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
    target: Thing | None = None
    """What a strike hit."""
    definite: bool = False
    """Whether "the" stands before the trigger: it was spoken of before."""
    debris: bool = False
    """Whether only what is left of it is spoken of."""

    @property
    def counts(self) -> bool:
        """Whether it counts anything."""
        return self.thing is not None or self.amount is not None


class Clauses(NamedTuple):
    """The nodes of a sentence and how much each divides."""

    nodes: list[Node]
    walls: list[int]

    def wall(self, first: int, last: int) -> int:
        """The strongest wall strictly between two nodes."""
        return max(self.walls[first + 1 : last], default=0)

    def between(self, first: int, last: int) -> list[Node]:
        """The nodes strictly between two others."""
        return self.nodes[first + 1 : last]


Owners = Callable[[Clauses, list[int], list[int]], dict[int, int]]
"""Which trigger each slot belongs to: index of a slot → index of its trigger."""


Placed = Callable[[Clauses, list[Item]], list[Item]]
"""The items with the places that are theirs."""


def bind(nodes: list[Node], owners: Owners | None = None, placed: Placed | None = None) -> list[Item]:
    """The items of a sentence from left to right; `owners` and `placed` decide for languages of another word order than English."""
    sentence = Clauses(nodes, [_WALLS.get(node.kind, 0) for node in nodes])
    triggers = [index for index, node in enumerate(nodes) if node.kind == "happening"]
    slots = [index for index, node in enumerate(nodes) if node.kind in {"thing", "amount", "members"} and not _is_year(node)]
    owner = (owners or _owners)(sentence, triggers, slots)
    items: list[tuple[int, Item]] = []
    for index in slots:
        items.extend((index, item) for item in _slot_items(sentence, index, owner.get(index)))
    items.extend((index, item) for index in triggers if (item := _weapon_of_harm(sentence, index, owner)))
    taken = {owner[slot] for slot in owner if not _is_target(nodes, owner[slot], slot)}
    items.extend((index, _bare(sentence, index, owner)) for index in triggers if index not in taken)
    items.sort(key=lambda pair: pair[0])
    return (placed or _placed)(sentence, [item for _, item in items])


def _weapon_of_harm(sentence: Clauses, index: int, owner: dict[int, int]) -> Item | None:
    """ "Artillery killed seven", "killed by a drone": the weapon tells of an attack beside the harm."""
    happening: Happening = sentence.nodes[index].value
    if happening.term.sense not in _HARMS or happening.term.form not in {"active", "either"} or happening.zero:
        return None
    before, after = sentence.nodes[index - 1] if index else None, sentence.nodes[index + 1 : index + 3]
    by = len(after) == 2 and after[0].kind == "by" and _is_weapon(after[1])
    weapon = after[1] if by else before if before and index - 1 not in owner and _is_weapon(before) else None
    if weapon is None:
        return None
    start, end = min(weapon.start, sentence.nodes[index].start), max(weapon.end, sentence.nodes[index].end)
    strike = Happening(Term("trigger", "strike", "either"))
    return Item(strike, sentence.nodes[index], weapon.value, weapon.value.amount, start, end, rule="<weapon> <harm>")


def _is_weapon(node: Node) -> bool:
    return node.kind == "thing" and node.value.object in {"uav", "missile", "rocket", "bomb", "artillery", "shell", "mine", "mlrs"}


def _is_year(node: Node) -> bool:
    return node.kind == "amount" and node.value.value in _YEARS and node.end - node.start == 4


def _is_target(nodes: list[Node], trigger: int, slot: int) -> bool:
    """Whether a thing is what a strike hit rather than what it was done with."""
    happening: Happening = nodes[trigger].value
    if happening.term.sense not in _HITS or slot < trigger or nodes[slot].kind != "thing":
        return False
    return "weapon" not in CLASSES.get(nodes[slot].value.object, ()) and "military" not in CLASSES.get(nodes[slot].value.object, ())


def _owners(sentence: Clauses, triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger."""
    owner: dict[int, int] = {}
    for slot in slots:
        node = sentence.nodes[slot]
        if node.kind == "thing" and node.value.attribute:
            continue
        if slot > 1 and sentence.nodes[slot - 1].kind == "by" and not _is_hit(sentence.nodes[slot - 2]):
            continue
        before = max((t for t in triggers if t < slot), default=None)
        after = min((t for t in triggers if t > slot), default=None)
        left = _after_trigger(sentence, before, slot, owner) if before is not None else None
        right = _before_trigger(sentence, slot, after) if after is not None else None
        if left is None and right is None and node.kind == "amount" and (toll := _toll(sentence, triggers, slot)) is not None:
            owner[slot] = toll
            continue
        if left is None and right is None and after is not None:
            later = min((t for t in triggers if t > after), default=None)
            right = _before_trigger(sentence, slot, later) if later is not None else None
            after = later
        if right is not None and after is not None and (left is None or right < left):
            owner[slot] = after
        elif left is not None and before is not None:
            owner[slot] = before
    return owner


def _toll(sentence: Clauses, triggers: list[int], slot: int) -> int | None:
    """The toll that a number after "to" or "at" is: "The death toll from the strike on Lozova has risen to four"."""
    if slot == 0 or sentence.nodes[slot - 1].kind not in {"to", "where", "colon", "be"}:
        return None
    tolls = [t for t in triggers if t < slot and sentence.nodes[t].value.term.sense.startswith("toll") and sentence.wall(t, slot) <= 2]
    return tolls[-1] if tolls else None


def _is_hit(node: Node) -> bool:
    return node.kind == "happening" and node.value.term.sense in _HITS


def _is_passive(sentence: Clauses, index: int) -> bool:
    """Whether a trigger has its object before it: after "was", "have been"; not "has destroyed"."""
    back = index - 1
    while back >= 0 and sentence.nodes[back].kind in {"word", "hedge", "not", "time"} and index - back < 4:
        back -= 1
    if back >= 1 and sentence.nodes[back].kind == "and" and sentence.nodes[back - 1].kind == "happening":
        return _is_passive(sentence, back - 1)
    return back >= 0 and sentence.nodes[back].kind == "be"


def _after_trigger(sentence: Clauses, trigger: int, slot: int, owner: dict[int, int]) -> int | None:
    """How far an object stands after its trigger; None where it cannot be its object."""
    happening: Happening = sentence.nodes[trigger].value
    form, sense = happening.term.form, happening.term.sense
    wall = sentence.wall(trigger, slot)
    node = sentence.nodes[slot]
    listed = sense in _HITS and form == "noun" and trigger + 1 < slot and sentence.nodes[trigger + 1].kind == "colon"
    if listed:
        wall = sentence.wall(trigger + 1, slot)
    if form not in _RIGHT or wall > _LIST:
        return None
    if sense == "evacuate" and wall and node.kind == "thing" and node.value.object == "person" and node.value.amount:
        return slot - trigger
    between = sentence.between(trigger, slot)
    kinds = [other.kind for other in between]
    if "likewise" in kinds:
        return slot - trigger if _compatible(sentence.nodes, trigger, slot) else None
    if sense in _HITS and node.kind == "amount":
        return None
    if sense in _HITS and node.kind == "thing" and ("with" in kinds or "by" in kinds):
        return slot - trigger if takes(sense, node.value.object) == "weapon" else None
    if sense in _HITS and node.kind == "thing" and form != "noun" and _target_class(node) and not _is_passive(sentence, trigger):
        return slot - trigger + 3 * wall
    if not _compatible(sentence.nodes, trigger, slot):
        return None
    if sense in _COMES and node.kind == "thing" and form != "noun" and takes(sense, node.value.object) == "weapon":
        return None
    if form == "noun" and sense not in _OPEN_NOUNS and not listed:
        return None
    if form == "either" and _is_passive(sentence, trigger):
        return None
    if ("location" in kinds or "where" in kinds) and not wall and form != "noun" and sense != "burn":
        return None
    if "with" in kinds or "by" in kinds:
        return None
    if wall:
        chained = [s for s, t in owner.items() if t == trigger and s > trigger]
        if (
            not chained
            or (node.kind == "amount" and not _placed_next(sentence, slot))
            or sentence.nodes[chained[-1]].kind == "amount"
        ):
            return None
        if any(other.kind == "be" for other in sentence.nodes[slot + 1 : slot + 3]):
            return None
    return slot - trigger - 1 + 3 * wall


def _placed_next(sentence: Clauses, slot: int) -> bool:
    return slot + 1 < len(sentence.nodes) and sentence.nodes[slot + 1].kind in {"location", "goal"}


def _target_class(node: Node) -> bool:
    return bool(set(CLASSES.get(node.value.object, ())) & {"civil", "person"})


def _before_trigger(sentence: Clauses, slot: int, trigger: int) -> int | None:
    """How far an object stands before its trigger; None where it cannot be its object."""
    happening: Happening = sentence.nodes[trigger].value
    form, sense = happening.term.form, happening.term.sense
    if not _compatible(sentence.nodes, trigger, slot) or happening.zero:
        return None
    node = sentence.nodes[slot]
    weapon = node.kind == "thing" and takes(sense, node.value.object) == "weapon"
    agent = sense in _COMES and form in {"active", "base", "either"} and weapon
    if form not in _LEFT and not agent:
        return None
    if sense.startswith("toll") or _is_oblique(sentence, slot):
        return None
    if form == "noun" and sense in {"strike", "raid", "shell", "harm", "repel"}:
        return None
    if (
        sense in _HITS
        and node.kind == "thing"
        and not weapon
        and form in {"either", "passive"}
        and not _is_passive(sentence, trigger)
    ):
        return None
    wall = sentence.wall(slot, trigger)
    if wall > _LIST and not _insertion(sentence, slot, trigger):
        return None
    if not _one_list(sentence, slot, trigger):
        return None
    return trigger - slot - 1 + 3 * min(wall, 1)


def _is_oblique(sentence: Clauses, slot: int) -> bool:
    """Whether a preposition stands before a thing: then it is no subject ("people from the nearest houses were moved")."""
    return slot > 0 and sentence.nodes[slot].kind == "thing" and sentence.nodes[slot - 1].kind in {"origin", "where", "with", "by", "of", "target"}


def _one_list(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether the things between a thing and its verb are one list with it: "six blocks and 22 houses were damaged"."""
    others = [
        n for n in range(slot + 1, trigger)
        if sentence.nodes[n].kind in {"thing", "amount"} and not _is_year(sentence.nodes[n]) and not _is_oblique(sentence, n)
    ]  # fmt: skip
    if not others:
        return True
    gaps = [sentence.nodes[n].kind for n in range(slot + 1, others[-1]) if n not in others]
    return set(gaps) <= {"comma", "and", "or", "another", "location", "the", "word", "with"} and ("and" in gaps or "or" in gaps)


def _insertion(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether what divides is a relative clause between commas or dashes."""
    marks = [node.kind for node in sentence.between(slot, trigger) if node.kind in {"comma", "dash"}]
    return len(marks) == 2 and sentence.wall(slot, trigger) < 3


def _compatible(nodes: list[Node], trigger: int, slot: int) -> bool:
    value = nodes[slot].value
    if nodes[slot].kind == "amount":
        return True
    happening: Happening = nodes[trigger].value
    if nodes[slot].kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in value)
    return _takes(happening, value)


def _takes(happening: Happening, thing: Thing) -> bool:
    if not thing.object:
        return happening.term.sense in {"kill", "injure", "evacuate"}
    return takes(happening.term.sense, thing.object) is not None


def _slot_items(sentence: Clauses, index: int, owner: int | None) -> list[Item]:
    nodes = sentence.nodes
    node = nodes[index]
    trigger = nodes[owner] if owner is not None else None
    happening: Happening | None = trigger.value if trigger else None
    if owner is not None and _is_target(nodes, owner, index):
        return []
    if node.kind == "members":
        return [_member_item(node, member, (happening, trigger)) for member in node.value]
    thing = node.value if node.kind == "thing" else None
    amount = thing.amount if thing else node.value
    including = _includes(nodes, index, amount)
    start, end, rule = node.start, node.end, node.rule
    if thing and thing.attribute:
        debris = any(other.kind == "thing" and other.value.object == "debris" for other in nodes[:index])
        happened = Happening(thing.attribute)
        return [Item(happened, node, thing, amount, start, end, including=including, rule="<attribute> <thing>", debris=debris)]
    if trigger and happening:
        start, end = min(start, trigger.start), max(end, trigger.end)
        rule = (f"<trigger> <{node.kind}>") if trigger.start < node.start else f"<{node.kind}> <trigger>"
        zero = happening.zero.value if happening.zero else _shared_zero(nodes, owner)
        if zero and (amount is None or trigger.start < node.start):
            amount = zero
    return [Item(happening, trigger, thing, amount, start, end, (), False, including, _negated(nodes, owner), rule)]


def _includes(nodes: list[Node], index: int, amount: Amount | None) -> bool:
    """Whether an item is told as part of the one before: "including three", ", 12 of them"."""
    if any(node.kind == "including" for node in nodes[max(0, index - 2) : index]):
        return True
    after = nodes[index + 1].kind if index + 1 < len(nodes) else ""
    marked = index > 0 and nodes[index - 1].kind in {"comma", "open", "dash"}
    return marked and ((amount is not None and amount.role == "share") or after == "including")


def _member_item(node: Node, member: Member, frame: tuple[Happening | None, Node | None]) -> Item:
    rule = node.rule or "<places> <amount>"
    if member.thing and member.thing.attribute:
        frame = (Happening(member.thing.attribute), node)
    return Item(frame[0], frame[1], member.thing, member.amount, node.start, node.end, member.places, rule=rule)


def _bare(sentence: Clauses, index: int, owner: dict[int, int]) -> Item:
    """A trigger without a thing of its own: "Gorlovka was shelled", "no casualties or damage"."""
    nodes = sentence.nodes
    node = nodes[index]
    happening: Happening = node.value
    amount = happening.zero.value if happening.zero else _shared_zero(nodes, index)
    target = next((nodes[slot].value for slot, trigger in owner.items() if trigger == index and nodes[slot].kind == "thing"), None)
    return Item(happening, node, None, amount, node.start, node.end, denied=_negated(nodes, index), rule="<trigger>", target=target, definite=index > 0 and nodes[index - 1].kind == "the")


def _shared_zero(nodes: list[Node], index: int | None) -> Amount | None:
    """ "No casualties or damage": the zero of the first counts for the second."""
    if index is None:
        return None
    back = index - 1
    while back >= 0 and nodes[back].kind in {"or", "and", "comma", "word", "the"}:
        back -= 1
    if back == index - 1 or back < 0:
        return None
    before = nodes[back]
    if before.kind == "happening" and before.value.zero:
        word = before.value.zero
        return Amount(0, None, Bound.EXACT, word.start, word.end, "zero")
    if before.kind == "happening" and back:
        return _shared_zero(nodes, back)
    return None


def _negated(nodes: list[Node], index: int | None) -> bool:
    if index is None:
        return False
    return any(node.kind == "not" for node in nodes[max(0, index - 3) : index])


def _placed(sentence: Clauses, items: list[Item]) -> list[Item]:
    """The items with their places: those that follow an item are its own, unless they open the clause of the next."""
    result = list(items)
    for index, node in enumerate(sentence.nodes):
        if not _names_site(sentence, index):
            continue
        before = [n for n, item in enumerate(result) if item.start < node.start]
        after = [n for n, item in enumerate(result) if item.start >= node.end]
        opens = index == 0 or sentence.walls[index - 1] > 0
        leads = bool(after) and opens and _leads(sentence, index, result[after[0]])
        if after and not before and _told_between(sentence, index, result[after[0]]):
            continue
        chosen = before[-1] if before and not leads else after[0] if after else None
        if after and (_owns_thing(sentence, index) or _names_strike(sentence, index) or _relates(sentence, index)):
            chosen = after[0]
        if chosen is None:
            continue
        item = result[chosen]
        if item.places and not (item.goal and node.kind == "location"):
            if before and chosen == before[-1] and after and leads:
                chosen = after[0]
                item = result[chosen]
            if item.places:
                continue
        stretch = (min(item.start, node.start), max(item.end, node.end)) if chosen in before else (item.start, item.end)
        result[chosen] = item._replace(places=node.value, goal=node.kind == "goal", start=stretch[0], end=stretch[1])
    return result


def _owns_thing(sentence: Clauses, index: int) -> bool:
    """Whether a place stands before a thing in it: "Belgorod airport", "Volgograd's international airport"."""
    for node in sentence.nodes[index + 1 : index + 4]:
        if node.kind == "thing":
            return "airport" in CLASSES.get(node.value.object, ()) or "civil" in CLASSES.get(node.value.object, ())
        if node.kind not in {"possessive", "word"}:
            return False
    return False


def _relates(sentence: Clauses, index: int) -> bool:
    """ "Over Bryansk, where 40 were downed": the place is that of the relative clause."""
    kinds = [node.kind for node in sentence.nodes[index + 1 : index + 4]]
    return kinds[:3] == ["comma", "relative", "amount"] or kinds[:2] == ["relative", "amount"]


def _names_strike(sentence: Clauses, index: int) -> bool:
    """ "The Ryazan drone raid" names its place."""
    after = sentence.nodes[index + 1] if index + 1 < len(sentence.nodes) else None
    return after is not None and after.kind == "happening" and after.value.term.sense in _HITS and after.value.term.form == "noun"


def _told_between(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a claimant is brought in between a place and an item: then the place is where he speaks."""
    return any(node.kind == "attribution" for node in sentence.nodes[index + 1 :] if node.end <= item.start)


def _names_site(sentence: Clauses, index: int) -> bool:
    """Whether a node says where: with a preposition, or right after the verb of a strike ("shelled Nikopol")."""
    node = sentence.nodes[index]
    if node.kind in {"location", "goal"}:
        return True
    if node.kind != "places":
        return False
    following = [other.kind for other in sentence.nodes[index + 1 : index + 3]]
    if index == 0 and following[:1] == ["colon"]:
        return True
    if _owns_thing(sentence, index) or _names_strike(sentence, index):
        return True
    if not index:
        return bool(following) and following[0] == "comma" and "time" in following and bool(node.value[0].kind == "place" and node.value[0].value.type_noun)
    before = sentence.nodes[index - 1]
    return before.kind == "happening" and before.value.term.sense in _HITS | _COMES and before.value.term.form != "noun"


def _leads(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a place stands before an item of its own clause, at most a comma between."""
    between = [n for n in range(index + 1, len(sentence.nodes)) if sentence.nodes[n].end <= item.start]
    return max((sentence.walls[n] for n in between), default=0) <= 1
