"""Where alerts go and which: the tables [[destination]] and [[route]] of tocsin.toml. Owns their checks; sends nothing."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from services.runtime.errors import ConfigError
from services.runtime.secret import Reference, Secret
from services.runtime.settings import Document, Table
from tocsin.vocabulary import Family

Kind = Literal["slack", "discord", "telegram", "teams", "mattermost", "matrix", "webhook", "apprise", "console"]

NEEDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "slack": (("url",), ("token", "channel")),
    "discord": (("url",),),
    "telegram": (("token", "channel"),),
    "teams": (("url",),),
    "mattermost": (("url",), ("url", "token", "channel")),
    "matrix": (("url", "token", "channel"),),
    "webhook": (("url", "secrets"),),
    "apprise": (("url",),),
    "console": ((),),
}
"""Kind → the sets of keys that it can be used with."""

_SECRET_ADDRESSES: Final = frozenset({"slack", "discord", "teams", "mattermost", "apprise"})
"""Kinds whose address is a password: whoever knows it can post."""

_SHORTEST_SECRET: Final = 6
"""Characters; shorter texts guard nothing, and striking them out would spoil every answer."""

_NO_TOKEN: Final = frozenset({"discord", "teams", "webhook", "apprise", "console"})

_HOURS: Final = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")

_REGION: Final = r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|SEA:[a-z]+)$"


class Destination(Table):
    """One [[destination]]: a channel, chat, room or webhook."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")
    """What routes, logs and `tocsin alerts` call it."""
    kind: Kind
    """Which service it is."""
    url: str | None = Field(default=None, repr=False)
    """Address of the webhook; of the server for mattermost with a token and for matrix."""
    token: Secret | None = None
    """Token of the bot."""
    channel: str | None = None
    """Id of the channel (slack, mattermost), chat (telegram) or room (matrix)."""
    topic: str | None = None
    """Id of a topic of the chat (telegram) or of a thread of the channel (discord)."""
    secrets: tuple[Secret, ...] = ()
    """Signing secrets of a webhook ("whsec_…"): during a change of secret both stand here and every message is signed with each."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Private networks that this destination may lie in, such as "10.0.0.0/8"; without one only public addresses are used."""
    timeout: float = Field(default=15.0, gt=0, le=120)
    """Seconds that one request may take in all."""

    def hidden(self) -> tuple[str, ...]:
        """Every text of it that lets whoever knows it post or sign, the longest first: never to be kept or shown."""
        words = {secret.get_secret_value() for secret in (*self.secrets, *((self.token,) if self.token else ()))}
        if self.url and self.kind in _SECRET_ADDRESSES:
            address = urlsplit(self.url)
            words |= {self.url, address.path, address.query}
        return tuple(sorted((word for word in words if len(word) > _SHORTEST_SECRET), key=len, reverse=True))

    @model_validator(mode="before")
    @classmethod
    def _hide_addresses(cls, given: Any) -> Any:
        """An address that is a password must not stand in the file."""
        if isinstance(given, dict) and given.get("kind") in _SECRET_ADDRESSES and not given.get("token"):
            url = given.get("url")
            if url is not None and not isinstance(url, Reference):
                raise ValueError('this url lets whoever knows it post: write url = "env:NAME" or "file:/path" and put it there')
        return given

    @model_validator(mode="after")
    def _check_needs(self) -> "Destination":
        usable = NEEDS[self.kind]
        given = {name for name in ("url", "token", "channel", "secrets") if getattr(self, name)}
        if not any(set(keys) <= given for keys in usable):
            raise ValueError(f"{self.kind} needs {' or '.join(' and '.join(keys) for keys in usable)}")
        if self.kind in _NO_TOKEN and self.token:
            raise ValueError(f"{self.kind} takes no token")
        if self.kind == "telegram" and self.topic and not self.topic.isdecimal():
            raise ValueError("topic is the number of a topic")
        if self.kind == "matrix" and not str(self.channel).startswith("!"):
            raise ValueError('channel is the id of the room ("!…:server"), not its alias; Element shows it under Advanced')
        if self.url is not None and self.kind != "apprise" and not _names_a_host(self.url):
            raise ValueError("url must begin with https:// or http:// and name a host")
        return self


class Route(Table):
    """One [[route]]: which incidents go where, and when. What is not given does not matter."""

    name: str = "default"
    """What the list of deliveries calls it."""
    to: tuple[str, ...] = Field(min_length=1)
    """Names of destinations."""
    regions: tuple[str, ...] = ()
    """Region codes (UA-63, SEA:black); a bare country code (UA) stands for all its regions."""
    families: tuple[Family, ...] = ()
    """aerial, shelling, sea, other; an attack from sea and air is of both."""
    severity: int = Field(default=0, ge=0, le=4)
    """At least so severe: 1 attacked, 2 damage, 3 injured, 4 killed."""
    claimants: int = Field(default=1, ge=1)
    """Told of by at least so many independent claimants."""
    group_wait: float = Field(default=60.0, ge=0, le=3600)
    """Seconds between the first report and the message, in which further reports join it."""
    update_wait: float | None = Field(default=None, ge=0, le=3600)
    """Seconds between a change and its edit; group_wait, at most 30, unless given."""
    urgent_severity: int = Field(default=4, ge=0, le=5)
    """From this severity on an alert neither waits nor heeds quiet hours; 5 never."""
    quiet_hours: str | None = None
    """Local hours ("23:00-07:00") in which nothing is sent; what came in them is told in one digest at their end."""
    quiet_zone: str = "UTC"
    """IANA zone of quiet_hours."""
    mute_until: datetime | None = None
    """Moment with its zone until which nothing is sent."""
    storm: int = Field(default=10, ge=0)
    """More new incidents than this in five minutes become one digest; 0 never."""

    @field_validator("regions")
    @classmethod
    def _check_regions(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [code for code in codes if not re.match(_REGION, code)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no region code; write UA-63, SEA:black, or UA for all regions of a country")
        return codes

    @model_validator(mode="after")
    def _check_times(self) -> "Route":
        if self.quiet_hours is not None and quiet_hours(self.quiet_hours) is None:
            raise ValueError('quiet_hours must be two local times such as "23:00-07:00"')
        try:
            ZoneInfo(self.quiet_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"quiet_zone {self.quiet_zone!r} is no IANA zone such as Europe/Kyiv") from error
        if self.mute_until is not None and self.mute_until.tzinfo is None:
            raise ValueError("mute_until needs a zone, for example 2025-07-21T16:00:00+03:00")
        return self

    @property
    def edit_wait(self) -> float:
        """Seconds between a change and its edit."""
        return min(self.group_wait, 30.0) if self.update_wait is None else self.update_wait


def _names_a_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that no address of IPv6 is in
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", url)


def quiet_hours(text: str) -> tuple[time, time] | None:
    """Beginning and end of "23:00-07:00"; None for anything else.

    >>> quiet_hours("23:00-07:00"), quiet_hours("25:00-07:00")
    ((datetime.time(23, 0), datetime.time(7, 0)), None)
    """
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Alerting:
    """Every destination and route, checked against each other."""

    destinations: tuple[Destination, ...]
    routes: tuple[Route, ...]

    def destination(self, name: str) -> Destination | None:
        """The destination of a name; None where none has it."""
        return next((each for each in self.destinations if each.name == name), None)


def alerting(document: Document) -> Alerting:
    """The configured destinations and routes.

    Without a destination the console is the one, at once; without a route every destination gets everything. Raises ConfigError
    naming what does not fit.
    """
    destinations = document.read_list(Destination, "destination")
    routes = document.read_list(Route, "route")
    names = [each.name for each in destinations]
    if not destinations:
        if routes:
            raise ConfigError(f"{document.origin}: a [[route]] needs a [[destination]] to lead to")
        return Alerting((Destination(name="console", kind="console"),), (Route(to=("console",), group_wait=0),))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ConfigError(f"{document.origin}: two destinations are called {twice}; each needs a name of its own")
    for route in routes:
        for name in route.to:
            if name not in names:
                raise ConfigError(f"{document.origin}: [[route]] {route.name} leads to {name}, {_nearest(name, names)}")
    return Alerting(destinations, routes or (Route(to=tuple(names)),))


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return f'which no [[destination]] is called; did you mean "{close[0]}"?' if close else "which no [[destination]] is called"
