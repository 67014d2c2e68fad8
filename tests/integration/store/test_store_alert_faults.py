"""Services that misbehave in every way they know: everything arrives or visibly fails, and nobody is hurried."""

import asyncio
import contextlib
from collections import Counter
from datetime import timedelta

import pytest
from alert_building import KINDS, dispatch, table
from chat_stand_in import Fast, StandIn, standing
from sqlalchemy import select
from store_building import article, events_of, said

from services.runtime.database import reading
from services.store.alerts.deliver import Courier
from services.store.alerts.plan import WAITING
from services.store.alerts.tables import DELIVERY
from services.store.intake import receive

SPEED = 600.0
DAYS = 4
REGIONS = ("RU-BRY", "RU-KLU", "UA-63", "UA-51")


def reports():
    """Sixteen incidents: each opens, and most grow graver twice."""
    for number, (day, region) in enumerate((day, region) for day in range(DAYS) for region in REGIONS):
        night = f"2025-03-{10 + day:02}..2025-03-{11 + day:02}"
        steps = [("attack/uav", None), ("casualties/injured", 2), ("casualties/killed", 1)]
        for step, (what, value) in enumerate(steps[: 1 + number % 3]):
            name = f"a{number}s{step}"
            facts = article(name, f"2025-03-{11 + day:02}T0{6 + step}:00+03:00", url=f"https://{name}.example/1")
            yield step, facts, [said(f"{name}.1", what, value, when=night, region=region, by="Ignat Berezin")]


async def rows(engine):
    async with reading(engine) as connection:
        found = await connection.execute(select(DELIVERY).order_by(DELIVERY.c.stamp))
        return [dict(row) for row in found.mappings()]


@contextlib.asynccontextmanager
async def couriers(made, engine, clock):
    runs = [Courier(engine, clock, d, made.senders[d.name], "test") for d in made.alerting.destinations]
    tasks = [asyncio.create_task(courier.run()) for courier in runs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await made.aclose()


async def finished(engine, seconds):
    for _ in range(int(seconds * 10)):
        found = await rows(engine)
        if not any(row["status"] == WAITING for row in found):
            return found
        await asyncio.sleep(0.1)
    pytest.fail(f"still waiting: {[row for row in found if row['status'] == WAITING][:3]}")


QUICK = ("slack", "webhook")


@pytest.mark.parametrize("kind", [kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS])
async def test_everything_arrives_or_visibly_fails(store, kind):
    clock = Fast(SPEED)
    service = StandIn(kind, clock, trouble=0.25)
    async with standing(service, slow=0.6) as url:
        made = dispatch([{**table(kind, url), "timeout": 0.4}], url)
        async with couriers(made, store, clock):
            for step in range(3):
                for at, facts, told in reports():
                    if at == step:
                        await receive(store, events_of(facts, told), clock.now(), made.planner.plan)
                found = await finished(store, 40)
    assert service.broken == []
    assert service.hasty == 0
    assert {row["status"] for row in found} <= {"sent", "skipped", "failed"}
    assert all(row["reason"] for row in found)
    opened = [row for row in found if row["kind"] == "opened"]
    assert len(opened) == len({row["incident"] for row in opened}) == DAYS * len(REGIONS)
    shown = "\n".join(version for versions in service.messages.values() for version in versions).replace("\\", "")
    lost = [row["incident"] for row in opened if row["incident"] not in shown]
    assert sorted(lost) == sorted(row["incident"] for row in opened if row["status"] == "failed")
    assert len(lost) <= 2  # only what was refused twice, in full and in its shortest form
    traits = made.senders[kind].traits
    if traits.edits:
        assert any(len(versions) > 1 for versions in service.messages.values())
    if traits.replies:
        posts = Counter(row["incident"] for row in found if row["status"] == "sent" and row["action"] == "post")
        assert set(posts.values()) == {1}


@contextlib.asynccontextmanager
async def refusing():
    yield "http://127.0.0.1:9"


@contextlib.asynccontextmanager
async def silent():
    """Takes every connection and never answers."""
    leave = asyncio.Event()

    async def hold(_, writer):
        await leave.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        leave.set()
        server.close()


@pytest.mark.parametrize(("dead", "reason"), [(refusing, "connection"), (silent, "no answer within")])
async def test_a_dead_destination_holds_up_nobody(store, dead, reason):
    clock = Fast(1.0)
    service = StandIn("matrix", clock)
    async with standing(service) as url, dead() as nowhere:
        dead = {**table("mattermost", nowhere), "name": "dead"}
        made = dispatch([dead, table("matrix", url)])
        async with couriers(made, store, clock):
            for step, facts, told in reports():
                if step == 0:
                    await receive(store, events_of(facts, told), clock.now(), made.planner.plan)
                    await asyncio.sleep(0.05)
            for _ in range(100):
                found = [row for row in await rows(store) if row["destination"] == "matrix"]
                if all(row["status"] == "sent" for row in found):
                    break
                await asyncio.sleep(0.05)
            waits = [row["ended"] - row["planned"] for row in found]
            for _ in range(100):  # the silent one is given up only after its time
                others = [row for row in await rows(store) if row["destination"] == "dead"]
                if any(reason in (row["reason"] or "").lower() for row in others):
                    break
                await asyncio.sleep(0.05)
    assert len(service.messages) == len(found) == DAYS * len(REGIONS)
    assert max(waits) < timedelta(seconds=1)
    assert {row["status"] for row in others} == {WAITING}
    assert any(reason in row["reason"].lower() for row in others)
