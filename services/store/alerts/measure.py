"""What the operator can measure of the store: claims stored, alerts sent, and how long after their article. Owns its names."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.clock import Clock
from services.runtime.metrics import Metrics
from services.runtime.waiting import until_there
from services.store.alerts.ledger import queued
from services.store.alerts.prepare import Item
from services.store.alerts.sender import Outcome, Result
from tocsin.article import ArticleExtracted
from tocsin.envelope import Event

_LOOK_EVERY: Final = 15.0
"""Seconds between two looks at what waits; Prometheus seldom asks more often."""


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

    async def watch(self, engine: AsyncEngine, clock: Clock, destinations: Sequence[str]) -> None:
        """Shows what waits at each destination, until cancelled."""
        assert self._metrics is not None
        registry, names = self._metrics.registry, ["destination"]
        waiting = Gauge("tocsin_deliveries_waiting", "Alerts that are due and not sent.", names, registry=registry)
        oldest = Gauge("tocsin_deliveries_oldest_seconds", "Age of the oldest of these.", names, registry=registry)
        while True:
            for name in destinations:
                now = clock.now()
                count, since = await until_there("the database", partial(queued, engine, name, now))
                waiting.labels(name).set(count)
                oldest.labels(name).set((now - since).total_seconds() if since else 0)
            await asyncio.sleep(_LOOK_EVERY)

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
