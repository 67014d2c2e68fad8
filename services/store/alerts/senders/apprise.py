"""Every other service, through Apprise (the extra `tocsin[apprise]`): plain text, posts only, one attempt a call.

Apprise neither tells a message's id nor how long a service asks to wait, and its own requests do not go through the guard; the
services that matter have senders of their own.
"""

import asyncio
from typing import Any, Final

from services.runtime.errors import ConfigError
from services.store.alerts.markup import plain
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Traits
from services.store.alerts.sender import Outcome, Parcel, Result
from services.store.alerts.settings import Destination

LONGEST: Final = 3_000
"""Characters; Apprise splits what a service finds too long."""


class Apprise:
    """Any address that Apprise knows."""

    traits = Traits()

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(1, 1.0),))
        self._timeout = destination.timeout
        self._box = _box(destination)

    async def send(self, parcel: Parcel) -> Outcome:
        """One attempt, in a thread: Apprise blocks."""
        written = plain(parcel.message, LONGEST, minimal=parcel.minimal)
        title, _, rest = written.partition("\n")
        call = asyncio.to_thread(self._box.notify, body=rest or title, title=title, body_format="text")
        try:
            async with asyncio.timeout(self._timeout):
                done = await call
        except TimeoutError:
            return Outcome(Result.LATER, f"no answer within {self._timeout:g} s")
        return Outcome(Result.SENT, "sent") if done else Outcome(Result.LATER, "Apprise could not deliver it; its log says why")

    async def aclose(self) -> None:
        """Nothing is open between calls."""


def _box(destination: Destination) -> Any:
    try:
        import apprise  # noqa: PLC0415  # an extra: only who uses it needs it
    except ImportError as error:
        raise ConfigError(f"destination {destination.name} needs Apprise: pip install 'tocsin[apprise]'") from error
    box = apprise.Apprise()
    url = str(destination.url)
    if not box.add(f"{url}{'&' if '?' in url else '?'}overflow=split"):
        raise ConfigError(f"destination {destination.name}: Apprise does not know this kind of address")
    return box
