"""Every event type there is: its payload, its stream, and how an envelope is made and read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from tocsin import streams
from tocsin.article import Article, ArticleExtracted, ArticleWithdrawn
from tocsin.claim import Claim, ClaimRetracted
from tocsin.coverage import SourceRecovered, SourceSilent
from tocsin.envelope import Event
from tocsin.ids import event_id
from tocsin.incident import IncidentEvent
from tocsin.model import EventPayload


@dataclass(frozen=True, slots=True)
class EventType:
    """One row of the contract."""

    name: str
    """The CloudEvents `type`."""
    payload: type[EventPayload]
    stream: str
    summary: str

    @property
    def envelope(self) -> type[Event[Any]]:
        """The pydantic model of the whole event."""
        return _envelope(self.payload)


@cache
def _envelope(payload: type[EventPayload]) -> type[Event[Any]]:
    """Held for good: pydantic keeps its generic models only weakly and would build this one again and again."""
    return Event[payload]  # type: ignore[valid-type]  # a generic alias of a run-time type


ARTICLE_PUBLISHED: Final = EventType(
    "tocsin.article.published.v1", Article, streams.ARTICLES, "A revision of an article, in plain text."
)
ARTICLE_WITHDRAWN: Final = EventType(
    "tocsin.article.withdrawn.v1", ArticleWithdrawn, streams.ARTICLES, "The publisher removed an article."
)
CLAIM_EXTRACTED: Final = EventType(
    "tocsin.claim.extracted.v1", Claim, streams.CLAIMS, "An attributed claim, each value tied to the text."
)
CLAIM_RETRACTED: Final = EventType(
    "tocsin.claim.retracted.v1", ClaimRetracted, streams.INCIDENTS, "A claim that a later revision no longer makes."
)
ARTICLE_EXTRACTED: Final = EventType(
    "tocsin.article.extracted.v1", ArticleExtracted, streams.CLAIMS, "Closes an article: the ids of all its claims."
)
INCIDENT_OPENED: Final = EventType("tocsin.incident.opened.v1", IncidentEvent, streams.INCIDENTS, "A new regional incident.")
INCIDENT_UPDATED: Final = EventType(
    "tocsin.incident.updated.v1", IncidentEvent, streams.INCIDENTS, "What an incident states has changed."
)
INCIDENT_MERGED: Final = EventType(
    "tocsin.incident.merged.v1", IncidentEvent, streams.INCIDENTS, "Two incidents were one; this one points to the survivor."
)
INCIDENT_SPLIT: Final = EventType(
    "tocsin.incident.split.v1", IncidentEvent, streams.INCIDENTS, "A new incident that was part of another."
)
INCIDENT_CLOSED: Final = EventType(
    "tocsin.incident.closed.v1",
    IncidentEvent,
    streams.INCIDENTS,
    "Nothing new for its quiet time, or its last claim was retracted.",
)
SOURCE_SILENT: Final = EventType("tocsin.source.silent.v1", SourceSilent, streams.COVERAGE, "A source has fallen silent.")
SOURCE_RECOVERED: Final = EventType(
    "tocsin.source.recovered.v1", SourceRecovered, streams.COVERAGE, "A silent source speaks again."
)

EVENT_TYPES: Final = (
    ARTICLE_PUBLISHED, ARTICLE_WITHDRAWN, CLAIM_EXTRACTED, CLAIM_RETRACTED, ARTICLE_EXTRACTED, INCIDENT_OPENED, INCIDENT_UPDATED,
    INCIDENT_MERGED, INCIDENT_SPLIT, INCIDENT_CLOSED, SOURCE_SILENT, SOURCE_RECOVERED,
)  # fmt: skip

_BY_NAME: Final = {row.name: row for row in EVENT_TYPES}


class UnreadableEvent(ValueError):
    """The bytes are no event of this contract; the message says where they break it."""


class _TypeOnly(BaseModel):
    model_config = ConfigDict(extra="ignore")
    type: str


def make_event(kind: EventType, data: EventPayload, *, source: str, time: datetime, traceparent: str | None = None) -> Event[Any]:
    """An envelope of `kind`; its id follows from the payload's identity, so a repeat has the same id.

    `source` is the publishing service ("tocsin/extract"), `time` the moment of publishing, with its zone.
    """
    identity = data.identity()
    return kind.envelope(
        id=event_id(kind.name, identity.subject, identity.revision),
        source=source,
        type=kind.name,
        subject=identity.subject,
        time=time,
        partitionkey=identity.article,
        traceparent=traceparent,
        data=data,
    )


def type_of(name: str) -> EventType:
    """The row of a CloudEvents `type`; UnreadableEvent for one this version does not know."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnreadableEvent(f"unknown event type {name!r}") from None


def read_event(raw: bytes | str) -> Event[Any]:
    """The event in the field `event` of a stream entry; UnreadableEvent says what is wrong with it."""
    try:
        return type_of(_TypeOnly.model_validate_json(raw).type).envelope.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the event"
        raise UnreadableEvent(f"{where}: {first['msg']} ({error.error_count()} in all)") from error
