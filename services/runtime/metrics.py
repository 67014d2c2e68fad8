"""Prometheus metrics of this process: one registry, every name made here. Owns names and buckets; others measure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from services.runtime.state import StreamState
from tocsin.catalog import EVENT_TYPES

_QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds: from a no-op handler to an article that takes a minute."""

_LONG: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400)
"""Seconds: from an idle system to one that catches up after an outage."""


class Metrics:
    """The registry of this process, and what the runtime counts in it."""

    def __init__(self, service: str = "") -> None:
        """`service` is the value of the label `stage`."""
        self.registry = registry = CollectorRegistry()
        self.service = service
        self.waited = Histogram(
            "tocsin_wait_seconds",
            "From an entry's arrival on its stream to its handler.",
            ["stage"],
            buckets=_LONG,
            registry=registry,
        ).labels(service)
        self.handled = Histogram(
            "tocsin_handle_seconds", "Time in the handler, per entry or batch.", ["stage"], buckets=_QUICK, registry=registry
        ).labels(service)
        self._outcomes = Counter("tocsin_entries", "Entries by what became of them.", ["stage", "outcome"], registry=registry)
        self._reclaimed = Counter(
            "tocsin_reclaimed", "Entries taken over from consumers that ended.", ["stream"], registry=registry
        )
        self._trimmed = Counter("tocsin_trimmed", "Finished entries removed from streams.", ["stream"], registry=registry)
        self._published = Counter("tocsin_published", "Events published.", ["type"], registry=registry)
        for known in EVENT_TYPES:  # from zero on, or nobody could tell the first one from none
            self._published.labels(known.name)
        self._end_to_end = Histogram(
            "tocsin_end_to_end_seconds",
            "From the article on its stream to this stage.",
            ["stage"],
            buckets=_LONG,
            registry=registry,
        )
        self._length = Gauge("tocsin_stream_length", "Entries of a stream.", ["stream"], registry=registry)
        self._dead = Gauge("tocsin_dead_letters", "Entries set aside.", ["stream"], registry=registry)
        self._lag = Gauge("tocsin_group_lag", "Entries a group has not read.", ["stream", "group"], registry=registry)
        self._pending = Gauge("tocsin_group_pending", "Entries read and not acknowledged.", ["stream", "group"], registry=registry)
        self._oldest = Gauge(
            "tocsin_group_oldest_pending_seconds", "Age of the oldest of these.", ["stream", "group"], registry=registry
        )
        self._answers = Gauge("tocsin_redis_up", "1 while Redis answers.", registry=registry)

    def count(self, outcome: str, number: int = 1) -> None:
        """Counts entries that ended so: "done", "failed", "dead"."""
        self._outcomes.labels(self.service, outcome).inc(number)

    def reclaimed(self, key: str, number: int) -> None:
        """Counts entries taken over."""
        self._reclaimed.labels(key).inc(number)

    def trimmed(self, key: str, number: int) -> None:
        """Counts finished entries removed."""
        self._trimmed.labels(key).inc(number)

    def published(self, types: Iterable[str]) -> None:
        """Counts events published, by type."""
        for name in types:
            self._published.labels(name).inc()

    def end_to_end(self, stage: str, origin: datetime, now: datetime) -> None:
        """Notes how long after `origin`, the article's publication on its stream, a stage was reached ("stored", "alerted")."""
        self._end_to_end.labels(stage).observe(max(0.0, (now - origin).total_seconds()))

    def show(self, streams: Iterable[StreamState] | None) -> None:
        """Sets the gauges of the streams; None says that Redis does not answer."""
        self._answers.set(0 if streams is None else 1)
        for stream in streams or ():
            self._length.labels(stream.key).set(stream.length)
            self._dead.labels(stream.key).set(stream.dead)
            for group in stream.groups:
                self._lag.labels(stream.key, group.name).set(group.lag)
                self._pending.labels(stream.key, group.name).set(group.pending)
                self._oldest.labels(stream.key, group.name).set(group.oldest_pending)

    def text(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self.registry)
