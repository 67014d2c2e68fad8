"""Three replicas share the sources: each article once, each site at its pace; kill -9 loses and doubles nothing."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import redis
from misbehaving import Site, feed, page, reply

from services.ingest.fetching.exchange import Outcome, Request
from services.ingest.fetching.fetch import Fetcher
from services.ingest.fetching.robots import Robots
from services.ingest.jobs.poll import Loop
from services.ingest.jobs.relay import Relay
from services.ingest.settings import IngestSettings, Source
from services.ingest.tables.leases import Me
from services.ingest.web.urls import host as host_of
from services.ingest.work import Work
from services.runtime import database
from services.runtime.clock import SystemClock
from services.runtime.guard import Guard
from services.runtime.metrics import Metrics
from services.runtime.redis_server import EmbeddedServer
from services.runtime.restarts import Restarts
from services.runtime.service import Tools
from tocsin.catalog import read_event

HOSTS = tuple(f"127.0.0.{number}" for number in range(2, 7))
ARTICLES = 6
"""Articles of each site, of which two are in its feed at first and one more at each reading."""

DELAY = 0.06


@dataclass
class Newsroom:
    """Sites on several loopback addresses, each with a feed that grows as it is read."""

    sites: dict[str, Site] = field(default_factory=dict)
    port: int = 0

    def expected(self) -> set[str]:
        return {f"http://{host}:{self.port}/{number}" for host in HOSTS for number in range(ARTICLES)}

    async def serve(self, stack: ExitStack) -> None:
        for host in HOSTS:
            site = self.sites[host] = Site()
            server = await asyncio.start_server(site.serve, host, self.port)
            self.port = site.port = server.sockets[0].getsockname()[1]
            stack.callback(server.close)
            base = f"http://{host}:{self.port}"
            now = datetime.now(UTC)
            texts = [feed(*((f"{base}/{n}", f"Story {n}") for n in range(size)), published=now) for size in range(2, ARTICLES + 1)]
            site.answers["/feed"] = [reply(200, text.replace(b"http://paper.example", b"")) for text in texts]
            for number in range(ARTICLES):
                site.answers[f"/{number}"] = reply(200, page(f"Story {number} of {host}", f"Number {number} at {host}."))


class Noting(Fetcher):
    """Notes when each request to a host begins, before the network and a busy machine blur it."""

    def __init__(self, clock: SystemClock, starts: dict[str, list[float]]) -> None:
        super().__init__(Guard(["127.0.0.0/8"]), clock)
        self._now, self._starts = clock.now, starts

    async def fetch(self, request: Request) -> Outcome:
        self._starts[host_of(request.url)].append(self._now().timestamp())
        return await super().fetch(request)


def sources(room: Newsroom) -> list[dict[str, Any]]:
    quick = {"interval": {"min": 0.2, "start": 0.2, "max": 1}, "host": {"delay": DELAY, "concurrency": 2}}
    return [{"id": host, "url": f"http://{host}:{room.port}/feed", **quick} for host in HOSTS]


class Room:
    """There is always room on the streams."""

    async def clear(self) -> None:
        return


@pytest.mark.parametrize("url", ["ingest_on_sqlite", "ingest_on_postgres"])
async def test_three_replicas_publish_each_article_once_and_keep_the_pace_of_each_site(request, pool, url):
    address, sent = request.getfixturevalue(url), []
    room, clock = Newsroom(), SystemClock()

    complete, starts = asyncio.Event(), defaultdict(list)

    async def publish(events):
        sent.extend(events)
        if {event.data.url for event in sent} >= room.expected():
            complete.set()

    with ExitStack() as stack:
        await room.serve(stack)
        declared = {given["id"]: Source.model_validate(given) for given in sources(room)}
        tasks, closing = [], []
        for number in range(3):
            engine = database.engine(address)
            fetcher, settings = Noting(clock, starts), IngestSettings(tick=0.05, relay=0.05)
            me = Me(f"replica-{number}", 6)
            work = Work(engine, settings, declared, fetcher, Robots(engine), pool, me, clock, Random(number))
            tools = Tools(publish, Room(), clock, Metrics("ingest"), Restarts(always_the_same))
            tasks += [asyncio.create_task(Loop(work).run(tools)), asyncio.create_task(Relay(engine, settings, me).run(tools))]
            closing += [fetcher.aclose, engine.dispose]
        await asyncio.wait_for(complete.wait(), 30)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for close in closing:
            await close()
    assert {event.data.url for event in sent} == room.expected()
    assert Counter(event.id for event in sent).most_common(1)[0][1] == 1
    assert set(starts) == set(HOSTS)
    for name, moments in starts.items():
        assert min(later - earlier for earlier, later in pairwise(sorted(moments))) >= DELAY * 0.95, name


async def always_the_same() -> str:
    """The start of a Redis that never ends."""
    return ""


@contextmanager
def in_a_thread(room: Newsroom) -> Iterator[None]:
    """The newsroom while this thread waits for processes."""
    loop, ready, stack = asyncio.new_event_loop(), threading.Event(), ExitStack()

    def run() -> None:
        loop.run_until_complete(room.serve(stack))
        ready.set()
        loop.run_forever()
        stack.close()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def configuration(room: Newsroom, directory: Path) -> dict[str, str]:
    blocks = "".join(
        f'[[source]]\nid = "{each["id"]}"\nurl = "{each["url"]}"\ninterval = {{min = "200ms", start = "200ms", max = "1s"}}\n'
        f'host = {{delay = "{DELAY}s", concurrency = 2}}\n'
        for each in sources(room)
    )
    top = '[ingest]\nallow_private = ["127.0.0.0/8"]\nlease = "1s"\ntick = "50ms"\nrelay = "50ms"\nworkers = 1\n'
    (directory / "tocsin.toml").write_text(top + blocks, encoding="utf-8")
    return {**os.environ, "TOCSIN_CONFIG": str(directory / "tocsin.toml"), "TOCSIN_STATE_DIR": str(directory)}


def published(client: Any) -> list[Any]:
    return [read_event(fields[b"event"]) for _, fields in client.xrange("tocsin:articles")]


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=[pytest.mark.slow, pytest.mark.timeout(300)])])
def test_killed_at_any_moment_it_loses_nothing_and_publishes_nothing_twice(redis_url, tmp_path, migrated_file, kills):
    room, chance = Newsroom(), random.Random(kills)
    with in_a_thread(room), redis.Redis.from_url(redis_url) as client:
        env = {**configuration(room, tmp_path), "TOCSIN_REDIS_URL": redis_url}
        command = [sys.executable, "-m", "services.cli"]
        shutil.copyfile(migrated_file, tmp_path / "ingest.db")
        for kill in range(kills + 1):
            log = (tmp_path / "log").open("ab")
            with log, subprocess.Popen([*command, "run", "ingest"], env=env, stdout=log, stderr=log) as process:
                try:
                    _wait(lambda: b"ingest runs" in (tmp_path / "log").read_bytes().rpartition(b"#")[2], process)
                    if kill < kills:
                        threading.Event().wait(chance.random() * 1.2)
                        process.send_signal(signal.SIGKILL)
                    else:
                        _wait(lambda: {event.data.url for event in published(client)} >= room.expected(), process)
                        process.send_signal(signal.SIGTERM)
                        assert process.wait(20) == 0
                finally:
                    process.kill()
            with (tmp_path / "log").open("ab") as mark:
                mark.write(b"#")
        events = published(client)
    assert Counter(event.data.url for event in events) == Counter(room.expected())
    assert {event.data.revision for event in events} == {1}


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_redis_restarts_five_times_and_every_article_arrives(tmp_path, migrated_file):
    room, chance = Newsroom(), random.Random(5)
    (tmp_path / "redis").mkdir()
    server = EmbeddedServer(tmp_path, os.environ)
    try:
        url = server.start()
        with in_a_thread(room):
            env = {**configuration(room, tmp_path), "TOCSIN_REDIS_URL": url}
            command = [sys.executable, "-m", "services.cli"]
            shutil.copyfile(migrated_file, tmp_path / "ingest.db")
            with (
                (tmp_path / "log").open("wb") as log,
                subprocess.Popen([*command, "run", "ingest"], env=env, stderr=log) as process,
            ):
                try:
                    _wait(lambda: b"ingest runs" in (tmp_path / "log").read_bytes(), process)
                    for _ in range(5):
                        threading.Event().wait(chance.random())
                        server.stop()
                        threading.Event().wait(chance.random())
                        assert server.start() == url
                    with redis.Redis.from_url(url) as client:
                        _wait(lambda: {event.data.url for event in published(client)} >= room.expected(), process)
                        events = published(client)
                finally:
                    process.terminate()
        assert Counter(event.data.url for event in events) == Counter(room.expected())
    finally:
        server.stop()


def _wait(done: Any, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if done():
            return
        assert process.poll() is None, "ingest has ended by itself"
        threading.Event().wait(0.05)
    raise AssertionError("not within 30 s")
