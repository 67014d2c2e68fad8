"""Statuses and exceptions of a request to one kind of failure. The one place that knows both HTTP's and the client's."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.web.decode import BadEncoding, TooLarge
from services.runtime.guard import NameNotFound, RefusedAddress


def refused(status: int, headers: Mapping[str, str], now: datetime) -> Failed:
    """What a status that is neither 200 nor 304 nor a redirect means.

    >>> refused(429, {"retry-after": "120"}, datetime(2025, 1, 1, tzinfo=UTC)).retry_after
    120.0
    """
    wait = _retry_after(headers.get("retry-after"), now)
    if status == 429 or (status == 503 and wait is not None):
        return Failed(FailureKind.THROTTLED, f"HTTP {status}: we ask too often", wait, status)
    kinds = {404: FailureKind.NOT_FOUND, 410: FailureKind.GONE}
    if status in kinds:
        return Failed(kinds[status], f"HTTP {status}", status=status)
    if status >= 500:
        return Failed(FailureKind.SERVER, f"HTTP {status}", status=status)
    return Failed(FailureKind.REFUSED, f"HTTP {status}", status=status)


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp())


_KINDS: Final = (
    (RefusedAddress, FailureKind.REFUSED_ADDRESS),
    (TooLarge, FailureKind.TOO_LARGE),
    (BadEncoding, FailureKind.BAD_ENCODING),
    (httpx.InvalidURL, FailureKind.BAD_URL),
    (httpx.UnsupportedProtocol, FailureKind.BAD_URL),
    (UnicodeError, FailureKind.BAD_URL),
    (httpx.TimeoutException, FailureKind.TIMEOUT),
    (httpx.ConnectError, FailureKind.CONNECT),
    (httpx.TransportError, FailureKind.RESET),
    (OSError, FailureKind.RESET),
)
"""The first that fits decides."""


def classified(error: Exception) -> Failed:
    """The one place where exceptions of a request become a kind of failure; an unknown one is raised again."""
    text = str(error) or type(error).__name__
    if isinstance(error, NameNotFound):
        return Failed(FailureKind.DNS_TEMPORARY if error.temporary else FailureKind.DNS, text)
    if _of_tls(error):
        return Failed(FailureKind.TLS, text)
    for kind_of_error, kind in _KINDS:
        if isinstance(error, kind_of_error):
            return Failed(kind, text)
    raise error


def _of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
