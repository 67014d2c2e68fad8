"""Names across spellings: one folded Latin form of a place's or person's name, and whether two are the same. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ё": "e",
}  # fmt: skip
"""Cyrillic → Latin, with the letters that Russian and Ukrainian romanisations disagree on (г, и, ы, й, ё) made equal."""

_SAME_LETTERS: Final = (
    ("yu", "iu"),
    ("ya", "ia"),
    ("ye", "e"),
    ("yi", "i"),
    ("y", "i"),
    ("j", "i"),
    ("g", "h"),
    ("kh", "h"),
    ("ks", "x"),
)
"""Spellings of one sound in Latin; "g" and "h" are both г."""

_BETWEEN: Final = re.compile(r",\s*(?:and\s+)?|\s+(?:and|и|й|і|та)\s+")
"""What stands between names that are told of together."""

_SAME: Final = 80.0
"""Similarity in percent from which two folded names are one: a case ending or a letter apart."""


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """A name in lower-case Latin without marks, spelling habits evened out.

    >>> fold("Włodawa") == fold("Wlodawa"), fold("Дергачи"), fold("Derhachi")
    (True, 'derhachi', 'derhachi')
    """
    letters = "".join(_CYRILLIC.get(letter, letter) for letter in name.lower().replace("ł", "l").replace("ø", "o"))
    plain = "".join(c for c in unicodedata.normalize("NFKD", letters) if c.isalnum() or c in " -").replace("-", " ")
    for spelling, one in _SAME_LETTERS:
        plain = plain.replace(spelling, one)
    return " ".join(plain.split())


@lru_cache(maxsize=50_000)
def same_name(one: str, other: str) -> bool:
    """Whether two names are one name in two spellings or cases.

    >>> same_name("Подольске", "Подольск"), same_name("Derhachi", "Дергачи"), same_name("Chudovo", "Chekhov")
    (True, True, False)
    """
    a, b = fold(one), fold(other)
    return a == b or (a[:2] == b[:2] and min(len(a), len(b)) > 3 and ratio(a, b) >= _SAME)


@lru_cache(maxsize=20_000)
def each_name(places: str) -> tuple[str, ...]:
    """The names of towns that are told of together, one by one.

    >>> each_name("Rajouri and Poonch"), each_name("Бородянка, Ирпень и Буча"), each_name("Нова Каховка")
    (('Rajouri', 'Poonch'), ('Бородянка', 'Ирпень', 'Буча'), ('Нова Каховка',))
    """
    return tuple(name for name in _BETWEEN.split(places) if name)


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters.

    >>> is_latin("Włodawa"), is_latin("Дергачи")
    (True, False)
    """
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def share_name(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any name of one list is a name of the other."""
    known = tuple(others)
    return any(same_name(one, other) for one in some for other in known)
