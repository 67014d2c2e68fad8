"""kill -9 at any moment of delivering: nothing is lost, at most one message is repeated for each kill, on Matrix none."""

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from alert_building import dispatch, table
from chat_stand_in import StandIn, standing
from store_building import article, events_of, said

from services.runtime import database
from services.runtime.clock import SystemClock
from services.store.alerts.ledger import waiting
from services.store.intake import receive
from services.store.schema import VERSION_TABLE

COURIER = """
import asyncio, json, sys
sys.path[:0] = json.loads(sys.argv[3])
from alert_building import dispatch, table
from services.runtime import database
from services.runtime.clock import SystemClock
from services.store.alerts.deliver import Courier

async def main(url, address):
    made = dispatch([table("matrix", address + "/matrix"), table("mattermost", address + "/mattermost")])
    engine = database.engine(url)
    # one name for every start, as a pod of a stateful set has: what its predecessor held is its own
    couriers = [Courier(engine, SystemClock(), d, made.senders[d.name], "store-0") for d in made.alerting.destinations]
    print("ready", flush=True)
    await asyncio.gather(*(courier.run() for courier in couriers))

asyncio.run(main(*sys.argv[1:3]))
"""


class Both:
    """Two services behind one address."""

    def __init__(self):
        clock = SystemClock()
        self.matrix = StandIn("matrix", clock)
        self.mattermost = StandIn("mattermost", clock)

    def answer(self, request):
        _, kind, request.path = request.path.split("/", 2)
        request.path = f"/{request.path}"
        return (self.matrix if kind == "matrix" else self.mattermost).answer(request)


def reports(size):
    for number in range(size):
        name, day = f"a{number}", 1 + number % 28
        month = 1 + number // 28
        facts = article(name, f"2024-{month:02}-{day:02}T12:00+03:00")
        yield events_of(facts, [said(f"{name}.1", "attack/uav", when=f"2024-{month:02}-{day:02}")])


@pytest.mark.parametrize(("kills", "size"), [(3, 12), pytest.param(50, 150, marks=[pytest.mark.slow, pytest.mark.timeout(400)])])
async def test_killed_again_and_again_it_tells_everything(tmp_path, kills, size):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    engine = database.engine(url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    made = dispatch([table("matrix", "http://127.0.0.1:9"), table("mattermost", "http://127.0.0.1:9")])
    await made.aclose()
    coming, services, chance = list(reports(size)), Both(), Random(4)
    async with standing(services) as address:
        each = -(-size // kills)
        for kill in range(kills + 1):
            for events in coming[kill * each : (kill + 1) * each]:
                await receive(engine, events, datetime.now(UTC), made.planner.plan)
            worker = await started(url, address)
            if kill < kills:
                await asyncio.sleep(chance.random() * 0.25)
            else:
                await told(engine, 60)
            with contextlib.suppress(ProcessLookupError):
                worker.send_signal(signal.SIGKILL)
            await worker.wait()
    await engine.dispose()
    assert services.matrix.broken == services.mattermost.broken == []
    assert len(services.matrix.messages) == size  # a repeat has its old transaction id
    about = Counter(versions[0].splitlines()[-1].strip("`") for versions in services.mattermost.messages.values())
    assert len(about) == size
    assert sum(about.values()) - size <= kills


async def started(url, address):
    places = json.dumps([path for path in sys.path if "tests" in path])
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COURIER, url, address, places, stdout=asyncio.subprocess.PIPE
    )
    assert worker.stdout is not None
    await worker.stdout.readline()
    return worker


async def told(engine, seconds):
    end = time.monotonic() + seconds
    while await waiting(engine, datetime.now(UTC)):
        assert time.monotonic() < end, "deliveries still wait"
        await asyncio.sleep(0.1)
