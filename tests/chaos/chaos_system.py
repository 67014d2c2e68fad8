"""A whole system of real processes that may be killed: an embedded Redis, the three services, and what restarts them."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import redis

from services.runtime.redis_server import EmbeddedServer

QUICK = {
    "TOCSIN_MIN_IDLE": "0.5",
    "TOCSIN_MAX_DELIVERIES": "20",
    "TOCSIN_GRACEFUL_TIMEOUT": "5",
    "TOCSIN_LOG_FORMAT": "text",
    "TOCSIN_HTTP_PORT": "0",
    "TOCSIN_INGEST_LEASE": "1",
}
"""Settings under which a round takes seconds: what nobody finished is taken over soon."""

DATABASES = ("ingest.db", "store.db")

RESTART_AFTER = 0.2
"""Seconds until a service that ended is started again."""

START = 60.0
"""Seconds within which every service must have begun its work."""


class System:
    """One state directory, one Redis, some processes. Everything ends with `stop`."""

    def __init__(self, directory: Path, databases: Path | None = None) -> None:
        """`databases` holds migrated ones to begin with."""
        self.directory = directory
        for name in DATABASES if databases else ():
            shutil.copy(databases / name, directory / name)
        self.server = EmbeddedServer(directory, os.environ)
        self.url = self.server.start()
        self.redis = redis.Redis.from_url(self.url, decode_responses=True, retry_on_timeout=True)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "REDIS_"))}
        self.env = {**clean, **QUICK, "TOCSIN_STATE_DIR": str(directory), "TOCSIN_REDIS_URL": self.url}
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._keepers: list[threading.Thread] = []

    def command(self, *words: str) -> None:
        """Runs `tocsin …` to its end."""
        done = subprocess.run([sys.executable, "-m", "services.cli", *words], env=self.env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()

    def keep_running(self, names: Sequence[str]) -> None:
        """Starts services ("extract", "extract-2") and starts each again whenever it ends."""
        for name in names:
            keeper = threading.Thread(target=self._keep, args=(name,), daemon=True)
            keeper.start()
            self._keepers.append(keeper)

    def _keep(self, name: str) -> None:
        command = [sys.executable, "-m", "services.cli", "run", name.partition("-")[0], "--with-parent"]
        with (self.directory / f"{name}.log").open("ab") as log:
            while not self._ending.is_set():
                process = subprocess.Popen(command, env=self.env, stdin=subprocess.PIPE, stdout=log, stderr=log)
                with self._lock:
                    self._processes[name] = process
                process.wait()
                assert process.stdin is not None
                process.stdin.close()
                self._ending.wait(RESTART_AFTER)

    def until_running(self, names: Sequence[str]) -> None:
        """Returns when each of the services has begun its work: before that, trouble would meet nobody."""
        deadline = time.monotonic() + START
        while late := [name for name in names if "runs with Redis" not in self._said(name)]:
            assert time.monotonic() < deadline, f"not begun after {START} s: {late}\n{self.logs()}"
            time.sleep(0.02)

    def _said(self, name: str) -> str:
        log = self.directory / f"{name}.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def signal(self, name: str, number: int) -> None:
        """Sends a signal to a service, if it runs just now."""
        with self._lock:
            process = self._processes.get(name)
        if process is not None:
            with suppress(ProcessLookupError):
                process.send_signal(number)

    @property
    def redis_pid(self) -> int:
        """The process of the server."""
        return int((self.server.directory / "pid").read_text())

    def kill_redis(self, down: float) -> None:
        """Kills the server and starts it again after so many seconds."""
        os.kill(self.redis_pid, signal.SIGKILL)
        time.sleep(down)
        self.server.start()

    def suspend_redis(self, seconds: float) -> None:
        """Lets the server say nothing for a while."""
        os.kill(self.redis_pid, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            os.kill(self.redis_pid, signal.SIGCONT)

    def fill_redis(self, seconds: float) -> None:
        """Lets the server refuse every write for want of memory for a while."""
        self.redis.config_set("maxmemory", 1)
        try:
            time.sleep(seconds)
        finally:
            self.redis.config_set("maxmemory", 0)

    def cut_connections(self) -> None:
        """Ends every connection to the server, as a restarting proxy does."""
        self.redis.client_kill_filter(_type="normal", skipme=True)

    def lock_database(self, service: str, seconds: float) -> None:
        """Holds the write lock of a service's SQLite file for a while."""
        with closing(sqlite3.connect(self.directory / f"{service}.db", timeout=10, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    def query(self, service: str, statement: str) -> list[tuple[object, ...]]:
        """Rows of a service's database."""
        with closing(sqlite3.connect(f"file:{self.directory / service}.db?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    def logs(self) -> str:
        """The last words of every service."""
        tails = [
            f"== {log.stem}\n" + "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
            for log in self.directory.glob("*.log")
        ]
        return "\n".join(tails)

    def stop(self) -> None:
        """Ends every process that this system started."""
        self._ending.set()
        for name in list(self._processes):
            self.signal(name, signal.SIGTERM)
        for keeper in self._keepers:
            keeper.join(8)
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        self.redis.close()
        self.server.stop()
