"""What a person wants of deliveries: try again, be silent. Owns the changes in SQL; the running store acts on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import writing
from services.runtime.errors import Permanent
from services.store.alerts.plan import WAITING
from services.store.alerts.policy import MUTED, held
from services.store.alerts.settings import Route
from services.store.alerts.silence import covers
from services.store.alerts.tables import DELIVERY, MUTE, STATE
from services.store.schema import INCIDENT
from tocsin.ids import digest_id
from tocsin.incident import Incident


@dataclass(frozen=True, slots=True)
class Silence:
    """Which alerts are to be held, until when, and who wants it; what is not given does not matter."""

    until: datetime
    by: str
    destination: str | None = None
    region: str | None = None
    """A region code; a bare country code stands for all its regions."""
    incident: str | None = None


async def retry(engine: AsyncEngine, what: str, now: datetime) -> int:
    """Deliveries that failed or wait are due now, and a pause of their destination ends; how many.

    `what` is a delivery, an incident or a destination. Raises Permanent where nothing is known of it or nothing is left to send.
    """
    async with writing(engine) as connection:
        chosen = or_(DELIVERY.c.id == what, DELIVERY.c.incident == what, DELIVERY.c.destination == what)
        open_ones = DELIVERY.c.status.in_([WAITING, "failed"])
        found = (await connection.execute(select(DELIVERY.c.id, DELIVERY.c.destination).where(chosen, open_ones))).all()
        named = (await connection.execute(select(STATE.c.name).where(STATE.c.name == what))).first()
        if not found and named is None:
            raise Permanent(f"nothing that waits or failed is called {what}; `tocsin alerts list` shows ids")
        again = {
            "status": WAITING,
            "due": now,
            "planned": now,
            "attempts": 0,
            "minimal": False,
            "ended": None,
            "reason": "tried again by hand",
        }
        await connection.execute(update(DELIVERY).where(DELIVERY.c.id.in_([row.id for row in found])).values(**again))
        names = {row.destination for row in found} | ({what} if named else set())
        fresh = {"paused_until": None, "reason": None, "failures": 0}
        await connection.execute(update(STATE).where(STATE.c.name.in_(names)).values(**fresh))
        return len(found)


async def mute(engine: AsyncEngine, silence: Silence, now: datetime) -> str:
    """Writes a silence down; its id. What it holds back is told in a digest at its end. Raises Permanent for no known incident."""
    made = digest_id("mut", [silence.destination, silence.region, silence.incident, silence.by, now.isoformat()])
    async with writing(engine) as connection:
        known = select(INCIDENT.c.id).where(INCIDENT.c.id == silence.incident)
        if silence.incident is not None and (await connection.execute(known)).first() is None:
            raise Permanent(f"no incident {silence.incident}; `tocsin incidents` lists their ids")
        values = {
            "id": made,
            "destination": silence.destination,
            "region": silence.region,
            "incident": silence.incident,
            "until": silence.until,
            "by": silence.by,
            "at": now,
        }
        await connection.execute(MUTE.insert(), values)
    return made


async def unmute(engine: AsyncEngine, mute_id: str, now: datetime, routes: Sequence[Route]) -> int:
    """Ends a silence now; how many deliveries are due that it alone held back.

    What another silence, the mute or the quiet hours of a delivery's route hold too stays held until their end. Raises Permanent
    for an unknown silence.
    """
    async with writing(engine) as connection:
        lasting = (await connection.execute(select(MUTE).where(MUTE.c.until > now))).all()
        ended = next((mute for mute in lasting if mute.id == mute_id), None)
        if ended is None:
            raise Permanent(f"no silence is called {mute_id}; `tocsin alerts list` shows those that last")
        await connection.execute(update(MUTE).where(MUTE.c.id == mute_id).values(until=now))
        columns = (DELIVERY.c.id, DELIVERY.c.destination, DELIVERY.c.route, INCIDENT.c.data)
        waiting = (DELIVERY.c.status == WAITING, DELIVERY.c.due > now, DELIVERY.c.reason.contains(MUTED))
        found = await connection.execute(select(*columns).join(INCIDENT, INCIDENT.c.id == DELIVERY.c.incident).where(*waiting))
        rest = [mute for mute in lasting if mute is not ended]
        changed = [_freed(row, rest, now, routes) for row in found if _covers(ended, row)]
        if changed:
            values: dict[str, Any] = {name: bindparam(name) for name in ("due", "reason")}
            await connection.execute(update(DELIVERY).where(DELIVERY.c.id == bindparam("key")).values(**values), changed)
        return sum(each["due"] == now for each in changed)


def _covers(mute: Any, row: Any) -> bool:
    incident = Incident.model_validate_json(row.data)
    return covers(mute, row.destination, {incident.id, *incident.aliases}, incident.regions)


def _freed(row: Any, mutes: Sequence[Any], now: datetime, routes: Sequence[Route]) -> dict[str, Any]:
    """When a delivery is due now that one silence has ended, and why."""
    still = max((mute.until for mute in mutes if _covers(mute, row)), default=None)
    route = next((each for each in routes if each.name == row.route and row.destination in each.to), Route(to=(row.destination,)))
    severity = Incident.model_validate_json(row.data).severity
    until, why = held(route, still, now, urgent=severity >= route.urgent_severity)
    return {"key": row.id, "due": until or now, "reason": why or "its silence has ended"}
