"""The claim: who says what happened, how many, where, when, how sure, each value tied to the characters that carry it."""

from typing import Literal

from pydantic import Field

from tocsin.model import EventPayload, Identity, Instant, Moment, Payload
from tocsin.places import RegionCode
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Modality, ObjectKind, Outcome, Precision, TimeBasis

Span = tuple[int, int]
"""Start (included) and end (excluded) in Unicode code points of the article's text."""


class ArticleRef(Payload):
    """The revision of the article that carries a claim."""

    id: str
    """Id of the article."""
    url: str | None = None
    """Address for people."""
    source: str | None = None
    """Id of the source."""
    title: str | None = None
    """Headline."""
    published: Instant | None = None
    """When it was published, in the publisher's zone."""
    lang: str | None = None
    """Language of the text, ISO 639-1."""
    revision: int = 1
    """Revision of the article."""


class Count(Payload):
    """How many."""

    value: int | None = Field(default=None, ge=0)
    """The number; null for words such as "dozens"."""
    max: int | None = Field(default=None, ge=0)
    """Upper end of a range ("4 to 6": value 4, max 6)."""
    bound: Bound | None = None
    """How the number limits the true count; null where the number is."""
    text: str | None = None
    """The number as written."""
    inferred: bool = False
    """True where the text does not spell the number and arithmetic does."""
    equation: str | None = None
    """The arithmetic behind an inferred number, for example "13+10+9+6+6+2+1+1=48"."""


class Place(Payload):
    """Where."""

    region: RegionCode | None = None
    """Code of the first-level region, sea or country."""
    region_name: str | None = None
    """English name of the region."""
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """ISO 3166-1 alpha-2 code; null at sea."""
    name: str | None = None
    """District, town or village as written; null where the region is all that is said."""
    english_name: str | None = None
    """Name in Latin letters that gazetteers know the district, town or village by; null where they do not."""
    text: str | None = None
    """The place as written."""
    precision: Precision = Precision.REGION
    """The smallest area that the text commits to."""
    lat: float | None = Field(default=None, ge=-90, le=90)
    """Latitude of a point inside, degrees north (WGS 84)."""
    lon: float | None = Field(default=None, ge=-180, le=180)
    """Longitude of a point inside, degrees east (WGS 84)."""


class Claimant(Payload):
    """Who says so; the claim's `claimant` is null where the article itself asserts."""

    name: str
    """Shortest full form, as written in the article."""
    kind: ClaimantKind
    """What sort of source."""
    channel: str | None = None
    """Where it was said, for example "Telegram"."""
    text: str | None = None
    """The words that attribute this claim."""


class When(Payload):
    """The event's time, not the article's."""

    start: Moment | None = None
    """First day or moment."""
    end: Moment | None = None
    """Last day or moment."""
    text: str | None = None
    """The time as written; null where nothing is."""
    basis: TimeBasis
    """Where start and end come from."""


class Evidence(Payload):
    """The shortest run of the article that carries the claim, letter for letter."""

    text: str
    """Exactly the article's characters from start to end."""
    start: int = Field(ge=0)
    """First character, in Unicode code points."""
    end: int = Field(ge=0)
    """Character after the last."""
    part: Literal["text", "title"] = "text"
    """Which part of the article the offsets count in; `spans` count in the same."""
    sentence: str | None = None
    """The whole sentence, or sentences, in which it stands, for people to read; null where it was not kept."""


class Spans(Payload):
    """Where each value stands in the article; null where it is not in the text."""

    count: Span | None = None
    object: Span | None = None
    place: Span | None = None
    when: Span | None = None
    claimant: Span | None = None
    trigger: Span | None = None
    """The words that tell the event, for example "shot down"."""


class Claim(EventPayload):
    """One checkable statement about an event: `tocsin.claim.extracted.v1`. Unknown values are null."""

    id: str
    """Equal for every extraction that states the same of the same article."""
    article: ArticleRef
    """The revision that carries the claim."""
    event: EventKind
    """What kind of happening."""
    object: ObjectKind
    """What was intercepted, used, hurt, damaged, lost or disrupted."""
    object_text: str | None = None
    """The object as written."""
    count: Count | None = None
    """How many; null where no quantity is stated."""
    outcome: Outcome | None = None
    """How an interception ended; null for other events."""
    place: Place | None = None
    """Where; null for cumulative and front-line lists without a place."""
    claimant: Claimant | None = None
    """Who says so; null where the article itself asserts."""
    when: When | None = None
    """When it happened."""
    modality: Modality = Modality.ASSERTED
    """How sure."""
    hedges: tuple[str, ...] = ()
    """Words that weaken the claim, as written."""
    part_of: str | None = None
    """Id of the claim of the same article that states the total this is a part of."""
    evidence: Evidence
    """The words that carry the claim."""
    spans: Spans = Spans()
    """Where each value stands."""
    flags: tuple[str, ...] = ()
    """What a careful reader would question, for example "year_inferred", "window_inconsistent", "parent_mismatch", "background"."""
    rule: str
    """Name of the rule that made it."""
    extractor: str
    """Version of the extractor."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.id, self.article.revision, article=self.article.id)


class ClaimRetracted(EventPayload):
    """A later revision or a withdrawal dropped the claim: `tocsin.claim.retracted.v1`."""

    id: str
    """Id of the claim."""
    article: str
    """Id of its article."""
    revision: int | None = None
    """The revision that no longer carries it; null on withdrawal."""
    reason: str
    """Why, in words."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.id, self.revision or "withdrawn")
