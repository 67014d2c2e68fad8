"""A mention: what one article says of one happening in one region. Owns how claims of an article belong together. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.store.families import family_of, opens
from services.store.lending import with_times
from services.store.names import each_name
from services.store.placed import Placed, apart, day_of, nearest, same_block
from services.store.statement import ArticleFacts, Statement
from services.store.window import Shape, Window, local_time, looks_back, window_of
from tocsin.places import is_regional
from tocsin.vocabulary import EventKind, Family, ObjectKind, TimeBasis

_FIRMNESS: Final = {Shape.NIGHT: 0, Shape.CLOCK: 1, Shape.DAY: 2, Shape.SPAN: 3, Shape.FLOATING: 4}
"""The lower, the more a window commits to."""

_TOLL_DAYS: Final = 3
"""A toll counted so many days after a strike may still be its own; later ones come with words that say so."""

MentionKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mention:
    """Claims of one article about one region, one family and one stretch of time."""

    article: str
    region: str
    family: Family | None
    """None where neither the claims nor the rest of the article name a weapon."""
    window: Window
    told: datetime | None
    """When the article was told, in the region's local time, naive."""
    background: bool
    """It only looks back."""
    statements: tuple[Statement, ...]
    """By id."""

    @property
    def opens(self) -> bool:
        """Whether it says that something happened."""
        return any(map(opens, self.statements))

    @property
    def only_toll(self) -> bool:
        """Whether it tells of casualties alone."""
        return all(s.event is EventKind.CASUALTIES for s in self.statements)

    @property
    def follows_up(self) -> bool:
        """Whether it continues an older report: its figures rise, and no time is stated."""
        return self.window.shape is Shape.FLOATING and any(s.follow_up for s in self.statements)

    @property
    def implied(self) -> Family | None:
        """The family that it implies where it names no weapon: what was shelled was so by guns, unless others know of rockets."""
        return Family.SHELLING if self.family is None and any(s.implied for s in self.statements) else None

    @property
    def lasting(self) -> frozenset[ObjectKind]:
        """What it says is still disrupted, where it tells of nothing else and names no weapon: a power cut outlasts its strike."""
        if self.family is not None or self.window.shape not in {Shape.DAY, Shape.FLOATING}:
            return frozenset()
        return self.disrupted if all(s.event is EventKind.DISRUPTION for s in self.statements) else frozenset()

    @property
    def disrupted(self) -> frozenset[ObjectKind]:
        """What it says is disrupted."""
        return frozenset(s.object for s in self.statements if s.event is EventKind.DISRUPTION)

    @property
    def places(self) -> tuple[str, ...]:
        """Districts and towns it names, each by itself, as written."""
        return tuple(sorted({name for s in self.statements if s.place for name in each_name(s.place)}))

    @property
    def key(self) -> MentionKey:
        """Orders mentions: article, region, first claim."""
        return (self.article, self.region, self.statements[0].id)


def place(article: ArticleFacts, statements: Iterable[Statement]) -> list[Placed]:
    """Every claim of an article whose time is known and is no summary, in reading order, with what the article adds."""
    return _with_families(_with_tolls(article, with_times(_placed(article, _with_days(list(statements))))))


def mentions(articles: Mapping[str, ArticleFacts], placed: Iterable[Placed]) -> list[Mention]:
    """The mentions that placed claims make, in a fixed order. National claims make none: they only lent weapon and time."""
    groups: dict[tuple[str, str, str, date, bool], list[Placed]] = {}
    for each in placed:
        said = each.statement
        if said.region is not None and is_regional(said.region):
            groups.setdefault((said.article, said.region, each.family or "", day_of(each.window), each.background), []).append(each)
    return sorted((_mention(articles[key[0]], members) for key, members in groups.items()), key=lambda mention: mention.key)


def _with_days(statements: Sequence[Statement]) -> list[Statement]:
    """Claims that take over the time of "over the past day" mean that day too, unless their article tells of the night as well.

    So do those that take over the time of an evening.
    """
    days: dict[tuple[str | None, str | None], set[bool]] = defaultdict(set)
    evenings: dict[tuple[str | None, str | None], set[bool]] = defaultdict(set)
    for statement in statements:
        if statement.basis is not TimeBasis.INHERITED:
            days[statement.start, statement.end].add(statement.day_long)
            evenings[statement.start, statement.end].add(statement.evening)
    return [
        replace(
            s,
            day_long=s.day_long or days.get((s.start, s.end)) == {True},
            evening=s.evening or evenings.get((s.start, s.end)) == {True},
        )
        for s in statements
    ]


def _placed(article: ArticleFacts, statements: Iterable[Statement]) -> list[Placed]:
    placed = []
    for statement in sorted(statements, key=lambda s: (s.offset, s.id)):
        window = window_of(statement, article.told)
        if window is None or statement.region is None:
            continue
        background = looks_back(statement, window, article.told)
        if background and window.shape is Shape.FLOATING:
            continue  # it looks back to a time it does not tell
        placed.append(Placed(statement, window, family_of(statement), background))
    return placed


def _with_tolls(article: ArticleFacts, placed: Sequence[Placed]) -> list[Placed]:
    """A toll has the day of its strike: the dead that an office counts on Saturday died in Friday's raid.

    Casualties of the very day an article was told, which tells of nothing else there on that day, take the time of what it tells
    of there up to three days before; so do those of the night before where words say that they died of an older strike. Where it
    tells of nothing else at all but continues an older report, their day is that of the statement: no time is known.
    """
    return list(placed) if article.told is None else [_with_strike(article.told, each, placed) for each in placed]


def _with_strike(told: datetime, each: Placed, placed: Sequence[Placed]) -> Placed:
    later = each.window.shape is Shape.DAY or (each.window.shape is Shape.NIGHT and each.statement.follow_up)
    day = day_of(each.window)
    if not _is_toll(each) or not later or each.background or day != local_time(told, each.statement.region).date():
        return each
    there = [other for other in placed if same_block(each, other) and not other.background]
    ago = {(day - day_of(other.window)).days: other.window for other in reversed(there) if not _is_toll(other)}
    days = min((days for days in ago if days >= 0), default=None)
    if days is None and any(_is_toll(other) and other.statement.follow_up for other in there):
        return replace(each, window=replace(each.window, shape=Shape.FLOATING))
    return replace(each, window=ago[days]) if days is not None and 0 < days <= _TOLL_DAYS else each


def _is_toll(each: Placed) -> bool:
    return each.statement.event is EventKind.CASUALTIES


def _with_families(placed: Sequence[Placed]) -> list[Placed]:
    """Claims without a weapon take the one their article names for the same region and day, else the only one it names that day.

    What only implies a weapon takes none that its article names for another town.
    """
    armed = [each for each in placed if each.family is not None]
    resolved = []
    for each in placed:
        if each.family is None:
            same_day = [other for other in armed if day_of(other.window) == day_of(each.window) and _may_arm(other, each)]
            near = (
                [other for other in same_day if other.statement.region == each.statement.region]
                or [other for other in same_day if same_block(each, other)]
                or (same_day if len({other.family for other in same_day}) == 1 else [])
            )
            if near:
                resolved.append(replace(each, family=nearest(each, near).family))
                continue
        resolved.append(each)
    return resolved


def _may_arm(other: Placed, each: Placed) -> bool:
    return not (each.statement.implied and (apart(each, other) or not same_block(each, other)))


def _mention(article: ArticleFacts, members: Sequence[Placed]) -> Mention:
    first = members[0]
    region = first.statement.region
    assert region is not None
    firmest = first.window
    if len(members) > 1:
        firmest = min((m.window for m in members), key=lambda w: (_FIRMNESS[w.shape], w.first, w.last, w.hour or 0))
    return Mention(
        article=article.id,
        region=region,
        family=first.family,
        window=firmest,
        told=local_time(article.told, region) if article.told else None,
        background=first.background,
        statements=tuple(sorted((m.statement for m in members), key=lambda s: s.id)),
    )
