"""Which national claim a regional figure is a part of. Pure."""

from collections.abc import Iterable

from services.store.statement import Statement
from tocsin.places import is_regional


def totals_of(statements: Iterable[Statement]) -> dict[str, tuple[str, ...]]:
    """Claim of an article → national claims of the same article that it is a part of, however many steps up, nearest first."""
    by_id = {statement.id: statement for statement in statements}
    return {claim: found for claim in by_id if (found := _above(claim, by_id))}


def _above(claim: str, by_id: dict[str, Statement]) -> tuple[str, ...]:
    found: list[str] = []
    seen = {claim}
    above = by_id[claim].part_of
    while above is not None and above in by_id and above not in seen:
        seen.add(above)
        region = by_id[above].region
        if region is not None and not is_regional(region):
            found.append(above)
        above = by_id[above].part_of
    return tuple(found)
