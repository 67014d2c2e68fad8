"""Waiting for what is away: exponential back-off with one clear line per attempt. Owns no connection of its own."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeVar

from services.runtime.errors import Transient

LOG: Final = logging.getLogger(__name__)

Result = TypeVar("Result")

LONGEST_PAUSE: Final = 10.0
"""Seconds; an outage that ends is noticed at most this much later."""


def pauses(first: float = 0.2, longest: float = LONGEST_PAUSE, spread: Callable[[], float] = random.random) -> Iterator[float]:
    """Seconds to wait after each failure: doubling up to `longest`, each shortened by up to a fifth so that replicas spread out.

    >>> from itertools import islice
    >>> list(islice(pauses(1, 5, spread=lambda: 0.0), 4))
    [1.0, 2.0, 4.0, 5.0]
    """
    pause = first
    while True:
        yield pause * (1 - 0.2 * spread())
        pause = min(pause * 2, longest)


async def until_there(what: str, attempt: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `attempt` as soon as it no longer raises Transient; every failure is logged with the next attempt's time."""
    for pause in pauses():
        try:
            return await attempt()
        except Transient as error:
            LOG.warning("waiting for %s: %s; next attempt in %.1f s", what, error, pause)
            await asyncio.sleep(pause)
    raise AssertionError("pauses() never ends")
