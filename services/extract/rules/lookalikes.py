"""Rules on what only looks like a count: years, ages, measures, numbers of names, superlatives."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from tocsin.vocabulary import Bound

_YEARS: Final = range(1900, 2100)
_MANY: Final = 100
"""From which on what is "over" a number is no place."""
_DIGITS: Final = 4
_VESSELS: Final = frozenset({"ship", "warship"})
_CALLED: Final = _VESSELS | {"boat", "mlrs", "air_defence", "artillery"}
"""What is called by a name in quotes."""
_OLDEST: Final = 110
"""Years: more is no age."""


def as_kind(kind: str) -> Production:
    """Makes a node of a kind of what was found."""

    def make(found: Found) -> Node | None:
        first, second = found.nodes[:2]
        if kind == "hyphenated" and second.start != first.end:
            return None  # a dash between words: "двое — дети"
        return node(kind, found, None)

    return make


def _year(found: Found) -> Node | None:
    """As in "in 1943": a year, not a number of things."""
    number = found.nodes[0]
    counts = found.lang != "en" and found.after is not None and found.after.kind in {"object", "objects"}
    four = number.end - number.start == _DIGITS and number.value.value in _YEARS and not counts
    return number._replace(kind="year") if four else None


def _one_of_the_largest(found: Found) -> Node | None:
    """As in "the refinery, one of the largest": no number of anything."""
    number, word = found.nodes[0], found.nodes[-1]
    superlative = word.kind == "ordinal" or word.value.endswith("est") or word.value in {"most", "few", "main", "key", "last"}
    return node("aside", found, None) if number.value.value == 1 and superlative else None


def _owner_of_thing(found: Found) -> Node:
    """As in "16 RSF vehicles", "an IDF soldier": whose they are, not who speaks."""
    return node("word", found, "")


def _numbered_name(found: Found) -> Node | None:
    """As in "the tanker Midvolga-2": the number is part of the name."""
    name, dash, number = found.nodes
    return node("name", found, name.value) if name.end == dash.start and dash.end == number.start else None


def _christened(found: Found) -> Node | None:
    """As in "the tanker Odesa Star", "фрегат «Адмирал Макаров»": what a ship or a weapon is called is no place."""
    head = found.nodes[0]
    quoted = found.nodes[1].kind == "quote"
    return head._replace(end=found.nodes[-1].end) if head.value.sense in (_CALLED if quoted else _VESSELS) else None


def _numbered_after(found: Found) -> Node | None:
    """As in "School No. 54": what it is called."""
    zero, number = found.nodes
    return node("word", found, "") if number.start - zero.end == len(". ") else None


def _between(found: Found) -> Node | None:
    """As in "between 300 and 400 drones", "over 1,350 troops": no place."""
    number = found.nodes[1]
    over = number.value.bound is Bound.AT_LEAST and (number.value.value or 0) >= _MANY
    return Node("number", found.nodes[0].start, number.end, number.value, "", found.nodes) if number.value.max or over else None


def _aged(found: Found) -> Node | None:
    """As in "His wife, 58," is a person with her age."""
    who, age = found.nodes[0], found.of("number")[0]
    if found.after is not None and found.after.kind in {"including", "of_them"}:
        return None  # "Раненых, по данным главы области, 29, среди которых шестеро детей"
    if age.value.value is None or age.value.value > _OLDEST or (who.kind == "object" and who.value.sense != "person"):
        return None
    return Node(who.kind, who.start, who.end, who.value, "", found.nodes)


def _of_two_kinds(found: Found) -> Node | None:
    """As in "Shahed-131/136", "Х-59/69": the second number too is a name's."""
    kind, slash, number = found.nodes
    return kind._replace(end=number.end, parts=found.nodes) if kind.end == slash.start and slash.end == number.start else None


WORDS: Final = (
    Rule("<zero> <number>", _numbered_after, languages=frozenset({"en"})),
    Rule("(?<=<where|since|of|by|to|origin>)<number>", _year),
    Rule("<object> <name>{0,2} <place> <name|place>{0,2}", _christened, languages=frozenset({"en"})),
    Rule("<object> <quote> <name|place|word>{1,3} <quote>", _christened),
    Rule("(?<=<number|article>)<body> (?=<word|unit>?<object|objects>)", _owner_of_thing, languages=frozenset({"en"})),
    Rule("<object|objects> <slash> <number>", _of_two_kinds),
    Rule("<name> <dash> <number>", _numbered_name, languages=frozenset({"en"})),
    Rule("<where> <number>", _between, languages=frozenset({"en"})),
    Rule(
        "<comma>? <aged> <number> ((<comma> <number>)* <comma>? <and> <number> (?!<object|objects|another>))? <comma>?",
        as_kind("aside"),
    ),
    Rule("<approx> <number>", lambda f: Node("number", f.nodes[0].start, f.nodes[1].end, f.nodes[1].value, "", f.nodes)),
    Rule("<comma> <not> <number> <comma>", as_kind("aside")),
    Rule(
        "<nation> <stop>? <dash> <word>", lambda f: Node("nation", f.nodes[0].start, f.nodes[-1].end, f.nodes[0].value, "", f.nodes)
    ),
    Rule("<object|name> <comma> <number> (<comma>|(?=<stop|close>))", _aged),
    Rule("<number> <dash> <word|object|unit|area|trigger> (<dash> <word|object>)?", as_kind("hyphenated")),
    Rule("<unit|object> <dash> <word>", as_kind("hyphenated"), languages=frozenset({"en"})),
    Rule("<number> <word|name>{0,1} <unit|area>", as_kind("measure")),
    Rule("<number> <and> <measure>", as_kind("measure")),
    Rule("<currency> <number>", as_kind("measure")),
    Rule("(?<=<where>)<number> <of> <the>? <area|word|unit>", as_kind("measure"), languages=frozenset({"en"})),
    Rule(
        "<number> <of> (<the>|<the>? <place|nation|word> <possessive>|<the>? <nation>) <word|ordinal>",
        _one_of_the_largest,
        languages=frozenset({"en"}),
    ),
)
"""What only looks like a count."""
