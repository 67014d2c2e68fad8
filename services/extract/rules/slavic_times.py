"""Rules of Russian and Ukrainian on the small words round a time: they say when, not where, and count nothing."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Rule, node
from services.extract.rules.slavic import LANGUAGES

_ON: Final = 2
"""Letters of "в", "во"."""
_DAYS: Final = frozenset({"weekday", "date", "range"})
_AT: Final = frozenset({"о", "об", "близько", "около", "орієнтовно", "приблизно"})
_HOURS: Final = ("годин", "ранку", "вечора", "ночі", "дня", "час", "утра", "вечера")


def _on_a_day(found: Found) -> Node | None:
    """As in "у середу", "во вторник, 12 мая": the preposition of a day is not that of a place."""
    preposition, time = found.nodes
    short = preposition.end - preposition.start <= _ON and time.start - preposition.end == 1
    return node("time", found, time.value) if short and time.value.kind in _DAYS and time.value.text[:1].isalpha() else None


def _at_an_hour(found: Found) -> Node | None:
    """As in "о 10-й годині", "близько 7-ї ранку": an hour is no thing's number."""
    preposition, hour = found.nodes[0], found.nodes[-1]
    told = hour.kind == "unit" or str(hour.value).lower().startswith(_HOURS)
    return node("clock", found, None) if told and str(preposition.value).lower() in _AT else None


SLAVIC_TIMES: Final = (
    Rule("<where> <time>", _on_a_day, languages=LANGUAGES),
    Rule("<word|name> <ordinal|number> <word|unit>", _at_an_hour, languages=LANGUAGES),
    Rule(
        "<word|name> <clock>",
        lambda found: node("clock", found, None) if str(found.nodes[0].value).lower() in _AT else None,
        languages=LANGUAGES,
    ),
)
"""Days and hours; they stand before the rules on places."""
