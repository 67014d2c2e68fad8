"""Dates as feeds and pages write them, to moments in their zone. Owns the two common forms, leaves the rest to feedparser."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final

from feedparser.datetimes import _parse_date

_W3C: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ]\s*(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.IGNORECASE,
)
"""RFC 3339 and the forms of the W3C note that it grew from."""

_MAIL: Final = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{4}),?"
    r"(?:\s+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC?|GMT|(?:GMT|UTC)?[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
"""RFC 822 with the years of RFC 1123, and the slips that feeds make."""

_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES, 1)}

_LONGEST: Final = 100
"""Characters of the longest text worth reading as a date."""


@lru_cache(maxsize=4096)
def parse(text: str | None) -> datetime | None:
    """The moment that a text states, in its own zone, UTC where it names none; None where it states none.

    >>> parse("Mon, 21 Jul 2025 16:02:00 +0300").isoformat()
    '2025-07-21T16:02:00+03:00'
    >>> parse("2025-07-21").isoformat()
    '2025-07-21T00:00:00+00:00'
    >>> parse("soon")
    """
    stated = (text or "").strip()
    if not stated or len(stated) > _LONGEST:
        return None
    try:
        if found := _W3C.fullmatch(stated):
            return _moment(int(found[1]), int(found[2]), int(found[3]), found.group(4, 5, 6, 7))
        if (found := _MAIL.fullmatch(stated)) and (month := _MONTHS.get(found[2].lower())):
            return _moment(int(found[3]), month, int(found[1]), found.group(4, 5, 6, 7))
    except ValueError:
        return None
    return from_tuple(_rare(stated))


def from_tuple(utc: Any) -> datetime | None:
    """The moment of a `time.struct_time` in UTC, as feedparser gives it."""
    try:
        return datetime.fromtimestamp(timegm(utc), UTC) if utc else None
    except (ValueError, OverflowError, OSError):
        return None


def minutes(text: str | None) -> timedelta | None:
    """A positive number of minutes, as rss:ttl states it; None for anything else."""
    stated = (text or "").strip()
    return timedelta(minutes=int(stated)) if stated.isdecimal() and 0 < len(stated) <= 6 and int(stated) else None


def _rare(stated: str) -> Any:
    """Feedparser's reading: Korean, Greek and Hungarian month names, named American zones, two-digit years, asctime."""
    try:
        return _parse_date(stated)
    except Exception:  # noqa: BLE001  # its handlers raise what they like on odd texts, and a date that cannot be read is none
        return None


def _moment(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> datetime:
    hour, minute, second, zone = clock
    sixty = min(int(second or 0), 59)  # a leap second, or a 60 written by mistake, is the last of its minute
    base = datetime(year, month, day, tzinfo=_zone(zone))
    if hour == "24":
        return base + timedelta(days=1)
    return base.replace(hour=int(hour or 0), minute=int(minute or 0), second=sixty)


def _zone(text: str | None) -> timezone:
    digits = re.sub(r"[^\d+-]", "", text or "")
    if not digits:
        return UTC
    minutes = int(digits[1:3]) * 60 + int(digits[3:5] or 0)
    return timezone(timedelta(minutes=-minutes if digits[0] == "-" else minutes))
