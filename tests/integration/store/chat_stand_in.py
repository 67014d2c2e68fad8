"""A chat service on loopback that enforces the real limits and misbehaves on purpose: each service in its own way."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from time import monotonic
from typing import Any

from chat_rules import RULES, Refusal


class Fast:
    """A clock that runs many times as fast as the machine's, so that hours of retries pass in a test."""

    def __init__(self, factor: float) -> None:
        self._begin, self._factor = monotonic(), factor
        self._start = datetime(2025, 3, 28, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(monotonic() - self._begin) * self._factor)


@dataclass
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class StandIn:
    """One service. `trouble` is the share of requests that go wrong in some way."""

    kind: str
    clock: Any
    trouble: float = 0.0
    ambiguous: bool = False
    """Some answers are lost after the message was taken."""
    chance: Random = field(default_factory=lambda: Random(5))
    heard: list[Heard] = field(default_factory=list)
    messages: dict[str, list[Any]] = field(default_factory=dict)
    """Id of a message → what it showed, version by version."""
    broken: list[str] = field(default_factory=list)
    """Requests that a real service would have refused."""
    hasty: int = 0
    """Requests inside a window in which we asked for silence."""
    lost_answers: int = 0
    silent_until: datetime | None = None
    _transactions: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Heard) -> tuple[int, dict[str, str], bytes] | str:
        """The response, or "reset", "slow" for none."""
        self.heard.append(request)
        if self.silent_until is not None and self.clock.now() < self.silent_until:
            self.hasty += 1
        if self.trouble and self.chance.random() < self.trouble:
            return self._misbehave(request)
        taken = self._take(request)
        if self.ambiguous and self.chance.random() < 0.1:
            self.lost_answers += 1
            return "reset"
        return taken

    def _misbehave(self, request: Heard) -> tuple[int, dict[str, str], bytes] | str:
        rules = RULES[self.kind]
        fault = self.chance.choice(["429", "429", "500", "503", "reset", "slow", "413", *rules.quiet_failures])
        if fault == "429":
            seconds = self.chance.choice([1, 3, 20])
            self.silent_until = self.clock.now() + timedelta(seconds=seconds)
            return rules.too_many(seconds)
        if fault in {"reset", "slow"}:
            return fault
        if fault.isdecimal():
            return int(fault), {}, b"trouble"
        return 200, {}, fault.encode()

    def _take(self, request: Heard) -> tuple[int, dict[str, str], bytes]:
        rules = RULES[self.kind]
        try:
            taken = rules.check(request.method, request.path, request.headers, request.body)
        except Refusal as refusal:
            self.broken.append(f"{refusal}: {request.body[:300]!r}")
            return refusal.status, {}, str(refusal).encode()
        if taken.edits is not None:
            if taken.edits not in self.messages:
                self.broken.append(f"edits an unknown message {taken.edits}")
            self.messages.setdefault(taken.edits, []).append(taken.shown)
            return rules.done(taken.edits)
        if taken.transaction is not None and taken.transaction in self._transactions:
            return rules.done(self._transactions[taken.transaction])
        made = rules.new_id(len(self.messages) + 1)
        self.messages[made] = [taken.shown]
        if taken.transaction is not None:
            self._transactions[taken.transaction] = made
        return rules.done(made)


@contextlib.asynccontextmanager
async def standing(stand_in: StandIn, slow: float = 1.5) -> Any:
    """The address of the service while the block runs."""

    visits: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None
        visits.add(visit)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                while await _one(reader, writer, stand_in.answer, slow):
                    pass
        finally:
            visits.discard(visit)
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.close()
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await asyncio.sleep(0)  # lets the transports close


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Callable[[Heard], Any], slow: float) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    response = answer(Heard(method, path, headers, body))
    if response == "reset":
        return False
    if response == "slow":
        await asyncio.sleep(slow)
        return False
    status, extra, content = response
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(content)}", *(f"{k}: {v}" for k, v in extra.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode() + content)
    await writer.drain()
    return True
