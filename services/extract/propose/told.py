"""Owns showing people what became of a model's proposals: how many count, and each that does not with its reason."""

from services.extract.propose.client import Outcome
from services.extract.propose.proposer import Proposed

_SHOWN = 120
"""Characters of a quote."""


def told(proposed: Proposed) -> str:
    r"""A line, and one for each dropped proposal.

    >>> from services.extract.propose.proposal import Dropped, Reason
    >>> print(told(Proposed(Outcome.ANSWERED, (), (Dropped(Reason.QUOTE, "nine\x1b[2J tanks"),))))
    proposed by the model: 0 counted, 1 dropped
         dropped quote_not_in_text: 'nine\x1b[2J tanks'
    """
    if proposed.outcome is None:
        return "no model was asked: `articles` in [extract.propose] says which texts it is asked about"
    if proposed.outcome is not Outcome.ANSWERED:
        return f"the model gave no claims: {proposed.outcome.value} ({proposed.detail})"
    lines = [f"proposed by the model: {len(proposed.claims)} counted, {len(proposed.dropped)} dropped"]
    # `repr` leaves nothing of a stranger that a terminal would obey
    lines += [f"     dropped {each.reason.value}: {_plain(each.quote)!r}" for each in proposed.dropped]
    return "\n".join(lines)


def _plain(quote: str) -> str:
    return quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN]}…"
