"""Owns the weapon of a strike that one sentence tells twice: strikes counted beside it, sorties, what drones drop."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.events import FLYING
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind, ObjectKind

_DROPPED: Final = ("сброс", "сброш", "скину", "скида")
"""Beginnings of verbs for what drones drop."""
_BY_AIR: Final = ("авіа", "авиа")


def armed(found: list[Statement], items: list[Item]) -> None:
    """As in "тричі вдарили авіабомбами": strikes counted without a weapon, and the weapon told without a number."""
    for counted in found:
        if counted.event is not EventKind.ATTACK or counted.object is not ObjectKind.UNKNOWN or not counted.value:
            continue
        arms = [other for other in found if other.event is EventKind.ATTACK and other.value is None and other is not counted]
        means = [item.thing.object for item in items if item.happening is None and item.thing and item.start > counted.start]
        if not arms and len(means) == 1 and means[0] in FLYING:
            counted.object = ObjectKind(means[0])
        arms = sorted((other for other in arms if other.start >= counted.start), key=lambda other: other.start)[:1] or arms
        if len(arms) == 1 and arms[0].codes == counted.codes and arms[0].object is not ObjectKind.UNKNOWN:
            counted.object = arms[0].object
            found.remove(arms[0])


def without_sorties(found: list[Statement]) -> None:
    """As in "завдав 62 авіаударів, скинувши 148 бомб": the bombs are counted, not how often they were dropped."""
    if any(s.event is EventKind.ATTACK and s.object is ObjectKind.BOMB and s.value for s in found):
        sorties = [s for s in found if s.object is ObjectKind.UNKNOWN and s.value and any(word in s.noun for word in _BY_AIR)]
        found[:] = [s for s in found if s not in sorties]


def without_drops(telling: Telling) -> None:
    """As in "дрон сбросил гранату": the drone attacks; what it dropped is no second weapon."""
    for drone in [s for s in telling.found if s.event is EventKind.ATTACK and s.object is ObjectKind.UAV and s.trigger]:
        trigger = drone.trigger or (0, 0)
        if telling.text[trigger[0] : trigger[1]].lower().startswith(_DROPPED):
            telling.found[:] = [s for s in telling.found if s is drone or s.trigger != drone.trigger]
