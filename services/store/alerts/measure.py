"""What the operator can measure of the store: claims stored, alerts sent, and how long after their article. Owns its names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from prometheus_client import Counter

from services.runtime.metrics import Metrics
from services.store.alerts.prepare import Item
from services.store.alerts.sender import Outcome, Result
from tocsin.article import ArticleExtracted
from tocsin.envelope import Event


class Measures:
    """What this process counts; nothing until the service has told where."""

    def __init__(self) -> None:
        self._metrics: Metrics | None = None
        self._attempts: Counter | None = None

    def bind(self, metrics: Metrics) -> None:
        """From now on it counts here."""
        self._metrics = metrics
        self._attempts = Counter(
            "tocsin_deliveries",
            "Attempts to send alerts, by destination and result.",
            ["destination", "result"],
            registry=metrics.registry,
        )

    def stored(self, events: Iterable[Event[Any]], now: datetime) -> None:
        """Articles that were read to the end are stored with all their claims."""
        for event in events if self._metrics else ():
            if self._metrics and isinstance(event.data, ArticleExtracted) and event.data.origin:
                self._metrics.end_to_end("stored", event.data.origin, now)

    def attempted(self, destination: str, item: Item, outcome: Outcome, now: datetime) -> None:
        """One attempt to send; the first message about an incident tells how long its article took."""
        if self._metrics is None or self._attempts is None:
            return
        self._attempts.labels(destination, outcome.result.value).inc()
        if outcome.result is Result.SENT and item.origin is not None and item.parcel.kind == "opened":
            self._metrics.end_to_end("alerted", item.origin, now)
