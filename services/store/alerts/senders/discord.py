"""Discord, by channel webhook: one embed, edited as facts change. A webhook cannot open threads: news go as new messages.

Limits: embed title 256 and description 4,096 characters, 6,000 over all embeds; about five requests in two seconds for each
webhook, and 429 with `retry_after` in seconds (discord.com/developers/docs: webhook, message and rate limit pages).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.store.alerts.markup import Line, clip, fitted, markdown, text
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

TITLE: Final = 256
DESCRIPTION: Final = 4_000
"""Characters; with the title inside the 6,000 of all embeds."""

_UNKNOWN_MESSAGE: Final = 10008

_COLOURS: Final[Mapping[bool, int]] = {True: 0x6B7280, False: 0xC2410C}
"""Over or merged → grey; open → rust."""


class Discord:
    """A channel webhook."""

    traits = Traits(edits=True)

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(5, 2.5), Limit(30, 60.0)))
        self._url = str(destination.url).rstrip("/")
        self._topic = destination.topic

    def request(self, parcel: Parcel) -> Request:
        """A POST that waits for the message's id, or a PATCH of that message."""
        topic = f"thread_id={self._topic}" if self._topic else ""
        if parcel.action is Action.EDIT and parcel.about:
            query = f"?{topic}" if topic else ""
            return json_request("PATCH", f"{self._url}/messages/{parcel.about.message}{query}", body(parcel))
        query = "?wait=true" + (f"&{topic}" if topic else "")
        return json_request("POST", f"{self._url}{query}", body(parcel))

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status, the error code and the rate limit headers."""
        found, said = by_status(answer, parcel.now), answer.json()
        if found.result is Result.WAIT:
            told = number(said.get("retry_after"))
            return found if told is None else patience(answer, told)
        if found.result is Result.SENT:
            spent = answer.headers.get("x-ratelimit-remaining") == "0"
            wait_after = number(answer.headers.get("x-ratelimit-reset-after")) if spent else None
            return Outcome(Result.SENT, "sent", answer.status, answer.text, wait_after, Reference(str(said.get("id", ""))))
        if parcel.about and said.get("code") == _UNKNOWN_MESSAGE:
            return Outcome(Result.GONE, "somebody deleted the message", answer.status, answer.text)
        return found


def body(parcel: Parcel) -> dict[str, Any]:
    """One embed; nobody is mentioned, whatever the text says."""

    def render(rows: Sequence[Line]) -> dict[str, Any]:
        title = clip("".join(run.text for run in rows[0]), TITLE // 2).translate(_PLAIN)
        embed = {"title": title, "description": text(rows[1:], markdown), "color": _COLOURS[bool(parcel.message.state)]}
        return {"embeds": [embed], "allowed_mentions": {"parse": []}}

    def fits(values: dict[str, Any]) -> bool:
        return _units(values["embeds"][0]["description"]) <= DESCRIPTION

    return fitted(parcel.message, minimal=parcel.minimal, render=render, fits=fits)


_PLAIN: Final = str.maketrans({c: f"\\{c}" for c in "\\*_~`|"})


def _units(value: str) -> int:
    """Length in UTF-16, the larger of the ways in which a limit may be counted."""
    return len(value.encode("utf-16-le", "replace")) // 2
