"""SIGHUP while ingest runs: other sources are read at once, by the same process; anything else ends it for a new one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from misbehaving import Site, feed, reply, serving

from services.ingest.jobs.reload import Course, only_sources
from services.runtime.settings import Document
from tocsin.catalog import read_event

ONE = {"id": "a", "url": "https://one.example/feed.xml"}

SOURCE = '[[source]]\nid = "{name}"\nurl = "{url}"\ncontent = "feed"\nhost = {{delay = "0s"}}\n'


def eventually(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert process.poll() is None, "ingest has ended"
        assert time.monotonic() < deadline, "not within 30 s"
        time.sleep(0.05)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    for name in ("one", "two"):
        made.answers[f"/{name}"] = reply(200, feed((f"/{name}/1", f"Story of {name}"), published=datetime.now(UTC)))
    with serving(made):
        yield made


def test_another_source_is_read_at_once_by_the_same_process(
    redis_url: str, tmp_path: Path, migrated_file: Path, site: Site
) -> None:
    top = '[ingest]\nallow_private = ["127.0.0.1"]\ntick = "50ms"\n'
    one, two = (SOURCE.format(name=name, url=site.url(f"/{name}")) for name in ("one", "two"))
    config = tmp_path / "tocsin.toml"
    config.write_text(top + one, encoding="utf-8")
    env = {**os.environ, "TOCSIN_CONFIG": str(config), "TOCSIN_STATE_DIR": str(tmp_path), "TOCSIN_REDIS_URL": redis_url}
    command = [sys.executable, "-m", "services.cli"]
    shutil.copyfile(migrated_file, tmp_path / "ingest.db")
    with redis.Redis.from_url(redis_url) as client, subprocess.Popen([*command, "run", "ingest"], env=env) as process:

        def told() -> set[str]:
            return {read_event(fields[b"event"]).data.source for _, fields in client.xrange("tocsin:articles")}

        try:
            eventually(lambda: told() == {"one"}, process)
            config.write_text(top + one + two, encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            eventually(lambda: told() == {"one", "two"}, process)
            config.write_text("[ingest]\nworkers = 3\n" + two, encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            assert process.wait(20) == 0
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("new", "taken"),
    [
        ({"source": [{**ONE, "id": "b"}]}, True),
        ({"source": [ONE], "defaults": {"robots": "ignore"}}, True),
        ({"source": [{**ONE, "id": "b"}], "store": {"batch": 7}, "runtime": {"log_level": "debug"}}, True),
        ({"source": [ONE], "defaults": {"extract": {"timeout": "5s"}}}, False),
        ({"source": [{**ONE, "id": "b"}], "ingest": {"tick": "90ms"}}, False),
        ({"source": [ONE], "store": {"batch": 7}}, False),
        ({"source": [ONE]}, False),
    ],
)
def test_what_is_read_is_taken_and_how_is_not(new: dict[str, object], taken: bool) -> None:
    before, after = (Course.of(Document(tables, {}, "tocsin.toml")) for tables in ({"source": [ONE]}, new))
    assert only_sources(before, after) is taken


def test_a_new_secret_of_a_source_is_taken_after_the_old_one_is_gone(tmp_path: Path) -> None:
    """The file of the old secret is not asked again: it may have been removed with the change."""

    def course(secret: Path) -> Course:
        return Course.of(Document({"source": [{**ONE, "auth": {"bearer": f"file:{secret}"}}]}, {}, "tocsin.toml"))

    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("first word\n")
    new.write_text("second word\n")
    before = course(old)
    old.unlink()
    assert only_sources(before, course(new))
