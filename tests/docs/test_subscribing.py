"""docs/subscribing.md holds what it promises: its subscribers are taken out of the page and run against a real Redis."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from services.runtime.settings import RuntimeSettings
from tocsin import streams
from tocsin.catalog import SOURCE_SILENT, make_event
from tocsin.coverage import SourceSilent

PAGE = (Path(__file__).parents[2] / "docs" / "subscribing.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def raw(redis_url):
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


def an_incident(number: int, revision: int = 1) -> str:
    """An event as a subscriber sees it; only what every reader of the page looks at."""
    text = (
        '{"specversion": "1.0", "id": "evt_%d_%d", "source": "tocsin/store", "type": "tocsin.incident.%s.v1", "subject": "inc_%d", '
        '"time": "2026-03-14T05:06:00Z", '
        '"data": {"incident": {"id": "inc_%d", "region": "RU-KLU", "state": "open", "revision": %d}}}'
    )
    return text % (number, revision, "opened" if revision == 1 else "updated", number, number, revision)


class Printed:
    """What a process prints, line by line, without waiting for ever."""

    def __init__(self, command, env, cwd):
        self.process = subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines: list[str] = []
        self._more = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.lines.append(line.strip())
                self._more.notify_all()
        self.process.stdout.close()

    def until(self, number: int, seconds: float = 15) -> list[str]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.lines) >= number, seconds), self.lines
            return list(self.lines)

    def kill(self):
        self.process.kill()
        self.process.wait()


def exercise(start, raw, group):
    """A subscriber of the page gets each event once, whatever is repeated, and takes over what an earlier run left."""
    for number in range(3):
        raw.xadd(streams.INCIDENTS, {"event": an_incident(number)})
    raw.xgroup_create(streams.INCIDENTS, group, id="0")
    left = raw.xreadgroup(group, "an earlier run", {streams.INCIDENTS: ">"}, count=1)[0][1][0][0]
    raw.xclaim(streams.INCIDENTS, group, "an earlier run", 0, [left], idle=120_000)
    running = start()
    try:
        first = running.until(3)
        raw.xadd(streams.INCIDENTS, {"event": an_incident(1)})
        raw.xadd(streams.INCIDENTS, {"event": a_silence()})
        raw.xadd(streams.INCIDENTS, {"event": an_incident(1, revision=2)})
        told = running.until(4)
    finally:
        running.kill()
    assert sorted(first) == sorted(f"tocsin.incident.opened.v1 inc_{number} RU-KLU open" for number in range(3))
    assert told[3] == "tocsin.incident.updated.v1 inc_1 RU-KLU open", "the repeat was dropped by its id, the other type ignored"
    assert raw.xinfo_groups(streams.INCIDENTS)[0]["lag"] == 0


def a_silence() -> str:
    moment = datetime(2026, 3, 14, tzinfo=UTC)
    data = SourceSilent(source="post", since=moment, expected_every=3600, reason="HTTP 503")
    return make_event(SOURCE_SILENT, data, source="tocsin/ingest", time=moment).to_json()


def test_the_python_subscriber_runs(redis_url, raw, tmp_path):
    (script,) = blocks("python")
    (tmp_path / "subscribe.py").write_text(script, "utf-8")
    env = {**os.environ, "REDIS_URL": redis_url}
    exercise(lambda: Printed([sys.executable, "subscribe.py"], env, tmp_path), raw, "my-dashboard")


def test_the_python_subscriber_needs_nothing_but_redis_py():
    (script,) = blocks("python")
    imported = set(re.findall(r"^import (\w+)", script, re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"redis"}


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory):
    """A directory with the npm package that the page names; skips where there is no node, but fails where CI is set."""
    directory = tmp_path_factory.mktemp("node")
    (package,) = re.findall(r"`npm install (\S+)`", PAGE)
    missing = None
    if not shutil.which("node") or not shutil.which("npm"):
        missing = "no node and npm on this machine"
    else:
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", package]
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
        missing = f"npm could not install {package}: {done.stderr[-300:]}" if done.returncode else None
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return directory


@pytest.mark.slow
def test_the_javascript_subscriber_runs(redis_url, raw, node_modules):
    (script,) = blocks("javascript")
    (node_modules / "subscribe.mjs").write_text(script, "utf-8")
    env = {**os.environ, "REDIS_URL": redis_url}
    exercise(lambda: Printed(["node", "subscribe.mjs"], env, node_modules), raw, "my-dashboard-js")


def test_the_lines_for_redis_cli_do_what_the_page_says(raw):
    """Each line is given to redis-cli where there is one, else its words are sent as they are."""
    program, url = shutil.which("redis-cli"), raw.connection_pool.connection_kwargs
    entry = raw.xadd(streams.INCIDENTS, {"event": an_incident(1)}, id="1764072000000-0")
    raw.xadd(streams.INCIDENTS, {"event": an_incident(2)})
    answers = {}
    for line in [line for block in blocks("sh") for line in block.splitlines()]:
        name, *words = shlex.split(line)
        assert name == "redis-cli"
        if program:
            command = [program, "-h", url["host"], "-p", str(url["port"]), *words]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            assert not said.startswith(("ERR", "(error)", "NOGROUP")), line
            answers[line] = said
        else:
            answers[line] = str(raw.execute_command(*words))
        if "DESTROY" in line:  # the page goes on with the group in its next section
            raw.xgroup_create(streams.INCIDENTS, "my-dashboard", id="$")
        if "SETID" in line:
            again = raw.xreadgroup("my-dashboard", "reader-1", {streams.INCIDENTS: ">"})[0][1]
            assert len(again) == (2 if words[-1] == "0" else 1), "what is behind the place comes again"
    said = list(answers.values())
    assert "inc_2" in said[0]
    assert "inc_1" in said[1]
    read = next(answer for line, answer in answers.items() if "XREADGROUP" in line)
    assert "inc_1" in read
    assert "inc_2" in read
    assert raw.xrange(streams.INCIDENTS)[0][0] == entry


def test_the_page_names_the_defaults_that_the_settings_have():
    settings = RuntimeSettings()
    assert f"{settings.retain_entries:,} entries" in PAGE
    assert f"{settings.retain_days:.0f}\n  days at least" in PAGE
