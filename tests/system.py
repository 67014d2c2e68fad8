"""A whole system of real processes for tests, in a directory of its own, and how to wait for it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

COMMAND = [sys.executable, "-m", "services.cli"]

WAIT = 60
"""Seconds that anything may take on a busy machine."""


def own_environment(**more: str) -> dict[str, str]:
    """Nothing of the developer's configuration; output as plain lines."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_") and name != "REDIS_URL"}
    return {**kept, "TOCSIN_LOG_FORMAT": "text", **more}


def tocsin(*words: str, cwd: Path, given: str | bytes | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    raw = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        [*COMMAND, *words], cwd=cwd, input=raw, capture_output=True, timeout=WAIT, env=own_environment(**env), check=False
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def eventually(condition: Callable[[], object], described: Callable[[], object] = str, pause: float = 0.1) -> None:
    """Returns once the condition holds."""
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, f"did not happen in {WAIT} s: {described()}"
        time.sleep(pause)


class Child(subprocess.Popen[str]):
    """A process in a `with` block that is killed when the test fails: the block would else wait for it for ever."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, error, trace)


class System:
    """A running `tocsin up`; `home` holds its tocsin.toml."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home = home
        self.env = env
        self._log = home / "up.log"
        with self._log.open("a") as log:  # no pipe: what outlives the process would keep it open
            self.process = subprocess.Popen([*COMMAND, "up"], stderr=log, stdout=log, env=own_environment(**env), cwd=home)

    def said(self) -> str:
        """Every line so far."""
        return self._log.read_text("utf-8")

    def ask(self, *words: str, given: str | bytes | None = None) -> subprocess.CompletedProcess[str]:
        """Runs a command beside it, with its configuration."""
        return tocsin(*words, cwd=self.home, given=given, **self.env)

    def services(self) -> dict[str, int]:
        """Process id of each service that runs now."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (name := self._service(entry)):
                found[name] = int(entry.name)
        return found

    def _service(self, entry: Path) -> str | None:
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            return None
        return words[words.index(b"run") + 1].decode() if parent == self.process.pid and b"run" in words else None

    def send(self, service: str, number: signal.Signals) -> None:
        """Sends a signal to a service as soon as it runs."""
        eventually(lambda: service in self.services(), self.said)
        os.kill(self.services()[service], number)

    def close(self) -> None:
        """Ends it as an operator would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(WAIT)
