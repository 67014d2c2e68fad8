"""One voice under many names: "Igor Beltyukov", "Beltyukov" and "the governor" of one region are one claimant. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from services.store.data import table
from services.store.names import fold, is_latin, same_name
from services.store.publishers import publisher_of
from tocsin.vocabulary import ClaimantKind

PERSONAL: Final = frozenset({ClaimantKind.GOVERNOR, ClaimantKind.MAYOR, ClaimantKind.PRESIDENT})
"""Offices that one person holds in a region: a name and the bare office are the same voice."""

_NOBODY: Final = frozenset({ClaimantKind.ANONYMOUS})
"""Kinds that never count as an independent voice."""

_RESCUERS: Final = "rescuers"
"""The office of those whom reports name by what they do; which it is, a country decides."""

_RESCUE: Final = frozenset({_RESCUERS, "emergency-service", "emergency-ministry"})

_BINDING: Final = frozenset({"of", "for", "in", "at", "from", "near", "to", "and"})
"""Words that make what follows them a part of the name, not the name itself."""

_OFFICIALS: Final = "officials"
"""What tells all those apart from others who are nobody in particular."""


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """A claimant as one article names it."""

    name: str
    kind: ClaimantKind


def one_voice(one: Voice, other: Voice) -> bool:
    """Whether two claimants of one incident are the same speaker.

    >>> governor = ClaimantKind.GOVERNOR
    >>> one_voice(Voice("Igor Beltyukov", governor), Voice("Бельтюков", governor))
    True
    >>> one_voice(Voice("the governor", governor), Voice("Igor Beltyukov", governor))
    True
    >>> one_voice(Voice("Минобороны РФ", ClaimantKind.MINISTRY), Voice("Russian Ministry of Defence", ClaimantKind.MINISTRY))
    True
    >>> one_voice(Voice("Defense Ministry", ClaimantKind.MINISTRY), Voice("health ministry", ClaimantKind.MINISTRY))
    False
    """
    if one.kind in PERSONAL or other.kind in PERSONAL:
        if one.kind != other.kind:
            return ClaimantKind.OTHER in {one.kind, other.kind} and _one_full_name(one.name, other.name)
        return _one_person(one.name, other.name)
    here, there = _office(one.name), _office(other.name)
    if here or there:
        return _one_office(here, there) and _one_country(one.name, other.name)
    if one.kind == other.kind and fold(_undescribed(one.name)) == fold(_undescribed(other.name)):
        return True
    return fold(one.name) == fold(other.name) or (
        one.kind == other.kind and len(_person(one.name)) > 1 and len(_person(other.name)) > 1 and _one_person(one.name, other.name)
    )


def voices(named: Iterable[Voice]) -> dict[Voice, Voice]:
    """Every claimant of an incident → the one that stands for its speaker: the one most often named, then the fullest.

    A spelling in Latin letters goes before all others, for messages are in English. The result does not depend on the order:
    speakers are the connected groups of `one_voice`.
    """
    counts = Counter(named)
    groups: list[list[Voice]] = []
    # persons first and the bare office last: "the governor" must not tie two governors together, nor "rescuers" two services
    for voice in sorted(counts, key=lambda v: (_bare(v.name) or _office(v.name) == _RESCUERS, v)):
        fitting = [group for group in groups if any(one_voice(voice, member) for member in group)]
        if fitting:
            fitting[0].append(voice)
        else:
            groups.append([voice])
    return {voice: _speaker(group, counts) for group in groups for voice in group}


def independents(speakers: Iterable[Voice]) -> dict[Voice, str]:
    """The voices that speak for themselves → what tells them apart: outlets of one publisher count as one.

    Left out are the unnamed, outlets whose publisher is not declared, a country as such ("Moscow says") beside one of its own
    offices, and "officials" beside anybody who may be one of them: none of these is known to be independent.
    """
    named = [voice for voice in set(speakers) if voice.kind not in _NOBODY]
    offices = {_country(voice.name) for voice in named if not _bare_country(voice.name)}
    known = {voice: _apart(voice) for voice in named if not (_bare_country(voice.name) and _country(voice.name) in offices)}
    apart = {voice: speaks_as for voice, speaks_as in known.items() if speaks_as is not None}
    firm = [voice for voice in apart if not _vague(voice)]
    return {v: a for v, a in apart.items() if not _vague(v) or not any(_one_country(v.name, other.name) for other in firm)}


@lru_cache(maxsize=5_000)
def in_english(name: str) -> str:
    """A claimant as a message in English names it: an office in other letters by its English name, all others as written.

    >>> in_english("Министерстве обороны РФ"), in_english("ГУ МЧС по Саратовской области"), in_english("Олег Кіпер")
    ('Russian Defence Ministry', 'ГУ МЧС по Саратовской области', 'Олег Кіпер')
    """
    office = _office(name) if not is_latin(name) and _only_office(name) else None
    english = next((each.get("english") for each in table("offices")["office"] if each["id"] == office), None)
    if english is None:
        return name
    country = _country(name)
    of = next((each["adjective"] for each in table("offices")["country"] if each["code"] == country), "")
    return f"{of} {english}".strip()


def _only_office(name: str) -> bool:
    """Whether every word of a name belongs to an office or to a country: no office of a town, nobody who speaks for it."""
    return all(word in table("offices")["beside"] or any(_begins(word, stem) for stem in _stems()) for word in fold(name).split())


@cache
def _stems() -> tuple[str, ...]:
    """Every word of an office or of a country."""
    known = table("offices")
    offices = [word for office in known["office"] for words in office["words"] for word in words]
    return (*offices, *(word for country in known["country"] for word in country["words"]))


def _begins(word: str, stem: str) -> bool:
    """Whether a word is a form of a stem; short ones must be equal."""
    return word.startswith(stem) if len(stem) > 3 else word == stem


def _apart(voice: Voice) -> str | None:
    if voice.kind is not ClaimantKind.MEDIA:
        return _OFFICIALS if _vague(voice) else voice.name
    publisher = publisher_of(voice.name)
    return publisher.id if publisher else None


def _vague(voice: Voice) -> bool:
    """Whether it is nobody in particular of those in charge: "officials", "Ukrainian authorities"."""
    return (
        voice.kind is not ClaimantKind.MEDIA
        and _office(voice.name) is None
        and not _vague_words().isdisjoint(fold(voice.name).split())
    )


@cache
def _vague_words() -> frozenset[str]:
    return frozenset(table("offices")["vague"])


def _bare_country(name: str) -> bool:
    """Whether a name is nothing but a country or its capital."""
    return _country(name) is not None and len(name.split()) == 1


def _speaker(group: Iterable[Voice], counts: Counter[Voice]) -> Voice:
    return min(group, key=lambda v: (_bare(v.name), len(v.name.split()) < 2, not is_latin(v.name), -counts[v], -len(v.name), v))


def _one_person(one: str, other: str) -> bool:
    here, there = _person(one), _person(other)
    if _bare(one) or _bare(other):
        return True  # one of them is the office, whoever holds it
    return same_name(here[-1], there[-1]) or (len(here) > 1 and len(there) > 1 and same_name(here[0], there[-1]))


def _one_full_name(one: str, other: str) -> bool:
    """Whether a person without a known office is an official: by the surname alone, or by every name of both."""
    here, there = _person(one), _person(other)
    if not here or not there or _bare(one) or _bare(other) or _office(one) or _office(other):
        return False
    return same_name(here[-1], there[-1]) and (min(len(here), len(there)) == 1 or same_name(here[0], there[0]))


@lru_cache(maxsize=5_000)
def _undescribed(name: str) -> str:
    """A name without the small words before it: "maritime security firm Ambrey" is Ambrey, "residents of Kursk" are not Kursk.

    A name of small words stays whole, and so does one in other letters, where the genitive needs no word of its own.
    """
    words = name.split()
    first = next((place for place, word in enumerate(words) if word[:1].isupper()), 0)
    whole = not is_latin(name) or not _BINDING.isdisjoint(words[:first])
    return name if whole else " ".join(words[first:])


@cache
def _titles() -> frozenset[str]:
    return frozenset(table("offices")["titles"])


@lru_cache(maxsize=5_000)
def _person(name: str) -> tuple[str, ...]:
    """The words of a name that may belong to a person: capitalised, no office, no "Tula's"."""
    words = (word for word in name.split() if word[:1].isupper() and not word.endswith(("’s", "'s")))
    return tuple(folded for folded in map(fold, words) if folded not in _titles())


def _bare(name: str) -> bool:
    """Whether a name is only an office, with at most the region in one word: "the governor", "head of Dagestan"."""
    return len(_person(name)) < 2 and (not _person(name) or any(fold(word) in _titles() for word in name.split()))


@lru_cache(maxsize=5_000)
def _office(name: str) -> str | None:
    words = fold(name).split()
    for office in table("offices")["office"]:
        for needed in office["words"]:
            if all(any(_begins(word, need) for word in words) for need in needed):
                return str(office["id"])
    return None


def _one_office(here: str | None, there: str | None) -> bool:
    return here == there or (_RESCUERS in {here, there} and {here, there} <= _RESCUE)


def _one_country(one: str, other: str) -> bool:
    here, there = _country(one), _country(other)
    return here is None or there is None or here == there


@lru_cache(maxsize=5_000)
def _country(name: str) -> str | None:
    words = fold(name).split()
    for country in table("offices")["country"]:
        if any(_begins(word, stem) for word in words for stem in country["words"]):
            return str(country["code"])
    return None
