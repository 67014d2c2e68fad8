"""Owns the shapes of place knowledge: what a place is, where a text names one, what it was resolved to."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["country", "region", "district", "city", "sea"]


@dataclass(frozen=True, slots=True, eq=False)
class PlaceEntry:
    """One place of the gazetteer, which has each but once."""

    code: str
    """Region code (`tocsin.places`): of the place itself, or of the first-level region that a city or district lies in."""
    name: str
    """English name."""
    country: str | None
    """ISO 3166-1 alpha-2 code; None at sea."""
    level: Level
    region: str | None
    """Code of the first-level region; None for a country or a sea."""
    lat: float
    """Degrees north; 0 with lon 0 where unknown."""
    lon: float
    population: int
    """Inhabitants; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """Where a text names a place, with every place it may be."""

    start: int
    """First character, type noun not included."""
    end: int
    text: str
    candidates: tuple[PlaceEntry, ...]
    type_noun: Level | None
    """What a noun beside the name says it is ("Bryansk Oblast", "г. Брянск"); shared by the members of "A and B regions"."""
    village: bool = False
    """Whether that noun says a small place ("в селе Козинка"), of which the gazetteer knows few."""
    adjective: bool = False
    """Whether the name is an adjective of something else ("брянский губернатор"): it says where, less firmly than a name."""


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What the text said before: the nearest mention first."""

    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place chosen for a span, and what a careful reader would question about it."""

    entry: PlaceEntry
    reason: str
    flags: tuple[str, ...] = ()
