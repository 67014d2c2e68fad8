"""Owns the shapes of times: what a text states, and what that is relative to."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.claim import When


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written; a year or, with the first of a month meant, a day may be missing."""

    day: int | None
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A stretch between two clock times, in minutes since midnight; one moment where both are the same."""

    start: int
    end: int
    zone: str | None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """One time as a text states it."""

    start: int
    end: int
    text: str
    kind: str
    """"date", "night_of", "night_after" (that begins on the day), "weekday", "window", "range", "point", "since", "month",
    "report" (when something was told, not when it was), or a phrase's meaning: a key of `phrases` in lexicon/times.*.yaml."""
    day: Day | None = None
    """The day, or the last of a stretch of days."""
    first: Day | None = None
    """The first day of a stretch of days."""
    weekday: int | None = None
    """Monday is 0; of a stretch of days, the last."""
    first_weekday: int | None = None
    """The first day of a stretch of weekdays."""
    night: bool = False
    """Whether the night that ends on the day is meant."""
    clock: Clock | None = None
    hours: int | None = None
    """A stated length beside a window ("10-hour window")."""


@dataclass(frozen=True, slots=True)
class TimeAnchor:
    """What a time is relative to."""

    published: datetime | None
    date_only: bool = False
    previous: When | None = None
    """The time that the text spoke of before."""
