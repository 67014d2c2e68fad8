"""The streams at a terminal: state, tail, dead letters and what can be done with them."""

import pytest

from services.runtime.console import console
from services.runtime.errors import ConfigError, Permanent
from tocsin.catalog import read_event


@pytest.fixture
def open_console(document):
    with console(document()) as opened:
        yield opened


def test_state_tells_length_lag_pending_age_and_dead_letters(open_console, raw, article):
    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    for number in range(4):
        raw.xadd("tocsin:articles", {"event": article(number).to_json()})
    raw.xadd("tocsin:articles:dead", {"event": "x"})
    raw.xreadgroup("extract", "someone", {"tocsin:articles": ">"}, count=1)
    (articles,) = [stream for stream in open_console.state() if stream.key == "tocsin:articles"]
    (group,) = articles.groups
    assert (articles.length, articles.dead, articles.unfinished) == (4, 1, 4)
    assert (group.name, group.lag, group.pending, group.consumers) == ("extract", 3, 1, 1)
    assert 0 <= group.oldest_pending < 5
    assert open_console.unfinished() == 4


def test_tail_shows_the_last_entries_and_follows(open_console, raw, article):
    ids = [raw.xadd("tocsin:articles", {"event": article(number).to_json()}) for number in range(5)]
    assert [shown.id for shown in open_console.tail("tocsin:articles", last=2)] == ids[3:]
    assert [shown.id for shown in open_console.tail("tocsin:articles", since=ids[1])] == ids[2:]
    following = open_console.tail("tocsin:articles", last=1, follow=True)
    assert next(following).id == ids[4]
    late = raw.xadd("tocsin:articles", {"event": article(9).to_json()})
    shown = next(following)
    assert shown.id == late
    assert read_event(shown.event).data.id == "art_9"


def test_dead_letters_are_listed_shown_replayed_and_dropped(open_console, raw, article):
    reason = {"dead_reason": "failed", "dead_stream": "tocsin:claims", "dead_group": "store", "dead_id": "7-0"}
    told = {**reason, "dead_deliveries": "5", "dead_error": "the database said no"}
    for number in (1, 2):
        raw.xadd("tocsin:claims:dead", {"event": article(number).to_json(), "more": "kept", **told})
    first, second = open_console.dead()
    assert (first.reason.kind, first.reason.deliveries, first.reason.error) == ("failed", 5, "the database said no")
    assert open_console.dead("tocsin:articles") == []
    assert open_console.letter(first.handle) == first
    open_console.replay(first.handle)
    open_console.drop(second.handle)
    assert open_console.dead() == []
    ((_, fields),) = raw.xrange("tocsin:claims")
    assert fields == {"event": article(1).to_json(), "more": "kept"}
    with pytest.raises(Permanent, match="dead list"):
        open_console.replay(first.handle)
    with pytest.raises(Permanent, match="called like"):
        open_console.letter("17-0")


def test_without_any_redis_it_says_what_to_start(document, tmp_path):
    with pytest.raises(ConfigError, match="tocsin up"), console(document(redis_url=None, state_dir=str(tmp_path))):
        pass
