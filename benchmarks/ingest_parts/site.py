"""Sites in a process of their own, so that the figures of the reader are its own."""

import asyncio
import multiprocessing
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any

from ingest_parts.text import feed, page, text

SITE = "site"
"""Name of the process that plays the sites."""

SITES = 8
"""Sites that the pages are spread over, as those of many sources are."""


def site(pipe: Any, pages: int) -> None:
    """Feeds for any host; 80 % of the hosts answer 304 to a conditional request, the others have something new each time."""
    asyncio.run(_site(pipe, pages))


async def _site(pipe: Any, pages: int) -> None:
    served = {f"/page/{number}": page(number) for number in range(pages)}
    now, counter = datetime.now(UTC), 0

    def answer(path: str, head: bytes) -> bytes:
        nonlocal counter
        if path in served:
            return _ok(served[path], b"text/html; charset=utf-8")
        if path == "/pages":
            links = [f"http://site{n % SITES}.example:{port}/page/{n}" for n in range(pages)]
            return _ok(feed([(link, f"Page {n}", "Teaser.") for n, link in enumerate(links)], now), b"application/rss+xml")
        if path == "/feed":
            host = int(head.partition(b"site")[2].partition(b".")[0])
            if host % 5 and b"if-none-match" in head.lower():
                return b'HTTP/1.1 304 X\r\nETag: "a"\r\nContent-Length: 0\r\n\r\n'
            counter += 1
            item = (f"http://site{host}.example/{counter}", f"Item {counter} of {host}", text(Random(counter), 80))
            return _ok(feed([item], now), b"application/rss+xml")
        return b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answer(head.split(b" ", 2)[1].decode(), head))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    port = server.sockets[0].getsockname()[1]
    pipe.send(port)
    await asyncio.to_thread(pipe.recv)  # until it is told to stop


def _ok(body: bytes, kind: bytes) -> bytes:
    return b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (kind, len(body)) + body


class Site:
    """`with Site(pages) as port`."""

    def __init__(self, pages: int) -> None:
        self._pipe, there = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=site, args=(there, pages), name=SITE, daemon=True)

    def __enter__(self) -> int:
        self._process.start()
        port: int = self._pipe.recv()
        return port

    def __exit__(self, *_: object) -> None:
        self._pipe.send("stop")
        self._process.join(10)
