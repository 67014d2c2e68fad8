"""When a claim's event happened: its time as local days with a shape, the only thing that merging compares. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from services.store.data import table
from services.store.statement import Statement
from tocsin.places import country_of
from tocsin.vocabulary import TimeBasis

SUMMARY_DAYS: Final = 3
"""A window whose last day is more days than this after its first is a summary ("over the month"), never a happening."""

BACKGROUND_DAYS: Final = 7
"""An event that ended so many days before its article was published is looked back at, not reported."""

EVENING: Final = 20
"""Local hour at which an evening begins, and a night whose first hour nobody states."""

_YEARS: Final = frozenset(str(year) for year in range(1900, 2200))
"""Years that an event can be of; outside them a calendar runs out of days, and a text meant something else."""

_NIGHT_HOURS: Final = 18
"""A clock window over midnight up to this long is one night; a longer one ("the past day") spans two days."""


class Shape(StrEnum):
    """How much a window commits to."""

    NIGHT = "night"
    """Over one midnight: belongs to the day it ends on."""
    CLOCK = "clock"
    """Clock times within one day."""
    DAY = "day"
    """One whole day."""
    SPAN = "span"
    """A few days."""
    FLOATING = "floating"
    """No word of time: the day of publication stands in."""
    SUMMARY = "summary"
    """Longer than any happening."""


@dataclass(frozen=True, slots=True)
class Window:
    """Local days from `first` to `last`, and the hour it begins at where that is stated or meant by "evening"."""

    first: date
    last: date
    shape: Shape
    hour: int | None = None
    """Local hour at which a CLOCK or NIGHT window begins; of a DAY only where it is the evening."""


@dataclass(frozen=True, slots=True)
class _Point:
    day: date
    clock: datetime | None


def window_of(statement: Statement, told: datetime | None) -> Window | None:
    """The window of a claim that its article told at `told`; None where nothing at all is known of its time."""
    local = local_time(told, statement.region) if told else None
    start = _point(statement.start or statement.end, local, statement.region)
    end = _point(statement.end or statement.start, local, statement.region)
    if start is None or end is None:
        return Window(local.date(), local.date(), Shape.FLOATING) if local else None
    if end.day < start.day:
        start, end = end, start
    window = _shaped(start, end)
    if statement.evening and window.shape is Shape.DAY:
        window = replace(window, hour=EVENING)
    if statement.day_long and window.shape is Shape.NIGHT:
        return replace(window, shape=Shape.SPAN)
    if statement.basis is TimeBasis.PUBLISHED and window.shape in {Shape.DAY, Shape.NIGHT}:
        # the publisher's day may not be the region's: late evening in UTC is the next morning farther east
        return Window(local.date(), local.date(), Shape.FLOATING) if local else replace(window, shape=Shape.FLOATING)
    return window


def looks_back(statement: Statement, window: Window, told: datetime | None) -> bool:
    """Whether a claim only looks back: marked so, or its event ended long before its article."""
    return statement.background or (told is not None and (told.date() - window.last).days > BACKGROUND_DAYS)


def sensible(moment: datetime | None) -> datetime | None:
    """A moment of a year that news can be of, else None."""
    return moment if moment is not None and f"{moment.year:04}" in _YEARS else None


def local_time(moment: datetime, region: str | None) -> datetime:
    """A moment in the zone of the region's country, naive; in its own zone where the country's is not known."""
    zone = table("zones")["country"].get(country_of(region) or "") if region else None
    return (moment.astimezone(_zone(zone)) if zone and moment.tzinfo else moment).replace(tzinfo=None)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _shaped(start: _Point, end: _Point) -> Window:
    days = (end.day - start.day).days
    if days == 0:
        if start.clock and end.clock:
            return Window(start.day, end.day, Shape.CLOCK, start.clock.hour)
        return Window(start.day, end.day, Shape.DAY)
    if days == 1:
        long = start.clock and end.clock and end.clock - start.clock > timedelta(hours=_NIGHT_HOURS)
        return Window(start.day, end.day, Shape.SPAN if long else Shape.NIGHT, start.clock.hour if start.clock else None)
    return Window(start.day, end.day, Shape.SPAN if days <= SUMMARY_DAYS else Shape.SUMMARY)


def _point(moment: str | None, told: datetime | None, region: str | None) -> _Point | None:
    if moment is not None and moment.startswith("--"):
        moment = _with_year(moment, told) if told else None
    if moment is None or moment[:4] not in _YEARS:
        return None
    try:
        if "T" not in moment:
            return _Point(date.fromisoformat(moment), None)
        local = local_time(datetime.fromisoformat(moment), region)
    except ValueError:  # a day that no calendar has, such as 2025-02-30: as if nothing were said
        return None
    return _Point(local.date(), local)


def _with_year(moment: str, told: datetime) -> str:
    """The latest such day before the article: "--07-18" told in July 2025 is 2025-07-18, "--12-31" told then is 2024-12-31."""
    this_year = f"{told.year}{moment[1:]}"
    return this_year if this_year[:10] <= (told.date() + timedelta(days=1)).isoformat() else f"{told.year - 1}{moment[1:]}"
