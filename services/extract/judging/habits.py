"""Owns what Russian and Ukrainian say that a weapon does as a rule: it is told of no event."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.events import STRIKES
from services.extract.rules.slavic_things import DOWNED
from services.extract.story.telling import Telling

_PRESENT: Final = ("є", "ють", "ет", "ёт", "ют", "ит", "ят", "ить", "ять")
"""Endings of verbs in the present."""
_DONE: Final = ("сбит", "подбит")
"""Short participles that end like verbs in the present."""
_DOES: Final = DOWNED | {"destroy", "neutralise"}
_FILMED: Final = STRIKES | {"hit", "launch"}
_NEAR: Final = 2
"""Nodes from the relative pronoun to its verb: "який він збиває"."""


def does_so(item: Item, sense: str, telling: Telling) -> bool:
    """As in "дешевша за «шахед», який вона збиває", "видно, як дрон влучає в окоп".

    In the present, a relative clause tells what a weapon is for, and one of manner what a film shows.
    "Сообщил, что сбит дрон" is news.
    """
    joining = "relative" if sense in _DOES else "subordinate" if sense in _FILMED else ""
    if item.trigger is None or not joining or not telling.has(joining):
        return False
    before = [node.kind for node in telling.nodes if node.end <= item.trigger.start][-_NEAR:]
    verb = telling.text[item.trigger.start : item.trigger.end].split()[0].lower()
    return joining in before and verb.endswith(_PRESENT) and verb not in _DONE
