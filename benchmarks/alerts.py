"""How soon an alert is in the chat: claims consumed at a steady rate, merged, planned, sent to a signed webhook on loopback.

Baseline, measured in the same run: the same messages posted one by one by a bare HTTP client.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
from store import article, fresh

from services.runtime.clock import SystemClock
from services.runtime.settings import Document
from services.store.alerts.dispatch import Dispatch
from services.store.alerts.settings import alerting
from services.store.collector import tune
from services.store.intake import receive
from tocsin.envelope import Event

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Chat:
    """Notes when each message came."""

    def __init__(self) -> None:
        self.came: dict[tuple[str, int], float] = {}
        self.bodies: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers 204 to every request of a connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
                )
                body = await reader.readexactly(length)
                incident = json.loads(body)["data"]["incident"]
                self.came.setdefault((incident["id"], incident["revision"]), time.perf_counter())
                self.bodies.append(body)
                writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()


@asynccontextmanager
async def listening(chat: Chat) -> AsyncIterator[str]:
    """The chat's address while the block runs."""
    server = await asyncio.start_server(chat.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


def articles(rate: float, seconds: float) -> Iterator[tuple[float, list[Event[Any]]]]:
    """Articles with the second at which each arrives, so that claims come at `rate` a second."""
    chance, claims, number = Random(6), 0, 0
    while claims / rate < seconds:
        events = article(number, chance)
        yield claims / rate, events
        claims += len(events) - 1
        number += 1


async def delivered(url: str, directory: str, wait: float, rate: float, seconds: float) -> tuple[list[float], int]:
    """Seconds from a batch's arrival to each opening message beyond the group's wait, and how many claims there were."""
    chat = Chat()
    engine = await fresh(url)
    async with listening(chat) as address:
        hook = {"name": "chat", "kind": "webhook", "url": address, "secrets": ["env:KEY"], "networks": ["127.0.0.0/8"]}
        route = {"to": ["chat"], "group_wait": wait, "urgent_severity": 5}
        dispatch = Dispatch.of(alerting(Document({"destination": [hook], "route": [route]}, {"KEY": SECRET}, "benchmark")))
        delivering = asyncio.create_task(dispatch.deliver(engine, SystemClock(), lambda *_: None))
        opened: dict[str, float] = {}
        claims, began = 0, time.perf_counter()
        for due, events in articles(rate, seconds):
            await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
            arrived = time.perf_counter()
            for caused in await receive(engine, events, datetime.now(UTC), dispatch.planner.plan):
                if caused.incident.state == "merged":  # before its wait was over: nobody needs to hear of it
                    opened.pop(caused.incident.id, None)
                elif not caused.incident.quiet:
                    opened.setdefault(caused.incident.id, arrived)
            claims += len(events) - 1
        await asyncio.sleep(wait + 3)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        await dispatch.aclose()
    await engine.dispose()
    first: dict[str, float] = {}
    for (incident, _), moment in chat.came.items():
        first[incident] = min(first.get(incident, moment), moment)
    missing = set(opened) - set(first)
    assert not missing, f"{len(missing)} incidents were never alerted"
    (Path(directory) / "bodies.json").write_bytes(b"\n".join(chat.bodies[:200]))
    return [first[incident] - arrived - wait for incident, arrived in opened.items()], claims


async def bare(directory: str) -> float:
    """Median seconds to post one of the same messages without a store."""
    chat, taken = Chat(), []
    async with listening(chat) as address, httpx.AsyncClient(trust_env=False) as client:
        for body in (Path(directory) / "bodies.json").read_bytes().split(b"\n"):
            started = time.perf_counter()
            await client.post(address, content=body)
            taken.append(time.perf_counter() - started)
    return statistics.median(taken)


async def main() -> None:
    """Runs it without and with a wait."""
    tune()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="claims a second")
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as directory:
        for wait in (0.0, 2.0):
            url = f"sqlite:///{Path(directory) / f'wait{wait}.db'}"
            late, claims = await delivered(url, directory, wait, asked.rate, asked.seconds)
            p95, base = statistics.quantiles(late, n=20)[-1], await bare(directory)
            print(
                f"{claims} claims at {asked.rate:g}/s, {len(late)} alerts, group_wait {wait:g} s: posted after the wait at p50 "
                f"{statistics.median(late):.3f} s, p95 {p95:.3f} s, worst {max(late):.3f} s; target 1 s; "
                f"bare post {base * 1000:.1f} ms, ratio {p95 / base:.0f}"
            )


if __name__ == "__main__":
    asyncio.run(main())
