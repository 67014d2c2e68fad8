"""Apprise, in a process of its own: it delivers, tells why it cannot, connects only where it may, and ends with its time."""

import asyncio
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alert_building import dispatch
from chat_stand_in import standing

from services.runtime.errors import ConfigError
from services.store.alerts import message
from services.store.alerts.policy import Action
from services.store.alerts.sender import Parcel, Result

PARCEL = Parcel("dlv_1", "opened", Action.POST, message.notice("Дрон над «Калугой»"), datetime(2025, 3, 28, tzinfo=UTC))


class Scripted:
    """Answers as it is told to, after as long as it is told to."""

    def __init__(self, status=200, headers=None):
        self.status, self.headers = status, headers or {}
        self.heard = []

    def answer(self, request):
        self.heard.append(request)
        return self.status, self.headers, b""


async def sent(service, **destination):
    async with standing(service) as url:
        address = destination.pop("url", url.replace("http://", "json://"))
        made = dispatch([{"name": "other", "kind": "apprise", "url": "env:URL", "timeout": 20, **destination}], address)
        return await made.senders["other"].send(PARCEL)


HERE = {"networks": ["127.0.0.0/8"]}


async def test_it_delivers_what_has_no_sender_of_its_own():
    service = Scripted()
    outcome = await sent(service, **HERE)
    assert outcome.result is Result.SENT
    (request,) = service.heard
    told = json.loads(request.body)
    assert (told["title"], told["message"]) == ("Tocsin", "• Дрон над «Калугой»")


@pytest.mark.parametrize("scheme", ["json", *(pytest.param(other, marks=pytest.mark.slow) for other in ("mailto", "rsyslog"))])
async def test_it_connects_to_no_private_address_unless_allowed(scheme):
    service = Scripted()
    async with standing(service) as address:
        host = address.removeprefix("http://").rstrip("/").replace("127.0.0.1", "localhost")
        url = {"mailto": f"mailto://me:secret@{host}?smtp=localhost&to=a@b.example"}.get(scheme, f"{scheme}://{host}")
        made = dispatch([{"name": "other", "kind": "apprise", "url": "env:URL", "timeout": 20}], url)
        outcome = await made.senders["other"].send(PARCEL)
    assert outcome.result is Result.CLOSED, outcome
    assert "`networks` of the destination can permit it" in outcome.reason or "by name" in outcome.reason
    assert service.heard == []


async def test_a_redirect_into_the_own_network_is_refused_too():
    inside = Scripted()
    async with standing(inside) as elsewhere:
        port = elsewhere.rstrip("/").rpartition(":")[2]
        outcome = await sent(Scripted(302, {"Location": f"http://127.0.0.2:{port}/"}), networks=["127.0.0.1/32"])
    assert (outcome.result, "127.0.0.2 is not a public address" in outcome.reason) == (Result.CLOSED, True)
    assert inside.heard == []


async def test_a_failure_says_why_without_the_secrets_of_its_address():
    service = Scripted(503)
    async with standing(service) as url:
        address = f"{url.rstrip('/').replace('http://', 'json://')}/hidden-token-1234/"
        outcome = await sent(service, url=address, **HERE)
    assert outcome.result is Result.LATER
    assert "503" in outcome.reason or "Service Unavailable" in outcome.reason
    assert "hidden-token-1234" not in repr(outcome)


def children() -> set[int]:
    """Processes of this one, ended ones that nobody has asked for too; others of the suite among them."""
    stats = {int(entry.name): entry / "stat" for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found = set()
    for pid, stat in stats.items():
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(pid)
    return found


async def test_its_process_ends_with_its_time():
    release, before = asyncio.Event(), children()

    async def never(reader, writer):
        await release.wait()
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await sent(Scripted(), url=f"json://127.0.0.1:{port}", **{**HERE, "timeout": 2})
    release.set()
    server.close()
    assert (outcome.result, outcome.reason) == (Result.LATER, "no answer within 2 s")
    assert children() <= before


async def test_an_address_that_it_does_not_know_is_told_at_the_start():
    with pytest.raises(ConfigError, match="does not know this kind of address"):
        dispatch([{"name": "other", "kind": "apprise", "url": "env:URL"}], "nonsense://x")


async def test_a_proxy_of_our_environment_hides_no_address(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert (await sent(Scripted(), **HERE)).result is Result.SENT
