"""Connections to SQLite files that can always be closed. Owns one workaround; it goes when aiosqlite answers a second stop.

aiosqlite runs each connection in a thread, which ends at its first order to stop. A second one is put into a queue that nobody
reads any more, and whoever waits for its answer waits for ever. There is a second one whenever a connection is closed twice: by a
task that was cancelled in the middle of a statement and by the pool, or by force while a gentle close is still under way.
"""

import asyncio
import sqlite3
from typing import Any, Final

import aiosqlite

_ROWS_AT_A_TIME: Final = 64
"""Rows that a cursor fetches in one go; the driver's own number."""


class Closable(aiosqlite.Connection):
    """A connection that is told to stop once, however often it is closed."""

    _told = False

    def stop(self) -> "asyncio.Future[Any] | None":
        """Ends the thread once it has done what it was given before. None when it was told already: nobody would answer."""
        if self._told:
            return None
        self._told = True
        return super().stop()


def connect(path: str, **options: Any) -> Closable:
    """What awaits to an open connection; `options` are those of sqlite3.connect."""
    connection = Closable(lambda: sqlite3.connect(path, **options), _ROWS_AT_A_TIME)
    connection._thread.daemon = True  # noqa: SLF001  # a statement that hangs must not keep the process
    return connection
