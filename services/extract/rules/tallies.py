"""Rules of English on lines of a tally, with what was added since the day before in brackets: "tanks – 7,545 (+17)"."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Rule, node
from services.extract.rules.breakdowns import Member
from services.extract.rules.phrases import Thing

_ENGLISH: Final = frozenset({"en"})
_END: Final = "(?=<semicolon|comma|stop>|$)"


def _tally(found: Found) -> Node | None:
    """As in "tanks – 7,545 (+17)", "7,545 (+17) tanks": a total, and what is part of it."""
    thing, amounts = found.of("thing")[0].value, found.of("amount")
    if thing.amount is not None or not (thing.many or thing.object in {"mlrs", "personnel", "aircraft"}):
        return None
    total = thing._replace(amount=amounts[0].value, article="")
    if len(amounts) == 1:
        return node("thing", found, total)
    if not found.of("plus") and amounts[1].value.value:
        return None
    more = amounts[1].value._replace(role="increment")
    added = (Member((), more, thing._replace(amount=more)),) if more.value else ()
    return node("members", found, (Member((), total.amount, total), *added))


def raised(found: Found) -> Node | None:
    """As in "1 155 660 человек (+960 за сутки)", "11 345 танков (+7)": a total, and what it grew by."""
    thing: Thing = found.nodes[0].value
    if thing.amount is None or not thing.amount.value or thing.amount.start == thing.start:
        return None
    more = found.of("amount")[0].value._replace(role="increment")
    return node("members", found, (Member((), thing.amount, thing), Member((), more, thing._replace(amount=more))))


TALLIES: Final = (
    Rule("<thing> <open> <plus> <amount> <where|over|the|time|word|unit>{0,4} <close>", raised, languages=_ENGLISH),
    Rule(f"<thing> <dash|colon> <word>{{0,1}} <amount> (<open> <plus>? <amount> <close>)? {_END}", _tally, languages=_ENGLISH),
    Rule("<amount> <open> <plus>? <amount> <close> <thing>", _tally, languages=_ENGLISH),
)
"""Lines of losses."""
