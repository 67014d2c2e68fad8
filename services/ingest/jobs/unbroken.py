"""Work that a stop must not tear: it is finished, and the stop goes on after it. Owns no work.

A database connection that is cancelled in the middle of a statement is thrown away by its driver, and with SQLite the driver may
then wait for an answer that never comes. So statements run to their end, which is milliseconds away.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

LONGEST: Final = 5.0
"""Seconds that a stop waits for what is under way."""


async def unbroken(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of `work`; when the caller is cancelled meanwhile, `work` is finished first."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=LONGEST)
        raise
