"""Several replicas deliver to one destination: one message in flight, none twice, and a dead replica's work is taken over."""

import asyncio
from datetime import UTC, datetime

from alert_building import dispatch, table
from chat_stand_in import StandIn, standing
from store_building import article, events_of, said
from test_store_alert_reactions import Hand

from services.runtime.clock import SystemClock
from services.store.alerts.deliver import Courier
from services.store.alerts.ledger import waiting
from services.store.intake import receive

REPLICAS, SIZE = 4, 20


class Jealous(StandIn):
    """Notes when two requests are under way at once."""

    under_way = 0
    at_once = 0

    async def slowly(self, sender, parcel):
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        try:
            await asyncio.sleep(0.01)
            return await sender(parcel)
        finally:
            self.under_way -= 1


def reports():
    for number in range(SIZE):
        name = f"a{number}"
        facts = article(name, f"2025-03-{1 + number:02}T12:00+03:00")
        yield events_of(facts, [said(f"{name}.1", "attack/uav", when=f"2025-03-{1 + number:02}")])


def replica(engine, url, name, service, clock):
    made = dispatch([table("mattermost", url)])
    sender = made.senders["mattermost"]
    send = sender.send
    sender.send = lambda parcel: service.slowly(send, parcel)
    return made, Courier(engine, clock, made.alerting.destinations[0], sender, name)


async def test_replicas_never_send_at_once_or_twice(any_store):
    service = Jealous("mattermost", SystemClock())
    async with standing(service) as url:
        replicas = [replica(any_store, url, f"store-{number}", service, SystemClock()) for number in range(REPLICAS)]
        running = [asyncio.create_task(courier.run()) for _, courier in replicas]
        for events in reports():
            await receive(any_store, events, datetime.now(UTC), replicas[0][0].planner.plan)
        for _ in range(200):
            if not await waiting(any_store, datetime.now(UTC)):
                break
            await asyncio.sleep(0.05)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for made, _ in replicas:
            await made.aclose()
    assert len(service.messages) == SIZE
    assert service.at_once == 1


async def test_what_a_replica_left_is_taken_over_when_its_lease_ends(store):
    clock = Hand()
    service = Jealous("mattermost", clock)
    async with standing(service) as url:
        gone_made, gone = replica(store, url, "gone", service, clock)
        made, courier = replica(store, url, "heir", service, clock)
        for events in reports():
            await receive(store, events, clock.now(), made.planner.plan)
        assert await gone._turn(None) is not None  # it took one and will never be heard of again
        assert await courier.step() > 0
        assert service.messages == {}
        clock.forward(seconds=7)
        await courier.step()
        await made.aclose()
        await gone_made.aclose()
    assert len(service.messages) == SIZE


async def test_a_replica_that_stops_gives_its_destinations_back(store):
    clock = Hand()
    service = Jealous("mattermost", clock)
    async with standing(service) as url:
        stopped_made, stopped = replica(store, url, "stopped", service, clock)
        made, courier = replica(store, url, "heir", service, clock)
        running = asyncio.create_task(stopped.run())
        coming = reports()
        await receive(store, next(coming), clock.now(), made.planner.plan)
        for _ in range(100):
            if service.messages:
                break
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await receive(store, next(coming), clock.now(), made.planner.plan)
        await courier.step()  # no time has passed: the lease has not ended
        await made.aclose()
        await stopped_made.aclose()
    assert len(service.messages) == 2
