"""What becomes of deliveries when things are not as planned: storms, silence, age, refusals, closed doors, deleted messages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alert_building import dispatch, table
from chat_stand_in import Heard, StandIn, standing
from sqlalchemy import select
from store_building import article, events_of, said

from services.runtime.database import reading
from services.store.alerts.deliver import Courier
from services.store.alerts.plan import WAITING
from services.store.alerts.prune import prune
from services.store.alerts.tables import DELIVERY, STATE
from services.store.intake import receive

START = datetime(2025, 3, 28, 12, tzinfo=UTC)


class Hand:
    """A clock that a test sets."""

    def __init__(self):
        self.moment = START

    def now(self):
        return self.moment

    def forward(self, **length):
        self.moment += timedelta(**length)


@dataclass
class Scripted:
    """Answers as it is told to."""

    reply: Callable[[Heard], tuple[int, dict[str, str], bytes]]
    heard: list[Heard] = field(default_factory=list)

    def answer(self, request: Heard) -> Any:
        self.heard.append(request)
        return self.reply(request)


def incidents(first, last, region="RU-BRY", what="attack/uav", value=None):
    """Events of one article about one incident a day, for days `first` to `last` of March."""
    for day in range(first, last + 1):
        name = f"{region}{what}{day}"
        facts = article(name, f"2025-03-{day:02}T12:00+03:00")
        yield events_of(facts, [said(f"{name}.1", what, value, when=f"2025-03-{day:02}", region=region)])


async def plan(engine, made, clock, *more):
    for every in more:
        for events in every:
            await receive(engine, events, clock.now(), made.planner.plan)


async def rounds(engine, made, clock):
    """Every courier until nothing is due."""
    busy = True
    while busy:
        busy = False
        for destination in made.alerting.destinations:
            courier = Courier(engine, clock, destination, made.senders[destination.name], "test", made._others(destination.name))
            await courier.greet()
            busy |= await courier.step() == 0


async def rows(engine, **wanted):
    async with reading(engine) as connection:
        found = await connection.execute(select(DELIVERY).order_by(DELIVERY.c.stamp))
        return [row for row in found.mappings() if all(row[key] == value for key, value in wanted.items())]


def titles(service):
    return [versions[0].splitlines()[0] for versions in service.messages.values()]


async def test_a_storm_becomes_one_digest(store):
    clock = Hand()
    service = StandIn("matrix", clock)
    async with standing(service) as url:
        made = dispatch([table("matrix", url)], storm=3)
        await plan(store, made, clock, incidents(1, 8))
        await rounds(store, made, clock)
        assert len(service.messages) == 3
        clock.forward(minutes=6)
        await rounds(store, made, clock)
        await made.aclose()
    assert titles(service)[3:] == ["5 incidents"]
    digest = service.messages["$event4"][0]
    assert all(row["incident"] in digest for row in await rows(store, action="digest"))
    assert {row["status"] for row in await rows(store)} == {"sent"}


async def test_a_digest_has_the_gravest_first(store):
    clock = Hand()
    service = StandIn("matrix", clock)
    async with standing(service) as url:
        made = dispatch([table("matrix", url)], quiet_hours="11:00-13:00", urgent_severity=5)
        await plan(store, made, clock, incidents(1, 1), incidents(2, 2, "UA-63", "casualties/killed", 2))
        clock.forward(hours=2)
        await rounds(store, made, clock)
        await made.aclose()
    ((digest,),) = service.messages.values()
    assert [line.rpartition(" ")[0] for line in digest.splitlines()[1:]] == [
        "• Attack, UA-63: 2 killed, 2 Mar 2025",
        "• Drone attack, RU-BRY, 1 Mar 2025",
    ]


async def test_what_people_would_read_too_late_becomes_a_digest_and_programs_still_get_each(store):
    clock = Hand()
    chat, program = StandIn("matrix", clock), StandIn("webhook", clock)
    async with standing(chat) as url, standing(program) as other:
        made = dispatch([table("matrix", url), table("webhook", other)])
        await plan(store, made, clock, incidents(1, 3))
        clock.forward(hours=7)
        await rounds(store, made, clock)
        await made.aclose()
    assert titles(chat) == ["3 incidents"]
    assert len(program.messages) == 3
    assert {row["reason"] for row in await rows(store, destination="matrix")} == {"sent, in a digest of 3"}


@pytest.mark.parametrize(("last", "expected"), [(2, ["2 incidents"]), (1, ["Drone attack, RU-BRY"])])
async def test_quiet_hours_end_with_a_digest_or_with_the_one_message(store, last, expected):
    clock = Hand()
    service = StandIn("matrix", clock)
    async with standing(service) as url:
        made = dispatch([table("matrix", url)], quiet_hours="11:00-13:00")
        await plan(store, made, clock, incidents(1, last))
        await rounds(store, made, clock)
        assert service.messages == {}
        await plan(store, made, clock, incidents(20, 20, "UA-63", "casualties/killed", 2))
        await rounds(store, made, clock)
        assert titles(service) == ["Attack, UA-63: 2 killed"]
        clock.forward(hours=1)
        await rounds(store, made, clock)
        await made.aclose()
    assert titles(service)[1:] == expected


async def test_a_closed_door_is_left_alone_and_another_destination_tells_the_operator(store):
    clock = Hand()
    closed, service = Scripted(lambda _: (401, {}, b"M_UNKNOWN_TOKEN")), StandIn("mattermost", clock)
    async with standing(closed) as url, standing(service) as other:
        made = dispatch([table("matrix", url), table("mattermost", other)])
        await plan(store, made, clock, incidents(1, 3))
        await rounds(store, made, clock)
        clock.forward(minutes=50)
        await rounds(store, made, clock)
        assert len(closed.heard) == 1
        notice = next(versions[0] for versions in service.messages.values() if "have stopped" in versions[0])
        assert "Alerts to matrix have stopped: answered 401" in notice.replace("\\", "")
        assert len(await rows(store, destination="matrix", status="waiting")) == 3
        clock.forward(minutes=11)
        closed.reply = lambda _: (200, {}, b'{"event_id": "$1"}')
        await rounds(store, made, clock)
        await made.aclose()
    assert await rows(store, status="waiting") == []


async def test_a_service_that_asks_for_a_day_gets_it_and_the_operator_hears_of_it(store):
    clock = Hand()
    patient = Scripted(lambda _: (429, {"retry-after": "86400"}, b""))
    other = StandIn("mattermost", clock)
    async with standing(patient) as url, standing(other) as second:
        made = dispatch([table("matrix", url), table("mattermost", second)])
        await plan(store, made, clock, incidents(1, 1))
        for hours in (0, 2, 12, 9):
            clock.forward(hours=hours)
            await rounds(store, made, clock)
        assert len(patient.heard) == 1
        clock.forward(hours=2)
        await rounds(store, made, clock)
        await made.aclose()
    assert len(patient.heard) == 2
    assert sum("Alerts to matrix wait" in versions[0] for versions in other.messages.values()) == 2


async def test_new_settings_end_a_pause(store):
    clock = Hand()
    gone, service = Scripted(lambda _: (410, {}, b"")), StandIn("webhook", clock)
    async with standing(gone) as url, standing(service) as other:
        made = dispatch([table("webhook", url)])
        await plan(store, made, clock, incidents(1, 1))
        await rounds(store, made, clock)
        clock.forward(hours=60)
        await rounds(store, made, clock)
        assert len(gone.heard) == 1
        await made.aclose()
        made = dispatch([table("webhook", other)])
        await rounds(store, made, clock)
        await made.aclose()
    assert len(service.messages) == 1


async def test_what_never_arrives_has_visibly_failed(store):
    clock = Hand()
    made = dispatch([table("webhook", "http://127.0.0.1:9")])
    await plan(store, made, clock, incidents(1, 1))
    for _ in range(90):
        await rounds(store, made, clock)
        clock.forward(hours=1)
    await made.aclose()
    (row,) = await rows(store)
    assert (row["status"], row["attempts"] > 5) == ("failed", True)
    assert row["reason"].startswith("given up after 75 hours: ConnectError")


async def test_what_is_refused_is_sent_once_more_in_its_shortest_form(store):
    clock = Hand()
    narrow = Scripted(lambda request: (413, {}, b"") if len(request.body) > 400 else (204, {}, b""))
    async with standing(narrow) as url:
        made = dispatch([table("teams", "")], url)
        await plan(store, made, clock, incidents(1, 1))
        await rounds(store, made, clock)
        await made.aclose()
    long, short = narrow.heard
    assert len(short.body) < len(long.body)
    assert [row["status"] for row in await rows(store)] == ["failed"]  # even the shortest card is longer than that


async def test_news_about_a_deleted_message_stand_by_themselves(store):
    clock = Hand()
    service = StandIn("telegram", clock)

    def reply(request: Heard) -> Any:
        if "editMessageText" in request.path:
            return 400, {}, b'{"ok":false,"description":"Bad Request: message to edit not found"}'
        return service.answer(request)

    async with standing(Scripted(reply)) as url:
        made = dispatch([table("telegram", url)])
        await plan(store, made, clock, incidents(1, 1))
        await rounds(store, made, clock)
        await plan(store, made, clock, incidents(1, 1, what="casualties/killed", value=3))
        await rounds(store, made, clock)
        await made.aclose()
    assert len(service.messages) == 2
    edit = (await rows(store, action="edit"))[0]
    assert (edit["status"], "not found" in edit["reason"]) == ("skipped", True)


async def test_a_redirect_is_not_followed(store):
    clock = Hand()
    other = Scripted(lambda _: (204, {}, b""))
    async with standing(other) as target:
        leading = Scripted(lambda _: (307, {"Location": target}, b""))
        async with standing(leading) as url:
            made = dispatch([table("webhook", url)])
            await plan(store, made, clock, incidents(1, 1))
            await rounds(store, made, clock)
            await made.aclose()
    assert (len(leading.heard), other.heard) == (1, [])
    assert "configure the address it leads to" in (await rows(store))[0]["reason"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "169.254.169.254", "10.0.0.1"])
async def test_private_addresses_are_asked_only_where_the_operator_allows_it(store, host):
    clock = Hand()
    inside = Scripted(lambda _: (204, {}, b""))
    async with standing(inside) as url:
        address = f"http://{host}:{url.rsplit(':', 1)[1]}"
        made = dispatch([{**table("webhook", address), "networks": []}])
        await plan(store, made, clock, incidents(1, 1))
        await rounds(store, made, clock)
        await made.aclose()
    assert inside.heard == []
    (row,) = await rows(store)
    assert "is not a public address; where that is meant, add " in row["reason"]
    assert "to `networks` of the destination" in row["reason"]


async def test_a_pause_that_a_service_asks_for_outlives_a_restart(store):
    clock = Hand()
    service = Scripted(lambda _: (429, {"Retry-After": "30"}, b""))
    async with standing(service) as url:
        for seconds, requests in ((0, 1), (10, 1), (20, 1), (31, 2)):
            clock.moment = START + timedelta(seconds=seconds)
            made = dispatch([table("webhook", url)])
            await plan(store, made, clock, incidents(1, 1))
            await rounds(store, made, clock)
            await made.aclose()
            assert len(service.heard) == requests
    async with reading(store) as connection:
        assert (await connection.execute(select(STATE.c.paused_until))).scalar_one() > clock.now()


async def test_news_in_the_thread_quote_what_is_new(store):
    clock = Hand()
    service = StandIn("matrix", clock)
    async with standing(service) as url:
        made = dispatch([table("matrix", url)])
        await plan(store, made, clock, incidents(28, 28))
        await rounds(store, made, clock)
        later = article("later", "2025-03-28T14:00+03:00", url="https://later.example/1")
        told = [said("later.1", "casualties/killed", 2, when="2025-03-28", by="Ignat Berezin", follow_up=True)]
        await plan(store, made, clock, [events_of(later, told)])
        await rounds(store, made, clock)
        await made.aclose()
    *_, reply = [versions[-1] for versions in service.messages.values()]
    assert "• Killed: 2 (Ignat Berezin)\n" in reply
    assert "“has risen to” Ignat Berezin, later.example" in reply


async def test_what_ended_long_ago_is_forgotten_and_its_incident_is_not_told_anew(store):
    clock = Hand()
    service = StandIn("matrix", clock)
    keep = timedelta(days=30)
    async with standing(service) as url:
        made = dispatch([table("matrix", url), table("mattermost", "http://127.0.0.1:9")])
        await plan(store, made, clock, incidents(1, 3))
        await rounds(store, made, clock)
        clock.forward(days=31)
        await plan(store, made, clock, incidents(20, 20))
        assert await prune(store, clock.now(), keep) == 3
        left = await rows(store)
        assert {(row["destination"], row["status"]) for row in left} == {("matrix", WAITING), ("mattermost", WAITING)}
        assert len(left) == 5  # what waits is never forgotten, however old it is
        assert await prune(store, clock.now(), keep) == 0
        late = article("late", "2025-03-28T12:00+03:00")
        told = [said("late.1", "casualties/killed", 1, when="2025-03-01")]
        await plan(store, made, clock, [events_of(late, told)])
        await rounds(store, made, clock)
        await made.aclose()
    assert [row["status"] for row in await rows(store, destination="matrix", action="edit")] == ["sent"]
    assert len(service.messages) == 4
    assert ["1 killed" in versions[-1] for versions in service.messages.values()] == [True, False, False, False]
