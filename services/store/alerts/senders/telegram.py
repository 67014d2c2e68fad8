"""Telegram, by bot: HTML messages, edited, with replies to the first.

Limits: 4,096 characters after entities are parsed; about one message a second for each chat and twenty a minute in a group; 429
with `parameters.retry_after` in seconds (core.telegram.org/bots/api and /bots/faq). A message that an edit leaves as it was is an
error 400 "message is not modified".
"""

from collections.abc import Sequence
from typing import Any, Final

from services.store.alerts.markup import Line, fitted, html, text
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Action, Traits
from services.store.alerts.sender import (
    Answer,
    Outcome,
    Parcel,
    Reference,
    Request,
    Result,
    by_status,
    json_request,
    number,
    patience,
)
from services.store.alerts.settings import Destination

LONGEST: Final = 3_900
"""UTF-16 units, tags counted: safely inside the limit, which does not count them."""

_API: Final = "https://api.telegram.org"

_GONE: Final = ("message to edit not found", "message can't be edited", "message_id_invalid", "message to be replied not found")
_CLOSED: Final = (
    "chat not found",
    "not enough rights",
    "administrator rights",
    "upgraded to a supergroup",
    "topic_closed",
    "thread not found",
)


class Telegram:
    """A bot in a chat, group or channel."""

    traits = Traits(edits=True, replies=True)

    def __init__(self, destination: Destination) -> None:
        assert destination.token is not None
        self._chat, self._topic = str(destination.channel), destination.topic
        group = not self._chat.isdecimal()
        self.pace = Pace((Limit(1, 1.05), Limit(20, 61.0)) if group else (Limit(1, 1.05),))
        self._api = f"{(destination.url or _API).rstrip('/')}/bot{destination.token.get_secret_value()}"

    def request(self, parcel: Parcel) -> Request:
        """SendMessage or editMessageText."""
        values: dict[str, Any] = {
            "chat_id": self._chat,
            "text": body(parcel),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if parcel.action is Action.EDIT and parcel.about:
            return json_request("POST", f"{self._api}/editMessageText", values | {"message_id": int(parcel.about.message)})
        if self._topic:
            values["message_thread_id"] = int(self._topic)
        if parcel.action is Action.REPLY and parcel.about:
            values["reply_parameters"] = {"message_id": int(parcel.about.message), "allow_sending_without_reply": True}
        return json_request("POST", f"{self._api}/sendMessage", values)

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status, `parameters` and `description`."""
        found, said = by_status(answer, parcel.now), answer.json()
        why = str(said.get("description", ""))
        if found.result is Result.WAIT:
            parameters = said.get("parameters")
            told = number(parameters.get("retry_after")) if isinstance(parameters, dict) else None
            return found if told is None else patience(answer, told)
        if answer.status == 200 and said.get("ok") is not False:
            result = said.get("result")
            made = str(result.get("message_id", "")) if isinstance(result, dict) else ""
            return Outcome(Result.SENT, "sent", 200, answer.text, reference=Reference(made))
        if answer.status in {200, 400}:
            return Outcome(_result(why.lower()), f"Telegram says {why or answer.text}", answer.status, answer.text)
        return found


def _result(why: str) -> Result:
    if "message is not modified" in why:
        return Result.SENT
    if any(words in why for words in _GONE):
        return Result.GONE
    return Result.CLOSED if any(words in why for words in _CLOSED) else Result.REFUSED


def body(parcel: Parcel) -> str:
    """HTML within the limit."""

    def render(rows: Sequence[Line]) -> str:
        return text(rows, html)

    return fitted(parcel.message, minimal=parcel.minimal, render=render, fits=lambda made: units(made) <= LONGEST)


def units(value: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(value.encode("utf-16-le", "replace")) // 2
