"""The doctor on real servers: what is well, and the sentence for each thing that is not."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.runtime.redis_server import find_binary

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Asks the doctor about a tocsin.toml."""

    def run(*tables: str, **env: str) -> Result:
        file = tmp_path / "tocsin.toml"
        file.write_text(f'[runtime]\nstate_dir = "{tmp_path}"\n' + "\n".join(tables))
        return CliRunner().invoke(main, ["doctor", "--config", str(file)], env={"REDIS_URL": "", "CHAT_KEY": SECRET, **env})

    return run


@pytest.fixture
def listening() -> Iterator[int]:
    """A port on loopback that accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def started() -> Iterator[Callable[[dict[str, str]], int]]:
    """Starts a server of one's own with options; the port it answers on."""
    running: list[subprocess.Popen[bytes]] = []

    def start(options: dict[str, str]) -> int:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port: int = probe.getsockname()[1]
        words = [word for name, value in {"save": "", **options}.items() for word in (f"--{name}", value)]
        command = [str(find_binary(os.environ).path), "--port", str(port), *words]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return port
            time.sleep(0.02)
        raise AssertionError("the server did not start")

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


def destination(port: int, *more: str) -> str:
    rows = ['name = "room"', 'kind = "webhook"', f'url = "http://127.0.0.1:{port}/hook"', 'secrets = ["env:CHAT_KEY"]', *more]
    return "\n".join(["[[destination]]", *rows])


def test_a_server_that_answers_is_well(ask: Ask, redis_url: str) -> None:
    result = ask(TOCSIN_REDIS_URL=redis_url)
    assert result.exit_code == 0, result.output
    assert "✓ redis" in result.output


def model(port: int, *more: str) -> str:
    return "\n".join(["[extract.propose]", f'url = "http://127.0.0.1:{port}/v1"', 'model = "m1"', 'key = "env:CHAT_KEY"', *more])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('networks = ["127.0.0.0/8"]', "✓ model         m1: 127.0.0.1 answers; try it with `tocsin explain --propose FILE`"),
        ("", 'if that is meant, add it to [extract.propose]: networks = ["127.0.0.1"]'),
        ("timeuot = 5", 'unknown key "propose.timeuot"; did you mean "timeout"?'),
    ],
)
def test_a_language_model_is_looked_at_where_one_is_named(ask: Ask, listening: int, more: str, said: str) -> None:
    result = ask(model(listening, more))
    assert said in result.output
    assert SECRET not in result.output
    assert "model  " not in ask().output


def test_a_destination_that_listens_is_well(ask: Ask, listening: int) -> None:
    result = ask(destination(listening, 'networks = ["127.0.0.0/8"]'))
    assert result.exit_code == 0, result.output
    assert "✓ destination   room (webhook): 127.0.0.1 answers" in result.output
    assert SECRET not in result.output


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('networks = ["127.0.0.0/8"]', "room: 127.0.0.1 port 1 cannot be reached"),
        ("timeout = 5", 'networks = ["127.0.0.1"]'),
        ("timeuot = 5", 'unknown key "timeuot"; did you mean "timeout"?'),
    ],
    ids=["nobody listens", "not a public address", "misspelt key"],
)
def test_a_destination_in_trouble_is_told(ask: Ask, more: str, said: str) -> None:
    result = ask(destination(1, more))
    assert result.exit_code == 1
    assert said in result.output


def test_a_secret_that_is_not_there_is_named_and_never_shown(ask: Ask, listening: int) -> None:
    result = ask(destination(listening).replace("env:CHAT_KEY", "env:NO_SUCH_KEY"))
    assert result.exit_code == 1
    assert "NO_SUCH_KEY is not set" in result.output


def test_a_source_with_a_mistake_is_named(ask: Ask) -> None:
    result = ask('[[source]]\nid = "wire"\nurl = "wire.example/feed"\n')
    assert result.exit_code == 1
    assert 'number 1 (wire) a source of kind "feed" needs a url that begins with http:// or https://' in result.output


@pytest.mark.parametrize(
    ("options", "address", "said"),
    [
        ({"requirepass": "right"}, "redis://:hunter2@{}", "check user and password in redis_url"),
        ({"maxmemory": "64mb", "maxmemory-policy": "allkeys-lru"}, "redis://{}", "set maxmemory-policy noeviction there"),
    ],
    ids=["wrong password", "evicts"],
)
def test_a_redis_that_cannot_be_relied_on_is_told(
    ask: Ask, started: Callable[..., int], options: dict[str, str], address: str, said: str
) -> None:
    result = ask(TOCSIN_REDIS_URL=address.format(f"127.0.0.1:{started(options)}/0"))
    assert result.exit_code == 1
    assert said in result.output
    assert "hunter2" not in result.output
