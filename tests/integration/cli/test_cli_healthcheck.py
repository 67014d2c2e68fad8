"""`tocsin healthcheck` against a real HTTP server: what an engine's health check sees of a service."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli.healthcheck import readiness_address
from services.cli.main import WRONG_CONFIGURATION, main
from services.runtime.errors import ConfigError
from services.runtime.settings import RuntimeSettings

ANSWERS = {
    "/readyz": (200, b'{"ready":  true}'),
    "/away": (503, b'{"ready": false, "redis": "no answer"}'),
    "/plain": (500, b"first line\nsecond line"),
}


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _ask(*arguments: str, **env: str) -> Result:
    return CliRunner().invoke(main, ["healthcheck", *arguments], env=env)


def test_a_ready_service_is_healthy_on_whatever_it_listens(port: int) -> None:
    done = _ask(TOCSIN_HTTP_PORT=str(port), TOCSIN_HTTP_HOST="0.0.0.0")
    assert done.exit_code == 0, done.output
    assert done.output == '{"ready": true}\n'


def test_one_that_is_not_ready_says_why(port: int) -> None:
    done = _ask("--url", f"http://127.0.0.1:{port}/away")
    assert done.exit_code == 1
    assert '503: {"ready": false, "redis": "no answer"}' in done.output


def test_an_error_page_is_told_by_its_first_line(port: int) -> None:
    done = _ask("--url", f"http://127.0.0.1:{port}/plain")
    assert done.exit_code == 1
    assert done.output.endswith("500: first line\n")


def test_nothing_there_is_unhealthy() -> None:
    done = _ask(TOCSIN_HTTP_PORT="1")
    assert done.exit_code == 1
    assert "http://127.0.0.1:1/readyz does not answer" in done.output


def test_a_service_without_a_port_cannot_be_asked() -> None:
    done = _ask()
    assert done.exit_code == WRONG_CONFIGURATION
    assert "TOCSIN_HTTP_PORT" in done.output


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "127.0.0.1:9464", "http:///readyz"])
def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    assert _ask("--url", url).exit_code == 2


@pytest.mark.parametrize(
    ("host", "asked"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.7", "10.0.0.7")],
)
def test_a_listener_on_every_address_is_asked_on_loopback(host: str, asked: str) -> None:
    assert readiness_address(RuntimeSettings(http_host=host, http_port=9)) == f"http://{asked}:9/readyz"
    with pytest.raises(ConfigError):
        readiness_address(RuntimeSettings(http_host=host))
