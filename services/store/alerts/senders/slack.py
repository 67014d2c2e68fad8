"""Slack, by incoming webhook or by a bot: chat.postMessage, chat.update, replies in the thread.

Limits: one message a second for each channel; 3,000 characters in a section; long messages fail with msg_blocks_too_long from about
11,000 characters (docs.slack.dev, rate limits and Block Kit reference). A bot's failures come as 200 with "ok": false.
"""

from collections.abc import Sequence
from typing import Any, Final

from services.store.alerts.markup import Line, fitted, mrkdwn, text
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Action, Traits
from services.store.alerts.sender import Answer, Outcome, Parcel, Reference, Request, Result, asked_wait, by_status, json_request
from services.store.alerts.settings import Destination

SECTION: Final = 2_900
"""Characters of the one section that a message has."""

_API: Final = "https://slack.com/api"

_PATIENCE: Final = 30.0
"""Seconds to wait where it asks for patience and does not say for how long."""

_GONE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})
_TOO_MUCH: Final = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "no_text"})
_AWAY: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})


class SlackWebhook:
    """An incoming webhook: posts only."""

    traits = Traits()

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(1, 1.0),))
        self._url = str(destination.url)

    def request(self, parcel: Parcel) -> Request:
        """A POST of text and one section."""
        return json_request("POST", self._url, body(parcel))

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status alone."""
        return by_status(answer, parcel.now)


class SlackBot:
    """A bot token: posts, edits and replies."""

    traits = Traits(edits=True, replies=True)

    def __init__(self, destination: Destination) -> None:
        assert destination.token is not None
        self.pace = Pace((Limit(1, 1.0),))
        self._api = (destination.url or _API).rstrip("/")
        self._channel = destination.channel
        self._headers = {"authorization": f"Bearer {destination.token.get_secret_value()}"}

    def request(self, parcel: Parcel) -> Request:
        """chat.postMessage or chat.update."""
        values = body(parcel)
        if parcel.action is Action.EDIT and parcel.about:
            values |= {"channel": parcel.about.channel or self._channel, "ts": parcel.about.message}
            return json_request("POST", f"{self._api}/chat.update", values, self._headers)
        values |= {"channel": self._channel, "unfurl_links": False, "unfurl_media": False}
        if parcel.action is Action.REPLY and parcel.about:
            values["thread_ts"] = parcel.about.message
        return json_request("POST", f"{self._api}/chat.postMessage", values, self._headers)

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status, then by "ok" and "error"."""
        found = by_status(answer, parcel.now)
        if found.result is not Result.SENT:
            return found
        said = answer.json()
        if said.get("ok") is True:
            made = Reference(str(said.get("ts", "")), said.get("channel"))
            return Outcome(Result.SENT, "sent", answer.status, answer.text, reference=made)
        error = str(said.get("error", "an answer without ok"))
        result = _result(error)
        wait = (asked_wait(answer, parcel.now) or _PATIENCE) if result is Result.WAIT else None
        return Outcome(result, f"Slack says {error}", answer.status, answer.text, wait)


def _result(error: str) -> Result:
    if error in {"ratelimited", "rate_limited"}:
        return Result.WAIT
    if error in _GONE:
        return Result.GONE
    if error in _TOO_MUCH:
        return Result.REFUSED
    if error in _AWAY or error == "an answer without ok":
        return Result.LATER
    return Result.CLOSED


def body(parcel: Parcel) -> dict[str, Any]:
    """Text for the notification and one section for the channel."""

    def render(rows: Sequence[Line]) -> dict[str, Any]:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": text(rows, mrkdwn)}}
        return {"text": text(rows[:1], mrkdwn), "blocks": [section]}

    def fits(values: dict[str, Any]) -> bool:
        return len(values["blocks"][0]["text"]["text"]) <= SECTION

    return fitted(parcel.message, minimal=parcel.minimal, render=render, fits=fits)
