"""The only place that makes a StreamSub: FastStream reads, acknowledges nothing by itself, and hands whole batches over.

Always batches, also for one-by-one work: FastStream's cost is per message it sees, and a batch of one costs no latency. Its parser
is replaced by one that leaves bytes as they are, for ours decodes and validates them in one step.
"""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.configs import RedisConnectionState
from faststream.redis.message import RedisBatchStreamMessage

from services.runtime.delivery import Batch, Entry
from services.runtime.handling import Handling
from services.runtime.reader import BLOCK, PatientCluster, PatientRedis

_LOG: Final = logging.getLogger(f"{__name__}.faststream")  # its own logger writes to the terminal past ours
_LOG.setLevel(logging.WARNING)

TRANSFORM_PREFETCH: Final = 32
"""Entries that a one-by-one consumer reads at a time; as many wait for another replica when it is killed."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one poll of a key brought."""

    key: str
    entries: tuple[Entry, ...]


class _Given(RedisConnectionState):
    """FastStream's connection, with the client made elsewhere."""

    __slots__ = ("_given",)

    def __init__(self, client: Any) -> None:
        super().__init__()
        self._given = client

    async def connect(self) -> Any:
        self._client, self._connected = self._given, True
        return self._given


class _Broker(RedisBroker):
    """A broker that reads through a client of ours, single or cluster."""

    def __init__(self, client: Any, graceful_timeout: float) -> None:
        self._given = client
        super().__init__(
            "redis://given",
            apply_types=False,
            graceful_timeout=graceful_timeout,
            logger=_LOG,
        )

    def _make_connection_state(self, connection_options: dict[str, Any], kwargs: dict[str, Any]) -> Any:
        del connection_options, kwargs
        return _Given(self._given)


class Subscription:
    """The readers of one service, one for each key of its stream."""

    def __init__(self, handling: Handling, client: PatientRedis | PatientCluster, graceful_timeout: float) -> None:
        # a task that failed must stay failed, for the watchdog to see: FastStream would restart it thousands of times a second
        os.environ["FASTSTREAM_SUPERVISOR_DISABLED"] = "1"
        self._broker = _Broker(client, graceful_timeout)
        work, rules = handling.work, handling.rules

        async def take(read: Read) -> None:
            await handling.take(read.key, read.entries)

        self._subscribers: list[Any] = []
        for key in handling.keys:
            stream = StreamSub(
                key,
                group=work.group,
                consumer=rules.consumer,
                batch=True,
                max_records=work.size if isinstance(work, Batch) else TRANSFORM_PREFETCH,
                polling_interval=int(BLOCK * 1000),
            )
            subscriber = self._broker.subscriber(stream=stream, ack_policy=AckPolicy.MANUAL, parser=_parse, decoder=_decode)
            subscriber(take)
            self._subscribers.append(subscriber)

    async def start(self) -> None:
        """Begins to read. The groups must be there."""
        await self._broker.start()

    async def stop(self) -> None:
        """Reads nothing more and lets running handlers finish within the graceful timeout."""
        await self._broker.stop()

    def dead(self) -> list[str]:
        """Why readers have ended that should run; empty while all is well."""
        reasons = []
        for subscriber in self._subscribers:
            key = subscriber.stream_sub.name
            ended = [task for task in subscriber.tasks if task.done()]
            failures = [str(task.exception()) for task in ended if not task.cancelled() and task.exception()]
            if not subscriber.running or ended:
                reasons.append(f"the reader of {key} has ended" + (f": {failures[0]}" if failures else ""))
        return reasons


async def _parse(message: Mapping[str, Any]) -> RedisBatchStreamMessage:
    return RedisBatchStreamMessage(raw_message=message, body=b"", consumer=None, group=None)  # type: ignore[arg-type]


async def _decode(message: RedisBatchStreamMessage) -> Read:
    raw = message.raw_message
    pairs = zip(raw["message_ids"], raw["data"], strict=True)
    return Read(raw["channel"], tuple(Entry(id_.decode(), fields) for id_, fields in pairs))
