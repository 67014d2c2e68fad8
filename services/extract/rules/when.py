"""Owns what a stated time means beside the publication time and what the text spoke of before."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from services.extract.rules.timespan import Clock, Day, TimeAnchor, TimeSpan
from tocsin.claim import When
from tocsin.vocabulary import TimeBasis

INVASION: Final = date(2022, 2, 24)
"""Where cumulative tallies of the war start."""
_MOSCOW: Final = timezone(timedelta(hours=3))
_ONE: Final = timedelta(days=1)
_MORNING: Final = 6
"""Hour before which what happened in the afternoon or evening happened the day before."""
_SLIP: Final = timedelta(hours=4)
"""How much later than publication a clock without a zone may show what has happened: it may be a zone east of the outlet's."""
_NOON: Final = 720
"""Minutes since midnight."""
_BACK: Final = {
    "night": 1,
    "night_before": 2,
    "past_day": 1,
    "day_past": 1,
    "past_week": 7,
    "yesterday": 1,
    "past_month": 30,
    **{f"ago_{days}": days for days in range(2, 7)},
}
"""Days before publication at which a relative time starts."""
_ENDED: Final = frozenset({"yesterday", "night_before"})
_AGO: Final = "ago_"


def resolve(span: TimeSpan, anchor: TimeAnchor) -> tuple[When, tuple[str, ...]]:
    """The days or moments that a time means, and flags: "year_inferred", "window_inconsistent".

    Without a publication time a day keeps its open year ("--07-18") and a relative word has no start and end.
    """
    if span.kind == "same" and anchor.previous:
        if (said := anchor.previous).start and not said.start.startswith("-") and span.text.lower().endswith("day"):
            ends = {"start": said.start[:10], "end": (said.end or said.start)[:10]}
            return said.model_copy(update={"text": span.text, "basis": TimeBasis.INHERITED, **ends}), ()
        return anchor.previous.model_copy(update={"text": span.text, "basis": TimeBasis.INHERITED}), ()
    published = anchor.published.date() if anchor.published else None
    basis = TimeBasis.STATED if span.day or span.clock else TimeBasis.RELATIVE
    if span.clock:
        start, end, flags = _clocked(span, span.clock, anchor)
        return When(start=start, end=end, text=span.text, basis=basis), flags + _checked(span)
    if (
        published is None
        and span.kind in _FROM_TOLD
        and (told := anchor.previous and anchor.previous.end)
        and told.startswith("--")
    ):
        days = [date.fromisoformat(_ANY_YEAR + told[1:7]) - back * _ONE for back in _FROM_TOLD[span.kind]]
        return When(start=f"-{days[0]:-%m-%d}", end=f"-{days[1]:-%m-%d}", text=span.text, basis=basis), ()
    since = span.kind in {"since", "last_year_since"}
    day, flags = (None, ()) if since else _date(span, published)
    if day is None and span.day and span.day.day and not since:
        return When(start=_open_start(span), end=_open(span.day), text=span.text, basis=basis), flags
    first, last = _days(span, day, anchor)
    return When(start=first and first.isoformat(), end=last and last.isoformat(), text=span.text, basis=basis), flags


def _date(span: TimeSpan, published: date | None) -> tuple[date | None, tuple[str, ...]]:
    """The day that a span names; a missing year is the latest that is not after publication."""
    if span.weekday is not None:
        return (published - timedelta(days=(published.weekday() - span.weekday) % 7) if published else None), ()
    return _dated(span.day, published) if span.day else (None, ())


def _dated(day: Day, published: date | None) -> tuple[date | None, tuple[str, ...]]:
    if not day.day:
        return None, ()
    for year in [day.year] if day.year else [published.year, published.year - 1, published.year - 4] if published else []:
        try:
            found = date(year, day.month, day.day)
        except ValueError:
            continue
        # A day after publication is a slip of zones, not of the last year.
        if day.year or (published and found <= published + _ONE):
            return found, () if day.year else ("year_inferred",)
    return None, ()


def _open(day: Day) -> str:
    return f"--{day.month:02d}-{day.day or 1:02d}"


def _open_start(span: TimeSpan) -> str:
    assert span.day
    if span.first:
        return _open(span.first)
    if not span.night:
        return _open(span.day)
    try:
        before = date(2023, span.day.month, span.day.day or 1) - _ONE
    except ValueError:
        return f"--{span.day.month:02d}-{max(1, (span.day.day or 1) - 1):02d}"
    return f"--{before.month:02d}-{before.day:02d}"


def _previous(anchor: TimeAnchor) -> date | None:
    """The last day that the text spoke of before."""
    text = anchor.previous and (anchor.previous.end or anchor.previous.start)
    return date.fromisoformat(text[:10]) if text and not text.startswith("-") else None


def _evening(anchor: TimeAnchor) -> date | None:
    """The first day that the text spoke of before: the evening of a night is on it."""
    text = anchor.previous and (anchor.previous.start or anchor.previous.end)
    return date.fromisoformat(text[:10]) if text and not text.startswith("-") else None


def _week_told(anchor: TimeAnchor, published: date) -> tuple[date, date] | None:
    """As in "с 9 по 15 мая уничтожены 12 танков … За неделю сбиты 40 бомб": the week whose days the text has told."""
    first, last = _evening(anchor), _previous(anchor)
    if first is None or last is None or not timedelta(days=5) <= last - first <= timedelta(days=7):
        return None
    return (first, last) if timedelta() <= published - last <= timedelta(days=3) else None


def _days(  # noqa: PLR0911 - a line a kind
    span: TimeSpan, day: date | None, anchor: TimeAnchor
) -> tuple[date | None, date | None]:
    published = anchor.published.date() if anchor.published else None
    if day and span.kind == "month":
        return day, (day + 31 * _ONE).replace(day=1) - _ONE
    if day and span.kind == "range" and span.first:
        first, _ = _dated(span.first, day)
        return first or day, day
    if day and span.first_weekday is not None:
        return day - timedelta(days=(day.weekday() - span.first_weekday) % 7), day
    if day and span.kind == "night_after":
        return day, min(day + _ONE, published or day)
    if day:
        return (day - _ONE if span.night else day), day
    if published is None:
        return (INVASION, None) if span.kind == "invasion" else (None, None)
    if span.kind == "past_week" and (week := _week_told(anchor, published)):
        return week
    return _relative(span, published, _previous(anchor))


_FROM_TOLD: Final = {"day_before": (1, 1), "same_night": (1, 0), "night_before": (2, 1)}
"""Days from the day told of to the first and the last day of what is said against it."""
AGAINST: Final = frozenset({*_FROM_TOLD, "same"})
"""Times that mean something only beside another: "the previous night"."""
_JUST_PAST: Final = (
    "минулої доби",
    "прошедш",
    "минувш",
    "за минулу добу",
    "за минувшие сутки",
    "за прошедшие сутки",
    "за последние сутки",
)
"""Words for the day up to publication, whatever day was spoken of before."""
_ANY_YEAR: Final = "2023"


def _relative(span: TimeSpan, published: date, previous: date | None) -> tuple[date | None, date | None]:
    monday = published - timedelta(days=published.weekday())
    stretches = {
        "invasion": (INVASION, published),
        "this_week": (monday, published),
        "last_week": (monday - 7 * _ONE, monday - _ONE),
        "weekend": (monday - 2 * _ONE, monday - _ONE),
        "this_month": (published.replace(day=1), published),
        "this_year": (published.replace(month=1, day=1), published),
    }
    if span.kind in stretches:
        return stretches[span.kind]
    if span.day and span.kind.endswith("since"):
        year = span.day.year or published.year - (span.kind == "last_year_since" or span.day.month > published.month)
        return date(year, span.day.month, 1), published
    told = previous or published
    if span.kind == "part" or span.kind.startswith(_AGO):
        one = told if span.kind == "part" else published - _BACK[span.kind] * _ONE
        return one, one
    if span.kind == "past_day" and published - 2 * _ONE <= told < published and not span.text.lower().startswith(_JUST_PAST):
        return told, told
    if span.kind in _FROM_TOLD and (previous or span.kind != "night_before"):
        first, last = _FROM_TOLD[span.kind]
        return told - first * _ONE, told - last * _ONE
    return published - _BACK.get(span.kind, 0) * _ONE, published - _ONE if span.kind in _ENDED else published


def _zone(name: str | None, published: datetime | None) -> tzinfo | None:
    word = (name or "").lower()
    if word in {"msk", "мск"} or "moscow" in word or "моск" in word:
        return _MOSCOW
    if any(part in word for part in ("kyiv", "kiev", "київ", "києв", "киев")):
        return ZoneInfo("Europe/Kyiv")
    return UTC if word in {"gmt", "utc"} else published.tzinfo if published else None


def _clocked(span: TimeSpan, clock: Clock, anchor: TimeAnchor) -> tuple[str | None, str | None, tuple[str, ...]]:
    """A window over midnight ends on the day after a stated day, or on the day whose night it is, else on that of publication."""
    zone = _zone(clock.zone, anchor.published)
    told = anchor.published.astimezone(zone) if anchor.published and zone else anchor.published
    published = told.date() if told else None  # the day in the zone that the clock shows: late in UTC is the next day in Moscow
    over = clock.end < clock.start
    day, flags = _date(span, published)
    if span.kind == "from" and (last := day or published):
        base = (_dated(span.first, last)[0] if span.first else None) or last - _ONE
        begun = datetime(base.year, base.month, base.day, tzinfo=zone) + timedelta(minutes=clock.start)
        return begun.isoformat(), last.isoformat(), flags
    if span.kind == "yesterday" and published:
        day = published - _ONE
    if day is None and not span.day and span.weekday is None and span.kind == "point":
        day = _evening(anchor) if clock.start >= _NOON else _previous(anchor)
    first = _dated(span.first, day)[0] if span.first and day else None
    last = day + _ONE if day and not first and over and not span.night else day or published
    if last is None:
        start, end = _open_clocked(span, clock, zone)
        return start, end, flags
    base = first or (last - _ONE if over else last)
    starts, ends = (
        datetime(on.year, on.month, on.day, tzinfo=zone) + timedelta(minutes=minutes)
        for on, minutes in ((base, clock.start), (last, clock.end))
    )
    early = told is not None and told.hour < _MORNING <= starts.hour
    if day is None and told and (early or starts > told + (_SLIP if clock.zone is None else timedelta())):
        starts, ends = starts - _ONE, ends - _ONE  # told after midnight, or before that hour, of the day before
    return starts.isoformat(), ends.isoformat(), flags


def _open_clocked(span: TimeSpan, clock: Clock, zone: tzinfo | None) -> tuple[str | None, str | None]:
    if not (span.day and span.day.day) or clock.end < clock.start:
        return None, None
    offset = "+03:00" if zone is _MOSCOW else "Z" if zone is UTC else ""
    start, end = (
        f"{_open(day)}T{minutes // 60 % 24:02d}:{minutes % 60:02d}{offset}"
        for day, minutes in ((span.first or span.day, clock.start), (span.day, clock.end))
    )
    return start, end


def _checked(span: TimeSpan) -> tuple[str, ...]:
    """The flag of a stated length that is not the window's own ("10-hour window" from midnight to 7 a.m.)."""
    if span.clock is None or span.hours is None or span.first or span.kind == "point":
        return ()
    minutes = (span.clock.end - span.clock.start) % 1440
    return ("window_inconsistent",) if abs(minutes - span.hours * 60) >= 60 else ()
