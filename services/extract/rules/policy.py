"""Rules on what an item needs to be a statement: a number, a place, or neither; a function an event."""

from services.extract.bind import Item
from services.extract.context import Site
from services.extract.rules.phrases import Amount
from services.extract.statement import Statement
from tocsin.places import is_regional
from tocsin.vocabulary import EventKind


def stands(
    item: Item, event: EventKind, amount: Amount | None, place: tuple[tuple[Site, ...], bool], found: list[Statement]
) -> bool:
    """Whether an item says enough to be checked. `found` are the statements of the sentence so far."""
    numbered = amount is not None and amount.value is not None
    sites, stated = place
    regional = any(is_regional(site.code) for site in sites)
    if event is EventKind.ATTACK:
        noun = item.happening is not None and item.happening.term.form == "noun"
        if numbered:
            return not noun or stated or bool(amount and amount.role == "zero")
        return (stated and bool(sites)) or (not noun and regional and bool(found) and found[0].stated_place)
    if event is EventKind.CASUALTIES or event is EventKind.MILITARY_LOSS:
        return numbered
    if event is EventKind.INTERCEPTION:
        return numbered or (stated and regional) or (amount is not None and amount.role in {"rest", "most"} and item.thing is None)
    if event is EventKind.DAMAGE:
        if numbered:
            return True
        return item.thing is not None and regional and (item.happening is None or item.happening.term.form != "noun")
    return numbered or stated or regional
