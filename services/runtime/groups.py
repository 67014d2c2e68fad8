"""Consumer groups of Tocsin's own services: made at the beginning of a stream before anything is published, and looked at.

A group that is made later, or at `$`, never sees what was published before it; so everyone who publishes or reads makes them all.
"""

from collections.abc import Iterator

from services.runtime.server import Server
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


async def ensure(server: Server, partitions: int) -> int:
    """Makes every group that is missing, at id 0; how many were. Raises Transient when Redis is away."""
    made = [await server.create_group(key, group) for key, group in own_groups(partitions)]
    return sum(made)


async def unfinished(server: Server, partitions: int) -> int:
    """Entries that Tocsin's own groups have not read or not acknowledged; 0 when every stream is drained.

    Exact also where the server cannot tell a group's lag (after a deletion or a trim): then the entries behind its last delivered
    one are counted.
    """
    total = 0
    for key, name in own_groups(partitions):
        found = [group for group in await server.groups(key) if group.name == name]
        if not found:
            total += await server.length(key)
            continue
        total += found[0].pending + await lag(server, key, found[0].lag, found[0].last_delivered)
    return total


async def lag(server: Server, key: str, told: int | None, last_delivered: str) -> int:
    """Entries behind the last delivered one: what the server tells, else counted."""
    if told is not None:
        return told
    behind, start = 0, f"({last_delivered}"
    while page := await server.entries(key, start, count=1000):
        behind += len(page)
        start = f"({page[-1].id}"
    return behind
