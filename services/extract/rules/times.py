"""Owns finding times in a text; what they mean beside the publication time is `when`'s, which event they belong to the engine's."""

import re
from dataclasses import replace
from typing import Final

from services.extract.rules.time_words import TimeWords, time_words
from services.extract.rules.timespan import Clock, Day, TimeAnchor, TimeSpan
from services.extract.rules.when import INVASION, resolve
from services.extract.text.document import lowered
from services.extract.words.lexicon import LANGUAGES

__all__ = ["INVASION", "Clock", "Day", "TimeAnchor", "TimeSpan", "find", "resolve"]

_BARE_CLOCK: Final = re.compile(r"\b(?:[01]?\d|2[0-4]):[0-5]\d\b")
_ZULU: Final = re.compile("GMT|UTC")
_MILITARY: Final = re.compile(r"\b(?:[01]\d|2[0-4])[0-5]\d\s*(?:GMT|UTC)\b")
"""As in "at 6:10 p.m. (1610 GMT)"."""
_CLOCK_BEFORE: Final = re.compile(r"\d{1,2}[:.]\d\d\W*$")
_APART: Final = 3
_FIGURE: Final = re.compile(r"\d")
_CLOCK_WORDS: Final = ("noon", "полдень", "midnight", " past ", "o'clock", "quarter")
_NEAR: Final = 60
_BARE: Final = 2
_STOP: Final = re.compile(r"[;\n]|[.!?]\s+(?=[A-ZА-ЯІЇЄ])")
_LENGTH: Final = re.compile(r"(\d{1,2})[- ]?(?:hour|час|годин)")
_BESIDE: Final = re.compile(r"[,\s(]{0,3}(?:o[nf]\s+)?")
_AFTERNOON: Final = frozenset({"p", "вечера", "дня", "вечора"})
_SPECIFIC: Final = frozenset({"date", "night_of", "range", "weekday"})
_TOLD: Final = ("h", "word", "hour")
"""What tells an hour: figures, noon and midnight, words."""
_HALF: Final = ("h", "min", "mer", "word", "past", "hour", "half")
_LOOSE: Final = frozenset({"night", "today", "day_before", "part", "yesterday", "past_day", "day_past", "past_week", "weekday"})


def _matches(pattern: re.Pattern[str], view: str, starts: list[int]) -> list[re.Match[str]]:
    """The matches that begin at some characters, from left to right, none over another."""
    found: list[re.Match[str]] = []
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(view, start)) and match.end() > start:
            found.append(match)
            end = match.end()
    return found


def find(view: str, lang: str) -> list[TimeSpan]:
    """The times of a text from left to right; a `lang` that is none of LANGUAGES is read as English.

    >>> [(t.text, t.kind) for t in find("overnight; between 12:20 PM and 3:00 PM MSK; the night of August 27th", "en")]
    [('overnight', 'night'), ('between 12:20 PM and 3:00 PM MSK', 'window'), ('night of August 27th', 'night_of')]
    """
    lexicon = time_words(lang if lang in LANGUAGES else "en")
    small = lowered(view)
    starts = [opening.start() for opening in lexicon.opens.finditer(small)]
    if not starts:
        return []
    days = _merged(view, [span for match in _matches(lexicon.days, view, starts) if (span := _day(match, lexicon))])
    timed = ":" in view or any(word in small for word in _CLOCK_WORDS) or bool(_FIGURE.search(view))
    clocked = _matches(lexicon.windows, view, starts) if timed else []
    windows = [span for match in clocked if (span := _window(view, match, days, lexicon))]
    days, windows = _from(view, days, windows)
    windows = [_of_yesterday(view, window, days) for window in windows]
    outside = [day for day in days if not any(w.start <= day.start < w.end for w in windows)]
    found = [replace(span, kind="report") if _is_report(view, span, lexicon) else span for span in outside + windows]
    clocks = [TimeSpan(m.start(), m.end(), m[0], "report") for m in _BARE_CLOCK.finditer(view)] if ":" in view else []
    clocks += [TimeSpan(m.start(), m.end(), m[0], "report") for m in _MILITARY.finditer(view)] if _ZULU.search(view) else []
    found += [clock for clock in clocks if not any(span.start < clock.end and clock.start < span.end for span in found)]
    return sorted(found, key=lambda span: span.start)


def _of_yesterday(view: str, window: TimeSpan, days: list[TimeSpan]) -> TimeSpan:
    """As in "Накануне, с 14:00 до 20:00", "Накануне сообщалось, что с 14:00 до 20:00": clock times of the day before."""
    if window.day is not None or window.weekday is not None:
        return window
    left, _ = _sentence(view, window.start, window.end)
    before = [day for day in days if left <= day.start and day.end <= window.start]
    return replace(window, kind="yesterday") if before and before[-1].kind == "yesterday" else window


def _from(view: str, days: list[TimeSpan], windows: list[TimeSpan]) -> tuple[list[TimeSpan], list[TimeSpan]]:
    """As in "У ніч на 21 серпня (з 20:00 20 серпня)": the night begins then; elsewhere a beginning alone is no time."""
    kept = [window for window in windows if window.kind != "from"]
    result = list(days)
    for start in [window for window in windows if window.kind == "from"]:
        night = next((day for day in result if 0 <= start.start - day.end <= _APART and day.kind in {"night_of", "night"}), None)
        if night is None:
            continue
        text = view[night.start : start.end]
        result[result.index(night)] = replace(night, end=start.end, text=text, kind="from", first=start.first, clock=start.clock)
        result = [day for day in result if not (start.start <= day.start < start.end)]
    return result, kept


def _is_report(view: str, span: TimeSpan, lexicon: TimeWords) -> bool:
    """Whether a time says when something was reported, not when it happened ("станом на 9:00")."""
    before = _CLOCK_BEFORE.sub("", view[max(0, span.start - 36) : span.start].lower()).rstrip()
    return f" {before}".endswith(lexicon.reports)


def _written(match: re.Match[str], n: int, lexicon: TimeWords) -> Day | None:
    found = match.groupdict()
    if numeric := found[f"num{n}"]:
        day, month, year = (int(part) for part in numeric.split("."))
        return Day(day, month, year if year > 99 else 2000 + year) if 1 <= month <= 12 else None
    name = found[f"ma{n}"] or found[f"mb{n}"]
    if not name:
        return None
    year_written = found[f"y{n}"]
    number = int(found[f"da{n}"] or found[f"db{n}"])
    return Day(number, lexicon.months[name.lower().rstrip(".")], int(year_written) if year_written else None)


def _day(match: re.Match[str], lexicon: TimeWords) -> TimeSpan | None:
    start, end = match.span()
    if match["p"]:
        return TimeSpan(start, end, match[0], lexicon.phrases[" ".join(match["p"].lower().split())])
    if name := match["only"] or match["since"]:
        kind = "month" if match["only"] else "last_year_since" if match["ago"] else "since"
        stated = match["oy"] if match["only"] else match["sy"]
        year = int(stated) if stated else None
        return TimeSpan(start, end, match[0], kind, Day(1, lexicon.months[name.lower().rstrip(".")], year))
    night = bool(match["night"] or match["cross"])
    return _weekday(match, lexicon, night=night) if match["w"] or match["w2"] else _date(match, lexicon, night=night)


def _weekday(match: re.Match[str], lexicon: TimeWords, *, night: bool) -> TimeSpan:
    """A weekday ("Thursday", "the night to Friday", "Saturday night"), or a stretch of them ("between Tuesday and Wednesday")."""
    start, end = match.span()
    if match["w2"]:
        first, last = (lexicon.weekdays[match[name].lower()] for name in ("w1", "w2"))
        return TimeSpan(start, end, match[0], "range", weekday=last, first_weekday=first)
    after = match["part"].strip().lower() in lexicon.nights
    kind = "night_of" if night else "night_after" if after else "weekday"
    return TimeSpan(start, end, match[0], kind, weekday=lexicon.weekdays[match["w"].lower()], night=night)


def _date(match: re.Match[str], lexicon: TimeWords, *, night: bool) -> TimeSpan | None:
    """A date, or a stretch between two."""
    start, end = match.span()
    opened = _written(match, 4, lexicon) if match["d9"] else _written(match, 1, lexicon)
    closed = replace(opened, day=int(match["d9"])) if match["d9"] and opened else None
    last = closed or _written(match, 3, lexicon) or _written(match, 2, lexicon)
    if last is None:
        return None
    if night or not (closed or match["to"]):
        return TimeSpan(start, end, match[0], "night_of" if night else "date", last, night=night)
    return TimeSpan(start, end, match[0], "range", last, opened or Day(int(match["d0"]), last.month, last.year))


def _merged(view: str, spans: list[TimeSpan]) -> list[TimeSpan]:
    """One time where two stand side by side and one says the other exactly ("за минувшие сутки, 26 июня")."""
    merged: list[TimeSpan] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last and _BESIDE.fullmatch(view, last.end, span.start):
            if last.kind == "night_of" and last.weekday is not None and span.kind == "date":
                merged[-1] = replace(last, end=span.end, text=view[last.start : span.end], day=span.day, weekday=None)
                continue
            exact, loose = (span, last) if span.kind in _SPECIFIC and last.kind in _LOOSE else (last, span)
            if exact.kind in _SPECIFIC and loose.kind in _LOOSE:
                night = exact.night or (loose.kind == "night" and exact.kind in {"date", "weekday"})
                kind = "night_of" if night else exact.kind
                merged[-1] = replace(
                    exact, start=last.start, end=span.end, text=view[last.start : span.end], kind=kind, night=night
                )
                continue
        merged.append(span)
    return merged


def _window(  # noqa: PLR0911 - a line a reason
    view: str, match: re.Match[str], days: list[TimeSpan], lexicon: TimeWords
) -> TimeSpan | None:
    found = match.groupdict()
    numbers = next((both for both in (("3", "3"), ("4", "4")) if any(found.get(name + both[0]) for name in _TOLD)), ("1", "2"))
    zone = found[f"zone{numbers[0]}"] or found[f"zone{numbers[1]}"]
    halves = [{name: found.get(name + n) for name in _HALF} for n in numbers]
    # Figures without minutes, half of the day or zone are amounts ("from 4 to 6"), not times.
    if not (zone or any(half[name] for half in halves for name in ("min", "mer", "word", "hour"))):
        return None
    first, last = (_minutes(half, halves[1]["mer"], lexicon) for half in halves)
    stated = [_written(match, int(n), lexicon) for n in numbers]
    bare = numbers[0] == "3" and len(match[0].split()[0]) <= _BARE and not (found["mer3"] or found["wk3"])
    # "в 20:55" alone is as often when somebody wrote as when something happened.
    if first is None or last is None or (bare and not zone and not any(stated)):
        return None
    clock = Clock(first, last, zone)
    kind = {"3": "point", "4": "from"}.get(numbers[0], "window")
    span = TimeSpan(match.start(), match.end(), match[0], kind, clock=clock)
    if kind == "from":
        return replace(span, first=stated[0]) if found["min4"] else None
    left, right = _sentence(view, match.start(), match.end())
    if length := _LENGTH.search(view[left:right]):
        span = replace(span, hours=int(length[1]))
    if any(stated):
        return replace(span, day=stated[1] or stated[0], first=stated[0] if stated[1] and span.kind == "window" else None)
    if named := found[f"wk{numbers[1]}"]:  # the day of the end: what runs over midnight began the day before
        return replace(span, weekday=lexicon.weekdays[named.lower()], night=True)
    if named := found[f"wk{numbers[0]}"]:
        return replace(span, weekday=lexicon.weekdays[named.lower()])
    near = [day for day in days if (day.day or day.weekday is not None) and day.kind != "since" and left <= day.start < right]
    near = [day for day in near if day.start - match.start() > -_NEAR and day.start - match.end() < _NEAR]
    day = min(near, key=lambda other: abs(other.start - match.start()), default=None)
    return replace(span, day=day.day, weekday=day.weekday, night=day.night) if day else span


def _sentence(view: str, start: int, end: int) -> tuple[int, int]:
    """The stretch round a window that no end of a sentence cuts, at most 120 characters to each side."""
    before = list(_STOP.finditer(view, max(0, start - 120), start))
    after = _STOP.search(view, end, end + 120)
    return (before[-1].end() if before else max(0, start - 120)), (after.start() if after else min(len(view), end + 120))


def _minutes(half: dict[str, str | None], other: str | None, lexicon: TimeWords) -> int | None:
    if half["hour"]:
        value = lexicon.hours[half["hour"].lower()] % 12 + (12 if half["half"] in {"afternoon", "evening"} else 0)
        return (value * 60 + (lexicon.past[half["past"].lower()] if half["past"] else 0)) % 1440
    if half["word"]:
        return 720 if half["word"].lower() in {"noon", "полудня", "полдень"} else 0
    value, minute = int(half["h"] or 0), int(half["min"] or 0)
    mark = (half["mer"] or other or "").lower()
    mark = mark[:1] if mark[:1] in {"a", "p"} else mark
    if mark and 1 <= value <= 12:
        value = value % 12 + (12 if mark in _AFTERNOON else 0)
    return value * 60 + minute if value <= 24 and minute < 60 else None
