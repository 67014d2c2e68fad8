"""Owns whether the number of one statement of an article can be a share of another's."""

from typing import Final

from services.extract.story.statement import Statement
from tocsin.places import is_regional
from tocsin.vocabulary import ClaimantKind, EventKind

DIVIDED: Final = frozenset({EventKind.INTERCEPTION, EventKind.ATTACK, EventKind.CASUALTIES})
"""Events that are told as totals and parts."""
_FORCES: Final = frozenset({ClaimantKind.MINISTRY, ClaimantKind.MILITARY})
"""Claimants that are one voice where they are of one country: "Russia's military", "the Defence Ministry"."""


def may_be_part(part: Statement, total: Statement) -> bool:  # noqa: C901, PLR0911 - a line a reason
    """Whether a statement can be a share of another: of the same by the same claimant, smaller, and inside its place."""
    if total.event not in DIVIDED or part.event not in DIVIDED:
        return False
    if len(total.codes) > 1 or (part.event is total.event and part.outcome is not total.outcome):
        return False
    if (
        total is part
        or total.value is None
        or total.value <= 0
        or (part.amount and part.amount.role == "zero" and part.event is not EventKind.INTERCEPTION)
    ):
        return False
    if part.background is not total.background:
        return False
    crossing = total.event is EventKind.ATTACK and part.event is EventKind.INTERCEPTION
    if not (part.event is total.event or crossing) or (
        part.object is not total.object and total.object not in {"other", "any", "unknown"}
    ):
        return False
    if (part.value or 0) > total.value or not same_voice(part, total) or not same_time(part, total):
        return False
    if crossing and total.value == 1:
        return False
    if part.event is EventKind.INTERCEPTION and total.headline and not part.headline and part.region == total.region:
        return (part.value or 0) < total.value
    if crossing:
        return (part.region == total.region and not are_elsewhere(part, total)) or _inside(part, total)
    if part.event is EventKind.ATTACK:
        return _is_among(part, total)
    return _inside(part, total) and (part.value or 0) < total.value + (part.region != total.region)


def _is_among(part: Statement, total: Statement) -> bool:
    """Whether the weapons of an attack are among those of another one, which has a number."""
    here = part.region == total.region
    if part.value is None:
        return bool(part.amount and part.amount.role == "rest") and _inside(part, total)
    if total.object == "unknown" and part.object != "unknown":
        return False  # "40 разів атакував": times are no drones
    if total.sent and not part.sent and part.value < (total.value or 0):
        return here or _inside(part, total)
    if part.object is not total.object and part.sentence == total.sentence and part.value:
        return part.start >= total.start and here  # "97 aerial targets: 86 drones, three missiles"
    return part.stated_place and _inside(part, total) and part.value < (total.value or 0) + (not here)


def _inside(part: Statement, total: Statement) -> bool:
    if total.region is None or part.region is None:
        return False
    if part.region == total.region and total.object == "other" and part.object != "other" and part.event is total.event:
        return True
    if not is_regional(total.region):
        if is_regional(part.region):
            return True
        return part.region == total.region and len(part.codes) > 1 and len(total.codes) <= 1
    small = any(site.is_small for site in part.sites)
    return part.region == total.region and small and not any(site.is_small for site in total.sites) and part.stated_place


def are_elsewhere(part: Statement, total: Statement) -> bool:
    """Whether two statements name different small places."""
    mine, theirs = ({site.called for site in s.sites if site.is_small} for s in (part, total))
    return bool(mine and theirs) and not mine & theirs


def same_voice(part: Statement, total: Statement) -> bool:
    """Whether two numbers may be one claimant's."""
    if part.speaker is None or total.speaker is None:
        return part.speaker is total.speaker or abs(part.sentence - total.sentence) <= 1
    one = {part.speaker.kind, total.speaker.kind} <= _FORCES and len({part.speaker.nation, total.speaker.nation} - {None}) <= 1
    same = part.speaker.kind == total.speaker.kind or one
    return same and (part.speaker == total.speaker or abs(part.sentence - total.sentence) <= 3)


def same_time(part: Statement, total: Statement) -> bool:
    """Whether two statements may be of one time: both stated and equal, or one of them not stated."""
    if part.when is None or total.when is None or part.when_span is None or total.when_span is None:
        return part.when_span is None or total.when is None or part.when is None or part.when.start == total.when.start
    return (part.when.start, part.when.end) == (total.when.start, total.when.end)


def meet(part: Statement, total: Statement) -> bool:
    """Whether the days of two statements have one in common."""
    if part.when is None or total.when is None:
        return True
    (first, last), (begin, end) = ((s.when.start or "", s.when.end or "9") for s in (part, total) if s.when)
    return first[:10] <= end[:10] and begin[:10] <= last[:10]


def same_days(statement: Statement, other: Statement) -> bool:
    """Whether two statements are of the same days."""
    mine, theirs = (s.when and ((s.when.start or "")[:10], (s.when.end or "")[:10]) for s in (statement, other))
    return mine == theirs
