"""Mentions of one block → happenings: which mentions tell of the same one. A pure function of the set; order never matters.

Each mention counts under a day and a family; what is of one family, day and region is one happening.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from services.store.combined import combined
from services.store.days import Days, Slot, days_of
from services.store.happening import Happening, Link, linked
from services.store.mention import Mention
from services.store.names import share_name
from tocsin.vocabulary import Family

Cells = dict[tuple[Family, date, str], list[Mention]]
"""Family, day and region → the mentions of one happening, before regions mix."""


def merge(mentions: Iterable[Mention], links: Iterable[Link] = ()) -> list[Happening]:
    """The happenings of a block that hold at least one opening mention, in order of day, family and region.

    `links` are what people decided; they overrule every rule here.
    """
    every = sorted(mentions, key=lambda mention: mention.key)
    days = days_of(every)
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
