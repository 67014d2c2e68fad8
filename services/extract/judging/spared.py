"""Rules on people who are said to be alive or unharmed: nobody was killed or hurt."""

from typing import Final

from services.extract.clause.bind import Item
from tocsin.vocabulary import ObjectKind

_SPARED: Final = {"alive": ObjectKind.KILLED, "unharmed": ObjectKind.ANY}
"""Sense of a trigger → what happened to nobody."""


def spared_by(item: Item, sense: str) -> ObjectKind | None:
    """What did not happen to anybody; None where only some people were spared ("two passengers escaped unhurt")."""
    counted = item.amount is not None and item.amount.value is not None and item.amount.role != "all"
    some = counted and not (item.thing and item.thing.article == "the")
    return None if some else _SPARED.get(sense)
