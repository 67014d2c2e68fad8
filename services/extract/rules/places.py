"""Rules that make places of names and the nouns beside them, and tell where from where to and where from."""

from dataclasses import replace
from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.places.gazetteer import PlaceSpan
from services.extract.places.streets import is_road
from services.extract.words.lexicon import Term


def _owner(found: Found) -> Node:
    """A place that only says whose something is."""
    return node("owner", found, None)


def _is_country(place: Node) -> bool:
    return place.kind == "place" and bool(place.value.candidates) and place.value.candidates[0].level == "country"


def _said_then(found: Found) -> Node | None:
    """As in "in a statement on Friday": when it was said, not when it happened."""
    time = found.nodes[-1].value
    if time.kind not in {"weekday", "date", "today"} or time.clock is not None:
        return None
    return found.nodes[0]._replace(end=found.nodes[-1].end, parts=found.nodes)


def _agent(found: Found) -> Node | None:
    """Who intercepts; its value is the country's code where it is said."""
    nations = found.of("nation")
    if any(not _is_country(span) for part in found.of("places") for span in part.value):
        return None
    owners = [
        span.value.candidates[0].country
        for part in found.of("places")
        for span in part.value
        if span.kind == "place" and span.value.candidates
    ]
    return node("agent", found, nations[0].value.sense if nations else owners[0] if owners else None)


def _forename(found: Found) -> Node | None:
    """A town's name before another name is a person's: "Stepan Karelin"."""
    span = found.nodes[0].value
    town = (
        span.type_noun is None and bool(span.candidates) and all(entry.level in {"city", "district"} for entry in span.candidates)
    )
    return found.nodes[0]._replace(kind="name", value=span.text) if town else None


def _unknown_place(found: Found) -> Node | None:
    """A name after a preposition is a place that the gazetteer does not have; that of a street is none."""
    if found.after is not None and found.after.kind == "word" and is_road(str(found.after.value)):
        return None
    names = found.of("name")
    text = " ".join(str(name.value) for name in names)
    span = PlaceSpan(names[0].start, names[-1].end, text, (), None)
    return node("location", found, (Node("place", names[0].start, names[-1].end, span),))


def _compound_place(found: Found) -> Node:
    """As in "The village of Wola Uhruska": of a name of several words the gazetteer knows only the first."""
    parts = [part for part in found.nodes if part.kind in {"place", "name"}]
    text = " ".join(str(part.value.text if part.kind == "place" else part.value) for part in parts)
    span = PlaceSpan(parts[0].start, parts[-1].end, text, (), "city")
    return node("places", found, (Node("place", parts[0].start, parts[-1].end, span),))


def _on_a_sea(found: Found) -> Node | None:
    """As in "Russia's Black Sea port of Novorossiysk", "the Donetsk region city of Lyman": what only says where a town lies."""
    around, town = found.of("place")[-2:]
    if not all(map(_is_country, found.of("place")[:-2])):
        return None
    if any(entry.level == "sea" for entry in around.value.candidates):
        return node("places", found, (town,))
    within = {entry.code for entry in around.value.candidates if entry.level in {"country", "region"}}
    lies = any({entry.region, entry.country} & within for entry in town.value.candidates)
    return node("places", found, (around, town)) if lies else None


def _measured_area(found: Found) -> Node | None:
    """As in "Over three districts of Voronezh Oblast" is over Voronezh Oblast."""
    if found.nodes[0].kind == "measure" and not found.of("of"):
        return None
    return node("location" if found.nodes[0].kind == "where" else "places", found, found.of("places")[0].value)


def _counted_areas(found: Found) -> Node | None:
    """As in "in two regions, Kharkiv and Poltava": as many as are named; not "over 11 regions, Crimea and the Black Sea"."""
    measure, places = found.of("measure")[0], found.of("places")[0].value
    count = next((part.value.value for part in measure.parts if part.kind == "number"), None)
    return node("location", found, places) if count == len(places) else None


def _areas_of_a_nation(found: Found) -> Node:
    """As in "over seven Russian regions", "in 13 Russian regions and over the Black Sea": what is counted is the country's."""
    nation = found.of("nation")[0]
    return node("location", found, (Node("land", nation.start, nation.end, nation.value.sense),))


def _named_areas(found: Found) -> Node | None:
    """As in "In four districts: A, B, C and D": names that only this list says are districts."""
    spans: list[Node] = []
    for part in found.nodes:
        if part.kind == "places":
            spans += [span._replace(value=replace(span.value, type_noun="district")) for span in part.value]
        elif part.kind == "name":
            spans.append(Node("place", part.start, part.end, PlaceSpan(part.start, part.end, part.value, (), "district")))
    return node("location", found, tuple(spans)) if len(spans) > 1 else None


_ENGLISH: Final = frozenset({"en"})
_CAPITAL_OF: Final = "<capital> <of>"


def _places(found: Found) -> Node:
    inner = [part for part in found.nodes if part.kind in {"place", "places", "capital"}]
    inner = [
        part for part in inner if not part.rule.startswith(_CAPITAL_OF)
    ] or inner  # "Erbil, the capital of the Kurdistan region"
    spans = tuple(span for part in inner for span in (part.value if part.kind == "places" else (part,)))
    return node("places", found, spans)


def _location(kind: str) -> Production:
    def make(found: Found) -> Node:
        return node(kind, found, found.of("places")[0].value)

    return make


_FROM: Final = frozenset({"с", "со", "з", "зі"})
_NOT_THERE: Final = frozenset({"flag", "command", "auspices", "проти", "против"})
"""Words before a country that is no place of what happened."""


def _at(found: Found) -> Node:
    """A location; "under the flag of Gambia" is none, and "over Russian regions and the Black Sea" is all the country.

    Nor is "у війні проти України" where something was lost.
    """
    flag = any(part.kind == "word" and part.value in _NOT_THERE for part in found.nodes)
    regions = next((number for number, part in enumerate(found.nodes) if part.kind == "area"), None)
    wide = regions is not None and any(part.kind == "and" for part in found.nodes[regions:])
    return node("owner" if flag or wide else "location", found, found.of("places")[0].value)


def _was_sent(found: Found) -> Node:
    """As in "two rockets were fired from Gaza": a launch; without "were" it only says whence ("a rocket fired from Gaza fell")."""
    return node("trigger", found, Term("trigger", "launch", "passive"))


def _from_aircraft(found: Found) -> Node | None:
    """As in "missiles fired from aircraft over the Kursk Region": where they flew is no place where they struck."""
    first, carrier, over = found.nodes
    whence = first.kind == "origin" or str(first.value).lower() in _FROM
    return node("source", found, over.value) if whence and carrier.value.sense == "aircraft" else None


def _source_in(found: Found) -> Node | None:
    """As in "from the directions of Oryol and Millerovo in Russia": where the place of a launch lies."""
    named = [entry for span in found.nodes[0].value if span.kind == "place" for entry in span.value.candidates]
    inner = {entry.country for entry in named}
    around = [span for part in found.of("location") for span in part.value if span.kind == "place"]
    within = bool(around) and all(any(entry.country in inner for entry in span.value.candidates) for span in around[:1])
    regions = {entry.region for entry in named}
    outer = [entry for span in around[:1] for entry in span.value.candidates]
    wide = any(entry.level == "country" or (entry.level == "region" and entry.code in regions) for entry in outer)
    return found.nodes[0]._replace(end=found.nodes[-1].end) if within and wide else None


_LANDS: Final = frozenset({"country", "nation"})
_CHIEF: Final = frozenset({"capital"})
_CHIEF_OF: Final = frozenset({"capital", "centre", "center", "hub", "seat"})


def _here(found: Found) -> Node | None:
    """As in "over the city", "in the north of the country": what was named before, or its country."""
    last = found.nodes[-1]
    land = last.kind == "word" and last.value in _LANDS
    if last.kind == "word" and not land:
        return None
    return node("location", found, (Node("here", last.start, last.end, "land" if land else "town"),))


def _nationwide(found: Found) -> Node:
    """All of the country in talk."""
    last = found.nodes[-1]
    return node("location", found, (Node("here", last.start, last.end, "land"),))


def _capital_of(found: Found) -> Node | None:
    """As in "the Lebanese capital", "Sudan's capital"."""
    if found.nodes[-1].value not in _CHIEF:
        return None
    nation = found.of("nation")
    lands = [span.value.candidates[0] for part in found.of("places") for span in part.value if _is_country(span)]
    if not nation and not lands:
        return None
    code = nation[0].value.sense if nation else lands[0].code
    return node("places", found, (Node("capital", found.nodes[-1].start, found.nodes[-1].end, code),))


def _capital_of_place(found: Found) -> Node:
    """As in "the capital of Sudan", "Izhevsk, the capital of Udmurtia": of a country a town, of a region that lies in it."""
    named = found.nodes[-1]
    spans = named.value if named.kind == "places" else (named,)
    if all(_is_country(span) for span in spans):
        spans = (Node("capital", named.start, named.end, spans[0].value.candidates[0].code),)
    return node("places", found, spans)


def _apposed(found: Found) -> Node | None:
    """As in "in the regional capital, Dnipro", "in North Darfur's capital, El Fasher": the town that a noun stands for."""
    if found.of("word")[-1].value not in _CHIEF_OF:
        return None
    return node("location", found, found.of("places")[-1].value)


def _suburbs(found: Found) -> Node:
    """As in "the southern suburbs of Beirut": beside a town that is a region of its own they lie in another."""
    return node("places", found, tuple(Node("suburb", span.start, span.end, span) for span in found.of("places")[0].value))


def _city_of(found: Found) -> Node:
    """As in "the southern Gaza city of Khan Younis": the town behind "of", although a city is called Gaza City."""
    last = found.of("places")[0].value[-1]
    kind = last.kind == "place" and found.lang == "en" and last.value.text.endswith((" city", " town"))
    return node("places", found, found.of("places")[-1].value) if kind else _places(found)


def _owned(found: Found) -> Node:
    """As in "Yemen's Marib province", "Samara's Syzran"; what lies elsewhere is but a name ("Saratov's Gagarin airport")."""
    outer, inner = found.of("place")
    within = {entry.code for entry in outer.value.candidates} | {
        entry.country for entry in outer.value.candidates if _is_country(outer)
    }
    lies = any({entry.code, entry.country} & within for entry in inner.value.candidates)
    return node("places", found, (outer, inner) if lies else (outer,))


def _beside(found: Found) -> Node:
    """As in "in Ostrov, south of Pskov": the place itself, or, where none is known, the one that it lies beside."""
    spans: tuple[Node, ...] = found.nodes[0].value
    unknown = all(span.kind == "place" and not span.value.candidates for span in spans)
    around = tuple(span for part in found.of("direction")[:1] for span in part.value) if unknown else ()
    return node("location", found, (*spans, *around))


PLACES: Final = (
    Rule("<where>? (<place> <possessive>|<nation>)? <the>? <place> <coast>", _owner),
    Rule("(?<!<where|area|origin|target|of>)<place> (?=<name>)", _forename),
    Rule(
        "(<place> <possessive>|<the> <nation>?)? <word>? <place> <object|area>{1,2} <of>? <the>? <place>",
        _on_a_sea,
        languages=_ENGLISH,
    ),
    Rule("<the>? <place> <possessive> <word>? <the>? <place> <area>?", _owned),
    Rule("<the>? <place> <area>+", _places),
    Rule("<the>? <area> <of> <the>? <place> <name>{1,2}", _compound_place),
    Rule("<the> <word|nation>{1,3} <area> <of> <the>? <place>", _places, languages=_ENGLISH),
    Rule("<the>? <area> <of>? <the>? <place|places> <area>?", _places),
    Rule("<capital> <of> <the>? <place|places>", _capital_of_place, languages=_ENGLISH),
    Rule("<the>? <place|capital>", _places),
    Rule("(<the>? <nation>|<places> <possessive>) <word>", _capital_of, languages=_ENGLISH),
    Rule("<the>? <word>{0,1} <suburb> <of>? <places>", _suburbs, languages=_ENGLISH),
    Rule("<places> <possessive>? <word>{0,2} <suburb>", _suburbs, languages=_ENGLISH),
    Rule("<places> <of> <the>? <places>", _city_of),
    Rule(
        "<places> (<comma>? <and> <where>? <the>? <places> | <comma> <the>? <places>)+"
        " (?!<possessive>|<word>?<office|bare|body>|<name>{1,3}<word>?<say>)",
        _places,
    ),
    Rule("<where>+ <the> <bearing> <the>? <places>", _location("location"), languages=_ENGLISH),
    Rule("<bearing> <the>? <places>", _location("direction")),
    Rule(
        "<where> <number>? <nation> <area|unit> (?!<of|place|places|name|capital|object|objects|word>)"
        " (<and> <where>? <the>? <places>)?",
        _areas_of_a_nation,
        languages=_ENGLISH,
    ),
    Rule("(<where> <measure>|<measure>) <of>? <places>", _measured_area),
    Rule("<where> <measure> <colon> <places|name> (<comma|and>{1,2} <places|name>)*", _named_areas),
    Rule("<where>+ (<the>|<places> <possessive>) <word>{1,3} <comma> <places>", _apposed, languages=_ENGLISH),
    Rule("<where>+ <the>? <nation|word>{0,2} <unit> <of> <the>? <places>", _location("location"), languages=_ENGLISH),
    Rule("<where> <measure> <comma> <places>", _counted_areas, languages=_ENGLISH),
    Rule("<where>+ <places> <possessive> <word|nation>{0,3} <area>", _location("location")),
    Rule("<be> <sent> <where>? <the>? <word|name>{0,2} <places>", _was_sent),
    Rule("<origin|sent> <where>? <the>? <word|name>{0,2} <places>", _location("source")),
    Rule("<target> <the>? <word|name>{0,2} <places>", _location("goal")),
    Rule("<where>+ <the|article>? <word|name|area|unit|nation|and>{0,4} <of>? <places>", _at),
    Rule("<source> <location>{1,2}", _source_in, languages=_ENGLISH),
    Rule(
        "<where>+ (<word> <of>)? <the> (<area|bearing> <of>? <the>)? <word|nation>{0,2} <area|word>"
        " (?!<of|name|places|possessive>)",
        _here,
        languages=_ENGLISH,
    ),
    Rule("<there> (?!<be|have>)", _here, languages=_ENGLISH),
    Rule("<nationwide>", _nationwide, languages=_ENGLISH),
    Rule("<where> <measure> <of> <the> <area> (?!<of|name|places|possessive>)", _here, languages=_ENGLISH),
    Rule("<where> <the>? <name>{1,2} <area>?", _unknown_place),
    Rule("<origin|word> <object|objects> <location>", _from_aircraft),
    Rule("<location> <comma>? (<direction>|<measure> <direction>)", _beside),
    Rule("<direction> <comma> <location>", lambda f: node("location", f, f.nodes[-1].value), languages=_ENGLISH),
    Rule("<direction>", _beside),
)
"""Places with their nouns, lists of places, and what the preposition makes of them."""


def _inside_it(found: Found) -> Node | None:
    """As in "in Grozny's business centre", "in the Moscow region's town of Zaraysk": there; a country's is merely its own."""
    if all(_is_country(span) for span in found.nodes[0].value) and not found.of("places"):
        return None
    outer = {entry.code for span in found.nodes[0].value if span.kind == "place" for entry in span.value.candidates}
    # Not "Saratov's Gagarin airport": what is inside lies in the region or country outside.
    inside = [span for part in found.of("places") for span in part.value if span.kind == "place"]
    inner = tuple(span for span in inside if any({entry.code, entry.country} & outer for entry in span.value.candidates))
    return node("location", found, (*found.nodes[0].value, *inner))


OWNERS: Final = (
    Rule("<say|report|channel> <where>? <time>", _said_then),
    Rule("<location> <possessive> (?=<word|name|ordinal|nation>{0,3}<object|objects|area>)", _inside_it),
    Rule("<location> <possessive> <word|nation>{0,3} <places>", _inside_it),
    Rule("<location> <possessive> <name>{1,3} (?!<say|name>)", _inside_it, languages=_ENGLISH),
    Rule("<location> <possessive>", _owner),
    Rule("(<nation>|<places> <possessive>)? <agent>", _agent),
)
"""What looks like a place and is none: "in Russia's narrative"; and who acts."""
