"""One module for each service that alerts can go to, and the table of them."""

from collections.abc import Callable, Mapping
from typing import Final

from services.store.alerts.http import HttpSender
from services.store.alerts.sender import Dialect, Sender
from services.store.alerts.senders.apprise import Apprise
from services.store.alerts.senders.console import Console
from services.store.alerts.senders.discord import Discord
from services.store.alerts.senders.matrix import Matrix
from services.store.alerts.senders.mattermost import MattermostBot, MattermostWebhook
from services.store.alerts.senders.slack import SlackBot, SlackWebhook
from services.store.alerts.senders.teams import Teams
from services.store.alerts.senders.telegram import Telegram
from services.store.alerts.senders.webhook import Webhook
from services.store.alerts.settings import Destination

_DIALECTS: Final[Mapping[tuple[str, bool], Callable[[Destination], Dialect]]] = {
    ("webhook", False): Webhook,
    ("slack", False): SlackWebhook,
    ("slack", True): SlackBot,
    ("discord", False): Discord,
    ("telegram", True): Telegram,
    ("teams", False): Teams,
    ("mattermost", False): MattermostWebhook,
    ("mattermost", True): MattermostBot,
    ("matrix", True): Matrix,
}
"""Kind and whether it has a token → how it is spoken to."""


def sender_for(destination: Destination) -> Sender:
    """The sender of a destination. Nothing connects yet; raises ConfigError for a secret or an address that cannot be used."""
    if destination.kind == "console":
        return Console()
    if destination.kind == "apprise":
        return Apprise(destination)
    return HttpSender(destination, _DIALECTS[destination.kind, destination.token is not None](destination))
