"""Processes under a supervisor: restarted when they die, stopped when asked, never left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from services.cli.children import Child, keep_running

SAY_AND_WAIT = "import sys, time\nprint('here', flush=True)\ntime.sleep(60)"
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('here', flush=True)\ntime.sleep(60)"
FOLLOWER = (
    "import time\nfrom services.cli.children import stop_with_parent\nstop_with_parent()\nprint('here', flush=True)\ntime.sleep(60)"
)
PARENT = f"""
import asyncio, os, sys
from services.cli.children import Child
async def main():
    child = Child("follower", [sys.executable, "-c", {FOLLOWER!r}], os.environ)
    await child.start(lambda name, line: print(child.process.pid, line, flush=True))
    await asyncio.sleep(60)
asyncio.run(main())
"""


@contextlib.asynccontextmanager
async def kept(code: str) -> AsyncIterator[tuple[Child, asyncio.Queue[str]]]:
    lines: asyncio.Queue[str] = asyncio.Queue()
    child = Child("child", [sys.executable, "-c", code], os.environ)
    task = asyncio.create_task(keep_running(child, lambda _, line: lines.put_nowait(line)))
    try:
        yield child, lines
    finally:
        task.cancel()
        await child.stop(grace=0.5)


async def test_a_killed_child_is_started_again() -> None:
    async with kept(SAY_AND_WAIT) as (child, lines):
        assert await asyncio.wait_for(lines.get(), 10) == "here"
        assert child.process is not None
        first = child.process.pid
        child.process.kill()
        assert await asyncio.wait_for(lines.get(), 10) == "here"
        assert child.process.pid != first
        assert child.restarts == 1


async def test_a_child_that_does_not_listen_is_ended_after_its_grace() -> None:
    async with kept(DEAF) as (child, lines):
        await asyncio.wait_for(lines.get(), 10)
        began = time.monotonic()
        await child.stop(grace=0.3)
        assert child.process is not None
        assert child.process.returncode == -signal.SIGKILL
        assert 0.3 <= time.monotonic() - began < 5


async def test_a_line_too_long_for_memory_is_dropped_and_the_next_shown() -> None:
    async with kept("print('x' * 3_000_000)\nprint('after', flush=True)\nimport time\ntime.sleep(60)") as (_, lines):
        seen = [await asyncio.wait_for(lines.get(), 10)]
        while seen[-1] != "after":
            seen.append(await asyncio.wait_for(lines.get(), 10))
        assert max(map(len, seen)) < 1_100_000


def test_a_child_stops_by_itself_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline().split()[0])
        parent.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)
