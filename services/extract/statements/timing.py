"""Owns when an item happened: the times of its sentence, what the text spoke of before, and what time goes on from there."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from services.extract.claimants.signing import SIGNS
from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.rules.timespan import Day
from services.extract.rules.when import AGAINST, INVASION
from services.extract.story.context import State
from services.extract.story.telling import Telling
from tocsin.claim import When
from tocsin.vocabulary import TimeBasis

_CLOCK: Final = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_HEADING: Final = 2
"""Sentences at the top that may say what day a summary is of."""
_SINCE: Final = frozenset({"с", "со", "з", "із", "від", "начиная с"})
_STRETCHES: Final = frozenset({"since", "last_year_since", "this_year"})
"""Times of a tally: what is told after it did not take as long."""

_SEASON: Final = 120
"""Days after which a day is history."""


_BESIDE: Final = 5
"""Characters between the start of a war and its day: " on "."""
_TIMES: Final = 8
"""Characters before a time in which it may be told how often something was."""
_RECENT: Final = timedelta(days=10)
"""How long ago an attack began at most that is the news."""


def day(telling: Telling) -> When | None:
    """The time of an item without one: that of the sentence's first statement, else what the text spoke of last."""
    first = next((statement.when for statement in telling.found if statement.when_span), None)
    first = moment_day(first) if first and telling.state.free_order and "comma" in {node.kind for node in telling.nodes} else first
    return first.model_copy(update={"text": None, "basis": TimeBasis.INHERITED}) if first else telling.state.day()


def is_cumulative(telling: Telling, time: Node | None) -> bool:
    """Whether a tally since the war began is told, here or, without a place or a night, in the sentence before."""
    if telling.has("since_start") or (time is not None and (time.value.kind == "invasion" or _is_long_ago(time, telling.state))):
        return True
    return telling.state.cumulative and not telling.has("location", "unit", "measure", "time")


def _is_long_ago(time: Node, state: State) -> bool:
    """As in "Since Feb. 24, 2022": a day that a tally of today begins with; what happened so long ago is no news."""
    day, published = time.value.day, state.published
    return bool(published and day and day.year and day.year < published.year - 1)


def is_history(when: When | None, state: State) -> bool:
    """As in "a year ago, on 20 July 2025": what ended a season before publication is no news, whoever recalls it."""
    end, published = when.end if when else None, state.published
    if not end or end.startswith("-") or not published:
        return False
    return (published.date() - date.fromisoformat(end[:10])).days > _SEASON


def time_of(item: Item, telling: Telling) -> Node | None:
    """The time of an item: inside it, else the nearest that no semicolon divides from it."""
    times = [time for time in telling.of("time") if not _is_of_start(time, telling)]
    if strike := day_of_strike(telling):
        return strike
    if inside := [time for time in times if item.start <= time.start < item.end]:
        return inside[0]
    if windows := [time for time in times if time.value.kind in {"window", "point"}]:
        times = [time for time in times if not _is_its_day(time, windows)]
    times = [time for time in times if not _is_to_come(time, telling) and not _is_habit(time, telling)]
    walls = [wall.start for wall in telling.of("semicolon")]
    near = [time for time in times if not any(min(time.start, item.start) < wall < max(time.start, item.start) for wall in walls)]
    return min(near, key=lambda time: min(abs(time.start - item.end), abs(item.start - time.end)), default=None)


def until_reopened(when: When, closed: Node, telling: Telling) -> When:
    """As in "halted at 03:05 and resumed at 06:20": one closure, from the first clock time to the last."""
    later = next((node for node in telling.of("time", "clock") if node.start > closed.end and not _heads(node, telling)), None)
    if closed.value.kind != "point" or not when.start or later is None:
        return when
    clock = _CLOCK.search(telling.text[later.start : later.end])
    if later.kind == "time" and later.value.clock:
        end = dated_by(later, telling)[0].end
    elif clock:
        end = f"{when.start[:11]}{clock[1]:0>2}:{clock[2]}{when.start[16:]}"
    else:
        return when
    return when.model_copy(update={"end": end}) if end and end > when.start else when


def _heads(time: Node, telling: Telling) -> bool:
    """As in "в 3:05 — в Твери": an hour of another closure."""
    after = next((node for node in telling.nodes if node.start >= time.end), None)
    return after is not None and after.kind == "dash"


def _is_of_start(time: Node, telling: Telling) -> bool:
    """As in "since the start of its invasion on Feb. 24, 2022": the day of what a tally begins with."""
    starts = [*telling.of("since_start"), *(other for other in telling.of("time") if other.value.kind == "invasion")]
    return any(0 <= time.start - start.end <= _BESIDE for start in starts)


def _is_to_come(time: Node, telling: Telling) -> bool:
    """As in "closed until May 15": when it will end is not when it was."""
    index = telling.nodes.index(time)
    before = telling.nodes[index - 1] if index else None
    return before is not None and before.kind == "subordinate" and telling.text[before.start : before.end].lower() == "until"


def _is_habit(time: Node, telling: Telling) -> bool:
    """As in "closed its airports, as it has done several times this year": how often it was, not when."""
    wide = time.value.kind in {"this_year", "this_month", "this_week"}
    return wide and telling.text[max(0, time.start - _TIMES) : time.start].rstrip().lower().endswith("times")


def _is_its_day(time: Node, windows: list[Node]) -> bool:
    """Whether a day is only that of a window of the sentence: "on 18 July … between 6 and 7 a.m."."""
    span = time.value
    return span.kind in {"date", "weekday"} and any(
        (w.value.day, w.value.weekday) in {(None, None), (span.day, span.weekday)} for w in windows
    )


def day_of_strike(telling: Telling) -> Node | None:
    """The day that names a strike ("Tuesday's strike"): it is the day of its toll too."""
    nodes = telling.nodes
    for index, node in enumerate(nodes[:-2]):
        if node.kind == "time" and nodes[index + 1].kind == "possessive":
            after = next((other for other in nodes[index + 2 : index + 5] if other.kind == "happening"), None)
            if after and after.value.term.sense in {"strike", "shell", "bomb", "raid"}:
                return node
    return None


def dated_by(time: Node, telling: Telling) -> tuple[When, tuple[str, ...]]:
    """What a time means; "since Tuesday" lasts until publication."""
    span = time.value
    if span.clock and span.day is None and span.weekday is None:
        day = next((other.value for other in telling.of("time") if other.value.kind == "date"), None)
        spoken = _spoken_day(telling.state) if telling.state.published is None else None
        span = replace(span, day=day.day if day else spoken)
    index = telling.nodes.index(time)
    before = next((node for node in telling.of("time") if span.kind in AGAINST and node.end <= time.start), None)
    when, flags = telling.state.time(span, dated_by(before, telling)[0] if before else None)
    published = telling.state.published
    begins = bool(index) and (
        telling.nodes[index - 1].kind == "since"
        or (telling.nodes[index - 1].kind == "origin" and _is_long_ago(time, telling.state))
    )
    if (begins or is_since(time, telling)) and published and when.start:
        when = when.model_copy(update={"end": published.date().isoformat()})
    return when, flags


def _only_says(telling: Telling) -> bool:
    """As in "Такі дані 4 березня навів …": when it was told is not when it happened."""
    if telling.state.when is None or telling.found:
        return False
    if telling.state.free_order and telling.text.startswith(SIGNS, telling.sentence.start):
        return True
    return bool(telling.attributions) and not telling.has("happening", "colon")


def _is_aside(time: Node, telling: Telling, *, tolls: bool) -> bool:
    """Whether a time is not that of what follows: since when a tally runs, over which day a toll rose or nothing happened."""
    if telling.found:
        return is_since(time, telling)
    return tolls or (time.value.kind == "past_day" and telling.number > _HEADING and not _is_of_the_war(telling.state))


def _is_of_the_war(state: State) -> bool:
    """Whether the text has just told a tally since the war began: of that no day is left to go on with."""
    return state.when is not None and state.when.start == INVASION.isoformat()


def is_since(time: Node, telling: Telling) -> bool:
    """As in "с 7 мая сбили 77 дронов": from that day on until now."""
    index = telling.nodes.index(time)
    span = time.value
    lone = span.kind == "date" and span.first is None and span.clock is None and not span.night
    before = telling.text[telling.nodes[index - 1].start : telling.nodes[index - 1].end].lower() if index else ""
    return telling.state.free_order and lone and before in _SINCE


def _spoken_day(state: State) -> Day | None:
    """The day that the text spoke of last, for a clock time of an article without a date."""
    said = (state.when.end or state.when.start) if state.when else None
    match = re.match(r"(?:\d{4}|-)-(\d\d)-(\d\d)", said or "")
    return Day(int(match[2]), int(match[1])) if match else None


def carry_time(telling: Telling) -> None:
    """The time that goes on: that of the sentence's first dated statement, else the first that it names."""
    state = telling.state
    times = telling.of("time")
    tolls = any(node.value.term.sense.startswith("toll") for node in telling.of("happening"))
    since: list[Node | None] = [*(times if not state.free_order else times[-1:])] or [None]
    state.cumulative = not tolls and any(is_cumulative(telling, time) for time in since)
    attacked = any(node.value.term.sense in {"strike", "raid", "shell"} for node in telling.of("happening"))
    if times and attacked and telling.has("began") and state.published:
        start, _ = dated_by(times[0], telling)
        recent = start.start and start.start[:10] >= (state.published - _RECENT).date().isoformat()
        state.began = state.began if not recent else start.model_copy(update={"end": state.published.date().isoformat()})
    if not state.free_order:
        times = [time for time in times if not _is_stretch(time, telling) and not (state.when and _is_in_relative(time, telling))]
    else:
        only_says = _only_says(telling)
        times = (
            [time for time in times if time.value.kind == "range"]
            if only_says
            else [time for time in times if not _is_aside(time, telling, tolls=tolls)]
        )
    dated = next((s for s in telling.found if s.when_span and any(time.start == s.when_span[0] for time in times)), None)
    if not state.cumulative and (times or dated):
        when = dated.when if dated else dated_by(times[0], telling)[0]
        if when and (when.start or when.end) and not (state.free_order and (_is_inside(when, state.when) or _is_long(when))):
            state.when = state.when if _is_recalled(when, state) else moment_day(when)


def _is_in_relative(time: Node, telling: Telling) -> bool:
    """As in "no comment from the rebels, who on Sunday had attacked the port": a day that is told in passing."""
    if not telling.has("relative"):
        return False
    nodes = telling.nodes
    index = next(n for n, node in enumerate(nodes) if node is time)
    before = [node.kind for node in nodes[max(0, index - 3) : index] if node.kind != "where"]
    return before[-2:] == ["comma", "relative"]


def _is_recalled(when: When, state: State) -> bool:
    """As in "it was last hit in August": what was long before the news gives its day to nothing else."""
    end = when.end or when.start or ""
    if state.free_order or state.published is None or not end or end.startswith("-"):
        return False
    return end[:10] < (state.published - _RECENT).date().isoformat()


def moment_day(when: When) -> When:
    """The day of a moment: what else the text tells happened that day, not at that minute."""
    moment = when.start is not None and when.start == when.end and "T" in when.start
    return when.model_copy(update={"start": when.start[:10], "end": when.start[:10]}) if moment and when.start else when


def _is_inside(when: When, told: When | None) -> bool:
    """Whether a moment is one of the night that the text tells of: what follows is still of all that night."""
    moment = when.start is not None and when.start == when.end and "T" in when.start
    night = told is not None and told.start is not None and told.end is not None and told.start[:10] < told.end[:10]
    return bool(moment and night and told and when.start and (told.start or "")[:10] <= when.start[:10] <= (told.end or "")[:10])


def _is_long(when: When) -> bool:
    """Whether a time is that of a tally over months: what follows did not take as long."""
    stated = when.start is not None and when.end is not None and "-" not in (when.start[0], when.end[0])
    return bool(
        stated and when.start and when.end
        and (date.fromisoformat(when.end[:10]) - date.fromisoformat(when.start[:10])).days > _SEASON
    )  # fmt: skip


def _is_stretch(time: Node, telling: Telling) -> bool:
    """Whether a time is only that of a tally ("since Friday", "this year"): what follows did not take as long."""
    index = telling.nodes.index(time)
    if time.value.kind not in _STRETCHES and not (index > 0 and telling.nodes[index - 1].kind == "since"):
        return False
    began, published = dated_by(time, telling)[0].start, telling.state.published
    return bool(began and published and not began.startswith("-") and (published.date() - date.fromisoformat(began[:10])).days > 1)
