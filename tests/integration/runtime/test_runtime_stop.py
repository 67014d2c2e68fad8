"""A stop comes to its end: whatever a driver, a task or a thread does, and however often a connection is closed."""

import asyncio
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import text

from services.runtime import database
from services.runtime.ending import LATE

GRACE = 1.0

SERVICE = """
import asyncio, threading, time
import services.extract.app as app
from services.cli import run
from services.runtime import ending, logs
from services.runtime.service import Service
from services.runtime.settings import Document

async def waits(tools=None):
    await asyncio.Event().wait()

async def deaf(tools=None):
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

async def blocking(tools=None):
    time.sleep(3600)

async def closes():
    print("closed", flush=True)

async def in_thread(tools=None):
    await asyncio.to_thread(time.sleep, 3600)

background, closing = {work}, {closing}
document = Document({{"runtime": {{"redis_url": "{url}", "graceful_timeout": {grace}}}}}, {{}}, "the test")
app.build = lambda document: Service(document, "extract", background=[background], closing=[closing, closes])
ending.STEP, ending.LATE = 1.0, 2.0
logs.configure("info", "text")
asyncio.run(run._serve("extract", None, document))
"""


@pytest.mark.parametrize(
    ("work", "closing", "code", "told"),
    [
        ("waits", "waits", 0, "closing: not done within 1 s and left behind"),
        pytest.param("waits", "deaf", 0, "closing: not done within 1 s and left behind", marks=pytest.mark.slow),
        ("deaf", "closes", 0, "extract stops: not done within 1 s and left behind: deaf in deaf at <string>"),
        pytest.param("waits", "blocking", 1, "extract did not stop within 3 s and is ended by force", marks=pytest.mark.slow),
        pytest.param(
            "in_thread",
            "closes",
            0,
            "extract, all of it closed, did not stop within 2 s and is ended by force",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_service_that_was_told_to_stop_ends(redis_url, tmp_path, work, closing, code, told):
    script = SERVICE.format(work=work, closing=closing, url=redis_url, grace=GRACE)
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen([sys.executable, "-c", script], stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 60
            while "runs with Redis" not in (tmp_path / "log").read_text("utf-8"):
                assert process.poll() is None, (tmp_path / "log").read_text("utf-8")
                assert time.monotonic() < deadline
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            ended = process.wait(GRACE + 2 * LATE + 10)
        finally:
            process.kill()
            process.wait()
    lines = (tmp_path / "log").read_text("utf-8")
    assert told in lines
    assert ended == code, lines
    if closing != "blocking":
        assert "closed\n" in lines, "the steps behind the one that hangs are still done"


async def _busy(engine):
    """A connection of the engine whose thread is in the middle of a statement, and that statement."""
    connection = await engine.connect()
    driver = (await connection.get_raw_connection()).driver_connection
    statement = asyncio.ensure_future(driver._execute(time.sleep, 0.3))
    await asyncio.sleep(0.05)
    return connection, driver, statement


async def test_a_connection_that_was_ended_by_force_can_be_closed(sqlite_url):
    engine = database.engine(sqlite_url)
    connection, driver, statement = await _busy(engine)
    driver.stop()
    async with asyncio.timeout(5):
        with pytest.raises(ValueError, match="closed"):
            await driver.close()
        await statement
        await connection.invalidate()
        await engine.dispose()
    await asyncio.to_thread(driver._thread.join, 5)
    assert not driver._thread.is_alive()


async def test_a_connection_can_be_closed_twice_at_a_time(sqlite_url):
    engine = database.engine(sqlite_url)
    connection, driver, statement = await _busy(engine)
    async with asyncio.timeout(5):
        await asyncio.gather(driver.close(), driver.close(), return_exceptions=True)
        await statement
        await connection.invalidate()
        await engine.dispose()


async def test_work_that_is_cancelled_at_any_moment_leaves_an_engine_that_can_be_disposed(sqlite_url):
    engine = database.engine(sqlite_url)

    async def write():
        while True:
            async with database.writing(engine) as connection:
                await connection.execute(text("CREATE TABLE IF NOT EXISTS t (a INTEGER)"))
                await connection.execute(text("INSERT INTO t VALUES (1)"))

    for round_ in range(30):
        tasks = [asyncio.create_task(write()) for _ in range(3)]
        await asyncio.sleep(0.002 * round_)
        for _ in range(3):  # a stop, then the end of the loop: more than one cancellation
            for task in tasks:
                task.cancel()
            await asyncio.sleep(0.0005)
        async with asyncio.timeout(10):
            await asyncio.gather(*tasks, return_exceptions=True)
            await engine.dispose()
    await asyncio.to_thread(_ended)


def _ended():
    """Waits for the threads of connections that were left behind: this loop is to outlive them."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            thread.join(1)
