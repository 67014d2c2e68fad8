"""No address that is not public is connected to, however it is spelled or hidden. Nothing here leaves the loopback."""

import asyncio
import socket
from ipaddress import ip_address

import pytest

from services.ingest.fetching.exchange import Fetched, Request
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.fetching.fetch import Fetcher
from services.ingest.settings import Defaults
from services.runtime.clock import SystemClock
from services.runtime.guard import Guard, NameNotFound, RefusedAddress, is_public

LOOPBACK_SPELLINGS = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.255.255.254", "localhost", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "0", "[::]", "127.0.0.1.",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "127.0.0.1", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "fec0::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["1.1.1.1", "192.0.43.7", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_public_is_not(text):
    assert is_public(ip_address(text))


class Listening:
    """A local server that counts who connects."""

    def __init__(self):
        self.connections = 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.server.wait_closed()

    async def serve(self, reader, writer):
        self.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 302 X\r\nLocation: http://inside.example/\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()


async def fetched(guard: Guard, url: str):
    fetcher = Fetcher(guard, SystemClock())
    try:
        return await fetcher.fetch(Request(url, Defaults()))
    finally:
        await fetcher.aclose()


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
async def test_no_spelling_of_the_loopback_is_connected_to(host):
    async with Listening() as server:
        outcome = await fetched(Guard(), f"http://{host}:{server.port}/")
        assert isinstance(outcome, Failed)
        assert outcome.kind in {FailureKind.REFUSED_ADDRESS, FailureKind.DNS, FailureKind.BAD_URL}
        assert server.connections == 0


def resolving(table: dict[str, list[list[str]]]):
    """A resolver that answers from a table, one answer after another, and counts."""
    asked: list[str] = []

    async def resolve(host, port):
        asked.append(host)
        answers = table.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return resolve, asked


async def test_one_private_answer_among_public_ones_refuses_the_name():
    resolve, _ = resolving({"mixed.example": [["192.0.43.7", "10.0.0.1"]]})
    with pytest.raises(RefusedAddress, match=r"10\.0\.0\.1"):
        await Guard((), resolve).addresses("mixed.example", 80)


async def test_a_name_that_changes_its_answer_is_asked_once_and_the_checked_address_is_connected_to():
    async with Listening() as server:
        resolve, asked = resolving({"flip.example": [["127.0.0.1"], ["10.0.0.1"]], "inside.example": [["10.0.0.1"]]})
        outcome = await fetched(Guard(["127.0.0.1"], resolve), f"http://flip.example:{server.port}/")
        assert server.connections == 1
        assert asked == ["flip.example", "inside.example"]
        assert isinstance(outcome, Failed)
        assert outcome.kind is FailureKind.REFUSED_ADDRESS  # the redirect led inside: each hop is checked


async def test_own_networks_are_allowed_and_nothing_beside_them():
    guard = Guard(["127.0.0.1", "10.20.0.0/16"])
    assert [guard.permits(text) for text in ("127.0.0.1", "::ffff:127.0.0.1", "10.20.3.4", "127.0.0.2", "10.21.0.1", "::1")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


async def test_a_name_without_addresses_is_not_found_and_a_silent_resolver_is_temporary():
    async def away(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(NameNotFound) as error:
        await Guard((), away).addresses("a.example", 80)
    assert error.value.temporary
    outcome = await fetched(Guard((), away), "http://a.example/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.DNS_TEMPORARY


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    async with Listening() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.port}")
        resolve, _ = resolving({"a.example": [["10.0.0.1"]]})
        outcome = await fetched(Guard((), resolve), "http://a.example/")
        assert isinstance(outcome, Failed)
        assert server.connections == 0


async def test_cookies_and_authorization_stay_at_home():
    seen: list[str] = []

    async def serve(reader, writer):
        raw = (await reader.readuntil(b"\r\n\r\n")).decode()
        seen.append(raw.lower())
        if "get /start" in raw.lower():
            writer.write(
                b"HTTP/1.1 302 X\r\nSet-Cookie: a=b\r\nLocation: http://other.example:%d/end\r\nContent-Length: 0\r\n\r\n" % port
            )
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        resolve, _ = resolving({"a.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
        fetcher = Fetcher(Guard(["127.0.0.1"], resolve), SystemClock())
        request = Request(f"http://a.example:{port}/start", Defaults(), authorization="Bearer key")
        outcome = await fetcher.fetch(request)
        await fetcher.fetch(request)
        await fetcher.aclose()
    assert isinstance(outcome, Fetched)
    assert ["authorization: bearer key" in raw for raw in seen] == [True, False, True, False]
    assert not any("cookie" in raw for raw in seen)
    assert all(f"user-agent: {Defaults().user_agent.lower()}" in raw for raw in seen)


async def test_a_refusal_says_what_to_write_where() -> None:
    guard = Guard(setting="allow_private in [ingest]")
    advice = r'is not a public address; where that is meant, add "(127\.0\.0\.1|::1)" to allow_private in \[ingest\]'
    with pytest.raises(RefusedAddress, match=r"^127\.0\.0\.1 " + advice):
        await guard.addresses("127.0.0.1", 80)
    with pytest.raises(RefusedAddress, match=r"^localhost is (127\.0\.0\.1|::1), which " + advice):
        await guard.addresses("localhost", 80)
