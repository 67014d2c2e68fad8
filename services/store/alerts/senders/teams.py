"""Microsoft Teams, by a Workflows webhook: an Adaptive Card. It can neither be edited nor answered to.

Limits: 28 kB after Teams' own expansion, which adds a fifth and more, so a request stays under 18 kB; four requests a second
(learn.microsoft.com: webhooks and connectors, "Rate limiting"). Older connectors answer 200 and tell the failure in the body.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from services.store.alerts.markup import Line, Run, fitted
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Traits
from services.store.alerts.sender import Answer, Outcome, Parcel, Request, Result, by_status, json_request
from services.store.alerts.settings import Destination

LARGEST: Final = 18_000
"""Bytes of a request."""

_FAILED: Final = re.compile(r"(?:HTTP error|status code|error code)\D{0,10}(\d{3})", re.IGNORECASE)


class Teams:
    """A workflow that posts what it is sent."""

    traits = Traits()

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(1, 1.0),))
        self._url = str(destination.url)

    def request(self, parcel: Parcel) -> Request:
        """A POST of one card."""
        return json_request("POST", self._url, body(parcel))

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status, or by the failure that the body of a 200 tells."""
        found = by_status(answer, parcel.now)
        if found.result is not Result.SENT or "failed" not in answer.text.lower():
            return found
        told = _FAILED.search(answer.text)
        inner = by_status(Answer(int(told[1]) if told else 502, answer.headers, answer.body), parcel.now)
        return Outcome(inner.result, f"Teams says: {answer.text[:200]}", answer.status, answer.text, inner.wait)


def body(parcel: Parcel) -> dict[str, Any]:
    """A card of version 1.4. Its rich text takes no Markdown, so nothing in a quote can be taken for it."""

    def render(rows: Sequence[Line]) -> dict[str, Any]:
        blocks = [{"type": "RichTextBlock", "inlines": [_run(run) for run in row]} for row in rows]
        card: dict[str, Any] = {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.4",
            "body": blocks,
            "msteams": {"width": "Full"},
        }
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        return {"type": "message", "attachments": [attachment]}

    def fits(values: dict[str, Any]) -> bool:
        return len(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")) <= LARGEST

    return fitted(parcel.message, minimal=parcel.minimal, render=render, fits=fits)


def _run(run: Run) -> dict[str, Any]:
    styled: dict[str, Any] = {"type": "TextRun", "text": run.text}
    if run.style == "bold":
        styled["weight"] = "Bolder"
    if run.style == "italic":
        styled["italic"] = True
    if run.style == "code":
        styled["fontType"] = "Monospace"
    if run.url:
        styled["selectAction"] = {"type": "Action.OpenUrl", "url": run.url}
    return styled
