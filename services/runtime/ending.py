"""An end that comes in any case: what hangs while a process stops is told, and the process ends without it. Owns one timer.

Nothing is lost by it: whatever was not acknowledged or committed is done again by the next start, as after a power cut.
"""

import asyncio
import inspect
import logging
import os
import threading
from collections.abc import Awaitable, Iterable
from pathlib import Path
from typing import Any, Final

LOG: Final = logging.getLogger(__name__)

LATE: Final = 4.0
"""Seconds past the graceful timeout at which a process that was told to stop ends by force; `tocsin up` kills it a second later."""

_ASYNCIO: Final = Path(asyncio.__file__).parent

STEP: Final = 6.0
"""Seconds that one step of closing may take; a usual one takes milliseconds."""


class Deadline:
    """Ends this process by force some seconds after `begin`, unless it is `cancel`led first."""

    def __init__(self, seconds: float, what: str, code: int = 1) -> None:
        """For the event loop that runs now. `what` names the process in the log line; `code` is its exit code then."""
        self._loop = asyncio.get_running_loop()
        self._seconds, self._what, self._code = seconds, what, code
        self._timer = threading.Timer(seconds, self._over)
        self._timer.daemon = True

    def begin(self, *_: object) -> None:
        """From now on; again is no matter."""
        if not self._timer.is_alive() and not self._timer.finished.is_set():
            self._timer.start()

    def cancel(self) -> None:
        """It has come to its end by itself."""
        self._timer.cancel()

    def _over(self) -> None:
        try:
            hangs = "; ".join(waits(asyncio.all_tasks(self._loop))) or "no task: a thread"
            LOG.error("%s did not stop within %.0f s and is ended by force; still waiting: %s", self._what, self._seconds, hangs)
        finally:
            os._exit(self._code)


async def within(seconds: float, what: str, work: Iterable[Awaitable[Any]]) -> None:
    """Waits for all of `work` at most so long; what goes on even then is told, cancelled and left behind.

    Errors of `work` stay with it.
    """
    futures = [asyncio.ensure_future(each) for each in work]
    if not futures:
        return
    done, left = await asyncio.wait(futures, timeout=seconds)
    if left:
        hangs = "; ".join(waits([each for each in left if isinstance(each, asyncio.Task)]))
        LOG.warning("%s: not done within %.0f s and left behind: %s", what, seconds, hangs)
    for future in left:
        future.cancel()
    for future in done:
        future.cancelled() or future.exception()  # looked at, so that nobody is told that it never was


def waits(tasks: Iterable[asyncio.Task[Any]]) -> list[str]:
    """Where each task stands: the place in the code it waits at, innermost.

    >>> async def example() -> list[str]:
    ...     task = asyncio.create_task(asyncio.sleep(60), name="nap")
    ...     await asyncio.sleep(0)
    ...     return [each.partition(" at ")[0] for each in waits([task])]
    >>> asyncio.run(example())
    ['nap in sleep']
    """
    return [f"{task.get_name()} in {_place(task.get_coro())}" for task in tasks if not task.done()]


def _place(running: Any) -> str:
    """The innermost place that is not asyncio's own: "sleep" tells nobody who sleeps."""
    place = getattr(running, "__qualname__", repr(running))
    while inspect.iscoroutine(running):
        if running.cr_frame is not None and Path(running.cr_code.co_filename).parent != _ASYNCIO:
            place = f"{running.__qualname__} at {running.cr_code.co_filename}:{running.cr_frame.f_lineno}"
        running = running.cr_await
    return place
