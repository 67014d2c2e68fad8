"""`tocsin up` as a process: comes up with an embedded Redis, goes down cleanly, and comes back after a kill.

The services are stand-ins that only say that they run: what is tested here is the supervision, not them.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

SYSTEM = '''
import sys
from services.cli import embedded, migrate
from services.cli.main import main
SAY = """
import os, time
from services.cli.children import stop_with_parent
stop_with_parent()
print(NAME, os.getpid(), flush=True)
if NAME == os.environ.get("REFUSES"):
    raise SystemExit(78)
time.sleep(99)
"""
embedded._command = lambda name: [sys.executable, "-c", SAY.replace("NAME", repr(name))]
migrate.SCHEMAS = tuple(schema for schema in migrate.SCHEMAS if schema.service == "store")
main(["up"])
'''

WAIT = 30

SPOKEN = re.compile(r"^(ingest|extract|store) (\d+)$", re.MULTILINE)


class System:
    """A running `tocsin up` and what it has said."""

    def __init__(self, state: Path, number: int) -> None:
        env = {**os.environ, "TOCSIN_STATE_DIR": str(state), "REDIS_URL": "", "TOCSIN_LOG_FORMAT": "text"}
        env.pop("TOCSIN_CONFIG", None)
        self._log = state / f"up-{number}.log"  # no pipe: what outlives the process would keep it open
        with self._log.open("w") as log:
            self.process = subprocess.Popen([sys.executable, "-c", SYSTEM], stderr=log, env=env, cwd=state)

    def said(self) -> str:
        """Every line so far."""
        return self._log.read_text()

    def pids(self) -> dict[str, int]:
        """The latest process id of each service, once all three have spoken."""
        eventually(lambda: len({name for name, _ in SPOKEN.findall(self.said())}) == 3, self.said)
        return {name: int(pid) for name, pid in SPOKEN.findall(self.said())}

    def close(self) -> None:
        """Ends it as an operator would."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(WAIT)


def eventually(condition: Callable[[], object], described: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, f"did not happen in {WAIT} s: {described()}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return pid != 0 and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def redis_pid(state: Path) -> int:
    """Process id of the embedded Redis; 0 once it has been stopped."""
    file = state / "redis" / "pid"
    return int(file.read_text()) if file.exists() else 0


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[[], System]]:
    with ExitStack() as stack:  # every system is ended, also when ending another fails
        started = count()

        def start() -> System:
            system = System(tmp_path, next(started))
            stack.callback(system.close)
            return system

        yield start


def test_what_is_killed_comes_back_a_second_system_is_refused_and_a_signal_stops_everything(
    up: Callable[[], System], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One system through all of it: each start of one costs seconds."""
    monkeypatch.setenv("TOCSIN_HTTP_PORT", "9464")
    system = up()
    before, server = system.pids(), redis_pid(tmp_path)
    ports = {name: _environment(pid)["TOCSIN_HTTP_PORT"] for name, pid in before.items()}
    assert ports == {"ingest": "9464", "extract": "9465", "store": "9466"}
    assert (tmp_path / "store.db").exists()

    second = up()
    assert second.process.wait(WAIT) == 1
    assert f"tocsin already runs on {tmp_path} (process {system.process.pid})" in second.said()
    assert all(alive(pid) for pid in [*before.values(), server]), "the second one harmed the first"

    os.kill(before["extract"], signal.SIGKILL)
    eventually(lambda: system.pids()["extract"] != before["extract"], system.said)
    after = system.pids()
    assert {**after, "extract": 0} == {**before, "extract": 0}, "the others stay"
    assert "extract was killed by SIGKILL; starting it again" in system.said()

    os.kill(server, signal.SIGKILL)
    eventually(lambda: redis_pid(tmp_path) != server and alive(redis_pid(tmp_path)), system.said)
    server = redis_pid(tmp_path)

    system.process.send_signal(signal.SIGINT)
    assert system.process.wait(WAIT) == 0, system.said()
    assert not [name for name, pid in after.items() if alive(pid)]
    assert not alive(server)


def test_after_the_kill_of_the_supervisor_its_services_end_and_the_next_takes_the_same_redis(
    up: Callable[[], System], tmp_path: Path
) -> None:
    first = up()
    pids = first.pids()
    server = redis_pid(tmp_path)
    first.process.kill()
    eventually(lambda: not any(alive(pid) for pid in pids.values()))
    assert alive(server), "Redis must outlive its supervisor"
    second = up()
    after = second.pids()
    assert not set(after.values()) & set(pids.values())
    assert redis_pid(tmp_path) == server
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(WAIT) == 0, second.said()
    assert not [name for name, pid in after.items() if alive(pid)]
    assert not alive(server)


def _environment(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().rstrip("\0").split("\0")
    return dict(pair.split("=", 1) for pair in pairs)


def test_a_service_that_refuses_its_configuration_stops_the_system(
    up: Callable[[], System], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFUSES", "extract")
    system = up()
    assert system.process.wait(WAIT) == 78
    assert system.said().endswith(
        "Error: extract cannot run with this configuration: see what it said above, or ask `tocsin doctor`\n"
    )
    assert [name for name, _ in SPOKEN.findall(system.said())].count("extract") == 1, "it must not be started again"
    assert not alive(redis_pid(tmp_path))


def test_a_database_that_is_away_is_waited_for_and_the_wait_can_be_ended(
    up: Callable[[], System], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://someone:hunter2@127.0.0.1:1/news")
    system = up()
    eventually(lambda: "waiting for the databases: the database does not answer" in system.said(), system.said)
    system.process.terminate()
    assert system.process.wait(WAIT) == 0
    assert not SPOKEN.search(system.said()), "no service may start without its tables"
    assert not alive(redis_pid(tmp_path))
    assert "hunter2" not in system.said()
