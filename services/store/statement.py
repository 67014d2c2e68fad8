"""A claim and its article as merging sees them: plain frozen values. Owns no rule and no SQL."""

from dataclasses import dataclass
from datetime import datetime

from services.store.wordings import Wording
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Modality, ObjectKind, Outcome, TimeBasis


@dataclass(frozen=True, slots=True)
class Statement:
    """One kept claim, reduced to what incidents depend on."""

    id: str
    article: str
    event: EventKind
    object: ObjectKind
    region: str | None = None
    """Region, sea or bare country code."""
    region_name: str | None = None
    """English name of the region."""
    value: int | None = None
    max: int | None = None
    bound: Bound | None = None
    outcome: Outcome | None = None
    place: str | None = None
    """District or town: as written in Latin letters, else its English name where that is known, else as written."""
    point: tuple[float, float] | None = None
    """Longitude and latitude in degrees (WGS 84)."""
    claimant: str | None = None
    claimant_kind: ClaimantKind | None = None
    start: str | None = None
    """First day or moment, as in the claim."""
    end: str | None = None
    basis: TimeBasis | None = None
    day_long: bool = False
    """Its words of time mean the day up to the report, not the night."""
    evening: bool = False
    """Its words of time mean an evening."""
    implied: bool = False
    """Its weapon is not named, only implied by its verb: "was shelled" is said of rockets and missiles too."""
    modality: Modality = Modality.ASSERTED
    part_of: str | None = None
    """Id of the claim of the same article that states the total."""
    background: bool = False
    """The extractor marked it as looking back."""
    follow_up: bool = False
    """Its words continue an older report: "has risen to"."""
    offset: int = 0
    """Where its evidence begins in the article."""
    words: Wording | None = None
    """The words that carry it."""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What merging needs to know of an article."""

    id: str
    source: str | None = None
    url: str | None = None
    title: str | None = None
    lang: str | None = None
    revision: int = 1
    published: datetime | None = None
    """With its zone."""
    seen: datetime | None = None
    """When ingest first published it on the stream: stands in for an unknown `published`."""
    content_hash: str | None = None
    simhash: str | None = None
    """16 hex digits."""

    @property
    def told(self) -> datetime | None:
        """When it was told: its publication, else when it was first seen."""
        return self.published or self.seen
