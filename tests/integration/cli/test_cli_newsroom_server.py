"""The news site and chat as a process: what a feed reader gets from it, and what it lets into the chat."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from standardwebhooks import Webhook
from system import Child

from services.cli.newsroom.server import LARGEST_MESSAGE

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
COMMAND = [sys.executable, "-u", "-m", "services.cli", "newsroom", "--port", "0"]


@pytest.fixture
def site() -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The process, and its addresses by what they are: the outlets' feeds by language, and "chat"."""
    env = {**os.environ, "TOCSIN_NEWSROOM_SECRET": SECRET}
    with Child(COMMAND, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        found: dict[str, str] = {}
        while "chat" not in found:
            kind, address, rest = process.stdout.readline().split(maxsplit=2)
            found["chat" if kind == "chat" else rest.strip().rstrip(")").rpartition(", ")[2]] = address
        yield process, found
        process.terminate()
        assert process.wait(10) == 0


def test_every_item_of_a_feed_leads_to_its_page(site: tuple[subprocess.Popen[str], dict[str, str]]) -> None:
    _, found = site
    assert set(found) == {"chat", "en", "ru", "uk"}
    for lang in ("en", "ru", "uk"):
        items = ET.fromstring(httpx.get(found[lang]).content).findall("./channel/item")
        assert items
        for item in items:
            page = httpx.get(item.findtext("link") or "")
            assert page.status_code == 200
            assert f'<html lang="{lang}">' in page.text


def test_a_signed_message_is_printed_and_a_forged_one_refused(site: tuple[subprocess.Popen[str], dict[str, str]]) -> None:
    process, found = site
    body = json.dumps({"text": "Привіт"}, ensure_ascii=False)
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, body),
    }
    assert httpx.post(found["chat"], content=body.replace("П", "п"), headers=headers).status_code == 401
    assert httpx.post(found["chat"], content=body, headers=headers).status_code == 204
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"text": "Привіт"}


def test_what_is_not_there_or_too_large_is_refused(site: tuple[subprocess.Popen[str], dict[str, str]]) -> None:
    _, found = site
    base = found["chat"].removesuffix("/chat")
    assert httpx.get(f"{base}/nothing.html").status_code == 404
    assert httpx.post(f"{base}/elsewhere", content=b"{}").status_code == 404
    connection = HTTPConnection(base.removeprefix("http://"), timeout=10)
    with closing(connection):
        connection.request("POST", "/chat", headers={"Content-Length": str(LARGEST_MESSAGE + 1)})
        assert connection.getresponse().status == 413


def test_a_port_that_is_taken_is_a_sentence(site: tuple[subprocess.Popen[str], dict[str, str]]) -> None:
    _, found = site
    port = found["chat"].removesuffix("/chat").rpartition(":")[2]
    done = subprocess.run([*COMMAND[:-1], port], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 78
    assert done.stderr.startswith(f"Error: cannot listen on 127.0.0.1 port {port}: Address already in use")


def test_ctrl_c_ends_it_without_a_traceback(site: tuple[subprocess.Popen[str], dict[str, str]]) -> None:
    process, _ = site
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_the_key_may_come_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET)
    env = {**os.environ, "TOCSIN_NEWSROOM_SECRET_FILE": str(tmp_path / "key")}
    with Child(COMMAND, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if line.startswith("chat"))
        process.terminate()
    assert "key from TOCSIN_NEWSROOM_SECRET" in said
    assert SECRET not in said
