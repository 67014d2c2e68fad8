"""What a service is asked to send and what became of it. Owns the values and the classes of failure, no service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from services.store.alerts.message import Message
from services.store.alerts.pace import Pace
from services.store.alerts.policy import Action, Traits
from tocsin.incident import Change, Incident


@dataclass(frozen=True, slots=True)
class Reference:
    """A message as its service knows it."""

    message: str
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send."""

    id: str
    """Of the delivery: the same however often it is tried."""
    kind: str
    action: Action
    message: Message
    now: datetime
    about: Reference | None = None
    """The message that is edited or replied to."""
    incident: Incident | None = None
    """The whole state, for programs."""
    changes: tuple[Change, ...] = ()
    cause_article: str | None = None
    minimal: bool = False
    """The service refused the full form."""


class Result(StrEnum):
    """What became of a request."""

    SENT = "sent"
    WAIT = "wait"
    """The service told how long to wait: nothing at all may be sent before."""
    LATER = "later"
    """It is away or in trouble."""
    REFUSED = "refused"
    """It will not take this message; a shorter one perhaps."""
    CLOSED = "closed"
    """It will take no message until the operator changes something."""
    GONE = "gone"
    """The message to edit or to reply to is no longer there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a parcel."""

    result: Result
    reason: str
    code: int | None = None
    """Status of the answer."""
    answer: str = ""
    """Beginning of its body."""
    wait: float | None = None
    """Seconds that the service asks for."""
    reference: Reference | None = None
    """The new message, for a post."""


class Sender(Protocol):
    """One destination's way out."""

    traits: Traits
    pace: Pace

    async def send(self, parcel: Parcel) -> Outcome:
        """Tries once. Never raises for what the service does."""
        ...

    async def aclose(self) -> None:
        """Closes what is open."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, its body cut at a limit."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def text(self) -> str:
        """The beginning of the body, for people."""
        return " ".join(self.body[:2_000].decode("utf-8", "replace").split())[:500]


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to make."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes


def json_request(method: str, url: str, body: object, headers: Mapping[str, str] | None = None) -> Request:
    """A request with a JSON body, in UTF-8 rather than escapes: Cyrillic costs two bytes a letter, not six."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Request(method, url, {"content-type": "application/json; charset=utf-8", **(headers or {})}, content)


class Dialect(Protocol):
    """A service that is spoken to over HTTP. Pure."""

    traits: Traits
    pace: Pace

    def request(self, parcel: Parcel) -> Request:
        """The request that sends a parcel, inside every limit of the service."""
        ...

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """What the service's answer means."""
        ...


_CLOSED: Final = frozenset({401, 403, 404, 405, 410})
_TRYING: Final = frozenset({408, 409, 425})

_DEFAULT_WAIT: Final = 5.0
"""Seconds to wait where a service asks for patience and does not say for how long."""

LONGEST_WAIT: Final = 75 * 3_600.0
"""Seconds; a service that asks for more is asked again after this: by then what waits is given up."""


def by_status(answer: Answer, now: datetime) -> Outcome:
    """What a status means by HTTP alone (RFC 9110) and the Standard Webhooks specification."""
    status, told = answer.status, asked_wait(answer, now)
    wait = None
    if 200 <= status < 300:
        result, reason = Result.SENT, "sent"
    elif status == 429:
        return patience(answer, told)
    elif status in _TRYING or status >= 500:
        result, reason, wait = Result.LATER, f"answered {status}", told
    elif status in _CLOSED:
        result, reason = Result.CLOSED, f"answered {status}: address or access is no longer right"
    elif 300 <= status < 400:
        result, reason = Result.CLOSED, f"redirects with {status}: configure the address it leads to"
    else:
        result, reason = Result.REFUSED, f"refused with {status}"
    return Outcome(result, reason, status, answer.text, wait)


def patience(answer: Answer, told: float | None) -> Outcome:
    """The outcome for a service that asks to wait, `told` seconds where it says so."""
    wait = _DEFAULT_WAIT if told is None else told
    return Outcome(Result.WAIT, f"too many requests: wait {wait:g} s", answer.status, answer.text, wait)


def asked_wait(answer: Answer, now: datetime) -> float | None:
    """Seconds of Retry-After, given as seconds or as a date (RFC 9110, 10.2.3); None without one."""
    told = answer.headers.get("retry-after", "").strip()
    seconds = number(told)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_WAIT)


def number(value: object) -> float | None:
    """A finite number of seconds, at least 0 and at most `LONGEST_WAIT`; None for anything else.

    >>> number("1.5"), number(2), number("soon"), number("inf"), number(-1), number("1e300")
    (1.5, 2.0, None, None, 0.0, 270000.0)
    """
    try:
        found = float(str(value))
    except ValueError:
        return None
    return min(max(0.0, found), LONGEST_WAIT) if found < float("inf") else None
