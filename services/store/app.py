"""Wires the store: claims in by batches, incidents out through the outbox, alerts to their destinations."""

import asyncio
from collections.abc import Sequence

from services.runtime import database
from services.runtime.clock import SystemClock
from services.runtime.service import Batch, Delivery, Service, Tools
from services.runtime.settings import Document, runtime_settings
from services.store.alerts.dispatch import Dispatch
from services.store.alerts.measure import Measures
from services.store.alerts.settings import alerting
from services.store.collector import tune
from services.store.intake import receive
from services.store.loops import Loops
from services.store.schema import VERSION_TABLE
from services.store.settings import StoreSettings
from tocsin import streams


def build(document: Document) -> Service:
    """The service `store`, ready to run. Raises ConfigError naming the setting that is wrong."""
    settings, alerts, clock = document.read(StoreSettings, "store"), alerting(document), SystemClock()
    engine = database.engine(runtime_settings(document).database("store"))
    dispatch, measures = Dispatch.of(alerts), Measures()
    plan, loops = dispatch.planner.plan, Loops(engine, clock, settings)

    async def handle(deliveries: Sequence[Delivery]) -> None:
        events = [delivery.event for delivery in deliveries]
        await receive(engine, events, clock.now(), plan)
        measures.stored(events, clock.now())

    async def relay(tools: Tools) -> None:
        await loops.relay(tools.publish, tools.restarts)

    async def decide(_: Tools) -> None:
        await loops.decide(plan)

    async def close(_: Tools) -> None:
        await loops.close(plan)

    async def forget(_: Tools) -> None:
        await loops.forget()

    async def deliver(tools: Tools) -> None:
        measures.bind(tools.metrics)
        async with asyncio.TaskGroup() as group:
            group.create_task(measures.watch(engine, clock, list(dispatch.senders)))
            group.create_task(dispatch.deliver(engine, clock, measures.attempted))

    async def schema() -> None:
        await database.require_schema(engine, "services.store", VERSION_TABLE)

    work = Batch(streams.CLAIMS, streams.STORE_GROUP, settings.batch, handle)
    background, closing = (relay, decide, close, forget, deliver), (dispatch.aclose, engine.dispose)
    own = (settings, alerts)
    tune()
    return Service(document, "store", consumes=work, background=background, ready=(schema,), closing=closing, goes_by=own)
