"""Attacks from the sea and the air at once: which happenings of one day an article tells of as one. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from services.store.happening import Happening
from services.store.mention import Mention
from services.store.names import share_name
from tocsin.vocabulary import Family


def combined(happenings: Sequence[Happening]) -> list[Happening]:
    """The happenings, those of the sea and of the air as one where an article tells of both at one place and time.

    Boats attack a coast with drones and missiles over them, in one raid of one toll, so such an article tells of one attack. What
    guns do beside it does not join: along a front they fire every day, and would tie all that flies there to it. The family is
    that of most claims, between equals the air.
    """
    found = list(happenings)
    for sea in [each for each in happenings if each.family is Family.SEA]:
        over = [each for each in found if each.family is Family.AERIAL and each.day == sea.day and _told_as_one(sea, each)]
        if over:
            parts = sorted([sea, *over], key=lambda h: (-len(h.claims), h.family, h.mentions[0].key))
            members = sorted((mention for part in parts for mention in part.mentions), key=lambda mention: mention.key)
            found = [*(each for each in found if each not in parts), replace(parts[0], mentions=tuple(members))]
    return found


def _told_as_one(sea: Happening, air: Happening) -> bool:
    return any(_one_attack(*pair) for pair in product(sea.mentions, air.mentions))


def _one_attack(boats: Mention, flown: Mention) -> bool:
    """Whether one article tells of both as news, armed both, and names no town for one that it does not for the other."""
    if boats.article != flown.article or boats.region != flown.region or boats.background or flown.background:
        return False
    if (boats.family, flown.family) != (Family.SEA, Family.AERIAL) or not (boats.opens and flown.opens):
        return False
    return share_name(boats.places, flown.places) or not (boats.places and flown.places)
