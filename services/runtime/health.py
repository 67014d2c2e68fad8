"""The HTTP side of a service: /livez, /readyz, /metrics, and the routes of the service beside them.

/livez answers 200 while this process does its work, so that a 503 means: start it anew. /readyz answers 200 while everything that
it needs is there, so that a 503 means: wait. Owns no check of its own but Redis.
"""

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import uvicorn

from services.runtime.errors import ConfigError, ServiceError
from services.runtime.metrics import Metrics
from services.runtime.server import Server
from services.runtime.settings import RuntimeSettings
from services.runtime.state import of_streams

LOG: Final = logging.getLogger(__name__)

ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]
Check = Callable[[], Awaitable[None]]
"""Returns, or raises ServiceError saying what is missing."""

_PATIENCE: Final = 5.0
"""Seconds that one check may take."""

_TEXT: Final = b"text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Health:
    """What there is to ask about this process."""

    server: Server
    settings: RuntimeSettings
    metrics: Metrics
    problems: Callable[[], Sequence[str]]
    ready: Sequence[Check]
    routes: Mapping[str, ASGIApp]

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """The ASGI application."""
        path = scope.get("path", "")
        own = {"/livez": self._live, "/readyz": self._readiness, "/metrics": self._metrics}.get(path)
        if scope["type"] == "http" and own:
            await _answer(send, *await own())
            return
        for prefix, mounted in self.routes.items():
            if path == prefix or path.startswith(f"{prefix.rstrip('/')}/"):
                await mounted(scope, receive, send)
                return
        if scope["type"] == "http":
            await _answer(send, 404, _TEXT, b"not found; there are /livez, /readyz and /metrics\n")

    async def _live(self) -> tuple[int, bytes, bytes]:
        problems = self.problems()
        return (503 if problems else 200), _TEXT, ("\n".join(problems) or "ok").encode() + b"\n"

    async def _readiness(self) -> tuple[int, bytes, bytes]:
        checks = [("redis", self.server.ping), *((_name(check), check) for check in self.ready)]
        said = await asyncio.gather(*(_ask(check) for _, check in checks))
        report = {name: answer or "ok" for (name, _), answer in zip(checks, said, strict=True)}
        return (503 if any(said) else 200), b"application/json", json.dumps(report).encode() + b"\n"

    async def _metrics(self) -> tuple[int, bytes, bytes]:
        try:
            async with asyncio.timeout(_PATIENCE):
                self.metrics.show(await of_streams(self.server, self.settings.partitions))
        except (ServiceError, TimeoutError):
            self.metrics.show(None)
        return 200, b"text/plain; version=0.0.4; charset=utf-8", self.metrics.text()


class _Quiet(uvicorn.Server):
    """A uvicorn that leaves signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serves until cancelled. Raises ConfigError when the address cannot be listened on."""
    listening = _listen(host, port)
    config = uvicorn.Config(app, interface="asgi3", log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3)
    server = _Quiet(config)
    try:
        await server.serve(sockets=[listening])
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    with ExitStack() as stack:
        try:
            family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
            listening = stack.enter_context(socket.socket(family, kind, number))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
        except OSError as error:
            reason = error.strerror or error
            settings = "http_host or http_port (TOCSIN_HTTP_HOST, TOCSIN_HTTP_PORT)"
            raise ConfigError(f"cannot listen on {host}:{port} ({reason}); change {settings}") from error
        listening.settimeout(0)
        stack.pop_all()
        return listening


async def _ask(check: Check) -> str | None:
    """Why a check fails; None when it does not."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await check()
    except TimeoutError:
        return f"no answer within {_PATIENCE:.0f} s"
    except ServiceError as error:
        return str(error)
    except Exception as error:  # a check that breaks must not take the answer with it
        LOG.exception("a readiness check failed")
        return type(error).__name__
    return None


def _name(check: Check) -> str:
    """What a check is called in the answer: the name of its function."""
    named = getattr(check, "func", check)
    return str(getattr(named, "__name__", type(named).__name__)).strip("_")


async def _answer(send: Any, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
