"""What a service does with a stream: one entry as it was delivered, and the two kinds of work on deliveries. Values only."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.envelope import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One stream entry as it was delivered, whatever is in it."""

    id: str
    fields: Mapping[bytes, bytes]
    deliveries: int = 1
    """How often it was delivered, this time included."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One stream entry that decoded and validated."""

    event: Event[Any]
    entry: str
    """Id of the stream entry. Not the id of the event: a repeat of an event is another entry."""
    key: str
    """Redis key of the stream, or of the partition of it."""
    deliveries: int = 1
    """1 the first time."""


@dataclass(frozen=True, slots=True)
class Transform:
    """One in, many out: what the handler returns is published in the atomic step that acknowledges its input.

    The handler raises Poison for an input that can never be handled and Transient for something that is away: then it is asked
    again after a pause, before anything else is read. Any other error leaves the entry to be delivered again later; after
    `max_deliveries` it goes to the dead letters. The handler must be deterministic, for it may be asked twice about one entry.
    """

    stream: str
    group: str
    into: str
    handle: Callable[[Delivery], Awaitable[Sequence[Event[Any]]]]
    width: int = 1
    """Entries under way at a time, for a handler that waits for something outside. Each is committed when it is done; outputs keep
    the order of their inputs within one article only."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Many in, acknowledged after the handler returned.

    Errors as in `Transform`; after one that is not Transient the entries are handed over one by one, so that only the guilty one
    is set aside. The handler must be idempotent: a crash between its commit and the acknowledgement repeats it.
    """

    stream: str
    group: str
    size: int
    """Entries in one call at most."""
    handle: Callable[[Sequence[Delivery]], Awaitable[None]]


Work = Transform | Batch
