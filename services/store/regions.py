"""Region groups: regions that sources mix share one block, the unit that is locked and recomputed. Pure."""

from functools import cache

from services.store.data import table


@cache
def _group_of() -> dict[str, str]:
    return {code: "+".join(sorted(group)) for group in table("region_groups")["groups"] for code in group}


def block_of(region: str) -> str:
    """The block of a region: its group where it has one, else itself.

    >>> block_of("RU-MOW") == block_of("RU-MOS"), block_of("RU-SAR")
    (True, 'RU-SAR')
    """
    return _group_of().get(region, region)
