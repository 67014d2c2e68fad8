"""The background work: one round each, and a loop that survives an outage."""

import asyncio
import contextlib
from datetime import timedelta

from store_building import NOW, article, events_of, plan_nothing, said, take

from services.runtime.errors import Transient
from services.runtime.restarts import MAY_LOSE, Restarts
from services.store.backlog import drained
from services.store.loops import Loops
from services.store.settings import StoreSettings

A = article("a", "2025-03-28T08:00+03:00")
TOLD = [said("a.1", "attack/uav", when="2025-03-27..2025-03-28")]


class At:
    """A clock that stands."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment


async def always_the_same():
    return ""


async def test_events_go_out_when_redis_is_back(store):
    await take(store, events_of(A, TOLD), batch=9)
    tries = []
    done = asyncio.Event()

    async def publish(events):
        tries.append(len(events))
        if len(tries) == 1:
            raise Transient("Redis is away")
        done.set()

    loop = asyncio.create_task(Loops(store, At(NOW), StoreSettings(relay_seconds=0.01)).relay(publish, Restarts(always_the_same)))
    await asyncio.wait_for(done.wait(), 5)
    for _ in range(200):
        if (await drained(store)).empty:
            break
        await asyncio.sleep(0.01)
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop
    assert tries == [1, 1]


async def test_what_a_redis_that_was_started_anew_may_have_lost_goes_out_again(store):
    await take(store, events_of(A, TOLD), batch=9)
    start, sent = ["first"], []

    async def incarnation():
        return start[0]

    async def publish(events):
        sent.extend(event.id for event in events)

    restarts = Restarts(incarnation)
    loops = Loops(store, At(NOW), StoreSettings())
    assert await loops.relay_once(publish, restarts) == 1
    assert await loops.relay_once(publish, restarts) == 0
    start[0] = "second"
    assert await Loops(store, At(NOW + timedelta(seconds=MAY_LOSE - 1)), StoreSettings()).relay_once(publish, restarts) == 1
    assert sent == [sent[0]] * 2
    start[0] = "third"
    later = Loops(store, At(NOW + timedelta(seconds=2 * MAY_LOSE)), StoreSettings())
    assert await later.relay_once(publish, restarts) == 0, "it has long been written"


async def test_quiet_incidents_are_closed_by_the_clock(store):
    await take(store, events_of(A, TOLD), batch=9)
    settings = StoreSettings(quiet_hours=24)
    assert await Loops(store, At(NOW + timedelta(hours=24)), settings).close_once(plan_nothing) == 0
    assert await Loops(store, At(NOW + timedelta(hours=25)), settings).close_once(plan_nothing) == 1
