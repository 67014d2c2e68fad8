"""CloudEvents 1.0 structured JSON around every event; one stream entry is one envelope in the field `event`.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from tocsin.model import EventPayload, Instant, Payload

Data = TypeVar("Data", bound=EventPayload)


class Event(Payload, Generic[Data]):
    """An event with its payload. `id` is deterministic: drop repeats by it."""

    specversion: Literal["1.0"] = "1.0"
    """Version of CloudEvents."""
    id: str
    """Equal for every repeat of the event."""
    source: Annotated[str, Field(examples=["tocsin/extract"])]
    """The service that published it."""
    type: Annotated[str, Field(pattern=r"^tocsin\.[a-z]+\.[a-z]+\.v\d+$", examples=["tocsin.claim.extracted.v1"])]
    """tocsin.<noun>.<verb>.v<version>"""
    subject: str
    """Id of the article, claim, incident or source it is about."""
    time: Instant
    """When it was published."""
    datacontenttype: Literal["application/json"] = "application/json"
    """Media type of `data`."""
    partitionkey: str | None = None
    """Id of the article that chose the partition (CloudEvents partitioning extension)."""
    traceparent: str | None = None
    """W3C trace context (CloudEvents distributed tracing extension)."""
    data: Data
    """The payload."""

    def to_json(self) -> str:
        """The envelope as one line of JSON; extensions that are not set are left out, nulls inside the payload are kept."""
        unset = {name for name in ("partitionkey", "traceparent") if getattr(self, name) is None}
        return self.model_dump_json(exclude=unset)
