"""HTTP to what an operator has named: a client behind the guard, without proxies of the environment, redirects and cookies."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from services.runtime.guard import Guard, GuardedBackend


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of the network one client may use."""

    connections: int
    timeout: float | None
    """Seconds that connecting, sending, or waiting for the next bytes may take each; who asks bounds the whole.

    None where each request says it itself.
    """
    idle: float = 30.0
    """Seconds that a connection is kept for the next request."""
    kept: int | None = None
    """Idle connections that are kept at the most; None for all."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request."""


def guarded(guard: Guard, bounds: Bounds, context: ssl.SSLContext | None = None) -> httpx.AsyncClient:
    """A client that connects to what the guard permits and nowhere else. Its requests raise RefusedAddress and NameNotFound too.

    `context` says which certificates are believed; without it, those that httpx believes.
    """
    context = context or httpx.create_ssl_context()
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    # httpx 0.28 has no argument for the network backend; the version is pinned and a test connects through the guard.
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001
        ssl_context=context,
        max_connections=bounds.connections,
        max_keepalive_connections=bounds.kept,
        keepalive_expiry=bounds.idle,
        http1=True,
        network_backend=GuardedBackend(guard),
    )
    return httpx.AsyncClient(
        transport=transport,
        follow_redirects=False,
        trust_env=False,
        timeout=bounds.timeout,
        headers=bounds.headers,
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
    )
