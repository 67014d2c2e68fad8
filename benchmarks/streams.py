"""What the runtime costs and keeps: throughput beside FastStream and beside a bare loop, the whole path, latency, memory.

Baselines, measured in the same run on the same 5 kB articles: FastStream as it comes, one by one and in batches; and a bare
redis-py loop of XREADGROUP and XACK with the decoding that ours does. Each arm runs several times in turn; medians are printed.
Where the time beyond the bare loop goes is measured by adding ours to it layer by layer.

    python benchmarks/streams.py                  about two minutes
    python benchmarks/streams.py --million        memory over a million entries instead of a hundred thousand
"""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from streams_parts.memory import memory
from streams_parts.throughput import throughput
from streams_parts.whole_path import latency, path, stub

from services.runtime.redis_server import EmbeddedServer
from services.runtime.settings import Document


async def main(arguments: argparse.Namespace) -> None:
    """Every measurement in turn."""
    with tempfile.TemporaryDirectory() as directory:
        server = EmbeddedServer(Path(directory), os.environ)
        url = server.start()
        try:
            await throughput(url, arguments.articles, arguments.rounds)
            await path(url, arguments.articles, Path(directory))
            latency(url, arguments.samples, Path(directory))
            await memory(url, 1_000_000 if arguments.million else 100_000)
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000, help="in each run of an arm")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each arm")
    parser.add_argument("--samples", type=int, default=300, help="articles measured at idle")
    parser.add_argument("--million", action="store_true", help="a million entries for the memory")
    parser.add_argument("--role", choices=["ingest", "extract", "store"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.role:
        asyncio.run(stub(given.role, Document({}, os.environ, "the benchmark")).run())
    else:
        asyncio.run(main(given))
