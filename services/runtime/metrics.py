"""Prometheus metrics of this process: one registry, every name made here. Owns names and buckets, measures nothing itself."""

from prometheus_client import CollectorRegistry


class Metrics:
    """The registry of this process, and what the runtime counts in it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
