"""Feeds parsed a second of CPU, against feedparser."""

import time
from datetime import UTC, datetime
from random import Random
from typing import Any

from ingest_parts.text import feed, text


def feeds(count: int) -> None:
    """Reads feeds of 25 items, and has feedparser read them too."""
    import feedparser  # noqa: PLC0415  # the baseline

    from services.ingest.readers.feed import read  # noqa: PLC0415

    chance, now = Random(1), datetime.now(UTC)
    documents = [
        feed([(f"https://a.example/{n}/{i}", text(chance, 8), text(chance, 60)) for i in range(25)], now) for n in range(count)
    ]
    ours = rate(lambda: [read(each, url="https://a.example/") for each in documents], count)
    theirs = rate(lambda: [feedparser.parse(each, sanitize_html=False, resolve_relative_uris=False) for each in documents], count)
    print(f"feeds parsed: {ours:.0f}/s; feedparser without sanitising {theirs:.0f}/s; ratio {ours / theirs:.1f}")


def rate(work: Any, count: int) -> float:
    """How often a second of CPU."""
    began = time.process_time()
    work()
    return count / (time.process_time() - began)
