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
    """The happenings after every decision, whatever their order: what must part leaves, what must join joins.

    Where a claim is linked and unlinked at once, it leaves the one it is unlinked from, with all that it is linked to.
    """
    decided = sorted(links)
    apart = [link for link in decided if not link.together]
    together = [link for link in decided if link.together]
    found = _all_parted(happenings, apart, ())
    for link in together:
        found = _joined(found, link)
    return _all_parted(found, apart, together)


def _all_parted(happenings: Sequence[Happening], apart: Iterable[Link], together: Sequence[Link]) -> list[Happening]:
    found = list(happenings)
    for link in apart:
        leaving, home = _company(link.other, together), _company(link.one, together)
        if link.one in leaving:
            leaving, home = frozenset({link.other}), frozenset({link.one})
        found = [part for happening in found for part in _parted(happening, link, leaving, home)]
    return found


def _company(claim: str, together: Sequence[Link]) -> frozenset[str]:
    """A claim and all that it is linked to, however many steps away."""
    company = {claim}
    for _ in together:
        company |= {each for link in together if company & {link.one, link.other} for each in (link.one, link.other)}
    return frozenset(company)


def _parted(happening: Happening, link: Link, leaving: frozenset[str], home: frozenset[str]) -> list[Happening]:
    if not {link.one, link.other} <= happening.claims:
        return [happening]
    staying: list[Mention] = []
    gone: list[Mention] = []
    for mention in happening.mentions:
        goes = tuple(s for s in mention.statements if s.id in leaving)
        stays = tuple(s for s in mention.statements if s.id not in leaving)
        if goes and any(s.id in home for s in stays):  # one article says both: only the claims themselves leave
            gone.append(replace(mention, statements=goes))
            staying.append(replace(mention, statements=stays))
        else:
            (gone if goes else staying).append(mention)
    families = {mention.family for mention in gone}
    family = (families.pop() if len(families) == 1 else None) or happening.family
    return [replace(happening, mentions=tuple(staying)), replace(happening, family=family, mentions=tuple(gone))]


def _joined(happenings: Sequence[Happening], link: Link) -> list[Happening]:
    """One happening of both; the one with more claims decides day and family."""
    both = [happening for happening in happenings if happening.claims & {link.one, link.other}]
    if len(both) < 2:
        return list(happenings)
    main = min(both, key=lambda h: (-len(h.claims), h.day, h.family))
    members = sorted((mention for happening in both for mention in happening.mentions), key=lambda m: m.key)
    return [*(h for h in happenings if h not in both), replace(main, mentions=tuple(members))]
