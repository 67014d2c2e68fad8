"""The base of every payload: frozen, and deaf to fields it does not know, so that newer producers never break older readers."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two events the same event, and where it belongs."""

    subject: str
    """Id of the article, claim, incident or source the event is about."""
    revision: int | str = 1
    """Which happening of that type to that subject."""
    article: str | None = None
    """Id of the article that chooses the partition, for events on a partitioned stream."""


class Payload(BaseModel):
    """A frozen value of the public contract."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True, ser_json_inf_nan="null")


class EventPayload(Payload):
    """A payload that travels by itself, in an envelope."""

    @abstractmethod
    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""


def _zoned(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs a zone, for example 2025-07-21T16:02:00+03:00")
    return value


Instant = Annotated[datetime, AfterValidator(_zoned)]
"""A moment with its zone offset as published; never a naive time."""

Moment = Annotated[
    str,
    Field(
        pattern=r"^(\d{4}|-)-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$",
        description="ISO 8601 day, or date-time with offset where a clock time is stated; --MM-DD… where the year is not known",
        examples=["2025-07-21", "2025-07-21T12:20:00+03:00", "--07-18"],
    ),
]
