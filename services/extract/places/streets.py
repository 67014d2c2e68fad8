"""Owns telling streets and rivers from the places of their names: "ул. Киевская", "the Kashira highway", "ріки Дніпро"."""

import re
from typing import Final

_STREET: Final = re.compile(
    r"\b(?:ул\.|улиц[аеуыі]|улицей|вул\.|вулиц[яіею]+|проспект[аеуі]?|просп\.|пр-т|пл\.|площад[иью]|площ[аі]|шоссе|"
    r"бульвар[аеу]?|имени|імені|им\.|ім\.|р[іе]к[аиуоіе][юй]?|річк[аиуо]ю?|річці)[ \u00a0]$",
    re.IGNORECASE,
)
_ROAD: Final = re.compile(r"[ \u00a0](?:[Hh]ighway|[Ss]treet|[Aa]venue|[Bb]oulevard|[Rr]oad|[Ll]ane|[Pp]rospekt|[Ss]quare)\b")
_AVENUE: Final = re.compile(
    r"[ \u00a0]?(?:проспект[аеуі]?|шоссе|улиц[аеуы]|вулиц[яіюею]+|бульвар[аеуі]?|переул[ок][а-я]*|"
    r"провул[ок][а-яі]*|площад[ьи]|площ[аіу]|набережн[а-яї]+|тракт[аеу]?)\b"
)

_ADJECTIVE: Final = re.compile(r"(?:ий|ый|ой|ом|ого|ому|им|ым|ая|ую|ої|ій)$")


def is_street(view: str, start: int, end: int) -> bool:
    """Whether a name is that of a street, by the noun before or behind it.

    >>> is_street("on the Kashira highway", 7, 14), is_street("in Kashira", 3, 10)
    (True, False)
    >>> is_street("на Московском проспекте", 3, 13), is_street("в Москве проспект", 2, 8)
    (True, False)
    """
    if _STREET.search(view, max(0, start - 14), start) or _ROAD.match(view, end):
        return True
    return bool(_AVENUE.match(view, end) and _ADJECTIVE.search(view, start, end))


def is_road(word: str) -> bool:
    """Whether a word says that the name before it is a street's.

    >>> is_road("проспекте"), is_road("районе")
    (True, False)
    """
    return bool(_AVENUE.match(word))
