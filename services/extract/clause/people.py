"""Owns people who are told in lists: those under one verb are added, unless they say who others were, or are parts of a number."""

from collections.abc import Sequence
from typing import Final

from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.rules.phrases import Amount
from tocsin.vocabulary import Bound

_LISTING: Final = frozenset({"comma", "and", "or", "the", "article", "thing", "amount", "aside"})
"""Kinds of nodes that may part people of one list."""
_PAIR: Final = 2
"""People who may be one of a list, a pair of parents, not its sum."""
_JOINED: Final = 5
"""Characters between two members of a list at most: " and "; behind ", and " the parts are at an end."""


def listed(nodes: Sequence[Node], items: list[Item]) -> list[Item]:
    """The items of a sentence, people of one list told as one number or as parts of one."""
    return _people_added(nodes, _parts(_respective(nodes, items)))


def _respective(nodes: Sequence[Node], items: list[Item]) -> list[Item]:
    """As in "598 drones and 31 missiles, of which 563 and 26 respectively were downed": each number of its own things."""
    marks = [node.start for node in nodes if node.kind == "respectively"]
    if not marks:
        return items
    result = list(items)
    bare = [n for n, item in enumerate(items) if item.thing is None and item.amount and item.amount.value and item.start < marks[0]]
    things = [
        item.thing for item in items if item.thing and item.thing.amount and item.thing.amount.value and item.start < marks[0]
    ]
    if len(bare) < _PAIR or len(things) < _PAIR:
        return items
    for n, thing in zip(bare[-_PAIR:], things[-_PAIR:], strict=True):
        amount = items[n].amount
        result[n] = items[n]._replace(thing=thing._replace(amount=amount), including=False)
    return result


def _parts(items: list[Item]) -> list[Item]:
    """As in "killed 57 people, including 22 women and 17 children": both are parts."""
    result: list[Item] = []
    for item in items:
        last = result[-1] if result else None
        if last is not None and _is_the_same(last, item):
            continue  # "one of the injured, a man of 52, is in hospital"
        if item.including and last is not None and last.amount is not None and last.amount.role == "zero":
            continue  # "no injuries among the 24 crew"
        if last is None or not last.including or item.including or last.trigger is not item.trigger or not _of_people(last, item):
            result.append(item)
            continue
        more = _with_one_more(last, item)
        result[-1:] = [more] if more else [last, item._replace(including=True, rule="<list of parts>")]
    return result


def _is_the_same(last: Item, item: Item) -> bool:
    """Whether a person told behind a comma is the one of a number whom the words before it spoke of."""
    one = last.amount is not None and last.amount.value == 1 and last.amount.role == "share"
    person = item.thing is not None and item.thing.object == "person" and item.thing.article == "a" and last.thing is not None
    return bool(one and person and last.thing and item.amount and 0 < item.amount.start - last.thing.end <= len(", "))


def _of_people(last: Item, item: Item) -> bool:
    """Whether two items are people of one list, each with a number: "including 22 women and 17 children"."""
    people = all(each.thing and each.thing.object == "person" and each.amount and each.amount.value for each in (last, item))
    if not people or last.thing is None or item.thing is None or item.amount is None:
        return False
    return 0 <= min(item.thing.start, item.amount.start) - last.thing.end <= _JOINED


def _with_one_more(last: Item, item: Item) -> Item | None:
    """As in "a woman and her son": people told one by one are added; None where numbers are given for each."""
    first, second = last.amount, item.amount
    single = any(each.thing and each.thing.article == "a" for each in (last, item))
    if not single or first is None or second is None or first.value is None or second.value is None:
        return None
    thing = last.thing._replace(end=item.thing.end) if last.thing and item.thing else last.thing
    return last._replace(thing=thing, amount=first._replace(value=first.value + second.value, end=second.end), end=item.end)


def _people_added(nodes: Sequence[Node], items: list[Item]) -> list[Item]:
    """As in "A shopkeeper and two labourers died" are three: people listed under one verb are added."""
    result: list[Item] = []
    apposed = 0
    for index, item in enumerate(items):
        last = next((other for other in reversed(result) if not other.including or other.trigger is not item.trigger), None)
        if last and _joins_counted(last, item):
            continue
        apposed = 1 if apposed == 2 else 0
        for length in (2, 1):
            if not apposed and last and index + length <= len(items) and _is_apposed(nodes, last, items[index : index + length]):
                apposed = length
        if apposed:
            continue
        if last and _same_people(last, item) and _is_list(nodes, last, item):
            first, second = _people(last), _people(item)
            assert first
            assert second
            assert first.value is not None
            assert second.value is not None
            amount = first._replace(value=first.value + second.value, end=second.end)
            stretch = (min(last.start, item.start), max(last.end, item.end))
            thing = last.thing._replace(object="person") if last.thing else None
            result[result.index(last)] = last._replace(
                thing=thing, amount=amount, start=stretch[0], end=stretch[1], places=last.places or item.places
            )
        else:
            result.append(item)
    return result


def _is_apposed(nodes: Sequence[Node], first: Item, rest: list[Item]) -> bool:
    """As in "killed three people, a mother and her two sons": who they were, not more of them."""
    whole, parts = _people(first), [amount.value for item in rest if item.trigger is first.trigger and (amount := _people(item))]
    if not whole or not whole.value or None in parts or len(parts) != len(rest) or not first.thing or not rest[0].thing:
        return False
    between = [node.kind for node in nodes if first.thing.end <= node.start and node.end <= rest[0].thing.start]
    if between == ["comma"] and len(rest) == 1 and _is_who_he_was(nodes, first, rest[0]):
        return True
    sums = sum(part or 0 for part in parts) == whole.value
    pair = first.thing.many and first.thing.object == "person" and all(item.thing and item.thing.article == "a" for item in rest)
    return between[:1] in (["comma"], ["colon"], ["dash"]) and sums and (whole.value > _PAIR or (pair and len(rest) == _PAIR))


def _is_who_he_was(nodes: Sequence[Node], first: Item, second: Item) -> bool:
    """As in "загинула жінка, працівниця підприємства": of two with a mere comma between, the second says who the first was."""
    alone = all(
        item.thing is not None and not item.thing.many and item.amount is not None and item.amount.start == item.thing.start
        for item in (first, second)
    )
    after = next((node.kind for node in nodes if second.thing and node.start >= second.thing.end), "stop")
    return alone and after not in {"comma", "and"}


def _is_list(nodes: Sequence[Node], first: Item, second: Item) -> bool:
    """Whether nothing but commas and "and" part two items: not "killed 12 people and seized 25 hostages"."""
    left, right = (item.thing or item.amount for item in (first, second))
    assert left
    assert right
    begins = min(right.start, second.amount.start if second.amount else right.start)
    kinds = [node.kind for node in nodes if left.end <= node.start and node.end <= begins]
    return _LISTING.issuperset(kinds) or ("including" in kinds and _LISTING.issuperset({*kinds} - {"including"}))


def _joins_counted(first: Item, second: Item) -> bool:
    """As in "147 patients and staff were evacuated": who is named behind a number is counted by it."""
    same = first.trigger is not None and first.trigger is second.trigger and first.thing and second.thing
    return bool(
        same and first.thing and second.thing and first.thing.object == second.thing.object == "person"
        and first.amount and first.amount.value and second.amount is None and second.thing.many and not second.places
    )  # fmt: skip


def _same_people(first: Item, second: Item) -> bool:
    return (
        first.trigger is not None
        and first.trigger is second.trigger
        and (not second.places or second.places == first.places)
        and all(
            amount is not None
            and amount.value
            and amount.role not in {"share", "zero", "increment"}
            and not (item.including and item is second)
            for item, amount in ((first, _people(first)), (second, _people(second)))
        )
    )  # fmt: skip


def _people(item: Item) -> Amount | None:
    """How many people an item of a list is: "his wife" is one, "the boy's parents" are two; None where it says none."""
    thing, amount = item.thing, item.amount
    if thing is None and amount and amount.role == "another" and item.happening and item.happening.term.sense in {"kill", "injure"}:
        return amount  # "his parents and two others"
    if thing is None or thing.object not in {"person", "couple", ""}:
        return None
    each = 2 if thing.object == "couple" else 1
    if amount is None and (thing.object == "couple" or (thing.article == "the" and not thing.many)):
        return Amount(each, None, Bound.EXACT, thing.start, thing.end)
    return amount._replace(value=amount.value * each) if amount and amount.value is not None else amount
