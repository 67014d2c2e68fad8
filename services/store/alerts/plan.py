"""Plans deliveries in the transaction of the incident event that calls for them, so that none is lost. Sends nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store.alerts.policy import STORM_WINDOW, Action, Circumstances, Known, Step, Traits, decide, route_to
from services.store.alerts.settings import Alerting
from services.store.alerts.silence import covers
from services.store.alerts.tables import DELIVERY, MUTE, THREAD
from services.store.schema import insert_into
from tocsin.ids import digest_id
from tocsin.incident import Incident, IncidentEvent

WAITING: Final = "waiting"

_Spot = tuple[str, str]
"""Destination and incident."""


class Planner:
    """The hook that incidents call: rows of the table `delivery` for every destination that must hear of an event."""

    def __init__(self, alerting: Alerting, traits: dict[str, Traits]) -> None:
        """`traits` are those of every destination's service, by the destination's name."""
        self._alerting = alerting
        self._traits = traits
        stormy = {name for route in alerting.routes if route.storm for name in route.to}
        self._stormy = sorted(name for name in stormy if not traits[name].machine)

    async def plan(self, connection: AsyncConnection, events: Sequence[IncidentEvent], now: datetime) -> None:
        """Writes what each event calls for. A repeat of an event changes nothing."""
        plan = _Plan(
            known=await _known(connection, {event.incident.id for event in events}),
            mutes=await _mutes(connection, now),
            recent=await _recent(connection, self._stormy, now),
            now=now,
        )
        for event in events:
            for destination in self._alerting.destinations:
                self._decide(event, destination.name, plan)
        await plan.write(connection)

    def _decide(self, event: IncidentEvent, destination: str, plan: "_Plan") -> None:
        incident = event.incident
        known = plan.known.get((destination, incident.id))
        route = route_to(destination, incident, self._alerting.routes, known)
        if route is None:
            return
        there = Circumstances(
            route=route,
            traits=self._traits[destination],
            now=plan.now,
            known=known,
            muted_until=plan.muted_until(destination, incident),
            recent=plan.recent.get((destination, route.name), 0),
        )
        for step in decide(event, there).steps:
            plan.add(destination, route.name, event, step)


class _Plan:
    """The rows of one call, gathered."""

    def __init__(
        self, *, known: dict[_Spot, Known], mutes: Collection[Any], recent: dict[tuple[str, str], int], now: datetime
    ) -> None:
        self.known = known
        self.recent = recent
        self.now = now
        self._mutes = mutes
        self._threads: dict[_Spot, dict[str, Any]] = {}
        self._deliveries: list[dict[str, Any]] = []

    def muted_until(self, destination: str, incident: Incident) -> datetime | None:
        """The end of the longest mute that a person asked for here."""
        ids = {incident.id, *incident.aliases}
        ends = [mute.until for mute in self._mutes if covers(mute, destination, ids, incident.regions)]
        return max(ends, default=None)

    def add(self, destination: str, route: str, event: IncidentEvent, step: Step) -> None:
        """One delivery; the first of an incident also starts what the destination knows of it."""
        incident = event.incident
        spot = destination, incident.id
        if spot not in self.known:
            self.recent[destination, route] = self.recent.get((destination, route), 0) + 1
        rings = step.action is not Action.EDIT
        if rings or spot not in self.known:
            before = self.known.get(spot)
            spoke = max(step.due, before.spoke) if before else step.due
            self.known[spot] = Known(route, before.told if before else 0, posted=before.posted if before else False, spoke=spoke)
            self._threads[spot] = {"destination": destination, "incident": incident.id, "route": route, "spoke": spoke}
        if step.kind == "opened" and step.action is Action.POST:
            self.known[spot] = Known(route, 0, posted=True, spoke=self.known[spot].spoke)
        self._deliveries.append(
            {
                "id": digest_id("dlv", [destination, incident.id, incident.revision, step.action]),
                "destination": destination,
                "incident": incident.id,
                "revision": incident.revision,
                "kind": step.kind,
                "action": step.action.value,
                "rank": 0 if step.kind == "opened" else 1,
                "route": route,
                "cause_article": event.cause_article,
                "planned": self.now,
                "stamp": int(self.now.timestamp() * 1_000_000) + len(self._deliveries),
                "due": step.due,
                "status": WAITING,
                "reason": step.reason,
                "attempts": 0,
            }
        )

    async def write(self, connection: AsyncConnection) -> None:
        """Every row at once."""
        if self._threads:
            insert = insert_into(connection, THREAD)
            spoke = {"spoke": insert.excluded.spoke}
            values = [{**thread, "shown": 0, "told": 0} for thread in self._threads.values()]
            keys = [THREAD.c.destination, THREAD.c.incident]
            await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=spoke), values)
        if self._deliveries:
            await connection.execute(insert_into(connection, DELIVERY).on_conflict_do_nothing(), self._deliveries)


async def _known(connection: AsyncConnection, incidents: set[str]) -> dict[_Spot, Known]:
    found = await connection.execute(select(THREAD).where(THREAD.c.incident.in_(incidents)))
    posts = select(DELIVERY.c.destination, DELIVERY.c.incident).where(
        DELIVERY.c.incident.in_(incidents), DELIVERY.c.action == Action.POST.value, DELIVERY.c.status == WAITING
    )
    threads = found.all()
    coming = {(row.destination, row.incident) for row in await connection.execute(posts)} if threads else set()
    return {
        (row.destination, row.incident): Known(
            row.route, row.told, posted=row.message is not None or (row.destination, row.incident) in coming, spoke=row.spoke
        )
        for row in threads
    }


async def _mutes(connection: AsyncConnection, now: datetime) -> Sequence[Any]:
    return (await connection.execute(select(MUTE).where(MUTE.c.until > now))).all()


async def _recent(connection: AsyncConnection, destinations: Sequence[str], now: datetime) -> dict[tuple[str, str], int]:
    """How many new incidents each route brought to these destinations within the storm window."""
    if not destinations:
        return {}
    query = (
        select(DELIVERY.c.destination, DELIVERY.c.route, func.count().label("many"))
        .where(
            DELIVERY.c.destination.in_(destinations),
            DELIVERY.c.kind == "opened",
            DELIVERY.c.stamp > int((now - STORM_WINDOW).timestamp() * 1_000_000),
        )
        .group_by(DELIVERY.c.destination, DELIVERY.c.route)
    )
    return {(row.destination, row.route): row.many for row in await connection.execute(query)}
