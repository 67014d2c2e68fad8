"""Rules of English on lines of a tally, with what was added since the day before in brackets: "tanks – 7,545 (+17)"."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Rule, node
from services.extract.rules.breakdowns import Member

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


TALLIES: Final = (
    Rule(f"<thing> <dash|colon> <word>{{0,1}} <amount> (<open> <plus>? <amount> <close>)? {_END}", _tally, languages=_ENGLISH),
    Rule("<amount> <open> <plus>? <amount> <close> <thing>", _tally, languages=_ENGLISH),
)
"""Lines of losses."""
