"""Owns finding and resolving place names in a text; the data is built by scripts/build_gazetteer.py.

A nickname is one line of services/extract/data/nicknames.tsv; run the script again afterwards. A word that should not be taken for
a place is one word of data/common_words.txt, a first name one of data/first_names.txt, a type noun one form of
data/type_nouns.tsv; these are read as they are.
"""

import re
import zlib
from bisect import bisect_left
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple, cast

from services.extract.places import communities, ellipsis, folding, villages
from services.extract.places.model import Level, PlaceContext, PlaceEntry, PlaceSpan, Resolved
from services.extract.places.nouns import AFTER, Nouns, TypeNoun
from services.extract.places.people import People
from services.extract.places.resolve import district_inside, resolve
from services.extract.places.streets import is_street

__all__ = ["Gazetteer", "PlaceContext", "PlaceEntry", "PlaceSpan", "Resolved", "load"]

_WORD: Final = re.compile(
    r"(?<![\w'’])(?:(?:[ae][ldnrstz]-|ash-)?[^\W\d_a-zа-яёєіїґ][^\W\d_]*(?:['’ʼ-][^\W\d_]+)*|[а-яёєіїґ-]+[сзц]ь?к(?:ий|ая|ой|ую|ого|ому|им|ом|ие|их|ими|ое|ою|ої|ій|а|у|е|і)\b)",
    re.UNICODE,
)
_JOINED: Final = re.compile(r"[ \u00a0](?:(?:of|and|on|upon|de|la|el|al|на|над)[ \u00a0]|(?:al|el|ash|as|ez|ad|an|ar|at|az)-)?|-")
_COORDINATION: Final = re.compile(
    r"(?:\s*\(\d{1,4}(?:\s?(?:шт|од)\.?)?\))?"
    r"\s*(?:,|,?\s*(?:and|or|и|й|і|та|или|або)|,\s*(?:as well as|а также|а також))\s*(?:the\s+|над\s+|в\s+|на\s+|у\s+)?"
)
_INSIDE: Final = re.compile(r"\b(?:в|во|під|под|над)[ \u00a0]$", re.IGNORECASE)
"""Prepositions of places that no person stands behind: "Измаил сказал", not "в Измаиле"."""
_PLANT: Final = re.compile(
    r"(?:[ \u00a0][а-яіїєґ-]+(?:ий|ый|ой|ого|ому|им|ім|ом|ая|ую)){0,2}[ \u00a0]"
    r"(?:завод|нпз\b|гпз\b|комбинат|комбінат|порт[аеуі]?\b|тэц\b|тец\b|нефтебаз|нафтобаз|терминал|термінал|аэродром|аеродром|аэропорт|аеропорт|"
    r"подстанц|підстанц|вокзал|шахт|арсенал|хранилищ)",
    re.IGNORECASE,
)
"""Nouns of plants that are called after the place where they stand."""
_ADJECTIVE: Final = re.compile(r"[сзц]ь?к(?:ая|ой|ую|ою|ое|ого|ому|ом|ий|им|ие|их|ими|ої|ій)$|[сзц]ьк[ауеі]$")
_ADJECTIVE_FORM: Final = re.compile(r"(?:ий|ый|ой|ая|яя|ое|ее|ие|ые|ого|его|ому|ему|ым|им|ую|юю|их|ых|ими|ыми|ої|ій|і|ська|ьке)$")
_ENDS_PHRASE: Final = re.compile(r"\s*(?:[,;.:)\"—–-]|\(\d|$|(?:и|й|і|та|или|або)\b)")
_LISTED: Final = re.compile(r"([^\W\d_]+):[^:.;\n]*$")
"""A noun whose list is told after it: "над областями: Брянской (17), …"."""
_ENDS_SENTENCE: Final = re.compile(r"[.!?…:]\s|\n")
_BEGINS_SENTENCE: Final = re.compile(r"(?:^|[.!?…:;]|\n)[^\w\n]*$")
_PREPOSITION: Final = re.compile(
    r"\b(?:в|во|на|под|над|у|из|із|зі|з|до|від|от|по|біля|около|возле|близ|поблизу|під|к|за|через|"
    r"in|near|at|of|over|to|from)[ \u00a0]$",
    re.IGNORECASE,
)
_LAND: Final = re.compile(r"(?:щин|ччин)(?:а|и|і|у|ою|е|ы|ой)$")
_HOURS: Final = re.compile(r"[ \u00a0](?:time|врем|час)", re.IGNORECASE)
_MOST_WORDS: Final = 4
_FAR_ENOUGH: Final = 160
_TOWN: Final = 10_000
_WELL_KNOWN: Final = 50_000
_SHORT: Final = 6
_ACRONYM: Final = 5
_SPELT_OUT: Final = 4


class _Known(NamedTuple):
    """What a word says by itself."""

    begins: bool
    """Whether a name of more words may begin with it."""
    person: bool
    """Whether it is a first name."""
    common: bool
    """Whether it is a common word, and so no place by itself."""
    forename: bool
    """Whether it is a first name that is no region."""
    unknown: bool
    """Whether only a noun beside it can make it a place."""


class Gazetteer:
    """The names of places by key, each key with the places it may mean. Immutable after `load`."""

    def __init__(self, data: str, nouns: Nouns, common: frozenset[str], people: People) -> None:
        places, firsts, keys = data.split("\n\n")
        self._places = places.split("\n")
        self._firsts = frozenset(firsts.split("\n"))
        self._keys = keys.split("\n")  # sorted, as the script writes them: searching them costs less than a table to build
        self._nouns = nouns
        self._common = common
        self.people = people
        self._districts: dict[str, dict[str, PlaceEntry]] = {}

    @cache  # noqa: B019 - one gazetteer lives as long as its process
    def _entry(self, number: int) -> PlaceEntry:
        code, name, level, lat, lon, population = self._places[number].split("\t")
        sea = code.startswith("SEA:")
        region = None if sea or "-" not in code else code
        return PlaceEntry(
            code, name, None if sea else code[:2], cast("Level", level), region, float(lat), float(lon), int(population)
        )

    def _entries(self, keys: tuple[str, ...]) -> tuple[PlaceEntry, ...]:
        numbers = {int(number) for key in keys for number in self._numbers(key)}
        return tuple(self._entry(number) for number in sorted(numbers))

    def _numbers(self, key: str) -> list[str]:
        """The places that are stored under a key."""
        begin = key + "\t"
        index = bisect_left(self._keys, begin)
        found = index < len(self._keys) and self._keys[index].startswith(begin)
        return self._keys[index][len(begin) :].split() if found else []

    @lru_cache(maxsize=16384)  # noqa: B019 - one gazetteer lives as long as its process
    def candidates(self, name: str) -> tuple[PlaceEntry, ...]:
        """Every place that a name, in any case form, may mean; an adjective's are the regions and districts it is the name of."""
        if " " in name:
            return self._entries((folding.key(name),)) or self._entries(folding.oblique(name))
        if name[2:3] == "-":
            whole = (folding.plain(name), folding.key(name.replace("-", " ", 1)))
            return self._entries(whole) or self._entries((folding.plain(name[3:]),))
        found = self._entries(folding.single(name)) or self._entries(folding.closed(name))
        if not found and (land := _LAND.search(name)):  # "Нікопольщина" is the land round Нікополь, "Корюківщина" round Корюківка
            forms = [name[: land.start()] + ending for ending in ("", "ськ", "ь", "ка")]
            found = self._entries(tuple(key for form in forms for key in folding.stored(form)))
        if name.isupper() and len(name) <= _ACRONYM:
            known = tuple(entry for entry in found if len(name) >= _SPELT_OUT and _is_known(entry))
            return self._entries(("^" + name,)) or known
        return found

    def scan(self, view: str) -> list[PlaceSpan]:
        """The places named in a text, leftmost and longest; adjectives only where a type noun goes with them."""
        spans: list[PlaceSpan] = []
        words = [match.span() for match in _WORD.finditer(view)]
        surnames: set[str] = set()
        index = 0
        while index < len(words):
            start, end = words[index]
            if view[start].islower() and not folding.has_article(view[start : start + 4]):
                spans += self._lowercase(view, start, end)
                index += 1
                continue
            known = self._known(view[start:end])
            named = known.person or "." in view[max(0, start - 2) : start]  # or initials stand before it
            last = self.people.surname(view, words, index) if named else None
            if last is not None and not self._nouns.after(view, words[last][1]):
                surnames.add(folding.stem(view[slice(*words[last])]))
                index = last + 1
                continue
            again = surnames and folding.stem(view[start:end]) in surnames
            span = None if again else self._at(view, words, index, known)
            if span:
                spans.append(span)
                while index < len(words) and words[index][0] < span.end:
                    index += 1
            else:
                index += 1
        return villages.listed(view, self._with_shared_nouns(view, spans))

    def _lowercase(self, view: str, start: int, end: int) -> list[PlaceSpan]:
        """The region that an adjective in small letters says ("брянский губернатор")."""
        found = tuple(
            entry for entry in self.candidates(view[start:end]) if entry.level == "region" and entry.country in {"RU", "UA"}
        )
        if not found or _HOURS.match(view, end):
            return []
        return [PlaceSpan(start, end, view[start:end], found, "region", adjective=True)]

    @lru_cache(maxsize=16384)  # noqa: B019 - one gazetteer lives as long as its process
    def _known(self, text: str) -> _Known:
        found = self.candidates(text)
        person = self.people.is_first_name(text)
        forename = person and all(entry.level != "region" for entry in found)
        unknown = not found and "-" not in text and not _ADJECTIVE.search(text)
        return _Known(folding.stem(text) in self._firsts, person, text.lower() in self._common, forename, unknown)

    def _at(self, view: str, words: list[tuple[int, int]], index: int, known: _Known) -> PlaceSpan | None:
        start, end = words[index]
        for stop in self._longer(view, words, index) if known.begins else ():
            if found := self.candidates(view[start:stop]):
                noun = self._nouns.beside(view, start, stop)
                return self._span(view, start, stop, found, noun)
        noun = self._nouns.beside(view, start, end)
        person = known.forename and not self._placed(view, start, end)
        return None if noun is None and (known.common or known.unknown or person) else self._single(view, start, end, noun)

    def _placed(self, view: str, start: int, end: int) -> bool:
        """Whether a first name stands behind the preposition of a place: any in Cyrillic, of a country in Latin ("in Jordan")."""
        if folding.is_cyrillic(view[start:end]):
            return bool(_INSIDE.search(view, max(0, start - 4), start))
        country = any(entry.level == "country" for entry in self.candidates(view[start:end]))
        return country and bool(_PREPOSITION.search(view, max(0, start - 8), start))

    def _longer(self, view: str, words: list[tuple[int, int]], index: int) -> list[int]:
        """Where names of more words that begin here may end, the longest first."""
        start, end = words[index]
        ends: list[int] = []
        while len(ends) < _MOST_WORDS - 1:
            following = index + len(ends) + 1
            last = ends[-1] if ends else end
            if following < len(words) and _JOINED.fullmatch(view, last, words[following][0]):
                ends.append(words[following][1])
            elif after := AFTER.match(view, last):
                ends.append(after.end())
                break
            else:
                break
        return [stop for stop in reversed(ends) if not self._is_noun_of_prefix(view[start:stop].rsplit(maxsplit=1)[-1].lower())]

    def _single(self, view: str, start: int, end: int, noun: TypeNoun | None) -> PlaceSpan | None:
        text = view[start:end]
        found = self.candidates(text)
        adjective = bool(_ADJECTIVE.search(text))
        if (noun and noun.level == "district") or adjective:
            keys = communities.towns(view, start, end)
            found += self._named_districts(text) + self._entries(keys)
            found = communities.ukrainian(found) if keys else found
        if adjective and noun is None and _PLANT.match(view, end):
            return self._of_plant(view, start, end, found)
        if not found and noun is None and "-" in text and (noun := self._nouns.get(text.split("-")[-1].lower())):
            end = start + text.rindex("-")  # "Bryansk-region" is a name and a noun
            found = self.candidates(view[start:end])
        if noun is None and found and self._doubtful(view, start, end, found):
            return None
        named = noun and (noun.level == "district" or noun.village) and not self._nouns.get(text.lower())
        named = named and not text.split("-")[0].isupper()  # "FPV-дрон"
        return self._span(view, start, end, found, noun) if found or (named and text.lower() not in self._common) else None

    def _of_plant(self, view: str, start: int, end: int, found: tuple[PlaceEntry, ...]) -> PlaceSpan | None:
        """Where a plant is that is called after a region, a district or a town: "Астраханський газопереробний завод"."""
        town = view[start : end - 2] if view[start:end].endswith(("ий", "ый", "ой")) else ""
        found = found or (self.candidates(town) if town.endswith("ск") else ())
        levels = [entry.level for entry in found]
        level = next((level for level in ("region", "district") if level in levels), None)
        return PlaceSpan(start, end, view[start:end], found, cast("Level | None", level), adjective=True) if found else None

    def _doubtful(self, view: str, start: int, end: int, found: tuple[PlaceEntry, ...]) -> bool:
        """Whether a lone word is likelier something else: a quoted name, a street's, a short word that begins a sentence."""
        quoted = view[start - 1 : start] in {"«", "“", '"', "„"} and view[end : end + 1] in {"»", "”", '"', "“"}
        if quoted or is_street(view, start, end):
            return True
        if _ADJECTIVE_FORM.search(view[start:end]) and not (
            _PREPOSITION.search(view, max(0, start - 8), start) or _ENDS_PHRASE.match(view, end)
        ):
            inside = not _BEGINS_SENTENCE.search(view, max(0, start - 6), start) and not _ADJECTIVE.search(view[start:end])
            if inside and any(entry.population >= _TOWN for entry in found):
                return False
            return all(key.startswith("a ") for key in folding.asked(view[start:end]) if self._numbers(key))
        known = any(map(_is_known, found))
        return not known and end - start < _SHORT and bool(_BEGINS_SENTENCE.search(view, max(0, start - 6), start))

    def _span(self, view: str, start: int, end: int, found: tuple[PlaceEntry, ...], noun: TypeNoun | None) -> PlaceSpan:
        levels = {entry.level for entry in found}
        if noun and noun.level not in levels and levels & {"region", "country", "sea"} and not self._nouns.after(view, end):
            noun = None  # "Очаківській громаді Миколаївщини": the noun before is another place's
        return PlaceSpan(start, end, view[start:end], found, noun and noun.level, village=bool(noun and noun.village))

    def _is_noun_of_prefix(self, word: str) -> bool:
        """Whether the last word only says what kind of place the words before name; "Mexico City" is a name of its own."""
        noun = self._nouns.get(word)
        return noun is not None and word != "city" and noun.level != "sea"

    def _named_districts(self, text: str) -> tuple[PlaceEntry, ...]:
        name = folding.latin_key(text)
        return self._entries(tuple("=" + form for form in (name, f"{name}sk", name.removesuffix("sk"))))

    def _with_shared_nouns(self, view: str, spans: list[PlaceSpan]) -> list[PlaceSpan]:
        """Give "Belgorod and Smolensk regions" its noun twice, and drop adjectives that stay without one."""
        kept: list[PlaceSpan] = []
        shared: Level | None = None
        follower: PlaceSpan | None = None
        for number in range(len(spans) - 1, -1, -1):
            span = spans[number]
            joined = follower is not None and _COORDINATION.fullmatch(view, span.end, follower.start)
            adjective = not span.adjective and bool(_ADJECTIVE.search(span.text))
            inside = self._nouns.get(span.text.rsplit(maxsplit=1)[-1].lower())
            if inside and inside.many:
                shared = inside.level
            elif self._nouns.is_plural(view, span.end):
                shared = span.type_noun
            elif not joined:
                shared = span.type_noun if adjective else None
            sea = any(entry.level == "sea" for entry in span.candidates)
            lends = joined and not (sea and shared != "sea")
            noun = span.type_noun or (shared if lends and (adjective or shared == "sea" or span.text.isascii()) else None)
            if adjective and noun is None:
                noun = self._elliptic(view, spans, number) or self._parallel(view, spans, number) or ellipsis.over(view, span)
            follower = span
            if noun == "sea" and not span.type_noun and (seas := self._entries((f"{folding.stem(span.text)} мор",))):
                span = PlaceSpan(span.start, span.end, span.text, seas, noun)
            if not adjective or noun or any(entry.level == "city" for entry in span.candidates):
                kept.append(PlaceSpan(span.start, span.end, span.text, span.candidates, noun, span.village, span.adjective))
        return kept[::-1]

    def _elliptic(self, view: str, spans: list[PlaceSpan], number: int) -> Level | None:
        """The noun of "шесть — над Курской, по два — над Воронежской и Липецкой областями", from a neighbour in the sentence."""
        span = spans[number]
        if not _ENDS_PHRASE.match(view, span.end):
            return None
        for other in (*spans[number + 1 : number + 4], *spans[max(0, number - 8) : number][::-1]):
            first, last = (span, other) if other.start > span.start else (other, span)
            near = last.start - first.end < _FAR_ENOUGH and not _ENDS_SENTENCE.search(view, first.end, last.start)
            if near and other.type_noun in {"region", "district"} and not other.adjective and _ADJECTIVE.search(other.text):
                return other.type_noun
        listed = _LISTED.search(view, max(0, span.start - _FAR_ENOUGH), span.start)
        noun = self._nouns.get(listed[1].lower()) if listed else None
        return noun.level if noun and noun.many else None

    def _parallel(self, view: str, spans: list[PlaceSpan], number: int) -> Level | None:
        """The district of "У Деснянському пошкоджено…" after "У Солом'янському районі…"."""
        span = spans[number]
        before = next((one for one in spans[max(0, number - 2) : number][::-1] if one.type_noun == "district"), None)
        if before and span.start - before.end < _FAR_ENOUGH and _ADJECTIVE.search(before.text):
            return "district" if _PREPOSITION.search(view, max(0, span.start - 8), span.start) else None
        return None

    def resolve(self, span: PlaceSpan, context: PlaceContext) -> Resolved | None:
        """The place that a span means in its context; None where it means nothing there. Flags say what is doubtful.

        A district that its region does not have resolves to the region, flagged `parent_mismatch`; a spelling one slip away
        from a district of the region is taken for it, flagged `place_fuzzy`; a village that the gazetteer does not know resolves
        to the region, flagged `place_unknown`. None of them changes what was written.
        """
        found = _chosen(span.text, span.candidates, span.type_noun, span.village, context)
        if found and (found.entry.level == "district" or span.type_noun != "district"):
            return found
        parent = self.region(context.regions[0]) if context.regions else None
        if parent is None:
            return found
        if span.type_noun == "district":
            parents = [entry for code in context.regions if (entry := self.region(code))]
            named = [self._inside(folding.latin_key(span.text), entry) for entry in parents]
            inside = next((one for one in named if not one.flags), named[0])
            known = found and folding.is_plain(span.text) and found.entry.country in context.countries
            named_after = found and (known or found.entry.region in context.regions) and "parent_mismatch" in inside.flags
            return found if named_after else inside
        return Resolved(parent, "village of the region spoken of", ("place_unknown",)) if span.village else None

    @lru_cache(maxsize=8192)  # noqa: B019 - one gazetteer lives as long as its process
    def _inside(self, name: str, parent: PlaceEntry) -> Resolved:
        """A named district inside its parent; every district of the parent may have to be compared."""
        return district_inside(name, parent, self._districts_of(parent.code))

    def region(self, code: str) -> PlaceEntry | None:
        """The entry of a region, sea or country code."""
        number = self._by_code().get(code)
        return None if number is None else self._entry(number)

    @lru_cache(maxsize=1)  # noqa: B019 - one gazetteer lives as long as its process
    def _by_code(self) -> dict[str, int]:
        """Numbers of countries, regions and seas; they stand before all others."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._places):
            code, _, level, _ = line.split("\t", 3)
            if level in {"city", "district"}:
                break
            found.setdefault(code, number)
        return found

    @lru_cache(maxsize=1)  # noqa: B019 - one gazetteer lives as long as its process
    def _district_numbers(self) -> dict[str, list[int]]:
        """Numbers of districts by region; they stand behind all others."""
        found: dict[str, list[int]] = {}
        for number in range(len(self._places) - 1, -1, -1):
            code, _, level, _ = self._places[number].split("\t", 3)
            if level != "district":
                break
            found.setdefault(code, []).insert(0, number)
        return found

    def _districts_of(self, code: str) -> dict[str, PlaceEntry]:
        if code not in self._districts:
            entries = map(self._entry, self._district_numbers().get(code, ()))
            self._districts[code] = {folding.latin_key(entry.name.split()[0]): entry for entry in entries}
        return self._districts[code]


@lru_cache(maxsize=8192)
def _chosen(
    text: str, candidates: tuple[PlaceEntry, ...], type_noun: Level | None, village: bool, context: PlaceContext
) -> Resolved | None:
    """What a name means in a context, wherever it stands: a text asks it of the same name again and again."""
    return resolve(PlaceSpan(0, 0, text, candidates, type_noun, village), context)


def _is_known(entry: PlaceEntry) -> bool:
    return entry.level in {"country", "region", "sea"} or entry.population >= _WELL_KNOWN


def load() -> Gazetteer:
    """The gazetteer shipped with the package."""
    folder = resources.files("services.extract") / "data"
    nouns = Nouns.of((folder / "type_nouns.tsv").read_text("utf-8"))
    common, first_names = (
        frozenset(
            word for line in (folder / name).read_text("utf-8").splitlines() if not line.startswith("#") for word in line.split()
        )
        for name in ("common_words.txt", "first_names.txt")
    )
    data = zlib.decompress((folder / "gazetteer.txt.z").read_bytes()).decode()
    return Gazetteer(data, nouns, common, People(first_names))
