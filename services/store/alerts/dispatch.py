"""Alerts as one part of the store: what is planned and what sends it, made from the settings. Owns the wiring of both."""

import asyncio
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.clock import Clock
from services.runtime.database import writing
from services.runtime.waiting import until_there
from services.store.alerts.deliver import Courier, Observe
from services.store.alerts.message import notice
from services.store.alerts.plan import WAITING, Planner
from services.store.alerts.policy import Action
from services.store.alerts.sender import Outcome, Parcel, Sender
from services.store.alerts.senders import sender_for
from services.store.alerts.settings import Alerting, Destination
from services.store.alerts.tables import DELIVERY
from tocsin.ids import digest_id


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Every destination with its sender."""

    alerting: Alerting
    senders: dict[str, Sender]

    @classmethod
    def of(cls, alerting: Alerting) -> "Dispatch":
        """The senders of the configured destinations. Nothing connects yet; raises ConfigError for a secret that cannot be used."""
        return cls(alerting, {destination.name: sender_for(destination) for destination in alerting.destinations})

    @property
    def planner(self) -> Planner:
        """What incidents call when they change."""
        return Planner(self.alerting, {name: sender.traits for name, sender in self.senders.items()})

    async def deliver(self, engine: AsyncEngine, clock: Clock, observe: Observe) -> None:
        """Sends what is due until cancelled."""
        owner = f"{socket.gethostname()}/{os.getpid()}"
        couriers = [
            Courier(engine, clock, each, self.senders[each.name], owner, self._others(each.name), observe)
            for each in self.alerting.destinations
        ]
        await until_there("the database", lambda: self._give_up_unknown(engine, clock))
        async with asyncio.TaskGroup() as group:
            for courier in couriers:
                group.create_task(courier.run(), name=f"alerts to {courier.destination.name}")

    async def aclose(self) -> None:
        """Closes every connection."""
        for sender in self.senders.values():
            with suppress(OSError):
                await sender.aclose()

    def _others(self, name: str) -> tuple[str, ...]:
        """Who can tell the operator that a destination is closed to us: people before programs."""
        return tuple(sorted((other for other in self.senders if other != name), key=lambda n: self.senders[n].traits.machine))

    async def _give_up_unknown(self, engine: AsyncEngine, clock: Clock) -> None:
        """What waits for a destination that is no longer configured has visibly failed."""
        async with writing(engine) as connection:
            gone = select(DELIVERY.c.id).where(DELIVERY.c.status == WAITING, DELIVERY.c.destination.not_in(self.senders))
            ids = [{"key": row.id} for row in await connection.execute(gone)]
            if ids:
                values = {"status": "failed", "reason": "the destination is no longer configured", "ended": clock.now()}
                await connection.execute(update(DELIVERY).where(DELIVERY.c.id == bindparam("key")).values(**values), ids)


async def send_test(destination: Destination, now: datetime) -> Outcome:
    """Sends one message to a destination; what its service answers, whatever that is."""
    sender = sender_for(destination)
    text = notice(f"This is a test of the destination {destination.name}. Nothing has happened.")
    try:
        return await sender.send(
            Parcel(digest_id("dlv", ["test", destination.name, now.isoformat()]), "test", Action.POST, text, now)
        )
    finally:
        await sender.aclose()
