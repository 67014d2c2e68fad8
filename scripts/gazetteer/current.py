"""Which code and names each first-level region has today.

The package with the names is older than ISO's last changes. This joins it to the list that follows ISO, by ISO's own record of
changed codes, else by name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz, process

Listed = Mapping[str, Mapping[str, Any]]
"""Code → what the list that follows ISO says of it, for one country."""

ALIKE = 84
"""Least likeness, of 100, of two names that are one."""

NOT_FIRST_LEVEL = frozenset({"Geographical unit", "City with county rights", "Outlying area", "Special administrative region"})
"""Types that ISO lists beside regions and that lie across, inside or outside of them, with codes of their own."""

_CHANGE = re.compile(r"\b([A-Z]{2}-[A-Z0-9]{1,3}) -> ([A-Z]{2}-[A-Z0-9]{1,3})\b")
_TAGGED = re.compile(r"\s*(.+?)\s*\((\w{3})(?:-\w+)?\)\s*")
_LATIN = re.compile(r"[A-Z][a-zA-Z' -]+")
_CYRILLIC = re.compile(r"[А-ЯЁЄІЇҐ][а-яёєіїґА-ЯЁЄІЇҐ' -]+")
_TONGUES = frozenset({"eng", "rus", "ukr"})


def first_level(listed: Listed) -> dict[str, Mapping[str, Any]]:
    """The first-level regions of a country."""
    overseas = ("Overseas", "Special")
    return {
        code: facts
        for code, facts in listed.items()
        if not facts.get("parentCode") and facts["type"] not in NOT_FIRST_LEVEL and not facts["type"].startswith(overseas)
    }


def successors(listed: Listed, old: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Code of the older package → today's, where it is another one; `old` has the names of each older code."""
    recorded = dict(_CHANGE.findall(" ".join(_history(listed))))
    found = {code: recorded[code] for code in old if code not in listed and recorded.get(code) in listed}
    free = {code: names_of(facts) for code, facts in first_level(listed).items() if code not in old and code not in found.values()}
    choices = {(code, folded): folded for code, names in free.items() for name in names if (folded := plain(name))}
    for code, names in old.items():
        if code in listed or code in found:
            continue
        best = max(
            (match for name in names if plain(name) and (match := process.extractOne(plain(name), choices, scorer=fuzz.ratio))),
            key=lambda match: match[1],
            default=None,
        )
        if best and best[1] >= ALIKE:
            found[code] = best[2][0]
            choices = {key: folded for key, folded in choices.items() if key[0] != best[2][0]}
    return found


def _history(listed: Listed) -> Iterator[str]:
    for facts in listed.values():
        for change in facts.get("history") or ():
            yield f"{change.get('Change') or ''} {change.get('Description of Change') or ''}"


def names_of(facts: Mapping[str, Any]) -> set[str]:
    """The names of a region in English, Russian and Ukrainian, and its own name in Latin letters."""
    tagged = [match for part in (facts.get("localOtherName") or "").split(",") if (match := _TAGGED.fullmatch(part))]
    names = {match[1] for match in tagged if match[2] in _TONGUES} | {_in_order(facts["name"])}
    return {name for name in map(_unmarked, names) if _LATIN.fullmatch(name) or _CYRILLIC.fullmatch(name)}


def own_name(facts: Mapping[str, Any]) -> str:
    """What a region is called in its own language, in Latin letters."""
    return _unmarked(_in_order(facts["name"]))


def _in_order(name: str) -> str:
    """As in "Adygeja, Respublika": the list puts the kind of region behind."""
    head, comma, kind = name.partition(", ")
    return f"{kind} {head}" if comma else name


def _unmarked(name: str) -> str:
    """Without brackets and the marks that news leaves out: "Al Janūbī" is Al Janubi."""
    name = re.sub(r"\s*[\[(].*?[\])]", "", name).replace("’", "'").replace("‘", "'").strip()
    if not name.isascii() and not _CYRILLIC.fullmatch(name):
        name = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return name.strip("'")


def plain(name: str) -> str:
    """A name for comparing: small Latin letters, without the words for kinds of regions."""
    letters = unicodedata.normalize("NFKD", name).lower()
    words = re.findall(r"[a-z]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))
    return " ".join(word for word in words if word not in _KINDS)


_KINDS = frozenset(
    [
        "region",
        "county",
        "province",
        "department",
        "state",
        "district",
        "oblast",
        "oblysy",
        "obl",
        "maakond",
        "kraj",
        "municipality",
        "opstina",
        "governorate",
        "novads",
        "of",
        "the",
        "fylke",
        "respublika",
        "republic",
        "krai",
        "prefecture",
        "de",
        "city",
        "gov",
        "autonomous",
        "okrug",
        "council",
    ]
)
