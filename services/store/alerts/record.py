"""Writes down what became of a delivery, and when it is tried again. Owns the reaction to each class of failure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store.alerts.plan import WAITING
from services.store.alerts.policy import Action, Traits
from services.store.alerts.prepare import GIVEN_UP, Item
from services.store.alerts.retry import closed_pause, pause_after, wait_before
from services.store.alerts.sender import Outcome, Result
from services.store.alerts.tables import DELIVERY, STATE, THREAD
from services.store.schema import insert_into
from tocsin.ids import digest_id

_MARGIN: Final = 0.25
"""Seconds added to a wait that a service asks for: its clock began later than ours."""

_LONG_WAIT: Final = timedelta(hours=1)
"""A wait that the operator must hear of."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt and where it went."""

    destination: str
    item: Item
    outcome: Outcome
    traits: Traits
    others: tuple[str, ...] = ()
    """Destinations that can tell the operator when this one is closed to us."""


async def record(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    """Writes an attempt down in the caller's transaction: the deliveries, what the destination knows, its own state."""
    match attempt.outcome.result:
        case Result.SENT:
            await _sent(connection, attempt, now)
        case Result.WAIT:
            await _wait(connection, attempt, now)
        case Result.LATER:
            await _later(connection, attempt, now)
        case Result.REFUSED:
            await _refused(connection, attempt, now)
        case Result.GONE:
            await _gone(connection, attempt, now)
        case Result.CLOSED:
            await _closed(connection, attempt, now)


def _ended(status: str, now: datetime) -> dict[str, Any]:
    return {"status": status, "ended": now}


def _asked(outcome: Outcome) -> timedelta:
    return timedelta(seconds=(outcome.wait or 0.0) + _MARGIN)


async def _rows(connection: AsyncConnection, attempt: Attempt, values: Mapping[str, Any]) -> None:
    told = {"code": attempt.outcome.code, "answer": attempt.outcome.answer or None}
    statement = update(DELIVERY).where(DELIVERY.c.id.in_(attempt.item.rows)).values(**told, **values)
    await connection.execute(statement)


async def _sent(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    item, outcome = attempt.item, attempt.outcome
    digested = item.parcel.action is Action.DIGEST
    why = {"reason": f"{outcome.reason}, in a digest of {len(item.told)}"} if digested else {}
    await _rows(connection, attempt, {**_ended("sent", now), "attempts": item.attempts + 1, **why})
    edited = item.parcel.action is Action.EDIT
    values: dict[str, Any] = {"printed": item.printed} if edited or item.opens else {}
    if item.opens and outcome.reference is not None:
        values |= {"message": outcome.reference.message or None, "channel": outcome.reference.channel}
    for incident, revision in item.told.items():
        seen = {"shown": revision} if edited or item.opens else {}
        heard = {} if edited else {"told": revision}
        spot = (THREAD.c.destination == attempt.destination, THREAD.c.incident == incident)
        await connection.execute(update(THREAD).where(*spot).values(**values, **seen, **heard))
        await _needless(connection, attempt, incident, now)
    rest = now + timedelta(seconds=outcome.wait + _MARGIN) if outcome.wait else None
    healthy = {"failures": 0, "paused_until": rest, "reason": "its limit is reached" if rest else None}
    await connection.execute(update(STATE).where(STATE.c.name == attempt.destination).values(**healthy))


async def _needless(connection: AsyncConnection, attempt: Attempt, incident: str, now: datetime) -> None:
    """What waits about the incident and says no more than was said now need not be sent."""
    item = attempt.item
    edited = item.parcel.action is Action.EDIT
    covered = {Action.EDIT} if edited else {Action.POST, Action.REPLY, Action.DIGEST, *([Action.EDIT] if item.opens else [])}
    rows = (
        DELIVERY.c.destination == attempt.destination,
        DELIVERY.c.incident == incident,
        DELIVERY.c.status == WAITING,
        DELIVERY.c.revision <= item.told[incident],
        DELIVERY.c.action.in_([action.value for action in covered]),
    )
    values = {**_ended("skipped", now), "reason": "told already, with a later revision or a digest"}
    await connection.execute(update(DELIVERY).where(*rows).values(**values))


async def _pause(connection: AsyncConnection, attempt: Attempt, now: datetime, wait: timedelta) -> None:
    values = {"paused_until": now + wait, "reason": attempt.outcome.reason}
    await connection.execute(update(STATE).where(STATE.c.name == attempt.destination).values(**values))


async def _wait(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    """Nothing is sent before the service said, however long that is; where it is long, the operator hears of it elsewhere."""
    asked = _asked(attempt.outcome)
    await _pause(connection, attempt, now, asked)
    await _rows(connection, attempt, {"reason": attempt.outcome.reason})
    if attempt.others and asked > _LONG_WAIT:
        text = (
            f"Alerts to {attempt.destination} wait: {attempt.outcome.reason}. `tocsin alerts retry {attempt.destination}` ends it."
        )
        await connection.execute(insert_into(connection, DELIVERY).on_conflict_do_nothing(), _notice(attempt, text, now))


async def _later(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    """The delivery comes later; the destination rests a little, longer with each failure, so that others are not held up by one."""
    item = attempt.item
    wait = max(wait_before(item.attempts + 1, attempt.traits, item.parcel.id), attempt.outcome.wait or 0.0)
    last = (item.planned or now) + GIVEN_UP + timedelta(seconds=1)
    due = max(now, min(now + timedelta(seconds=wait), last))
    again = {"attempts": item.attempts + 1, "due": due, "reason": attempt.outcome.reason}
    await _rows(connection, attempt, again)
    found = (await connection.execute(select(STATE.c.failures).where(STATE.c.name == attempt.destination))).first()
    failures = (found.failures if found else 0) + 1
    rest = max(pause_after(failures), (attempt.outcome.wait or -_MARGIN) + _MARGIN)
    await _pause(connection, attempt, now, timedelta(seconds=rest))
    await connection.execute(update(STATE).where(STATE.c.name == attempt.destination).values(failures=failures))


async def _refused(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    """Once more in the shortest form, then it has visibly failed."""
    tried = {"attempts": attempt.item.attempts + 1, "reason": attempt.outcome.reason}
    if attempt.item.parcel.minimal:
        await _rows(connection, attempt, {**tried, **_ended("failed", now)})
    else:
        await _rows(connection, attempt, {**tried, "minimal": True, "due": now})


async def _gone(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    """An edit of a message that somebody deleted is needless; news about it become a message of their own."""
    item = attempt.item
    spot = (THREAD.c.destination == attempt.destination, THREAD.c.incident.in_(item.told))
    await connection.execute(update(THREAD).where(*spot).values(message=None, channel=None))
    again = _ended("skipped", now) if item.parcel.action is Action.EDIT else {"action": Action.POST.value}
    await _rows(connection, attempt, {**again, "attempts": item.attempts + 1, "reason": attempt.outcome.reason})


async def _closed(connection: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    """The destination rests until the operator has changed something, and another destination tells them."""
    await _rows(connection, attempt, {"attempts": attempt.item.attempts + 1, "reason": attempt.outcome.reason})
    before = (await connection.execute(select(STATE.c.failures).where(STATE.c.name == attempt.destination))).first()
    await _pause(connection, attempt, now, closed_pause(attempt.outcome.code))
    failed = (before.failures if before else 0) + 1
    await connection.execute(update(STATE).where(STATE.c.name == attempt.destination).values(failures=failed))
    if attempt.others and failed == 1:
        text = f"Alerts to {attempt.destination} have stopped: {attempt.outcome.reason}. See `tocsin alerts list`."
        await connection.execute(insert_into(connection, DELIVERY).on_conflict_do_nothing(), _notice(attempt, text, now))


def _notice(attempt: Attempt, text: str, now: datetime) -> dict[str, Any]:
    stamp = int(now.timestamp() * 1_000_000)
    return {
        "id": digest_id("dlv", [attempt.others[0], attempt.destination, stamp]),
        "destination": attempt.others[0],
        "incident": "",
        "revision": 0,
        "kind": "notice",
        "action": Action.POST.value,
        "rank": 0,
        "route": "operator",
        "note": text,
        "planned": now,
        "stamp": stamp,
        "due": now,
        "status": WAITING,
        "reason": "a destination takes nothing from us",
        "attempts": 0,
    }
