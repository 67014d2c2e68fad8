"""Owns Russian and Ukrainian lists of regions that only say where the weapons of a total were shot down."""

from services.extract.claims.repeat import same_claimant, same_day
from services.extract.story.statement import Statement
from tocsin.places import is_regional
from tocsin.vocabulary import EventKind


def without_bare_lists(found: list[Statement]) -> list[Statement]:
    """As in "Сбиты 64 дрона. Дроны уничтожены над Тульской, Калужской и Орловской областями": no number is a region's own."""
    totals = [s for s in found if s.event is EventKind.INTERCEPTION and s.value and not any(map(is_regional, s.codes))]
    return [s for s in found if not (totals and _is_bare(s, found) and any(_is_over(s, total) for total in totals))]


def _is_bare(statement: Statement, found: list[Statement]) -> bool:
    """Whether a statement is one of several regions over which something without a number was shot down."""
    if statement.event is not EventKind.INTERCEPTION or statement.value is not None or statement.headline:
        return False
    role = statement.amount.role if statement.amount else ""
    return not role and any(s.start == statement.start and s.codes != statement.codes for s in found)


def _is_over(statement: Statement, total: Statement) -> bool:
    """Whether a total of the same claimant and time may have been counted over a region too."""
    alike = statement.object is total.object and statement.outcome is total.outcome
    return alike and same_claimant(statement, total) and same_day(statement, total)
