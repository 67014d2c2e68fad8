"""Owns tolls of a war that Russian and Ukrainian news tell without a word of arms: "В Тернополе 26 погибших, трое из них дети"."""

from collections.abc import Iterable
from typing import Final

from services.extract.story.statement import Statement
from services.extract.words.scan import Hit
from tocsin.places import country_of
from tocsin.vocabulary import EventKind, ObjectKind

_HARM: Final = frozenset({"kill", "injure", "suffer", "toll_killed", "toll_injured", "body", "bodies"})
_OTHERWISE: Final = frozenset({"topic", "accident", "history", "exercise", "law"})
"""Cues of texts on something else: accidents, crimes, films."""
_TWICE: Final = 2
_MANY: Final = {ObjectKind.KILLED: 8, ObjectKind.INJURED: 12}
"""People from which on a text of a region at war, which names no accident, tells of a strike."""
_AT_WAR: Final = frozenset({"RU-BEL", "RU-KRS", "RU-BRY"})
"""Regions of Russia that are shelled every day."""


def may_count(hits: Iterable[Hit]) -> bool:
    """Whether a text speaks of victims more than once, and of no accident: it may be a toll."""
    harm = 0
    for _, _, term in hits:
        if term.kind in _OTHERWISE or (term.kind == "trigger" and term.sense == "strike" and term.form == "either"):
            return False  # "автобус врезался в дерево"
        harm += term.kind == "trigger" and term.sense in _HARM
    return harm >= _TWICE


def are_counted(told: Iterable[Statement]) -> bool:
    """Whether a text counts the many victims of one place of a country at war."""
    return any(
        statement.event is EventKind.CASUALTIES
        and (statement.value or 0) >= _MANY.get(statement.object, 1_000_000)
        and any(code in _AT_WAR or country_of(code) == "UA" for code in statement.codes)
        for statement in told
    )
