"""Whether this process still does its work: its readers run, poll, and get their entries finished. Owns no cure but to say so.

FastStream's application exits with code 0 when a group is lost, or stays alive with no consumer at all; so the service asks here.
"""

import time
from collections.abc import Callable
from typing import Final

from services.runtime.handling import Handling
from services.runtime.reader import BLOCK, Polls
from services.runtime.subscribe import Subscription

SILENT: Final = 20 * BLOCK
"""Seconds without a poll, while nothing is handled, after which a reader counts as stuck."""

STUCK: Final = 600.0
"""Seconds that one call of a handler may take before the process is better started anew."""


class Watchdog:
    """Looks at the consumers of this process."""

    def __init__(
        self, subscription: Subscription, handling: Handling, polls: Polls, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._subscription, self._handling, self._polls, self._clock = subscription, handling, polls, clock

    def problems(self) -> list[str]:
        """What is wrong, in words; empty while all is well. An outage of Redis is not: the readers wait it out."""
        found = self._subscription.dead()
        now = self._clock()
        busy = self._handling.busy_since
        if busy is not None:
            if now - busy > STUCK:
                found.append(f"a handler has not returned for {now - busy:.0f} s")
            return found
        for key in self._handling.keys:
            silent = now - self._polls.asked.get(key, now)
            if silent > SILENT:
                found.append(f"the reader of {key} has not polled for {silent:.0f} s")
        return found
