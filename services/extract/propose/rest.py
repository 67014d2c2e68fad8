"""Owns when a model may be asked again: after what it asked for, or after a row of failures; knows nothing of requests."""

import time
from collections.abc import Callable
from typing import Final

_PATIENCE: Final = 3
"""Failures in a row after which it is left alone for a while."""

_FIRST: Final = 15.0
"""Seconds of the first such while; each further failure doubles them."""

_LONGEST: Final = 300.0
"""Seconds after which it is tried again at the latest, whatever it asked for."""

_LIMITED: Final = 1.0
"""Seconds of the first pause after "too many requests" that names none; doubles too."""


class Rest:
    """Pauses of one model in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._failures = 0

    @property
    def left(self) -> float:
        """Seconds until it may be asked; 0 when it may be now."""
        return max(0.0, self._until - self._clock())

    def asked(self) -> None:
        """A question is on its way. After a row of failures it is the only one, until it is known how that one ends."""
        if self._failures >= _PATIENCE:
            self._pause(_LONGEST)

    def answered(self) -> None:
        """It works."""
        self._failures, self._until = 0, 0.0

    def limited(self, wanted: float | None) -> None:
        """It was asked too often, and wants so many seconds of rest."""
        self._failures += 1
        self._pause(_LIMITED * 2 ** min(self._failures - 1, 16) if wanted is None else wanted)

    def failed(self) -> None:
        """It did not answer, or with an error."""
        self._failures += 1
        if self._failures >= _PATIENCE:
            self._pause(_FIRST * 2 ** min(self._failures - _PATIENCE, 16))

    def _pause(self, seconds: float) -> None:
        self._until = self._clock() + min(max(seconds, 0.0), _LONGEST)
