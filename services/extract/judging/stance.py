"""Rules on whether something is said to have happened at all, and how surely; one function a question, each with its reason."""

from typing import Final, NamedTuple

from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from tocsin.vocabulary import Modality

_UNREAL: Final = frozenset({"capable", "future", "condition", "simile"})
_YEARS: Final = range(1900, 2100)
_YEAR_LENGTHS: Final = (4, 9)
"""Characters of "2023" and "2023-2024"."""
_MADE: Final = ("built", "born", "founded", "opened", "erected", "established", "bought", "introduced", "commissioned")
_LATE: Final = 11
"""The month from which on what happened last year may still be news."""
_PAIRED: Final = 16
"""Characters from one figure to the next where both are of one earlier count."""
_REACH: Final = 5
"""Nodes between "could" or "will" and the verb it governs."""
_NOUN: Final = len(" года")
"""Characters of the noun behind a year that is no year of birth."""
_BORN: Final = ("р", "н")
"""Beginnings of the words for birth, also cut short."""
_NEVER: Final = frozenset({"exercise", "history", "topic", "law"})
"""Cues that make a whole sentence no news of an event."""


class Stance(NamedTuple):
    """How an item is said."""

    happened: bool
    modality: Modality
    hedges: tuple[Node, ...]
    reason: str


def _no(reason: str) -> Stance:
    return Stance(happened=False, modality=Modality.ASSERTED, hedges=(), reason=reason)


def stance(nodes: list[Node], item: Item, items: list[Item], year: int | None = None) -> Stance:  # noqa: C901, PLR0911 - a line a reason
    """Whether the sentence says that the item happened, and how surely."""
    at = item.trigger.start if item.trigger else item.start
    for cue in nodes:
        if cue.kind in _NEVER:
            return _no(f"a sentence on something else: {cue.kind}")
    if item.trigger is None and item.happening is None and any(cue.kind in _UNREAL for cue in nodes if _precedes(cue, at, nodes)):
        return _no("goes on with what did not happen")
    if _old(nodes, item, year):
        return _no("a year of its own: told as background")
    before = [node for node in nodes if node.end <= at]
    if item.happening and item.happening.term.form == "noun" and _unreal_after(nodes, item):
        return _no("said to be possible or to come")
    told = item.happening and (item.happening.term.form == "noun" or item.rule == "<attribute> <thing>")
    for_it = told or (item.happening is not None and item.happening.term.form == "of")
    purpose = for_it and before and before[-1].kind == "for"
    if purpose:
        return _no("what something is for")
    near = _without_insertion(before)[-_REACH:]
    for cue in [cue for cue in near if not _is_reason(cue, before)]:
        if cue.kind in _UNREAL and not any(node.start > cue.end and node.kind in {"semicolon", "comma", "but"} for node in near):
            return _no(f"not said to have happened: {cue.kind}")
    if (
        item.happening
        and item.happening.term.form == "base"
        and any(node.kind in {"to", "capable", "future"} for node in before[-3:])
    ):
        return _no("an infinitive: intended, not done")
    if any(node.kind == "superseded" and _first_after(node, item, items) for node in nodes):
        return _no("an earlier figure")
    if any(node.kind == "condition" for node in before):
        return _no("a condition")
    hedges = tuple(node for node in nodes if node.kind == "hedge" and _governs(node, at, items, nodes))
    if hedges:
        return Stance(happened=True, modality=Modality.UNCONFIRMED, hedges=hedges, reason="hedged")
    return Stance(happened=True, modality=Modality.ASSERTED, hedges=(), reason="stated")


def _precedes(cue: Node, at: int, nodes: list[Node]) -> bool:
    """Whether a cue stands before a number without a verb, or before the only event: "12 укрытий на случай атак"."""
    events = [node.start for node in nodes if node.kind == "happening"]
    return cue.end <= at or (bool(events) and at < cue.start < events[0])


def _is_reason(cue: Node, before: list[Node]) -> bool:
    """As in "Из-за угрозы атаки дронов аэропорт закрыт": what threatens is only why something happened."""
    index = before.index(cue)
    told = any(
        node.kind in {"happening", "alarm"} or (node.kind == "thing" and node.value.attribute) for node in before[index + 1 :]
    )
    return cue.kind == "future" and index > 0 and before[index - 1].kind in {"subordinate", "where"} and told


def _without_insertion(nodes: list[Node]) -> list[Node]:
    """As in "could, at the current rate, launch": the nodes without what stands between commas behind an unreal cue."""
    for index, cue in enumerate(nodes[:-2]):
        if cue.kind in _UNREAL and nodes[index + 1].kind == "comma":
            closing = next((n for n in range(index + 2, len(nodes)) if nodes[n].kind == "comma"), None)
            return [*nodes[: index + 1], *nodes[closing + 1 :]] if closing else nodes
    return nodes


def _old(nodes: list[Node], item: Item, year: int | None) -> bool:
    """Whether a year stands alone in the sentence, or a date lies years back: that is history, not news."""
    if any(
        node.kind == "measure" and _is_past_year(node, year) and not _of_birth(nodes[index + 1 :])
        for index, node in enumerate(nodes)
    ):
        return True
    return any(
        node.kind in {"amount", "year"}
        and node.value.value in _YEARS
        and node.value.value != year
        and node.end - node.start in _YEAR_LENGTHS
        and node.start != item.start
        and not _is_of_a_thing(nodes[:index])
        for index, node in enumerate(nodes)
    ) or any(
        _is_history(node, year) and nodes[index - 1].kind not in {"since", "origin"} and not _is_start(nodes[:index])
        for index, node in enumerate(nodes)
    )


def _is_start(before: list[Node]) -> bool:
    """As in "since the start of the invasion on Feb. 24, 2022": the day from which a tally of today runs."""
    return any(node.kind == "since_start" or (node.kind == "time" and node.value.kind == "invasion") for node in before[-2:])


def _is_past_year(node: Node, year: int | None) -> bool:
    """As in "1944 року": a year of the past with its noun."""
    number = node.parts[0] if node.parts else node
    if len(node.parts) > len(("1944", "року")) or node.end - number.end > _NOUN:
        return False  # "1957 года рождения"
    value = getattr(number.value, "value", None) or 0
    return year is not None and value in _YEARS and value < year - 1 and number.end - number.start == len("2024")


def _of_birth(after: list[Node]) -> bool:
    """As in "1979 р. н.", "1962 года рождения"."""
    return any(node.kind == "word" and str(node.value).lower().startswith(_BORN) for node in after[:2])


def _is_history(node: Node, year: int | None) -> bool:
    """Whether a time names a year that was over a year before the one of publication."""
    if node.kind != "time" or year is None or node.value.kind in {"since", "last_year_since"}:
        return False
    day = node.value.day
    if day is None or day.year is None:
        return False
    month_only = node.value.kind == "month" and day.month < _LATE
    return bool(day.year < year - 1 or (month_only and day.year < year))


def _is_of_a_thing(before: list[Node]) -> bool:
    """As in "Built in 1976": a year that tells of a thing, not of what happened to it."""
    words = [node.value for node in before[-2:] if node.kind == "word"]
    return any(str(word).endswith(_MADE) for word in words)


def _unreal_after(nodes: list[Node], item: Item) -> bool:
    """As in "Drone strikes would increase": what follows the noun makes it unreal."""
    after = [node for node in nodes if node.start >= item.end][:4]
    for node in after:
        if node.kind in _UNREAL:
            return True
        if node.kind not in {"word", "relative", "location"}:
            return False
    return False


def _first_after(cue: Node, item: Item, items: list[Item]) -> bool:
    """Whether an item is the next number after a cue."""
    numbers = sorted(
        {other.amount.start for other in items if other.amount and other.amount.start >= cue.end and not other.including}
    )
    if len(numbers) > 1 and numbers[1] - numbers[0] <= _PAIRED:
        return item.amount is not None and item.amount.start in numbers[:2]  # "an earlier count of one killed and eight injured"
    return bool(numbers) and item.amount is not None and item.amount.start == numbers[0]


def _governs(hedge: Node, at: int, items: list[Item], nodes: list[Node]) -> bool:
    """A hedge governs what follows it, or the whole sentence where nothing follows."""
    follows = [item for item in items if (item.trigger.start if item.trigger else item.start) >= hedge.start]
    walls = [
        node
        for node in nodes
        if node.kind in {"semicolon", "subordinate"} and min(hedge.start, at) < node.start < max(hedge.start, at)
    ]
    return not walls and (hedge.start <= at or not follows)
