"""The console as a destination: one log line a message. Used where no other destination is configured."""

import logging
from typing import Final

from services.store.alerts.markup import plain
from services.store.alerts.pace import Pace
from services.store.alerts.policy import Traits
from services.store.alerts.sender import Outcome, Parcel, Result

LOG: Final = logging.getLogger("tocsin.alert")

LONGEST: Final = 1_000
"""Characters of a line."""


class Console:
    """Writes to the log of this process; cannot fail."""

    traits = Traits(machine=True)

    def __init__(self) -> None:
        self.pace = Pace(())

    async def send(self, parcel: Parcel) -> Outcome:
        """Writes one line."""
        LOG.warning("%s: %s", parcel.kind, " | ".join(plain(parcel.message, LONGEST).splitlines()))
        return Outcome(Result.SENT, "written to the log")

    async def aclose(self) -> None:
        """Nothing is open."""
