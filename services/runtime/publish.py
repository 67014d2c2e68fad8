"""Publishing: each event to the stream of its type and the partition of its article. Owns no retry: the outboxes repeat."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.runtime.metrics import Metrics
from services.runtime.server import Server
from services.runtime.tracing import Tracing, stamped
from services.runtime.wire import fields_of
from tocsin import streams
from tocsin.catalog import type_of
from tocsin.envelope import Event


def key_of(event: Event[Any], partitions: int) -> str:
    """The Redis key that an event goes to."""
    return streams.key_for(streams.by_name(type_of(event.type).stream), event.partitionkey, partitions)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Puts events on their streams, in order; those of one key in one transaction."""

    server: Server
    partitions: int
    metrics: Metrics
    tracing: Tracing

    async def publish(self, events: Sequence[Event[Any]]) -> None:
        """Publishes all or raises Transient; after an error some keys may have theirs, and a repeat has the same event ids."""
        by_key: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for event in events:
            with self.tracing.working(f"publish {event.type}", [event]) as trace:
                by_key[key_of(event, self.partitions)].append(fields_of(stamped(event, trace)))
        for key, entries in by_key.items():
            await self.server.add(key, entries)
        self.metrics.published(event.type for event in events)
