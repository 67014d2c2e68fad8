"""When a delivery that failed is tried again. Pure: the spread follows from the delivery's id."""

import hashlib
from datetime import timedelta
from typing import Final

from services.store.alerts.policy import Traits

_HOUR: Final = 3600.0

FOR_PROGRAMS: Final = (
    5.0,
    300.0,
    1_800.0,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
"""Seconds before each next attempt: the schedule of the Standard Webhooks specification."""

FOR_PEOPLE: Final = (1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds before each next attempt, the last one for all that follow: a chat's news are stale after hours, not days."""

_SPREAD: Final = 0.2

_LONGEST_REST: Final = 60.0


def wait_before(attempt: int, traits: Traits, delivery: str) -> float:
    """Seconds before the attempt after `attempt` failed ones, up to a fifth longer so that deliveries spread out."""
    schedule = FOR_PROGRAMS if traits.machine else FOR_PEOPLE
    share = int.from_bytes(hashlib.sha256(f"{delivery}/{attempt}".encode()).digest()[:2], "big") / 65_535
    return schedule[min(attempt, len(schedule)) - 1] * (1 + _SPREAD * share)


def pause_after(failures: int) -> float:
    """Seconds that a destination rests after so many failures in a row: half a second, doubling up to a minute.

    >>> [pause_after(failures) for failures in (1, 2, 3, 20)]
    [0.5, 1.0, 2.0, 60.0]
    """
    return min(0.5 * 2.0 ** min(failures - 1, 10), _LONGEST_REST)


def closed_pause(code: int | None) -> timedelta:
    """How long a destination that takes nothing from us is left alone; 410 means that it is gone for good."""
    return timedelta(days=3650) if code == 410 else timedelta(hours=1)
