"""Owns what an article tells in its own name although somebody spoke before: background, closed airports, harm beside tallies."""

from typing import Final

from services.extract.claimants.who import HEADS, is_national
from services.extract.clause.bind import Item
from services.extract.judging.meaning import Meaning
from services.extract.rules.claimants import Speaker
from services.extract.story.settling import settled
from services.extract.story.site import Site
from services.extract.story.telling import Telling
from tocsin.places import is_regional
from tocsin.vocabulary import ClaimantKind, EventKind, ObjectKind

_NO_PILOTS: Final = frozenset(
    {ClaimantKind.MAYOR, ClaimantKind.GOVERNOR, ClaimantKind.MILITARY, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.MEDIA,
     ClaimantKind.WITNESS, ClaimantKind.POLICE}
)  # fmt: skip
"""Claimants from whom no closed airport is heard unless they are named with it."""
_AVIATION: Final = ("aviat", "air transport", "росавиац", "росавіац", "украэрорух", "украерорух")
"""Words in the names of aviation authorities."""
_LOCAL: Final = HEADS | {ClaimantKind.POLICE, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.COMPANY, ClaimantKind.OTHER}
"""Claimants that may be of one region."""
_HARM: Final = frozenset({EventKind.DAMAGE, EventKind.CASUALTIES})


_EARLIER: Final = ("earlier", "previously", "initially", "ранее", "раньше", "раніше")
"""Words that open what had been reported before the news, or stand in the verb of who did."""


def is_earlier(telling: Telling) -> bool:
    """Whether a sentence opens with what had been reported before: "Earlier, officials put the toll at 14"."""
    opening = telling.text[telling.sentence.start : telling.sentence.end].lstrip("\"'- ").lower()
    said = [telling.text[node.start : node.end].lower().split() for node in telling.attributions]
    return bool(said) and (opening.startswith(_EARLIER) or any(word in _EARLIER for words in said for word in words))


def is_background(telling: Telling) -> bool:
    """Whether a sentence tells of what happened before the news: "last month a drone struck the same plant"."""
    return telling.has("background", "unattributed" if telling.state.free_order else "background") or any(
        node.value.kind == "past_month" and node.value.text.lower().startswith("last") for node in telling.of("time")
    )


def is_of_another(speaker: Speaker | None, place: tuple[Site, ...], telling: Telling) -> bool:
    """Whether the head of one region is carried on into what happened in another: he does not speak of that."""
    state = telling.state
    if speaker is None or speaker is not state.speaker or telling.attributions or speaker.kind not in _LOCAL:
        return False
    kept = state.regions, state.countries
    home = {site.code for site in settled(speaker.places, state)}
    state.regions, state.countries = kept
    if not home and (speaker.kind in HEADS or speaker.generic) and telling.sentence.paragraph != state.spoke_in:
        home = state.spoke_of
    codes = {site.code for site in place}
    return bool(home) and bool(codes) and not home & codes and all(map(is_regional, (*home, *codes)))


def is_narrated(item: Item, said: Meaning, speaker: Speaker | None, placed: bool, telling: Telling) -> bool:
    """Whether an item is the article's own although a claimant is carried on; `placed`: its own clause names a region or town."""
    state = telling.state
    if speaker is None or speaker is not state.speaker or telling.attributions:
        return False
    if said.object is ObjectKind.AIRPORT and speaker.kind in _NO_PILOTS:
        return True
    if said.object is not ObjectKind.AIRPORT and _is_of_aviation(speaker, telling):
        return True
    if state.free_order:
        return _is_after_tally(speaker, said, placed, telling)
    if is_background(telling):
        return True
    presupposed = item.rule == "<attribute> <thing>" and item.thing is not None and item.thing.article == "a"
    tallied = speaker.kind is ClaimantKind.MINISTRY and state.spoken == {EventKind.INTERCEPTION}
    return tallied and placed and (said.event in _HARM or item.rule == "<weapon> <harm>" or presupposed)


def _is_of_aviation(speaker: Speaker, telling: Telling) -> bool:
    """Whether an aviation authority is carried on: it tells of airports and of nothing else."""
    name = telling.text[speaker.start : speaker.end].lower()
    return any(word in name for word in _AVIATION)


def _is_after_tally(speaker: Speaker, said: Meaning, placed: bool, telling: Telling) -> bool:
    """Whether a paragraph tells harm in a region behind a country's tally of weapons: forces that count do not tell that."""
    state = telling.state
    another = telling.sentence.paragraph != state.spoke_in and state.author is None
    tallied = bool(state.spoken) and state.spoken <= {EventKind.INTERCEPTION, EventKind.ATTACK}
    harm = said.event in _HARM or (said.event is EventKind.ATTACK and state.spoken == {EventKind.INTERCEPTION})
    return another and tallied and placed and harm and is_national(speaker)
