"""What Redis may have lost: a server that crashed and was started anew, or a replica that took over, forgot its last moments.

With `appendfsync everysec` Redis answers before it has written: it writes at once while the disk keeps up, and up to two seconds
late when it does not. What an outbox has marked as published within `MAY_LOSE` is therefore published again after every such start;
Redis drops by their ids what it still has (docs/decisions/0104).
"""

from collections.abc import Awaitable, Callable
from typing import Final

MAY_LOSE: Final = 60.0
"""Seconds before its end of which a server may have forgotten something; Redis states two, the rest is for slow machines."""


class Restarts:
    """Whether the server is still the one of last time. One for each outbox."""

    def __init__(self, incarnation: Callable[[], Awaitable[str]]) -> None:
        """`incarnation` names the start of the server that answers now."""
        self._incarnation = incarnation
        self._known = ""

    async def made_up_for(self, publish_again: Callable[[], Awaitable[object]]) -> None:
        """Calls `publish_again` at first and whenever the server was started since. After an error of it, it is due still."""
        found = await self._incarnation()
        if found != self._known:
            await publish_again()
            self._known = found
