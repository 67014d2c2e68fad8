"""Rules on fires that are told by a noun, without the thing that burns: "a fire broke out"."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.phrases import Happening
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind, ObjectKind

_HARMED: Final = frozenset({"burn", "damage"})


def fire(item: Item, happening: Happening, telling: Telling) -> tuple[EventKind, ObjectKind] | None:
    """What a fire burns: what the text spoke of last, else something; None where the noun tells no fire of its own."""
    if happening.term.sense != "burn" or happening.term.form != "noun" or item.denied:
        return None
    if (item.amount and item.amount.role == "all") or _is_by(item, telling):
        return None
    if any(other.thing and other.happening and other.happening.term.sense in _HARMED for other in telling.items):
        return None
    return EventKind.DAMAGE, ObjectKind(telling.state.target or "other")


def _is_by(item: Item, telling: Telling) -> bool:
    """As in "the van was destroyed by fire": it only says how."""
    before = [node.kind for node in telling.nodes if item.trigger and node.end <= item.trigger.start and node.kind != "article"]
    return before[-1:] == ["by"]
