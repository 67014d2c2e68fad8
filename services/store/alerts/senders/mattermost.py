"""Mattermost, by incoming webhook or by a bot: posts, edits and replies of API v4.

Limits: 16,383 characters in a post; 429 with X-RateLimit-Reset in seconds where the server limits rates
(docs.mattermost.com and developers.mattermost.com/api-documentation).
"""

from collections.abc import Sequence
from typing import Final

from services.store.alerts.markup import Line, fitted, markdown, text
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Action, Traits
from services.store.alerts.sender import (
    Answer,
    Outcome,
    Parcel,
    Reference,
    Request,
    Result,
    asked_wait,
    by_status,
    json_request,
    number,
    patience,
)
from services.store.alerts.settings import Destination

LONGEST: Final = 15_000
"""Characters."""


class MattermostWebhook:
    """An incoming webhook: posts only."""

    traits = Traits()

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(5, 1.0),))
        self._url, self._channel = str(destination.url), destination.channel

    def request(self, parcel: Parcel) -> Request:
        """A POST of Markdown."""
        channel = {"channel": self._channel} if self._channel else {}
        return json_request("POST", self._url, {"text": body(parcel), **channel})

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status and the rate limit headers."""
        return _by_status(parcel, answer)


class MattermostBot:
    """A bot token: posts, edits and replies."""

    traits = Traits(edits=True, replies=True)

    def __init__(self, destination: Destination) -> None:
        assert destination.token is not None
        self.pace = Pace((Limit(5, 1.0),))
        self._api, self._channel = f"{str(destination.url).rstrip('/')}/api/v4/posts", destination.channel
        self._headers = {"authorization": f"Bearer {destination.token.get_secret_value()}"}

    def request(self, parcel: Parcel) -> Request:
        """A POST of a new post, or a PUT that patches one."""
        if parcel.action is Action.EDIT and parcel.about:
            return json_request("PUT", f"{self._api}/{parcel.about.message}/patch", {"message": body(parcel)}, self._headers)
        values = {"channel_id": self._channel, "message": body(parcel)}
        if parcel.action is Action.REPLY and parcel.about:
            values["root_id"] = parcel.about.message
        return json_request("POST", self._api, values, self._headers)

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status and the id of the error."""
        found = _by_status(parcel, answer)
        said = answer.json()
        if found.result is Result.SENT:
            return Outcome(Result.SENT, "sent", answer.status, answer.text, reference=Reference(str(said.get("id", ""))))
        if parcel.about and (answer.status == 404 or "root_id" in str(said.get("id", ""))):
            return Outcome(Result.GONE, "somebody deleted the message", answer.status, answer.text)
        return found


def _by_status(parcel: Parcel, answer: Answer) -> Outcome:
    found = by_status(answer, parcel.now)
    if found.result is not Result.WAIT:
        return found
    told = asked_wait(answer, parcel.now) or number(answer.headers.get("x-ratelimit-reset"))
    return found if told is None else patience(answer, told)


def body(parcel: Parcel) -> str:
    """Markdown within the limit."""

    def render(rows: Sequence[Line]) -> str:
        return text(rows, markdown, "  \n")

    return fitted(parcel.message, minimal=parcel.minimal, render=render, fits=lambda made: len(made) <= LONGEST)
