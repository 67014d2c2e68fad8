"""Wires ingest together; decides nothing."""

from services.ingest import leases
from services.ingest.relay import Relay
from services.ingest.settings import ingest_settings, sources
from services.runtime import database
from services.runtime.service import Service
from services.runtime.settings import Document, runtime_settings


def build(document: Document) -> Service:
    """The service `ingest`. Raises ConfigError for wrong settings or sources."""
    settings = ingest_settings(document)
    sources(document)
    engine = database.engine(runtime_settings(document).database("ingest"))
    relay = Relay(engine, settings, leases.this_process(settings.lease))
    return Service(
        document,
        "ingest",
        background=[relay.run],
        ready=[lambda: database.check(engine)],
        closing=[engine.dispose],
    )
