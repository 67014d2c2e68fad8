"""Owns the numbers of the dead and hurt: whose toll somebody is part of, and of which day a toll is."""

from typing import Final

from services.extract.claims.shares import are_elsewhere, same_days, same_time, same_voice
from services.extract.story.statement import Statement
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import EventKind, TimeBasis

_LEAD: Final = 2
"""Number of the last sentence that may tell the toll of all that follows."""
_FOLLOWING: Final = 8
"""Sentences behind a toll that may tell of its people one by one."""
_CLOSING: Final = 3
"""Sentences before a toll that may tell of one of its people."""
_FEW: Final = 2
"""People told of by themselves at most."""


def current(found: list[Statement]) -> list[Statement]:
    """Without the tolls that others have overtaken: "Earlier, officials had put the toll at 14", where it is 19 now."""
    return [s for s in found if not (s.earlier and s.event is EventKind.CASUALTIES and any(_is_wider(other, s) for other in found))]


def toll_of(statement: Statement, found: list[Statement]) -> Statement | None:
    """The number of all of whom a statement tells some; None where it tells of no people or nobody counts them."""
    if statement.event is not EventKind.CASUALTIES or not statement.value or statement.amount is None:
        return None
    return _risen(statement, found) or _led(statement, found) or _closing(statement, found)


def _risen(statement: Statement, found: list[Statement]) -> Statement | None:
    """As in "Three more have died, taking the number killed to eight": the toll that new victims are part of."""
    if statement.is_toll:
        return None
    for other in found:
        if _is_wider(other, statement) and abs(other.sentence - statement.sentence) <= 1:
            behind = other.start > statement.start and not other.stated_place and same_days(statement, other)
            if other.is_toll or (behind and _is_another(statement)):
                return other
    return None


def _led(statement: Statement, found: list[Statement]) -> Statement | None:
    """As in "пострадали четверо. … Водителя доставили в больницу": people told one by one behind the number of all."""
    another = _is_another(statement)
    here = statement.stated_place and any(site.is_small for site in statement.sites)
    if statement.thing is None and not another and not here:
        return None  # "утром сообщали о шести раненых": an earlier toll
    for lead in reversed([s for s in found if s.start < statement.start and s.sentence < statement.sentence]):
        if not _is_wider(lead, statement) or statement.sentence - lead.sentence > _FOLLOWING or lead.total is not None:
            continue
        wide = not any(site.is_small for site in lead.sites)
        elsewhere = statement.stated_place and are_elsewhere(statement, lead)
        one = same_voice(statement, lead) and lead.background is statement.background
        if one and not elsewhere and (not another or (wide and here)) and _has_room(lead, statement, found):
            return lead
    return None


def _closing(statement: Statement, found: list[Statement]) -> Statement | None:
    """As in "Умер мужчина. Таким образом, погибших двое": the number of all behind somebody told of by himself."""
    if (statement.value or 0) > _FEW:
        return None
    for total in found:
        if not _is_wider(total, statement) or not 0 <= total.sentence - statement.sentence <= _CLOSING:
            continue
        bare = total.thing is None and not total.stated_place and total.amount is not None and not total.amount.role
        one = same_voice(statement, total) and same_days(statement, total)
        if bare and one and total.start > statement.start and _has_room(total, statement, found):
            return total
    return None


def _is_another(statement: Statement) -> bool:
    """Whether people are told of as more of the same: "ещё двое", "five others"."""
    return statement.amount is not None and statement.amount.role == "another"


def _is_wider(total: Statement, part: Statement) -> bool:
    """Whether a statement tells of more people of the same fate in the same region."""
    same = total.event is part.event and total.object is part.object and total.region == part.region
    return same and (total.value or 0) > (part.value or 0)


def _has_room(total: Statement, part: Statement, found: list[Statement]) -> bool:
    """Whether a toll is not exceeded by those told of already and some more."""
    return sum(s.value or 0 for s in found if s.total is total) + (part.value or 0) <= (total.value or 0)


def under_leads(found: list[Statement]) -> None:
    """The tolls of regions are parts of the one that leads the text, whoever tells them, where they do not exceed it."""
    for lead in [s for s in found if s.event is EventKind.CASUALTIES and s.sentence <= _LEAD and s.value and s.total is None]:
        if lead.region is None or is_regional(lead.region):
            continue
        parts = [s for s in found if s.total is None and s.including is None and _is_of_lead(s, lead)]
        already = sum(s.value or 0 for s in found if s.total is lead)
        if len({s.region for s in parts}) > 1 and already + sum(s.value or 0 for s in parts) <= (lead.value or 0):
            for statement in parts:
                statement.total = lead


def _is_of_lead(part: Statement, lead: Statement) -> bool:
    """Whether a toll is that of a region of the country of a lead, of the same days."""
    told = bool(part.value) and part.event is lead.event and part.object is lead.object and part.sentence > lead.sentence
    regional = part.region is not None and is_regional(part.region) and country_of(part.region) == lead.region
    return told and regional and part.background is lead.background and same_time(part, lead)


def date(found: list[Statement]) -> None:
    """A toll told before its strike is dated has the day of the strike."""
    _date_leads(found)
    strike = next((s for s in found if s.of_strike), None)
    if strike is None:
        return
    for statement in found:
        undated = statement.when_span is None and statement.start < strike.start
        if undated and statement.event in {EventKind.CASUALTIES, EventKind.ATTACK} and set(statement.codes) & set(strike.codes):
            statement.when = strike.when


def _date_leads(found: list[Statement]) -> None:
    """What opens a text without a day has that of the attack on the same region which the text dates below."""
    dated = [s for s in found if s.event is EventKind.ATTACK and s.when_span is not None and not s.background and s.when]
    for statement in found:
        opens = statement.sentence <= _LEAD
        bare = opens and statement.when is not None and statement.when.basis is TimeBasis.PUBLISHED
        if not bare or statement.event not in {EventKind.CASUALTIES, EventKind.ATTACK, EventKind.DAMAGE}:
            continue
        strike = next((s for s in dated if s.start > statement.start and s.region and s.region == statement.region), None)
        if strike is None or not is_regional(strike.region or ""):
            continue
        if statement.event is not EventKind.ATTACK or statement.object in {strike.object, "unknown"} or strike.object == "unknown":
            statement.when = strike.when
