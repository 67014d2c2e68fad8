"""What operators see of a system: status, tail and dead letters, on a real Redis and real databases."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner, Result

from services.cli.main import main
from services.runtime import deadletter, groups, server
from tocsin.streams import ARTICLES, CLAIMS, EXTRACT_GROUP, dead_letter_key

SAMPLES = Path(__file__).parents[2] / "unit" / "tocsin" / "samples"
ARTICLE = (SAMPLES / "tocsin.article.published.v1.json").read_text("utf-8")

Run = Callable[..., Result]


@pytest.fixture
def run(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command against the Redis of the test and a state directory of its own."""
    monkeypatch.setenv("TOCSIN_REDIS_URL", redis_url)
    monkeypatch.setenv("TOCSIN_STATE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return lambda *words, **options: CliRunner().invoke(main, list(words), **options)


@pytest.fixture
def dead(redis_url: str) -> str:
    """An entry that is no event, set aside; its id among the dead letters."""

    async def set_aside() -> str:
        connected = await server.connect(redis_url)
        await groups.ensure(connected, 1)
        with redis.Redis.from_url(redis_url) as client:
            client.xadd(ARTICLES, {"event": "<html>"})
            [[_, [[entry, _]]]] = client.xreadgroup(EXTRACT_GROUP, "someone", {ARTICLES: ">"})
        place = deadletter.Place(ARTICLES, EXTRACT_GROUP, entry.decode())
        assert await deadletter.move(connected, place, deadletter.Reason(deadletter.POISON, 1, "not JSON"))
        [letter] = await deadletter.listing(connected, ARTICLES)
        await connected.close()
        return letter.id

    return asyncio.run(set_aside())


def add(redis_url: str, *events: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        for event in events:
            client.xadd(ARTICLES, {"event": event})


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_dead_letter_is_listed_with_its_reason_and_shown_whole(run: Run, dead: str) -> None:
    [listed] = lines(run("dead", "list"))
    assert (listed["id"], listed["stream"], listed["kind"], listed["error"]) == (dead, ARTICLES, "poison", "not JSON")
    shown = json.loads(run("dead", "show", dead).stdout)
    assert shown["fields"]["event"] == "<html>"
    table = run("dead", "list", "--format", "table").stdout
    assert dead in table
    assert "not JSON" in table


def test_a_replayed_letter_is_back_in_its_stream_and_gone_from_the_dead(run: Run, dead: str, redis_url: str) -> None:
    assert run("dead", "replay", dead).stdout == "1 dead letter put back\n"
    with redis.Redis.from_url(redis_url) as client:
        assert client.xrevrange(ARTICLES, count=1)[0][1] == {b"event": b"<html>"}
    assert run("dead", "list").stdout == ""
    assert run("dead", "list", "--format", "table").stdout == "no dead letters\n"


@pytest.fixture
def twin(dead: str, redis_url: str) -> str:
    """A dead letter of the claims under the id that one of the articles has: ids count within a stream."""
    with redis.Redis.from_url(redis_url) as client:
        [(_, fields)] = client.xrange(dead_letter_key(ARTICLES))
        client.xadd(dead_letter_key(CLAIMS), {**fields, b"dead_stream": CLAIMS}, id=dead)
    return dead


@pytest.mark.parametrize("words", [["show"], ["drop"], ["replay"]], ids=" ".join)
def test_an_id_that_two_streams_have_is_asked_about_and_nothing_is_done(run: Run, twin: str, words: list[str]) -> None:
    result = run("dead", *words, twin)
    assert result.exit_code == 1
    assert f"{twin} is in {ARTICLES} and in {CLAIMS}: say which with --stream" in result.stderr
    assert len(lines(run("dead", "list"))) == 2


def test_the_stream_says_which_of_two_is_meant(run: Run, twin: str) -> None:
    assert json.loads(run("dead", "show", twin, "--stream", CLAIMS).stdout)["stream"] == CLAIMS
    assert run("dead", "drop", twin, "--stream", CLAIMS).stdout == "1 dead letter removed\n"
    [left] = lines(run("dead", "list"))
    assert left["stream"] == ARTICLES
    unknown = run("dead", "drop", twin, "--stream", "tocsin:nothing")
    assert unknown.exit_code == 2
    assert f"there are {ARTICLES}, {CLAIMS}" in unknown.stderr


def test_all_of_one_stream_can_be_meant(run: Run, twin: str) -> None:
    assert run("dead", "replay", "--all", "--stream", CLAIMS).stdout == "1 dead letter put back\n"
    assert [row["stream"] for row in lines(run("dead", "list"))] == [ARTICLES]


def test_dead_letters_are_read_whole_on_eighty_columns(run: Run, dead: str) -> None:
    shown = run("dead", "list", "--format", "table").stdout
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert f"{ARTICLES}  {dead}  poison, 1 delivery\n  not JSON\n" in shown


def test_dropping_all_asks_first(run: Run, dead: str) -> None:
    assert run("dead", "drop", "--all", input="n\n").exit_code == 1
    assert len(lines(run("dead", "list"))) == 1
    assert run("dead", "drop", "--all", "--yes").stdout == "1 dead letter removed\n"
    assert lines(run("dead", "list")) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "12-0"], 1, "no dead letter 12-0"),
        (["show", "twelve"], 2, "'twelve' is no id"),
        (["replay"], 2, "name one or more ids, or give --all"),
        (["drop", "--all", "12-0"], 2, "name one or more ids, or give --all"),
    ],
)
def test_a_wrong_id_is_told(run: Run, words: list[str], code: int, said: str) -> None:
    result = run("dead", *words)
    assert result.exit_code == code
    assert said in result.stderr


def test_one_unknown_id_among_several_changes_nothing(run: Run, dead: str) -> None:
    assert run("dead", "drop", dead, "12-0").exit_code == 1
    assert len(lines(run("dead", "list"))) == 1


def test_tail_gives_programs_the_events_and_people_a_line(run: Run, redis_url: str) -> None:
    add(redis_url, ARTICLE, "<html>")
    piped = run("tail", "articles", "--no-follow")
    assert piped.stdout.splitlines() == [" ".join(ARTICLE.split("\n"))]
    assert "an entry without an event: b'<html>'" in piped.stderr
    shown = run("tail", "articles", "--no-follow", "--format", "table").stdout.splitlines()
    assert "riverside-wire: Air defences down 23 drones" in shown[0]
    assert shown[1].startswith(f"unreadable {ARTICLES}")


def test_tail_shows_the_last_n(run: Run, redis_url: str) -> None:
    add(redis_url, *(f'{{"n": {number}}}' for number in range(5)))
    assert run("tail", "articles", "-n", "2", "--no-follow").stdout == '{"n": 3}\n{"n": 4}\n'
    assert run("tail", "articles", "-n", "0", "--no-follow").stdout == ""


def test_status_tells_what_waits_and_what_is_dead(run: Run, dead: str, redis_url: str) -> None:
    assert run("migrate").exit_code == 0
    add(redis_url, ARTICLE)
    rows = {row["stream"]: row for row in lines(run("status")) if row["part"] == "stream"}
    articles = rows[ARTICLES]
    assert (articles["group"], articles["to_read"], articles["dead"]) == ("extract", 1, 1)
    shown = run("status", "--format", "table").stdout
    assert "tocsin:articles" in shown
    assert "console      0 messages wait, 0 sent, 0 failed" in shown


def test_status_without_anything_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_REDIS_URL", "")
    result = run("status")
    assert result.exit_code == 1
    assert "tocsin up" in result.stderr


def test_status_shows_the_databases_while_redis_is_away(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("migrate").exit_code == 0
    monkeypatch.setenv("TOCSIN_REDIS_URL", "redis://:hunter2@127.0.0.1:1/0")
    rows = lines(run("status"))
    assert {row["part"] for row in rows} == {"destination", "away"}
    assert "127.0.0.1:1" in str(rows)
    assert "hunter2" not in str(rows)
