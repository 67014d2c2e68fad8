"""Owns what an English sentence tells lost: on the ground, in one list with tanks, or from radar, beside what was shot down."""

from typing import Final

from services.extract.rules.events import STOCKS
from services.extract.story.statement import Statement
from tocsin.vocabulary import EventKind, ObjectKind, Outcome

_GROUND: Final = frozenset({ObjectKind.PERSONNEL, ObjectKind.TANK, ObjectKind.ARMOURED_VEHICLE, ObjectKind.ARTILLERY})


def together(found: list[Statement]) -> None:
    """What is told destroyed in one list with tanks and guns is a loss, drones too: no place is told of it."""
    lists = {s.trigger for s in found if s.event is EventKind.MILITARY_LOSS and s.object in _GROUND}
    for statement in found:
        if statement.event is EventKind.INTERCEPTION and statement.trigger in lists:
            statement.event, statement.outcome, statement.sites = EventKind.MILITARY_LOSS, None, ()
            if statement.object in STOCKS:
                statement.object = ObjectKind.OTHER


def from_radar(found: list[Statement]) -> None:
    """As in '87 were shot down and 19 were "lost"': drones that are lost beside those shot down are lost from radar."""
    shot = any(s.event is EventKind.INTERCEPTION and s.object is ObjectKind.UAV for s in found)
    ground = {s.trigger for s in found if s.event is EventKind.MILITARY_LOSS and s.object in _GROUND}
    for statement in found if shot else ():
        alone = statement.object is ObjectKind.UAV and statement.trigger not in ground
        if alone and statement.event is EventKind.MILITARY_LOSS:
            statement.event, statement.outcome = EventKind.INTERCEPTION, Outcome.LOST
