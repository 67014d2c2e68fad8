"""Rules on what is closed where no thing is counted: bridges that have a name, airports that only their towns name."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.phrases import Happening
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind, ObjectKind

_BRIDGES: Final = ("мост", "міст", "bridge")
_AVIATION: Final = ("росавиац", "росавіац", "украэрорух", "украерорух")
"""Names of aviation authorities."""
_RESTRICTS: Final = ("огранич", "обмеж")
"""Beginnings of words for what they impose."""
_BEFORE: Final = 400
"""Characters before a sentence in which the authority may be named whose restrictions it goes on with."""


def closure(item: Item, happening: Happening, telling: Telling) -> tuple[EventKind, ObjectKind] | None:
    """What "closed" means without a thing; None where it means nothing."""
    return _bridge(happening, telling) or _airport(item, happening, telling)


def _bridge(happening: Happening, telling: Telling) -> tuple[EventKind, ObjectKind] | None:
    """As in "Крымский мост перекрыт": a bridge that has a name is closed to traffic."""
    if happening.term.sense != "close" or happening.term.form != "either":
        return None
    spans = [span for node in telling.of("places", "location") for span in node.value if span.kind == "place"]
    named = any(span.value.text.lower().rpartition(" ")[2].startswith(_BRIDGES) for span in spans)
    return (EventKind.DISRUPTION, ObjectKind.OTHER) if named else None


def _airport(item: Item, happening: Happening, telling: Telling) -> tuple[EventKind, ObjectKind] | None:
    """What the aviation authority restricts are airports: "Росавиация ввела ограничения в Калуге. В Туле ограничения …"."""
    if happening.term.sense != "close" or not item.places or not telling.state.free_order:
        return None
    start = telling.sentence.start
    words, before = telling.text[start : telling.sentence.end].lower(), telling.text[max(0, start - _BEFORE) : start].lower()
    restricts = any(name in words for name in _RESTRICTS)
    told = any(name in words or (restricts and name in before) for name in _AVIATION)
    return (EventKind.DISRUPTION, ObjectKind.AIRPORT) if told else None
