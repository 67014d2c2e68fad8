"""The articles that every measurement sends, and the count of those that came through."""

import asyncio
import os
import time
from datetime import UTC, datetime
from typing import Any

from services.runtime.settings import Document
from tocsin.article import Article
from tocsin.catalog import ARTICLE_PUBLISHED, make_event
from tocsin.envelope import Event

TEXT = "Two drones were shot down over Kaluga Oblast overnight, the Russian Ministry of Defense reported. "


def article(number: int) -> Event[Any]:
    """The event of an article; 5 kB of JSON."""
    now = datetime.now(UTC)
    data = Article(
        id=f"art_{number}", source="post", url=f"https://post.example/{number}", title=f"Number {number}", published=now, lang="en",
        text=TEXT + "The rest of this report adds nothing of its own. " * 80,
    )  # fmt: skip
    return make_event(ARTICLE_PUBLISHED, data, source="tocsin/ingest", time=now)


def configured(url: str, **settings: object) -> Document:
    """A configuration with everything at its default but what is given."""
    return Document({"runtime": {"redis_url": url, **settings}}, dict(os.environ), "the benchmark")


class Counted:
    """Notes when so many entries have been seen, and how quickly."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0
        self.done = asyncio.Event()
        self._first, self._began, self._ended = 0, 0.0, 0.0

    def add(self, more: int) -> None:
        """Notes some more."""
        self.seen += more
        if not self._first:
            self._first, self._began = more, time.perf_counter()
        if self.seen >= self.number:
            self._ended = time.perf_counter()
            self.done.set()

    @property
    def rate(self) -> float:
        """Entries a second from the end of the first batch to the end of the last: starting up is no part of it."""
        return (self.seen - self._first) / (self._ended - self._began)
