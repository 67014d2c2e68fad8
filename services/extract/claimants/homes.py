"""Owns which country a claimant speaks for where the text does not say: that of the language's readers, or a word of its name."""

import re
from functools import cache
from typing import Any, Final

from services.extract.rules.claimants import Speaker
from services.extract.words import sources
from tocsin.vocabulary import ClaimantKind

_OF_STATES: Final = frozenset({ClaimantKind.MINISTRY, ClaimantKind.MILITARY, ClaimantKind.PRESIDENT})
_OFFICE: Final = 60
"""Characters of an office before a name."""
_MARK: Final = re.compile(r"""[.,;:!?"()\n—]""")


@cache
def _homes() -> dict[str, Any]:
    return sources.read("homes.yaml")


def at_home(speaker: Speaker, text: str, lang: str) -> Speaker:
    """A speaker for a state with the country he speaks for.

    >>> at_home(Speaker(ClaimantKind.MILITARY, 0, 12), "Генштаб ВСУ ", "ru").nation
    'UA'
    """
    if speaker.nation or speaker.kind not in _OF_STATES or lang not in _homes():
        return speaker
    entry = _homes()[lang]
    if land := _land(speaker) if "home" in entry else None:
        return speaker._replace(nation=land)
    words = set(_titled(speaker, text).lower().split())
    other = next(
        (code for code, marks in entry.items() if code != "home" and any(words >= set(mark.split()) for mark in marks)), None
    )
    return speaker._replace(nation=other or entry.get("home"))


def _land(speaker: Speaker) -> str | None:
    """The country that a claimant's name tells: "вооружённые силы Пакистана"."""
    entries = [span.value.candidates[0] for span in speaker.places if span.kind == "place" and span.value.candidates]
    return next((entry.code for entry in entries if entry.level == "country"), None)


def _titled(speaker: Speaker, text: str) -> str:
    """The name of a claimant with the office before it: "Спикер Воздушных сил Юрий Игнат"."""
    before = text[max(0, speaker.start - _OFFICE) : speaker.start] if speaker.named else ""
    return _MARK.split(before)[-1] + text[speaker.start : speaker.end]


def of_readers(lang: str) -> str | None:
    """The country whose forces the readers of a language mean where a text names none."""
    home: str | None = _homes().get(lang, {}).get("home")
    return home


def foe(country: str | None) -> str | None:
    """The country that the weapons of a country are sent at, where a text does not say; None where none is known.

    >>> foe("RU"), foe("CH")
    ('UA', None)
    """
    found: str | None = _homes()["foes"].get(country)
    return found
