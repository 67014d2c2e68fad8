"""Owns what Russian and Ukrainian texts recall of long ago: neither it nor what goes on with it is news."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.statements.timing import is_since
from services.extract.story.telling import Telling

_LONG_AGO: Final = ("в 19", "у 19", "год", "рік", "року тому", "лет назад", "років тому", "великой", "великої", "второй", "другої")
"""Beginnings of words for years gone by."""
_THEN: Final = frozenset({"тоді", "тогда"})
"""Words for the time that was just told of."""
_DATED: Final = frozenset({"date", "night_of", "month"})
"""Kinds of times that may name their year."""
_TOP: Final = 1
"""The number of the last sentence that says what the text is about: the one below the headline."""


def recalls(telling: Telling) -> bool:
    """Whether a sentence goes on with what was told of long ago.

    As in "У ніч на 12 липня 1943 року бомбили Харків. Тоді загинули шестеро": no day of its own, in the same paragraph no
    claimant of its own either; where the top of the text says that it is about years gone by, any sentence without a day.
    """
    state = telling.state
    recalled, state.recalled = state.recalled, False
    if not (recalled or state.memorial) and not telling.has("history", "time"):
        return False
    old, ago = _is_of_long_ago(telling), _says_long_ago(telling)
    state.memorial = (state.memorial and (old or not telling.has("time"))) or (old and ago and telling.number <= _TOP)
    state.recalled = old or ago
    if state.recalled:
        return False
    beside = recalled and telling.number != state.paragraph_from and not telling.has("attribution")
    state.recalled = not telling.has("time") and (beside or state.memorial or (recalled and _says_then(telling)))
    return state.recalled


def _is_of_long_ago(telling: Telling) -> bool:
    """Whether the days that a sentence names are of years gone by: not that from which on a tally runs."""
    state = telling.state
    years = [node.value.day.year for node in telling.of("time") if _names_year(node) and not is_since(node, telling)]
    return bool(years) and state.published is not None and max(years) < state.published.year - 1


def _names_year(time: Node) -> bool:
    """Whether a time says its year: "12 липня 1943 року"."""
    return time.value.kind in _DATED and bool(time.value.day and time.value.day.year)


def _says_long_ago(telling: Telling) -> bool:
    """As in "вісімдесят років тому"."""
    return any(telling.text[node.start : node.end].lower().startswith(_LONG_AGO) for node in telling.of("history"))


def _says_then(telling: Telling) -> bool:
    """As in "За підрахунками істориків, тоді загинули шестеро"."""
    return any(str(node.value).lower() in _THEN for node in telling.of("word"))
