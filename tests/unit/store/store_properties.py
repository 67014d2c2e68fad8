"""The eight properties that make incidents and their alerts trustworthy, on any empty store. Each raises where it does not hold."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsrooms import Newsroom, newsrooms
from sqlalchemy import delete, select
from sqlalchemy import event as hooks
from sqlalchemy.ext.asyncio import AsyncEngine
from store_building import NOW, content, everything, held, plan_nothing, take

from services.runtime import database
from services.store import links, outbox
from services.store.alerts.deliver import Courier
from services.store.alerts.message import full
from services.store.alerts.pace import Pace
from services.store.alerts.plan import Planner
from services.store.alerts.policy import Action, Traits
from services.store.alerts.sender import Outcome, Parcel, Reference, Result
from services.store.alerts.settings import Alerting, Destination, Route
from services.store.families import opens
from services.store.happening import Link
from services.store.intake import receive
from services.store.schema import CLAIM, INCIDENT, METADATA, OUTBOX, VERSION_TABLE
from tocsin.catalog import read_event
from tocsin.envelope import Event
from tocsin.incident import Incident, IncidentEvent
from tocsin.vocabulary import IncidentState

WORKERS = 8

Property = Callable[[AsyncEngine, Newsroom, int], Awaitable[None]]
"""Checks one newsroom on an empty store; the number decides orders and moments."""


def hold(check: Property, url: str, cases: int) -> None:
    """Runs a property on so many random newsrooms, each in an emptied store at the address."""
    quick = settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    with asyncio.Runner() as runner:
        engine = database.engine(url)
        runner.run(database.migrate(engine, "services.store", VERSION_TABLE))

        def case(room: Newsroom, seed: int) -> None:
            runner.run(_emptied_and_checked(check, engine, room, seed))

        try:
            quick(given(newsrooms(), st.integers(0, 2**16))(case))()
        finally:
            runner.run(engine.dispose())


async def _emptied_and_checked(check: Property, engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    await empty(engine)
    await check(engine, room, seed)


async def empty(engine: AsyncEngine) -> None:
    async with database.writing(engine) as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(delete(table))


def shuffled(events: Sequence[Event[Any]], seed: int) -> list[Event[Any]]:
    return Random(seed).sample(list(events), len(events))


async def p1_replays_change_nothing(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    await take(engine, room.events)
    once = await held(engine)
    assert await take(engine, shuffled(room.events * 2, seed), batch=3) == []
    assert await held(engine) == once


async def p2_any_order_ends_in_the_same_incidents(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    expected = content(everything(room.articles, room.statements))
    for order, batch in ((room.events, 1), (shuffled(room.events, seed), 1), (shuffled(room.events, seed + 1), 5)):
        await empty(engine)
        await take(engine, order, batch)
        assert content(await held(engine)) == expected


async def p2_decisions_of_people_count_whenever_they_come(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    chance = Random(seed)
    decided: dict[frozenset[str], links.Decision] = {}
    for event in shuffled(room.events, seed):
        await take(engine, [event])
        if chance.random() < 0.4:
            _, made = await _decided(engine, chance)
            decided |= {frozenset({each.one, each.other}): each for each in made}
    people = [Link(each.one, each.other, together=each.kind == "link") for each in decided.values()]
    assert content(await held(engine)) == content(everything(room.articles, room.statements, people))


async def p3_eight_workers_end_where_one_does(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    events, chance = shuffled(room.events * 2, seed), Random(seed)
    shares: list[list[Event[Any]]] = [[] for _ in range(WORKERS)]
    for each in events:
        chance.choice(shares).append(each)
    await asyncio.gather(*(take(engine, share, batch=chance.randint(1, 3)) for share in shares))
    assert content(await held(engine)) == content(everything(room.articles, room.statements))
    await _the_feed_is_whole(engine)


async def p4_every_claim_is_in_one_live_incident_at_most(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    await take(engine, shuffled(room.events, seed), batch=2)
    counted = Counter(claim for incident in await held(engine) for claim in incident.claims)
    assert set(counted.values()) <= {1}
    whole = {claim for incident in everything(room.articles, room.statements) for claim in incident.claims}
    assert set(counted) == whole
    by_id = {s.id: s for s in room.statements}
    assert all(by_id[claim].region != "RU" for claim in counted)
    assert all(any(opens(by_id[claim]) for claim in incident.claims) for incident in await held(engine) if incident.claims)


async def p5_ids_stick_and_tombstones_point_one_step(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    """Merges and splits of the rules, and those that people decide in between."""
    caused, chance = [], Random(seed)
    for event in shuffled(room.events, seed):
        caused += await take(engine, [event])
        if chance.random() < 0.4:
            caused += (await _decided(engine, chance))[0]
    for _ in range(12):  # so that incidents that took up others are taken up themselves
        caused += (await _decided(engine, chance, ("link",)))[0]
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


async def _decided(
    engine: AsyncEngine, chance: Random, kinds: Sequence[Literal["link", "unlink"]] = ("link", "link", "unlink")
) -> tuple[Sequence[IncidentEvent], Sequence[links.Decision]]:
    """A person links or unlinks two claims of one block: what this causes, and what was decided."""
    async with database.reading(engine) as connection:
        query = (
            select(CLAIM.c.id, CLAIM.c.block).where(CLAIM.c.status == "live", CLAIM.c.first_day.is_not(None)).order_by(CLAIM.c.id)
        )
        claims = (await connection.execute(query)).all()
    one = chance.choice(claims) if claims else None
    others = [claim for claim in claims if one is not None and claim.block == one.block and claim.id != one.id]
    if one is None or not others:
        return (), ()
    made = links.Decision(one.id, chance.choice(others).id, chance.choice(kinds), "test")
    await links.note(engine, made, NOW)
    return await links.apply(engine, NOW, plan_nothing), (made,)


async def p6_a_copy_adds_no_origin_and_moves_no_range(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    original = replace(room.articles[0], simhash="00000000ffffffff")
    copy = replace(original, id="copy", source="copier", published=original.published and original.published + timedelta(minutes=1))
    copied = [
        replace(s, id=f"copy.{s.id}", article="copy", part_of=s.part_of and f"copy.{s.part_of}")
        for s in room.statements
        if s.article == original.id
    ]
    others = room.articles[1:]
    await take(engine, shuffled(Newsroom((original, *others), room.statements).events, seed))
    before = await held(engine)
    await take(engine, Newsroom((copy,), tuple(copied)).events)
    after = await held(engine)

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


async def p7_an_incident_opens_once(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    await take(engine, shuffled(room.events * 2, seed))
    async with database.reading(engine) as connection:
        events = [read_event(row.event) for row in await connection.execute(select(OUTBOX.c.event))]
    opened = Counter(
        event.data.incident.id for event in events if event.type in {"tocsin.incident.opened.v1", "tocsin.incident.split.v1"}
    )
    assert set(opened.values()) <= {1}
    assert {incident.id for incident in await held(engine)} <= set(opened)


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


DESK = Destination(name="desk", kind="console")


def planner() -> Planner:
    return Planner(Alerting((DESK,), (Route(to=("desk",), group_wait=0, storm=0),)), {"desk": Chat.traits})


async def p7_a_destination_hears_once_of_an_incident_and_of_its_last_state(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    chat, chance, plan = Chat(), Random(seed), planner().plan
    courier = Courier(engine, Still(), DESK, chat, "test")
    events = shuffled(room.events * 2, seed)
    while events:
        size = chance.randint(1, 5)
        await receive(engine, events[:size], NOW, plan)
        del events[:size]
        for _ in range(chance.randint(0, 2)):
            await courier.step()
    while await courier.step() == 0:
        pass
    opened = Counter(parcel.message.incident for parcel in chat.heard if parcel.action is Action.POST)
    assert set(opened.values()) <= {1}
    await _the_chat_shows_what_is_held(engine, chat)


async def _the_chat_shows_what_is_held(engine: AsyncEngine, chat: Chat) -> None:
    current = {incident.id: incident for incident in await held(engine)}
    opened = {parcel.message.incident for parcel in chat.heard if parcel.action is Action.POST}
    assert {i.id for i in current.values() if i.claims and not i.quiet} <= opened
    for parcel in {p.message.incident: p for p in chat.heard if p.action in {Action.POST, Action.EDIT}}.values():
        if parcel.message.incident in current:
            now = full(current[parcel.message.incident])
            assert (parcel.message.title, parcel.message.facts, parcel.message.state) == (now.title, now.facts, now.state)
        else:
            assert parcel.message.state.startswith("Merged")


class Killed(BaseException):
    """The process ends here: whatever it held in memory is gone, and its open transaction is rolled back."""


@dataclass
class Death:
    """Kills at a moment that is drawn anew after each: at a statement, at a commit, before or after a service takes a message."""

    chance: Random
    kills: int
    """How many are still to come."""
    done: int = 0
    _left: int = 0

    def __post_init__(self) -> None:
        self._left = self.chance.randint(1, 60)

    def tick(self, *_: object, **__: object) -> None:
        """One moment passes."""
        self._left -= 1
        if self.kills and self._left <= 0:
            self.kills, self.done, self._left = self.kills - 1, self.done + 1, self.chance.randint(1, 60)
            raise Killed


class MortalChat(Chat):
    """A process that can be killed just before the service takes a message, or just after."""

    def __init__(self, death: Death) -> None:
        super().__init__()
        self._death = death

    async def send(self, parcel: Parcel) -> Outcome:
        self._death.tick()
        outcome = await super().send(parcel)
        self._death.tick()
        return outcome


async def p8_killed_at_any_moment_it_loses_nothing(engine: AsyncEngine, room: Newsroom, seed: int) -> None:
    """Intake, relay and delivery, each started again after every kill; a batch that was not acknowledged comes again."""
    death = Death(Random(seed), kills=12)
    chat, published = MortalChat(death), []
    await _lived_through(engine, death, room, chat, published)
    assert content(await held(engine)) == content(everything(room.articles, room.statements))
    await _the_feed_is_whole(engine)
    async with database.reading(engine) as connection:
        rows = [row.id for row in await connection.execute(select(OUTBOX.c.id).order_by(OUTBOX.c.position))]
    assert set(published) == set(rows)
    assert list(dict.fromkeys(published)) == rows
    messages = Counter(parcel.id for parcel in chat.heard)
    assert sum(messages.values()) - len(messages) <= death.done
    once = {parcel.id: parcel for parcel in chat.heard}.values()
    posts = Counter(parcel.message.incident for parcel in once if parcel.action is Action.POST)
    assert set(posts.values()) <= {1}  # a service that knows the transaction's id shows no repeat at all
    await _the_chat_shows_what_is_held(engine, chat)


async def _lived_through(engine: AsyncEngine, death: Death, room: Newsroom, chat: Chat, published: list[str]) -> None:
    waiting = shuffled(room.events, death.kills)
    plan = planner().plan

    async def publish(events: Sequence[Event[Any]]) -> None:
        death.tick()
        published.extend(event.id for event in events)
        death.tick()

    async def life() -> bool:
        courier = Courier(engine, Still(), DESK, chat, "test")
        while waiting:
            await receive(engine, waiting[:3], NOW, plan)
            death.tick()  # committed and not acknowledged
            del waiting[:3]
            await outbox.number(engine, NOW)
            await outbox.relay(engine, publish, NOW)
            await courier.step()
        while await outbox.number(engine, NOW) + await outbox.relay(engine, publish, NOW):
            pass
        while await courier.step() == 0:
            pass
        return True

    for name in ("before_cursor_execute", "commit"):
        hooks.listen(engine.sync_engine, name, death.tick)
    try:
        ended = False
        while not ended:
            with suppress(Killed):
                ended = await life()
    finally:
        for name in ("before_cursor_execute", "commit"):
            hooks.remove(engine.sync_engine, name, death.tick)


async def _the_feed_is_whole(engine: AsyncEngine) -> None:
    """Numbered without gaps, every incident's revisions in order and each once."""
    while await outbox.number(engine, NOW):
        pass
    entries = await outbox.feed(engine, after=0, limit=10_000)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    revisions: Counter[str] = Counter()
    for entry in entries:
        revisions[entry.subject] += 1
        assert f'"revision":{revisions[entry.subject]}' in entry.event


PROPERTIES: Sequence[Property] = (
    p1_replays_change_nothing,
    p2_any_order_ends_in_the_same_incidents,
    p2_decisions_of_people_count_whenever_they_come,
    p3_eight_workers_end_where_one_does,
    p4_every_claim_is_in_one_live_incident_at_most,
    p5_ids_stick_and_tombstones_point_one_step,
    p6_a_copy_adds_no_origin_and_moves_no_range,
    p7_an_incident_opens_once,
    p7_a_destination_hears_once_of_an_incident_and_of_its_last_state,
    p8_killed_at_any_moment_it_loses_nothing,
)
