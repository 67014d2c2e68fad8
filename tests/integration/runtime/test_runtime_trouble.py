"""What operators meet: wrong settings, a wrong password, a full or read-only or stopped Redis, a clock that jumps.

Each is told in a sentence that names what to change, without a traceback, and costs no entry.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from services.runtime import groups
from services.runtime.errors import ConfigError, Transient
from services.runtime.janitor import Janitor
from services.runtime.metrics import Metrics
from services.runtime.pressure import Pressure
from services.runtime.publish import Publisher
from services.runtime.redis_server import EmbeddedServer
from services.runtime.server import connect
from services.runtime.service import Service, Tools, Transform
from services.runtime.settings import RuntimeSettings
from services.runtime.tracing import PassedOn
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event


async def close(delivery):
    data = ArticleExtracted(id=delivery.event.data.id, revision=1, source="post", claims=(), extractor="0")
    return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]


def extract(document, handle=close):
    return Service(document, "extract", consumes=Transform("tocsin:articles", "extract", "tocsin:claims", handle))


@pytest.fixture
def own_server(tmp_path):
    """Makes a server of this test alone, for tests that spoil it."""
    made = []

    def make(**options):
        server = EmbeddedServer(
            tmp_path / f"server{len(made)}", os.environ, {name.replace("_", "-"): v for name, v in options.items()}
        )
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop()


STORES = """
import json, os, sys
import services.store.app
from services.cli.main import main

for number, env in enumerate(json.loads(sys.argv[1])):
    child = os.fork()
    if not child:
        for place, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{number}.{name}", os.O_CREAT | os.O_WRONLY), place)
        os.environ.update(env)
        main(["run", "store"])
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Each a process of its own, as by `tocsin run store`; they share only what it costs to import one."""


@dataclass
class Ended:
    """How a store ended."""

    code: int
    out: str
    err: str


def run_stores(directory, *envs):
    """Stores under some settings, one after another, each until it ends by itself."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "REDIS_"))}
    done = subprocess.run(
        [sys.executable, "-c", STORES, json.dumps(envs)],
        env={**clean, "TOCSIN_STATE_DIR": str(directory / "state"), "PYTHONPATH": str(Path.cwd())},
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    codes = map(int, done.stdout.split())
    return [Ended(code, *((directory / f"{n}.{name}").read_text() for name in ("out", "err"))) for n, code in enumerate(codes)]


def test_a_wrong_setting_is_named_and_ends_the_process_for_good(tmp_path):
    wrong = [
        ({"TOCSIN_PARTITIONS": "0"}, "TOCSIN_PARTITIONS"),
        ({"TOCSIN_MIN_IDLE": "soon"}, "TOCSIN_MIN_IDLE"),
        ({"TOCSIN_REDIS_URL": "redis.example:6379"}, "redis_url"),
        ({"TOCSIN_REDIS_URL": "redis://127.0.0.1:port/0"}, "redis_url"),
        ({}, "TOCSIN_REDIS_URL"),
        ({"TOCSIN_STREAM_LOW": "9", "TOCSIN_STREAM_HIGH": "8"}, "stream_low"),
    ]
    ended = run_stores(tmp_path, *(env for env, _ in wrong))
    for done, (_, named) in zip(ended, wrong, strict=True):
        assert (done.code, done.out) == (78, "")
        assert named in done.err
        assert "Traceback" not in done.err


def test_a_wrong_password_is_named_without_being_shown(own_server, tmp_path):
    server = own_server()
    url = server.start()
    with redis.Redis.from_url(url) as client:
        client.config_set("requirepass", "right")
        try:
            [done] = run_stores(tmp_path, {"TOCSIN_REDIS_URL": url.replace("redis://", "redis://:wr0ng@")})
        finally:
            client.execute_command("AUTH", "right")
            client.config_set("requirepass", "")
    assert done.code == 78
    assert "redis_url" in done.err
    assert "password" in done.err
    assert "wr0ng" not in done.err
    assert "Traceback" not in done.err


async def test_a_full_redis_pauses_publishing_and_committing_and_loses_nothing(own_server, document, article, running, eventually):
    server = own_server(appendonly="no")
    url = await asyncio.to_thread(server.start)
    with redis.Redis.from_url(url, decode_responses=True) as raw:
        raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
        for number in range(10):
            raw.xadd("tocsin:articles", {"event": article(number).to_json()})
        raw.config_set("maxmemory", raw.info("memory")["used_memory"] // 2)
        strict = await connect(url)
        settings = RuntimeSettings(redis_url=url)
        with pytest.raises(Transient, match="maxmemory"):
            await Publisher(strict, 1, Metrics("ingest"), PassedOn()).publish([article(11)])
        waiting = asyncio.create_task(Pressure(strict, settings).clear())
        async with running(extract(document(redis_url=url))) as (task,):
            await asyncio.sleep(0.6)
            assert not waiting.done(), "a producer waits"
            assert raw.xlen("tocsin:claims") == 0
            assert await groups.unfinished(strict, 1) == 10
            raw.config_set("maxmemory", 0)
            await eventually(lambda: raw.xlen("tocsin:claims") == 10)
            await asyncio.wait_for(waiting, 30)
            assert not task.done()
        assert raw.xpending("tocsin:articles", "extract")["pending"] == 0
        assert raw.xlen("tocsin:articles:dead") == 0
        await strict.close()


async def test_a_server_turned_read_only_ends_the_service_with_a_reason(own_server, document, running, eventually, article):
    server = own_server(appendonly="no")
    url = await asyncio.to_thread(server.start)
    with redis.Redis.from_url(url, decode_responses=True) as raw:
        async with running(extract(document(redis_url=url))) as (task,):
            await eventually(lambda: raw.exists("tocsin:articles"))
            await asyncio.sleep(0.3)
            raw.replicaof("127.0.0.1", 1)
            await asyncio.wait([task], timeout=30)
            assert task.done()
            with pytest.raises(Transient, match=r"read only|read-only"):
                task.result()
        raw.replicaof("NO", "ONE")
        async with running(extract(document(redis_url=url))):
            raw.xadd("tocsin:articles", {"event": article(1).to_json()})
            await eventually(lambda: raw.xlen("tocsin:claims") == 1)


async def test_a_password_that_is_changed_meanwhile_ends_the_service_for_good(own_server, document, running, eventually, article):
    server = own_server(appendonly="no")
    url = await asyncio.to_thread(server.start)
    with redis.Redis.from_url(url, decode_responses=True) as raw:
        async with running(extract(document(redis_url=url))) as (task,):
            raw.xadd("tocsin:articles", {"event": article(1).to_json()})
            await eventually(lambda: raw.xlen("tocsin:claims") == 1)
            raw.config_set("requirepass", "new")
            raw.client_kill_filter(_type="normal")
            await asyncio.wait([task], timeout=30)
            assert task.done()
            with pytest.raises(ConfigError, match="TOCSIN_REDIS_URL"):
                task.result()
    with redis.Redis.from_url(url.replace("redis://", "redis://:new@")) as raw:
        raw.config_set("requirepass", "")


async def test_a_redis_that_is_stopped_for_a_while_costs_nothing(own_server, document, running, eventually, article, monkeypatch):
    monkeypatch.setattr("services.runtime.reader.PATIENCE", 0.3)
    monkeypatch.setattr("services.runtime.server.TIMEOUT", 0.5)
    server = own_server()
    url = await asyncio.to_thread(server.start)
    pid = int((server.directory / "pid").read_text())
    sent = []

    async def send(tools: Tools) -> None:
        for number in range(10_000):
            try:
                await tools.publish([article(number)])
                sent.append(f"art_{number}")
            except Transient:
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.01)

    async with running(extract(document(redis_url=url)), Service(document(redis_url=url), "ingest", background=[send])) as tasks:
        await eventually(lambda: len(sent) > 20)
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(2)
        os.kill(pid, signal.SIGCONT)
        at = len(sent)
        with redis.Redis.from_url(url, decode_responses=True) as raw:
            await eventually(lambda: len(sent) > at + 20)
            await eventually(lambda: raw.xlen("tocsin:claims") >= at + 20)
            assert not any(task.done() for task in tasks)
            closings = [fields["event"] for _, fields in raw.xrange("tocsin:claims")]
            assert raw.xlen("tocsin:articles:dead") == 0
    assert len(closings) >= at


async def test_a_clock_that_jumps_ahead_and_back_trims_and_reclaims_nothing_that_is_needed(redis_url, raw, article):
    """Redis gives ids by its own clock, but never a lower one than before; here it has been a year ahead for a moment."""
    year = 365 * 24 * 3600 * 1000
    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    ahead = raw.time()[0] * 1000 + year
    raw.xadd("tocsin:articles", {"event": article(1).to_json()}, id=f"{ahead}-0")
    raw.xadd("tocsin:articles", {"event": article(2).to_json()})
    for number in range(3):
        raw.xadd("tocsin:incidents", {"event": str(number)}, id=f"{raw.time()[0] * 1000 - year + number}-0")
    server = await connect(redis_url)
    await Janitor(server, RuntimeSettings(redis_url=redis_url), Metrics("test")).once()
    await server.close()
    assert raw.xlen("tocsin:articles") == 2
    assert raw.xlen("tocsin:incidents") == 3, "so many stay whatever their age"


def delivered_in_the_future(raw, key, entry, year):
    """Moves the delivery of a pending entry ahead, as a clock that is set back does: in the bytes, for no command can."""
    raw.execute_command("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "1")
    dumped = raw.dump(key)
    name = b"".join(int(part).to_bytes(8, "big") for part in entry.split("-"))
    now = int(raw.time()[0]) * 1000
    places = [at for at in range(len(dumped)) if dumped.startswith(name, at)]
    times = [at + 16 for at in places if abs(int.from_bytes(dumped[at + 16 : at + 24], "little") - now) < 60_000]
    assert len(times) == 1, "the one list of what is pending"
    moved = dumped[: times[0]] + (now + year).to_bytes(8, "little") + dumped[times[0] + 8 :]
    raw.restore(key, 0, moved, replace=True)


async def test_what_was_delivered_before_a_clock_was_set_back_is_taken_over_all_the_same(
    own_server, document, article, running, eventually, caplog
):
    server = own_server(appendonly="no", enable_debug_command="yes")
    url = await asyncio.to_thread(server.start)
    with redis.Redis.from_url(url) as raw:
        raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
        entries = [raw.xadd("tocsin:articles", {"event": article(number).to_json()}).decode() for number in range(2)]
        raw.xreadgroup("extract", "gone", {"tocsin:articles": ">"})
        for entry in entries:
            delivered_in_the_future(raw, "tocsin:articles", entry, 365 * 24 * 3600 * 1000)
        assert {each["time_since_delivered"] for each in raw.xpending_range("tocsin:articles", "extract", "-", "+", 9)} == {0}
        async with running(extract(document(redis_url=url, min_idle=0.3))):
            await eventually(lambda: raw.xlen("tocsin:claims") == 2)
        assert raw.xpending("tocsin:articles", "extract")["pending"] == 0
    assert "the clock of Redis went back" in caplog.text


async def test_articles_from_a_future_clock_are_handled_and_aged_as_new(document, raw, article, running, eventually, redis_url):
    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    raw.xadd("tocsin:articles", {"event": article(1).to_json()}, id=f"{raw.time()[0] * 1000 + 10**10}-0")
    raw.xadd("tocsin:articles", {"event": article(2).to_json()})
    async with running(extract(document())):
        await eventually(lambda: raw.xlen("tocsin:claims") == 2)


async def test_an_address_of_something_else_is_refused():
    async def babble(reader, writer):
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    with pytest.raises((ConfigError, Transient)) as told:
        await asyncio.wait_for(connect(f"redis://127.0.0.1:{port}/0"), 10)
    assert "127.0.0.1" in str(told.value) or "redis_url" in str(told.value)
    listening.close()
