"""What ingest tells Prometheus: sources, requests, the outbox. Owns the names; others measure."""

from collections import Counter as Tally
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.ingest.fetching.exchange import Fetched, Outcome
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.sources.state import SourceState
from services.ingest.tables.outbox import Waiting


class IngestMetrics:
    """The metrics of one process; those of sources and outbox say the same in every replica."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter("tocsin_requests", "Requests to sources by outcome.", ["outcome"], registry=registry)
        for outcome in ("fetched", "unchanged", *FailureKind):  # from zero on, or nobody could tell the first one from none
            self._requests.labels(str(outcome))
        self._sources = Gauge("tocsin_sources", "Sources by what became of their last reading.", ["status"], registry=registry)
        self._silent = Gauge("tocsin_source_silent", "1 while a source brings nothing.", ["source"], registry=registry)
        self._success = Gauge(
            "tocsin_source_last_success_timestamp_seconds", "When a source last answered well.", ["source"], registry=registry
        )
        self._new = Gauge("tocsin_source_last_new_timestamp_seconds", "When a source last had news.", ["source"], registry=registry)
        self._events = Gauge("tocsin_outbox_events", "Events that wait for Redis.", registry=registry)
        self._octets = Gauge("tocsin_outbox_bytes", "Their size.", registry=registry)
        self._oldest = Gauge("tocsin_outbox_oldest_seconds", "Age of the oldest of them.", registry=registry)
        self._halted = Gauge("tocsin_ingest_halted", "1 while reading pauses for want of room.", registry=registry)

    def asked(self, outcome: Outcome) -> None:
        """Counts a request that was answered, or refused before it was made."""
        name = outcome.kind.value if isinstance(outcome, Failed) else "fetched" if isinstance(outcome, Fetched) else "unchanged"
        self._requests.labels(name).inc()

    def halted(self, now: bool) -> None:  # a gauge of two values
        """Notes whether reading pauses."""
        self._halted.set(now)

    def show(self, sources: Sequence[SourceState], waiting: Waiting, now: float) -> None:
        """Sets what is read from the tables."""
        self._sources.clear()
        self._silent.clear()  # a source that is no longer declared must not stay behind
        self._success.clear()
        self._new.clear()
        declared = [each for each in sources if each.active]
        for status, count in Tally("paused" if each.paused else each.status for each in declared).items():
            self._sources.labels(status).set(count)
        for each in declared:
            self._silent.labels(each.id).set(each.silent_since is not None)
            if each.last_ok is not None:
                self._success.labels(each.id).set(each.last_ok)
            if each.last_new is not None:
                self._new.labels(each.id).set(each.last_new)
        self._events.set(waiting.events)
        self._octets.set(waiting.octets)
        self._oldest.set(now - waiting.oldest if waiting.oldest is not None else 0)
