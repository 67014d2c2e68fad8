"""Secrets planted everywhere a system has one: none may come out in logs, metrics, health, traces, commands or the database.

Everything runs at level debug, and what is spoken to is hostile: it refuses, and repeats in its answers what it was sent.
"""

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from system import Child

from services.cli.main import main
from services.cli.migrate import SCHEMAS
from services.cli.newsroom.articles import stories
from services.cli.newsroom.pages import site
from services.runtime import database, dump
from services.runtime.redis_server import find_binary


def _word() -> str:
    return f"canary{secrets.token_hex(12)}"


CANARIES = {
    name: _word()
    for name in ("redis", "postgres", "slack", "discord", "token", "source", "bearer", "wrong_bearer", "wrong_password", "model")
}
SIGNING = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"

CONFIG = """
[runtime]
log_level = "debug"
log_format = "json"
[ingest]
allow_private = ["127.0.0.1"]
tick = "100ms"
workers = 1
[defaults]
interval = {{ min = "1s", start = "1s", max = "2s" }}
host = {{ delay = "0s", concurrency = 4 }}
[[source]]
id = "wire"
url = "{address}/riverside-wire/feed.xml"
lang = "en"
auth = {{ header = "env:SOURCE_HEADER" }}
[[source]]
id = "pushed"
kind = "push"
auth = {{ bearer = "env:PUSH_BEARER" }}
[extract.propose]
url = "{address}/model/v1"
model = "m1"
key = "env:MODEL_KEY"
networks = ["127.0.0.1/32"]
articles = "arms"
[[destination]]
name = "slack"
kind = "slack"
url = "env:SLACK_URL"
networks = ["127.0.0.1/32"]
[[destination]]
name = "discord"
kind = "discord"
url = "env:DISCORD_URL"
networks = ["127.0.0.1/32"]
[[destination]]
name = "hook"
kind = "webhook"
url = "{address}/hook"
secrets = ["env:HOOK_SECRET"]
networks = ["127.0.0.1/32"]
[[destination]]
name = "room"
kind = "mattermost"
url = "{address}/mattermost"
token = "env:ROOM_TOKEN"
channel = "town"
networks = ["127.0.0.1/32"]
[[route]]
to = ["slack", "discord", "hook", "room"]
group_wait = 0
"""


class Hostile:
    """A news site behind a password, chats that refuse and repeat what they were sent, and a collector of traces."""

    def __init__(self) -> None:
        self.traces: list[bytes] = []
        self.told: set[str] = set()
        self.authorized = False
        pages: dict[str, tuple[str, bytes]] = {}
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hostile.authorized |= CANARIES["source"] in (self.headers.get("Authorization") or "")
                kind, body = pages.get(self.path, ("text/plain", b"none"))
                self._answer(200 if self.path in pages else 404, kind, body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path.endswith("/v1/traces"):
                    hostile.traces.append(body)
                    self._answer(200, "application/x-protobuf", b"")
                    return
                hostile.told.add(self.path.split("/")[1])
                echo = f"404 Not Found: the requested URL {self.path} was not found. {dict(self.headers)}"
                self._answer(403 if "slack" in self.path else 500, "text/html", echo.encode())

            def _answer(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        pages.update(site(stories(datetime.now(UTC)), self.address))
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    made = Hostile()
    yield made
    made.close()


@pytest.fixture
def locked_redis(tmp_path: Path) -> Iterator[str]:
    """host:port of a Redis that wants a password."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "redis.conf").write_text(f"port {port}\nbind 127.0.0.1\nrequirepass {CANARIES['redis']}\nsave ''\ndir {tmp_path}\n")
    command = [str(find_binary(os.environ).path), str(tmp_path / "redis.conf")]
    with Child(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield f"127.0.0.1:{port}"
        process.terminate()


class Services:
    """The three services as processes, and everything they say."""

    def __init__(self, config: Path, env: dict[str, str], ports: dict[str, int]) -> None:
        self.said: list[str] = []
        self.ports = ports
        self.processes = [self._start(name, config, {**env, "TOCSIN_HTTP_PORT": str(port)}) for name, port in ports.items()]

    def _start(self, name: str, config: Path, env: dict[str, str]) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "services.cli", "run", name, "--config", str(config)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        return process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.said.extend(process.stdout)

    def answers(self) -> Iterator[str]:
        for port in self.ports.values():
            for path in ("livez", "readyz", "metrics"):
                yield httpx.get(f"http://127.0.0.1:{port}/{path}", timeout=15).text

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(40)
            assert process.stdout is not None
            process.stdout.close()


def _free_ports(number: int) -> list[int]:
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _until(true: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.2)


async def _rows(url: str) -> str:
    found = []
    for schema in SCHEMAS:
        engine = database.engine(url)
        state = await database.schema_state(engine, schema.package, schema.version_table)
        async with database.reading(engine) as connection:
            for shape in dump.shapes(schema.package, schema.version_table, state.current or ""):
                found += [json.dumps([shape.name, row], ensure_ascii=False) async for row in dump.rows(connection, shape)]
        await engine.dispose()
    return "\n".join(found)


@pytest.mark.slow
def test_no_secret_comes_out_anywhere(
    hostile: Hostile, locked_redis: str, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "tocsin.toml"
    config.write_text(CONFIG.format(address=hostile.address))
    with_password = postgres_url.replace("://postgres:@", f"://postgres:{CANARIES['postgres']}@").replace(
        "://postgres@", f"://postgres:{CANARIES['postgres']}@"
    )
    assert CANARIES["postgres"] in with_password
    env = {
        **os.environ,
        "TOCSIN_REDIS_URL": f"redis://:{CANARIES['redis']}@{locked_redis}/0",
        "TOCSIN_DATABASE_URL": with_password,
        "SOURCE_HEADER": f"Bearer {CANARIES['source']}",
        "PUSH_BEARER": CANARIES["bearer"],
        "SLACK_URL": f"{hostile.address}/slack/{CANARIES['slack']}",
        "DISCORD_URL": f"{hostile.address}/discord/{CANARIES['discord']}",
        "HOOK_SECRET": SIGNING,
        "MODEL_KEY": CANARIES["model"],
        "ROOM_TOKEN": CANARIES["token"],
        "OTEL_EXPORTER_OTLP_ENDPOINT": hostile.address,
        "OTEL_BSP_SCHEDULE_DELAY": "500",
    }
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, **changed: str) -> str:
        done = CliRunner().invoke(main, [*arguments, "--config", str(config)], env={**env, **changed})
        return f"{done.output}\n{done.exception!r}"

    out = {"migrate": command("migrate")}
    services = Services(config, env, dict(zip(("ingest", "extract", "store"), _free_ports(3), strict=True)))
    try:
        push = f"http://127.0.0.1:{services.ports['ingest']}/push/pushed"
        _until(lambda: sum("runs with Redis" in line for line in services.said) == 3, 60, "".join(services.said))
        _until(lambda: {"slack", "discord", "hook", "mattermost", "model"} <= hostile.told, 90, f"told {hostile.told}")
        for bearer in (CANARIES["wrong_bearer"], CANARIES["bearer"]):
            httpx.post(push, headers={"Authorization": f"Bearer {bearer}"}, content=b"{", timeout=15)
        _until(lambda: bool(hostile.traces), 30, "traces")
        time.sleep(2)
        out["health and metrics"] = "\n".join(services.answers())
        for asked in (
            ("status", "--format", "jsonl"),
            ("doctor",),
            ("alerts", "list"),
            ("dead", "list"),
            ("incidents",),
            ("sources", "list"),
        ):
            out[" ".join(asked)] = command(*asked)
        wrong = f"redis://:{CANARIES['wrong_password']}@{locked_redis}/0"
        refused = subprocess.run(  # a process of its own: a service that ends makes sure of its end
            [sys.executable, "-m", "services.cli", "run", "extract", "--config", str(config)],
            env={**env, "TOCSIN_REDIS_URL": wrong},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert refused.returncode != 0
        out["a refused password"] = command("status", TOCSIN_REDIS_URL=wrong) + refused.stdout + refused.stderr
        out["a server that is away"] = command(
            "migrate", TOCSIN_DATABASE_URL=f"postgresql://u:{CANARIES['wrong_password']}@127.0.0.1:1/x"
        )
    finally:
        services.stop()
    out["logs"] = "".join(services.said)
    out["database"] = asyncio.run(_rows(with_password))
    out["traces"] = b"".join(hostile.traces).decode("latin-1")

    assert hostile.authorized, "the source was asked with its header"
    assert '"level": "debug"' in out["logs"]
    assert "the model at 127.0.0.1: broken (status 500: 404 Not Found" in out["logs"]
    assert "tocsin_deliveries_total" in out["health and metrics"]
    assert '"slack"' in out["database"]
    for name, canary in {**CANARIES, "signing": SIGNING, "signing key": SIGNING.removeprefix("whsec_")}.items():
        for where, text in out.items():
            at = text.find(canary)
            assert at < 0, f"the secret of {name} stands in {where}: …{text[max(0, at - 300) : at]}<HERE>"
