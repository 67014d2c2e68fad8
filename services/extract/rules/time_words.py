"""Owns the words of times of each language and the regular expressions made of them; each is compiled when first needed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from services.extract.words import sources
from services.extract.words.wordtree import tree

_ZONE: Final = (
    r"(?:\s*\(?(?P<zone{n}>MSK|Moscow (?:[Ss]tandard )?[Tt]ime|Kyiv time|Kiev time|[GB]MT|UTC|BST|IST|EES?T|CES?T|E[SD]T|KST|"
    r"local time|"
    r"мск|по московскому времени|по Москве|"
    r"за київським часом|по киевскому времени|московского времени|за Києвом)\b\)?)?"
    r"(?:\s*\((?:\d{{1,2}}(?:[:.]\d\d)?|\d{{4}})(?:\s*[ap]\.?m\b\.?)?\s*(?:GMT|UTC|local(?:\s+time)?)\))?"
)
"""The zone of a clock time, and the same time in another behind it: "11:00 p.m. Moscow time (8:00 p.m. GMT)"."""
_CLOCK: Final = (
    r"(?:(?P<h{n}>\d{{1,2}})(?:[:.](?P<min{n}>\d\d))?(?!\d)(?:\s*(?P<mer{n}>a\.?m\b\.?|p\.?m\b\.?|утра|вечера|ночи|дня|ранку|вечора|ночі))?"
    r"|(?P<word{n}>noon|midnight|полуночи|полудня|полдень|півночі)|{past})"
)
_PAST: Final = (
    r"(?:(?P<past{n}>{past})\s+)?(?P<hour{n}>{hours})(?(past{n})|\s+o'clock)(?:\s+(?:in\s+the\s+)?(?P<half{n}>{halves})\b)?"
)
"""A clock time in words: "half past four in the morning", "six o'clock"."""
_AT_NIGHT: Final = ("night", "nighttime", "night-time")
"""What says it of a strike: "a night attack"."""
_HALVES: Final = "morning|afternoon|evening|night"
_OPENING: Final = ("night_of", "night_across", "since", "from", "in", "about")
"""Keys of lexicon/times.*.yaml with whose words a time may begin; phrases and names of days and months may too."""


@dataclass(frozen=True)
class TimeWords:
    """The words of lexicon/times.*.yaml for a language, by what they mean."""

    listed: Mapping[str, Any]
    """The file as it is written."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    phrases: Mapping[str, str]
    last_year: frozenset[str]
    reports: tuple[str, ...]
    past: Mapping[str, int]
    """Words between which and the hour minutes are told: "half past" is 30."""
    hours: Mapping[str, int]
    """Words for the hours of a clock."""
    nights: frozenset[str]
    """Words behind a day that mean the night that begins on it: "Thursday night"."""
    dash: str
    """What stands between two days, as a regular expression."""

    @cached_property
    def opens(self) -> re.Pattern[str]:
        """Figures and words with which a time may begin, in small letters."""
        opening = [*self.phrases, *self.weekdays, *self.months, *(phrase for name in _OPENING for phrase in self.listed[name])]
        return re.compile(rf"(?<!\w)(?:\d|(?:{_any(phrase.lower() for phrase in opening)})(?!\w))")

    @cached_property
    def days(self) -> re.Pattern[str]:
        """Dates, weekdays, months and phrases such as "overnight"."""
        data, month, weekday, start, to = self.listed, self._month, _any(self.weekdays), _any(self.listed["from"]), self._to
        parts, strikes, onto = data.get("parts", {}), data.get("night_strikes", []), _any(data["onto"])
        part = rf"(?:\s+(?:{_any([*parts.get('night', []), *parts.get('day', [])])})\b)?" if parts else ""
        at_night = rf"|(?:{_any(_AT_NIGHT)})(?=\s+(?:{_any(strikes)})\b)" if strikes else ""
        return re.compile(
            rf"\b(?:(?P<cross>{_any(data['night_across'])})\s+\S+\s+(?:{onto})\s+|(?P<night>{_any(data['night_of'])})\s+(?:the\s+)?)?"
            rf"(?:(?:(?:{start})\s+)?(?:(?P<d0>\d{{1,2}})|{_dated(month, 1)})\s*(?P<to>[-–—/]|\b(?:{to})\b)\s*{_dated(month, 2)}"
            rf"|(?:(?:{start})\s+)?{_dated(month, 4)}\s*(?:{self.dash}|\b(?:{to})\b)\s*(?P<d9>\d{{1,2}})\b"
            rf"(?!\s*[:.]\d|\s*[ap]\.?m|\s+[a-zа-я])"
            rf"|{_dated(month, 3)}"
            rf"|(?:(?:{start})\s+)?(?P<w1>{weekday}){part}(?:\s+(?:{to}|{onto})\s+|\s?[-–—]\s?)(?P<w2>{weekday})\b(?!'){part}"
            rf"|(?P<w>{weekday})\b(?P<part>{part}))"
            rf"|\b(?:{_any(data['in'])})\s+(?P<only>{month})(?:\s+(?P<oy>(?:19|20)\d\d))?(?!\s*\d)"
            rf"|\b(?:{_any(data['since'])})\s+(?P<since>{month})(?:\s+(?P<sy>20\d\d)\b)?(?!\.?\s*\d)(?:\s+(?P<ago>{_any(data['last_year'])}))?"
            rf"|\b(?P<p>{_any([phrase for phrase in self.phrases if phrase not in _AT_NIGHT])}{at_night})\b",
            re.IGNORECASE,
        )

    @cached_property
    def windows(self) -> re.Pattern[str]:
        """Clock times, and stretches between two."""
        start = _any(self.listed["from"])
        return re.compile(
            rf"\b(?:{start})\s+{self._clock(1)}[^.;\d]{{0,25}}?\s+(?:{self._to})\s+{self._clock(2)}"
            rf"|\b(?:{_any(self.listed['about'])})\s+{self._clock(3)}"
            rf"|\b(?:{start})\s+{self._clock(4)}",
            re.IGNORECASE,
        )

    @property
    def _month(self) -> str:
        return rf"(?:{_any(self.months)})\b\.?"

    @property
    def _to(self) -> str:
        return _any(self.listed["to"])

    def _clock(self, n: int) -> str:
        past, hours = _any(self.past), _any(self.hours)
        words = _PAST.format(n=n, past=past, hours=hours, halves=_HALVES) if past else "(?!)"
        day = f"(?:{_dated(self._month, n)}|(?P<wk{n}>{_any(self.weekdays)})\\b)"
        return _CLOCK.format(n=n, past=words) + _ZONE.format(n=n) + rf"(?:,?\s+(?:{_any(self.listed['on'])})?\s*{day})?"


@cache
def time_words(lang: str) -> TimeWords:
    """The words of one of LANGUAGES."""
    data = sources.read(f"times.{lang}.yaml")
    phrases = {" ".join(phrase.split()): kind for kind, listed in data["phrases"].items() for phrase in listed}
    return TimeWords(
        listed=data,
        months={form: int(value) for value, forms in data["months"].items() for form in forms.split()},
        weekdays={form: int(value) for value, forms in data["weekdays"].items() for form in forms.split()},
        phrases=phrases | dict.fromkeys(_AT_NIGHT if data.get("night_strikes") else (), "night"),
        last_year=frozenset(data["last_year"]),
        reports=tuple(f" {words}" for words in data["reports"]),
        past={phrase: int(minutes) for minutes, listed in data.get("past", {}).items() for phrase in listed},
        hours={form: int(value) for value, form in data.get("hours", {}).items()},
        nights=frozenset(data.get("parts", {}).get("night", [])),
        dash="[-–—]" if lang == "en" else r"(?<=\S)[-–—]",  # not "в ночь на 13 ноября - 21": so many
    )


def _any(words: Iterable[str]) -> str:
    return tree(words, {" ": r"\s+"})


def _dated(month: str, n: int) -> str:
    return (
        rf"(?:(?:(?P<ma{n}>{month})\s+(?P<da{n}>\d{{1,2}})(?:st|nd|rd|th)?\b|(?P<db{n}>\d{{1,2}})(?:st|nd|rd|th|-?го|-?е)?"
        rf"\s+(?:of\s+)?(?P<mb{n}>{month}))(?:,?\s+(?P<y{n}>(?:19|20)\d\d)\b(?:\s+(?:года|року)\b)?)?|(?P<num{n}>\d{{1,2}}\.\d{{2}}\.(?:20)?\d\d)\b)"
    )
