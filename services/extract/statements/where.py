"""Owns where an item happened: the places of its clause, else what the sentence, the text or the claimant's office implies."""

from collections import Counter
from itertools import pairwise
from typing import Final

from services.extract.claimants.who import country, is_national
from services.extract.clause.bind import Item
from services.extract.places.capitals import CAPITALS
from services.extract.places.theatres import OCCUPIED, is_far
from services.extract.rules.claimants import Speaker
from services.extract.statements import nationwide
from services.extract.statements.asked import Asked, Sites
from services.extract.story.context import State
from services.extract.story.settling import settled
from services.extract.story.site import Site
from services.extract.story.telling import Telling
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import ClaimantKind, EventKind

_NAMESAKE: Final = 150_000
"""Inhabitants below which a town shares its name with villages."""
_SEVERAL: Final = 2
_OWNED: Final = frozenset({"thing", "possessive"})
_LOCAL: Final = frozenset({ClaimantKind.GOVERNOR, ClaimantKind.MAYOR, ClaimantKind.POLICE, ClaimantKind.EMERGENCY_SERVICE})
Placed = tuple[tuple[Site, ...], bool]
"""Places, and whether the item's own clause names them."""


def sites(item: Item, event: EventKind, speaker: Speaker | None, telling: Telling) -> Placed:
    """The places of an item, and whether its own clause names them."""
    state = telling.state
    if speaker and speaker.nation:
        state.countries = (speaker.nation, *(code for code in state.countries if code != speaker.nation))
    around = state.regions
    if own := settled(item.places or (item.thing.places if item.thing else ()), state):
        mine = _as_he_calls(own, event, speaker, state)
        state.regions = around if mine else state.regions
        return _of_a_village(own, item, state) or mine or own, True
    if _of_the_black_sea(item, event, telling):
        sea = state.region("SEA:black")
        return (sea,) if sea else (), False
    home = country(speaker, state)
    asked = Asked(item, event, speaker, telling, state.region(home) if home else None)
    for implied in _IMPLIED:
        if (places := implied(asked)) is not None:
            return _as_he_calls(places, event, speaker, state) or places, False
    return (), False


def _as_he_calls(own: tuple[Site, ...], event: EventKind, speaker: Speaker | None, state: State) -> Sites:
    """Villages of a governor's region that towns elsewhere are called like; closed airports are not told by him."""
    return None if event is EventKind.DISRUPTION and state.free_order else _of_his_region(own, speaker, state)


def _of_his_region(own: tuple[Site, ...], speaker: Speaker | None, state: State) -> Sites:
    """What a governor calls by a name that a town elsewhere has is a village of his region."""
    home = state.homes.get(speaker.start) if speaker is not None else None
    if home is None or not {site.code for site in state.sites} <= {home.code}:
        return None
    if state.free_order and not set(state.regions) <= {home.code, *(site.code for site in own)}:
        return None  # a text on several regions
    nodes = [site.node for site in own if site.node is not None and site.node.kind == "place"]
    if len(nodes) != len(own) or any(node.value.type_noun == "district" for node in nodes):
        return None
    towns = [site for site in own if site.entry.level == "city" and site.entry.population < _NAMESAKE]
    away = [site for site in towns if site.entry.country == home.entry.country and site.code != home.code]
    others = {site.code for site in own if site not in away}
    if not away or not others <= {home.code}:
        return None
    return tuple(Site(home.entry, site.node) if site in away else site for site in own)


def _of_a_village(own: tuple[Site, ...], item: Item, state: State) -> Sites:
    """Where a village that the gazetteer lacks lies, if only its country is named: where the text is, if that is in the country."""
    unknown = any(span.kind == "place" and not span.value.candidates for span in item.places)
    wide = {site.code for site in own if site.entry.level == "country"}
    if state.free_order or not unknown or len(wide) != len(own) or not state.sites:
        return None
    return state.sites if all(is_regional(site.code) and site.entry.country in wide for site in state.sites) else None


def _of_the_black_sea(item: Item, event: EventKind, telling: Telling) -> bool:
    """Unmanned boats that the Black Sea Fleet destroys were in its sea."""
    boats = event is EventKind.INTERCEPTION and item.thing is not None and item.thing.object == "boat"
    return boats and "Black Sea Fleet" in telling.text[telling.sentence.start : telling.sentence.end]


def _of_its_total(asked: Asked) -> Sites:
    """Where the total of a part was, told in the same sentence or before the list that the line is of."""
    if asked.item.including and asked.found:
        return asked.found[-1].sites
    opening = asked.state.opening if asked.state.listing and asked.state.free_order else None
    return opening.sites if opening and asked.item.happening is None else None


def _over_its_parts(asked: Asked) -> Sites:
    """A total without a place, whose parts behind it lie in several regions, is of their country: "сбиты 41 БПЛА: 20 — над …"."""
    state, item = asked.state, asked.item
    if item.including or not item.amount or not item.amount.value:
        return None
    opening = ("colon", "including") if state.free_order else ("colon",)  # "сбиты 43, в том числе 23 над …, 11 над …"
    colons = [node.start for node in asked.telling.of(*opening) if node.start >= item.end]
    if item.happening and item.happening.term.form == "part" and state.free_order:
        colons = [item.end]  # "из 20 беспилотников, сбитых за ночь, девять …"
    placed = [(other.amount, other) for other in asked.telling.items if colons and other.places and other.amount]
    parts = [other for amount, other in placed if (amount.start if state.free_order else other.start) > colons[0]]
    codes = dict.fromkeys(site.code for other in parts for site in settled(other.places, state) if is_regional(site.code))
    lands = Counter(home for code in codes if code not in OCCUPIED and (home := country_of(code)))
    if len(parts) < _SEVERAL or len(codes) < _SEVERAL or not lands:
        return None
    common = state.region(lands.most_common(1)[0][0])
    own = is_national(asked.speaker) and (state.free_order or (asked.speaker is not None and asked.speaker.nation is not None))
    land = (asked.whole or common) if own else common
    return (land,) if land else None


def _of_the_office(asked: Asked) -> Sites:
    """A region's own voice, brought in by the sentence, speaks of its region."""
    speaker, telling = asked.speaker, asked.telling
    new = speaker is not None and any(node.value.speaker is speaker for node in telling.attributions)
    if speaker is None or not new or is_national(speaker) or asked.found:
        return None
    office = settled(speaker.places, asked.state)
    if not office or office[0].entry.level == "country":
        return None
    if not asked.state.free_order and is_far(
        office[0].entry.country, tuple(country_of(site.code) or "" for site in asked.state.sites)
    ):
        return None  # "officials in Brussels said"
    home = {site.code for site in office}
    if _is_seat(office, speaker) and asked.state.sites and not asked.state.free_order:
        return asked.state.sites  # "officials in Islamabad said"
    near = () if asked.state.free_order else _beside(asked) or ()
    if near and {site.code for site in near} <= home:
        return near  # "the governor of Kharkiv said two people were killed in an attack on Izium"
    same = {site.code for site in asked.state.sites} == home
    return asked.state.sites if same else office


def _is_seat(office: tuple[Site, ...], speaker: Speaker) -> bool:
    """Whether a claimant who is no head of it only sits in a country's capital."""
    return speaker.kind not in _LOCAL and all(
        site.entry.country and CAPITALS.get(site.entry.country) == site.code for site in office
    )


def _there(asked: Asked) -> Sites:
    return asked.state.sites or None if asked.state.free_order and asked.telling.has("there") else None


def _of_the_sentence(asked: Asked) -> Sites:
    mine = [statement for statement in asked.found if statement.speaker == asked.speaker]
    if asked.state.free_order or not mine:
        return mine[0].sites if mine else None
    return next((statement.sites for statement in reversed(mine) if statement.stated_place), mine[0].sites)


def _of_the_breath(asked: Asked) -> Sites:
    """What somebody else says in the same sentence: "rockets hit a base in Anbar; nobody was hurt, an official said"."""
    stated = [statement for statement in asked.found if statement.stated_place]
    return stated[-1].sites if stated and not asked.state.free_order else None


def _before_in_free_order(asked: Asked) -> Sites:
    state, item = asked.state, asked.item
    if not state.free_order:
        return None
    said = [other.places for other in asked.telling.items if other.places and other.start < item.start and not other.goal]
    return (settled(said[-1], state) if said else ()) or None


def _beside(asked: Asked) -> Sites:
    """The place of something else in the same breath, told before it or, where that has none, after it."""
    telling, item, free = asked.telling, asked.item, asked.state.free_order
    if asked.found and free:
        return None
    placed = [other for other in telling.items if other.places and not other.goal and (free or not _is_share(other))]
    before = [] if free else [other for other in placed if other.start < item.start and not _parted(other, item, telling)]
    after = [other for other in placed if (free or other.start >= item.start) and not _parted(item, other, telling)]
    return settled(next((other.places for other in [*reversed(before), *after]), ()), asked.state) or None


def _bare(asked: Asked) -> Sites:
    """A place that the sentence names without a preposition: "Yeysk mourns: its mayor said …"."""
    telling = asked.telling
    nodes = telling.nodes
    named = [
        node for node, after in pairwise(nodes)
        if node.kind == "places" and node.start < asked.item.start and (asked.state.free_order or after.kind not in _OWNED)
    ]  # fmt: skip
    if not named or telling.has("location"):
        return None
    near = settled(named[-1].value, asked.state)
    return near if near and near[0].entry.level != "country" else None


def _opened(asked: Asked) -> Sites:
    """The place that opens the sentence although somebody is brought in behind it: "In El Fasher, activists said …"."""
    nodes = asked.telling.nodes
    if asked.state.free_order or not nodes or nodes[0].kind != "location":
        return None
    near = settled(nodes[0].value, asked.state)
    return near if near and near[0].entry.level != "country" else None


def _spoken_of(asked: Asked) -> Sites:
    return asked.state.sites or None


def _of_the_claimant(asked: Asked) -> Sites:
    return (settled(asked.speaker.places, asked.state) if asked.speaker else ()) or ((asked.whole,) if asked.whole else None)


def _of_the_readers(asked: Asked) -> Sites:
    """What is shot down in a Ukrainian text that names no place and nobody who says so is shot down in Ukraine."""
    ours = asked.event is EventKind.INTERCEPTION and asked.speaker is None and asked.state.lang == "uk"
    site = asked.state.region("UA") if ours else None
    return (site,) if site else None


_IMPLIED: Final = (
    _of_its_total, _over_its_parts, nationwide.of_who_shot, nationwide.of_the_forces, nationwide.of_the_nation,
    nationwide.of_its_airports, _of_the_office, _there, _of_the_sentence, _before_in_free_order, _beside, _bare, _opened,
    _of_the_breath, nationwide.of_its_victims, _spoken_of, _of_the_claimant, _of_the_readers,
)  # fmt: skip
"""What may imply the place of an item, the nearest first."""


def _is_share(item: Item) -> bool:
    """Whether an item is a part of another: "55 were killed, eleven of them in Bekaa" says nothing of the place of the 55."""
    return item.including or (item.amount is not None and item.amount.role == "share")


def _parted(item: Item, other: Item, telling: Telling) -> bool:
    """Whether a contrast or another clause stands between two items."""
    return any(item.end <= node.start < other.start for node in telling.of("but", "semicolon"))
