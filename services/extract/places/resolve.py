"""Owns the choice among the places that a name may mean; never changes what was written."""

from rapidfuzz.distance import DamerauLevenshtein

from services.extract.places.model import PlaceContext, PlaceEntry, PlaceSpan, Resolved

_FUZZY_LEAST_LENGTH = 5
# Where neither type noun nor context decides, a bare name means the wider and better known of its places.
_RANK = {"country": 0, "sea": 1, "region": 2, "city": 3, "district": 4}


def resolve(span: PlaceSpan, context: PlaceContext) -> Resolved | None:
    """The place that a span means: the type noun decides first, then the context, then how well known the place is.

    A district counts only inside a region of the context; None where the name means nothing here.
    """
    fitting = [entry for entry in span.candidates if span.type_noun in {None, entry.level}]
    if not fitting and span.type_noun == "region":
        # "Bryansk" under "regions" where the data knows only the city: its region is meant.
        fitting = [entry for entry in span.candidates if entry.level == "city"]
    allowed = [entry for entry in fitting if entry.level != "district" or entry.region in context.regions or _lone_district(span)]
    if not allowed:
        return None
    best = min(allowed, key=lambda entry: _order(entry, span, context))
    return Resolved(best, _reason(best, span, context))


def _lone_district(span: PlaceSpan) -> bool:
    """Whether the text says "district" and one region alone has a district of that name."""
    return span.type_noun == "district" and len({entry.region for entry in span.candidates if entry.level == "district"}) == 1


def _order(entry: PlaceEntry, span: PlaceSpan, context: PlaceContext) -> tuple[int, int, int, int, int, int]:
    typed = 0 if span.type_noun == entry.level else 1
    region = context.regions.index(entry.region) if entry.region in context.regions else 99
    country = context.countries.index(entry.country) if entry.country in context.countries else 99
    if entry.level in {"region", "country", "sea"}:
        region = min(region, 50)
    # "Moscow" is the city, "Moscow Region" the region round it: both are first-level, only the longer name holds a type noun.
    length = -len(entry.name) if span.type_noun == "region" else len(entry.name)
    return (typed, min(region, country + 49), country, _RANK[entry.level], -entry.population, length)


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
