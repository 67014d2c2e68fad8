"""What robots.txt allows (RFC 9309), cached in SQL for a day. Owns what an unreachable one means; protego reads the rules."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from protego import Protego
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.fetching.exchange import Fetched, Outcome, Request
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.settings import Defaults
from services.ingest.tables.schema import ROBOTS, insert_into
from services.runtime.database import reading, writing

LARGEST: Final = 512 * 1024
"""Bytes; RFC 9309 section 2.5 asks for at least 500 KiB."""

_DAY: Final = 86_400.0

GIVEN_UP: Final = 30 * _DAY
"""Seconds after which a robots.txt that cannot be had is taken as absent (RFC 9309, 2.3.1.4)."""

_AT_HAND: Final = 2000
"""Copies kept in memory."""

_SMALL: Final = 16 * 1024
"""Characters of a copy that is kept in memory; nearly all are shorter."""

_RETRY: Final = 3600.0
"""Seconds until one that could not be had is asked for again."""

Send = Callable[[Request], Awaitable[Outcome]]
"""Makes a request at the pace of its site."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of one robots.txt."""

    body: str | None = None
    """The last good copy."""
    good: float | None = None
    failing_since: float | None = None
    expires: float = 0.0


def origin(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt speaks for.

    >>> origin("https://News.example:8443/a?b")
    'https://news.example:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def after(copy: Copy, outcome: object, now: float) -> Copy:
    """The copy after asking for it: 2xx is kept, 4xx means that there are no rules, anything else keeps the last good one."""
    if isinstance(outcome, Fetched):
        return Copy(outcome.body[:LARGEST].decode("utf-8", "replace"), now, None, now + _DAY)
    status = outcome.status if isinstance(outcome, Failed) else None
    if status is not None and 400 <= status < 500 and status != 429:
        return Copy("", now, None, now + _DAY)
    return replace(copy, failing_since=copy.failing_since or now, expires=now + _RETRY)


def allows(copy: Copy, url: str, user_agent: str, now: float) -> bool:
    """Whether an address may be read. Without any copy nothing may, until 30 days have shown that there is none."""
    if copy.body is None:
        return copy.failing_since is not None and now - copy.failing_since > GIVEN_UP
    if not copy.body.strip():
        return True
    allowed: bool = Protego.parse(copy.body).can_fetch(url, user_agent.partition("/")[0] or user_agent)
    return allowed


class Robots:
    """The rules of every site, asked for when an address of it is about to be read."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._held: dict[str, Copy] = {}

    async def refusal(self, url: str, limits: Defaults, now: float, send: Send) -> Failed | None:
        """Why an address may not be read now, None where it may; always where the source says to ignore robots.txt.

        Where the rules cannot be had and no copy is left, the reason is what went wrong when asking for them.
        """
        if limits.robots == "ignore":
            return None
        site = origin(url)
        copy = self._held.get(site) or await self._known(site)
        outcome = None
        if copy is None or copy.expires <= now:
            outcome = await send(Request(f"{site}/robots.txt", limits, accept="text/plain, */*;q=0.5"))
            copy = after(copy or Copy(), outcome, now)
            await self._keep(site, copy)
        self._hold(site, copy)
        if await self._allows(copy, url, limits.user_agent, now):
            return None
        if copy.body is None and isinstance(outcome, Failed):
            return replace(outcome, message=f"robots.txt cannot be had: {outcome.message}")
        if copy.body is None:
            return Failed(FailureKind.ROBOTS, "robots.txt cannot be had, so nothing is read until it can")
        return Failed(FailureKind.ROBOTS, f"{site}/robots.txt asks us not to read this address")

    def _hold(self, site: str, copy: Copy) -> None:
        """Keeps a copy at hand unless it is large, and lets the oldest go where there are many."""
        self._held.pop(site, None)
        if len(copy.body or "") <= _SMALL:
            self._held[site] = copy
        if len(self._held) > _AT_HAND:
            del self._held[next(iter(self._held))]

    @staticmethod
    async def _allows(copy: Copy, url: str, user_agent: str, now: float) -> bool:
        """`allows`, in a thread where there are rules to read: some files take long."""
        if not (copy.body or "").strip():
            return allows(copy, url, user_agent, now)
        return await asyncio.to_thread(allows, copy, url, user_agent, now)

    async def _known(self, origin: str) -> Copy | None:
        columns = (ROBOTS.c.body, ROBOTS.c.good, ROBOTS.c.failing_since, ROBOTS.c.expires)
        async with reading(self._engine) as connection:
            row = (await connection.execute(select(*columns).where(ROBOTS.c.origin == origin))).first()
            return Copy(*row) if row else None

    async def _keep(self, origin: str, copy: Copy) -> None:
        body = copy.body.replace("\x00", "") if copy.body is not None else None
        values: dict[str, Any] = {"body": body, "good": copy.good, "failing_since": copy.failing_since, "expires": copy.expires}
        async with writing(self._engine) as connection:
            insert = insert_into(connection, ROBOTS).values(origin=origin, **values)
            await connection.execute(insert.on_conflict_do_update(index_elements=["origin"], set_=values))
