"""Which family of incident a claim belongs to by its weapon, and which claims may open an incident. Pure."""

from typing import Final

from services.store.statement import Statement
from tocsin.vocabulary import EventKind, Family, Modality, ObjectKind

FAMILY_OF_WEAPON: Final = {
    ObjectKind.UAV: Family.AERIAL,
    ObjectKind.MISSILE: Family.AERIAL,
    ObjectKind.ROCKET: Family.AERIAL,
    ObjectKind.BOMB: Family.AERIAL,
    ObjectKind.AIRCRAFT: Family.AERIAL,
    ObjectKind.HELICOPTER: Family.AERIAL,
    ObjectKind.ARTILLERY: Family.SHELLING,
    ObjectKind.MLRS: Family.SHELLING,
    ObjectKind.MINE: Family.SHELLING,
    ObjectKind.BOAT: Family.SEA,
}
"""Weapon → family, as the contract's `Family` documents it."""

_WEAPON_EVENTS: Final = frozenset({EventKind.ATTACK, EventKind.INTERCEPTION})
"""Events whose object is the weapon; elsewhere the object is what was hurt, damaged or lost."""

SURE_ENOUGH: Final = frozenset({Modality.ASSERTED, Modality.UNCONFIRMED})
"""Modalities of claims that something did happen."""


def family_of(statement: Statement) -> Family | None:
    """The family of the weapon that a claim names; None where it names none, or only implies one."""
    names = statement.event in _WEAPON_EVENTS and not statement.implied
    return FAMILY_OF_WEAPON.get(statement.object) if names else None


def opens(statement: Statement) -> bool:
    """Whether a claim says that something did happen: denials, predictions and an explicit zero open no incident.

    Neither does an airport that closes: that is done before anything happens, often in many regions for what happens in one.
    """
    precaution = (statement.event, statement.object) == (EventKind.DISRUPTION, ObjectKind.AIRPORT)
    return statement.modality in SURE_ENOUGH and statement.value != 0 and not precaution
