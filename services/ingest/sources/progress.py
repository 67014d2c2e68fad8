"""What one reading of a list changes in what is remembered of its source. Pure: rows and moments in, columns out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from services.ingest.articles.items import Added
from services.ingest.fetching.exchange import Answer, Fetched
from services.ingest.fetching.failure import Failed, FailureKind, weight
from services.ingest.pacing import schedule
from services.ingest.pacing.schedule import Answered
from services.ingest.readers.entry import Reading
from services.ingest.settings import Source
from services.ingest.sources.coverage import cadence
from services.ingest.sources.state import NEVER, SourceState

GONE: Final = "gone"
"""Status of a source that said 410 twice, a day apart: it is not asked again until a person resumes it."""

_SETTLED: Final = 5
"""Times that a permanent redirect must have led to the same place…"""
_SETTLED_AFTER: Final = 2 * schedule.DAY
"""…over at least so many seconds, before the new address is polled: maintenance pages redirect permanently too."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is, and what chance says: both are arguments of every decision."""

    now: float
    chance: float
    """From 0 to 1."""


def answered(state: SourceState, source: Source, answer: Answer, found: "Found", at: Moment) -> dict[str, Any]:
    """After an answer that could be read: validators as sent, the adapted interval, the next poll."""
    counts = Answered(len(found.added.known), found.added.new, max(found.ttl, answer.max_age or 0.0))
    interval = schedule.adapted(state.interval, source.interval, counts)
    if found.gap:
        interval = source.interval.min
    changes: dict[str, Any] = {
        "etag": answer.etag or (state.etag if answer.status == 304 else None),
        "last_modified": answer.last_modified or (state.last_modified if answer.status == 304 else None),
        "interval": interval,
        "due": at.now + schedule.wait(interval, source.interval, counts, at.chance),
        "failures": 0.0,
        "status": "ok",
        "error": None,
        "last_try": at.now,
        "last_ok": at.now,
        "gone_since": None,
        "items_seen": state.items_seen + counts.seen,
        "items_new": state.items_new + counts.new,
        **_moved(state, answer, found, at.now),
    }
    if isinstance(answer, Fetched):
        changes["body_hash"] = answer.body_hash
        if found.unconditional:
            changes["last_full"] = at.now
    if counts.new:
        changes.update(last_new=at.now, silent_since=None, cadence=_cadence(state, found, counts.new, at.now))
    return changes


def failed(state: SourceState, failure: Failed, at: Moment) -> dict[str, Any]:
    """After a failure: linear back-off by its weight; 410 a second time, a day later, ends the polling."""
    failures = state.failures + weight(failure.kind)
    changes: dict[str, Any] = {
        "failures": failures,
        "status": failure.kind.value,
        "error": failure.message[:500],
        "last_try": at.now,
        "due": at.now + schedule.backoff(state.interval, failures, at.chance),
        "gone_since": None,
    }
    if failure.kind is FailureKind.GONE:
        since = state.gone_since if state.gone_since is not None else at.now
        changes["gone_since"] = since
        if at.now - since >= schedule.DAY:
            changes.update(status=GONE, due=NEVER)
    return changes


@dataclass(frozen=True, slots=True)
class Found:
    """What a document held, once it is in the tables."""

    added: Added = field(default_factory=lambda: Added(()))
    ttl: float = 0.0
    """Seconds that the publisher asks readers to wait."""
    gap: bool = False
    """Nothing in it had been seen before, though the source had brought items."""
    unconditional: bool = False
    """It was asked for without validators."""
    own_address: bool = True
    """No other source polls the address that it moved to."""
    dates: tuple[float, ...] = ()
    """Publication times of its items, Unix seconds."""


def dates_of(reading: Reading) -> tuple[float, ...]:
    """Publication times of the entries that have one, in order of time."""
    stated: Sequence[datetime] = [entry.published for entry in reading.entries if entry.published]
    return tuple(sorted(moment.timestamp() for moment in stated))


def _moved(state: SourceState, answer: Answer, found: Found, now: float) -> dict[str, Any]:
    """Follows a permanent redirect for good only after it has proven itself and leads to items that are known."""
    if not answer.moved:
        return {"redirect_to": None, "redirect_count": 0, "redirect_since": None}
    if answer.moved != state.redirect_to or state.redirect_since is None:
        return {"redirect_to": answer.moved, "redirect_count": 1, "redirect_since": now}
    count = state.redirect_count + 1
    proven = count >= _SETTLED and now - state.redirect_since >= _SETTLED_AFTER
    if proven and any(found.added.known) and found.own_address:
        return {"url": answer.moved, "redirect_to": None, "redirect_count": 0, "redirect_since": None}
    return {"redirect_count": count}


def _cadence(state: SourceState, found: Found, new: int, now: float) -> float | None:
    """Usual seconds between new items: at first from the dates in the document, then from what is seen."""
    if state.last_new is None or state.cadence is None:
        past = [moment for moment in found.dates if moment <= now]
        return (past[-1] - past[0]) / (len(past) - 1) if len(past) > 1 else state.cadence
    return cadence(state, new, now)
