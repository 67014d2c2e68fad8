"""Ingest: feeds parsed a second, articles a second from the wire to Redis, and 10,000 sources on schedule; each against a baseline.

    python benchmarks/ingest.py [--feeds 200] [--pages 300] [--sources 10000] [--seconds 120] [--only feeds|articles|schedule]

Everything talks to 127.0.0.1. The site runs in a process of its own, so the figures of the reader are its own.
"""

import argparse
import logging
import os
import tempfile
from pathlib import Path

from ingest_parts.articles import articles
from ingest_parts.feeds import feeds
from ingest_parts.schedule import schedule

from services.runtime.redis_server import EmbeddedServer


def main() -> None:
    """Runs what is asked for."""
    logging.disable(logging.WARNING)  # every feed of this site is all new to whoever reads it for the first time
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--only", choices=["feeds", "articles", "schedule"])
    given = parser.parse_args()
    if given.only in {None, "feeds"}:
        feeds(given.feeds)
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as directory:
        server = EmbeddedServer(Path(directory), os.environ, {"appendonly": "no"})
        try:
            url = server.start()
            if given.only in {None, "articles"}:
                articles(given.pages, url)
            if given.only in {None, "schedule"}:
                schedule(given.sources, given.seconds, url)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
