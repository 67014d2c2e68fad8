"""Owns which language a text is in: by its script and the letters that only one of the languages has."""

from typing import Final

_UKRAINIAN: Final = frozenset("іїєґІЇЄҐ")
_RUSSIAN: Final = frozenset("ыэъёЫЭЪЁ")
_READ: Final = 4_000
"""Characters that decide."""


def detect(text: str, declared: str | None = None) -> str:
    """The language of a text as ISO 639-1; `declared` counts where the script does not contradict it.

    >>> detect("Над Сумами збито дрон"), detect("В небе над Курском"), detect("Kursk"), detect("Le ciel", "fr")
    ('uk', 'ru', 'en', 'fr')
    """
    sample = text[:_READ]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in sample)
    if cyrillic * 2 < sum(letter.isalpha() for letter in sample):
        return declared if declared and declared not in {"ru", "uk"} else "en"
    ukrainian = sum(letter in _UKRAINIAN for letter in sample)
    russian = sum(letter in _RUSSIAN for letter in sample)
    if ukrainian == russian:
        return declared if declared in {"ru", "uk"} else "uk" if "збит" in sample.lower() else "ru"
    return "uk" if ukrainian > russian else "ru"
