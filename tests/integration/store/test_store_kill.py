"""kill -9 at any moment delays the store and loses nothing: what was not committed is delivered again."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from store_building import content, events_of, everything, held
from test_store_workers import newsroom

from services.runtime import database
from services.store.outbox import feed, number
from services.store.schema import VERSION_TABLE

KILLS = 3

WORKER = """
import asyncio, sys
from datetime import UTC, datetime
from services.runtime import database
from services.store.intake import receive
from tocsin.catalog import read_event

async def plan_nothing(*_):
    pass

async def main(url, file):
    engine = database.engine(url)
    events = [read_event(line) for line in open(file, encoding="utf-8")]
    for first in range(0, len(events), 3):
        await receive(engine, events[first : first + 3], datetime.now(UTC), plan_nothing)
        print(first, flush=True)
    await engine.dispose()

asyncio.run(main(*sys.argv[1:]))
"""


def started(url: str, file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WORKER, url, str(file)], stdout=subprocess.PIPE, text=True)


async def test_killed_again_and_again_it_ends_where_an_undisturbed_run_does(sqlite_url, tmp_path):
    articles, told = newsroom(60)
    events = [event for facts in articles for event in events_of(facts, told)]
    Random(9).shuffle(events)
    file = tmp_path / "events.jsonl"
    file.write_text("".join(event.to_json() + "\n" for event in events), encoding="utf-8")
    engine = database.engine(sqlite_url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    chance = Random(1)
    for _ in range(KILLS):
        with started(sqlite_url, file) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()  # it is in the middle of its work
            await asyncio.sleep(chance.random() * 0.15)
            worker.send_signal(signal.SIGKILL)
    with started(sqlite_url, file) as worker:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert content(await held(engine)) == content(everything(articles, told))
    while await number(engine, datetime.now(UTC)):
        pass
    entries = await feed(engine, after=0, limit=10_000)
    assert len({entry.event for entry in entries}) == len(entries) == entries[-1].position
    await engine.dispose()
