"""Dead letters: entries that cannot be handled, moved whole beside their stream, with what is known about why.

An entry keeps its fields and gets those of `ADDED` beside them. Moving is one atomic step, so an entry is in exactly one place.
One of more than 2,000 fields, which no event has, is kept in the single field `packed` (names and values in turn, as JSON), also
when it is put back.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.runtime.delivery import Entry
from services.runtime.script import REPLAY, SET_ASIDE
from services.runtime.server import Server, text
from tocsin.streams import EVENT_FIELD, dead_letter_key

POISON: Final = "poison"
"""It can never be handled: it does not decode, or the handler said so."""
FAILED: Final = "failed"
"""Its handler failed at the last delivery allowed."""
UNFINISHED: Final = "unfinished"
"""It was delivered as often as allowed and no consumer ever finished: they ended, or stalled, with it at hand."""

ADDED: Final = ("dead_reason", "dead_stream", "dead_group", "dead_id", "dead_deliveries", "dead_error")
"""Fields added to a dead letter; when it was set aside is in its id."""

_LONGEST_ERROR: Final = 2_000
"""Characters of an error that are kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is pending."""

    key: str
    group: str
    entry: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is set aside."""

    kind: str
    """POISON, FAILED or UNFINISHED."""
    deliveries: int
    error: str
    """The last error in words."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One entry that was set aside."""

    id: str
    """Its id among the dead letters of the stream."""
    key: str
    """The stream it came from."""
    group: str
    entry: str
    """Its id there."""
    reason: Reason
    time: datetime | None
    """When it was set aside, by Redis' clock."""
    event: str | None
    """The event as it was published; None when the entry had no such field."""
    fields: dict[str, str]
    """Everything it holds."""


def in_words(error: BaseException) -> str:
    """An error as a line: our own by what they say, others with their kind.

    >>> in_words(ValueError("3 is odd"))
    'ValueError: 3 is odd'
    """
    own = type(error).__module__.startswith("services.")
    said = str(error) if own else f"{type(error).__name__}: {error}"
    return said[:_LONGEST_ERROR]


async def move(server: Server, place: Place, reason: Reason) -> bool:
    """Moves a pending entry; whether it was still there. Raises Transient when Redis is away or full: nothing has moved then."""
    added = (reason.kind, place.key, place.group, place.entry, str(reason.deliveries), reason.error)
    pairs = [part for pair in zip(ADDED, added, strict=True) for part in pair]
    keys = [place.key, dead_letter_key(place.key)]
    return bool(await server.run(SET_ASIDE, keys, [place.group, place.entry, *pairs]))


async def listing(server: Server, key: str, count: int = 100, start: str = "-") -> list[DeadLetter]:
    """The dead letters of a stream key, oldest first."""
    return [_read(key, entry) for entry in await server.entries(dead_letter_key(key), start, count=count)]


async def find(server: Server, key: str, dead_id: str) -> DeadLetter | None:
    """One dead letter of a stream key; None when there is none of that id."""
    found = await server.entries(dead_letter_key(key), dead_id, dead_id)
    return _read(key, found[0]) if found else None


async def replay(server: Server, key: str, dead_id: str) -> bool:
    """Puts a dead letter back at the end of its stream as it was published; whether there was one of that id."""
    return bool(await server.run(REPLAY, [dead_letter_key(key), key], [dead_id, *ADDED]))


async def drop(server: Server, key: str, dead_id: str) -> bool:
    """Removes a dead letter for good; whether there was one of that id."""
    return await server.delete(dead_letter_key(key), [dead_id]) > 0


def _read(key: str, entry: Entry) -> DeadLetter:
    fields = {text(name): text(value) for name, value in entry.fields.items()}
    deliveries = fields.get("dead_deliveries", "0")
    return DeadLetter(
        id=entry.id,
        key=key,
        group=fields.get("dead_group", ""),
        entry=fields.get("dead_id", ""),
        reason=Reason(fields.get("dead_reason", ""), int(deliveries) if deliveries.isdigit() else 0, fields.get("dead_error", "")),
        time=_moment(entry.id),
        event=fields.get(EVENT_FIELD),
        fields=fields,
    )


def _moment(entry: str) -> datetime | None:
    """The time in the id of a stream entry."""
    milliseconds = entry.partition("-")[0]
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds.isdigit() else None
