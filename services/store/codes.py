"""Codes of other data sets for an incident: ACLED sub-events, PLOVER event types. Pure."""

from services.store.data import table
from tocsin.incident import Incident
from tocsin.vocabulary import EventKind


def acled(incident: Incident) -> tuple[str, ...]:
    """ACLED sub-event types of what the incident's claims assert, strikes before interceptions; empty where none exists."""
    asserted = {(fact.event, fact.object) for fact in incident.facts if fact.maximum != 0}
    codes = table("codes")["acled"]
    found = []
    for event in (EventKind.ATTACK, EventKind.INTERCEPTION):
        found += sorted({codes[event][kind] for said, kind in asserted if said is event and kind in codes[event]})
    return tuple(found)


def plover(incident: Incident) -> tuple[str, ...]:
    """PLOVER event types; an incident that was only intercepted has none."""
    codes = table("codes")["plover"]
    return tuple(sorted({codes[fact.event] for fact in incident.facts if fact.event in codes and fact.maximum != 0}))
