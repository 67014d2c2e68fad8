"""Owns which thing belongs to which trigger, and which places to both; knows kinds of nodes, not languages."""

from collections.abc import Callable
from typing import Final, NamedTuple

from services.extract.grammar.rule import Node
from services.extract.rules.breakdowns import Member
from services.extract.rules.events import CLASSES, FLYING, STRIKES
from services.extract.rules.phrases import Amount, Happening, Thing
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound

_WALLS: Final = {
    "comma": 1, "and": 1, "or": 1, "open": 1, "close": 1, "dash": 1, "but": 2, "relative": 2, "subordinate": 2, "colon": 2,
    "semicolon": 3, "stop": 4, "attribution": 1, "including": 1,
}  # fmt: skip
"""How much each mark and word divides what stands on either side."""
_HARMS: Final = frozenset({"kill", "injure", "damage", "burn", "hit", "destroy"})
_MOST_EVENTS: Final = 16
_MOST_THINGS: Final = 40
"""Events and things of one sentence that are read: no person writes more, and the work grows with their product."""
_ADJECTIVES: Final = 3
"""Words between an article and its noun."""
_OWNED: Final = 3
"""Nodes between a weapon and what it did."""
_BETWEEN: Final = frozenset({"speaker", "nation", "location", "time", "where"})
"""Kinds of nodes between a weapon and its verb: "a drone in Sumy killed …"."""
_BESIDE: Final = 40
"""Characters between a strike and the end of the harm it did: "set a warehouse ablaze"."""
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
    pronoun: bool = False
    """Whether "it" or "they" stand for the thing."""
    definite: bool = False
    """Whether "the" stands before the trigger: it was spoken of before."""
    single: bool = False
    """Whether "a" stands before a noun that tells an event: "a death"."""
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


def bind(nodes: list[Node], owners: Owners, placed: Placed) -> list[Item]:
    """The items of a sentence from left to right; `owners` and `placed` decide as the word order of the language asks."""
    sentence = Clauses(nodes, [_WALLS.get(node.kind, 0) for node in nodes])
    triggers = [index for index, node in enumerate(nodes) if node.kind == "happening"][:_MOST_EVENTS]
    slots = [index for index, node in enumerate(nodes) if node.kind in {"thing", "amount", "members"} and not is_year(node)][
        :_MOST_THINGS
    ]
    owner = owners(sentence, triggers, slots)
    items: list[tuple[int, Item]] = []
    for index in slots:
        items.extend((index, item) for item in _slot_items(sentence, index, owner.get(index)))
    harmful = [(index, item) for index in triggers if (item := _weapon_of_harm(sentence, index, owner))]
    told = [id(item.thing) for _, item in harmful]
    items = [(index, item) for index, item in items if item.happening or id(item.thing) not in told] + harmful
    taken = {owner[slot] for slot in owner if not _is_target(nodes, owner[slot], slot)}
    items.extend((index, _bare(sentence, index, owner)) for index in triggers if index not in taken)
    items.sort(key=lambda pair: pair[0])
    return _struck(_glazed(placed(sentence, _listed_parts(_without_models([item for _, item in items])))))


def _without_models(items: list[Item]) -> list[Item]:
    """As in "137 drones of the Shahed, Gerbera and other types": what they were is not one more."""
    result: list[Item] = []
    counted: Item | None = None
    for item in items:
        same = counted and counted.thing and item.thing and item.trigger is counted.trigger
        model = same and counted and counted.thing and item.thing and item.thing.object == counted.thing.object in FLYING
        told = item.thing and item.amount and item.amount.start != item.thing.start
        if model and item.thing and not told and not item.thing.many:
            continue
        counted = item if item.amount and (item.amount.value or 0) > 1 else None if item.trigger is None else counted
        result.append(item)
    return result


def _listed_parts(items: list[Item]) -> list[Item]:
    """As in "12 ракет, серед яких вісім «Іскандерів», дві Х-59 та дві С-300": what a list of parts goes on with is part too."""
    result: list[Item] = []
    for item in items:
        last = result[-1] if result else None
        listed = last is not None and last.including and last.trigger is item.trigger and not item.including and not item.places
        goes_on = (
            last and listed and last.trigger is not None and item.thing and last.thing and item.thing.object == last.thing.object
            and item.thing.object in FLYING and item.amount and item.amount.value
        )  # fmt: skip
        result.append(item._replace(including=True, rule="<list of parts>") if goes_on else item)
    return result


def _struck(items: list[Item]) -> list[Item]:
    """As in "A strike killed 13 in Sidon": the strike was where the harm was."""
    result = list(items)
    for index, item in enumerate(items):
        noun = item.happening and item.happening.term.form == "noun" and item.happening.term.sense in STRIKES
        if not noun or item.trigger is None:
            continue
        harm = next(
            (
                other for other in items
                if other.trigger and other.happening and other.happening.term.sense in _HARMS
                and 0 < other.trigger.start - item.trigger.end < _BESIDE
            ),
            None,
        )  # fmt: skip
        if harm:
            result[index] = item._replace(places=item.places or harm.places, rule="<strike> <harm>")
    return result


def _glazed(items: list[Item]) -> list[Item]:
    """As in "Windows were blown out in two apartment buildings": the buildings are counted, not the windows."""
    counted = {
        id(item.trigger) for item in items if item.thing and item.thing.object == "building" and item.amount and item.trigger
    }
    return [
        item for item in items
        if not (
            item.thing and item.thing.object == "window" and item.trigger and id(item.trigger) in counted
            and (item.amount is None or item.amount.start == item.thing.start)
        )
    ]  # fmt: skip


def _weapon_of_harm(sentence: Clauses, index: int, owner: dict[int, int]) -> Item | None:
    """As in "Artillery killed seven", "killed by a drone": the weapon tells of an attack beside the harm."""
    happening: Happening = sentence.nodes[index].value
    if happening.term.sense not in _HARMS or happening.term.form not in {"active", "either"} or happening.zero:
        return None
    before, after = _before_owner(sentence, index), sentence.nodes[index + 1 : index + 3]
    taken = {sentence.nodes[slot].start for slot in owner}
    by = len(after) == 2 and after[0].kind == "by" and _is_weapon(after[1])
    strikes = bool(after) and happening.term.sense == "hit" and _is_weapon(after[0]) and after[0].start not in taken
    behind = index > 0 and strikes and sentence.nodes[index - 1].kind == "thing"  # "танкер поразили морские дроны"
    weapon = (
        after[1] if by else after[0] if behind else before if before and before.start not in taken and _is_weapon(before) else None
    )
    if weapon is None:
        return None
    start, end = min(weapon.start, sentence.nodes[index].start), max(weapon.end, sentence.nodes[index].end)
    strike = Happening(Term("trigger", "crash", "either"))
    return Item(strike, sentence.nodes[index], weapon.value, weapon.value.amount, start, end, rule="<weapon> <harm>")


def _before_owner(sentence: Clauses, index: int) -> Node | None:
    """What stands before a verb, whose it is aside: "Безпілотники ГУР уразили"."""
    back = index - 1
    while back >= 0 and sentence.nodes[back].kind in _BETWEEN and index - back < _OWNED:
        back -= 1
    return sentence.nodes[back] if back >= 0 else None


def _is_weapon(node: Node) -> bool:
    return (
        node.kind == "thing"
        and node.value.attribute is None
        and node.value.article != "debris"
        and node.value.object in {"uav", "missile", "rocket", "bomb", "boat", "artillery", "shell", "mine", "mlrs"}
    )


def is_year(node: Node) -> bool:
    """Whether an amount is a year rather than a number of things."""
    return node.kind == "amount" and node.value.value in _YEARS and node.end - node.start == 4


def _is_target(nodes: list[Node], trigger: int, slot: int) -> bool:
    """Whether a thing is what a strike hit rather than what it was done with: "порт подвергся удару"."""
    happening: Happening = nodes[trigger].value
    passive = happening.term.form == "passive"
    if happening.term.sense not in STRIKES or (slot < trigger and not passive) or nodes[slot].kind != "thing":
        return False
    classes = CLASSES.get(nodes[slot].value.object, ())
    return "weapon" not in classes and ("military" not in classes or (passive and classes[0] == "civil"))


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
    return [Item(happening, trigger, thing, amount, start, end, including=including, denied=_negated(nodes, owner), rule=rule)]


def _includes(nodes: list[Node], index: int, amount: Amount | None) -> bool:
    """Whether an item is told as part of the one before: "including three", ", 12 of them"."""
    before = [node.kind for node in nodes[max(0, index - 3) : index] if node.kind != "hyphenated"][-2:]
    if "including" in before and before[-1:] not in (["semicolon"], ["comma"]):
        return True
    after = nodes[index + 1].kind if index + 1 < len(nodes) else ""
    marked = index == 0 or nodes[index - 1].kind in {"comma", "open", "dash"}
    about = index > 1 and nodes[index - 1].kind == "word" and nodes[index - 2].kind == "comma"  # ", близько 50 із них"
    return (marked or about) and ((amount is not None and amount.role == "share") or after == "including")


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
    return Item(
        happening,
        node,
        None,
        amount,
        node.start,
        node.end,
        denied=_negated(nodes, index),
        rule="<trigger>",
        target=target,
        pronoun=_of_pronoun(nodes, index),
        definite=index > 0 and nodes[index - 1].kind == "the",
        single=_is_new(nodes, index) and _is_countable(happening),
    )


def _is_new(nodes: list[Node], index: int) -> bool:
    """Whether an article makes a noun one that was not spoken of: "a strike", "a Russian missile attack"."""
    back = index - 1
    while back > 0 and nodes[back].kind in {"nation", "word", "hyphenated"} and index - back <= _ADJECTIVES:
        back -= 1
    return back >= 0 and nodes[back].kind == "article"


def _is_countable(happening: Happening) -> bool:
    """Whether a noun tells one event ("a death"); a toll is a number."""
    return happening.term.form == "noun" and not happening.term.sense.startswith("toll")


def _of_pronoun(nodes: list[Node], index: int) -> bool:
    """As in "It was intercepted"."""
    return index > 1 and nodes[index - 1].kind == "be" and nodes[index - 2].kind == "pronoun"


def _shared_zero(nodes: list[Node], index: int | None) -> Amount | None:
    """As in "No casualties or damage": the zero of the first counts for the second."""
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
        if word.start > before.start and any(node.kind == "comma" for node in nodes[back + 1 : index]):
            return None  # "погибших нет, ранения получил один человек"
        return Amount(0, None, Bound.EXACT, word.start, word.end, "zero")
    if before.kind == "happening" and back:
        return _shared_zero(nodes, back)
    return None


def _negated(nodes: list[Node], index: int | None) -> bool:
    if index is None:
        return False
    for node in reversed(nodes[max(0, index - 3) : index]):
        if node.kind in {"not", "comma", "semicolon", "colon", "dash"}:
            return bool(node.kind == "not")
    return False
