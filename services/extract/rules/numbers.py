"""Owns finding quantities in a text: digits, number words in every case, ranges, bounds; what they count is the rules' business.

Nothing is left out but figures inside designations (S-300, M777): dates, ages and clock times are numbers too, and whoever
knows them claims their characters first (`times.find`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final, Literal, NamedTuple

from services.extract.text.document import lowered
from services.extract.words import sources
from services.extract.words.lexicon import LANGUAGES
from services.extract.words.wordtree import tree
from tocsin.vocabulary import Bound

_SCORE: Final = re.compile(r"(?<![\w.,:-])(?P<one>\d{1,3})(?P<versus>[-–:])(?P<other>\d{1,3})(?![\w:-]|[.,]\d)")
"""As in "19-17" or "5:0": the score of a game. Clock times are found before numbers; a range rises."""
Kind = Literal["cardinal", "ordinal", "range", "vague", "distributive", "pronoun", "collective", "compound"]
_ATOM: Final = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?)|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*"
)
_UNIT: Final = r"[- ](?:mm|мм|cm|см|km|км|kg|кг)\b"
_DESIGNATION: Final = re.compile(rf"\b[^\W\d_]{{1,5}}[-–]?\d+[^\W_]*(?:-\d+)?|\b\d+(?:[.,]\d+)?{_UNIT}", re.IGNORECASE)
_DESIGNATES: Final = re.compile(rf"\d(?:(?<=[^\W\d_].)|(?<=[^\W\d_][-–].)|{_UNIT})", re.IGNORECASE)
"""A figure that may be part of a designation: behind a letter or before a unit."""
_ORDINAL_TAIL: Final = re.compile(r"(?:st|nd|rd|th|-?(?:го|й|я|е|му|м|ю|ї|ій|тя|ша))\b")
_CASE_TAIL: Final = re.compile(r"[-‑](?:ма|мя|ми|ти|та|х|ох|ьох|ю|ьма|ома|рма)\b")
_COMPOUND_TAIL: Final = re.compile(r"[-–][^\W\d_]{3,}")
_APOSTROPHES: Final = "'’ʼ"
_SOFT: Final = {"я": f"[{_APOSTROPHES}]?я"}
"""An apostrophe may stand before it ("п'ять"); the lexicon has none."""
_GAP: Final = re.compile(r"[ \u00a0\n]+|-")
_DASH: Final = re.compile(r"\s?[-–—]\s?")
_LOOK: Final = 28


class NumberSpan(NamedTuple):
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
    changes: tuple[str, ...]
    """What stands before a number that another has overtaken: "rose from 12 to 57" is no range."""
    distributive: tuple[str, ...]
    before: tuple[tuple[str, Bound], ...]
    after: tuple[tuple[str, Bound], ...]
    one_and_half: frozenset[str]
    """One word for 1.5, before a scale: "полтора десятка"."""
    half_a: tuple[str, ...]
    """What halves a scale: "half a dozen"."""
    and_half: tuple[str, ...]
    """What adds a half before a scale: "two and a half thousand"."""

    @cached_property
    def known(self) -> frozenset[str]:
        """Every form that a number may begin with."""
        return frozenset(
            {*self.cardinals, *self.scales, *self.kinds, *self.one_and_half, *(half.split()[0] for half in self.half_a)}
        )

    @cached_property
    def halving(self) -> re.Pattern[str]:
        """Half of the scale that follows."""
        return re.compile(rf"(?:{'|'.join(self.half_a) or '(?!)'})[ \u00a0-](?=({'|'.join(self.scales)})\b)", re.IGNORECASE)

    @cached_property
    def adding(self) -> re.Pattern[str]:
        """A half more."""
        return re.compile(rf"[ \u00a0](?:{'|'.join(self.and_half) or '(?!)'})\b", re.IGNORECASE)

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """What a number may begin with, in small letters: a figure or one of the known words."""
        return re.compile(rf"(?<![\w.,])\d|(?<![^\W\d_])(?:{tree(self.known, _SOFT)})(?![{_APOSTROPHES}]?[^\W\d_])")

    @cached_property
    def bounding(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What stands before and after a number that is not exact."""
        return tuple(phrase for phrase, _ in self.before), tuple(phrase for phrase, _ in self.after)


def _forms(table: dict[str, str]) -> dict[str, int]:
    return {form: int(value) for value, forms in table.items() for form in forms.split()}


def _phrases(table: dict[str, list[str]]) -> tuple[tuple[str, Bound], ...]:
    pairs = [(phrase, Bound(bound)) for bound, phrases in table.items() for phrase in phrases]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _words(lang: str) -> _Words:
    data = sources.read(f"numbers.{lang}.yaml")
    kinds: dict[str, tuple[Kind, int | None]] = dict.fromkeys(data["vague"].split(), ("vague", None))
    for kind, name in (("ordinal", "ordinals"), ("collective", "collectives"), ("pronoun", "pronouns")):
        kinds |= {form: (kind, value) for form, value in _forms(data[name]).items()}  # type: ignore[misc]  # kind is one of Kind
    return _Words(
        _forms(data["cardinals"]), _forms(data["scales"]), kinds, frozenset(data["every"].split()), data["joiner"],
        tuple(data["range"]), tuple(data["since"]), tuple(data["until"]), tuple(data["changes"]),
        tuple(data["distributive"]), _phrases(data["bounds"]), _phrases(data["after"]),
        frozenset(data["one_and_half"].split()), tuple(data["half_a"]), tuple(data["and_half"]),
    )  # fmt: skip


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
    return [match.span() for match in _DESIGNATION.finditer(view)] if _DESIGNATES.search(view) else []


def find(view: str, lang: str) -> list[NumberSpan]:
    """The quantities of a text from left to right; a `lang` that is none of LANGUAGES is read as English.

    >>> [(n.text, n.value, n.max, n.bound and n.bound.value) for n in find("At least twenty-one of 1,387; 4 to 6, dozens", "en")]
    [('twenty-one', 21, None, 'at_least'), ('1,387', 1387, None, 'exact'), ('4 to 6', 4, 6, 'exact'), ('dozens', None, None, None)]
    """
    words = _words(lang if lang in LANGUAGES else "en")
    spans = [_bounded(view, span, words) for span in _ranges(view, _stated(view, words), words)]
    scores = [match.span() for match in _SCORE.finditer(view) if match["versus"] == ":" or int(match["one"]) >= int(match["other"])]
    return [span for span in spans if not any(start <= span.start < end for start, end in scores)] if scores else spans


def _stated(view: str, words: _Words) -> list[NumberSpan]:
    """The single numbers of a text."""
    found: list[NumberSpan] = []
    end = 0
    for atom in _openings(view, words):
        if atom.start() >= end:
            span, end = _number(view, atom, words)
            if span:
                found.append(span)
    return found


def _openings(view: str, words: _Words) -> Iterator[re.Match[str]]:
    """Figures and words with which numbers may begin, those of designations left out."""
    taken: list[tuple[int, int]] | None = None
    for opening in words.opening.finditer(lowered(view)):
        start = opening.start()
        atom = _ATOM.match(view, start)
        if atom is None or (start > 1 and view[start - 1] in _APOSTROPHES and view[start - 2].isalpha()):
            continue
        if taken is None:
            taken = designations(view)
        while taken and taken[0][1] <= start:
            taken.pop(0)
        if taken and taken[0][0] <= start:
            continue
        if atom[0][0].isdecimal() or _form(atom[0]) in words.known:
            yield atom


def _number(view: str, atom: re.Match[str], words: _Words) -> tuple[NumberSpan | None, int]:
    """The number that begins with an atom, and where reading goes on."""
    start, text = atom.start(), atom[0]
    form = _form(text)
    if form in words.kinds and form not in words.cardinals:
        kind, value = words.kinds[form]
        end = atom.end() if kind != "vague" else _scaled(view, atom.end(), words)
        return NumberSpan(start, end, value, None, Bound.EXACT if value is not None else None, kind, view[start:end]), end
    value_of, read = _sequence(view, atom, words)
    if value_of is None or value_of >= 10**12 or value_of != int(value_of):
        return None, max(read, atom.end())
    end = read
    kind = "cardinal"
    if text[0].isdecimal() and (tail := _ORDINAL_TAIL.match(view, end)):
        kind, end = "ordinal", tail.end()
    elif text[0].isdecimal() and (tail := _CASE_TAIL.match(view, end)):
        end = tail.end()
    elif _COMPOUND_TAIL.match(view, end):
        kind = "compound"
    return NumberSpan(start, end, int(value_of), None, Bound.EXACT, kind, view[start:end]), read


def _scaled(view: str, end: int, words: _Words) -> int:
    """Where a vague number ends that a scale follows: "tens of thousands" is one, "десятки тисяч" too."""
    gap = _GAP.match(view, end)
    scale = _ATOM.match(view, gap.end()) if gap else None
    return scale.end() if scale and _form(scale[0]) in words.scales else end


@lru_cache(maxsize=16384)
def _form(text: str) -> str:
    return text.lower().replace("'", "").replace("’", "").replace("ʼ", "")


def _sequence(view: str, first: re.Match[str], words: _Words) -> tuple[float | None, int]:
    """The value of the longest number from an atom on, None where it is none, and where it ends."""
    total, least, scale = 0.0, 10**9, 10**9
    end = first.start()
    current, atom = _half(view, first, words)
    while atom:
        form = _form(atom[0])
        if form[:1].isdecimal():
            if atom is not first:
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
        elif not (form == words.joiner and atom is not first and _continues(view, atom.end(), words, least)):
            break
        end = atom.end()
        if current is not None and (more := words.adding.match(view, end)):
            current, end = current + 0.5, more.end()
        gap = _GAP.match(view, end)
        atom = _ATOM.match(view, gap.end()) if gap else None
    return (None, end) if end == first.start() else (total + (current or 0), end)


def _half(view: str, first: re.Match[str], words: _Words) -> tuple[float | None, re.Match[str] | None]:
    """The half or one and a half that a number begins with, and the scale behind it; nothing and the atom itself without one."""
    if half := words.halving.match(view, first.start()):
        return 0.5, _ATOM.match(view, half.end())
    if _form(first[0]) in words.one_and_half and (gap := _GAP.match(view, first.end())):
        after = _ATOM.match(view, gap.end())
        if after and _form(after[0]) in words.scales:
            return 1.5, after
    return None, first


def _magnitude(value: int) -> int:
    return 100 if value >= 100 else 10 if value >= 20 else 1


def _continues(view: str, end: int, words: _Words, least: int) -> bool:
    """Whether "and" stands inside one number: only after hundreds ("two hundred and five")."""
    return least == 100 and (after := _ATOM.search(view, end)) is not None and _form(after[0]) in words.cardinals


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
            before = view[max(0, last.start - _LOOK) : last.start].lower().rstrip()
            between = word in words.until and before.endswith(words.since)
            if before.endswith(words.changes):
                merged.append(span)
                continue
            if _DASH.fullmatch(gap) or word in words.ranges or between:
                merged[-1] = last._replace(end=span.end, max=span.value, kind="range", text=view[last.start : span.end])
                continue
        merged.append(span)
    return merged


def _bounded(view: str, span: NumberSpan, words: _Words) -> NumberSpan:
    before = view[max(0, span.start - _LOOK) : span.start].lower().rstrip()
    last = before.rsplit(maxsplit=1)[-1] if before else ""
    if last in words.distributive:
        return span._replace(kind="distributive")
    if last in words.every and span.value is not None:
        return span._replace(kind="pronoun")
    if span.value is None or span.kind == "ordinal":
        return span
    ahead, behind = words.bounding
    if before.endswith(ahead):
        for phrase, bound in words.before:
            if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum():
                return span._replace(bound=bound)
    after = view[span.end : span.end + _LOOK].lower().lstrip()
    if after.startswith(behind):
        return span._replace(bound=next(bound for phrase, bound in words.after if after.startswith(phrase)))
    return span
