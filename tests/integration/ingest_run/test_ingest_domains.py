"""Sites are taken once, the longest waiting first, and come back when their holder is dead."""

import asyncio

from misbehaving import feed, reply

from services.ingest.articles.items import ItemState
from services.ingest.jobs.host import Host
from services.ingest.pacing import domains
from services.ingest.pacing.gate import Gate
from services.ingest.sources.state import SourceState
from services.ingest.tables.leases import Me
from services.runtime.database import writing

ONE, TWO = Me("one", 30), Me("two", 30)


async def announced(engine, **due: float) -> None:
    async with writing(engine) as connection:
        await domains.announce(connection, [(f"{name}.example", moment) for name, moment in due.items()])


async def names(engine, me: Me, now: float, most: int = 10) -> list[str]:
    return [pace.domain.removesuffix(".example") for pace in await domains.claim(engine, me, now, most)]


async def test_what_waits_longest_is_taken_first_and_once(any_ingest):
    await announced(any_ingest, a=3, b=1, c=2, later=100)
    assert sorted(await names(any_ingest, ONE, 10, most=2)) == ["b", "c"]
    assert await names(any_ingest, TWO, 10) == ["a"]
    assert await names(any_ingest, TWO, 10) == []


async def test_a_renewed_lease_holds_and_one_that_is_not_passes_on(any_ingest):
    await announced(any_ingest, a=0)
    await names(any_ingest, ONE, 0)
    assert await domains.renew(any_ingest, ONE, 20) == {"a.example"}
    assert await names(any_ingest, TWO, 49) == []
    assert await names(any_ingest, TWO, 50) == ["a"]
    assert await domains.renew(any_ingest, ONE, 51) == set()


async def test_a_site_given_back_keeps_its_pace_and_is_taken_when_it_may_be_asked(any_ingest):
    await announced(any_ingest, a=0)
    (pace,) = await domains.claim(any_ingest, ONE, 0, 1)
    await domains.release(any_ingest, ONE, domains.Pace(pace.domain, next_start=600, strikes=2))
    await announced(any_ingest, a=5)
    assert await names(any_ingest, TWO, 500) == []
    (again,) = await domains.claim(any_ingest, TWO, 600, 1)
    assert (again.next_start, again.strikes) == (600, 2)


async def test_a_site_without_work_is_not_taken(any_ingest):
    await announced(any_ingest, a=0)
    (pace,) = await domains.claim(any_ingest, ONE, 0, 1)
    await domains.release(any_ingest, ONE, pace)
    assert await names(any_ingest, TWO, 10_000) == []


async def test_what_is_announced_while_a_site_is_held_is_not_lost_by_giving_it_back_late(any_ingest):
    await announced(any_ingest, a=0)
    (pace,) = await domains.claim(any_ingest, ONE, 0, 1)
    await domains.release(any_ingest, TWO, pace)  # by one who does not hold it: nothing happens
    assert await names(any_ingest, TWO, 10) == []


async def test_at_its_end_a_process_gives_everything_back(any_ingest):
    await announced(any_ingest, a=0, b=0)
    await names(any_ingest, ONE, 0)
    await domains.release_all(any_ingest, ONE)
    assert sorted(await names(any_ingest, TWO, 1)) == ["a", "b"]


async def test_lists_that_are_always_due_leave_every_other_turn_to_pages(at_desk):
    """At a slow site one job is asked for at a time; many lists of it would have every turn, and no page ever be read."""
    at_desk.site.answers["/feed"] = reply(200, feed(("/1", "One"), site=at_desk.site))
    for name in ("paper", "city", "sport"):
        at_desk.declare(id=name, url=at_desk.site.url(f"/feed?{name}" if name != "paper" else "/feed"), host={"delay": "5s"})
    assert await at_desk.poll("paper") is None
    at_desk.clock.ahead(days=2)
    at_desk.clock.ahead(days=2)
    slow = domains.Pace("127.0.0.1")
    host = Host(at_desk.work, Gate(slow, at_desk.clock, asyncio.Semaphore(1), at_desk.clock.now().timestamp() + 60))
    jobs = [await host._due() for _ in range(2)]
    assert [type(job.row) for job in jobs if job] == [SourceState, ItemState]
