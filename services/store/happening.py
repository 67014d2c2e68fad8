"""A happening: mentions that tell of one thing, and how people's own decisions join or part them. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.store.mention import Mention
from tocsin.vocabulary import Family


@dataclass(frozen=True, slots=True)
class Happening:
    """Mentions that tell of one thing: one incident, without identity yet."""

    family: Family
    day: date
    mentions: tuple[Mention, ...]

    @property
    def opens(self) -> bool:
        """Whether any of its mentions says that something happened."""
        return any(mention.opens for mention in self.mentions)

    @property
    def quiet(self) -> bool:
        """Whether it is only looked back at."""
        return all(mention.background for mention in self.mentions if mention.opens)

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude where most claims that name a town put it, else those that name the region alone."""
        placed = [s for mention in self.mentions for s in mention.statements if s.point is not None]
        named = [s.point for s in placed if s.place] or [s.point for s in placed]
        counts = Counter(point for point in named if point is not None)
        return min(counts, key=lambda point: (-counts[point], point), default=None)

    @property
    def claims(self) -> frozenset[str]:
        """Ids of its claims."""
        return frozenset(s.id for mention in self.mentions for s in mention.statements)


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """What a person decided about two claims."""

    one: str
    other: str
    together: bool
    """They tell of one happening; else `other` leaves the happening of `one`."""


def linked(happenings: Sequence[Happening], links: Iterable[Link]) -> list[Happening]:
    """The happenings after every decision: first what must part, then what must join. Order does not matter."""
    decided = sorted(links)
    parted = list(happenings)
    for link in decided:
        if not link.together:
            parted = [part for happening in parted for part in _parted(happening, link)]
    for link in decided:
        if link.together:
            parted = _joined(parted, link)
    return parted


def _parted(happening: Happening, link: Link) -> list[Happening]:
    if not {link.one, link.other} <= happening.claims:
        return [happening]
    staying: list[Mention] = []
    leaving: list[Mention] = []
    for mention in happening.mentions:
        goes = tuple(s for s in mention.statements if s.id == link.other)
        stays = tuple(s for s in mention.statements if s.id != link.other)
        if goes and any(s.id == link.one for s in stays):  # one article says both: only the claim itself leaves
            leaving.append(replace(mention, statements=goes))
            staying.append(replace(mention, statements=stays))
        else:
            (leaving if goes else staying).append(mention)
    return [replace(happening, mentions=tuple(part)) for part in (staying, leaving)]


def _joined(happenings: Sequence[Happening], link: Link) -> list[Happening]:
    """One happening of both; the one with more claims decides day and family."""
    both = [happening for happening in happenings if happening.claims & {link.one, link.other}]
    if len(both) < 2:
        return list(happenings)
    main = min(both, key=lambda h: (-len(h.claims), h.day, h.family))
    members = sorted((mention for happening in both for mention in happening.mentions), key=lambda m: m.key)
    return [*(h for h in happenings if h not in both), replace(main, mentions=tuple(members))]
