"""Signals to a real service process: debug lines on and off, and a configuration read again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from system import Child

from services.cli.main import main


class Running:
    """A store that runs, and what it has said."""

    def __init__(self, config: Path, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", "services.cli", "run", "store", "--config", str(config)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **env})
        self.said: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)

    def until_said(self, words: str, times: int = 1) -> None:
        deadline = time.monotonic() + 20
        while sum(words in line for line in self.said) < times:
            assert time.monotonic() < deadline, f"never said {words!r}: {''.join(self.said)}"
            assert self.process.poll() is None, f"ended before it said {words!r}: {''.join(self.said)}"
            time.sleep(0.02)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "tocsin.toml"
    path.write_text("[runtime]\nlog_level = 'info'\nlog_format = 'text'\n")
    return path


@pytest.fixture
def store(config: Path, tmp_path: Path, redis_url: str) -> Iterator[Running]:
    env = {"TOCSIN_REDIS_URL": redis_url, "TOCSIN_STATE_DIR": str(tmp_path / "state")}
    assert CliRunner().invoke(main, ["migrate", "--config", str(config)], env=env).exit_code == 0
    running = Running(config, env)
    running.until_said("store runs")
    yield running
    running.process.terminate()
    assert running.process.wait(25) == 0
    assert running.process.stderr is not None
    running.process.stderr.close()


def test_a_running_service_obeys_its_signals_until_one_ends_it(store: Running, config: Path) -> None:
    """One process through all: USR1 is a switch; HUP takes a log level, refuses what is wrong, and ends for what concerns it."""
    store.signal(signal.SIGUSR1)
    store.until_said("log level is now debug")
    store.signal(signal.SIGUSR1)
    store.until_said("log level is now info")

    config.write_text("[runtime]\nlog_level = 'warning'\nlog_format = 'text'\n")
    store.signal(signal.SIGHUP)
    store.until_said("log level is now warning")

    config.write_text("[store]\nbatsch = 3\n")
    store.signal(signal.SIGHUP)
    store.until_said('did you mean "batch"?')
    config.write_text("[[route]]\nto = ['nowhere']\n")
    store.signal(signal.SIGHUP)
    store.until_said("the configuration stays as it was", times=2)
    assert store.process.poll() is None, "what is wrong changes nothing"

    runtime = "[runtime]\nlog_level = 'info'\nlog_format = 'text'\n"
    others = "[ingest]\ntick = '90ms'\n[extract.propose]\ntimeout = 3\n"
    config.write_text(runtime + others)
    store.signal(signal.SIGHUP)
    store.until_said("nothing else in it concerns store")
    assert store.process.poll() is None, "what other services go by leaves it alone"

    config.write_text(f"{runtime}{others}[store]\nbatch = 7\n")
    store.signal(signal.SIGHUP)
    assert store.process.wait(20) == 0, "a change of its own settings ends it cleanly, to be started anew"


@pytest.mark.slow
def test_the_whole_system_passes_signals_on_to_each_service(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    with Child(
        [sys.executable, "-m", "services.cli", "up"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**env, "TOCSIN_STATE_DIR": str(tmp_path / "state"), "TOCSIN_LOG_FORMAT": "text"},
    ) as process:
        assert process.stderr is not None
        said: list[str] = []
        told = {"ingest": False, "extract": False, "store": False}
        for line in process.stderr:
            said.append(line)
            told |= {name: True for name in told if f"{name} runs with Redis" in line}
            if all(told.values()):
                break
        time.sleep(0.5)
        process.send_signal(signal.SIGUSR1)
        levels = 0
        for line in process.stderr:
            said.append(line)
            levels += "log level is now debug" in line
            if levels == len(told):
                break
        process.terminate()
        process.stderr.read()
        assert process.wait(40) == 0
    assert levels == 3, "".join(said)
