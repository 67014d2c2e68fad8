"""Owns where things happened in Russian and Ukrainian: a place that opens a clause holds for it, another for what it follows."""

from typing import Final

from services.extract.clause.bind import Clauses, Item
from services.extract.clause.free_oblique import is_oblique
from services.extract.clause.free_order import FIRED
from services.extract.clause.free_prepare import OPENERS
from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES
from services.extract.rules.phrases import Amount, Happening, Thing
from services.extract.rules.slavic_things import DOWNED
from tocsin.vocabulary import Bound

_ASIDES: Final = frozenset({"time", "attribution", "hedge", "by"})
_REACH: Final = 60
"""Characters between an item and its place that its evidence may span."""


def placed(clauses: Clauses, items: list[Item]) -> list[Item]:
    """The items with their places: one that opens a clause holds for what follows, another for what it stands behind."""
    result = [_aside(clauses, _weighed(item)) for item in items]
    ruled: set[int] = set()
    for index, node in enumerate(clauses.nodes):
        if node.kind not in {"location", "goal"}:
            continue
        bound = node.kind == "goal" and any(item.start < node.start for item in result)  # "включая 34, летевших на Москву"
        if not bound and _leads(clauses, index) and (following := _following(clauses, index, result)):
            for number in following:
                if not result[number].places:
                    result[number] = _at(result[number], node)
                    ruled.add(number)
            continue
        nearest = _behind(node, result)
        if nearest is None or _parted(clauses, index, result[nearest]):
            ahead = _following(clauses, index, result)
            if ahead and not result[ahead[0]].places:
                result[ahead[0]] = _at(result[ahead[0]], node)
                ruled.add(ahead[0])
            continue
        if not result[nearest].places or nearest in ruled or node.kind == "goal":
            ruled.discard(nearest)
            for listed in _listed(result, nearest) if node.kind == "location" else ():
                result[listed] = _at(result[listed], node)
            result[nearest] = _at(result[nearest], node)
    return result


def _listed(items: list[Item], number: int) -> list[int]:
    """Things of other kinds under the same verb, before a thing and without a place: "два винищувачі й вертоліт у Бельбеку"."""
    item, found = items[number], []
    back = number - 1
    while back >= 0 and item.thing and not item.including and _is_beside(items[back], item):
        found.append(back)
        back -= 1
    return found


def _is_beside(other: Item, item: Item) -> bool:
    things = other.thing is not None and item.thing is not None and other.thing.object != item.thing.object
    return things and other.trigger is not None and other.trigger is item.trigger and not other.places


def _aside(clauses: Clauses, item: Item) -> Item:
    """An item, without its number where it is only mentioned."""
    slot = next((n for n, node in enumerate(clauses.nodes) if node.kind == "amount" and node.start == item.start), 0)
    if item.happening is None and item.thing is None and slot and clauses.nodes[slot - 1].kind in {"where", "origin", "for"}:
        return item._replace(amount=None)
    vague = item.thing is None and item.amount is not None and item.amount.value is None and item.amount.role in {"most", "half"}
    if vague and item.happening and item.happening.term.sense in DOWNED:
        return item  # "большинство из них перехватили"
    if vague and item.happening and item.happening.term.sense in {"cut_power", "cut_supply", "close"}:
        return item._replace(amount=None)  # "обесточена часть города"
    return item._replace(happening=None, trigger=None, amount=None) if vague or _is_aside(clauses, item) else item


def _is_aside(clauses: Clauses, item: Item) -> bool:
    """Whether a thing without a trigger is only mentioned: after a preposition, or without a number in figures or words."""
    if item.happening or item.thing is None or item.including:
        return False
    slot = next((index for index, node in enumerate(clauses.nodes) if node.kind == "thing" and node.end == item.end), None)
    implied = item.amount is None or item.amount.start == item.thing.start
    if slot is not None and implied and item.amount and _is_listed(clauses, slot):
        return False
    after_dash = slot is not None and slot > 0 and clauses.nodes[slot - 1].kind == "dash"
    return slot is not None and (is_oblique(clauses, slot) or (implied and not after_dash))


def _is_listed(clauses: Clauses, slot: int) -> bool:
    """Whether a thing goes on with the list of a line without a verb: "• у Лимані — три будинки, елеватор, трактор"."""
    kinds = [node.kind for node in clauses.nodes]
    opened = bool({"dash", "colon", "members"} & set(kinds[:slot]))
    return opened and "happening" not in kinds and kinds[slot - 1] in {"comma", "and"} and not is_oblique(clauses, slot)


def _weighed(item: Item) -> Item:
    """An item whose thing has no number of its own: an undeclined word is one, but of strikes and launches any number."""
    happening = item.happening
    toll = happening is not None and (happening.term.sense.startswith("toll") or happening.term.form == "noun")
    if toll and happening and happening.term.sense != "losses" and item.amount and item.amount.bound is Bound.AT_MOST:
        item = item._replace(amount=item.amount._replace(bound=Bound.EXACT))  # "выросло до девяти" is nine
    if item.thing is None or happening is None:
        return item
    item = _renamed(item, item.thing, happening)
    thing = item.thing
    fired = happening.term.sense in FIRED - {"losses"} and "weapon" in CLASSES.get(thing.object, ()) if thing else True
    genitive = (
        happening.term.form == "of"
        and thing is not None
        and (thing.article == "both" or (thing.article == "same" and happening.term.sense == "damage"))
    )  # "ураження нафтобази", "из-за повреждения ЛЭП"
    verbal = happening.term.form not in {"noun", "of"} or happening.term.sense == "losses"
    undeclined = thing is not None and thing.article == "same" and not fired and verbal
    mass = (
        thing is not None and thing.object == "artillery" and thing.article == "same" and happening.term.sense != "losses"
    )  # "работала артиллерия"
    if thing and item.amount is None and (undeclined or genitive) and not mass:
        return item._replace(amount=Amount(1, None, Bound.EXACT, thing.start, thing.end))
    return item


def _renamed(item: Item, thing: Thing, happening: Happening) -> Item:
    """An item whose thing is another one for what happened: what is fired are shells, what blows up by itself is a mine."""
    sense, amount, kind = happening.term.sense, item.amount, thing.object
    if sense == "trip" and kind == "bomb":
        kind = "mine"
    elif sense == "losses" and kind == "rocket" and thing.article == "same":
        kind = "mlrs"
    elif kind == "traffic":
        return item._replace(thing=thing._replace(many=True), amount=None)
    elif kind in {"artillery", "mlrs"} and sense in FIRED and sense != "losses" and (amount is None or thing.article == "same"):
        kind, amount = "shell" if kind == "artillery" else "rocket", None
    return item._replace(thing=thing._replace(object=kind), amount=amount)


def _parted(clauses: Clauses, index: int, item: Item) -> bool:
    """Whether a mark stands between an item and a place that goes on to a verb of its own."""
    verb = index + 1 < len(clauses.nodes) and clauses.nodes[index + 1].kind == "happening"
    last = max(_slot(item), item.trigger.start if item.trigger else 0)
    marks = [wall for node, wall in zip(clauses.nodes[:index], clauses.walls[:index], strict=True) if node.start > last]
    return verb and max(marks, default=0) > 0


def _leads(clauses: Clauses, index: int) -> bool:
    """Whether a place opens its clause, times and claimants aside."""
    back = index - 1
    while back >= 0 and clauses.nodes[back].kind in _ASIDES:
        back -= 1
    return back < 0 or clauses.nodes[back].kind in OPENERS


def _following(clauses: Clauses, index: int, items: list[Item]) -> list[int]:
    """Items after a place, up to the next place that opens a clause or a mark that ends it."""
    end = len(clauses.nodes)
    for later in range(index + 1, len(clauses.nodes)):
        node = clauses.nodes[later]
        if node.kind in {"semicolon", "stop"} or (node.kind in {"location", "goal"} and _leads(clauses, later)):
            end = later
            break
    left = clauses.nodes[index].end
    right = clauses.nodes[end].start if end < len(clauses.nodes) else clauses.nodes[-1].end + 1
    return [number for number, item in enumerate(items) if left <= _slot(item) < right]


def _slot(item: Item) -> int:
    """Where the number or thing of an item stands, or its trigger."""
    if item.amount:
        return item.amount.start
    return item.thing.start if item.thing else item.trigger.start if item.trigger else item.start


def _behind(node: Node, items: list[Item]) -> int | None:
    """The item whose words stand nearest before a place."""
    best: tuple[int, int] | None = None
    for number, item in enumerate(items):
        if item.happening is None and item.thing is not None and len(items) > 1 and not item.including:
            continue
        words = [_slot(item), *([item.trigger.start] if item.trigger else [])]
        before = [word for word in words if word < node.start]
        if before and (best is None or max(before) > best[0]):
            best = (max(before), number)
    return best[1] if best else None


def _at(item: Item, node: Node) -> Item:
    near = node.start - item.end < _REACH and item.start - node.end < _REACH
    start, end = (min(item.start, node.start), max(item.end, node.end)) if near else (item.start, item.end)
    return item._replace(places=node.value, goal=node.kind == "goal", start=start, end=end)
