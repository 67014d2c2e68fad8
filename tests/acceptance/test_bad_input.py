"""Bad input gets a clear word and costs nobody else: broken feeds and pages, garbage on a stream, a wrong key, a database away."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
from generated_articles import articles, as_lines
from sqlalchemy import make_url
from system import System, eventually, tocsin

from services.runtime.redis_server import EmbeddedServer
from tocsin.streams import ARTICLES, CLAIMS, INCIDENTS, dead_letter_key

SETTINGS = """\
[runtime]
state_dir = "{state}"
min_idle = 1.0
max_deliveries = 2
[ingest]
allow_private = ["127.0.0.1"]
tick = "50ms"
[defaults]
interval = {{ min = "1s", start = "1s", max = "2s" }}
host = {{ delay = "0s", concurrency = 8 }}
"""

SOURCE = """
[[source]]
id = "{id}"
url = "{url}"
"""

ITEM = "<item><title>Item {n}</title><link>{base}/page-{n}.html</link><guid>{n}</guid></item>"
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
TEXT = (
    "Four drones were shot down over Tula Oblast overnight, regional governor Pavel Ostrovsky said on Wednesday morning.",
    "There were no casualties, the governor added. Trains ran on time, according to the railway, and schools were open all day.",
)
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Drones over Tula</title></head><body><article>'
    f"<h1>Drones over Tula</h1><p>{TEXT[0]}</p><p>{TEXT[1]}</p></article></body></html>"
)

Served = dict[str, tuple[str, bytes]]


@contextmanager
def serving(pages: Served) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # who reads stops at the size it takes
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site() -> Iterator[tuple[Served, str]]:
    """A feed that is a page, and a feed whose pages are empty, huge, of broken bytes, and good."""
    pages: Served = {
        "/html-feed": ("text/html", b"<!doctype html><html><body><h1>Sign in</h1><p>Please sign in to read.</p></body></html>"),
        "/page-1.html": ("text/html; charset=utf-8", b""),
        "/page-2.html": ("text/html; charset=utf-8", b"<html><body><p>" + b"word " * 4_000_000 + b"</p></body></html>"),
        "/page-3.html": ("text/html; charset=utf-8", PAGE.replace("Four", "Five").encode().replace(b"railway", b"r\xff\xfeilway")),
        "/page-4.html": ("text/html; charset=utf-8", PAGE.encode()),
    }
    with serving(pages) as base:
        items = "".join(ITEM.format(n=number, base=base) for number in range(1, 5))
        pages["/good-feed"] = ("application/rss+xml", FEED.format(items=items).encode())
        yield pages, base


def events(system: System, stream: str) -> list[dict[str, Any]]:
    done = system.ask("tail", stream, "-n", "1000", "--no-follow")
    return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []


def test_broken_feeds_pages_and_entries_are_told_and_the_rest_flows(
    up: Callable[..., System], site: tuple[Served, str], tmp_path: Path
) -> None:
    _, base = site
    sources = [SOURCE.format(id=name, url=f"{base}/{name}") for name in ("html-feed", "good-feed")]
    (tmp_path / "tocsin.toml").write_text(SETTINGS.format(state=tmp_path) + "".join(sources))
    system = up(tmp_path)
    server = EmbeddedServer(tmp_path, {})
    eventually(server.address, system.said)
    client = redis.Redis.from_url(str(server.address()))
    eventually(lambda: client.exists(ARTICLES) and client.exists(CLAIMS), system.said)
    client.xadd(ARTICLES, {"event": "<html>no event</html>"})
    client.xadd(CLAIMS, {"something": "else"})

    eventually(lambda: sum(b'"RU-TUL"' in entry.get(b"event", b"") for _, entry in client.xrange(CLAIMS)) >= 2, system.said)
    eventually(lambda: client.xlen(dead_letter_key(ARTICLES)) + client.xlen(dead_letter_key(CLAIMS)) == 2, system.said)
    dead = [json.loads(line) for line in system.ask("dead", "list").stdout.splitlines()]
    assert {letter["stream"] for letter in dead} == {ARTICLES, CLAIMS}
    assert all(letter["kind"] == "poison" and letter["error"] for letter in dead)

    status = [json.loads(line) for line in system.ask("status").stdout.splitlines()]
    state = {row["id"]: row for row in status if row["part"] == "source"}
    assert state["good-feed"]["state"] == "ok"
    assert state["html-feed"]["state"] not in {"ok", "new"}
    assert "html" in state["html-feed"]["error"].lower()
    pages = {event["data"]["url"].rpartition("/")[2]: event["data"] for event in events(system, "articles")}
    assert set(pages) == {"page-1.html", "page-2.html", "page-3.html", "page-4.html"}, "an article is never dropped"
    assert {name for name, data in pages.items() if data["quality"]["text_missing"]} == {"page-1.html", "page-2.html"}
    assert "Traceback" not in system.said()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[runtime]\nlog_levle = "info"\n', 'tocsin.toml: [runtime] unknown key "log_levle"; did you mean "log_level"?'),
        ("[ingest]\nworker = 2\n", 'tocsin.toml: [ingest] unknown key "worker"; did you mean "workers"?'),
        ('[[source]]\nid = "wire"\nurl = "https://wire.example/feed"\nlanguage = "en"\n', 'number 1 (wire) unknown key "language"'),
        ('[[destination]]\nname = "x"\nkind = "webhook"\nurl = "https://x.example"\nsecret = "env:S"\n', 'did you mean "secrets"?'),
    ],
    ids=["runtime", "ingest", "source", "destination"],
)
def test_an_unknown_key_stops_everything_with_its_name_and_the_nearest(
    up: Callable[..., System], tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "tocsin.toml").write_text(written)
    system = up(tmp_path, TOCSIN_STATE_DIR=str(tmp_path / "state"), S="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert system.process.wait(60) == 78, system.said()
    assert said in system.said()
    assert "Traceback" not in system.said()
    assert not (tmp_path / "state").exists(), "nothing is started with a wrong configuration"


class Door:
    """A port of its own that leads to a server's local socket once it is opened."""

    def __init__(self, target: str) -> None:
        self._target = target
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self._server: socket.socket | None = None

    def open(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=[self._server], daemon=True).start()

    def close(self) -> None:
        if self._server:
            self._server.close()

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                here, _ = server.accept()
                threading.Thread(target=self._join, args=[here], daemon=True).start()

    def _join(self, here: socket.socket) -> None:
        with here, socket.socket(socket.AF_UNIX) as there:
            there.connect(self._target)
            back = threading.Thread(target=_pass_on, args=(there, here), daemon=True)
            back.start()
            _pass_on(here, there)
            back.join()


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while piece := here.recv(65536):
            there.sendall(piece)
    with suppress(OSError):
        there.shutdown(socket.SHUT_WR)


@pytest.fixture
def door(postgres_url: str) -> Iterator[Door]:
    """Leads to the PostgreSQL of the test."""
    made = Door(f"{make_url(postgres_url).query['host']}/.s.PGSQL.5432")
    yield made
    made.close()


def test_a_database_that_is_away_is_waited_for_and_then_all_goes_on(
    door: Door, up: Callable[..., System], postgres_url: str, tmp_path: Path
) -> None:
    dsn = f"postgresql://postgres@127.0.0.1:{door.port}/{make_url(postgres_url).database}"
    (tmp_path / "tocsin.toml").write_text(f'[runtime]\nstate_dir = "{tmp_path}"\ndatabase_url = "env:DSN"\n')
    system = up(tmp_path, DSN=dsn)
    eventually(lambda: "waiting for the databases" in system.said(), system.said)
    with ThreadPoolExecutor() as pool:
        pushed = pool.submit(tocsin, "backfill", "-", cwd=tmp_path, given=as_lines(articles(5)), DSN=dsn)
        door.open()
        done = pushed.result()
    assert done.returncode == 0, done.stderr
    client = redis.Redis.from_url(str(EmbeddedServer(tmp_path, {}).address()))
    eventually(lambda: any(b'"RU-BRY"' in entry[b"event"] for _, entry in client.xrange(INCIDENTS)), system.said)
    assert "RU-BRY" in system.ask("incidents", "--format", "jsonl").stdout
    assert "Traceback" not in system.said()
