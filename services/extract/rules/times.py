"""Owns finding times in a text and resolving them against the publication time; not which event it belongs to."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from tocsin.claim import When
from tocsin.vocabulary import TimeBasis

INVASION: Final = date(2022, 2, 24)
"""Where cumulative tallies of the war start."""
_MOSCOW: Final = timezone(timedelta(hours=3))
_ZONE: Final = (
    r"(?:\s*\(?(MSK|Moscow time|Kyiv time|Kiev time|GMT|UTC|local time|мск|"
    r"по московскому времени|по Москве|за київським часом)\b\)?)?"
)
_NEAR: Final = 60
_STOP: Final = re.compile(r"[;\n]|[.!?]\s+(?=[A-ZА-ЯІЇЄ])")


@dataclass(frozen=True, slots=True)
class Clock:
    """A stretch between two clock times, in minutes since midnight."""

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
    """"date", "night_of", "weekday", "window", or a phrase's meaning: a key of `phrases` in lexicon/times.*.yaml."""
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    clock: Clock | None = None
    hours: int | None = None
    """A stated length beside a window ("10-hour window")."""


@dataclass(frozen=True, slots=True)
class TimeAnchor:
    """What a time is relative to."""

    published: datetime | None
    date_only: bool = False
    previous: When | None = None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    pattern: re.Pattern[str]
    window: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    phrases: dict[str, str]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _lexicon(lang: str) -> _Lexicon:
    path = resources.files("services.extract") / "lexicon" / f"times.{lang}.yaml"
    data: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    months = {form: value for value, forms in data["months"].items() for form in forms.split()}
    weekdays = {form: value for value, forms in data["weekdays"].items() for form in forms.split()}
    phrases = {phrase: kind for kind, listed in data["phrases"].items() for phrase in listed}
    month = rf"(?:{_any(list(months))})\b\.?"
    pattern = re.compile(
        rf"\b(?:(?P<night>{_any(data['night_of'])})\s+(?:the\s+)?)?(?:\d{{1,2}}\s*[-–]\s*)?"
        rf"(?:(?P<m1>{month})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|-?го)?\s+(?:of\s+)?(?P<m2>{month})"
        rf"|(?P<w>{_any(list(weekdays))})\b)(?:,?\s+(?P<y>20\d\d)\b)?|\b(?P<p>{_any(list(phrases))})\b",
        re.IGNORECASE,
    )
    clock = r"(\d{1,2})(?:[:.](\d\d))?\s*(a\.?m\.?|p\.?m\.?)?|(noon|midnight)"
    joined = "|".join(
        rf"{re.escape(first)}\s+(?:{clock})[^.;\d]{{0,25}}?\s{re.escape(second)}\s+(?:{clock})" for first, second in data["between"]
    )
    return _Lexicon(pattern, re.compile(rf"\b(?:{joined}){_ZONE}", re.IGNORECASE), months, weekdays, phrases)


def find(view: str, lang: str) -> list[TimeSpan]:
    """The times of a text from left to right; `lang` is "en", "ru" or "uk", any other is read as English.

    >>> [(t.text, t.kind) for t in find("overnight; between 12:20 PM and 3:00 PM MSK; the night of August 27th", "en")]
    [('overnight', 'night'), ('between 12:20 PM and 3:00 PM MSK', 'window'), ('night of August 27th', 'night_of')]
    """
    lexicon = _lexicon(lang if lang in {"ru", "uk"} else "en")
    days = [_day(match, lexicon) for match in lexicon.pattern.finditer(view)]
    windows = [span for match in lexicon.window.finditer(view) if (span := _window(view, match, days))]
    outside = [day for day in days if not any(w.start <= day.start < w.end for w in windows)]
    return sorted(outside + windows, key=lambda span: span.start)


def _day(match: re.Match[str], lexicon: _Lexicon) -> TimeSpan:
    start, end = match.span()
    if match["p"]:
        return TimeSpan(start, end, match[0], lexicon.phrases[match["p"].lower()])
    month = match["m1"] or match["m2"]
    weekday = lexicon.weekdays[match["w"].lower()] if match["w"] else None
    kind = "night_of" if match["night"] else "date" if month else "weekday"
    day = match["d1"] or match["d2"]
    year = int(match["y"]) if match["y"] else None
    number = lexicon.months[month.lower().rstrip(".")] if month else None
    return TimeSpan(start, end, match[0], kind, int(day) if day else None, number, year, weekday)


def _window(view: str, match: re.Match[str], days: list[TimeSpan]) -> TimeSpan | None:
    groups = list(match.groups())
    zone = groups.pop()
    halves = [groups[n : n + 4] for n in range(0, len(groups), 4)]
    stated = [half for half in halves if half[0] or half[3]]
    # Figures without minutes, half of the day or zone are amounts ("from 4 to 6"), not times.
    if len(stated) != 2 or not (zone or any(half[1] or half[2] or half[3] for half in stated)):
        return None
    first, last = (_minutes(half, stated[1][2]) for half in stated)
    if first is None or last is None:
        return None
    near = [day for day in days if day.month or day.weekday is not None]
    left, right = _sentence(view, match.start(), match.end())
    near = [day for day in near if left <= day.start < right]
    near = [day for day in near if -_NEAR < day.start - match.end() < _NEAR or match.start() <= day.start < match.end()]
    day = min(near, key=lambda span: abs(span.start - match.start()), default=None)
    length = re.search(r"(\d{1,2})[- ]?(?:hour|час|годин)", view[left:right])
    hours = int(length[1]) if length else None
    clock = Clock(first, last, zone)
    if day is None:
        return TimeSpan(match.start(), match.end(), match[0], "window", clock=clock, hours=hours)
    return TimeSpan(match.start(), match.end(), match[0], "window", day.day, day.month, day.year, day.weekday, clock, hours)


def _sentence(view: str, start: int, end: int) -> tuple[int, int]:
    """The stretch round a window that no end of a sentence cuts, at most 120 characters to each side."""
    before = list(_STOP.finditer(view, max(0, start - 120), start))
    after = _STOP.search(view, end, end + 120)
    return (before[-1].end() if before else max(0, start - 120)), (after.start() if after else min(len(view), end + 120))


def _minutes(half: list[str], other: str | None) -> int | None:
    hour, minute, meridiem, word = half
    if word:
        return 720 if word.lower() == "noon" else 0
    value, mark = int(hour), (meridiem or other or "").lower()[:1]
    if mark and 1 <= value <= 12:
        value = value % 12 + (12 if mark == "p" else 0)
    return value * 60 + int(minute or 0) if value <= 24 and int(minute or 0) < 60 else None


def resolve(span: TimeSpan, anchor: TimeAnchor) -> tuple[When, tuple[str, ...]]:
    """The days or moments that a time means, and flags: "year_inferred", "window_inconsistent".

    Without a publication time a day keeps its open year ("--07-18") and a relative word has no start and end.
    """
    if span.kind == "same" and anchor.previous:
        return anchor.previous.model_copy(update={"text": span.text, "basis": TimeBasis.INHERITED}), ()
    published = anchor.published.date() if anchor.published else None
    day, flags = _date(span, published)
    basis = TimeBasis.STATED if span.month or span.clock else TimeBasis.RELATIVE
    if span.clock:
        start, end = _clocked(span.clock, day, span, anchor.published)
        return When(start=start, end=end, text=span.text, basis=basis), flags + _checked(span)
    if day is None and span.month and span.day:
        open_day = f"--{span.month:02d}-{span.day:02d}"
        before = _open_before(span.month, span.day) if span.kind == "night_of" else open_day
        return When(start=before, end=open_day, text=span.text, basis=basis), flags
    first, last = _days(span, day, published, anchor.previous)
    return When(start=first and first.isoformat(), end=last and last.isoformat(), text=span.text, basis=basis), flags


def _date(span: TimeSpan, published: date | None) -> tuple[date | None, tuple[str, ...]]:
    """The day that a span names; a missing year is the latest that is not after publication."""
    if span.weekday is not None:
        return (published - timedelta(days=(published.weekday() - span.weekday) % 7) if published else None), ()
    if not span.month or not span.day:
        return None, ()
    for year in [span.year] if span.year else [published.year, published.year - 1, published.year - 4] if published else []:
        try:
            found = date(year, span.month, span.day)
        except ValueError:
            continue
        if span.year or (published and found <= published):
            return found, () if span.year else ("year_inferred",)
    return None, ()


def _open_before(month: int, day: int) -> str:
    try:
        before = date(2023, month, day) - timedelta(days=1)
    except ValueError:
        return f"--{month:02d}-{max(1, day - 1):02d}"
    return f"--{before.month:02d}-{before.day:02d}"


def _days(span: TimeSpan, day: date | None, published: date | None, previous: When | None) -> tuple[date | None, date | None]:
    one = timedelta(days=1)
    if day:
        return (day - one if span.kind == "night_of" else day), day
    if span.kind == "night_before" and previous and previous.start and not previous.start.startswith("-"):
        start = date.fromisoformat(previous.start[:10])
        return start - one, start
    if published is None:
        return (INVASION, None) if span.kind == "invasion" else (None, None)
    back = {"night": one, "night_before": 2 * one, "past_day": one, "past_week": 7 * one, "yesterday": one}.get(span.kind, 0 * one)
    if span.kind == "invasion":
        return INVASION, published
    return published - back, published - one if span.kind in {"yesterday", "night_before"} else published


def _zone(name: str | None, published: datetime | None) -> tzinfo | None:
    word = (name or "").lower()
    if word in {"msk", "moscow time", "мск", "по московскому времени", "по москве"}:
        return _MOSCOW
    if "ky" in word or "kiev" in word or "київ" in word:
        return ZoneInfo("Europe/Kyiv")
    return UTC if word in {"gmt", "utc"} else published.tzinfo if published else None


def _clocked(clock: Clock, day: date | None, span: TimeSpan, published: datetime | None) -> tuple[str | None, str | None]:
    """A window over midnight ends on the day after a stated day, else on the day of publication."""
    over = clock.end < clock.start
    zone = _zone(clock.zone, published)
    base = day or (published.date() - timedelta(days=int(over)) if published else None)
    if base is None:
        if not (span.month and span.day) or over:
            return None, None
        offset = "+03:00" if zone is _MOSCOW else "Z" if zone is UTC else ""
        start, end = (
            f"--{span.month:02d}-{span.day:02d}T{m // 60 % 24:02d}:{m % 60:02d}{offset}" for m in (clock.start, clock.end)
        )
        return start, end
    midnight = datetime(base.year, base.month, base.day, tzinfo=zone)
    first = midnight + timedelta(minutes=clock.start)
    last = midnight + timedelta(days=int(over), minutes=clock.end)
    return first.isoformat(), last.isoformat()


def _checked(span: TimeSpan) -> tuple[str, ...]:
    """The flag of a stated length that is not the window's own ("10-hour window" from midnight to 7 a.m.)."""
    assert span.clock
    minutes = (span.clock.end - span.clock.start) % 1440
    return ("window_inconsistent",) if span.hours is not None and abs(minutes - span.hours * 60) >= 60 else ()
