"""A mention: what one article says of one happening in one region. Owns how claims of an article belong together. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.store.families import family_of, opens
from services.store.names import same_name
from services.store.regions import block_of
from services.store.statement import ArticleFacts, Statement
from services.store.window import Shape, Window, local_time, looks_back, window_of
from tocsin.places import country_of, is_regional
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
        """Districts and towns it names, as written."""
        return tuple(sorted({s.place for s in self.statements if s.place}))

    @property
    def key(self) -> MentionKey:
        """Orders mentions: article, region, first claim."""
        return (self.article, self.region, self.statements[0].id)


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim with what its article adds to it: family, window, whether it looks back."""

    statement: Statement
    window: Window
    family: Family | None
    background: bool


def place(article: ArticleFacts, statements: Iterable[Statement]) -> list[Placed]:
    """Every claim of an article whose time is known and is no summary, in reading order, with what the article adds."""
    return _with_families(_with_tolls(article, _with_times(_placed(article, _with_days(list(statements))))))


def mentions(articles: Mapping[str, ArticleFacts], placed: Iterable[Placed]) -> list[Mention]:
    """The mentions that placed claims make, in a fixed order. National claims make none: they only lent weapon and time."""
    groups: dict[tuple[str, str, str, date, bool], list[Placed]] = {}
    for each in placed:
        said = each.statement
        if said.region is not None and is_regional(said.region):
            groups.setdefault((said.article, said.region, each.family or "", day_of(each.window), each.background), []).append(each)
    return sorted((_mention(articles[key[0]], members) for key, members in groups.items()), key=lambda mention: mention.key)


def day_of(window: Window) -> date:
    """The day a window counts under by itself: a night under the day it ends on."""
    return window.last if window.shape in {Shape.NIGHT, Shape.SPAN} else window.first


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


def _with_times(placed: Sequence[Placed]) -> list[Placed]:
    """Claims without a word of time take the time that their article states; those of a summary are no happening and go."""
    lenders = _Lenders(placed)
    resolved = []
    for each in placed:
        near = lenders.near(each) if each.window.shape is Shape.FLOATING else []
        lender = _nearest(each, near) if near else each
        if lender.window.shape is not Shape.SUMMARY:
            resolved.append(replace(each, window=lender.window, background=lender.background))
    return resolved


class _Lenders:
    """The claims of an article that state a time, by how readily others take it."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        stated = [each for each in placed if each.window.shape is not Shape.FLOATING]
        self._summaries = [each for each in stated if each.window.shape is Shape.SUMMARY]
        self._fresh = [each for each in stated if not each.background and each.window.shape is not Shape.SUMMARY]
        self._one_day = len({day_of(each.window) for each in self._fresh}) == 1
        # an article that begins by looking back and states no fresh time is about the past as a whole
        self._past = stated if not self._fresh and placed and placed[0].background else []

    def near(self, each: Placed) -> list[Placed]:
        """Fresh claims of the same region, else all where they agree on the day, else the region's summary, else the past."""
        return (
            [other for other in self._fresh if _same_block(each, other)]
            or ([other for other in self._fresh if _lends_elsewhere(other, each)] if self._one_day else [])
            or [other for other in self._summaries if _same_block(each, other)]
            or self._past
        )


def _lends_elsewhere(other: Placed, each: Placed) -> bool:
    """Whether a claim about elsewhere tells when another happened too.

    The day that an article is told on, and a country's total, hold for all of it. An earlier day holds for what is told after it in
    the same country: before it stands the news, which has no time because it is new, and another country has days of its own.
    """
    if day_of(other.window) >= each.window.last:
        return True
    here, there = each.statement.region, other.statement.region
    if here is None or there is None or country_of(here) != country_of(there):
        return False
    return not is_regional(there) or other.statement.offset < each.statement.offset


def _with_tolls(article: ArticleFacts, placed: Sequence[Placed]) -> list[Placed]:
    """A toll has the day of its strike: the dead that an office counts on Saturday died in Friday's raid.

    Casualties of the very day an article was told, which tells of nothing else there on that day, take the time of what it tells
    of there up to three days before. Where it tells of nothing else at all but continues an older report, their day is that of
    the statement: no time is known.
    """
    return list(placed) if article.told is None else [_with_strike(article.told, each, placed) for each in placed]


def _with_strike(told: datetime, each: Placed, placed: Sequence[Placed]) -> Placed:
    if not _is_toll(each) or each.window.shape is not Shape.DAY or each.background:
        return each
    if each.window.first != local_time(told, each.statement.region).date():
        return each
    there = [other for other in placed if _same_block(each, other) and not other.background]
    ago = {(each.window.first - day_of(other.window)).days: other.window for other in reversed(there) if not _is_toll(other)}
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
                or [other for other in same_day if _same_block(each, other)]
                or (same_day if len({other.family for other in same_day}) == 1 else [])
            )
            if near:
                resolved.append(replace(each, family=_nearest(each, near).family))
                continue
        resolved.append(each)
    return resolved


def _may_arm(other: Placed, each: Placed) -> bool:
    return not (each.statement.implied and (_apart(each, other) or not _same_block(each, other)))


def _apart(one: Placed, other: Placed) -> bool:
    """Whether both name towns, and not the same."""
    here, there = one.statement.place, other.statement.place
    return here is not None and there is not None and not same_name(here, there)


def _nearest(each: Placed, others: Sequence[Placed]) -> Placed:
    """The one of the same place and then nearest in the text, the one before it rather than the one after."""

    def distance(other: Placed) -> tuple[bool, int, bool, str]:
        gap = other.statement.offset - each.statement.offset
        return (_apart(each, other), abs(gap), gap > 0, other.statement.id)

    return min(others, key=distance)


def _same_block(one: Placed, other: Placed) -> bool:
    a, b = one.statement.region, other.statement.region
    return a is not None and b is not None and is_regional(b) and block_of(a) == block_of(b)


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
