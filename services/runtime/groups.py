"""Consumer groups of Tocsin's own services: made at the beginning of a stream before anything is published, and looked at.

A group that is made later, or at `$`, never sees what was published before it; so everyone who publishes or reads makes them all.
"""

from collections.abc import Iterator

from services.runtime.script import COUNT_AFTER
from services.runtime.server import Group, Server
from tocsin import streams


def own_groups(partitions: int) -> Iterator[tuple[str, str]]:
    """Key and group of every consumer group that belongs to a service of Tocsin.

    >>> list(own_groups(1))
    [('tocsin:articles', 'extract'), ('tocsin:claims', 'store')]
    """
    for stream in streams.ALL:
        for key in streams.keys(stream, partitions):
            for group in stream.groups:
                yield key, group


async def ensure(server: Server, partitions: int) -> list[tuple[str, str]]:
    """Makes every group that is missing, at id 0; key and group of those it made. Raises Transient when Redis is away."""
    return [(key, group) for key, group in own_groups(partitions) if await server.create_group(key, group)]


async def unfinished(server: Server, partitions: int) -> int:
    """Entries that Tocsin's own groups have not read or not acknowledged; 0 when every stream is drained.

    Exact also where the server cannot tell a group's lag (after a deletion): then the entries behind its last delivered one are
    counted. Raises Transient when Redis is away.
    """
    total = 0
    for key, name in own_groups(partitions):
        found = [group for group in await server.groups(key) if group.name == name]
        total += found[0].pending + await lag(server, key, found[0]) if found else await server.length(key)
    return total


async def lag(server: Server, key: str, group: Group) -> int:
    """Entries behind the group's last delivered one: what the server tells, else counted."""
    if group.lag is not None:
        return group.lag
    return int(await server.run(COUNT_AFTER, [key], [group.last_delivered]))
