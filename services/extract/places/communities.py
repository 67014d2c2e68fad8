"""Owns the towns that Ukrainian communities are called after: "Шосткинська громада" is the one round Шостка."""

import re
from typing import Final

from services.extract.places import folding
from services.extract.places.model import PlaceEntry

_ADJECTIVE: Final = re.compile(r"([а-яіїєґ']{2,}?)([сзц])ьк(?:а|ої|ій|у|ою|і|их|ими|им)$")
_COMMUNITY: Final = re.compile(
    r"(?:,?[ \u00a0](?:(?:та|і|й)[ \u00a0])?[\w'’-]+[сзц]ьк\w+)*(?:[ \u00a0](?:міськ|селищн|сільськ)\w+)?[ \u00a0]громад"
)
"""The noun behind an adjective, or behind the last one of a list: "у Краснопільській та Юнаківській громадах"."""
_DECLENSIONS: Final = "msfnpa"


def towns(view: str, start: int, end: int) -> tuple[str, ...]:
    """The keys of the towns that a community may be called after; none where no community is named.

    >>> set(towns("Шосткинська громада", 0, 11)) & set(folding.stored("Шостка"))
    {'f шостк'}
    """
    found = _ADJECTIVE.match(folding.plain(view[start:end]))
    if found is None or not _COMMUNITY.match(view, end):
        return ()
    return tuple(f"{declension} {stem}" for stem in _stems(found[1].removesuffix("ь"), found[2]) for declension in _DECLENSIONS)


def ukrainian(entries: tuple[PlaceEntry, ...]) -> tuple[PlaceEntry, ...]:
    """Those of places that are in Ukraine: only there are communities called so."""
    return tuple(entry for entry in entries if entry.country == "UA")


def _stems(base: str, sound: str) -> dict[str, None]:
    """The stems of towns whose adjective has a base: "білопіл" is of Білопілля, "костянтинів" of Костянтинівка.

    >>> "білопілл" in _stems("білопіл", "с"), "марганц" in _stems("маргане", "ц"), "купянск" in _stems("купян", "с")
    (True, True, True)
    """
    bases = [base, f"{base}{base[-1]}", f"{base}к", f"{base}{sound}к", *map(base.removesuffix, ("ин", "ів", "й"))]
    if sound == "ц":
        bases += [f"{base}ц", f"{base}к"]
    return dict.fromkeys(map(folding.folded, bases))
