"""Many sources on schedule: how late polls begin, and what keeping them costs."""

import asyncio
import logging
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from ingest_parts.reader import Noting, Reader
from ingest_parts.site import Site
from services.ingest.fetching.exchange import Request
from services.ingest.settings import Source
from services.runtime.clock import SystemClock


def schedule(count: int, seconds: float, redis_url: str) -> None:
    """Keeps many sources on schedule for a while."""
    with Site(0) as port, tempfile.TemporaryDirectory() as directory:
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_scheduled, args=(there, Path(directory), redis_url, port, count, seconds)
        )
        process.start()
        late, cpu, rss, bare = here.recv()
        process.join()
    p95 = quantiles(late, n=20)[-1]
    print(
        f"schedule: {count} sources every 15 min for {seconds:.0f} s: {len(late)} polls, lateness mean {mean(late):.2f} s, "
        f"p95 {p95:.2f} s, worst {max(late):.2f} s; CPU {cpu:.0%} of a core (nothing but the requests: {bare:.1%}), "
        f"memory {rss / 1024:.0f} MiB"
    )


def _scheduled(pipe: Any, *given: Any) -> None:
    logging.disable(logging.WARNING)
    pipe.send(asyncio.run(_run_schedule(*given)))


async def _run_schedule(
    directory: Path, redis_url: str, port: int, count: int, seconds: float
) -> tuple[list[float], float, int, float]:
    every = {"min": "15m", "start": "15m", "max": "15m"}
    sources = [
        Source.model_validate({"id": f"s{n}", "url": f"http://site{n}.example:{port}/feed", "interval": every, "content": "feed"})
        for n in range(count)
    ]
    reader = Reader(directory, redis_url, sources, workers=1)
    due = await reader.prepare()
    began, used = time.time(), time.process_time()

    async def until() -> None:
        await asyncio.sleep(seconds)

    await reader.run(until)
    cpu = (time.process_time() - used) / (time.time() - began)
    now = time.time()
    never = [now - moment for url, moment in due.items() if url not in reader.fetcher.begun and moment < now - 1]
    late = [max(0.0, reader.fetcher.begun[url] - due[url]) for url in reader.fetcher.begun if url in due]
    return late + never, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, await _bare(port, count / 900)


async def _bare(port: int, polls: float) -> float:
    """CPU share of nothing but the requests: 200 of them by httpx, brought to this rate."""
    fetcher = Noting(SystemClock())
    limits = Source(id="bare", url="http://site1.example/")
    used = time.process_time()
    for number in range(200):
        await fetcher.fetch(Request(f"http://site{number}.example:{port}/feed", limits, etag='"a"'))
    spent = (time.process_time() - used) / 200
    await fetcher.aclose()
    return spent * polls
