"""Who may push: a bearer key, or a signature as Standard Webhooks lays down (standardwebhooks.com). Pure, in constant time."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.ingest.settings import Auth

TOLERANCE: Final = 300.0
"""Seconds that the time of a signature may lie off: older ones are replays."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request shows of who sent it."""

    authorization: str = ""
    message: str = ""
    """webhook-id"""
    timestamp: str = ""
    """webhook-timestamp, Unix seconds"""
    signatures: str = ""
    """webhook-signature: "v1,<base64>", several separated by spaces"""


def refusal(auth: Auth, signed: Signed, body: bytes, now: float) -> str | None:
    """Why a request is not taken, None when it is: its key or its signature is right."""
    if auth.bearer is not None and signed.authorization:
        scheme, _, key = signed.authorization.partition(" ")
        right = hmac.compare_digest(key.strip().encode(), auth.bearer.get_secret_value().encode())
        return None if scheme.lower() == "bearer" and right else "the bearer key is wrong"
    if auth.secret is None:
        return "an Authorization: Bearer header is needed"
    if not (signed.message and signed.timestamp and signed.signatures):
        return "the headers webhook-id, webhook-timestamp and webhook-signature are needed"
    if not signed.timestamp.isdecimal() or abs(now - float(signed.timestamp)) > TOLERANCE:
        return f"webhook-timestamp is more than {TOLERANCE:.0f} s off our clock"
    expected = signature(auth.secret.get_secret_value(), signed.message, signed.timestamp, body)
    given = [part.partition(",") for part in signed.signatures.split()]
    fitting = [hmac.compare_digest(value.encode(), expected.encode()) for version, _, value in given if version == "v1"]
    return None if any(fitting) else "no signature fits the body"


def signature(secret: str, message: str, timestamp: str, body: bytes) -> str:
    """The base64 HMAC-SHA256 of a message.

    >>> signature("whsec_" + base64.b64encode(b"k" * 24).decode(), "m", "1", b"{}")[:6]
    '6LdaSy'
    """
    content = f"{message}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()


def of_headers(headers: Mapping[str, str]) -> Signed:
    """What the headers of a request, by lower-case name, show."""
    return Signed(
        headers.get("authorization", ""),
        headers.get("webhook-id", ""),
        headers.get("webhook-timestamp", ""),
        headers.get("webhook-signature", ""),
    )


def _key(secret: str) -> bytes:
    """The bytes of a key: base64 behind "whsec_", else the text itself."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
