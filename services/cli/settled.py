"""Reads every table of a configuration once, so that a mistake is told before anything starts. Owns no setting."""

from services.extract.settings import ExtractSettings
from services.ingest.settings import ingest_settings, require_port
from services.runtime.settings import Document, runtime_settings
from services.store.alerts.senders import sender_for
from services.store.alerts.settings import alerting
from services.store.settings import StoreSettings


def check(document: Document) -> None:
    """Returns when every service can run with it. Raises ConfigError naming file, key and the nearest valid one."""
    runtime_settings(document)
    ingest_settings(document)
    require_port(document)
    document.read(ExtractSettings, "extract")
    document.read(StoreSettings, "store")
    for destination in alerting(document).destinations:
        sender_for(destination)
