"""What operators declare about reading: tables `ingest`, `defaults`, `source` of tocsin.toml. Owns their form."""

import ipaddress
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from services.runtime.errors import ConfigError
from services.runtime.settings import Document, Secret, Table, runtime_settings
from tocsin import __version__
from tocsin.vocabulary import SourceKind

_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)?")
_SECONDS: Final = {None: 1, "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB|kB|MB|GB)?")
_BYTES: Final = {None: 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "kB": 10**3, "MB": 10**6, "GB": 10**9}


def seconds(value: object) -> object:
    """A duration such as "90s", "15m", "2h", "14d" in seconds; numbers are seconds already, as text from the environment too.

    >>> seconds("15m"), seconds(3), seconds("0.5")
    (900.0, 3, 0.5)
    """
    if isinstance(value, str):
        found = _DURATION.fullmatch(value.strip())
        if not found:
            raise ValueError('write a duration as a number and ms, s, m, h, d or w, for example "15m"')
        return float(found[1]) * _SECONDS[found[2]]
    return value.total_seconds() if isinstance(value, timedelta) else value


def octets(value: object) -> object:
    """A size such as "8MiB" in bytes; numbers are bytes already.

    >>> octets("8MiB")
    8388608
    """
    if isinstance(value, str):
        found = _SIZE.fullmatch(value.strip())
        if not found:
            raise ValueError('write a size as a number and KiB, MiB or GiB, for example "8MiB"')
        return int(float(found[1]) * _BYTES[found[2]])
    return value


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise ValueError(f"{text!r} is neither an address nor a network, for example 127.0.0.1 or 10.20.0.0/16") from None


Duration = Annotated[float, BeforeValidator(seconds), Field(ge=0)]
"""Seconds; written as "15m" in the file."""
Size = Annotated[int, BeforeValidator(octets), Field(ge=1)]
"""Bytes; written as "8MiB" in the file."""
Network = Annotated[str, AfterValidator(_network)]
"""An IP network, or one address."""


class IngestSettings(Table):
    """Table `ingest`: how this process reads, whatever the source."""

    allow_private: tuple[Network, ...] = ()
    """Own networks that sources may live in, such as "127.0.0.1"; every other address that is not public is refused."""
    concurrency: int = Field(default=64, ge=1, le=1000)
    """Requests under way at a time, over all sites."""
    workers: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)
    """Processes that turn pages into text."""
    lease: Duration = 30.0
    """Seconds after which another replica takes over what a dead one was working on."""
    tick: Duration = 0.5
    """Seconds between two looks for due sources."""
    relay: Duration = 0.2
    """Seconds between two looks at the outbox when it was empty."""
    outbox_max: Size = 1 << 30
    """Bytes of events that may wait for Redis; reading pauses at this bound until they are published."""
    outbox_keep: Duration = 3600.0
    """Seconds that published events stay in the outbox, for people who look."""
    keep_items: Duration = 60 * 86_400.0
    """Seconds after its last appearance that an item is remembered as seen."""
    public_url: str | None = None
    """Address under which others reach this service, for WebSub; without it no hub is asked."""


class Interval(Table):
    """Seconds between two polls of a source."""

    min: Duration = 120.0
    start: Duration = 900.0
    max: Duration = 86_400.0

    @model_validator(mode="after")
    def _ordered(self) -> "Interval":
        if not 0 < self.min <= self.start <= self.max:
            here = f"min is {self.min:g} s, start {self.start:g} s, max {self.max:g} s"
            raise ValueError(f"interval needs 0 < min <= start <= max, and {here}: set all three")
        return self


class Timeout(Table):
    """Seconds that one request may take."""

    connect: Duration = 10.0
    read: Duration = 20.0
    total: Duration = 45.0


class HostPace(Table):
    """Politeness towards one registrable domain."""

    delay: Duration = 5.0
    """Seconds between the starts of two requests."""
    concurrency: int = Field(default=2, ge=1, le=32)
    """Requests under way at a time."""


class Extract(Table):
    """How pages become text."""

    timeout: Duration = 10.0
    """Seconds after which a page that does not end is given up."""
    memory: Size = 1 << 30
    """Bytes of address space of a worker."""
    min_chars: int = Field(default=250, ge=0)
    """Characters below which a text counts as truncated."""


class Defaults(Table):
    """Table `defaults`: what holds for every source that does not say otherwise."""

    user_agent: str = f"Tocsin/{__version__} (news reader; set defaults.user_agent to name yourself)"
    """Says honestly who reads; put an address of yours in it."""
    interval: Interval = Interval()
    timeout: Timeout = Timeout()
    max_body: Size = 8 << 20
    """Bytes of a decoded body; longer ones are cut off and refused."""
    max_items: int = Field(default=2000, ge=1)
    """Items of one document that are looked at; a news sitemap has at most 1,000."""
    max_redirects: int = Field(default=5, ge=0, le=20)
    max_item_age: Duration = 14 * 86_400.0
    """Seconds; older items of a list are noted as seen and not read."""
    robots: Literal["obey", "ignore"] = "obey"
    host: HostPace = HostPace()
    extract: Extract = Extract()
    content: Literal["fetch", "feed", "auto"] = "fetch"
    """fetch reads each page; feed trusts the list's text; auto trusts it when it is long and whole."""
    identity: Literal["auto", "guid", "url", "guid+url", "title+date"] = "auto"
    """What tells two items of a list apart."""
    recheck: bool = False
    """Whether pages are read again after 1, 6 and 24 hours even when the list does not say that they changed."""
    silent_after: Duration | None = None
    """Seconds without a new item after which it counts as silent; learnt from its habit unless given."""


class HtmlList(Table):
    """Which links of a section page are articles."""

    link_css: str | None = None
    url_regex: str | None = None

    @model_validator(mode="after")
    def _compiles(self) -> "HtmlList":
        try:
            re.compile(self.url_regex or "")
        except re.error as error:
            raise ValueError(f"url_regex is not a regular expression: {error}") from None
        return self


class Auth(Table):
    """How a source knows us, or, for push, how we know it."""

    header: Secret | None = None
    """Value of the Authorization header that we send."""
    bearer: Secret | None = None
    """Key that a pushing source shows as `Authorization: Bearer …`."""
    secret: Secret | None = None
    """Key that a pushing source signs with: "whsec_" and base64 (Standard Webhooks)."""


class Source(Defaults):
    """One [[source]]: something that articles come from."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    """Name in events, metrics and commands; never change it."""
    kind: SourceKind = SourceKind.FEED
    url: str | None = None
    """http or https address; for websub the feed."""
    path: str | None = None
    """For file and warc: a file, a directory or a pattern with *."""
    lang: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    tags: tuple[str, ...] = ()
    enabled: bool = True
    html: HtmlList | None = None
    auth: Auth | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Source":
        local = self.kind in {SourceKind.FILE, SourceKind.WARC}
        if local and not self.path:
            raise ValueError(f'a source of kind "{self.kind}" needs a path')
        if self.kind is SourceKind.PUSH:
            if not self.auth or not (self.auth.bearer or self.auth.secret):
                raise ValueError('a source of kind "push" needs [source.auth] with bearer or secret, so that nobody else can push')
        elif not local and not re.match(r"https?://[^/\s]", self.url or ""):
            raise ValueError(f'a source of kind "{self.kind}" needs a url that begins with http:// or https://')
        if self.html and self.kind is not SourceKind.HTML:
            raise ValueError('[source.html] belongs to kind "html"')
        return self

    @property
    def polled(self) -> bool:
        """Whether it is read by asking, not by waiting."""
        return self.kind is not SourceKind.PUSH

    @property
    def address(self) -> str:
        """Where it is: an address, a path, or nothing for push."""
        return self.url or self.path or ""


def ingest_settings(document: Document) -> IngestSettings:
    """Table `ingest`. Raises ConfigError naming file and key."""
    return document.read(IngestSettings, "ingest")


def sources(document: Document) -> tuple[Source, ...]:
    """Every declared source, `defaults` filled in. Raises ConfigError naming file and key, also for an id given twice."""
    defaults = document.read(Defaults, "defaults").model_dump(exclude_unset=True)
    given = document.tables.get("source", [])
    if isinstance(given, list) and all(isinstance(item, dict) for item in given):
        given = [_under(item, defaults) for item in given]
    declared = Document({**document.tables, "source": given}, document.env, document.origin).read_list(Source, "source")
    seen: set[str] = set()
    for source in declared:
        if source.id in seen:
            raise ConfigError(f'{document.origin}: [[source]] id "{source.id}" is given twice; ids must be unique')
        seen.add(source.id)
    return declared


def require_port(document: Document) -> None:
    """Raises ConfigError where others are to send us something and no port is open for them."""
    if runtime_settings(document).http_port:
        return
    public = ingest_settings(document).public_url is not None
    for source in sources(document):
        waits = source.kind is SourceKind.PUSH or (source.kind is SourceKind.WEBSUB and public)
        if source.enabled and waits:
            raise ConfigError(
                f'{document.origin}: source "{source.id}" of kind {source.kind} is sent to us, and no port is open for it: '
                "set http_port in [runtime]"
            )


def _under(item: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The item's values over the defaults, tables merged key by key."""
    merged = dict(defaults)
    for key, value in item.items():
        below = defaults.get(key)
        merged[key] = _under(value, below) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged
