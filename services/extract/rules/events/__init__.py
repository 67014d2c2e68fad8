"""Owns which event and object a trigger makes of a thing: the senses of lexicon/senses.yaml applied to classes of things."""

from typing import Final

from services.extract.words import lexicon
from tocsin.vocabulary import EventKind, ObjectKind

AIRCRAFT: Final = frozenset({"aircraft", "helicopter"})
"""What brings weapons and is none itself; it strikes and is struck."""

CLASSES: Final = {
    **dict.fromkeys(("uav", "missile", "rocket", "bomb", "boat", "shell", "mine"), ("weapon",)),
    "other": ("weapon", "civil"),
    **dict.fromkeys(AIRCRAFT, ("weapon", "military")),
    "artillery": ("military", "weapon"),
    "mlrs": ("military", "weapon"),
    **dict.fromkeys(("tank", "armoured_vehicle", "air_defence", "equipment", "warship"), ("military",)),
    "personnel": ("military", "person"),
    **dict.fromkeys(("ship", "vehicle"), ("civil", "military")),
    **dict.fromkeys(("building", "window", "infrastructure", "energy", "industrial"), ("civil",)),
    **dict.fromkeys(("person", "couple"), ("person",)),
    **dict.fromkeys(("airport", "flight"), ("airport",)),
    "household": ("household",),
    "unknown": ("weapon",),
    "traffic": ("traffic",),
    "train": ("civil", "train"),
    "flat": ("civil",),
}
"""Kind of thing → the classes that senses.yaml speaks of, the likelier first."""

_SHOWN: Final = {
    "shell": "artillery",
    "mlrs": "rocket",
    "flight": "airport",
    "traffic": "other",
    "train": "other",
    "couple": "person",
}
"""What a kind of thing is called as the weapon or object of a claim."""
_HARMED: Final = {"couple": "killed", "train": "infrastructure", "flat": "building", "equipment": "other", "warship": "ship"}
"""What a kind of thing is called where it was harmed or lost."""

STOCKS: Final = frozenset({"missile", "bomb", "rocket"})
"""Weapons that tallies of losses count among other equipment."""

_OBJECTS: Final = frozenset(ObjectKind)

FLYING: Final = frozenset({"uav", "missile", "rocket", "bomb"})
"""What is sent through the air at somebody."""

SENT: Final = FLYING | {"boat"}
"""What is sent at somebody, sea drones with it."""

WEAPONS: Final = SENT | AIRCRAFT | {"artillery", "mlrs", "mine", "shell", "tank"}
"""What is struck with: weapons, and what carries or fires them."""

STRIKES: Final = frozenset({"strike", "shell", "bomb", "raid"})
"""Senses of strikes: their grammatical object is what was hit, not the weapon."""

COMES: Final = frozenset({"strike", "crash", "come_down", "intrude"})
"""Senses whose subject is the weapon, in the active voice too."""


def takes(sense: str, thing: str) -> str | None:
    """The class through which a trigger takes a thing; None where it cannot.

    >>> takes("shoot_down", "uav"), takes("shoot_down", "building"), takes("destroy", "building")
    ('weapon', None, 'civil')
    """
    events = lexicon.senses()[sense].events
    return next((group for group in CLASSES.get(thing, ()) if group in events), None)


def strikes_with(sense: str, thing: str) -> bool:
    """Whether a thing may be what a strike is done with, whatever else it may be: artillery strikes and is struck.

    >>> strikes_with("strike", "artillery"), strikes_with("strike", "building"), strikes_with("shoot_down", "uav")
    (True, False, True)
    """
    return "weapon" in CLASSES.get(thing, ()) and "weapon" in lexicon.senses()[sense].events


def happened(sense: str, thing: str, group: str | None = None) -> tuple[EventKind, ObjectKind] | None:
    """The event and object that a trigger makes of a thing.

    >>> happened("kill", "person")
    (<EventKind.CASUALTIES: 'casualties'>, <ObjectKind.KILLED: 'killed'>)
    """
    meaning = lexicon.senses()[sense]
    group = group or takes(sense, thing)
    if group is None or group not in meaning.events:
        return None
    event = meaning.events[group]
    mixed = event is EventKind.DAMAGE and len(set(meaning.events.values())) > 1
    if meaning.object and not mixed:
        return event, ObjectKind(meaning.object)
    if event is EventKind.ATTACK and thing in AIRCRAFT:
        return event, ObjectKind.BOMB if sense == "bomb" else ObjectKind.UNKNOWN
    if event is EventKind.ATTACK:
        return event, ObjectKind(_SHOWN.get(thing, thing))
    if event is EventKind.MILITARY_LOSS and thing in {"person", "couple"}:
        return event, ObjectKind.PERSONNEL
    shown = _HARMED.get(thing, thing)
    if event is EventKind.MILITARY_LOSS and thing in STOCKS:
        shown = "other"
    if event is EventKind.DISRUPTION:
        shown = _SHOWN.get(thing, thing)
    return (event, ObjectKind(shown)) if shown in _OBJECTS else None
