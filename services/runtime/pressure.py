"""Back-pressure: producers wait while streams are too long or Redis memory is low, and go on by themselves. Owns no producer."""

import asyncio
import logging
import math
import time
from dataclasses import dataclass
from typing import Final

from services.runtime.errors import Transient
from services.runtime.server import Server
from services.runtime.settings import RuntimeSettings
from services.runtime.state import of_streams

LOG: Final = logging.getLogger(__name__)

_LOOK_AGAIN: Final = 1.0
"""Seconds between two looks while it is too much."""


_FRESH: Final = 0.5
"""Seconds for which room that was found counts as there: a producer may ask before every event."""


@dataclass
class Pressure:
    """How much the streams can take. One for a process; `clear` may be awaited by many tasks."""

    server: Server
    settings: RuntimeSettings
    high: bool = False
    _looked: float = -math.inf

    async def clear(self) -> None:
        """Returns when there is room: at once below the high mark, else when everything has fallen below the low one."""
        if time.monotonic() - self._looked < _FRESH:
            return
        while reason := await self._reason():
            if not self.high:
                self.high = True
                LOG.warning("pausing: %s", reason)
            await asyncio.sleep(_LOOK_AGAIN)
        self._looked = time.monotonic()
        if self.high:
            self.high = False
            LOG.info("going on: there is room again")

    async def _reason(self) -> str | None:
        """Why to wait; None when there is room."""
        mark = self.settings.stream_low if self.high else self.settings.stream_high
        try:
            longest = max((stream.unfinished for stream in await of_streams(self.server, self.settings.partitions)), default=0)
            memory = await self.server.memory()
        except Transient as error:
            return str(error)
        if longest >= mark:
            return f"a stream has {longest} unfinished entries (stream_high = {self.settings.stream_high})"
        if memory.share >= self.settings.memory_high:
            return f"Redis uses {memory.share:.0%} of its memory (memory_high = {self.settings.memory_high})"
        return None
