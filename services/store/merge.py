"""Mentions of one block → happenings: which mentions tell of the same one. A pure function of the set; order never matters.

Each mention gets a day: nights count under the day they end on, so touching nights stay apart. Every step looks only at what
firmer mentions settled and at most `REACH_DAYS` away, so a change never ripples further.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from services.store.combined import combined
from services.store.happening import Happening, Link, linked
from services.store.mention import Mention, MentionKey, day_of
from services.store.names import share_name
from services.store.window import Shape
from tocsin.vocabulary import Family

REACH_DAYS: Final = 3
"""How many days back a report without a time may continue an older one; also the furthest that any step looks."""

_EVENING: Final = 20
"""Local hour at which a night begins whose first hour nobody states."""

_ONE_DAY: Final = timedelta(days=1)

Slot = tuple[str, date]
"""Region and day."""

Days = dict[MentionKey, date]
"""Mention → the day it counts under."""

Cells = dict[tuple[Family, date, str], list[Mention]]
"""Family, day and region → the mentions of one happening, before regions mix."""

Nights = dict[Slot, int]
"""Region and the day a reported night ends on → the hour of the day before at which it began."""


def merge(mentions: Iterable[Mention], links: Iterable[Link] = ()) -> list[Happening]:
    """The happenings of a block that hold at least one opening mention, in order of day, family and region.

    `links` are what people decided; they overrule every rule here.
    """
    every = sorted(mentions, key=lambda mention: mention.key)
    days = _days(every)
    cells: Cells = defaultdict(list)
    for mention in every:
        if mention.family is not None:
            cells[mention.family, days[mention.key], mention.region].append(mention)
    for decide in (_families_of_the_implied, _families_of_the_unarmed):  # the first give the others what to join
        for mention, family in decide(every, days, cells):
            cells[family, days[mention.key], mention.region].append(mention)
    happenings = [
        Happening(family, day, tuple(sorted(members, key=lambda m: m.key)))
        for (family, day), regions in _by_family_and_day(cells).items()
        for members in _mixed(regions)
    ]
    happenings = linked(combined(happenings), links)
    return sorted((h for h in happenings if h.opens), key=lambda h: (h.day, h.family, h.mentions[0].key))


def _days(mentions: Sequence[Mention]) -> Days:
    """The day each mention counts under."""
    days: Days = {}
    nights: Nights = {}
    for mention in mentions:
        if mention.window.shape is Shape.NIGHT:
            slot, begins = (mention.region, mention.window.last), mention.window.hour
            nights[slot] = min(nights.get(slot, 24), _EVENING if begins is None else begins)
    firm: dict[Slot, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.window.shape in {Shape.NIGHT, Shape.CLOCK}:
            day = days[mention.key] = _firm_day(mention, nights)
            firm[mention.region, day].append(mention)
    settled = {slot: list(members) for slot, members in firm.items()}
    for mention in mentions:
        if mention.window.shape is Shape.DAY and not mention.lasting:
            day = days[mention.key] = _whole_day(mention, firm, nights)
            settled.setdefault((mention.region, day), []).append(mention)
    for mention in mentions:
        if mention.key not in days:
            days[mention.key] = _loose_day(mention, settled, nights)
    return days


def _firm_day(mention: Mention, nights: Nights) -> date:
    window = mention.window
    following = window.first + _ONE_DAY
    if window.shape is Shape.CLOCK and (window.hour or 0) >= nights.get((mention.region, following), 24):
        return following  # the evening that a reported raid began in
    return day_of(window)


def _whole_day(mention: Mention, firm: dict[Slot, list[Mention]], nights: Nights) -> date:
    """A day named without a clock is that day's happening; told when the night had begun on it, it may be that night."""
    day = mention.window.first
    following = day + _ONE_DAY
    begins = nights.get((mention.region, following))
    if begins is None or (mention.region, day) in firm or mention.told is None:
        return day
    return following if mention.told >= datetime.combine(day, time(min(begins, 23))) else day


def _loose_day(mention: Mention, settled: dict[Slot, list[Mention]], nights: Nights) -> date:
    """A span, a mention without a time, or one of what lasts, goes where a firmer one tells the same, else to its own day."""
    own = day_of(mention.window)
    if (
        mention.lasting
        and (mention.region, own) not in settled
        and _outlasts(mention, settled.get((mention.region, own - _ONE_DAY), ()))
    ):
        return own - _ONE_DAY
    if mention.window.shape is Shape.DAY:
        return own if (mention.region, own) in settled else _whole_day(mention, {}, nights)
    if mention.window.shape is Shape.SPAN:
        inside = (own - _ONE_DAY * back for back in range((own - mention.window.first).days + 1))
        known = [day for day in inside if (mention.region, day) in settled]
        tied = [day for day in known if _told_alike(mention, settled[mention.region, day])]
        return (tied or known or [own])[0]
    if (mention.region, own) in settled and not mention.follows_up:
        return own
    back_to = REACH_DAYS if mention.follows_up or not (mention.family or mention.implied) else 1
    for back in range(back_to + 1):
        day = own - _ONE_DAY * back
        if _told_alike(mention, settled.get((mention.region, day), ())):
            return day
    return _whole_day(mention, {}, nights)


def _outlasts(mention: Mention, before: Iterable[Mention]) -> bool:
    """Whether what it says is disrupted was told of an attack on the day before."""
    return any(mention.lasting & other.disrupted for other in before if other.family is not None)


def _told_alike(mention: Mention, others: Iterable[Mention]) -> bool:
    """Whether some other mention names one of the same places; of the same family, where both name weapons."""
    return any(
        share_name(mention.places, other.places)
        for other in others
        if mention.family is None or other.family is None or mention.family == other.family
    )


def _families_of_the_implied(mentions: Sequence[Mention], days: Days, cells: Cells) -> list[tuple[Mention, Family]]:
    """What only implies a weapon is of that family, unless what is told of the same places there and then names another alone."""
    armed = _armed(cells)
    decided = []
    for mention in mentions:
        if mention.implied is not None:
            there = armed.get((mention.region, days[mention.key]), {})
            named = [family for family in there if share_name(mention.places, _places(there[family]))]
            decided.append((mention, mention.implied if mention.implied in named or not named else min(named)))
    return decided


def _families_of_the_unarmed(mentions: Sequence[Mention], days: Days, cells: Cells) -> list[tuple[Mention, Family]]:
    """Mentions without a weapon join the happening there and then that tells of the same places, else the largest, else none."""
    armed = _armed(cells)
    decided = []
    for mention in mentions:
        if mention.family is None and mention.implied is None:
            there = armed.get((mention.region, days[mention.key]), {})
            best = max(
                there,
                key=lambda family: (
                    share_name(mention.places, _places(there[family])),
                    len(there[family]),
                    family == Family.AERIAL,
                    family,
                ),
                default=Family.OTHER,
            )
            decided.append((mention, best))
    return decided


def _armed(cells: Cells) -> dict[Slot, dict[Family, list[Mention]]]:
    armed: dict[Slot, dict[Family, list[Mention]]] = defaultdict(dict)
    for (family, day, region), members in cells.items():
        armed[region, day][family] = members
    return armed


def _places(mentions: Iterable[Mention]) -> set[str]:
    return {place for mention in mentions for place in mention.places}


def _by_family_and_day(cells: Cells) -> dict[tuple[Family, date], dict[str, list[Mention]]]:
    grouped: dict[tuple[Family, date], dict[str, list[Mention]]] = defaultdict(dict)
    for (family, day, region), members in sorted(cells.items()):
        grouped[family, day][region] = members
    return grouped


def _mixed(regions: dict[str, list[Mention]]) -> list[list[Mention]]:
    """The regions of a block one by one, but as one where a source mixes any of them."""
    if len(regions) > 1 and _sources_mix([mention for members in regions.values() for mention in members]):
        return [[mention for members in regions.values() for mention in members]]
    return list(regions.values())


def _sources_mix(mentions: Sequence[Mention]) -> bool:
    """A part counted in one region and its total in another, one place told under both, or one article's rival counts for both."""
    region_of = {s.id: m.region for m in mentions for s in m.statements}
    if any(region_of.get(s.part_of or "", m.region) != m.region for m in mentions for s in m.statements):
        return True
    if any(a.region < b.region and share_name(a.places, b.places) for a in mentions for b in mentions):
        return True
    return any(_rival_counts(one, other) for one in mentions for other in mentions if one.article == other.article)


def _rival_counts(one: Mention, other: Mention) -> bool:
    """Two claimants of one article count the same thing, one for the city and one for the region around it."""
    if one.region >= other.region:
        return False
    here = {(s.event, s.object): s.claimant for s in one.statements if s.value and s.claimant}
    there = {(s.event, s.object): s.claimant for s in other.statements if s.value and s.claimant}
    return any(metric in there and there[metric] != claimant for metric, claimant in here.items())
