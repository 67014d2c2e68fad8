"""Every stream, consumer group and dead-letter name, made here and nowhere else.

With one partition (the default) a stream has its plain name. With more, each partition is a key with a hash tag, so that Redis
Cluster spreads partitions over its nodes while the streams that one transaction touches (articles and claims of one partition,
and their dead letters) stay in one slot.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

ARTICLES: Final = "tocsin:articles"
CLAIMS: Final = "tocsin:claims"
INCIDENTS: Final = "tocsin:incidents"
COVERAGE: Final = "tocsin:coverage"

EXTRACT_GROUP: Final = "extract"
STORE_GROUP: Final = "store"

EVENT_FIELD: Final = "event"
"""The one field of every stream entry: the event as CloudEvents structured JSON."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream by its base name; `partitioned` streams are split by article id."""

    name: str
    partitioned: bool
    groups: tuple[str, ...] = ()
    """Groups of Tocsin's own services: created at id 0 before the first publish. Subscribers add theirs beside them."""


ALL: Final = (
    Stream(ARTICLES, partitioned=True, groups=(EXTRACT_GROUP,)),
    Stream(CLAIMS, partitioned=True, groups=(STORE_GROUP,)),
    Stream(INCIDENTS, partitioned=False),
    Stream(COVERAGE, partitioned=False),
)


def by_name(name: str) -> Stream:
    """The stream of a base name; KeyError for an unknown one."""
    return {stream.name: stream for stream in ALL}[name]


def keys(stream: Stream, partitions: int) -> list[str]:
    """The Redis keys of a stream, one a partition.

    >>> keys(by_name(CLAIMS), 1), keys(by_name(CLAIMS), 2), keys(by_name(INCIDENTS), 2)
    (['tocsin:claims'], ['tocsin:claims:{0}', 'tocsin:claims:{1}'], ['tocsin:incidents'])
    """
    if not stream.partitioned or partitions == 1:
        return [stream.name]
    return [f"{stream.name}:{{{number}}}" for number in range(partitions)]


def key_for(stream: Stream, article: str | None, partitions: int) -> str:
    """The key an event goes to: of a partitioned stream by a hash of the article's id, stable across machines and versions."""
    every = keys(stream, partitions)
    if len(every) == 1:
        return every[0]
    if article is None:
        raise ValueError(f"an event on {stream.name} needs an article id to choose its partition")
    return every[int.from_bytes(hashlib.sha256(article.encode()).digest()[:8]) % len(every)]


def dead_letter_key(key: str) -> str:
    """Where entries of a stream key go after their last delivery: same slot, same node.

    >>> dead_letter_key("tocsin:claims:{1}")
    'tocsin:claims:{1}:dead'
    """
    return f"{key}:dead"


def late_key(key: str) -> str:
    """Where the ids of what was published of late on a stream key are remembered: same slot, same node.

    >>> late_key("tocsin:articles:{1}"), late_key("tocsin:coverage")
    ('tocsin:articles:{1}:late', '{tocsin:coverage}:late')
    """
    return f"{key}:late" if "{" in key else f"{{{key}}}:late"
