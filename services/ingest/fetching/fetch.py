"""One HTTP request, bounded in every direction: bytes, seconds, redirects, addresses. Owns what each answer means."""

import asyncio
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from services.ingest.fetching.exchange import Fetched, Outcome, Request, Unchanged
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.fetching.verdict import classified, refused
from services.ingest.settings import Defaults
from services.ingest.web.decode import ACCEPT_ENCODING, TooLarge, decoder, unpacked
from services.runtime.clock import Clock
from services.runtime.guard import Guard
from services.runtime.outbound import Bounds, guarded

SHARDS: Final = 8
"""HTTP clients that hosts are spread over: one pool of httpx slows down with its number of connections."""

_BOUNDS: Final = Bounds(connections=100, timeout=None, idle=15.0, kept=20)
"""Of one client; how long a request may take is said with each, by its source."""

_LONGEST_URL: Final = 2048
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_FOLLOWED: Final = ("http://", "https://")


class Fetcher:
    """HTTP clients behind the guard. Cookies, proxies of the environment and automatic redirects are off."""

    def __init__(self, guard: Guard, clock: Clock, verify: ssl.SSLContext | None = None) -> None:
        """`verify` replaces the certificates that servers are checked against."""
        self._clock = clock
        context = verify or httpx.create_ssl_context()  # one for all: each takes tens of milliseconds to make
        self._clients = tuple(guarded(guard, _BOUNDS, context) for _ in range(SHARDS))

    async def fetch(self, request: Request) -> Outcome:
        """Asks, follows redirects one by one, and reads the answer within the limits. Never raises for what a server does."""
        try:
            async with asyncio.timeout(request.limits.timeout.total):
                return await self._follow(request)
        except TimeoutError:
            return Failed(FailureKind.TIMEOUT, f"no whole answer within {request.limits.timeout.total:g} s")

    async def post(self, url: str, form: Mapping[str, str], limits: Defaults) -> Failed | None:
        """Sends a form, follows no redirect and reads no answer; None when it was accepted."""
        try:
            async with asyncio.timeout(limits.timeout.total):
                parsed = _checked(url)
                client = self._clients[hash(parsed.host) % SHARDS]
                headers = {"User-Agent": limits.user_agent, "Accept-Encoding": ACCEPT_ENCODING}
                outgoing = client.build_request("POST", parsed, data=form, headers=headers, timeout=_timeout(limits))
                response = await client.send(outgoing, stream=True)
                await response.aclose()
        except TimeoutError:
            return Failed(FailureKind.TIMEOUT, f"no answer within {limits.timeout.total:g} s")
        except Exception as error:  # noqa: BLE001  # classified, and raised again where it is ours
            return classified(error)
        return None if response.is_success else refused(response.status_code, response.headers, self._clock.now())

    async def aclose(self) -> None:
        """Closes every connection."""
        for client in self._clients:
            await client.aclose()

    async def _follow(self, request: Request) -> Outcome:
        url, seen, permanent = request.url, {request.url}, True
        origin = _origin(request.url)
        for _ in range(request.limits.max_redirects + 1):
            moved = url if permanent and url != request.url else None
            try:
                result = await self._ask(request, url, moved, secret=_origin(url) == origin)
            except Exception as error:  # noqa: BLE001  # classified below, and raised again where it is ours
                return classified(error)
            if not isinstance(result, _Redirect):
                return result
            if result.target in seen:
                return Failed(FailureKind.REDIRECTS, f"redirects go in a circle at {result.target}")
            seen.add(result.target)
            url, permanent = result.target, permanent and result.permanent
            if request.permit and url.startswith(_FOLLOWED) and (refusal := await request.permit(url)):
                return refusal
        return Failed(FailureKind.REDIRECTS, f"more than {request.limits.max_redirects} redirects")

    async def _ask(self, request: Request, url: str, moved: str | None, *, secret: bool) -> "Outcome | _Redirect":
        """One hop."""
        parsed = _checked(url)
        client = self._clients[hash(parsed.host) % SHARDS]
        outgoing = client.build_request("GET", parsed, headers=_headers(request, secret=secret), timeout=_timeout(request.limits))
        response = await client.send(outgoing, stream=True)
        try:
            if response.status_code in _REDIRECTS:
                return _redirect(response, parsed)
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return Unchanged(url, 304, *_validators(response), max_age=_max_age(response), moved=moved)
            if response.status_code != httpx.codes.OK:
                return refused(response.status_code, response.headers, self._clock.now())
            body = await _body(response, request.limits.max_body)
            return Fetched(
                url,
                response.status_code,
                *_validators(response),
                max_age=_max_age(response),
                moved=moved,
                body=body,
                content_type=response.headers.get("content-type"),
                links=tuple(response.headers.get_list("link")),
            )
        finally:
            await response.aclose()


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: str
    permanent: bool


def _headers(request: Request, *, secret: bool) -> dict[str, str]:
    given = {
        "User-Agent": request.limits.user_agent,
        "Accept": request.accept,
        "Accept-Encoding": ACCEPT_ENCODING,
        "If-None-Match": request.etag,
        "If-Modified-Since": request.last_modified,
        "Authorization": request.authorization if secret else None,
    }
    return {name: value for name, value in given.items() if value}


def _timeout(limits: Defaults) -> httpx.Timeout:
    return httpx.Timeout(limits.timeout.read, connect=limits.timeout.connect, pool=limits.timeout.total)


def _checked(url: str) -> httpx.URL:
    if len(url) > _LONGEST_URL:
        raise httpx.InvalidURL(f"the address is longer than {_LONGEST_URL} characters")
    parsed = httpx.URL(url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise httpx.UnsupportedProtocol(f"{url[:200]} is not an http or https address")
    return parsed


def _origin(url: str) -> tuple[str, str, int | None] | None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    return (parsed.scheme, parsed.host, parsed.port)


def _redirect(response: httpx.Response, base: httpx.URL) -> "_Redirect | Failed":
    target = response.headers.get("location", "").strip()
    if not target:
        return Failed(FailureKind.REDIRECTS, f"HTTP {response.status_code} without a Location", status=response.status_code)
    joined = base.join(target)
    return _Redirect(str(joined.copy_with(fragment=None)), response.status_code in _PERMANENT)


async def _body(response: httpx.Response, cap: int) -> bytes:
    """The decoded body. Raises TooLarge as soon as the cap is passed, or when the server announces more."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > cap:
        raise TooLarge(f"the server announces {declared} bytes, more than the {cap} that are read")
    unpack = decoder(response.headers.get("content-encoding", ""), cap)
    async for piece in response.aiter_raw():
        unpack.feed(piece)
    return unpacked(unpack.body(), cap)


def _validators(response: httpx.Response) -> tuple[str | None, str | None]:
    return response.headers.get("etag"), response.headers.get("last-modified")


def _max_age(response: httpx.Response) -> float | None:
    found = re.search(r"(?:^|[,\s])max-age=(\d{1,9})", response.headers.get("cache-control", ""))
    return float(found[1]) if found else None
