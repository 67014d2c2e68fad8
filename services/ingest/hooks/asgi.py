"""The little of HTTP that our endpoints need: a body within its limit, an answer as JSON or text. Owns no path."""

import json
from collections.abc import Mapping
from typing import Any


class BodyTooLarge(Exception):
    """The body is longer than its limit."""


def header(scope: Mapping[str, Any], name: str) -> str:
    """A header of a request; empty without it."""
    wanted = name.lower().encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")


async def body(receive: Any, limit: int) -> bytes:
    """The whole body. Raises BodyTooLarge as soon as it is longer than `limit` bytes, ConnectionError when the client goes away."""
    held = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the client went away before its request was whole")
        held += message.get("body", b"")
        if len(held) > limit:
            raise BodyTooLarge
        if not message.get("more_body"):
            return bytes(held)


async def answer(send: Any, status: int, content: Mapping[str, Any] | str, **headers: str) -> None:
    """Sends an answer: an object as JSON, a text as it is."""
    raw = content.encode() if isinstance(content, str) else json.dumps(content, ensure_ascii=False).encode() + b"\n"
    kind = "text/plain; charset=utf-8" if isinstance(content, str) else "application/json"
    named = {"content-type": kind, "content-length": str(len(raw)), **headers}
    sent = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in named.items()]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": raw})
