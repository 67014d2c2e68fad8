"""Why a request brought nothing: one closed list, decided at the edge. What follows from each kind is said here, in one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FailureKind(StrEnum):
    """What went wrong; schedulers and people see this, never a status code or an exception of a library."""

    BAD_URL = "bad_url"
    """Not an http or https address, or one that cannot be read."""
    REFUSED_ADDRESS = "refused_address"
    """It resolves to an address that is not public."""
    DNS = "dns"
    """The name does not exist."""
    DNS_TEMPORARY = "dns_temporary"
    """The name server did not answer."""
    CONNECT = "connect"
    """Nobody accepts the connection."""
    TLS = "tls"
    """The certificate or the handshake is wrong."""
    TIMEOUT = "timeout"
    """It took longer than the source may."""
    RESET = "reset"
    """The connection broke, or what came was not HTTP."""
    REDIRECTS = "redirects"
    """Too many redirects, a loop, or one without a target."""
    REFUSED = "refused"
    """400, 401, 403, 451 and other 4xx: we are not welcome."""
    NOT_FOUND = "not_found"
    """404."""
    GONE = "gone"
    """410."""
    THROTTLED = "throttled"
    """429, or 503 with Retry-After: we ask too often."""
    SERVER = "server"
    """5xx."""
    TOO_LARGE = "too_large"
    """The body is longer than the source may send."""
    BAD_ENCODING = "bad_encoding"
    """A Content-Encoding that we did not ask for, or a broken one."""
    ROBOTS = "robots"
    """robots.txt asks us not to read it."""
    BLOCKED = "blocked"
    """A challenge or block page stands in for the list."""
    MALFORMED = "malformed"
    """The answer is not the list it should be."""
    NOT_PREVIEWABLE = "not_previewable"
    """A Telegram name without a public preview."""
    FILE = "file"
    """A file cannot be read."""


HARD: Final = 1.0
SOFT: Final = 0.5
TEMPORARY: Final = 0.25

WEIGHTS: Final = {
    FailureKind.BAD_URL: HARD,
    FailureKind.REFUSED_ADDRESS: HARD,
    FailureKind.DNS: HARD,
    FailureKind.DNS_TEMPORARY: TEMPORARY,
    FailureKind.REFUSED: HARD,
    FailureKind.TOO_LARGE: HARD,
    FailureKind.BAD_ENCODING: HARD,
    FailureKind.MALFORMED: HARD,
    FailureKind.BLOCKED: HARD,
    FailureKind.NOT_PREVIEWABLE: HARD,
    FailureKind.GONE: HARD,
}
"""How much a failure slows a source down; soft unless listed. Weights as mediacloud's rss-fetcher has found livable."""

UNREACHABLE: Final = frozenset({
    FailureKind.CONNECT,
    FailureKind.DNS_TEMPORARY,
    FailureKind.RESET,
    FailureKind.SERVER,
    FailureKind.TIMEOUT,
    FailureKind.TLS,
})  # fmt: skip
"""Failures that speak of the whole site, not of one address; five in a row give the site a pause."""


def weight(kind: FailureKind) -> float:
    """How much a failure of this kind slows a source down."""
    return WEIGHTS.get(kind, SOFT)


@dataclass(frozen=True, slots=True)
class Failed:
    """A request that brought nothing."""

    kind: FailureKind
    message: str
    """What happened, for people."""
    retry_after: float | None = None
    """Seconds that the server asks us to wait."""
    status: int | None = None
    """Status code, where there was one."""
