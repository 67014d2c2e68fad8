"""One HTTP request, bounded in every direction: bytes, seconds, redirects, addresses. Owns what each answer means."""

import asyncio
import hashlib
import re
import ssl
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.util import find_spec
from typing import Final

import httpcore
import httpx

from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.settings import Defaults
from services.ingest.web.decode import ACCEPT_ENCODING, BadEncoding, TooLarge, decoder, unpacked
from services.runtime.clock import Clock
from services.runtime.guard import Guard, GuardedBackend, NameNotFound, RefusedAddress

SHARDS: Final = 8
"""HTTP clients that hosts are spread over: one pool of httpx slows down with its number of connections."""

_CONNECTIONS: Final = 100
_LONGEST_URL: Final = 2048
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_FOLLOWED: Final = ("http://", "https://")

FEED_TYPES: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGE_TYPES: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for."""

    url: str
    limits: Defaults
    accept: str = PAGE_TYPES
    etag: str | None = None
    """Validators of the copy we have, verbatim; without any the request is unconditional."""
    last_modified: str | None = None
    authorization: str | None = field(default=None, repr=False)
    """Sent to the host of `url` only."""
    permit: "Permit | None" = field(default=None, repr=False, compare=False)
    """Asked before a redirect is followed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every good answer carries."""

    url: str
    """Address after redirects."""
    status: int
    etag: str | None
    last_modified: str | None
    max_age: float | None
    """Seconds for which the server says that asking again is of no use."""
    moved: str | None
    """Where permanent redirects, and nothing but permanent ones, led from the address asked for."""


@dataclass(frozen=True, slots=True)
class Fetched(Answer):
    """A document."""

    body: bytes = field(repr=False)
    content_type: str | None
    links: tuple[str, ...] = ()
    """Link headers, verbatim (WebSub hubs stand there)."""

    @property
    def body_hash(self) -> str:
        """SHA-256 of the decoded body."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Unchanged(Answer):
    """304: the copy we have is the newest."""


Outcome = Fetched | Unchanged | Failed

Permit = Callable[[str], Awaitable[Failed | None]]
"""Why an address may not be asked; None where it may."""


class Fetcher:
    """HTTP clients behind the guard. Cookies, proxies of the environment and automatic redirects are off."""

    def __init__(self, guard: Guard, clock: Clock, verify: ssl.SSLContext | None = None) -> None:
        """`verify` replaces the certificates that servers are checked against."""
        self._clock = clock
        context = verify or httpx.create_ssl_context()
        _remember_absence("sniffio")
        self._clients = tuple(_client(guard, context) for _ in range(SHARDS))

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
            return _classified(error)
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
                return _classified(error)
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


def _remember_absence(module: str) -> None:
    """Makes each further import of a module that is not installed fail at once.

    httpcore 1.0 tries to import sniffio at every lock it makes. Python does not remember that there is none, and looks through
    every directory of sys.path again: six times a request, milliseconds each page.
    """
    if module not in sys.modules and find_spec(module) is None:
        sys.modules[module] = None  # type: ignore[assignment]  # documented: the import raises ModuleNotFoundError


def _client(guard: Guard, context: ssl.SSLContext) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    # httpx 0.28 has no argument for the network backend; the version is pinned and a test connects through the guard.
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001
        ssl_context=context,
        max_connections=_CONNECTIONS,
        max_keepalive_connections=20,
        keepalive_expiry=15.0,
        http1=True,
        network_backend=GuardedBackend(guard),
    )
    return httpx.AsyncClient(
        transport=transport,
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
    )


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


def refused(status: int, headers: Mapping[str, str], now: datetime) -> Failed:
    """What a status that is neither 200 nor 304 nor a redirect means.

    >>> refused(429, {"retry-after": "120"}, datetime(2025, 1, 1, tzinfo=UTC)).retry_after
    120.0
    """
    wait = _retry_after(headers.get("retry-after"), now)
    if status == 429 or (status == 503 and wait is not None):
        return Failed(FailureKind.THROTTLED, f"HTTP {status}: we ask too often", wait, status)
    kinds = {404: FailureKind.NOT_FOUND, 410: FailureKind.GONE}
    if status in kinds:
        return Failed(kinds[status], f"HTTP {status}", status=status)
    if status >= 500:
        return Failed(FailureKind.SERVER, f"HTTP {status}", status=status)
    return Failed(FailureKind.REFUSED, f"HTTP {status}", status=status)


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp())


_KINDS: Final = (
    (RefusedAddress, FailureKind.REFUSED_ADDRESS),
    (TooLarge, FailureKind.TOO_LARGE),
    (BadEncoding, FailureKind.BAD_ENCODING),
    (httpx.InvalidURL, FailureKind.BAD_URL),
    (httpx.UnsupportedProtocol, FailureKind.BAD_URL),
    (UnicodeError, FailureKind.BAD_URL),
    (httpx.TimeoutException, FailureKind.TIMEOUT),
    (httpx.ConnectError, FailureKind.CONNECT),
    (httpx.TransportError, FailureKind.RESET),
    (OSError, FailureKind.RESET),
)
"""The first that fits decides."""


def _classified(error: Exception) -> Failed:
    """The one place where exceptions of a request become a kind of failure; an unknown one is raised again."""
    text = str(error) or type(error).__name__
    if isinstance(error, NameNotFound):
        return Failed(FailureKind.DNS_TEMPORARY if error.temporary else FailureKind.DNS, text)
    if _of_tls(error):
        return Failed(FailureKind.TLS, text)
    for kind_of_error, kind in _KINDS:
        if isinstance(error, kind_of_error):
            return Failed(kind, text)
    raise error


def _of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
