"""One module for each service that alerts can go to, and the table of them."""

from collections.abc import Callable, Mapping
from typing import Final

from services.store.alerts.http import HttpSender
from services.store.alerts.sender import Dialect, Sender
from services.store.alerts.senders.console import Console
from services.store.alerts.senders.webhook import Webhook
from services.store.alerts.settings import Destination

_DIALECTS: Final[Mapping[str, Callable[[Destination], Dialect]]] = {
    "webhook": Webhook,
}


def sender_for(destination: Destination) -> Sender:
    """The sender of a destination. Nothing connects yet."""
    if destination.kind == "console":
        return Console()
    return HttpSender(destination, _DIALECTS[destination.kind](destination))
