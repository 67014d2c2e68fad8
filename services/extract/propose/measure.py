"""What the operator can measure of the model: requests by outcome, their time, and proposed claims by what became of them."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from services.extract.propose.client import Outcome
from services.extract.propose.proposal import Reason

ACCEPTED = "accepted"

_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)


class Measures:
    """Counters in the registry of a process; from zero on, or nobody could tell the first from none."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._asked = Counter(
            "tocsin_model_requests",
            "Articles for which a language model was to be asked, by outcome.",
            ["outcome"],
            registry=registry,
        )
        self._claims = Counter(
            "tocsin_proposed_claims",
            "Claims that a language model proposed, by what became of them.",
            ["outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "tocsin_model_seconds", "Time that an article waited for a language model.", buckets=_SECONDS, registry=registry
        )
        for outcome in Outcome:
            self._asked.labels(outcome.value)
        for name in (ACCEPTED, *(reason.value for reason in Reason)):
            self._claims.labels(name)

    def asked(self, outcome: Outcome, seconds: float) -> None:
        """One article was asked about, or would have been."""
        self._asked.labels(outcome.value).inc()
        self._seconds.observe(seconds)

    def proposed(self, outcome: str, number: int = 1) -> None:
        """Claims accepted, or dropped for a reason."""
        self._claims.labels(outcome).inc(number)
