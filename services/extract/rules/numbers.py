"""Owns finding quantities in a text: digits, number words in every case, ranges, bounds; what they count is the rules' business.

Nothing is left out but figures inside designations (S-300, M777): dates, ages and clock times are numbers too, and whoever
knows them claims their characters first (`times.find`).
"""

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any, Final, Literal, NamedTuple

import yaml

from tocsin.vocabulary import Bound

Kind = Literal["cardinal", "ordinal", "range", "vague", "distributive", "pronoun", "collective", "compound"]
_ATOM: Final = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?)|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*"
)
_DESIGNATION: Final = re.compile(
    r"\b[^\W\d_]{1,5}[-–]?\d+[^\W_]*(?:-\d+)?|\b\d+(?:[.,]\d+)?[- ](?:mm|мм|cm|см|km|км|kg|кг)\b", re.IGNORECASE
)
_ORDINAL_TAIL: Final = re.compile(r"(?:st|nd|rd|th|-?(?:го|й|я|е|му|м|ю|ї|ій|тя|ша))\b")
_CASE_TAIL: Final = re.compile(r"[-‑](?:ма|мя|ми|ти|та|х|ох|ьох|ю|ьма|ома|рма)\b")
_COMPOUND_TAIL: Final = re.compile(r"[-–][^\W\d_]{3,}")
_GAP: Final = re.compile(r"[ \u00a0\n]+|-")
_DASH: Final = re.compile(r"\s?[-–—]\s?")
_LOOK: Final = 28


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """One quantity as a text states it."""

    start: int
    end: int
    value: int | None
    """None for words such as "dozens"."""
    max: int | None
    """Upper end of a range."""
    bound: Bound | None
    """None where value is."""
    kind: Kind
    text: str


@dataclass(frozen=True)
class _Words:
    """The number words of one language by form."""

    cardinals: dict[str, int]
    scales: dict[str, int]
    kinds: dict[str, tuple[Kind, int | None]]
    every: frozenset[str]
    joiner: str
    ranges: tuple[str, ...]
    since: tuple[str, ...]
    """What stands before the lower end where `until` stands between: "от 10 до 15"."""
    until: tuple[str, ...]
    distributive: tuple[str, ...]
    before: tuple[tuple[str, Bound], ...]
    after: tuple[tuple[str, Bound], ...]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every form that a number may begin with."""
        return frozenset({*self.cardinals, *self.scales, *self.kinds})


def _forms(table: dict[int, str]) -> dict[str, int]:
    return {form: value for value, forms in table.items() for form in forms.split()}


def _phrases(table: dict[str, list[str]]) -> tuple[tuple[str, Bound], ...]:
    pairs = [(phrase, Bound(bound)) for bound, phrases in table.items() for phrase in phrases]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _words(lang: str) -> _Words:
    path = resources.files("services.extract") / "lexicon" / f"numbers.{lang}.yaml"
    data: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    kinds: dict[str, tuple[Kind, int | None]] = dict.fromkeys(data["vague"].split(), ("vague", None))
    for kind, name in (("ordinal", "ordinals"), ("collective", "collectives"), ("pronoun", "pronouns")):
        kinds |= {form: (kind, value) for form, value in _forms(data[name]).items()}  # type: ignore[misc]  # kind is one of Kind
    return _Words(
        _forms(data["cardinals"]), _forms(data["scales"]), kinds, frozenset(data["every"].split()), data["joiner"],
        tuple(data["range"]), tuple(data["since"]), tuple(data["until"]), tuple(data["distributive"]),
        _phrases(data["bounds"]), _phrases(data["after"]),
    )  # fmt: skip


class _Atom(NamedTuple):
    start: int
    end: int
    text: str


def _digits(text: str) -> float:
    """The value of digits: groups of three are one number, another comma or point is decimal."""
    compact = re.sub(r"[ \u00a0\u202f]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", compact):
        return float(compact.replace(",", ""))
    return float(compact.replace(",", "."))


def designations(view: str) -> list[tuple[int, int]]:
    """Where names of weapons and calibres with figures stand ("S-300", "Су-34", "155-мм").

    >>> designations("two S-300 and a 155-mm gun")
    [(4, 9), (16, 22)]
    """
    return [match.span() for match in _DESIGNATION.finditer(view)]


def find(view: str, lang: str) -> list[NumberSpan]:
    """The quantities of a text from left to right; `lang` is "en", "ru" or "uk", any other is read as English.

    >>> [(n.text, n.value, n.max, n.bound and n.bound.value) for n in find("At least twenty-one of 1,387; 4 to 6, dozens", "en")]
    [('twenty-one', 21, None, 'at_least'), ('1,387', 1387, None, 'exact'), ('4 to 6', 4, 6, 'exact'), ('dozens', None, None, None)]
    """
    words = _words(lang if lang in {"ru", "uk"} else "en")
    taken = designations(view)
    atoms = [_Atom(m.start(), m.end(), m[0]) for m in _ATOM.finditer(view)]
    found: list[NumberSpan] = []
    index = turn = 0
    while index < len(atoms):
        atom = atoms[index]
        while turn < len(taken) and taken[turn][1] <= atom.start:
            turn += 1
        if turn < len(taken) and taken[turn][0] <= atom.start:
            index += 1
            continue
        if not atom.text[0].isdecimal() and _form(atom.text) not in words.known:
            index += 1
            continue
        span, index = _number(view, atoms, index, words)
        if span:
            found.append(span)
    return [_bounded(view, span, words) for span in _ranges(view, found, words)]


def _number(view: str, atoms: list[_Atom], index: int, words: _Words) -> tuple[NumberSpan | None, int]:
    atom = atoms[index]
    form = _form(atom.text)
    if form in words.kinds and form not in words.cardinals:
        kind, value = words.kinds[form]
        return NumberSpan(atom.start, atom.end, value, None, Bound.EXACT if value is not None else None, kind, atom.text), index + 1
    value_of, after = _sequence(view, atoms, index, words)
    if value_of is None or value_of >= 10**12 or value_of != int(value_of):
        return None, max(after, index + 1)
    end = atoms[after - 1].end
    kind = "cardinal"
    if atom.text[0].isdecimal() and (tail := _ORDINAL_TAIL.match(view, end)):
        kind, end = "ordinal", tail.end()
    elif atom.text[0].isdecimal() and (tail := _CASE_TAIL.match(view, end)):
        end = tail.end()
    elif _COMPOUND_TAIL.match(view, end):
        kind = "compound"
    return NumberSpan(atom.start, end, int(value_of), None, Bound.EXACT, kind, view[atom.start : end]), after


@lru_cache(maxsize=16384)
def _form(text: str) -> str:
    return text.lower().replace("'", "").replace("’", "").replace("ʼ", "")


def _sequence(view: str, atoms: list[_Atom], index: int, words: _Words) -> tuple[float | None, int]:
    """The value of the longest number from an atom on, and the index after it."""
    total, current, least, scale = 0.0, None, 10**9, 10**9
    position = index
    while position < len(atoms):
        if position > index and not _GAP.fullmatch(view, atoms[position - 1].end, atoms[position].start):
            break
        form = _form(atoms[position].text)
        if form[:1].isdecimal():
            if position > index:
                break
            current, least = _digits(form), 0
        elif form in words.cardinals and _magnitude(words.cardinals[form]) < least:
            current = (current or 0) + words.cardinals[form]
            least = _magnitude(words.cardinals[form])
        elif form in words.scales and words.scales[form] < scale and not (current is None and form in words.kinds):
            size = words.scales[form]
            current = (1 if current is None else current) * size
            if size >= 1000:
                total, current, least, scale = total + current, None, 10**9, size
            else:
                least = 100 if size == 100 else 0
        elif not (form == words.joiner and position > index and _continues(atoms, position, words, least)):
            break
        position += 1
    if position == index:
        return (None, index + 1) if _form(atoms[index].text) not in words.kinds else (None, index)
    return total + (current or 0), position


def _magnitude(value: int) -> int:
    return 100 if value >= 100 else 10 if value >= 20 else 1


def _continues(atoms: list[_Atom], position: int, words: _Words, least: int) -> bool:
    """Whether "and" stands inside one number: only after hundreds ("two hundred and five")."""
    return least == 100 and position + 1 < len(atoms) and _form(atoms[position + 1].text) in words.cardinals


def _ranges(view: str, spans: list[NumberSpan], words: _Words) -> list[NumberSpan]:
    merged: list[NumberSpan] = []
    for span in spans:
        last = merged[-1] if merged else None
        if (
            last
            and last.value is not None
            and span.value is not None
            and last.value < span.value
            and last.kind in {span.kind, "compound"}
            and span.kind != "ordinal"
        ):
            gap = view[last.end : span.start]
            word = gap.strip().lower()
            between = word in words.until and view[: last.start].lower().rstrip().endswith(words.since)
            if _DASH.fullmatch(gap) or word in words.ranges or between:
                merged[-1] = replace(last, end=span.end, max=span.value, kind="range", text=view[last.start : span.end])
                continue
        merged.append(span)
    return merged


def _bounded(view: str, span: NumberSpan, words: _Words) -> NumberSpan:
    before = view[max(0, span.start - _LOOK) : span.start].lower().rstrip()
    after = view[span.end : span.end + _LOOK].lower().lstrip()
    last = re.split(r"\s", before)[-1] if before else ""
    if last in words.distributive:
        return replace(span, kind="distributive")
    if last in words.every and span.value is not None:
        return replace(span, kind="pronoun")
    if span.value is None or span.kind == "ordinal":
        return span
    for phrase, bound in words.before:
        if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum():
            return replace(span, bound=bound)
    for phrase, bound in words.after:
        if after.startswith(phrase):
            return replace(span, bound=bound)
    return span
