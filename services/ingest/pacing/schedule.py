"""When a source is read next. Pure: moments are Unix seconds and arguments, chance is an argument, nothing is read or written.

A source that brings much is asked more often, one that brings nothing less often; one that fails is asked ever more seldom and
never given up, for a surprising number come back from what looks like death.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.ingest.settings import Interval

FASTER: Final = 0.7
SLOWER: Final = 1.3
MUCH_NEW: Final = 1 / 3
"""Share of new items in a document from which a source is read faster."""

SLOWEST: Final = 10.0
"""A source without news is read at least every `start` times this."""

JITTER: Final = 0.1
DAY: Final = 86_400.0

UNCONDITIONAL: Final = DAY
"""Seconds after which a source is read without validators: some servers answer 304 for ever."""

LONGEST_BACKOFF: Final = 30 * DAY
LONGEST_OBEYED: Final = DAY
"""Longest Retry-After that is obeyed; longer ones have been seen and were mistakes."""

FIRST_PENALTY: Final = 900.0
LONGEST_PENALTY: Final = 6 * 3600.0
UNWELCOME: Final = 3600.0
"""Pause of a site that refuses what it gave less than a day ago: it means "too often"."""

CIRCUIT_AFTER: Final = 5
CIRCUIT: Final = 600.0

RECHECKS: Final = (3600.0, 6 * 3600.0, DAY)
"""Seconds after the first reading of a page at which it is looked at again."""

RETRIES: Final = (300.0, 1800.0, 7200.0, 6 * 3600.0, DAY)
"""Seconds after each failed reading of a page until the next; after the last it is given up and its list's text is used."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a list brought."""

    seen: int
    """Items in it."""
    new: int
    """Items that had not been seen before."""
    at_least: float = 0.0
    """Seconds that publisher (ttl) or server (max-age) ask us to wait."""


def start_offset(source: str, interval: float) -> float:
    """Seconds until the first poll of a new source: spread over its interval, so that a restart is no stampede.

    >>> 0 <= start_offset("harbour-news", 900) < 900
    True
    """
    return int.from_bytes(hashlib.sha256(source.encode()).digest()[:8]) / 2**64 * interval


def adapted(interval: float, limits: Interval, answer: Answered) -> float:
    """The interval after an answer.

    >>> limits = Interval(min=60, start=900, max=86400)
    >>> [adapted(900, limits, Answered(seen=30, new=new)) for new in (10, 1, 0)]
    [630.0, 900, 1170.0]
    """
    if answer.new and answer.new >= answer.seen * MUCH_NEW:
        interval *= FASTER
    elif not answer.new:
        interval = min(interval * SLOWER, limits.start * SLOWEST)
    return min(max(interval, limits.min), limits.max)


def wait(interval: float, limits: Interval, answer: Answered, chance: float) -> float:
    """Seconds until the next poll: the interval with jitter, and no less than publisher and server ask, up to a day.

    `chance` is from 0 to 1.
    """
    asked = min(answer.at_least, limits.max, DAY)
    return max(interval * _jitter(chance), asked)


def backoff(interval: float, failures: float, chance: float) -> float:
    """Seconds until a failing source is asked again: linear in the weighted failures, at most 30 days, never for ever.

    >>> backoff(900, 1.0, 0.5), backoff(900, 9.0, 0.5), backoff(900, 1e9, 0.5) == LONGEST_BACKOFF
    (1800.0, 9000.0, True)
    """
    return min(interval * (1 + failures) * _jitter(chance), LONGEST_BACKOFF)


def penalty(retry_after: float | None, strikes: int, chance: float) -> float:
    """Seconds that a whole site is left alone after it said that we ask too often; `strikes` counts how often in a row, from 1.

    >>> penalty(120, 1, 0.0), penalty(None, 1, 0.0), penalty(None, 3, 0.0), penalty(9e9, 1, 0.0)
    (120.0, 900.0, 3600.0, 86400.0)
    """
    if retry_after is None:
        base = min(FIRST_PENALTY * 2.0 ** min(strikes - 1, 10), LONGEST_PENALTY)
    else:
        base = min(max(retry_after, 0.0), LONGEST_OBEYED)
    return base * (1 + JITTER * chance)


def unconditional(last_full: float | None, now: float) -> bool:
    """Whether the next poll sends no validators."""
    return last_full is None or now - last_full >= UNCONDITIONAL


def gap_suspected(known: Sequence[bool], *, has_history: bool) -> bool:
    """Whether items may have been missed: nothing in the document had been seen before, though the source had brought items.

    >>> gap_suspected([False, False], has_history=True), gap_suspected([False, True], has_history=True)
    (True, False)
    """
    return has_history and bool(known) and not any(known)


def _jitter(chance: float) -> float:
    return 1 + JITTER * (2 * chance - 1)
