"""What the operator can measure of alerts. Owns the names; counts attempts where they happen."""

from prometheus_client import CollectorRegistry, Counter

from services.store.alerts.sender import Outcome


class Measures:
    """The counters of this process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Counter(
            "tocsin_deliveries", "Attempts to send alerts, by destination and result.", ["destination", "result"], registry=registry
        )

    def observe(self, destination: str, outcome: Outcome) -> None:
        """Counts one attempt."""
        self._attempts.labels(destination, outcome.result.value).inc()
