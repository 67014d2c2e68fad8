"""The demo's articles and expected incidents as values. Owns no text: that is data beside this module."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from email.utils import format_datetime
from importlib import resources
from typing import Final

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LAST: Final = time(11, 30)
"""No article of the data is later in the day."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publication of the newsroom; it has one feed."""

    id: str
    name: str
    lang: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article as its outlet publishes it."""

    outlet: Outlet
    slug: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def path(self) -> str:
        """Where the page is, below the address of the newsroom."""
        return f"/{self.outlet.id}/{self.slug}.html"

    @property
    def stamp(self) -> str:
        """The publication time as feeds write it (RFC 5322)."""
        return format_datetime(self.published)


@dataclass(frozen=True, slots=True)
class Expected:
    """A regional incident that must be alerted exactly once."""

    region: str
    family: str
    why: str


def stories(now: datetime) -> tuple[Story, ...]:
    """Every article in order of publication, all of the latest day on which the last of them is in the past."""
    data = tomllib.loads(_text("articles.toml"))
    outlets = {row["id"]: (Outlet(row["id"], row["name"], row["lang"]), _zone(row["zone"])) for row in data["outlet"]}
    told = []
    for row in data["article"]:
        outlet, zone = outlets[row["outlet"]]
        local = now.astimezone(zone)
        day = local.date() if local.time() > _LAST else local.date() - timedelta(days=1)
        text = row["text"].replace("{weekday_en}", _WEEKDAYS[day.weekday()])
        told.append(
            Story(
                outlet=outlet,
                slug=row["slug"],
                title=row["title"],
                paragraphs=tuple(" ".join(block.split()) for block in text.strip().split("\n\n")),
                published=datetime.combine(day, time.fromisoformat(row["at"]), zone),
            )
        )
    return tuple(sorted(told, key=lambda story: story.published))


def expected() -> tuple[Expected, ...]:
    """The incidents that the articles tell of."""
    return tuple(Expected(**row) for row in tomllib.loads(_text("expected.toml"))["incident"])


def _zone(offset: str) -> timezone:
    moment = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}")
    assert isinstance(moment.tzinfo, timezone)
    return moment.tzinfo


def _text(name: str) -> str:
    return resources.files("services.cli.newsroom").joinpath(name).read_text("utf-8")
