"""The properties that make incidents trustworthy, on random newsrooms and a real SQLite file."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from store_building import NOW, content, events_of, everything, held, take

from services.runtime import database
from services.store.alerts.deliver import Courier
from services.store.alerts.message import full
from services.store.alerts.pace import Pace
from services.store.alerts.plan import Planner
from services.store.alerts.policy import Action, Traits
from services.store.alerts.sender import Outcome, Parcel, Reference, Result
from services.store.alerts.settings import Alerting, Destination, Route
from services.store.families import opens
from services.store.intake import receive
from services.store.schema import INCIDENT, METADATA, OUTBOX, VERSION_TABLE
from services.store.statement import ArticleFacts, Statement
from tocsin.catalog import read_event
from tocsin.envelope import Event
from tocsin.incident import Incident
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, IncidentState, Modality, ObjectKind, TimeBasis

SHORT, LONG = 8, 200
MARCH = datetime(2025, 3, 20, tzinfo=UTC)
WHATS = (
    (EventKind.ATTACK, ObjectKind.UAV), (EventKind.INTERCEPTION, ObjectKind.UAV), (EventKind.ATTACK, ObjectKind.ARTILLERY),
    (EventKind.ATTACK, ObjectKind.UNKNOWN), (EventKind.CASUALTIES, ObjectKind.INJURED), (EventKind.DAMAGE, ObjectKind.BUILDING),
)  # fmt: skip
SPEAKERS = (
    (None, None),
    ("Ignat Berezin", ClaimantKind.GOVERNOR),
    ("Berezin", ClaimantKind.GOVERNOR),
    ("Defense Ministry", ClaimantKind.MINISTRY),
)


@dataclass(frozen=True)
class Newsroom:
    articles: tuple[ArticleFacts, ...]
    statements: tuple[Statement, ...]

    @property
    def events(self) -> list[Event[Any]]:
        return [event for a in self.articles for event in events_of(a, self.statements)]


def window(day: int, shape: str) -> tuple[str | None, str | None]:
    def iso(days: int) -> str:
        return (MARCH + timedelta(days=days)).date().isoformat()

    return {
        "night": (iso(day - 1), iso(day)),
        "day": (iso(day), iso(day)),
        "clock": (f"{iso(day)}T22:30+03:00", f"{iso(day)}T23:10+03:00"),
        "span": (iso(day - 3), iso(day)),
        "month": (iso(day - 30), iso(day)),
        "none": (None, None),
    }[shape]


@st.composite
def statements(draw: st.DrawFn, article: str, number: int, published: int) -> Statement:
    event, kind = draw(st.sampled_from(WHATS))
    start, end = window(
        published - draw(st.sampled_from([0, 0, 0, 1, 2, 20])),
        draw(st.sampled_from(["night", "day", "clock", "span", "month", "none"])),
    )
    value = draw(st.sampled_from([None, 0, 1, 2, 3, 9]))
    speaker, speaker_kind = draw(st.sampled_from(SPEAKERS))
    return Statement(
        id=f"{article}.{number}",
        article=article,
        event=event,
        object=kind,
        region=draw(st.sampled_from(["RU-MOW", "RU-MOS", "RU-BRY", "RU", None])),
        value=value,
        bound=None if value is None else Bound.EXACT,
        place=draw(st.sampled_from([None, None, "Klintsy", "Клинцы", "Sevsk"])),
        claimant=speaker,
        claimant_kind=speaker_kind,
        start=start,
        end=end,
        basis=TimeBasis.STATED if start else None,
        modality=draw(st.sampled_from([Modality.ASSERTED, Modality.ASSERTED, Modality.UNCONFIRMED, Modality.DENIED])),
        part_of=draw(st.sampled_from([None, f"{article}.{number - 1}"])) if number else None,
        background=draw(st.integers(0, 9)) == 0,
        follow_up=draw(st.integers(0, 3)) == 0,
        offset=number * 50,
    )


@st.composite
def newsrooms(draw: st.DrawFn) -> Newsroom:
    articles, told = [], []
    for number in range(draw(st.integers(1, 6))):
        day, hour = draw(st.sampled_from([0, 1, 2, 3, 4, 6, 9, 14, 22])), draw(st.integers(0, 23))
        simhash = draw(st.sampled_from([None, "0f0f0f0f0f0f0f0f", "f0f0f0f0f0f0f0f0"]))
        facts = ArticleFacts(
            id=f"a{number}", source=f"s{number}", published=MARCH + timedelta(days=day, hours=hour), simhash=simhash
        )
        articles.append(facts)
        told += [draw(statements(facts.id, index, day)) for index in range(draw(st.integers(0, 4)))]
    return Newsroom(tuple(articles), tuple(told))


Check = Callable[[AsyncEngine], Awaitable[None]]


def in_store(check: Check) -> None:
    """Runs a check on an empty store; the file and its schema are made once a test."""

    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="tocsin-store-") as directory:
            engine = database.engine(f"sqlite:///{Path(directory) / 'store.db'}")
            await database.migrate(engine, "services.store", VERSION_TABLE)
            await check(engine)
            await engine.dispose()

    asyncio.run(run())


async def emptied(engine: AsyncEngine) -> AsyncEngine:
    async with database.writing(engine) as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(delete(table))
    return engine


def shuffled(events: Sequence[Event[Any]], seed: int) -> list[Event[Any]]:
    return Random(seed).sample(list(events), len(events))


def property_of(check: Callable[[Newsroom, int], None], cases: int) -> None:
    quick = settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    quick(given(newsrooms(), st.integers(0, 2**16))(check))()


def p1_replays_change_nothing(room: Newsroom, seed: int) -> None:
    async def check(engine: AsyncEngine) -> None:
        await take(engine, room.events)
        once = await held(engine)
        assert await take(engine, shuffled(room.events * 2, seed), batch=3) == []
        assert await held(engine) == once

    in_store(check)


def p2_any_order_ends_in_the_same_incidents(room: Newsroom, seed: int) -> None:
    async def check(engine: AsyncEngine) -> None:
        expected = content(everything(room.articles, room.statements))
        for order, batch in ((room.events, 1), (shuffled(room.events, seed), 1), (shuffled(room.events, seed + 1), 5)):
            await take(await emptied(engine), order, batch)
            assert content(await held(engine)) == expected

    in_store(check)


def p4_every_claim_is_in_one_live_incident_at_most(room: Newsroom, seed: int) -> None:
    async def check(engine: AsyncEngine) -> None:
        await take(engine, shuffled(room.events, seed), batch=2)
        counted = Counter(claim for incident in await held(engine) for claim in incident.claims)
        assert set(counted.values()) <= {1}
        whole = {claim for incident in everything(room.articles, room.statements) for claim in incident.claims}
        assert set(counted) == whole
        by_id = {s.id: s for s in room.statements}
        assert all(by_id[claim].region != "RU" for claim in counted)
        assert all(any(opens(by_id[claim]) for claim in incident.claims) for incident in await held(engine) if incident.claims)

    in_store(check)


def p5_ids_stick_and_tombstones_point_one_step(room: Newsroom, seed: int) -> None:
    async def check(engine: AsyncEngine) -> None:
        caused = await take(engine, shuffled(room.events, seed))
        async with database.reading(engine) as connection:
            rows = {row.id: row for row in await connection.execute(select(INCIDENT))}
        for row in rows.values():
            if row.state == IncidentState.MERGED:
                assert rows[row.merged_into].state != IncidentState.MERGED
        merged = {event.incident.id for event in caused if event.incident.state is IncidentState.MERGED}
        after_end = [event.incident.id for event in caused if event.incident.id in merged]
        assert Counter(after_end).keys() == merged
        revisions = [(event.incident.id, event.incident.revision) for event in caused]
        assert len(revisions) == len(set(revisions))
        for incident in {event.incident.id for event in caused}:
            own = [event for event in caused if event.incident.id == incident]
            assert [event.incident.revision for event in own] == list(range(1, len(own) + 1))
            assert all(event.incident.state is not IncidentState.MERGED for event in own[:-1])

    in_store(check)


def p6_a_copy_adds_no_origin_and_moves_no_range(room: Newsroom, seed: int) -> None:
    del seed
    if not room.statements:
        return
    original = replace(room.articles[0], simhash="00000000ffffffff")
    copy = replace(original, id="copy", source="copier", published=original.published and original.published + timedelta(hours=1))
    copied = [
        replace(s, id=f"copy.{s.id}", article="copy", part_of=s.part_of and f"copy.{s.part_of}")
        for s in room.statements
        if s.article == original.id and s.start
    ]
    others = room.articles[1:]
    before = everything([original, *others], room.statements)
    after = everything([original, *others, copy], [*room.statements, *copied])

    def weighed(incidents: Sequence[Incident]) -> dict[frozenset[str], object]:
        ranges = {
            frozenset(c for c in incident.claims if not c.startswith("copy")): (
                incident.origins,
                incident.claimants,
                [(f.event, f.object, f.part, f.minimum, f.maximum, f.agreed) for f in incident.facts],
            )
            for incident in incidents
        }
        return {claims: value for claims, value in ranges.items() if claims}

    assert weighed(after) == weighed(before)


def p7_an_incident_opens_once(room: Newsroom, seed: int) -> None:
    async def check(engine: AsyncEngine) -> None:
        await take(engine, shuffled(room.events * 2, seed))
        async with database.reading(engine) as connection:
            events = [read_event(row.event) for row in await connection.execute(select(OUTBOX.c.event))]
        opened = Counter(
            event.data.incident.id for event in events if event.type in {"tocsin.incident.opened.v1", "tocsin.incident.split.v1"}
        )
        assert set(opened.values()) <= {1}
        assert {incident.id for incident in await held(engine)} <= set(opened)

    in_store(check)


class Chat:
    """Takes every message; hands out ids like a bot's service."""

    traits = Traits(edits=True, replies=True)

    def __init__(self) -> None:
        self.pace = Pace(())
        self.heard: list[Parcel] = []

    async def send(self, parcel: Parcel) -> Outcome:
        self.heard.append(parcel)
        return Outcome(Result.SENT, "sent", reference=Reference(f"m{len(self.heard)}"))

    async def aclose(self) -> None:
        pass


class Still:
    def now(self) -> datetime:
        return NOW


def p7_a_destination_hears_once_of_an_incident_and_of_its_last_state(room: Newsroom, seed: int) -> None:
    async def check(engine: AsyncEngine) -> None:
        chat, chance = Chat(), Random(seed)
        destination = Destination(name="desk", kind="console")
        planner = Planner(Alerting((destination,), (Route(to=("desk",), group_wait=0, storm=0),)), {"desk": chat.traits})
        courier = Courier(engine, Still(), destination, chat, "test")
        events = shuffled(room.events * 2, seed)
        while events:
            size = chance.randint(1, 5)
            await receive(engine, events[:size], NOW, planner.plan)
            del events[:size]
            for _ in range(chance.randint(0, 2)):
                await courier.step()
        while await courier.step() == 0:
            pass
        opened = Counter(parcel.message.incident for parcel in chat.heard if parcel.action is Action.POST)
        assert set(opened.values()) <= {1}
        current = {incident.id: incident for incident in await held(engine)}
        assert {i.id for i in current.values() if i.claims and not i.quiet} <= set(opened)
        for parcel in {p.message.incident: p for p in chat.heard if p.action in {Action.POST, Action.EDIT}}.values():
            if parcel.message.incident in current:
                now = full(current[parcel.message.incident])
                assert (parcel.message.title, parcel.message.facts, parcel.message.state) == (now.title, now.facts, now.state)
            else:
                assert parcel.message.state.startswith("Merged")

    in_store(check)


PROPERTIES = [
    p1_replays_change_nothing,
    p2_any_order_ends_in_the_same_incidents,
    p4_every_claim_is_in_one_live_incident_at_most,
    p5_ids_stick_and_tombstones_point_one_step,
    p6_a_copy_adds_no_origin_and_moves_no_range,
    p7_an_incident_opens_once,
    p7_a_destination_hears_once_of_an_incident_and_of_its_last_state,
]


@pytest.mark.parametrize("check", PROPERTIES, ids=lambda check: check.__name__)
def test_property(check):
    property_of(check, SHORT)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("check", PROPERTIES, ids=lambda check: check.__name__)
def test_property_at_length(check):
    property_of(check, LONG)
