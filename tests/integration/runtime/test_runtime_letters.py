"""The state of the streams, and dead letters: listed, shown, put back, dropped."""

import pytest

from services.runtime import deadletter, groups, state
from services.runtime.server import connect


@pytest.fixture
async def server(redis_url):
    made = await connect(redis_url)
    yield made
    await made.close()


async def test_state_tells_length_lag_pending_age_and_dead_letters(server, raw, article):
    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    raw.xgroup_create("tocsin:articles", "a-subscriber", id="0")
    for number in range(4):
        raw.xadd("tocsin:articles", {"event": article(number).to_json()})
    raw.xadd("tocsin:articles:dead", {"event": "x"})
    raw.xreadgroup("extract", "someone", {"tocsin:articles": ">"}, count=2)
    raw.xack("tocsin:articles", "extract", raw.xrange("tocsin:articles")[0][0])
    (articles,) = [stream for stream in await state.of_streams(server, 1) if stream.key == "tocsin:articles"]
    subscriber, group = sorted(articles.groups, key=lambda each: each.name)
    assert (articles.length, articles.dead, articles.added) == (4, 1, 4)
    assert (group.name, group.lag, group.pending, group.consumers, group.own) == ("extract", 2, 1, 1, True)
    assert (subscriber.lag, subscriber.own) == (4, False)
    assert articles.unfinished == 3, "a subscriber that lags must not stop the system"
    assert 0 <= group.oldest_pending < 5
    assert await groups.unfinished(server, 1) == 3


async def test_dead_letters_are_listed_shown_put_back_and_dropped(server, raw, article):
    reason = {"dead_reason": "failed", "dead_stream": "tocsin:claims", "dead_group": "store", "dead_id": "7-0"}
    told = {**reason, "dead_deliveries": "5", "dead_error": "the database said no"}
    for number in (1, 2):
        raw.xadd("tocsin:claims:dead", {"event": article(number).to_json(), "more": "kept", **told})
    first, second = await deadletter.listing(server, "tocsin:claims")
    assert first.reason == deadletter.Reason("failed", 5, "the database said no")
    assert (first.group, first.entry, first.event) == ("store", "7-0", article(1).to_json())
    assert await deadletter.listing(server, "tocsin:articles") == []
    assert await deadletter.find(server, "tocsin:claims", first.id) == first
    assert await deadletter.replay(server, "tocsin:claims", first.id)
    assert await deadletter.drop(server, "tocsin:claims", second.id)
    assert await deadletter.listing(server, "tocsin:claims") == []
    ((_, fields),) = raw.xrange("tocsin:claims")
    assert fields == {"event": article(1).to_json(), "more": "kept"}
    assert not await deadletter.replay(server, "tocsin:claims", first.id)
    assert not await deadletter.drop(server, "tocsin:claims", first.id)
    assert await deadletter.find(server, "tocsin:claims", first.id) is None


async def test_an_entry_of_thousands_of_fields_is_moved_whole(server, raw):
    many = {f"field {number}": str(number) for number in range(5_000)}
    raw.xgroup_create("tocsin:claims", "store", id="0", mkstream=True)
    entry = raw.xadd("tocsin:claims", many)  # more than a script can hold in its hands
    raw.xreadgroup("store", "someone", {"tocsin:claims": ">"})
    place = deadletter.Place("tocsin:claims", "store", entry)
    assert await deadletter.move(server, place, deadletter.Reason(deadletter.POISON, 1, "no event"))
    assert not await deadletter.move(server, place, deadletter.Reason(deadletter.POISON, 1, "no event")), "it is gone"
    (letter,) = await deadletter.listing(server, "tocsin:claims")
    assert letter.reason.error == "no event"
    assert len(letter.fields["packed"]) > 5_000 * len("field 1")
    assert await deadletter.replay(server, "tocsin:claims", letter.id)
    assert list(raw.xrevrange("tocsin:claims", count=1)[0][1]) == ["packed"]
