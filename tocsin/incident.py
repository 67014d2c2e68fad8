"""The regional incident: what happened in one region in one stretch of time, with the numbers of every claimant side by side."""

from typing import Literal

from pydantic import Field

from tocsin.claim import ArticleRef
from tocsin.model import EventPayload, Identity, Instant, Moment, Payload
from tocsin.places import RegionCode
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Family, IncidentState, Modality, ObjectKind, Outcome


class Figure(Payload):
    """What one claimant said of one metric at one time."""

    value: int | None = None
    """The number; null where none was stated."""
    max: int | None = None
    """Upper end of a range."""
    bound: Bound | None = None
    """How the number limits the true count."""
    modality: Modality = Modality.ASSERTED
    """How sure."""
    as_of: Instant | None = None
    """Publication time of the article that says so."""
    claim: str
    """Id of the claim."""
    article: str
    """Id of the article."""


class ClaimantFigures(Payload):
    """One claimant's series for one metric: a toll that rises is one series, not new events."""

    claimant: str | None = None
    """Name; null where articles assert by themselves."""
    kind: ClaimantKind | None = None
    """What sort of source."""
    latest: Figure
    """The figure that stands."""
    history: tuple[Figure, ...] = ()
    """Every figure in order of `as_of`, the latest last."""
    carriers: int = Field(default=1, ge=1)
    """Articles that repeat it; near copies and repeats carry, they do not confirm."""


class Fact(Payload):
    """One metric of an incident with what every claimant says of it; nobody is averaged away."""

    event: EventKind
    """What kind of happening."""
    object: ObjectKind
    """Of what."""
    outcome: Outcome | None = None
    """How an interception ended."""
    part: bool = False
    """True for figures that are a part of another figure of this incident; never added to it."""
    minimum: int | None = None
    """Lowest standing figure over claimants."""
    maximum: int | None = None
    """Highest standing figure over claimants."""
    agreed: int | None = None
    """The figure, where at least two independent claimants state the same; else null."""
    claimants: tuple[ClaimantFigures, ...]
    """Each claimant's series."""
    denied_by: tuple[str, ...] = ()
    """Claimants who deny it; attached, not subtracted."""


class IncidentArticle(Payload):
    """An article that tells of the incident."""

    article: ArticleRef
    """The article."""
    origin: str
    """Id of the article it is a near copy of, or its own id."""
    background: bool = False
    """It only looks back at the incident."""


class Incident(Payload):
    """The whole state of a regional incident at one revision."""

    id: str
    """Sticky: set when the incident opens and kept for ever."""
    revision: int = Field(ge=1)
    """One more each time what it states changes."""
    state: IncidentState
    """Open, closed or merged."""
    family: Family
    """aerial, shelling, sea or other."""
    region: RegionCode
    """The region most of its claims name."""
    region_name: str | None = None
    """English name of the region."""
    regions: tuple[RegionCode, ...]
    """Every region its claims name: more than one where sources mix a city and its surroundings."""
    places: tuple[str, ...] = ()
    """Districts and towns, most often told of first: as written in Latin letters, else by their English names where known."""
    objects: tuple[ObjectKind, ...] = ()
    """Weapons named."""
    start: Moment | None = None
    """First day or moment."""
    end: Moment | None = None
    """Last day or moment."""
    severity: int = Field(default=0, ge=0, le=4)
    """0 told of in passing, 1 intercepted or attacked without harm, 2 damage or disruption, 3 injured, 4 killed."""
    quiet: bool = False
    """True where it only appears as background and alerts nobody."""
    opened: Instant
    """When the first of its claims was published."""
    updated: Instant
    """When the latest of its claims was published."""
    facts: tuple[Fact, ...] = ()
    """The metrics."""
    articles: tuple[IncidentArticle, ...] = ()
    """The articles that tell of it."""
    claims: tuple[str, ...] = ()
    """Ids of its claims."""
    totals: tuple[str, ...] = ()
    """Ids of national claims that its figures are parts of."""
    claimants: int = 0
    """Independent claimants: nine outlets that repeat a ministry are one."""
    origins: int = 0
    """Articles that are not near copies of another."""
    merged_into: str | None = None
    """Id of the survivor, for a tombstone."""
    aliases: tuple[str, ...] = ()
    """Ids of incidents merged into this one."""
    split_from: str | None = None
    """Id of the incident this one was split from."""


class Change(Payload):
    """What one revision changed, and why."""

    kind: Literal[
        "opened", "figure_rose", "figure_fell", "figure_new", "figure_gone", "claimant_new", "denied", "place_new", "weapon_new",
        "window_changed", "severity_changed", "article_new", "claim_retracted", "merged", "split", "closed", "reopened",
    ]  # fmt: skip
    """What changed."""
    event: EventKind | None = None
    """Metric, for figures."""
    object: ObjectKind | None = None
    """Metric, for figures."""
    claimant: str | None = None
    """Whose figure."""
    before: str | None = None
    """Value before, in words or digits."""
    after: str | None = None
    """Value after."""
    claim: str | None = None
    """The claim that caused it."""
    article: str | None = None
    """The article that caused it."""
    text: str
    """The change in one English sentence."""


class IncidentEvent(EventPayload):
    """Every `tocsin.incident.*.v1` event: the incident as it now stands, and what led here."""

    incident: Incident
    """The whole state."""
    changes: tuple[Change, ...] = ()
    """What changed since the revision before."""
    cause_article: str | None = None
    """The article whose claims led to this revision."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.incident.id, self.incident.revision)
