"""One seeded round: the same articles as in the undisturbed run, a random schedule of trouble, and the books kept about it."""

import json
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from chaos_system import System

from services.extract.answer import events
from services.extract.extract import Knowledge
from tocsin.article import Article
from tocsin.catalog import UnreadableEvent, read_event
from tocsin.incident import Incident
from tocsin.streams import ARTICLES, CLAIMS, COVERAGE, EXTRACT_GROUP, INCIDENTS, STORE_GROUP

GROUPS = {ARTICLES: EXTRACT_GROUP, CLAIMS: STORE_GROUP}

PATIENCE = 90.0
"""Seconds after the last trouble within which everything must have drained."""

SETTLED = 3.0
"""Seconds for which nothing may be under way: so long a relay may need to notice that Redis was started anew."""

OWN = {"id", "revision", "aliases", "split_from", "merged_into", "state"}
"""What of an incident depends on the order of arrival."""


@dataclass(frozen=True)
class Material:
    """What every round is made of."""

    outbox: list[tuple[Any, ...]]
    """Rows of ingest's outbox that are not on their stream yet."""
    columns: list[str]
    databases: Path
    """Where migrated, empty databases are."""


@dataclass(frozen=True)
class Outcome:
    """What a system ended with."""

    claims: list[tuple[object, ...]]
    incidents: list[str]


@dataclass
class Books:
    """What was done to the streams from outside."""

    poison: Counter[str] = field(default_factory=Counter)
    pushed: set[tuple[str, str]] = field(default_factory=set)
    """Stream and id of good entries whose delivery count was pushed past the cap."""
    copied: Counter[str] = field(default_factory=Counter)
    """Ids of events that were put on the stream of claims once more."""
    done: list[str] = field(default_factory=list)


class Round:
    """A round in a system that is there already. Everything random comes from the seed."""

    def __init__(self, system: System, material: Material, seed: int, troubles: int) -> None:
        self.system, self.material = system, material
        self.chance = random.Random(seed)
        self.books = Books()
        self._put_aside: set[str] = set()
        extra = self.chance.random() < 0.5
        self.services = ["ingest", "extract", "store"] + (["extract-2", "store-2"] if extra else [])
        self.length = self.chance.uniform(2.0, 5.0) if troubles else 0.5
        kinds: list[Callable[[], None]] = [
            self._kill, self._kill, self._kill, self._terminate, self._kill_redis, self._suspend_redis, self._fill_redis, self._cut,
            self._lock, self._push, self._duplicate, self._poison,
        ]  # fmt: skip
        chosen = [self.chance.choice(kinds) for _ in range(troubles)]
        self.schedule = sorted(((self.chance.uniform(0, self.length), trouble) for trouble in chosen), key=lambda item: item[0])

    def run(self) -> None:
        """Feeds, troubles, and waits until everything has drained."""
        self.system.keep_running(self.services)
        self.system.until_running(self.services)
        feeder = threading.Thread(target=self._feed, daemon=True)
        began = time.monotonic()
        feeder.start()
        for at, trouble in self.schedule:
            time.sleep(max(0.0, began + at - time.monotonic()))
            trouble()
        feeder.join()
        self.drain()
        while self._put_back():
            self.drain()

    def _feed(self) -> None:
        """Writes the rows into the outbox one by one, so that something is being published whatever the moment of a trouble."""
        for row in self.material.outbox:
            marks = ", ".join("?" * len(self.material.columns))
            with closing(sqlite3.connect(self.system.directory / "ingest.db", timeout=30)) as connection, connection:
                connection.execute(f"INSERT INTO ingest_outbox ({', '.join(self.material.columns)}) VALUES ({marks})", row)
            time.sleep(self.length / len(self.material.outbox))

    def drain(self) -> None:
        """Returns when nothing is under way any more. Puts back what was set aside without being poison: articles wait for it."""
        deadline = time.monotonic() + PATIENCE
        empty_since: float | None = None
        while empty_since is None or time.monotonic() - empty_since < SETTLED:
            if left := self._left():
                self._put_back()
                assert time.monotonic() < deadline, f"this is left after {PATIENCE} s: {left}\n{self.system.logs()}"
            empty_since = None if left else empty_since or time.monotonic()
            time.sleep(0.1)

    def _left(self) -> dict[str, int]:
        left = {"outbox": self._count("ingest", "SELECT count(*) FROM ingest_outbox WHERE published IS NULL")}
        left["store"] = self._count("store", "SELECT count(*) FROM store_article WHERE NOT complete")
        left["feed"] = self._count("store", "SELECT count(*) FROM store_outbox WHERE published IS NULL")
        for stream, group in GROUPS.items():
            try:
                found = [each for each in self.system.redis.xinfo_groups(stream) if each["name"] == group]
            except redis.ResponseError:
                found = []
            left[stream] = found[0]["lag"] + found[0]["pending"] if found else 1
        return {name: number for name, number in left.items() if number}

    def _count(self, service: str, statement: str) -> int:
        return int(str(self.system.query(service, statement)[0][0]))

    def _kill(self) -> None:
        name = self.chance.choice(self.services)
        self._note(f"kill {name}")
        self.system.signal(name, signal.SIGKILL)

    def _terminate(self) -> None:
        name = self.chance.choice(self.services)
        self._note(f"terminate {name}")
        self.system.signal(name, signal.SIGTERM)

    def _kill_redis(self) -> None:
        down = self.chance.uniform(0, 1.5)
        self._note(f"kill redis for {down:.1f} s")
        self.system.kill_redis(down)

    def _suspend_redis(self) -> None:
        seconds = self.chance.uniform(0.2, 2.5)
        self._note(f"suspend redis for {seconds:.1f} s")
        self.system.suspend_redis(seconds)

    def _fill_redis(self) -> None:
        seconds = self.chance.uniform(0.2, 2.5)
        self._note(f"leave redis no memory for {seconds:.1f} s")
        self.system.fill_redis(seconds)

    def _cut(self) -> None:
        self._note("cut every connection to redis")
        self.system.cut_connections()

    def _lock(self) -> None:
        service, seconds = self.chance.choice(["store", "ingest"]), self.chance.uniform(0.2, 2.5)
        self._note(f"lock the database of {service} for {seconds:.1f} s")
        self.system.lock_database(service, seconds)

    def _push(self) -> None:
        """Kills a consumer and says of what it had in hand that it was delivered a hundred times."""
        stream = self.chance.choice([ARTICLES, CLAIMS])
        group = GROUPS[stream]
        self.system.signal(group, signal.SIGKILL)
        try:
            pending = self.system.redis.xpending_range(stream, group, "-", "+", 50)
        except redis.ResponseError:  # no service has made the group yet
            pending = []
        for entry in pending[: self.chance.randint(1, 3)]:
            self._note(f"push {entry['message_id']} of {stream} past the cap")
            self.books.pushed.add((stream, entry["message_id"]))
            self.system.redis.xclaim(stream, group, "chaos", 0, [entry["message_id"]], idle=3_600_000, retrycount=99)

    def _duplicate(self) -> None:
        stream = self.chance.choice([ARTICLES, CLAIMS])
        there = self.system.redis.xrange(stream, count=200)
        for _, fields in self.chance.sample(there, min(3, len(there))):
            event = _event_of(fields)
            if event is not None:
                self._note(f"publish {event.id} again on {stream}")
                self.system.redis.xadd(stream, fields)
                if stream == CLAIMS:
                    self.books.copied[event.id] += 1

    def _poison(self) -> None:
        stream = self.chance.choice([ARTICLES, CLAIMS])
        number = self.chance.randint(0, 10**9)
        kinds = [
            "{not json %d",
            '{"type": "tocsin.claim.extracted.v1", "data": %d}',
            '{"type": "tocsin.unknown.happened.v9", "n": %d}',
        ]
        text = self.chance.choice(kinds) % number
        self._note(f"poison on {stream}: {text}")
        self.books.poison[text] += 1
        self.system.redis.xadd(stream, {"event": text})

    def _note(self, what: str) -> None:
        self.books.done.append(what)

    def _put_back(self) -> int:
        """Replays good entries that were pushed past the cap; how many there were."""
        put_back = 0
        for stream in GROUPS:
            for dead_id, fields in self.system.redis.xrange(f"{stream}:dead"):
                if (stream, fields["dead_id"]) in self.books.pushed and fields["event"] not in self.books.poison:
                    self.system.command("dead", "replay", dead_id)
                    self.books.done.append(f"put back {dead_id}")
                    if stream == CLAIMS:
                        self.books.copied[read_event(fields["event"]).id] += 1
                    else:
                        self._put_aside.add(fields["dead_id"])
                    put_back += 1
        return put_back

    def outcome(self) -> Outcome:
        """What the store has now, apart from what depends on the order of arrival."""
        claims = self.system.query("store", "SELECT id, article, revision, status, region, data FROM claim ORDER BY id")
        rows = self.system.query("store", "SELECT data FROM incident WHERE state != 'merged'")
        incidents = [Incident.model_validate_json(str(row[0])) for row in rows]
        return Outcome(claims, sorted(each.model_dump_json(exclude=OWN) for each in incidents if each.claims))

    def dead(self) -> Counter[str]:
        """What is set aside, by its text."""
        return Counter(fields["event"] for stream in GROUPS for _, fields in self.system.redis.xrange(f"{stream}:dead"))

    def on_claims(self) -> Counter[str]:
        """Ids of the events on the stream of claims."""
        found = (_event_of(fields) for _, fields in self.system.redis.xrange(CLAIMS))
        return Counter(event.id for event in found if event is not None)

    def unpublished(self) -> list[str]:
        """Ids of events that an outbox calls published and that are not on their stream."""
        there = {
            event.id
            for stream in (ARTICLES, INCIDENTS, COVERAGE)
            for _, fields in self.system.redis.xrange(stream)
            if (event := _event_of(fields)) is not None
        }
        rows = self.system.query("ingest", "SELECT id FROM ingest_outbox") + self.system.query(
            "store", "SELECT id FROM store_outbox"
        )
        return sorted({str(row[0]) for row in rows} - there)

    def expected_on_claims(self) -> Counter[str]:
        """What must be there: the answer to every article entry that was not set aside, once, and what came from outside."""
        knowledge, expected = Knowledge.load(), Counter(self.books.copied)
        answers: dict[str, list[str]] = {}
        for entry, fields in self.system.redis.xrange(ARTICLES):
            event = _event_of(fields)
            if event is None or entry in self._put_aside or not isinstance(event.data, Article):
                continue
            if event.id not in answers:
                answers[event.id] = [each.id for each in events(event.data, knowledge, event.time)]
            expected.update(answers[event.id])
        return expected


def _event_of(fields: dict[str, str]) -> Any | None:
    try:
        return read_event(fields["event"])
    except (UnreadableEvent, KeyError):
        return None


def material_of(directory: Path, databases: Path) -> Material:
    """The unpublished rows of a prepared ingest.db."""
    with closing(sqlite3.connect(directory / "ingest.db")) as connection:
        found = connection.execute("SELECT * FROM ingest_outbox ORDER BY seq")
        columns = [column[0] for column in found.description]
        return Material(found.fetchall(), columns, databases)


def difference(found: Outcome, expected: Outcome) -> str:
    """Where two outcomes differ, in a few lines; empty when they do not."""
    lost = [str(row[0]) for row in expected.claims if row not in found.claims]
    more = [str(row[0]) for row in found.claims if row not in expected.claims]
    missing = [json.loads(each)["region"] for each in expected.incidents if each not in found.incidents]
    extra = [json.loads(each)["region"] for each in found.incidents if each not in expected.incidents]
    told = {"claims lost or changed": lost, "claims added or changed": more, "incidents missing": missing, "incidents added": extra}
    return "; ".join(f"{name}: {values}" for name, values in told.items() if values)
