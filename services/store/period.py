"""The time of an incident in words. Pure."""

import re
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENT: Final = re.compile(r"(\d{4}|-)-(\d{2})-(\d{2})(?:T(\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


def period(start: str | None, end: str | None) -> str:
    """First and last moment of an incident, for people.

    >>> period("2025-03-27", "2025-03-28"), period("2025-03-28", "2025-03-28"), period(None, None)
    ('night of 27 to 28 Mar 2025', '28 Mar 2025', 'time not stated')
    >>> period("2025-07-21T12:20:00+03:00", "2025-07-21T15:00:00+03:00")
    '21 Jul 2025, 12:20 to 15:00 (UTC+03:00)'
    """
    first, last = _parts(start or end), _parts(end or start)
    if first is None or last is None:
        return "time not stated"
    if first.clock or last.clock:
        return _clocks(first, last)
    if first.day == last.day:
        return _day(first.day)
    if last.day - first.day == timedelta(days=1):
        return f"night of {_day(first.day) if first.day.month != last.day.month else first.day.day} to {_day(last.day)}"
    return f"{_day(first.day)} to {_day(last.day)}"


class _Parts:
    """A moment of the contract, taken apart."""

    def __init__(self, day: date, clock: str | None, zone: str | None) -> None:
        self.day, self.clock, self.zone = day, clock, zone


def _parts(moment: str | None) -> _Parts | None:
    found = _MOMENT.fullmatch(moment or "")
    if found is None or found[1] == "-":
        return None
    try:
        return _Parts(date(int(found[1]), int(found[2]), int(found[3])), found[4], found[5])
    except ValueError:
        return None


def _clocks(first: _Parts, last: _Parts) -> str:
    zone = "" if first.zone is None else " (UTC)" if first.zone in {"Z", "+00:00"} else f" (UTC{first.zone})"
    begin = f"{_day(first.day)}, {first.clock}" if first.clock else _day(first.day)
    if (first.day, first.clock) == (last.day, last.clock):
        return begin + zone
    close = last.clock if first.day == last.day and last.clock else f"{_day(last.day)}{f', {last.clock}' if last.clock else ''}"
    return f"{begin} to {close}{zone}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
