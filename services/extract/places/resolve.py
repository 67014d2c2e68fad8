"""Owns the choice among the places that a name may mean; never changes what was written."""

import math
import re
from typing import Final

from services.extract.places import folding
from services.extract.places.model import PlaceContext, PlaceEntry, PlaceSpan, Resolved
from services.extract.places.theatres import is_far

_FUZZY_LEAST_LENGTH: Final = 5
_HAMLET: Final = 4_000
"""Inhabitants below which a place is known in its own region only."""
_METROPOLIS: Final = 500_000
"""Inhabitants from which on a town is known everywhere."""
_SMALL: Final = 30_000
"""Inhabitants below which a place of an ordinary name is one of many, the others not in the gazetteer."""
# How far a place is from mind, the nearest first: a town's distance falls by one with every tenfold of inhabitants.
_REGION, _DISTRICT, _CITY = 1.0, 5.0, 8.5
_SAME_REGION, _SAME_COUNTRY, _SAME_LETTERS = 3.5, 1.0, 1.5
_FAR: Final = 6.5
"""Added for what lies outside the theatre that a text is about: any town of the theatre comes before a region outside."""
_RENAMED: Final = 5.0
"""Added for a place of which a name is not the one that it is known by."""
_VOWELS: Final = frozenset("aeiouy")
"""Letters at the beginning of names that transliterations do not agree on."""
_CITIES_OF_THEIR_OWN: Final = frozenset({"RU-MOW", "RU-SPE", "UA-30", "UA-40"})
"""First-level cities that share their name with the region round them: "Moscow Region" is the other one."""
_URBAN: Final = (
    "дніпровськ", "днепровск", "подільськ", "подольск", "покровськ", "покровск", "київськ", "киевск", "московск", "ленинск",
    "ленінськ",
    "центральн", "октябрьск", "жовтнев", "советск", "заводск", "кировск", "железнодорожн", "фрунзенск", "калининск", "первомайск",
    "индустриальн", "промышленн", "пролетарск", "суворовск", "приморск", "приморськ", "шевченк", "левобережн", "правобережн",
)  # fmt: skip
"""Names that districts of several towns share with a raion elsewhere."""
_AROUND_THEM: Final = frozenset({"RU-MOS", "RU-LEN", "UA-32"})
"""The regions round them."""
_ADJECTIVE: Final = re.compile(r"[сзц]ь?к(?:ий|ой|ом|ому|ого|им|ая|ую|ої|ій)$")
_CYRILLIC_COUNTRIES: Final = frozenset({"RU", "UA", "BY"})


def resolve(span: PlaceSpan, context: PlaceContext) -> Resolved | None:
    """The place that a span means: the type noun decides first, then what is nearest to mind in this context.

    A district counts only inside a region of the context; None where the name means nothing here.
    """
    fitting = [entry for entry in span.candidates if span.type_noun in {None, entry.level}]
    if span.type_noun == "district" and folding.is_cyrillic(span.text):
        fitting = _at_home(fitting, span, context)
    if not fitting and span.type_noun == "district":
        fitting = [entry for entry in span.candidates if entry.level == "region"]  # Moldova is divided into districts
    if not fitting and span.type_noun in {"region", "district"}:
        # "Bryansk" under "regions", "городской округ Чехов": the town that the region or district is named after.
        fitting = [entry for entry in span.candidates if entry.level == "city"]
    elif not fitting and span.type_noun == "city":
        fitting = [entry for entry in span.candidates if entry.level == "region"]
    fitting = [entry for entry in fitting if _agrees(span.text, entry.name)] or fitting
    near = [entry for entry in fitting if entry.region in context.regions]
    if span.type_noun is None and near and _ADJECTIVE.search(span.text):
        fitting = near  # "по Приморському" in a text on Запоріжжя is Приморськ there, no Primorye
    allowed = [
        entry
        for entry in fitting
        if entry.level != "district" or entry.region in _around(span, context) or _lone_district(span, context)
    ]
    if not allowed:
        return None
    best = min(allowed, key=lambda entry: (*_order(entry, span, context), entry.code, entry.name))
    bare = span.type_noun is None and best.level == "city" and bool(_ADJECTIVE.search(span.text))
    if bare and context.regions and best.region not in context.regions and best.population < _SMALL:
        return None
    if _is_far_hamlet(best, span, context) or _is_far_town(best, span, context):
        return None
    if span.village and context.regions and best.region not in context.regions and best.level == "city":
        return None
    return Resolved(best, _reason(best, span, context))


def _at_home(districts: list[PlaceEntry], span: PlaceSpan, context: PlaceContext) -> list[PlaceEntry]:
    """The districts of the countries that the text's regions are in; else the region in talk that a district is called like.

    "Полтавський район" in a text on Полтавщина is there, not round a Poltavka of Siberia.
    """
    lands = {region.partition("-")[0] for region in context.regions}
    home = [entry for entry in districts if not lands or entry.country in lands]
    if any(entry.region in context.regions for entry in home):
        return home
    called = [entry for entry in span.candidates if entry.level == "region" and entry.code in context.regions]
    return called or home or (districts if len(span.candidates) == 1 else [])


def _agrees(text: str, name: str) -> bool:
    """Whether the ending of a name fits its gender: "под Смоленском" is no Smolenskaya, "у Вознесенську" no Voznesenskyi."""
    if name.endswith(("skyi", "skiy", "skoye", "skaya")) and text.lower().endswith(("ськом", "ську", "ськ")):
        return False
    return not (name.endswith("skaya") and text.lower().endswith(("ском", "ска", "ску", "ск", "ске")))


def _is_far_hamlet(best: PlaceEntry, span: PlaceSpan, context: PlaceContext) -> bool:
    """Whether a Cyrillic name would be that of a hamlet in another region: the region spoken of has one nobody lists."""
    away = bool(context.regions) and best.region not in context.regions and best.level == "city"
    return away and folding.is_cyrillic(span.text) and 0 < best.population < _HAMLET


def _is_far_town(best: PlaceEntry, span: PlaceSpan, context: PlaceContext) -> bool:
    """Whether a Latin name would be that of a town of another part of the world: it is some village's of this one."""
    town = best.level == "city" and best.population < _METROPOLIS and not folding.is_cyrillic(span.text)
    return town and span.type_noun is None and is_far(best.country, context.countries)


def _around(span: PlaceSpan, context: PlaceContext) -> tuple[str, ...]:
    """The regions in which a district may lie: where towns elsewhere have one of that name, the region spoken of last alone."""
    return context.regions[:1] if span.text.lower().startswith(_URBAN) else context.regions


def _lone_district(span: PlaceSpan, context: PlaceContext) -> bool:
    """Whether the text says "district" and one region alone has a district of that name."""
    found = {(entry.country, entry.region) for entry in span.candidates if entry.level == "district"}
    if context.regions:
        found = {(country, region) for country, region in found if region not in _CITIES_OF_THEIR_OWN}
    if context.regions and span.text.lower().startswith(_URBAN):
        return False  # Херсон has a Дніпровський район as well
    near = {region for country, region in found if country in context.countries[:1]}
    return span.type_noun == "district" and (len(found) == 1 or len(near) == 1)


def _order(entry: PlaceEntry, span: PlaceSpan, context: PlaceContext) -> tuple[int, float, int]:
    typed = 0 if span.type_noun == entry.level else 1
    if entry.level in {"country", "sea"}:
        far = 0.0
    elif entry.level == "region":
        far = _REGION
    else:
        far = _DISTRICT if entry.level == "district" else _CITY - math.log10(entry.population + 300) + (entry.population < _SMALL)
    if entry.level == "city" and _has_another_name(entry, span):
        far += _RENAMED
    if entry.region and entry.region in context.regions:
        far -= _SAME_REGION - 0.3 * min(context.regions.index(entry.region), 5)
    if entry.country in context.countries:
        far -= _SAME_COUNTRY - 0.1 * min(context.countries.index(entry.country), 5)
    elif not folding.is_cyrillic(span.text) and entry.level in {"region", "city"} and is_far(entry.country, context.countries):
        far += _FAR
    if folding.is_cyrillic(span.text) and entry.country in _CYRILLIC_COUNTRIES:
        far -= _SAME_LETTERS
    if span.type_noun is None and entry.level == "region" and entry.code in _AROUND_THEM and not folding.is_cyrillic(span.text):
        far += _SAME_REGION  # "flying toward Moscow" is no region's, though its region was spoken of
    if span.type_noun == "region" and entry.code in _CITIES_OF_THEIR_OWN:
        far += _REGION + _SAME_REGION + _SAME_LETTERS
    # Both Moscow and the region round it are first-level and called Moscow: the bare name is the city's.
    return (typed, round(far, 3), len(entry.name))


def _has_another_name(entry: PlaceEntry, span: PlaceSpan) -> bool:
    """Whether a name that several places have is an old one here: Nikopol was once called Slovyansk."""
    if len(span.candidates) == 1 or not folding.is_cyrillic(span.text):
        return False
    mine, other = folding.latin_key(span.text)[:1], folding.latin_key(entry.name)[:1]
    return mine not in _VOWELS and other not in _VOWELS and mine != other


def _reason(entry: PlaceEntry, span: PlaceSpan, context: PlaceContext) -> str:
    if span.type_noun == entry.level:
        return "type noun"
    if entry.region in context.regions or entry.country in context.countries:
        return "context"
    return "only place of that name" if len(span.candidates) == 1 else "best known place of that name"


def district_inside(name: str, region: PlaceEntry, districts: dict[str, PlaceEntry]) -> Resolved:
    """A named district inside its parent: exact, else nearly so and flagged, else the parent with `parent_mismatch`.

    `districts` maps the parent's district keys (`folding.latin_key`) to places; `name` is such a key.
    """
    for candidate in (name, f"{name}sk", name.removesuffix("sk")):
        if candidate in districts:
            return Resolved(districts[candidate], "district of the region")
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 - slow to load, and few texts slip so

    near = [
        (DamerauLevenshtein.distance(name.removesuffix("sk"), other.removesuffix("sk")), other)
        for other in districts
        if min(len(name), len(other)) >= _FUZZY_LEAST_LENGTH
    ]
    if near:
        distance, other = min(near)
        if distance <= 1 + (len(name) > 8):
            return Resolved(districts[other], "nearly a district of the region", ("place_fuzzy",))
    return Resolved(region, "no such district in the region", ("parent_mismatch",))
