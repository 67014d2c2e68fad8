"""Articles that people hand over: one JSON object a line, or a text file. Owns what a line may say and how a wrong one is told."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tocsin.model import Instant

SOURCE: Final = "backfill"
"""Id of the source where a line names none."""

_DAY: Final = len("2025-07-21")
_NOON: Final = 12
"""Hour of a bare day: it is the same day in most zones."""

_SHOWN: Final = 60
"""Characters of a wrong value that are shown."""


class Given(BaseModel):
    """One article as handed over. Keys that are not listed are ignored; null means not known."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    id: str | None = Field(default=None, min_length=1, max_length=200)
    """Kept as the id of the article."""
    url: str | None = None
    title: str | None = None
    source: str | None = Field(default=None, min_length=1, max_length=100)
    lang: str | None = None
    published: Instant | None = None
    """ISO 8601; a time without a zone counts as UTC, a bare day as its noon there."""
    text: str | None = None
    """Kept letter for letter: claims count its characters."""
    html: str | None = None
    """A page, cleaned like one that was fetched."""

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("holds a NUL character, which databases cannot keep")
        return value

    @field_validator("published", mode="before")
    @classmethod
    def _zoned(cls, value: Any) -> Any:
        """Archives often say the day only, or no zone: better a time that may be hours off than no article."""
        try:
            found = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return value
        if found.tzinfo is not None:
            return found
        return found.replace(hour=_NOON if len(value) <= _DAY else found.hour, tzinfo=UTC)

    @model_validator(mode="after")
    def _has_text(self) -> "Given":
        if self.text is None and self.html is None:
            raise ValueError('needs the key "text" or "html"')
        if self.text is not None and not self.text.strip():
            raise ValueError('"text" is empty')
        return self


@dataclass(frozen=True, slots=True)
class Problem:
    """A line or a file that could not be taken."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """For people: file:line: message."""
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """A good line and where it stands."""

    file: str
    number: int
    given: Given


def lines(stream: BinaryIO, file: str, longest: int) -> Iterator[Line | Problem]:
    """Every line of a JSON Lines file, good or not; blank ones are passed over. Holds one line, `longest` bytes at most."""
    number, empty = 0, True
    reader = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    while raw := reader.readline(longest + 1):
        number += 1
        empty = False
        if len(raw) > longest and not raw.endswith(b"\n"):
            total = len(raw) + _rest_of_line(reader)
            yield Problem(file, number, f"the line has {total} bytes; at most {longest} are read (max_body in [defaults])")
            continue
        if raw.strip():
            yield line(raw, file, number)
    if empty:
        yield Problem(file, None, "the file is empty")


def _rest_of_line(reader: BinaryIO) -> int:
    total = 0
    while piece := reader.readline(1 << 20):
        total += len(piece)
        if piece.endswith(b"\n"):
            break
    return total


def line(raw: bytes, file: str, number: int) -> Line | Problem:
    """One line, good or not. A byte order mark at the very start of a file is passed over."""
    body = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(file, number, f"not UTF-8: byte 0x{body[error.start]:02x} at {error.start}; save the file as UTF-8")
    try:
        return Line(file, number, Given.model_validate_json(body))
    except ValidationError as error:
        return Problem(file, number, _told(error))


def text_file(body: bytes) -> str:
    """The text of a .txt file. Raises ValueError that says what is wrong with it."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: byte 0x{body[error.start]:02x} at {error.start}; save the file as UTF-8") from None
    if not text.strip():
        raise ValueError("the file is empty" if not text else "the file holds white space only")
    if "\x00" in text:
        raise ValueError("holds a NUL character: this is no text file")
    return text


def _told(error: ValidationError) -> str:
    """The first problem of a line in words."""
    problem = error.errors(include_url=False)[0]
    key = ".".join(str(step) for step in problem["loc"])
    message = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "json_invalid":
        return f"not JSON: {message.removeprefix('Invalid JSON: ')}"
    if problem["type"] == "model_type":
        return 'not a JSON object; each line is one, such as {"url": "…", "text": "…"}'
    if key == "published":
        return f'"published" is {str(problem["input"])[:_SHOWN]!r}: write ISO 8601, such as 2025-07-21T16:02:00+03:00'
    return f'"{key}" {message}' if key else message
