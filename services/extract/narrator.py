"""Owns what an article tells in its own name although somebody spoke before: background, closed airports, harm beside tallies."""

from typing import Final

from services.extract.bind import Item
from services.extract.rules.claimants import Speaker
from services.extract.rules.meaning import Meaning
from services.extract.telling import Telling
from tocsin.vocabulary import ClaimantKind, EventKind, ObjectKind

_NO_PILOTS: Final = frozenset(
    {ClaimantKind.MAYOR, ClaimantKind.GOVERNOR, ClaimantKind.MILITARY, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.MEDIA,
     ClaimantKind.WITNESS, ClaimantKind.POLICE}
)  # fmt: skip
"""Claimants from whom no closed airport is heard unless they are named with it."""
_HARM: Final = frozenset({EventKind.DAMAGE, EventKind.CASUALTIES})


def is_background(telling: Telling) -> bool:
    """Whether a sentence tells of what happened before the news: "last month a drone struck the same plant"."""
    return telling.has("background") or any(
        node.value.kind == "past_month" and node.value.text.lower().startswith("last") for node in telling.of("time")
    )


def is_narrated(item: Item, said: Meaning, speaker: Speaker | None, placed: bool, telling: Telling) -> bool:
    """Whether an item is the article's own although a claimant is carried on; `placed`: its own clause names a region or town."""
    state = telling.state
    if speaker is None or speaker is not state.speaker or telling.attributions or state.free_order:
        return False
    if is_background(telling) or (said.object is ObjectKind.AIRPORT and speaker.kind in _NO_PILOTS):
        return True
    presupposed = item.rule == "<attribute> <thing>" and item.thing is not None and item.thing.article == "a"
    tallied = speaker.kind is ClaimantKind.MINISTRY and state.spoken == {EventKind.INTERCEPTION}
    return tallied and placed and (said.event in _HARM or item.rule == "<weapon> <harm>" or presupposed)
