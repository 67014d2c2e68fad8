"""Owns finding and resolving place names in a text; the data is built by scripts/build_gazetteer.py.

A nickname is one line of services/extract/data/nicknames.tsv; run the script again afterwards. A word that should not be
taken for a place is one word of data/common_words.txt, a type noun one form of data/type_nouns.tsv; both are read as they are.
"""

import re
import zlib
from functools import lru_cache
from importlib import resources
from typing import Final, cast

from services.extract.places import folding
from services.extract.places.model import Level, PlaceContext, PlaceEntry, PlaceSpan, Resolved
from services.extract.places.resolve import district_inside, resolve

__all__ = ["Gazetteer", "PlaceContext", "PlaceEntry", "PlaceSpan", "Resolved", "load"]

_NAME: Final = re.compile(r"(?<![\w'’])[^\W\d_a-zа-яёєіїґ][^\W\d_]*(?:['’ʼ-][^\W\d_]+)*", re.UNICODE)
_NEXT: Final = re.compile(
    r"[ \u00a0]((?:(?:of|on|upon|de|la|el|al|на|над)[ \u00a0])?[^\W\d_a-zа-яёєіїґ][^\W\d_]*(?:['’ʼ-][^\W\d_]+)*)"
)
_AFTER: Final = re.compile(r"['’]?s?[ \u00a0-]([^\W\d_]+)\b")
_BEFORE: Final = re.compile(r"\b([^\W\d_]+)(?:\.|[ \u00a0]of(?:[ \u00a0]the)?)?[ \u00a0]?$")
_COORDINATION: Final = re.compile(r"\s*(?:,|,?\s*(?:and|or|и|й|і|та|или|або)|,\s*(?:as well as|а также|а також))\s*(?:the\s+)?")
_ADJECTIVE: Final = re.compile(r"[сзц]ь?к(?:ая|ой|ую|ою|ое|ого|ому|ом|ий|им|ие|их|ими|а|у|ої|ій|е|і)$")
_MOST_WORDS: Final = 4


class Gazetteer:
    """The names of places by key, each key with the places it may mean. Immutable after `load`."""

    def __init__(self, data: str, nouns: dict[str, tuple[Level, bool]], common: frozenset[str]) -> None:
        places, _, keys = data.partition("\n\n")
        self._places = places.split("\n")
        self._keys: dict[str, str] = dict(line.split("\t") for line in keys.split("\n"))
        self._nouns = nouns
        self._common = common
        self._districts: dict[str, dict[str, PlaceEntry]] = {}

    @lru_cache(maxsize=4096)  # noqa: B019 - one gazetteer lives as long as its process
    def _entry(self, number: int) -> PlaceEntry:
        code, name, level, lat, lon, population = self._places[number].split("\t")
        sea = code.startswith("SEA:")
        region = None if sea or "-" not in code else code
        return PlaceEntry(
            code, name, None if sea else code[:2], cast("Level", level), region, float(lat), float(lon), int(population)
        )

    def candidates(self, name: str) -> tuple[PlaceEntry, ...]:
        """Every place that a name, in any case form, may mean."""
        found = self._keys.get(folding.key(name), "").split()
        return tuple(self._entry(int(number)) for number in found)

    def scan(self, view: str) -> list[PlaceSpan]:
        """The places named in a text, leftmost and longest; adjectives only where a type noun goes with them."""
        spans: list[PlaceSpan] = []
        position = 0
        while match := _NAME.search(view, position):
            span = self._at(view, match.start(), match.end())
            if span:
                spans.append(span)
            position = span.end if span else match.end()
        return self._with_shared_nouns(view, spans)

    def _at(self, view: str, start: int, end: int) -> PlaceSpan | None:
        ends = [end]
        while len(ends) < _MOST_WORDS and (more := _NEXT.match(view, ends[-1])):
            ends.append(more.end())
        for stop in reversed(ends):
            text = view[start:stop]
            if stop != end and self._is_noun_of_prefix(text.split()[-1].lower()):
                continue
            noun = self._noun(view, start, stop)
            if stop == end and noun is None and text.lower() in self._common:
                continue
            found = self.candidates(text)
            if " " not in text and (noun == "district" or _ADJECTIVE.search(text)):
                found += self._named_districts(text)
            if not found and noun is None and "-" in text and text.split("-")[-1].lower() in self._nouns:
                stop = start + text.rindex("-")  # noqa: PLW2901 - "Bryansk-region" is a name and a noun
                found, noun = self.candidates(view[start:stop]), self._nouns[text.split("-")[-1].lower()][0]
            if found or (
                noun == "district" and stop == end and text.lower() not in self._common and text.lower() not in self._nouns
            ):
                return PlaceSpan(start, stop, view[start:stop], found, noun)
        return None

    def _is_noun_of_prefix(self, word: str) -> bool:
        """Whether the last word only says what kind of place the words before name; "Mexico City" is a name of its own."""
        return word in self._nouns and word != "city"

    def _named_districts(self, text: str) -> tuple[PlaceEntry, ...]:
        name = folding.latin_key(text)
        numbers = {n for form in (name, f"{name}sk", name.removesuffix("sk")) for n in self._keys.get("=" + form, "").split()}
        return tuple(self._entry(int(number)) for number in sorted(numbers, key=int))

    def _noun(self, view: str, start: int, end: int) -> Level | None:
        after = _AFTER.match(view, end)
        if after and (found := self._nouns.get(after[1].lower())):
            return found[0]
        before = _BEFORE.search(view, max(0, start - 24), start)
        return found[0] if before and (found := self._nouns.get(before[1].lower())) and not found[1] else None

    def _is_plural(self, view: str, end: int) -> bool:
        after = _AFTER.match(view, end)
        return bool(after and self._nouns.get(after[1].lower(), ("region", False))[1])

    def _with_shared_nouns(self, view: str, spans: list[PlaceSpan]) -> list[PlaceSpan]:
        """Give "Belgorod and Smolensk regions" its noun twice, and drop adjectives that stay without one."""
        kept: list[PlaceSpan] = []
        shared: Level | None = None
        follower: PlaceSpan | None = None
        for span in reversed(spans):
            joined = follower is not None and _COORDINATION.fullmatch(view, span.end, follower.start)
            adjective = bool(_ADJECTIVE.search(span.text))
            if self._is_plural(view, span.end):
                shared = span.type_noun
            elif not joined:
                shared = span.type_noun if adjective else None
            noun = span.type_noun or (shared if joined and (adjective or span.text.isascii()) else None)
            follower = span
            if not adjective or noun or any(entry.level == "city" and entry.name.endswith("k") for entry in span.candidates):
                kept.append(PlaceSpan(span.start, span.end, span.text, span.candidates, noun))
        return kept[::-1]

    def resolve(self, span: PlaceSpan, context: PlaceContext) -> Resolved | None:
        """The place that a span means in its context; None where it means nothing there. Flags say what is doubtful.

        A district that its region does not have resolves to the region, flagged `parent_mismatch`; a spelling one slip away
        from a district of the region is taken for it, flagged `place_fuzzy`. Neither changes what was written.
        """
        found = resolve(span, context)
        if span.type_noun != "district" or not context.regions or (found and found.entry.level == "district"):
            return found
        parent = self.region(context.regions[0])
        if parent is None:
            return found
        return district_inside(folding.latin_key(span.text), parent, self._districts_of(parent.code))

    def region(self, code: str) -> PlaceEntry | None:
        """The entry of a region, sea or country code."""
        return self._by_code().get(code)

    @lru_cache(maxsize=1)  # noqa: B019 - one gazetteer lives as long as its process
    def _by_code(self) -> dict[str, PlaceEntry]:
        rows = (number for number, line in enumerate(self._places) if "\tcity\t" not in line and "\tdistrict\t" not in line)
        found: dict[str, PlaceEntry] = {}
        for number in rows:
            entry = self._entry(number)
            found.setdefault(entry.code, entry)
        return found

    def _districts_of(self, code: str) -> dict[str, PlaceEntry]:
        if code not in self._districts:
            entries = (
                self._entry(number)
                for number, line in enumerate(self._places)
                if line.startswith(f"{code}\t") and "\tdistrict\t" in line
            )
            self._districts[code] = {folding.latin_key(entry.name.split()[0]): entry for entry in entries}
        return self._districts[code]


def load() -> Gazetteer:
    """The gazetteer shipped with the package."""
    folder = resources.files("services.extract") / "data"
    nouns: dict[str, tuple[Level, bool]] = {}
    for line in (folder / "type_nouns.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            level, number, forms = line.split("\t")
            nouns |= {form: (cast("Level", level), number == "many") for form in forms.split() if form not in nouns}
    words = (folder / "common_words.txt").read_text("utf-8").splitlines()
    common = frozenset(word for line in words if not line.startswith("#") for word in line.split())
    return Gazetteer(zlib.decompress((folder / "gazetteer.txt.z").read_bytes()).decode(), nouns, common)
