"""Connects only to checked public addresses, so that no link in the news leads into the operator's own network.

The check and the connection use the same address: a name is resolved once, every answer is checked, and the connection goes to
the checked number. A name server that answers differently the second time (rebinding) is never asked a second time.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port → the numeric addresses it has; raises socket.gaierror like getaddrinfo."""

_TUNNELS: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "64:ff9b::/96",  # NAT64: the last 32 bits are any IPv4 address (RFC 6052)
        "64:ff9b:1::/48",  # NAT64, local use (RFC 8215)
        "2002::/16",  # 6to4 (RFC 3056)
        "2001::/32",  # Teredo (RFC 4380)
        "::/96",  # IPv4-compatible (RFC 4291, deprecated)
        "fec0::/10",  # site-local (RFC 3879, deprecated)
    )
)
"""Networks that wrap or hide another address; `is_global` says yes to some of them."""


class RefusedAddress(Exception):
    """A host resolves to an address that must not be asked; the message names both."""

    def __init__(self, message: str, *, address: str) -> None:
        super().__init__(message)
        self.address = address


class NameNotFound(Exception):
    """A host name has no address; `temporary` where the name server did not answer."""

    def __init__(self, message: str, *, temporary: bool) -> None:
        super().__init__(message)
        self.temporary = temporary


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("192.0.43.7", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False]
    """
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    if any(address in network for network in _TUNNELS if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """What the machine's resolver answers; numbers in any spelling (0x7f.1, 2130706433) come out as what they mean."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Decides which addresses may be asked: public ones, and the operator's own networks where allowed."""

    def __init__(self, allow_private: Iterable[str] = (), resolve: Resolve = resolve_by_system, setting: str = "") -> None:
        """`allow_private` lists networks ("127.0.0.1/32") that may be asked though they are not public.

        `setting` names for people where that is configured.
        """
        self._setting = setting
        self._allowed = tuple(ipaddress.ip_network(text, strict=False) for text in allow_private)
        self._resolve = resolve

    def permits(self, text: str) -> bool:
        """Whether a numeric address may be asked."""
        address = ipaddress.ip_address(text.partition("%")[0])
        bare = getattr(address, "ipv4_mapped", None) or address
        return is_public(address) or any(bare in network for network in self._allowed if network.version == bare.version)

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host, each of them checked.

        Raises:
            RefusedAddress: when any of them may not be asked, even if others may.
            NameNotFound: when there is none.
        """
        try:
            found = await self._resolve(host.strip("[]"), port)
        except socket.gaierror as error:
            temporary = error.errno == socket.EAI_AGAIN
            raise NameNotFound(f"{host}: {error.strerror or error}", temporary=temporary) from error
        except UnicodeError as error:
            raise NameNotFound(f"{host[:80]!r} is not a host name", temporary=False) from error
        if not found:
            raise NameNotFound(f"{host} has no address", temporary=False)
        for address in found:
            if not self.permits(address):
                advice = f'; where that is meant, add "{address}" to {self._setting}' if self._setting else ""
                named = host if host.strip("[]") == address else f"{host} is {address}, which"
                raise RefusedAddress(f"{named} is not a public address{advice}", address=address)
        return found


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's way to the network, through a guard. TLS still names and verifies the host that was asked for."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the signature of the base class
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first checked address that accepts one."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._guard.addresses(host, port)
        except TimeoutError as error:
            raise NameNotFound(f"{host}: the name server does not answer", temporary=True) from error
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure is not None  # there is at least one address
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  # the signature of the base class
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: nothing of ours lives in a local socket."""
        del timeout, socket_options
        raise RefusedAddress(f"{path} is a local socket", address=path)

    async def sleep(self, seconds: float) -> None:
        """Pauses between attempts of httpcore."""
        await asyncio.sleep(seconds)
