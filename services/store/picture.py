"""A named happening as the public `Incident`: region, time, severity, facts, articles. Pure; owns no identity and no revision."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from services.store.carriers import origins, told_order
from services.store.claimants import Voice, independents
from services.store.facts import Telling, facts_of, speakers, voice_of
from services.store.families import SURE_ENOUGH, opens
from services.store.identity import Named
from services.store.mention import Mention
from services.store.names import is_latin, same_name
from services.store.statement import ArticleFacts, Statement
from services.store.window import Shape
from tocsin.claim import ArticleRef
from tocsin.incident import Incident, IncidentArticle
from tocsin.vocabulary import EventKind, IncidentState, ObjectKind

_FIRM: Final = ({Shape.NIGHT, Shape.CLOCK}, {Shape.DAY}, {Shape.SPAN}, {Shape.FLOATING})

_WEAPON_EVENTS: Final = frozenset({EventKind.ATTACK, EventKind.INTERCEPTION})

_ONE_DAY: Final = timedelta(days=1)

_EPOCH: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the claims of an incident refer to."""

    articles: Mapping[str, ArticleFacts]
    totals: Mapping[str, Sequence[str]]
    """Claim → national claims it is a part of."""


def incident_of(named: Named, scene: Scene, aliases: Iterable[str]) -> Incident:
    """The whole state of an incident, at revision 1 and open: revision and state are the caller's to set."""
    mentions = named.happening.mentions
    statements = sorted((s for mention in mentions for s in mention.statements), key=lambda s: s.id)
    articles = {s.article: scene.articles[s.article] for s in statements}
    telling = Telling(statements, articles, origins(articles.values(), statements))
    speaker = speakers(telling)
    region, name = _region(statements)
    start, end = _moments(mentions, articles)
    told = [article.told for article in articles.values() if article.told]
    return Incident(
        id=named.id,
        revision=1,
        state=IncidentState.OPEN,
        family=named.happening.family,
        region=region,
        region_name=name,
        regions=tuple(sorted({s.region for s in statements if s.region})),
        places=_places(statements),
        objects=_weapons(statements),
        start=start,
        end=end,
        severity=_severity(statements),
        quiet=named.happening.quiet,
        opened=min(told, default=_EPOCH),
        updated=max(told, default=_EPOCH),
        facts=facts_of(telling, speaker),
        articles=_articles(mentions, telling),
        claims=tuple(s.id for s in statements),
        totals=tuple(sorted({total for s in statements for total in scene.totals.get(s.id, ())})),
        claimants=len(set(independents(_backers(telling, speaker)).values())),
        origins=len(set(telling.origin.values())),
        aliases=tuple(sorted(aliases)),
        split_from=named.split_from,
    )


def _backers(telling: Telling, speaker: Mapping[Voice, Voice]) -> Iterable[Voice]:
    """Who says that something happened: whoever only denies it confirms nothing."""
    backing = (voice_of(s) for s in telling.statements if s.modality in SURE_ENOUGH)
    return (speaker[voice] for voice in backing if voice is not None)


def fingerprint(incident: Incident) -> str:
    """Equal for two states of an incident that state the same: revision and state do not count."""
    return hashlib.sha256(incident.model_dump_json(exclude={"revision", "state", "merged_into"}).encode()).hexdigest()


def _region(statements: Sequence[Statement]) -> tuple[str, str | None]:
    """The region that most claims name; between equals the one of the totals, not of their parts."""
    inside = {s.id for s in statements}
    votes = Counter(s.region for s in statements if s.region)
    whole = Counter(s.region for s in statements if s.region and s.part_of not in inside)
    region = min(votes, key=lambda code: (-votes[code], -whole[code], code))
    return region, next((s.region_name for s in statements if s.region == region and s.region_name), None)


def _places(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Places, those most often told of first, each in one spelling: in Latin letters where any is, for messages are in English."""
    counts = Counter(s.place for s in statements if s.place)
    spellings: list[list[str]] = []
    for place in sorted(counts, key=lambda p: (-counts[p], p)):
        known = next((names for names in spellings if same_name(place, names[0])), None)
        if known is None:
            spellings.append([place])
        else:
            known.append(place)
    spellings.sort(key=lambda names: (-sum(counts[name] for name in names), names[0]))
    return tuple(next(filter(is_latin, names), names[0]) for names in spellings)


def _moments(mentions: Sequence[Mention], articles: Mapping[str, ArticleFacts]) -> tuple[str | None, str | None]:
    """First and last day of the firmest mentions; clock times where every one of them has them."""
    telling = [m for m in mentions if m.opens and not m.background] or [m for m in mentions if m.opens]
    for shapes in _FIRM:
        firm = [mention for mention in telling if mention.window.shape in shapes]
        if not firm:
            continue
        clocks = _clocks(firm) if shapes == _FIRM[0] else _days_up_to_reports(firm, articles) if shapes == _FIRM[2] else []
        if clocks:
            starts, ends = ([datetime.fromisoformat(pair[side]) for pair in clocks] for side in (0, 1))
            if all(moment.tzinfo for moment in (*starts, *ends)):
                return clocks[starts.index(min(starts))][0], clocks[ends.index(max(ends))][1]
        return min(m.window.first for m in firm).isoformat(), max(m.window.last for m in firm).isoformat()
    return None, None


def _clocks(mentions: Iterable[Mention]) -> list[tuple[str, str]]:
    """First and last moment of every claim that states its time; none where any of them states no clock."""
    clocks = [(s.start, s.end) for mention in mentions for s in mention.statements if s.start and s.end]
    return clocks if all("T" in a and "T" in b and not a.startswith("-") for a, b in clocks) else []


def _days_up_to_reports(mentions: Iterable[Mention], articles: Mapping[str, ArticleFacts]) -> list[tuple[str, str]]:
    """The day up to each report: two dates alone would read as the night between them. None where any spans other days."""
    days = []
    for mention in mentions:
        told = articles[mention.article].told
        if told is None or mention.told is None or mention.window.last - mention.window.first != _ONE_DAY:
            return []
        if mention.told.date() != mention.window.last:
            return []
        days.append(((told - _ONE_DAY).isoformat(), told.isoformat()))
    return days


def _weapons(statements: Iterable[Statement]) -> tuple[ObjectKind, ...]:
    vague = {ObjectKind.UNKNOWN, ObjectKind.OTHER, ObjectKind.ANY}
    named = {s.object for s in statements if s.event in _WEAPON_EVENTS and opens(s)}
    return tuple(sorted(named - vague or named))


def _severity(statements: Iterable[Statement]) -> int:
    """The worst that any claim states; the scale is the contract's."""
    return max((_weight(s) for s in statements if opens(s)), default=0)


def _weight(statement: Statement) -> int:
    if statement.event is EventKind.CASUALTIES:
        return 4 if statement.object is ObjectKind.KILLED else 3
    if statement.event in _WEAPON_EVENTS:
        return 1
    return 2


def _articles(mentions: Iterable[Mention], telling: Telling) -> tuple[IncidentArticle, ...]:
    fresh = {mention.article for mention in mentions if not mention.background}
    return tuple(
        IncidentArticle(article=_reference(article), origin=telling.origin[article.id], background=article.id not in fresh)
        for article in sorted(telling.articles.values(), key=told_order)
    )


def _reference(article: ArticleFacts) -> ArticleRef:
    return ArticleRef(
        id=article.id,
        url=article.url,
        source=article.source,
        title=article.title,
        published=article.published,
        lang=article.lang,
        revision=article.revision,
    )
