"""The Redis client that FastStream reads with: it waits out an outage instead of failing, and remembers when it last polled.

FastStream's own subscriber pauses five seconds after every lost connection, makes its group at `$`, and cannot be asked whether it
polls; these are the three things changed here. Owns no decision about what was read.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import Any, Final

from redis import exceptions
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from services.runtime import cancellation
from services.runtime.answers import GroupLost, in_our_words
from services.runtime.errors import ConfigError, ServiceError, Transient
from services.runtime.server import Identity
from services.runtime.waiting import pauses

LOG: Final = logging.getLogger(__name__)

BLOCK: Final = 1.0
"""Seconds that one poll waits on the server for entries. New ones arrive at once; this is only how often we are heard of."""

PATIENCE: Final = 5.0
"""Seconds beyond that after which a server that says nothing counts as away."""


@dataclass
class Polls:
    """When the readers of this process last spoke with Redis, in seconds of the monotonic clock."""

    asked: dict[str, float] = field(default_factory=dict)
    """Key → when its last poll began, or was tried again."""
    away: str | None = None
    """Why Redis does not answer; None when it does."""
    closing: bool = False
    """Whether the connections are about to be closed: their end is no outage then."""
    refused: ServiceError | None = None
    """Why it refuses us, which waiting does not change."""


class _Patient:
    """What both kinds of client have in common."""

    polls: Polls

    async def xgroup_create(self, name: str, groupname: str, **others: Any) -> Any:
        """Makes a group at the beginning of the stream, whatever id FastStream asks for."""
        return await super().xgroup_create(name, groupname, **{**others, "id": "0"})  # type: ignore[misc]

    async def xreadgroup(self, **arguments: Any) -> Any:
        """The entries read; during an outage, as soon as there is a server again.

        A read-only server and a lost group are raised: FastStream ends the subscriber then, and the watchdog the process.
        """
        for pause in pauses(first=0.05, longest=1.0):
            self._polled(arguments["streams"])
            try:
                with cancellation.kept():
                    answer = await super().xreadgroup(**arguments)  # type: ignore[misc]
            except (exceptions.RedisError, OSError) as error:
                self._note(error)
                await asyncio.sleep(pause)
            else:
                if self.polls.away:
                    LOG.info("Redis answers again")
                    self.polls.away = None
                return answer or ()
        raise AssertionError("pauses() never ends")

    def _polled(self, keys: dict[str, str]) -> None:
        for key in keys:
            self.polls.asked[key] = time.monotonic()

    def _note(self, error: Exception) -> None:
        if self.polls.closing:
            raise asyncio.CancelledError from error
        ours = in_our_words(error, "Redis")
        if isinstance(ours, ConfigError):
            self.polls.refused = ours
        if not isinstance(ours, Transient) or isinstance(ours, GroupLost) or isinstance(error, exceptions.ReadOnlyError):
            raise error
        if self.polls.away is None:
            LOG.warning("%s; reading goes on as soon as it does", ours)
        self.polls.away = str(ours)


class PatientRedis(_Patient, Redis):  # type: ignore[misc]
    """A reader of one server."""


class PatientCluster(_Patient, RedisCluster):  # type: ignore[misc]
    """A reader of a cluster."""


def reader(url: str, identity: Identity, polls: Polls) -> PatientRedis | PatientCluster:
    """A client for FastStream; nothing connects yet."""
    options = {"socket_timeout": BLOCK + PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}
    kind: Any = PatientCluster if identity.cluster else PatientRedis
    made: PatientRedis | PatientCluster = kind.from_url(url, **options)
    made.polls = polls
    return made
