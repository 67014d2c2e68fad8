"""Builders of statements, articles and events for the tests of the store. Every name in them is invented."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import reading
from services.store.happening import Happening, Link
from services.store.identity import name
from services.store.intake import receive
from services.store.mention import Mention, mentions, place
from services.store.merge import merge
from services.store.picture import Scene, incident_of
from services.store.regions import block_of
from services.store.schema import INCIDENT
from services.store.statement import ArticleFacts, Statement
from services.store.totals import totals_of
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, CLAIM_EXTRACTED, make_event
from tocsin.claim import ArticleRef, Claim, Claimant, Count, Evidence, Place, When
from tocsin.envelope import Event
from tocsin.incident import Incident, IncidentEvent
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Modality, ObjectKind, TimeBasis

NOW = datetime(2025, 3, 30, 12, tzinfo=UTC)


def article(name: str, published: str, **facts: Any) -> ArticleFacts:
    return ArticleFacts(
        id=name, published=datetime.fromisoformat(published), source=facts.pop("source", f"{name}.example"), **facts
    )


def said(claim: str, what: str, value: int | None = None, **told: Any) -> Statement:
    """A statement: "a1.2" is claim 2 of article a1; `what` is "event/object"; `when` is "start..end"."""
    event, _, kind = what.partition("/")
    start, _, end = told.pop("when", "").partition("..")
    by = told.pop("by", None)
    return Statement(
        id=claim,
        article=claim.partition(".")[0],
        event=EventKind(event),
        object=ObjectKind(kind),
        value=value,
        bound=None if value is None else Bound.EXACT,
        start=start or None,
        end=end or start or None,
        basis=told.pop("basis", TimeBasis.STATED if start else TimeBasis.PUBLISHED),
        claimant=by,
        claimant_kind=told.pop("kind", ClaimantKind.GOVERNOR) if by else None,
        region=told.pop("region", "RU-BRY"),
        offset=told.pop("offset", int(claim.partition(".")[2] or 0) * 100),
        **told,
    )


def mentioned(articles: Sequence[ArticleFacts], statements: Sequence[Statement]) -> list[Mention]:
    placed = [each for a in articles for each in place(a, [s for s in statements if s.article == a.id])]
    return mentions({a.id: a for a in articles}, placed)


def merged(articles: Sequence[ArticleFacts], statements: Sequence[Statement]) -> list[Happening]:
    return merge(mentioned(articles, statements))


def claims_of(happening: Happening) -> set[str]:
    return {s.id for mention in happening.mentions for s in mention.statements}


def claim(statement: Statement, facts: ArticleFacts) -> Claim:
    """The public claim that a statement stands for."""
    return Claim(
        id=statement.id,
        article=ArticleRef(id=facts.id, url=facts.url, source=facts.source, published=facts.published, revision=facts.revision),
        event=statement.event,
        object=statement.object,
        object_text=None if statement.implied else statement.object.value,
        count=None if statement.value is None else Count(value=statement.value, bound=statement.bound),
        outcome=statement.outcome,
        place=Place(region=statement.region, name=statement.place) if statement.region else None,
        claimant=Claimant(name=statement.claimant, kind=statement.claimant_kind or ClaimantKind.OTHER)
        if statement.claimant
        else None,
        when=_when(statement),
        modality=Modality(statement.modality),
        part_of=statement.part_of,
        evidence=Evidence(text="has risen to" if statement.follow_up else "…", start=statement.offset, end=statement.offset + 1),
        flags=("background",) if statement.background else (),
        rule="test",
        extractor="0",
    )


def _when(statement: Statement) -> When | None:
    words = "over the past day" if statement.day_long else "in the evening" if statement.evening else None
    basis = statement.basis or TimeBasis.PUBLISHED
    return When(start=statement.start, end=statement.end, text=words, basis=basis) if statement.start else None


def events_of(facts: ArticleFacts, statements: Sequence[Statement], extractor: str = "0.1.0") -> list[Event[Any]]:
    """What the extractor sends for an article: its claims, then its end."""
    own = [s for s in statements if s.article == facts.id]
    end = ArticleExtracted(
        id=facts.id,
        revision=facts.revision,
        source=facts.source or "",
        claims=tuple(s.id for s in own),
        extractor=extractor,
        content_hash=facts.content_hash,
        simhash=facts.simhash,
        published=facts.published,
    )
    claims = [make_event(CLAIM_EXTRACTED, claim(s, facts), source="tocsin/extract", time=NOW) for s in own]
    return [*claims, make_event(ARTICLE_EXTRACTED, end, source="tocsin/extract", time=NOW)]


async def plan_nothing(*_: Any) -> None:
    """Stands where deliveries are planned."""


async def take(engine: AsyncEngine, events: Sequence[Event[Any]], batch: int = 1) -> list[IncidentEvent]:
    """Receives events in batches, in order; the incident events they caused."""
    caused = []
    for start in range(0, len(events), batch):
        caused += await receive(engine, events[start : start + batch], NOW, plan_nothing)
    return caused


async def held(engine: AsyncEngine) -> list[Incident]:
    """Every incident that is not a tombstone, as the table has it."""
    async with reading(engine) as connection:
        found = await connection.execute(select(INCIDENT.c.data).where(INCIDENT.c.state != "merged").order_by(INCIDENT.c.id))
        return [Incident.model_validate_json(row.data) for row in found]


def content(incidents: Sequence[Incident]) -> list[str]:
    """What incidents state, whatever their ids and revisions; those that no claim holds any more left out."""
    own = {"id", "revision", "aliases", "split_from", "merged_into", "state"}
    return sorted(incident.model_dump_json(exclude=own) for incident in incidents if incident.claims)


def everything(articles: Sequence[ArticleFacts], statements: Sequence[Statement], links: Sequence[Link] = ()) -> list[Incident]:
    """The incidents of a whole set at once, without a database: what every order of arrival must end in."""
    blocks = {block_of(s.region) for s in statements if s.region}
    by_id = {a.id: a for a in articles}
    scene = Scene(
        by_id,
        {claim: totals for a in articles for claim, totals in totals_of([s for s in statements if s.article == a.id]).items()},
    )
    every = mentioned(articles, statements)
    incidents = []
    for block in sorted(blocks):
        naming = name(merge([m for m in every if block_of(m.region) == block], links), [], block, lambda _: False)
        incidents += [incident_of(named, scene, ()) for named in naming.named]
    return incidents
