"""The day that each mention of a block counts under: one happening is what a family did in a region on such a day. Pure.

Nights count under the day they end on, so touching nights stay apart. Every step looks only at what firmer mentions settled and not
far away, so a change never ripples further than `RIPPLE_DAYS`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from services.store.mention import Mention, MentionKey
from services.store.names import share_name
from services.store.placed import day_of
from services.store.window import EVENING, Shape

REACH_DAYS: Final = 3
"""How many days back a report without a time may continue an older one; also the furthest that any one step looks."""

RIPPLE_DAYS: Final = REACH_DAYS + 2
"""How many days from a claim its change can move another: a step, a day at midnight, and one where reports go by the untimed."""

_SMALL_HOURS: Final = 4
"""Local hour before which a report without a time may be of the day before: its own has hardly begun."""

_DAWN: Final = 6
"""Local hour before which a strike is of the night that began the evening before."""

_ONE_DAY: Final = timedelta(days=1)

Slot = tuple[str, date]
"""Region and day."""

Days = dict[MentionKey, date]
"""Mention → the day it counts under."""

Nights = dict[Slot, int]
"""Region and the day a reported night ends on → the hour of the day before at which it began."""


@dataclass(slots=True)
class _Known:
    """What is decided already, for those that commit to less."""

    nights: Nights
    settled: dict[Slot, list[Mention]]
    """Nights, clock times and whole days."""
    untimed: dict[Slot, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """News without a time, told on the day that they count under."""

    def at(self, mention: Mention, day: date) -> Sequence[Mention]:
        """What is settled of a mention's region on a day."""
        return self.settled.get((mention.region, day), ())

    def before(self, mention: Mention, day: date) -> Sequence[Mention]:
        """What is settled of its region on a day and may be what it tells of: a night, or what was told before it."""
        return [other for other in self.at(mention, day) if other.window.shape is Shape.NIGHT or _told_before(other, mention)]

    def only_after(self, mention: Mention, day: date) -> bool:
        """Whether all that is told of its region on a day was told after it."""
        there = [*self.at(mention, day), *self.untimed.get((mention.region, day), ())]
        return bool(there) and not any(_told_before(other, mention) for other in there)

    def untimed_at(self, mention: Mention, day: date) -> Sequence[Mention]:
        """What was told before it of its region on a day, without a time."""
        return [other for other in self.untimed.get((mention.region, day), ()) if _told_before(other, mention)]


def _told_before(other: Mention, mention: Mention) -> bool:
    return other.told is None or mention.told is None or other.told <= mention.told


def days_of(mentions: Sequence[Mention]) -> Days:
    """The day each mention counts under."""
    nights = _nights(mentions)
    raids = _dawns(mentions) | nights
    firm = {m.key: _firm_day(m, raids) for m in mentions if m.window.shape in {Shape.NIGHT, Shape.CLOCK}}
    whole = [mention for mention in mentions if mention.window.shape is Shape.DAY and not mention.lasting]
    late = {mention.key for mention in whole if _whole_day(mention, nights) != mention.window.first}
    early = firm | {m.key: _evening_day(m, raids) or m.window.first for m in whole if m.key not in late}
    before = _by_day(mentions, early)
    named = early | {m.key: _evening_day(m, raids) or _named_day(m, before, nights) for m in whole if m.key in late}
    loose = [mention for mention in mentions if mention.key not in named]
    return named | _loose_days(loose, _Known(nights, _by_day(mentions, named)))


def _nights(mentions: Iterable[Mention]) -> Nights:
    nights: Nights = {}
    for mention in mentions:
        if mention.window.shape is Shape.NIGHT and not mention.only_toll:  # people die of a raid on later nights too
            slot, begins = (mention.region, mention.window.last), mention.window.hour
            nights[slot] = min(nights.get(slot, 24), EVENING if begins is None else begins)
    return nights


def _by_day(mentions: Iterable[Mention], named: Days) -> dict[Slot, list[Mention]]:
    """The mentions whose days are named, under them."""
    found: dict[Slot, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.key in named:
            found[mention.region, named[mention.key]].append(mention)
    return dict(found)


def _loose_days(mentions: Sequence[Mention], known: _Known) -> Days:
    """The days of those that commit to none: first what has no time at all, for others go by it."""
    days: Days = {}
    for mention in mentions:
        if mention.window.shape is Shape.FLOATING and not mention.lasting and not _at_midnight(mention):
            day = days[mention.key] = _untimed_day(mention, known)
            if day == day_of(mention.window):
                known.untimed[mention.region, day].append(mention)
    for mention in mentions:
        if mention.window.shape is Shape.SPAN:
            days[mention.key] = _day_of_span(mention, known)
        elif mention.lasting:
            days[mention.key] = _lasting_day(mention, known)
        elif mention.key not in days:
            days[mention.key] = _midnight_day(mention, known)
    return days


def _at_midnight(mention: Mention) -> bool:
    return mention.told is not None and mention.told.hour < _SMALL_HOURS and mention.told.date() == day_of(mention.window)


def _dawns(mentions: Iterable[Mention]) -> Nights:
    """Nights that nobody calls so, but in whose small hours something was struck: the evening before belongs to them."""
    clocks = [mention for mention in mentions if mention.window.shape is Shape.CLOCK]
    return {(m.region, m.window.first): EVENING for m in clocks if m.window.hour is not None and m.window.hour < _DAWN}


def _firm_day(mention: Mention, raids: Nights) -> date:
    return (_evening_day(mention, raids) if mention.window.shape is Shape.CLOCK else None) or day_of(mention.window)


def _evening_day(mention: Mention, raids: Nights) -> date | None:
    """The day of the raid that began in the evening of a window; None for another hour, or where no raid is told of."""
    window = mention.window
    following = window.first + _ONE_DAY
    begun = window.hour is not None and window.hour >= raids.get((mention.region, following), 24)
    return following if begun else None


def _named_day(mention: Mention, settled: dict[Slot, list[Mention]], nights: Nights) -> date:
    """A day named when the night after it had begun: itself where others tell of it, unless the night alone tells of its places."""
    day, night = mention.window.first, _whole_day(mention, nights)
    there = settled.get((mention.region, day), ())
    if any(other.window.shape in {Shape.NIGHT, Shape.CLOCK} for other in there):
        return day
    only_then = _told_alike(mention, settled.get((mention.region, night), ())) and not _told_alike(mention, there)
    return day if _goes_on(mention, there) and not only_then else night


def _whole_day(mention: Mention, nights: Nights) -> date:
    """A day named without a clock is that day's happening; told when the night had begun on it, it may be that night."""
    day = mention.window.first
    following = day + _ONE_DAY
    begins = nights.get((mention.region, following))
    if begins is None or mention.told is None:
        return day
    return following if mention.told >= datetime.combine(day, time(min(begins, 23))) else day


def _untimed_day(mention: Mention, known: _Known) -> date:
    """A report without a time is of its own day, unless that tells nothing firm and a day before tells of the same places."""
    own = day_of(mention.window)
    if known.at(mention, own) and not mention.follows_up:
        return own
    back_to = REACH_DAYS if mention.follows_up or not (mention.family or mention.implied) else 1
    for back in range(back_to + 1):
        day = own - _ONE_DAY * back
        if _told_alike(mention, known.at(mention, day)):
            return day
    return _whole_day(mention, known.nights)


def _midnight_day(mention: Mention, known: _Known) -> date:
    """What is told in the small hours goes on with the day before where that tells of it and no night is told of."""
    own = day_of(mention.window)
    before = own - _ONE_DAY
    evening = [other for other in known.untimed_at(mention, before) if other.told and other.told.hour >= EVENING]
    if (mention.region, own) not in known.nights and _goes_on(mention, [*known.at(mention, before), *evening]):
        return before
    return _untimed_day(mention, known)


def _day_of_span(mention: Mention, known: _Known) -> date:
    """A few days are told of together under the last of them that tells of the same places, else under the last that tells of any.

    A report of the past day goes by news without a time too, where they name the same places. What came after it was told is not in
    it: where its last day tells of nothing else, it is of the day before.
    """
    own = day_of(mention.window)
    inside = [own - _ONE_DAY * back for back in range((own - mention.window.first).days + 1)]
    settled = [day for day in inside if known.before(mention, day)]
    tied = [day for day in settled if _told_alike(mention, known.before(mention, day))]
    untimed = [day for day in inside[:2] if _told_alike(mention, known.untimed_at(mention, day))]
    return (tied or settled or untimed or [own - _ONE_DAY if known.only_after(mention, own) else own])[0]


def _lasting_day(mention: Mention, known: _Known) -> date:
    """What is still disrupted belongs to the attack of the day before that disrupted it, where its own day tells of none."""
    own = day_of(mention.window)
    if known.at(mention, own):
        return own
    before = own - _ONE_DAY
    if _outlasts(mention, known.at(mention, before)):
        return before
    return _whole_day(mention, known.nights) if mention.window.shape is Shape.DAY else _untimed_day(mention, known)


def _outlasts(mention: Mention, before: Iterable[Mention]) -> bool:
    """Whether what it says is disrupted was told of an attack on the day before."""
    return any(mention.lasting & other.disrupted for other in before if other.family is not None)


def _told_alike(mention: Mention, others: Iterable[Mention]) -> bool:
    """Whether some other mention names one of the same places; of the same family, where both name weapons."""
    return any(
        share_name(mention.places, other.places)
        for other in others
        if mention.family is None or other.family is None or mention.family == other.family
    )


def _goes_on(mention: Mention, others: Iterable[Mention]) -> bool:
    """Whether some other mention is of the same family, where both name weapons, and not of other places."""
    return any(
        share_name(mention.places, other.places) or not (mention.places and other.places)
        for other in others
        if mention.family is None or other.family is None or mention.family == other.family
    )
