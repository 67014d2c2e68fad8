"""How fast a service may be spoken to: token buckets over the machine's steady clock. Pure; owns no waiting."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limit:
    """So many messages in so many seconds."""

    messages: int
    seconds: float


@dataclass(slots=True)
class Pace:
    """The limits of one destination, and what was sent lately.

    >>> pace = Pace((Limit(2, 10.0),))
    >>> pace.note(0.0); pace.note(1.0)
    >>> pace.wait(4.0), pace.wait(10.0)
    (6.0, 0.0)
    """

    limits: Sequence[Limit]
    _sent: list[float] = field(default_factory=list)

    def wait(self, now: float) -> float:
        """Seconds until the next message may be sent; 0 for at once."""
        free = now
        for limit in self.limits:
            if len(self._sent) >= limit.messages:
                free = max(free, self._sent[-limit.messages] + limit.seconds)
        return free - now

    def note(self, now: float) -> None:
        """A message was sent."""
        self._sent.append(now)
        del self._sent[: -max((limit.messages for limit in self.limits), default=1)]
