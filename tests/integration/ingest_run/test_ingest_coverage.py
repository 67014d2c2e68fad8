"""Silence is noticed by a source's own habit, told once, and told again when it ends."""

import pytest
from misbehaving import feed, reply
from prometheus_client import CollectorRegistry, generate_latest

from services.ingest.articles import items
from services.ingest.sources import coverage, state
from services.ingest.sources.metrics import IngestMetrics
from services.ingest.sources.state import SourceState
from services.ingest.tables import outbox

HOUR = 3600.0


def row(**given) -> SourceState:
    values = {"id": "a", "kind": "feed", "declared": "", "url": "", "domain": "", "active": True, "paused": False}
    return SourceState(**{**values, "added": 0.0, "due": 0.0, "interval": 900.0, **given})


@pytest.mark.parametrize(
    ("given", "silent_after", "hours", "silent"),
    [
        ({"last_new": 0.0, "cadence": HOUR}, None, 7.9, False),
        ({"last_new": 0.0, "cadence": HOUR}, None, 8.1, True),
        ({"last_new": 0.0, "cadence": 60.0}, None, 5.9, False),  # many publications sleep at night
        ({"last_new": 0.0, "cadence": 60.0, "failures": 1.0}, None, 1.1, True),  # it does not answer: sooner
        ({"last_new": 0.0, "cadence": 60.0, "interval": 4 * HOUR}, None, 11.9, False),  # it has hardly been asked
        ({"last_new": 0.0}, 600.0, 0.2, True),
        ({}, None, 7 * 24.0, False),  # its habit is not known yet
        ({}, None, 9 * 24.0, True),
        ({"last_new": 0.0, "cadence": 60.0, "paused": True}, None, 1000.0, False),
    ],
)
def test_patience_follows_habit(given, silent_after, hours, silent):
    assert coverage.silent(row(**given), silent_after, hours * HOUR) is silent


async def test_silence_and_recovery_are_events_once_each(any_desk):
    desk = any_desk
    desk.site.answers["/feed"] = [reply(200, feed(("/a", "A"))), reply(503), reply(200, feed(("/a", "A"), ("/b", "B")))]
    desk.declare(silent_after="2h", content="feed")
    await desk.poll()
    since = desk.clock.now()
    desk.clock.ahead(hours=3)
    await desk.poll()
    assert await coverage.look(desk.work.engine, desk.work.sources, desk.clock.now()) == ["paper"]
    assert await coverage.look(desk.work.engine, desk.work.sources, desk.clock.now()) == []
    desk.clock.ahead(hours=1)
    await desk.poll()
    silent, recovered = [event.data for event in await desk.events()]
    assert (silent.source, silent.since, silent.reason) == ("paper", since, "server: HTTP 503")
    assert (recovered.silent_since, recovered.silent_for) == (since, 4 * HOUR)


async def test_the_habit_is_learnt_from_dates_at_first_and_then_from_what_comes(at_desk):
    older = feed(("/a", "A")).partition(b"<item>")[2].replace(b"12:00:00", b"10:00:00").replace(b"/a", b"/z")
    first = feed(("/a", "A")).replace(b"</channel>", b"<item>" + older.partition(b"</channel>")[0] + b"</channel>")
    at_desk.site.answers["/feed"] = [reply(200, first), reply(200, feed(("/b", "B"), ("/a", "A")))]
    at_desk.declare()
    await at_desk.poll()
    assert (await at_desk.state()).cadence == 2 * HOUR
    at_desk.clock.ahead(hours=7)
    await at_desk.poll()
    assert (await at_desk.state()).cadence == pytest.approx(3 * HOUR)


async def test_metrics_tell_of_sources_requests_and_the_outbox(at_desk):
    registry = CollectorRegistry()
    at_desk.work.metrics = metrics = IngestMetrics(registry)
    at_desk.site.answers["/feed"] = [reply(200, feed(("/a", "A"))), reply(500)]
    at_desk.declare(silent_after="1h")
    await at_desk.poll()
    at_desk.clock.ahead(hours=2)
    await at_desk.poll()
    now = at_desk.clock.now()
    await coverage.look(at_desk.work.engine, at_desk.work.sources, now)
    metrics.show(await state.every(at_desk.work.engine), await outbox.waiting(at_desk.work.engine), now.timestamp())
    told = generate_latest(registry).decode()
    for line in (
        'tocsin_source_silent{source="paper"} 1.0',
        'tocsin_sources{status="server"} 1.0',
        'tocsin_requests_total{outcome="fetched"} 1.0',
        'tocsin_requests_total{outcome="server"} 1.0',
        'tocsin_requests_total{outcome="throttled"} 0.0',
        "tocsin_outbox_events 1.0",
    ):
        assert line in told


async def test_items_that_their_list_no_longer_shows_are_forgotten_after_a_while(at_desk):
    at_desk.site.answers["/feed"] = [reply(200, feed(("/a", "A"), ("/b", "B"))), reply(200, feed(("/b", "B"), ("/c", "C")))]
    at_desk.declare(content="feed")
    await at_desk.poll()
    await at_desk.read("paper.example")
    at_desk.clock.ahead(days=2)
    await at_desk.poll()
    await at_desk.read("paper.example")
    assert await items.forget(at_desk.work.engine, at_desk.clock.now().timestamp() - 24 * HOUR) == 1
    assert len(await at_desk.rows()) == 2
