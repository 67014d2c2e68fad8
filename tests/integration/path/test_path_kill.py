"""kill -9 of each service in the middle of a backfill: afterwards the database holds what an undisturbed run holds."""

import json
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis
from generated_articles import articles, as_lines
from system import System, eventually, tocsin

from services.runtime.redis_server import EmbeddedServer
from tocsin.streams import ARTICLES, CLAIMS

NUMBER = 200

SETTINGS = """\
[runtime]
state_dir = "{state}"
min_idle = 1.0
[ingest]
lease = "2s"
"""


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    home = tmp_path / "disturbed"
    home.mkdir()
    (home / "tocsin.toml").write_text(SETTINGS.format(state=home))
    running = System(home)
    yield running
    running.close()


def rows(state: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{state / 'store.db'}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def claims(state: Path) -> dict[str, tuple[Any, ...]]:
    """Every claim by its id."""
    return {row[0]: row[1:] for row in rows(state, "SELECT id, article, revision, status, data FROM claim")}


def incidents(state: Path) -> Counter[Any]:
    """What the incidents say; their ids follow from what arrived first."""
    told = [json.loads(row[0]) for row in rows(state, "SELECT data FROM incident WHERE state != 'merged'")]
    return Counter((each["region"], each["family"], each["severity"], *sorted(each["claims"])) for each in told)


def finished(state: Path) -> int:
    """Articles whose claims are all there."""
    return int(rows(state, "SELECT count(*) FROM store_article WHERE complete")[0][0])


def test_every_service_killed_in_the_middle_costs_nothing(system: System, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(as_lines(articles(NUMBER)), "utf-8")
    undisturbed = tmp_path / "undisturbed"
    done = tocsin("backfill", str(file), "--once", "--report", "jsonl", "--state-dir", str(undisturbed), cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    client = _redis(system)
    for service in ("ingest", "extract", "store"):
        system.send(service, signal.SIGSTOP)
    pushed = system.ask("backfill", str(file))
    assert pushed.returncode == 0, pushed.stderr

    _kill_when(system, "ingest", lambda: client.xlen(ARTICLES) > 0)
    _kill_when(system, "extract", lambda: client.xlen(CLAIMS) > NUMBER // 4)
    assert client.xlen(CLAIMS) < len(claims(undisturbed)), "extract was killed too late: it had finished"
    _kill_when(system, "store", lambda: finished(system.home) > 0)
    assert finished(system.home) < NUMBER, "the store was killed too late: it had finished"

    eventually(lambda: finished(system.home) == NUMBER, system.said)
    assert claims(system.home) == claims(undisturbed)
    assert incidents(system.home) == incidents(undisturbed)
    posted = Counter(row[0] for row in rows(system.home, "SELECT incident FROM delivery WHERE kind = 'opened'"))
    assert set(posted.values()) == {1}, "an incident was alerted twice"
    assert system.ask("dead", "list").stdout == ""


def _redis(system: System) -> redis.Redis:
    server = EmbeddedServer(system.home, {})
    eventually(lambda: len(system.services()) == 3 and server.address(), system.said)
    return redis.Redis.from_url(str(server.address()))


def _kill_when(system: System, service: str, moment: Callable[[], bool]) -> None:
    """Lets a stopped service go on, and kills it at the moment; its supervisor starts it again."""
    system.send(service, signal.SIGCONT)
    eventually(moment, system.said, pause=0.001)
    system.send(service, signal.SIGKILL)
