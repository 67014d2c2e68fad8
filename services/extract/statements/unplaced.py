"""Owns where a number is that nothing places: in the country of the parts that the next sentences tell of it."""

from typing import Final

from services.extract.places.theatres import OCCUPIED
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import EventKind

_NEAR: Final = 2
"""Sentences behind a number that may tell its parts."""


def totals(telling: Telling) -> None:
    """As in "67 drones were shot down, the ministry said. 28 were destroyed over Tula Region": the country is that of Tula."""
    state = telling.state
    for part in telling.found:
        for total in [total for total in state.unplaced if _may_be_of(part, total)]:
            land = next((country_of(code) for code in part.codes), None)
            site = state.region(land) if land else None
            total.sites = (site,) if site else ()
    told = [s for s in telling.found if s.event is EventKind.INTERCEPTION and s.value]
    unsure = [s for s in (*state.unplaced, *told) if not s.codes or _is_assumed(s, telling)]
    state.unplaced = [s for s in unsure if telling.number - s.sentence < _NEAR]


def _is_assumed(total: Statement, telling: Telling) -> bool:
    """As in "Сили ППО збили 61 дрон. 30 — над Саратовською областю": whose forces they are is told by what follows."""
    nobody = total.speaker is None and not total.stated_place and total.including is None and total.total is None
    return nobody and telling.state.lang == "uk" and tuple(total.codes) == ("UA",)


def _may_be_of(part: Statement, total: Statement) -> bool:
    """Whether a number with a region may be a part of one that nothing places."""
    same = (part.event, part.object) == (total.event, total.object) and total.speaker in {None, part.speaker}
    regional = any(is_regional(code) and country_of(code) and code not in OCCUPIED for code in part.codes[:1])
    return same and regional and 0 < (part.value or 0) < (total.value or 0)
