"""Owns which statement of an article is a share of which: totals and their parts."""

from typing import Final

from services.extract.claims.shares import DIVIDED, may_be_part, meet
from services.extract.claims.tolls import toll_of, under_leads
from services.extract.story.statement import Statement
from tocsin.places import country_of
from tocsin.vocabulary import EventKind

NEAR: Final = 60
"""Statements to each side among which a total is looked for: no article tells its parts farther away."""
_LEAST_SUM: Final = 2
"""A number of which others can be parts."""


def link(found: list[Statement]) -> None:
    """Gives each statement the one that it is a share of; `found` is in the order of the text, each once."""
    _summed(found)
    for index, statement in enumerate(found):
        near = found[max(0, index - NEAR) : index + NEAR]
        statement.total = statement.total or _total(statement, near)
    under_leads(found)


def _summed(found: list[Statement]) -> None:
    """Numbers told one after another that add up to one before or behind them are its parts, whoever tells them."""
    for index, total in enumerate(found):
        if total.total is not None or total.including is not None or (total.value or 0) < _LEAST_SUM:
            continue
        if total.event not in {*DIVIDED, EventKind.DISRUPTION}:
            continue
        before, behind = found[max(0, index - NEAR) : index], found[index + 1 : index + NEAR]
        told = sum(s.value or 0 for s in behind if s.including is total and s.thing is None)
        for side in (behind, before[::-1]):
            parts: list[Statement] = []
            left = (total.value or 0) - told
            for part in side:
                if left > 0 and _is_summand(part, total):
                    parts.append(part)
                    left -= part.value or 0
            if left == 0 and len(parts) > 1:
                for part in parts:
                    part.total = total
                break


def _is_summand(part: Statement, total: Statement) -> bool:
    """Whether a number may be one of those that add up to another."""
    alike = part.event is total.event and part.object in {total.object, "any"} and part.outcome is total.outcome
    free = part.total is None and part.including is None and part.background is total.background
    inside = part.region == total.region or (total.region is not None and country_of(part.region or "") == total.region)
    inside = inside and not (total.stated_place and any(site.is_small for site in total.sites) and not _goes_on(part, total))
    return alike and free and inside and 0 < (part.value or 0) < (total.value or 0) and meet(part, total)


def _goes_on(part: Statement, total: Statement) -> bool:
    """As in "ударили двома дронами по Охтирці. Один влучив у школу, інший упав": weapons of the strike just told, no new place."""
    return part.event is EventKind.ATTACK and not part.stated_place and 0 <= part.sentence - total.sentence <= 1


def _total(statement: Statement, found: list[Statement]) -> Statement | None:
    """The total that a statement is part of: the one it is included in, else the nearest fitting one before, else after."""
    if statement.including is not None:
        return _standing(statement.including, found)
    if toll := toll_of(statement, found):
        return toll
    if statement.outcome and (split := _split_by_outcome(statement, found)):
        return split
    fitting = [other for other in found if may_be_part(statement, other) and not _is_share(other)]
    same = [other for other in fitting if other.event is statement.event] or fitting
    before = [other for other in same if other.start <= statement.start]
    return before[-1] if before else same[0] if same else None


def _is_share(statement: Statement) -> bool:
    """Whether a number of people is itself told as a share: nothing is a part of the children among the hurt."""
    share = statement.including is not None and statement.amount is not None
    return share and statement.event is EventKind.CASUALTIES


def _standing(statement: Statement, found: list[Statement]) -> Statement | None:
    """The statement itself, or the one it was merged into."""
    return next((other for other in found if other is statement or any(m is statement for m in other.merged)), None)


def _split_by_outcome(statement: Statement, found: list[Statement]) -> Statement | None:
    """A total of the same place that its outcomes add up to: "112 neutralised: 74 by fire, 38 suppressed", in one breath or two."""
    group = [
        s for s in found
        if s.event is statement.event and s.object is statement.object and s.region == statement.region
        and abs(s.sentence - statement.sentence) <= 1
    ]  # fmt: skip
    for total in group:
        rest = [s for s in group if s is not total and total.sentence <= s.sentence]
        if statement in rest and len(rest) > 1 and sum(s.value or 0 for s in rest) == total.value:
            return total
    return None
