"""HTTP to what an operator has named: a client behind the guard, without proxies of the environment, redirects and cookies."""

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
    timeout: float
    """Seconds that connecting, sending, or waiting for the next bytes may take each; who asks bounds the whole."""
    idle: float = 30.0
    """Seconds that a connection is kept for the next request."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request."""


def guarded(guard: Guard, bounds: Bounds) -> httpx.AsyncClient:
    """A client that connects to what the guard permits and nowhere else. Its requests raise RefusedAddress and NameNotFound too."""
    context = httpx.create_ssl_context()
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    # httpx 0.28 has no argument for the network backend; the version is pinned and a test connects through the guard.
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001
        ssl_context=context,
        max_connections=bounds.connections,
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
