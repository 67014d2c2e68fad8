"""Owns what one sentence of Russian or Ukrainian tells twice: with and without a number, before and behind a colon."""

from typing import Final

from services.extract.story.statement import Statement
from tocsin.vocabulary import EventKind

_CLOSE: Final = 3
"""Characters from a colon to what it explains."""
_VAGUER: Final = frozenset({EventKind.DISRUPTION, EventKind.INTERCEPTION})
"""Events that one sentence tells once, with or without a number."""
_STEM: Final = 4
"""Letters by which two nouns are told apart."""


def says_again(statement: Statement, total: Statement, colon: int) -> bool:
    """As in "есть погибший: мужчина скончался на месте": who he was behind the colon."""
    same = statement.event is total.event and statement.object is total.object and statement.value == total.value
    return same and colon < statement.start <= colon + _CLOSE


def without_vaguer(found: list[Statement]) -> None:
    """Of one event told twice in a sentence, with and without a number, the one without goes."""
    for statement in list(found):
        vague = statement.value is None and statement.event in _VAGUER
        if vague and any(other is not statement and _is_twin(other, statement) for other in found):
            found.remove(statement)


def _is_twin(other: Statement, statement: Statement) -> bool:
    """Whether a statement gives the number of what another tells without one: trains are no twin of the traffic on a road."""
    same = other.event is statement.event and other.object is statement.object and other.codes == statement.codes
    apart = other.noun[:_STEM] != statement.noun[:_STEM] and other.trigger != statement.trigger
    return same and other.value is not None and not (statement.event is EventKind.DISRUPTION and apart)
