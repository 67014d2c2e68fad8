"""Which sources have fallen silent and which speak again: as events, for silence must never be mistaken for peace."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.settings import Source
from services.ingest.sources import state
from services.ingest.sources.state import SourceState
from services.ingest.tables import outbox
from services.runtime.database import writing
from tocsin.catalog import SOURCE_RECOVERED, SOURCE_SILENT, make_event
from tocsin.coverage import SourceRecovered, SourceSilent

_TIMES: Final = 8.0
"""Times its usual gap after which a source that answers is silent."""
_TIMES_FAILING: Final = 4.0
"""The same for one that does not answer."""

_LEAST: Final = 6 * 3600.0
"""Seconds: many publications sleep at night."""
_LEAST_FAILING: Final = 3600.0

_POLLS: Final = 3.0
"""Polls that must have happened."""

_NEWEST: Final = 0.2
"""Weight of the newest gap between items in the habit of a source."""

_UNKNOWN: Final = 86_400.0
"""Seconds between items of a source whose habit is not known yet."""


def patience(found: SourceState, silent_after: float | None) -> float:
    """Seconds without a new item after which a source counts as silent: by its own habit, sooner when it does not answer."""
    if silent_after is not None:
        return silent_after
    usual = found.cadence if found.cadence is not None else _UNKNOWN
    if found.failures:
        return max(_TIMES_FAILING * usual, _POLLS * found.interval, _LEAST_FAILING)
    return max(_TIMES * usual, _POLLS * found.interval, _LEAST)


def silent(found: SourceState, silent_after: float | None, now: float) -> bool:
    """Whether a source has brought nothing for longer than its habit. A paused one is not silent, it was told to be."""
    since = found.last_new if found.last_new is not None else found.added
    return found.active and not found.paused and now - since > patience(found, silent_after)


async def look(engine: AsyncEngine, sources: Mapping[str, Source], now: datetime) -> list[str]:
    """Announces the sources that have fallen silent since the last look; their ids."""
    moment = now.timestamp()
    fallen = [
        each
        for each in await state.every(engine)
        if each.silent_since is None and each.id in sources and silent(each, sources[each.id].silent_after, moment)
    ]
    for each in fallen:
        since = each.last_new if each.last_new is not None else each.added
        payload = SourceSilent(
            source=each.id,
            since=_utc(since),
            expected_every=each.cadence if each.cadence is not None else _UNKNOWN,
            last_success=_utc(each.last_ok) if each.last_ok is not None else None,
            reason=f"{each.status}: {each.error}" if each.error else "no new items",
        )
        async with writing(engine) as connection:
            await state.change(connection, each.id, {"silent_since": since})
            await outbox.put(connection, [make_event(SOURCE_SILENT, payload, source=outbox.SOURCE, time=now)])
    return [each.id for each in fallen]


async def note_new(connection: AsyncConnection, before: SourceState, new: int, now: datetime) -> None:
    """Announces in the caller's transaction that a silent source has brought something."""
    if not new or before.silent_since is None:
        return
    since = _utc(before.silent_since)
    payload = SourceRecovered(source=before.id, silent_since=since, silent_for=(now - since).total_seconds())
    await outbox.put(connection, [make_event(SOURCE_RECOVERED, payload, source=outbox.SOURCE, time=now)])


async def arrived(connection: AsyncConnection, source: str, seen: int, new: int, now: datetime) -> None:
    """Notes in the caller's transaction that a source which is not asked has sent something by itself."""
    before = await state.one(connection, source)
    if before is None:
        return
    await note_new(connection, before, new, now)
    moment = now.timestamp()
    changes: dict[str, Any] = {
        "status": "ok",
        "last_try": moment,
        "last_ok": moment,
        "items_seen": before.items_seen + seen,
        "items_new": before.items_new + new,
    }
    if new:
        changes |= {"last_new": moment, "silent_since": None, "cadence": cadence(before, new, moment)}
    await state.change(connection, source, changes)


def cadence(before: SourceState, new: int, now: float) -> float | None:
    """Usual seconds between new items after some more of them; None while only one has been seen."""
    if before.last_new is None:
        return before.cadence
    gap = (now - before.last_new) / new
    return gap if before.cadence is None else (1 - _NEWEST) * before.cadence + _NEWEST * gap


def _utc(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
