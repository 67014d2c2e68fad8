"""Owns what one sentence of Russian or Ukrainian tells twice: with and without a number, before and behind a colon."""

import re
from typing import Final

from services.extract.story.statement import Statement
from tocsin.vocabulary import EventKind, ObjectKind

_CLOSE: Final = 3
"""Characters from a colon to what it explains."""
_VAGUER: Final = frozenset({EventKind.DISRUPTION, EventKind.INTERCEPTION})
"""Events that one sentence tells once, with or without a number."""
_PARTS: Final = ("кровл", "крыш", "фасад", "дах", "покрівл")
"""Beginnings of nouns for parts of a house."""
_AND_ANOTHER: Final = re.compile(r"\s*(?:,|и|та|й|і)\s+\w+\s+")
"""What parts the first part of some houses from their number: "кровля и остекление двух домов"."""
_STEM: Final = 4
"""Letters by which two nouns are told apart."""


def says_again(statement: Statement, total: Statement, colon: int) -> bool:
    """As in "есть погибший: мужчина скончался на месте": who he was behind the colon."""
    same = statement.event is total.event and statement.object is total.object and statement.value == total.value
    return same and colon < statement.start <= colon + _CLOSE


def without_parts(found: list[Statement], text: str) -> None:
    """As in "повреждены кровля и остекление двух домов": the houses are counted, of which that is the roof."""
    for part in [s for s in found if s.event is EventKind.DAMAGE and s.value == 1 and s.noun.startswith(_PARTS)]:
        if any(other is not part and _is_of(part, other, text) for other in found):
            found.remove(part)


def _is_of(part: Statement, whole: Statement, text: str) -> bool:
    """Whether a part of a house is told beside another of counted houses."""
    same = whole.trigger == part.trigger and whole.object is part.object and (whole.value or 0) > 1
    if not same or part.thing is None or whole.amount is None:
        return False
    return _AND_ANOTHER.fullmatch(text[part.thing[1] : whole.amount.start]) is not None


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
    traffic = statement.event is EventKind.DISRUPTION and statement.object is not ObjectKind.POWER
    return same and other.value is not None and not (traffic and apart)
