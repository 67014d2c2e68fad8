"""Publishing: each event to the stream of its type and the partition of its article. Owns no retry: the outboxes repeat.

An outbox repeats what it cannot know to be published: after a crash between Redis and SQL, or when a relay that hung wakes up
beside its successor. So Redis remembers the ids of the last hour beside each stream and appends none of them again.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.runtime.metrics import Metrics
from services.runtime.script import ADD_ONCE
from services.runtime.server import Server
from services.runtime.tracing import Tracing, stamped
from services.runtime.wire import fields_of
from tocsin import streams
from tocsin.catalog import type_of
from tocsin.envelope import Event

REMEMBERED: Final = 3600
"""Seconds for which an event that was published is not published again; 36,000 events take about 4 MB."""


def key_of(event: Event[Any], partitions: int) -> str:
    """The Redis key that an event goes to."""
    return streams.key_for(streams.by_name(type_of(event.type).stream), event.partitionkey, partitions)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Puts events on their streams, in order and once; those of one key in one transaction."""

    server: Server
    partitions: int
    metrics: Metrics
    tracing: Tracing

    async def publish(self, events: Sequence[Event[Any]]) -> None:
        """Publishes all or raises Transient; after an error some keys may have theirs, and a repeat has the same event ids."""
        by_key: dict[str, list[str]] = defaultdict(list)
        for event in events:
            with self.tracing.working(f"publish {event.type}", [event]) as trace:
                by_key[key_of(event, self.partitions)] += (event.id, *fields_of(stamped(event, trace)).values())
        for key, entries in by_key.items():
            await self.server.run(ADD_ONCE, [key, streams.late_key(key)], [REMEMBERED, streams.EVENT_FIELD, *entries])
        self.metrics.published(event.type for event in events)
