"""The demo's chat stand-in: takes signed webhooks as a chat would take messages, and refuses what is not signed.

Signatures follow Standard Webhooks 1.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

TOLERANCE: Final = timedelta(minutes=5)
"""How far the time of a message may be from ours; older ones may be replayed by an eavesdropper."""


class Unsigned(Exception):
    """The message is not from who it says; the text says what is wrong."""


@dataclass
class Chat:
    """The messages of one room, in order of arrival."""

    secret: str
    """"whsec_" and the key in base64."""
    heard: Callable[[dict[str, Any]], None]
    """Called with each message."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def post(self, headers: Mapping[str, str], body: bytes, now: datetime) -> int:
        """Takes one request; the status to answer with. A repeat of a message id is answered well and not shown again."""
        try:
            verify(self.secret, headers, body, now)
            message = json.loads(body)
        except (Unsigned, ValueError) as error:
            self.refused.append(str(error))
            return 401
        if headers["webhook-id"] not in self._seen:
            self._seen.add(headers["webhook-id"])
            self.messages.append(message)
            self.heard(message)
        return 204


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Returns when one of the signatures is right and the time is near `now`; raises Unsigned with the reason when not."""
    try:
        identity, stamp, signatures = (headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        sent = int(stamp)
    except (KeyError, ValueError) as error:
        raise Unsigned(f"no usable webhook headers: {error}") from error
    if abs(now.timestamp() - sent) > TOLERANCE.total_seconds():
        raise Unsigned("the message is too old or from the future")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.digest(key, b".".join((identity.encode(), stamp.encode(), body)), hashlib.sha256)).decode()
    given = [version_and_signature.partition(",") for version_and_signature in signatures.split()]
    if not any(version == "v1" and hmac.compare_digest(signature, right) for version, _, signature in given):
        raise Unsigned("no signature matches")
