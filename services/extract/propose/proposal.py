"""Owns the shape of what a model proposes, and reading it out of an answer; believes nothing of it."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from tocsin.vocabulary import ClaimantKind, EventKind, ObjectKind, Outcome

_LONGEST_QUOTE: Final = 500
"""Characters: more is no shortest run that carries a claim, and any number stands in a whole article."""
_LONGEST_WORDS: Final = 200
_LARGEST: Final = 10_000_000
"""Larger counts of weapons or people are slips."""

Words = Annotated[str, Field(max_length=_LONGEST_WORDS)]


class Reason(StrEnum):
    """Why a proposed claim is dropped."""

    MALFORMED = "malformed"
    """It is not of the shape or not in the vocabulary that was asked for."""
    TOO_MANY = "too_many"
    """More claims than `max_claims`."""
    QUOTE = "quote_not_in_text"
    """The quote does not stand in the article letter for letter."""
    OBJECT = "object_not_in_quote"
    """The words for the object do not stand in the quote."""
    NUMBER = "number_not_in_quote"
    """No number, number word or article of the quote says the count."""
    PAIR = "event_without_such_object"
    """No event of that kind has such an object."""
    PLACE = "place_not_in_text"
    """The words for the place do not stand in the article."""
    UNKNOWN_PLACE = "place_unknown"
    """The gazetteer knows no place of those words."""
    CLAIMANT = "claimant_not_in_text"
    """The words for the claimant do not stand in the article."""
    TIME = "time_not_in_text"
    """The words for the time do not stand in the article."""
    UNREAD_TIME = "time_not_understood"
    """They say no time that the extractor can read."""
    KNOWN = "already_found"
    """The rules, or an earlier proposal, state the same."""


class Proposal(BaseModel):
    """One claim as a model proposes it. Every text in it must stand in the article; nothing else in it is believed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    quote: str = Field(min_length=1, max_length=_LONGEST_QUOTE)
    event: EventKind
    object: ObjectKind
    object_words: Words | None = None
    count: StrictInt | None = Field(default=None, ge=0, le=_LARGEST)
    outcome: Outcome | None = None
    place: Words | None = None
    claimant: Words | None = None
    claimant_kind: ClaimantKind | None = None
    time: Words | None = None
    modality: Literal["asserted", "unconfirmed", "denied"] | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposed claim that does not count."""

    reason: Reason
    quote: str
    """What it quoted; empty where it had no shape."""


class UnreadableAnswer(ValueError):
    """The answer is not what was asked for; the message says how it differs, in our words and without its text."""


def message_of(body: bytes) -> str:
    """What the model said, of a chat completion. Raises UnreadableAnswer."""
    try:
        choice = _json(body)["choices"][0]
        content, finished = choice["message"]["content"], choice.get("finish_reason")
    except (LookupError, TypeError, AttributeError):
        raise UnreadableAnswer("the answer is no chat completion") from None
    if finished == "length":
        raise UnreadableAnswer("the answer was cut off; raise max_tokens in [extract.propose]")
    if not isinstance(content, str):
        raise UnreadableAnswer("the model said nothing")
    return content


def proposals(said: str, most: int) -> tuple[list[Proposal], list[Dropped]]:
    """The claims of what a model said, `most` of them at most, and what was wrong with the others. Raises UnreadableAnswer."""
    listed = _json(_inner(said)).get("claims")
    if not isinstance(listed, list):
        raise UnreadableAnswer('the answer has no list "claims"')
    good: list[Proposal] = []
    dropped = [Dropped(Reason.TOO_MANY, "")] * max(0, len(listed) - most)
    for item in listed[:most]:
        try:
            good.append(Proposal.model_validate(item))
        except ValidationError:
            dropped.append(Dropped(Reason.MALFORMED, ""))
    return good, dropped


def _json(text: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableAnswer("the answer is not JSON") from None
    if not isinstance(data, dict):
        raise UnreadableAnswer("the answer is not a JSON object")
    return data


def _inner(said: str) -> str:
    """The object inside what models like to put round it: fences, a sentence before."""
    start, end = said.find("{"), said.rfind("}")
    return said[start : end + 1]
