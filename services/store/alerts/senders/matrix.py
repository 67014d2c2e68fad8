"""Matrix: events in a room, edited by m.replace, answered to in a thread. The transaction id makes every repeat harmless.

Limits: 65,536 bytes for a whole event; 429 with Retry-After or `retry_after_ms` (spec.matrix.org, client-server API v1.11:
"Size limits", "Rate limiting", "PUT /rooms/{roomId}/send/{eventType}/{txnId}", "Event replacements", "Threading").
"""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from services.store.alerts.markup import Line, fitted, html, text, unmarked
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

LARGEST: Final = 24_000
"""Bytes of one copy of a message: an edit carries two, and the server adds its own."""


class Matrix:
    """A user in a room."""

    traits = Traits(edits=True, replies=True)

    def __init__(self, destination: Destination) -> None:
        assert destination.token is not None
        self.pace = Pace((Limit(5, 1.0),))
        self._room = quote(str(destination.channel), safe="")
        self._api = f"{str(destination.url).rstrip('/')}/_matrix/client/v3/rooms/{self._room}/send/m.room.message"
        self._headers = {"authorization": f"Bearer {destination.token.get_secret_value()}"}

    def request(self, parcel: Parcel) -> Request:
        """A PUT under the delivery's own id."""
        content = body(parcel)
        if parcel.about and parcel.action is Action.EDIT:
            related = {"rel_type": "m.replace", "event_id": parcel.about.message}
            content = {**content, "body": f"* {content['body']}", "m.new_content": content, "m.relates_to": related}
        elif parcel.about:
            content = {
                **content,
                "m.relates_to": {
                    "rel_type": "m.thread",
                    "event_id": parcel.about.message,
                    "is_falling_back": True,
                    "m.in_reply_to": {"event_id": parcel.about.message},
                },
            }
        transaction = f"{parcel.id}-short" if parcel.minimal else parcel.id
        return json_request("PUT", f"{self._api}/{transaction}", content, self._headers)

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status; the wait in milliseconds where the header does not tell it."""
        found, said = by_status(answer, parcel.now), answer.json()
        if found.result is Result.WAIT:
            told = number(said.get("retry_after_ms"))
            return found if told is None else patience(answer, told / 1000)
        if found.result is Result.SENT:
            return Outcome(Result.SENT, "sent", answer.status, answer.text, reference=Reference(str(said.get("event_id", ""))))
        return found


def body(parcel: Parcel) -> dict[str, Any]:
    """Plain text and HTML; nobody is mentioned."""

    def render(rows: Sequence[Line]) -> dict[str, Any]:
        return {
            "msgtype": "m.text",
            "body": text(rows, unmarked),
            "format": "org.matrix.custom.html",
            "formatted_body": text(rows, html, "<br>"),
            "m.mentions": {},
        }

    def fits(values: dict[str, Any]) -> bool:
        return len(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")) <= LARGEST

    return fitted(parcel.message, minimal=parcel.minimal, render=render, fits=fits)
