"""What the streams look like now: lengths, groups, lag, dead letters. Reads only.

Serves /metrics, `tocsin status` and back-pressure.
"""

from dataclasses import dataclass

from services.runtime import groups
from services.runtime.server import Group, Server
from tocsin import streams
from tocsin.streams import dead_letter_key


@dataclass(frozen=True, slots=True)
class GroupState:
    """One consumer group of one key."""

    name: str
    lag: int
    """Entries not read yet."""
    pending: int
    """Entries read and not acknowledged."""
    oldest_pending: float
    """Seconds since the first of these was put on the stream; 0 when there is none."""
    consumers: int
    own: bool
    """Whether it belongs to a service of Tocsin, not to a subscriber."""


@dataclass(frozen=True, slots=True)
class StreamState:
    """One key of one stream."""

    key: str
    length: int
    dead: int
    """Entries set aside."""
    groups: tuple[GroupState, ...]
    added: int = 0
    """Entries ever added: two looks tell the rate."""

    @property
    def unfinished(self) -> int:
        """Entries that the slowest of Tocsin's own groups has before it."""
        return max((group.lag + group.pending for group in self.groups if group.own), default=0)


async def of_streams(server: Server, partitions: int) -> list[StreamState]:
    """The state of every key of every stream. Raises Transient when Redis is away."""
    now = await server.now()
    return [
        StreamState(
            key,
            await server.length(key),
            await server.length(dead_letter_key(key)),
            tuple([await _group(server, key, group, group.name in stream.groups, now) for group in await server.groups(key)]),
            await server.added(key),
        )
        for stream in streams.ALL
        for key in streams.keys(stream, partitions)
    ]


async def _group(server: Server, key: str, group: Group, own: bool, now: int) -> GroupState:
    first = await server.pending(key, group.name, count=1) if group.pending else []
    age = max(0, now - milliseconds(first[0].id)) / 1000 if first else 0.0
    lag = await groups.lag(server, key, group)
    return GroupState(group.name, lag, group.pending, age, group.consumers, own)


def milliseconds(entry: str) -> int:
    """The server's clock when an entry was added, in milliseconds since 1970: the first part of its id.

    >>> milliseconds("1764072000000-3")
    1764072000000
    """
    return int(entry.partition("-")[0])
