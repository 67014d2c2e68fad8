"""Owns the weapon of a strike that names none: what a pronoun stands for, what units are called after, what was named last."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.events import FLYING, SENT, STRIKES
from services.extract.story.telling import Telling
from tocsin.vocabulary import ObjectKind

_ADJECTIVE: Final = 14
"""Characters of "авіаційних " and the like before a strike."""
_AGAINST: Final = " against "
_UNITS: Final = ("drone", "unmanned", "uav")
"""What units are called that strike with drones."""


def of_strike(item: Item, telling: Telling) -> ObjectKind:
    """The weapon of a strike that names none; unknown where the text tells nothing of it."""
    verb = item.thing is None and item.happening is not None and item.happening.term.form != "noun"
    same = antecedent(item, telling) if verb else None
    if verb and same is None and _is_by_drone_units(item, telling):
        return ObjectKind.UAV
    if used := None if telling.state.free_order else _used_for_it(item, telling):
        return used
    weapon = None if _is_by_aircraft(item, telling) else same.thing if same else telling.state.thing
    return ObjectKind(weapon.object) if weapon and weapon.object in FLYING else ObjectKind.UNKNOWN


def _used_for_it(item: Item, telling: Telling) -> ObjectKind | None:
    """As in "carried out 33 strikes on the region, using FPV drones"."""
    after = [other for other in telling.items if other.happening and other.start > item.end and other is not item]
    means = after[0].thing if after and after[0].happening and after[0].happening.term.sense == "use" else None
    return ObjectKind(means.object) if means and means.object in FLYING else None


def _is_by_drone_units(item: Item, telling: Telling) -> bool:
    """As in "drone units hit the refinery"."""
    before = [
        node for node in telling.nodes if item.trigger and node.end <= item.trigger.start and node.kind not in {"have", "word"}
    ]
    if telling.state.free_order or not before or before[-1].kind != "agent":
        return False
    return any(word in telling.text[before[-1].start : before[-1].end].lower() for word in _UNITS)


def _is_by_aircraft(item: Item, telling: Telling) -> bool:
    """As in "завдав авіаційних ударів": the word says what brought the weapons, whatever others were told of before."""
    at = (item.trigger.start, item.trigger.end) if item.trigger else (item.start, item.end)
    return any(word.startswith(("авіа", "авиа")) for word in telling.text[max(0, at[0] - _ADJECTIVE) : at[1]].lower().split())


def is_used_to_strike(item: Item, telling: Telling) -> bool:
    """As in "used drones to attack", "Russia used 415 drones"."""
    if item.thing and item.thing.object in SENT and item.trigger and is_struck(item, telling) and item.amount and item.amount.value:
        return True  # "two ballistic missiles were used"
    if item.trigger is None or telling.text[item.trigger.end : item.trigger.end + len(_AGAINST)] == _AGAINST:
        return True
    before = [node.kind for node in telling.nodes if node.end <= item.trigger.start and node.kind not in {"have", "word"}]
    by_them = before[-1:] == ["pronoun"] and telling.state.foe is not None and item.amount is not None  # "it used 380 drones"
    return (
        by_them
        or before[-1:] in (["places"], ["agent"])
        or any(n.value.term.sense in STRIKES | {"repel"} for n in telling.of("happening"))
    )


def antecedent(item: Item, telling: Telling) -> Item | None:
    """The weapon of the same sentence that a pronoun stands for."""
    at = item.amount.start if item.amount else item.start
    before = [other for other in telling.items if other.thing and other.thing.start < at and other.thing.object in FLYING]
    return before[-1] if before else None


def is_struck(item: Item, telling: Telling) -> bool:
    """Whether the verb of an item is in the passive voice: "a howitzer was hit"."""
    before = [node.kind for node in telling.nodes if item.trigger and node.end <= item.trigger.start]
    return "be" in before[-2:]
