"""A language model's service on loopback that says what a test tells it to, well or badly, slowly or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.extract.settings import ProposeSettings
from services.runtime.secret import Reference
from tocsin.article import Article

PUBLISHED = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
KEY = "sk-canary-5d41402abc4b2a76"
TEXT = (
    "Regional head Ivan Petrov was generous: the drone hunters of Kursk Region had carved 48 notches overnight, and the airport "
    "reopened, he wrote on Friday."
)
"""A text on arms in which the rules find no claim."""

CLAIM = {
    "quote": "the drone hunters of Kursk Region had carved 48 notches overnight",
    "event": "interception",
    "object": "uav",
    "object_words": "drone",
    "count": 48,
    "outcome": "destroyed",
    "place": "Kursk Region",
    "claimant": "Ivan Petrov",
    "claimant_kind": "governor",
    "time": "overnight",
    "modality": "asserted",
}


@dataclass
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def shown(self) -> Any:
        """What the model is given to read."""
        return json.loads(self.json["messages"][1]["content"])


Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def reply(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """A raw HTTP answer; header names with _ for -."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(raw)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def said(content: str | None, finish: str = "stop") -> bytes:
    """A chat completion with this message."""
    message = {"role": "assistant", "content": content}
    return reply(
        200, json.dumps({"object": "chat.completion", "choices": [{"index": 0, "finish_reason": finish, "message": message}]})
    )


def listed(*claims: Any) -> bytes:
    """A chat completion that proposes these claims."""
    return said(json.dumps({"claims": claims}))


@dataclass
class StandIn:
    """What it answers, by request; everything that was asked."""

    answer: Callable[[Heard], Answer]
    heard: list[Heard] = field(default_factory=list)
    url: str = ""
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def settings(self, **more: Any) -> ProposeSettings:
        """Settings that lead here."""
        given = {
            "url": f"{self.url}/v1",
            "model": "m1",
            "key": Reference(KEY),
            "networks": ["127.0.0.1/32"],
            "timeout": 20.0,
            **more,
        }
        return ProposeSettings.model_validate(given)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            request = Heard(head[0].split()[1], headers, await reader.readexactly(int(headers.get("content-length", 0))))
            self.heard.append(request)
            self.asked.set()
            answer = self.answer(request)
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def model(answer: Callable[[Heard], Answer] | Answer) -> AsyncIterator[StandIn]:
    """A service that answers every request so."""
    stand_in = StandIn(answer if callable(answer) and not asyncio.iscoroutinefunction(answer) else lambda _: answer)
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0)
    stand_in.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stand_in
    finally:
        server.close()
        await asyncio.sleep(0)


async def silence(writer: asyncio.StreamWriter) -> None:
    """Takes the request and says nothing."""
    del writer
    await asyncio.sleep(30)


async def dribble(writer: asyncio.StreamWriter) -> None:
    """A byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def reset(writer: asyncio.StreamWriter) -> None:
    """Begins to answer and breaks off."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
    await writer.drain()
    writer.transport.abort()


async def flood(writer: asyncio.StreamWriter) -> None:
    """More than anybody wants to read."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b'{"choices": [' * 8_000)
        await writer.drain()


def article(text: str = TEXT, number: int = 1) -> Article:
    """An article of this text."""
    return Article(id=f"art_{number}", source="post", lang="en", published=PUBLISHED, text=text)
