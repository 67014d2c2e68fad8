"""What a person wants of deliveries: try again, be silent. Owns the changes in SQL; the running store acts on them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import writing
from services.runtime.errors import Permanent
from services.store.alerts.plan import WAITING
from services.store.alerts.tables import DELIVERY, MUTE, STATE
from tocsin.ids import digest_id


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
    """Writes a silence down; its id. What it holds back is told in a digest at its end."""
    made = digest_id("mut", [silence.destination, silence.region, silence.incident, silence.by, now.isoformat()])
    async with writing(engine) as connection:
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


async def unmute(engine: AsyncEngine, mute_id: str, now: datetime) -> None:
    """Ends a silence now. Raises Permanent for an unknown one."""
    async with writing(engine) as connection:
        ended = await connection.execute(update(MUTE).where(MUTE.c.id == mute_id, MUTE.c.until > now).values(until=now))
        if not ended.rowcount:
            raise Permanent(f"no silence is called {mute_id}; `tocsin alerts list` shows those that last")
