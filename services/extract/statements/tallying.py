"""Owns the lines of a list of losses: what was added to a total since the day before, and since when the totals run."""

from typing import Final

from services.extract.judging import tallies
from services.extract.rules.timespan import TimeAnchor, TimeSpan
from services.extract.rules.when import resolve
from services.extract.story.telling import Telling
from tocsin.claim import When
from tocsin.vocabulary import TimeBasis

_OF_DAY: Final = "за "
"""What stands before the one day that losses are of, in Russian and Ukrainian."""


def begun(telling: Telling) -> None:
    """What a heading opens, and the one day that it says it is of."""
    told, state = tallies.opened(telling), telling.state
    if told is None:
        return
    state.tally = told
    said = [part for node in telling.attributions for part in node.parts if part.kind == "time"]
    for time in (*telling.of("time"), *said):
        when, _ = state.time(time.value)
        words = telling.text[max(0, time.start - len(_OF_DAY)) : time.start + len(_OF_DAY)].lower()
        if _OF_DAY in words and when.start == when.end:
            state.tally_day = when.end


def increments(telling: Telling) -> None:
    """What a tally says was added since the day before is part of the tally: "танків — 7 545 (+17)"."""
    state, at = telling.state, telling.sentence.start
    day = state.tally_day
    if state.tally and tallies.is_line(telling):
        state.tally_grows |= any(s.amount is not None and s.amount.role == "increment" for s in telling.found)
        for total in telling.found if state.tally_grows else ():
            if _is_short(total.when):
                when, _ = resolve(TimeSpan(at, at, "", "invasion"), TimeAnchor(state.published))
                total.when = when.model_copy(update={"end": day}) if day else when
    for total, more in zip(telling.found, telling.found[1:], strict=False):
        if more.amount and more.amount.role == "increment":
            more.including = total
            if not state.free_order and total.when_span is None and state.published:
                state.cumulative = True  # no line says since when the totals run
                total.when = When(start=state.since, end=state.published.date().isoformat(), basis=TimeBasis.RELATIVE)
            when, _ = resolve(TimeSpan(at, at, "", "past_day"), TimeAnchor(state.published))
            more.when = when.model_copy(update={"start": day, "end": day}) if day else when


def _is_short(when: When | None) -> bool:
    """Whether a time is that of the report only, not of a tally since a war began."""
    return when is None or not when.start or not when.end or when.start[:4] == when.end[:4]
