"""Owns the spelling keys under which a place name is stored and looked up; knows no place.

A key is the same for every case form and every usual spelling of a name: Cyrillic loses its ending, Latin its
diacritics, and a second key in Latin letters joins both scripts.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_ENDINGS: Final = (
    "иями", "ового", "ями", "ами", "ому", "ему", "ого", "его", "ими", "ыми", "ией", "ієї", "ої", "ій", "ий", "ый", "ой", "ей", "ая",
    "яя", "ое", "ее", "ие", "ые", "ою", "ею", "єю", "ую", "юю", "их", "ых", "им", "ым", "ом", "ем", "єм", "ах", "ях", "ам", "ям",
    "ов", "ію", "ия", "ию", "ии", "ья", "ье", "ью", "ьи", "ів", "ев", "єю", "а", "я", "о", "е", "є", "ё", "у", "ю", "ы", "и", "і",
    "ї", "ь", "й",
)  # fmt: skip
_BY_LENGTH: Final = tuple(sorted(set(_ENDINGS), key=lambda ending: (-len(ending), ending)))
# Vowels that change between case forms of one name (Київ, Києва; Харків, Харкова; Орёл, Орла; Липецьк stays).
_ALTERNATIONS: Final = (("їв", "єв"), ("ів", "ов"), ("ёл", "л"), ("ец", "ц"), ("ець", "ц"))
_LATIN: Final = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюяъь",
        [*"a b v g g d e e e zh z i i i i k l m n o p r s t u f kh ts ch sh shch i e iu ia".split(), "", ""],  # noqa: SIM905 - one column a letter
        strict=True,
    )
)
_LATIN_TABLE: Final = str.maketrans(_LATIN)
_ADJECTIVE_LATIN: Final = (
    "skogo",
    "skaia",
    "skiy",
    "skyi",
    "skyy",
    "skij",
    "skii",
    "skoi",
    "ska",
    "sky",
    "ski",
    "skoy",
    "skaya",
    "ske",
)


def plain(text: str) -> str:
    """Lower case without diacritics and apostrophes; й, ї and ё stay letters of their own.

    >>> plain("Côte-d’Or"), plain("Слов'янськ")
    ('cote-dor', 'словянськ')
    """
    lowered = text.lower().replace("'", "").replace("’", "").replace("ʼ", "").replace("`", "").replace("ё", "е")
    if lowered.isascii() or any("\u0400" <= letter <= "\u04ff" for letter in lowered):
        return lowered
    return "".join(letter for letter in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """One word's key: a Cyrillic word loses its case ending, a Latin word only its diacritics.

    >>> stem("Сумами") == stem("Сумы") == stem("Сумах"), stem("Харкова") == stem("Харків"), stem("Брянской")
    (True, True, 'брянск')
    """
    text = plain(word)
    if not ("\u0400" <= text[:1] <= "\u04ff"):
        return text
    if "-" in text:
        return "-".join(stem(part) for part in text.split("-") if part)
    for closed, opened in _ALTERNATIONS:
        if text.endswith(closed) and len(text) > len(closed) + 1:
            return text[: -len(closed)] + opened
    for ending in _BY_LENGTH:
        if text.endswith(ending) and len(text) - len(ending) >= (3 if len(ending) > 1 else 2):
            text = text[: -len(ending)]
            break
    return text.replace("ськ", "ск").replace("цьк", "цк").replace("зьк", "зк").removesuffix("ь")


def key(name: str) -> str:
    """The key of a whole name.

    >>> key("Нижнего Новгорода") == key("Нижний Новгород")
    True
    """
    return " ".join(stem(word) for word in name.split())


@lru_cache(maxsize=65536)
def latin_key(name: str) -> str:
    """The key that joins scripts and transliterations, used for districts.

    >>> latin_key("Khvastovichskiy") == latin_key("Хвастовичском"), latin_key("Чернігівському") == latin_key("Chernihivskyi")
    (True, True)
    """
    text = plain(name)
    if "\u0400" <= text[:1] <= "\u04ff":
        text = stem(name).translate(_LATIN_TABLE)
    else:
        for ending in _ADJECTIVE_LATIN:
            if text.endswith(ending) and len(text) > len(ending) + 2:
                text = text[: -len(ending)] + "sk"
                break
    text = text.replace("kh", "x").replace("h", "g").replace("zg", "zh").replace("sg", "sh").replace("cg", "ch")
    for old, new in (("y", "i"), ("j", "i"), ("ii", "i"), ("ie", "e"), ("ss", "s")):
        text = text.replace(old, new)
    return text
