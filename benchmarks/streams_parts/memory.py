"""Whether a consumer and Redis stay as they are while many entries pass through."""

import asyncio
import resource
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import redis

from services.runtime.service import Batch, Delivery, Service
from streams_parts.article import Counted, article, configured
from tocsin import streams


async def memory(url: str, number: int) -> None:
    """Whether this process and Redis stay as they are while many entries pass through."""
    counted, marks = Counted(number), []

    async def keep(deliveries: Sequence[Delivery]) -> None:
        counted.add(len(deliveries))

    texts = [article(place).to_json() for place in range(1000)]
    service = Service(configured(url, retain_entries=1000), "store", consumes=Batch(streams.CLAIMS, "store", 500, keep))
    with redis.Redis.from_url(url) as client:
        client.flushall()
        client.xgroup_create(streams.CLAIMS, "store", id="0", mkstream=True)
        running = asyncio.ensure_future(service.run())
        for sent in range(0, number, 1000):
            with client.pipeline(transaction=False) as pipeline:
                for text in texts:
                    pipeline.xadd(streams.CLAIMS, {"event": text})
                await asyncio.to_thread(pipeline.execute)
            while sent + 1000 - counted.seen > 5000:  # noqa: ASYNC110  # only now and then
                await asyncio.sleep(0.005)
            if (sent + 1000) % (number // 10) == 0:
                marks.append((resident(), client.info("memory")["used_memory"] / 2**20))
        await counted.done.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    print(f"memory over {number:,} entries, at each tenth: consumer {' '.join(f'{mark[0]:.0f}' for mark in marks)} MB")
    print(f"{'':>40} Redis {' '.join(f'{mark[1]:.0f}' for mark in marks)} MB")


def resident() -> float:
    """Memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() / 2**20
