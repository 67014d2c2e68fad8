"""Owns what an article tells in its own name although somebody spoke before: background, closed airports, harm beside tallies."""

from typing import Final

from services.extract.bind import Item
from services.extract.rules.claimants import Speaker
from services.extract.rules.meaning import Meaning
from services.extract.settling import settled
from services.extract.site import Site
from services.extract.telling import Telling
from tocsin.places import is_regional
from tocsin.vocabulary import ClaimantKind, EventKind, ObjectKind

_NO_PILOTS: Final = frozenset(
    {ClaimantKind.MAYOR, ClaimantKind.GOVERNOR, ClaimantKind.MILITARY, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.MEDIA,
     ClaimantKind.WITNESS, ClaimantKind.POLICE}
)  # fmt: skip
"""Claimants from whom no closed airport is heard unless they are named with it."""
_HEADS: Final = frozenset({ClaimantKind.GOVERNOR, ClaimantKind.MAYOR})
_HARM: Final = frozenset({EventKind.DAMAGE, EventKind.CASUALTIES})


def is_background(telling: Telling) -> bool:
    """Whether a sentence tells of what happened before the news: "last month a drone struck the same plant"."""
    return telling.has("background") or any(
        node.value.kind == "past_month" and node.value.text.lower().startswith("last") for node in telling.of("time")
    )


def is_of_another(speaker: Speaker | None, place: tuple[Site, ...], telling: Telling) -> bool:
    """Whether the head of one region is carried on into what happened in another: he does not speak of that."""
    state = telling.state
    if speaker is None or speaker is not state.speaker or telling.attributions or speaker.kind not in _HEADS or not speaker.places:
        return False
    kept = state.regions, state.countries
    home = {site.code for site in settled(speaker.places, state)}
    state.regions, state.countries = kept
    codes = {site.code for site in place}
    return bool(home) and bool(codes) and not home & codes and all(map(is_regional, (*home, *codes)))


def is_narrated(item: Item, said: Meaning, speaker: Speaker | None, placed: bool, telling: Telling) -> bool:
    """Whether an item is the article's own although a claimant is carried on; `placed`: its own clause names a region or town."""
    state = telling.state
    if speaker is None or speaker is not state.speaker or telling.attributions:
        return False
    if said.object is ObjectKind.AIRPORT and speaker.kind in _NO_PILOTS:
        return True
    if state.free_order:
        return False
    if is_background(telling):
        return True
    presupposed = item.rule == "<attribute> <thing>" and item.thing is not None and item.thing.article == "a"
    tallied = speaker.kind is ClaimantKind.MINISTRY and state.spoken == {EventKind.INTERCEPTION}
    return tallied and placed and (said.event in _HARM or item.rule == "<weapon> <harm>" or presupposed)
