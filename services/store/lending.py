"""Which time a claim without a word of time takes from the others of its article. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from services.store.placed import Placed, apart, day_of, nearest, same_block
from services.store.window import Shape
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import EventKind

_ATTACKS: Final = frozenset({EventKind.ATTACK, EventKind.INTERCEPTION})


def with_times(placed: Sequence[Placed]) -> list[Placed]:
    """Claims without a word of time take the time that their article states; those of a summary are no happening and go."""
    lenders = _Lenders(placed)
    resolved = []
    for each in placed:
        near = lenders.near(each) if each.window.shape is Shape.FLOATING else []
        lender = nearest(each, near) if near else each
        if lender.window.shape is not Shape.SUMMARY:
            resolved.append(replace(each, window=lender.window, background=lender.background))
    return resolved


class _Lenders:
    """The claims of an article that state a time, by how readily others take it."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        stated = [each for each in placed if each.window.shape is not Shape.FLOATING]
        self._summaries = [each for each in stated if each.window.shape is Shape.SUMMARY]
        self._fresh = [each for each in stated if not each.background and each.window.shape is not Shape.SUMMARY]
        self._untimed = [each for each in placed if each.window.shape is Shape.FLOATING]
        self._one_day = len({day_of(each.window) for each in self._fresh}) == 1
        # an article that begins by looking back and states no fresh time is about the past as a whole
        self._past = stated if not self._fresh and placed and placed[0].background else []

    def near(self, each: Placed) -> list[Placed]:
        """Fresh claims of the same region, else all where they agree on the day, else the region's summary, else the past."""
        there = [other for other in self._fresh if same_block(each, other)]
        elsewhere = [other for other in self._fresh if not same_block(each, other)] if self._one_day else []
        return (
            [other for other in there if self._lends_there(other, each)]
            or [other for other in elsewhere if _lends_elsewhere(other, each)]
            or [other for other in self._summaries if same_block(each, other)]
            or self._past
        )

    def _lends_there(self, other: Placed, each: Placed) -> bool:
        """Whether a claim of the same region tells when another happened.

        An earlier day that is told after it does where both are of one attack: a report of the dead ends with their raid.
        News of an attack of its own end with an older one, elsewhere or with another weapon.
        """
        if day_of(other.window) >= each.window.last or other.statement.offset < each.statement.offset:
            return True
        news = _attack_of(each, (its for its in self._untimed if its.statement.offset < other.statement.offset))
        old = _attack_of(other, (its for its in self._fresh if its.window == other.window))
        return not apart(news, old) and (news.family is None or old.family is None or news.family == old.family)


def _attack_of(each: Placed, among: Iterable[Placed]) -> Placed:
    """The attack that a claim belongs to: itself where it is one, else the nearest there, else itself all the same."""
    attacks = [other for other in among if other.statement.event in _ATTACKS and same_block(each, other)]
    return each if each.statement.event in _ATTACKS or not attacks else nearest(each, attacks)


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
