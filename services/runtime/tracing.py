"""Traces across the services, in the envelope: OpenTelemetry where the extra `otel` is installed and asked for, else passed on.

Without it an event gets a trace that follows from its id, and what comes of it keeps that, so that log lines of three services
share a trace id all the same and a repeat of an event is a repeat to the letter. OpenTelemetry is asked for by its own variables,
OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from services.runtime.errors import ConfigError
from tocsin.envelope import Event

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Tracing(Protocol):
    """What the runtime asks of traces."""

    def working(self, name: str, causes: Sequence[Event[Any]]) -> AbstractContextManager[str | None]:
        """A span around work on events; gives the `traceparent` for what comes of it, None without a trace."""
        ...

    def close(self) -> None:
        """Sends what is left."""
        ...


def trace_id(traceparent: str | None) -> str | None:
    """The trace in a W3C `traceparent`; None without one.

    >>> trace_id("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    '4bf92f3577b34da6a3ce929d0e0e4736'
    """
    parts = (traceparent or "").split("-")
    return parts[1] if len(parts) == 4 else None


def stamped(event: Event[Any], traceparent: str | None, cause: str | None = None) -> Event[Any]:
    """The event within a trace; one that has its own, other than the `cause` it was made from, keeps it."""
    if traceparent is None or event.traceparent not in {None, cause}:
        return event
    return event.model_copy(update={"traceparent": traceparent})


def derived(event: Event[Any]) -> str:
    """A `traceparent` for an event that has none: the same for every repeat of it."""
    digest = hashlib.sha256(event.id.encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"


class PassedOn:
    """No spans; a single cause's trace, or the one that follows from its id, goes on to what comes of it."""

    @contextmanager
    def working(self, name: str, causes: Sequence[Event[Any]]) -> Iterator[str | None]:
        """The trace of the only cause."""
        del name
        yield causes[0].traceparent or derived(causes[0]) if len(causes) == 1 else None

    def close(self) -> None:
        """Nothing is left to send."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of OpenTelemetry: one cause is the parent, several are linked."""

    provider: Any
    tracer: Any

    @contextmanager
    def working(self, name: str, causes: Sequence[Event[Any]]) -> Iterator[str | None]:
        """A span, with its own context for what comes of it."""
        from opentelemetry import trace  # noqa: PLC0415  # an optional dependency, looked for in `tracing`
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        propagator = TraceContextTextMapPropagator()
        contexts = [propagator.extract({"traceparent": event.traceparent}) for event in causes if event.traceparent]
        alone = len(causes) == 1
        links = () if alone else [trace.Link(trace.get_current_span(each).get_span_context()) for each in contexts]
        parent = contexts[0] if alone and contexts else None
        attributes = {"messaging.system": "redis", "messaging.batch.message_count": len(causes)}
        if alone:
            attributes |= {"cloudevents.event_id": causes[0].id, "cloudevents.event_type": causes[0].type}
        with self.tracer.start_as_current_span(name, context=parent, links=links, attributes=attributes):
            carrier: dict[str, str] = {}
            propagator.inject(carrier)
            yield carrier.get("traceparent")

    def close(self) -> None:
        """Sends the spans that are left."""
        self.provider.shutdown()


def tracing(service: str, env: Mapping[str, str] = os.environ) -> Tracing:
    """Spans when they are asked for, else a trace that is passed on. Raises ConfigError when asked for without the extra."""
    if not any(env.get(name) for name in _ENDPOINTS):
        return PassedOn()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError("OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is missing: pip install 'tocsin[otel]'") from error
    made = spans(service)
    made.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made


def spans(service: str) -> Spans:
    """Spans of a service that go nowhere yet: the caller adds a processor to the provider."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"tocsin-{service}"}))
    return Spans(provider, provider.get_tracer("tocsin"))
