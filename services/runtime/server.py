"""Redis as this system speaks to it: one method for each command, plain values in and out, errors in our own words.

Owns the connection. Knows nothing of what the streams mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from redis import exceptions
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from services.runtime.answers import GroupExists, NoSuchKey, translated
from services.runtime.delivery import Entry
from services.runtime.errors import ConfigError, Transient
from services.runtime.redis_server import OLDEST
from services.runtime.script import Script

_ACKED_TRIM: Final = (8, 2)

TIMEOUT: Final = 10.0
"""Seconds without an answer after which a command counts as failed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What answers at the address."""

    version: tuple[int, ...]
    """As the commands go: of a Valkey the Redis version that it claims to be compatible with."""
    cluster: bool
    acked_trim: bool
    """Whether XTRIM can spare what a group has not acknowledged (Redis 8.2; no Valkey yet)."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of the fullest node, in bytes; `limit` 0 is none."""

    used: int
    limit: int
    policy: str = ""
    """What the server does at the limit; anything but "noeviction" loses entries."""

    @property
    def share(self) -> float:
        """Used part of the limit; 0 without one."""
        return self.used / self.limit if self.limit else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """One consumer group of a key. `lag` is None where the server cannot tell."""

    name: str
    consumers: int
    pending: int
    last_delivered: str
    lag: int | None


@dataclass(frozen=True, slots=True)
class Pending:
    """One entry that was delivered and not acknowledged. `idle` is in milliseconds."""

    id: str
    consumer: str
    idle: int
    deliveries: int


@dataclass(frozen=True, slots=True)
class Consumer:
    """One reader of a group. `idle` is in milliseconds."""

    name: str
    pending: int
    idle: int


class Server:
    """A connected Redis or Valkey, single or cluster. Every method raises Transient or ConfigError, never an error of redis-py."""

    def __init__(self, client: Any, identity: Identity) -> None:
        self._client = client
        self.identity = identity

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def ping(self) -> None:
        """Returns when the server answers."""
        with translated():
            await self._client.ping()

    async def memory(self) -> Memory:
        """How full the server is; of a cluster the fullest node."""
        with translated():
            answer = await self._client.info("memory")
        nodes = [answer] if "used_memory" in answer else list(answer.values())
        every = [
            Memory(int(node["used_memory"]), int(node.get("maxmemory", 0)), str(node.get("maxmemory_policy", ""))) for node in nodes
        ]
        return max(every, key=lambda memory: (memory.share, memory.used))

    async def incarnation(self) -> str:
        """The start of the server, of a cluster those of its nodes: another answer says that its last moments may be lost."""
        with translated():
            answer = await self._client.info(
                "server", **({"target_nodes": RedisCluster.PRIMARIES} if self.identity.cluster else {})
            )
        nodes = [answer] if "run_id" in answer else list(answer.values())
        return " ".join(sorted(str(node["run_id"]) for node in nodes))

    async def now(self) -> int:
        """The server's clock, in milliseconds since 1970."""
        with translated():
            answer = await self._client.time()
        seconds, micros = answer if isinstance(answer, tuple | list) else next(iter(answer.values()))
        return int(seconds) * 1000 + int(micros) // 1000

    async def create_group(self, key: str, group: str) -> bool:
        """Makes the group at the beginning of the stream, and the stream; whether it was new."""
        try:
            with translated():
                await self._client.xgroup_create(key, group, id="0", mkstream=True)
        except GroupExists:
            return False
        return True

    async def ack(self, key: str, group: str, ids: Sequence[str]) -> int:
        """Acknowledges entries; how many were pending."""
        with translated():
            return int(await self._client.xack(key, group, *ids))

    async def length(self, key: str) -> int:
        """Entries in the stream; 0 when there is none."""
        with translated():
            return int(await self._client.xlen(key))

    async def added(self, key: str) -> int:
        """Entries ever added to the stream, those trimmed since included; 0 when there is none."""
        try:
            with translated():
                answer = await self._client.xinfo_stream(key)
        except NoSuchKey:
            return 0
        return int(answer["entries-added"])

    async def groups(self, key: str) -> list[Group]:
        """The groups of a stream; none when the stream does not exist."""
        try:
            with translated():
                answer = await self._client.xinfo_groups(key)
        except NoSuchKey:
            return []
        return [
            Group(text(row["name"]), row["consumers"], row["pending"], text(row["last-delivered-id"]), row.get("lag"))
            for row in answer
        ]

    async def consumers(self, key: str, group: str) -> list[Consumer]:
        """The readers of a group."""
        with translated():
            answer = await self._client.xinfo_consumers(key, group)
        return [Consumer(text(row["name"]), row["pending"], row["idle"]) for row in answer]

    async def pending(self, key: str, group: str, *, count: int, start: str = "-") -> list[Pending]:
        """Pending entries in order of id, from `start` on."""
        with translated():
            answer = await self._client.xpending_range(key, group, min=start, max="+", count=count)
        return [
            Pending(text(row["message_id"]), text(row["consumer"]), row["time_since_delivered"], row["times_delivered"])
            for row in answer
        ]

    async def claim(self, key: str, group: str, consumer: str, found: Sequence[Pending], idle: int) -> list[Entry]:
        """Takes over those entries that are still idle, in order of id; each counts as one more delivery."""
        with translated():
            answer = await self._client.xclaim(key, group, consumer, idle, [entry.id for entry in found])
        counts = {entry.id: entry.deliveries + 1 for entry in found}
        return [Entry(text(id_), fields, counts[text(id_)]) for id_, fields in answer if fields is not None]

    async def hold(self, key: str, group: str, consumer: str, ids: Sequence[str], idle: int = 0) -> None:
        """Says that entries are being worked on, without counting a delivery; with a large `idle`, that anyone may take them."""
        with translated():
            await self._client.xclaim(key, group, consumer, 0, list(ids), idle=idle, justid=True)

    async def entries(self, key: str, start: str = "-", end: str = "+", count: int | None = None) -> list[Entry]:
        """Entries between two ids, oldest first."""
        with translated():
            answer = await self._client.xrange(key, min=start, max=end, count=count)
        return [Entry(text(id_), fields) for id_, fields in answer]

    async def newest(self, key: str, count: int) -> list[Entry]:
        """The last entries, oldest first."""
        with translated():
            answer = await self._client.xrevrange(key, count=count)
        return [Entry(text(id_), fields) for id_, fields in reversed(answer)]

    async def delete(self, key: str, ids: Sequence[str]) -> int:
        """Removes entries; how many there were."""
        with translated():
            return int(await self._client.xdel(key, *ids))

    async def trim(self, key: str, before: str, most: int) -> int:
        """Removes up to `most` of the oldest entries, all with an id below `before`, in whole nodes; how many were removed."""
        with translated():
            return int(await self._client.xtrim(key, minid=before, approximate=True, limit=most))

    async def trim_acknowledged(self, key: str, keep: int) -> int:
        """Removes the oldest entries that every group has acknowledged, down to a length of `keep` (Redis 8.2 and newer).

        Exactly, not approximately: Redis 8.2 removes nothing when asked to spare the unacknowledged and to trim whole nodes.
        """
        with translated():
            return int(await self._client.xtrim(key, maxlen=keep, approximate=False, ref_policy="ACKED"))

    async def run(self, script: Script, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> Any:
        """Runs a script atomically; all its keys must be in one slot."""
        with translated():
            try:
                return await self._client.evalsha(script.digest, len(keys), *keys, *arguments)
            except exceptions.NoScriptError:
                return await self._client.eval(script.text, len(keys), *keys, *arguments)


async def connect(url: str) -> Server:
    """A connected server. Raises Transient when it is away and ConfigError when it is too old or refuses us."""
    identity = await identify(url)
    kind: Any = RedisCluster if identity.cluster else Redis
    client = kind.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0))
    return Server(client, identity)


async def identify(url: str) -> Identity:
    """What answers at the address. Raises like `connect`."""
    try:
        probe: Any = Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0))
    except ValueError as error:
        raise ConfigError(f"redis_url (TOCSIN_REDIS_URL) is not an address of Redis: {error}; write redis://host:6379/0") from None
    try:
        with translated(where(url)):
            answer = await probe.info()
    except Transient as error:
        raise Transient(f"{error} (redis_url, TOCSIN_REDIS_URL)") from error
    finally:
        await probe.aclose()
    version = tuple(int(part) for part in str(answer["redis_version"]).split(".")[:3])
    if version < OLDEST:
        raise ConfigError(
            f"redis_url: the server at {where(url)} is {answer['redis_version']}; Redis or Valkey 7.0 or newer is needed"
        )
    acked_trim = version >= _ACKED_TRIM and answer.get("server_name", "redis") == "redis"
    return Identity(version, bool(answer.get("cluster_enabled")), acked_trim)


def where(url: str) -> str:
    """Host and port of an address, without its password.

    >>> where("redis://user:secret@cache.example:6380/0")
    'cache.example:6380'
    """
    parts = urlsplit(url)
    return f"{parts.hostname or parts.path}:{parts.port or 6379}"


def text(value: bytes | str) -> str:
    """What the server calls something.

    >>> text(b"extract")
    'extract'
    """
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
