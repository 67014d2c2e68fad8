"""Rules that make amounts, things and places of words: what is counted, and how many; not what happened to it."""

from dataclasses import replace
from typing import Final, NamedTuple

from services.extract.gazetteer import PlaceSpan
from services.extract.lexicon import Term
from services.extract.rule import Found, Node, Production, Rule, node
from tocsin.vocabulary import Bound


class Amount(NamedTuple):
    """How many."""

    value: int | None
    max: int | None
    bound: Bound | None
    start: int
    end: int
    role: str = ""
    """"another", "rest", "all", "most", "half", "share"; empty for a plain number."""
    each: bool = False
    """Whether the number holds for each of the places or things beside it."""


class Thing(NamedTuple):
    """What is counted."""

    object: str
    """Kind of object."""
    many: bool
    amount: Amount | None
    article: str
    """"a", "the" or nothing."""
    attribute: Term | None
    """A trigger inside: "two intercepted drones"."""
    start: int
    end: int
    """Where the noun stands."""
    places: tuple[Node, ...] = ()
    """Places said inside: "four Moscow airports"."""
    whole: Amount | None = None
    """The total of which `amount` is a share: "61 of 84 drones"."""


class Happening(NamedTuple):
    """A word that tells an event."""

    term: Term
    weapons: tuple[str, ...] = ()
    """Kinds of weapons named with it: "drone and missile attack"."""
    zero: Node | None = None
    """The word that says there was none: "no casualties"."""


_FILLER: Final = "<word|name|nation|hyphenated|ordinal|area|more>"
_OLDEST: Final = 110
"""Years: more is no age."""
_FABRIC: Final = frozenset({"building", "window", "infrastructure", "energy", "industrial"})
_NOUN: Final = "(<object> <word>{0,1})* <object|objects>+"
"""A noun with the nouns that qualify it: "aircraft repair plant"."""
_WEAPONS: Final = frozenset(
    {"uav", "missile", "rocket", "bomb", "artillery", "mlrs", "aircraft", "boat", "mine", "shell", "helicopter", "tank"}
)


def _word(kind: str) -> Production:
    def make(found: Found) -> Node | None:
        first, second = found.nodes[:2]
        if kind == "hyphenated" and second.start != first.end:
            return None  # a dash between words: "двое — дети"
        return node(kind, found, None)

    return make


def _aged(found: Found) -> Node | None:
    """ "His wife, 58," is a person with her age."""
    who, age = found.nodes[0], found.of("number")[0]
    if age.value.value is None or age.value.value > _OLDEST or (who.kind == "object" and who.value.sense != "person"):
        return None
    return Node(who.kind, who.start, who.end, who.value, "", found.nodes)


def _amount(found: Found) -> Node | None:
    numbers = found.of("number")
    roles = [part.kind for part in found.nodes if part.kind in {"another", "rest", "all", "half"}]
    if not numbers:
        return node("amount", found, Amount(None, None, None, found.nodes[0].start, found.nodes[-1].end, roles[0] if roles else ""))
    span = numbers[0].value
    role = roles[0] if roles else "all" if span.kind == "pronoun" else ""
    each = bool(found.of("each")) or span.kind == "distributive"
    return node("amount", found, Amount(span.value, span.max, span.bound, numbers[0].start, numbers[0].end, role, each))


def _is_country(place: Node) -> bool:
    return place.kind == "place" and bool(place.value.candidates) and place.value.candidates[0].level == "country"


def _agent(found: Found) -> Node | None:
    """Who intercepts; its value is the country's code where it is said."""
    nations = found.of("nation")
    if any(not _is_country(span) for part in found.of("places") for span in part.value):
        return None
    owners = [span.value.candidates[0].country for part in found.of("places") for span in part.value if span.kind == "place" and span.value.candidates]
    return node("agent", found, nations[0].value.sense if nations else owners[0] if owners else None)


def _zero(found: Found) -> Node:
    return node("amount", found, Amount(0, None, Bound.EXACT, found.nodes[0].start, found.nodes[-1].end, "zero"))


def _share(found: Found) -> Node:
    """ "most of", "some of": a share without a number."""
    return node("amount", found, Amount(None, None, None, found.nodes[0].start, found.nodes[-1].end, "most"))


def _thing(found: Found) -> Node | None:
    objects = tuple(part for part in found.nodes if part.kind in {"object", "objects"})
    head = objects[-1] if found.lang == "en" else objects[0]
    term = head.value
    amounts = found.of("amount")
    amount = amounts[0].value if amounts else None
    definite = found.of("the") or any(part.kind == "the" for node in amounts for part in node.parts)
    article = "a" if found.of("article") else "the" if definite else ""
    triggers = found.of("trigger")
    attribute = triggers[0].value if triggers else None
    if attribute and attribute.form not in {"either", "passive", "part"}:
        return None
    if attribute and not (amount or article or found.nodes[0].kind in {"of", "origin", "object"}):
        return None
    if amount is None and article == "a" and term.form != "many":
        first = found.of("article")[0]
        amount = Amount(1, None, Bound.EXACT, first.start, first.end)
    start = found.nodes[1].start if found.nodes[0].kind in {"of", "origin"} else found.nodes[0].start
    value = Thing(term.sense, term.form == "many", amount, article, attribute, head.start, head.end)
    return Node("thing", start, head.end, value, "", found.nodes)


def _one_more(found: Found) -> Node | None:
    """ "A further UAV" is one."""
    thing = found.named["t"].value
    if thing.amount is not None:
        return None
    first = found.nodes[0]
    amount = None if thing.many else Amount(1, None, Bound.EXACT, first.start, first.end, "another")
    return node("thing", found, thing._replace(amount=amount))


def _thing_there(found: Found) -> Node | None:
    """ "All four Moscow airports": a number, a place and a thing in it."""
    inner = _thing(found)
    return None if inner is None else inner._replace(value=inner.value._replace(places=found.named["p"].value))


def _glossed(found: Found) -> Node | None:
    """ "An unmanned aerial vehicle (UAV)" is one thing."""
    if any(part.kind == "thing" and part.value.amount for part in found.nodes[1:]):
        return None
    return found.nodes[0]._replace(end=found.nodes[-1].end, parts=found.nodes)


def _part_of_thing(found: Found) -> Node | None:
    """ "The windows of three homes" are three buildings; "the windows of a boiler house" are windows; a roof of a school is the school."""
    part, whole = found.named["t"].value, found.named["u"].value
    start, end = found.nodes[0].start, found.nodes[-1].end
    if any(node.kind == "where" for node in found.nodes) and not (part.object == "window" and _counts(whole)):
        return None
    if part.object not in _FABRIC or whole.object not in _FABRIC:
        if part.object != "debris":
            return None
        return Node("thing", start, end, whole._replace(article="debris") if whole.object in _WEAPONS else part, "", found.nodes)
    if part.object == "window" and not _counts(whole):
        return Node("thing", start, end, part, "", found.nodes)
    if part.amount and part.amount.value is not None and part.article != "a" and part.object != "window":
        return Node("thing", start, end, part, "", found.nodes)
    return Node("thing", start, end, whole, "", found.nodes)


def _counts(thing: Thing) -> bool:
    """Whether a number, not an article, counts a thing."""
    return thing.amount is not None and thing.article != "a" and thing.amount.value is not None


def _aged_of(found: Found) -> Node | None:
    """ "A girl of 9" is a person with her age."""
    return Node("thing", found.nodes[0].start, found.nodes[-1].end, found.nodes[0].value, "", found.nodes) if (
        found.nodes[0].value.object == "person"
    ) else None


def _of_thing(found: Found) -> Node | None:
    """A share of things ("61 of 84 drones", "ten of them"), or an amount with "of" ("dozens of drones")."""
    amount, thing = found.named["a"].value, found.named["t"].value
    start = found.named["a"].start
    if thing.amount and thing.article != "a" and amount.value is not None:
        value = thing._replace(amount=amount._replace(role="share"), whole=thing.amount)
    elif thing.article == "the":
        value = thing._replace(amount=amount._replace(role="share"))
    elif thing.amount is None:
        value = thing._replace(amount=amount._replace(role="share") if found.of("of_them") else amount)
    else:
        return None
    return Node("thing", start, thing.end, value, "", found.nodes)


def _numbered(found: Found) -> Node | None:
    """A noun with its number behind it: "helicopters (283)", "the largest number of drones—13—"."""
    thing, amount = found.named["t"].value, found.named["a"].value
    if thing.amount and thing.amount.value is not None:
        return None
    return node("thing", found, thing._replace(amount=amount))


def _systems(found: Found) -> Node:
    """A number of air defence systems is no agent but a thing."""
    amount, head = found.nodes[0].value, found.nodes[-1]
    return node("thing", found, Thing("air_defence", True, amount, "", None, head.start, head.end))


def _of_them(found: Found) -> Node:
    amount = found.nodes[0].value
    return node("amount", found, amount._replace(role=amount.role or "share"))


def _forename(found: Found) -> Node | None:
    """A town's name before another name is a person's: "Stepan Karelin"."""
    span = found.nodes[0].value
    town = span.type_noun is None and bool(span.candidates) and all(entry.level in {"city", "district"} for entry in span.candidates)
    return found.nodes[0]._replace(kind="name", value=span.text) if town else None


def _unknown_place(found: Found) -> Node:
    """A name after a preposition is a place that the gazetteer does not have."""
    names = found.of("name")
    text = " ".join(str(name.value) for name in names)
    span = PlaceSpan(names[0].start, names[-1].end, text, (), None)
    return node("location", found, (Node("place", names[0].start, names[-1].end, span),))


def _compound_place(found: Found) -> Node:
    """ "The village of Wola Uhruska": of a name of several words the gazetteer knows only the first."""
    parts = [part for part in found.nodes if part.kind in {"place", "name"}]
    text = " ".join(str(part.value.text if part.kind == "place" else part.value) for part in parts)
    span = PlaceSpan(parts[0].start, parts[-1].end, text, (), "city")
    return node("places", found, (Node("place", parts[0].start, parts[-1].end, span),))


def _measured_area(found: Found) -> Node | None:
    """ "Over three districts of Voronezh Oblast" is over Voronezh Oblast."""
    if found.nodes[0].kind == "measure" and not found.of("of"):
        return None
    return node("location" if found.nodes[0].kind == "where" else "places", found, found.of("places")[0].value)


def _named_areas(found: Found) -> Node | None:
    """ "In four districts: A, B, C and D": names that only this list says are districts."""
    spans: list[Node] = []
    for part in found.nodes:
        if part.kind == "places":
            spans += [span._replace(value=replace(span.value, type_noun="district")) for span in part.value]
        elif part.kind == "name":
            spans.append(Node("place", part.start, part.end, PlaceSpan(part.start, part.end, part.value, (), "district")))
    return node("location", found, tuple(spans)) if len(spans) > 1 else None


def _happening(found: Found) -> Node | None:
    """A trigger; as a noun with the weapons that stand before it ("drone strike") or, where the language says it so, after it."""
    triggers = found.of("trigger")
    term = triggers[-1].value
    objects = tuple(part for part in found.nodes if part.kind in {"object", "objects"})
    kinds = tuple(part.value.sense for part in objects)
    if objects:
        compound = term.form in {"noun", "both"} and term.sense in {"strike", "raid", "shell"} and set(kinds) <= _WEAPONS
        if not compound:
            return None
    return node("happening", found, Happening(term._replace(form="noun") if term.form == "both" else term, kinds))


def _verb(found: Found) -> Node | None:
    """A word that is noun or verb is a verb after what does it: "drones hit a depot"."""
    term = found.nodes[0].value
    return node("happening", found, Happening(term._replace(form="either"))) if term.form == "both" else None


def _nobody(found: Found) -> Node:
    word = found.nodes[0]
    amount = Amount(0, None, Bound.EXACT, word.start, word.end, "zero")
    return node("thing", found, Thing("person", True, amount, "", None, word.start, word.end))


def _unknown(found: Found) -> Node:
    """A number and a noun that the lexicon does not know."""
    if found.after and found.after.kind == "trigger" and found.after.value.form in {"noun", "both"}:
        return None
    amounts = found.of("amount")
    first = found.nodes[0]
    amount = amounts[0].value if amounts else Amount(1, None, Bound.EXACT, first.start, first.end)
    return node("thing", found, Thing("", bool(amounts), amount, "a", None, first.end, found.nodes[-1].end))


def _places(found: Found) -> Node:
    inner = [part for part in found.nodes if part.kind in {"place", "places", "capital"}]
    spans = tuple(span for part in inner for span in (part.value if part.kind == "places" else (part,)))
    return node("places", found, spans)


def _location(kind: str) -> Production:
    def make(found: Found) -> Node:
        return node(kind, found, found.of("places")[0].value)

    return make


WORDS: Final = (
    Rule("<comma>? <aged> <number> (<and> <number>)? <comma>?", _word("aside")),
    Rule("<approx> <number>", lambda f: Node("number", f.nodes[0].start, f.nodes[1].end, f.nodes[1].value, "", f.nodes)),
    Rule("<comma> <not> <number> <comma>", _word("aside")),
    Rule("<nation> <stop>? <dash> <word>", lambda f: Node("nation", f.nodes[0].start, f.nodes[-1].end, f.nodes[0].value, "", f.nodes)),
    Rule("<object|name> <comma> <number> (<comma>|(?=<stop|close>))", _aged),
    Rule("<number> <dash> <word|object|unit|area|trigger> (<dash> <word|object>)?", _word("hyphenated")),
    Rule("<number> <colon> <number> <dash>?", _word("stamp")),
    Rule("<number> <word|name>{0,1} <unit|area>", _word("measure")),
)
"""What only looks like a count."""

PLACES: Final = (
    Rule("(?<!<where|area|origin|target|of>)<place> (?=<name>)", _forename),
    Rule("<the>? <place> <possessive> <word>? <the>? <place> <area>?", _places),
    Rule("<the>? <place> <area>+", _places),
    Rule("<the>? <area> <of> <the>? <place> <name>{1,2}", _compound_place),
    Rule("<the>? <area> <of> <the>? <place|places> <area>?", _places),
    Rule("<the>? <place|capital>", _places),
    Rule("<places> <of> <the>? <places>", _places),
    Rule("<places> (<comma>? <and> <where>? <the>? <places> | <comma> <the>? <places>)+ (?!<possessive>|<word>?<office>)", _places),
    Rule("<bearing> <the>? <places>", _location("direction")),
    Rule("(<where> <measure>|<measure>) <of>? <places>", _measured_area),
    Rule("<where> <measure> <colon> <places|name> (<comma|and>{1,2} <places|name>)*", _named_areas),
    Rule("<where>+ <places> <possessive> <word|nation>{0,3} <area>", _location("location")),
    Rule("<origin> <where>? <the>? <word|name>{0,2} <places>", _location("source")),
    Rule("<target> <the>? <word|name>{0,2} <places>", _location("goal")),
    Rule("<where>+ <the|article>? <word|name|area|nation>{0,3} <of>? <places>", _location("location")),
    Rule("<where> <the>? <name>{1,2} <area>?", _unknown_place),
    Rule("<location> <comma>? (<direction>|<measure> <direction>)", lambda f: f.nodes[0]._replace(end=f.nodes[-1].end)),
    Rule("<direction>", lambda f: f.nodes[0]._replace(kind="location")),
)
"""Places with their nouns, lists of places, and what the preposition makes of them."""

OWNERS: Final = (
    Rule("<location> <possessive>", _word("owner")),
    Rule("(<nation>|<places> <possessive>)? <agent>", _agent),
)
"""What looks like a place and is none: "in Russia's narrative"; and who acts."""

AMOUNTS: Final = (
    Rule("<the>? <all> <number>", _amount),
    Rule("<half> <of_them>? <comma> <number> <comma>?", _amount),
    Rule("<the>? <rest> <number>", _amount),
    Rule("<another|the> <number> <each>?", _amount),
    Rule("<number> <another|more>? <each>?", _amount),
    Rule("<another>? <rest>", _amount),
    Rule("<zero>", _zero),
    Rule("<most> <of>?", _share),
)
"""Numbers with what tells their role."""


def _none(found: Found) -> Node | None:
    amount, happening = found.nodes[0], found.nodes[-1]
    if amount.value.role != "zero":
        return None
    return node("happening", found, happening.value._replace(zero=amount))


NONES: Final = (Rule("<amount> <word|nation>{0,2} <happening> (?!<report>)", _none),)
"""Events that did not happen."""

HAPPENINGS: Final = (
    Rule("<object> (<comma>? <and>? <object>)? <t:trigger> (?!<article|the|number|amount|places|object|objects>)", _happening, languages=frozenset({"en"})),
    Rule("<t:trigger> <nation>? <object|objects> (<and> <object|objects>)?", _happening, languages=frozenset({"ru", "uk"})),
)
"""Events named by a noun and its weapon."""

def _number_of(found: Found) -> Node | None:
    """ "The number of drones destroyed nationwide at 98": the number comes last."""
    thing, amount, happening = found.named["t"].value, found.named["a"].value, found.get("h")
    if thing.amount is not None and thing.amount.value is not None:
        return None
    term = happening.value.term if happening else None
    return node("thing", found, thing._replace(amount=amount, attribute=term, article=""))


LATE_NUMBERS: Final = (
    Rule("<number_of> <t:thing> (<h:happening> <word|time|location|by|agent>{0,3})? <have|word|be>{0,2} <to|where|be|colon> <a:amount>", _number_of),
)
"""Things whose number is told at the end."""

REMAINING: Final = (
    Rule("(?<=<thing|agent|amount|speaker|attribution|have|be|relative>)<trigger>", _verb),
    Rule("(?<!<the|article|possessive|word>)<trigger>(?=<thing|places>)", _verb),
    Rule("<trigger>", _happening),
)
"""Every other word that tells an event."""

THINGS: Final = (
    Rule(f"<amount|article|the> <p:places> <word|nation>{{0,2}} {_NOUN}", _thing_there),
    Rule(f"<amount|article|the|of|origin> {_FILLER}{{0,2}} <trigger> {_FILLER}{{0,3}} {_NOUN}", _thing),
    Rule(f"(<amount|article|the> {_FILLER}{{0,4}})? {_NOUN}", _thing),
    Rule(f"<another> {_FILLER}{{0,2}} <t:thing>", _one_more),
    Rule("<t:thing> <open> (<name|word>|<u:thing>){1,2} <close>", _glossed),
    Rule("<t:thing> (<of>|<where> <word|where>{0,2}) <u:thing>", _part_of_thing, languages=frozenset({"en"})),
    Rule("<a:amount> <of_them|of> <the>? <t:thing>", _of_thing),
    Rule("<t:thing> <of> <amount> (?=<comma|stop|and|close>|$)", _aged_of),
    Rule("<t:thing> <open> <a:amount> <close>", _numbered),
    Rule("<t:thing> <dash> <a:amount> <dash>", _numbered),
    Rule(f"<amount> {_FILLER}{{0,2}} <agent>", _systems),
    Rule("<nobody>", _nobody),
    Rule(f"<amount> {_FILLER}{{1,3}} (?=<be|have|trigger|location|comma|and|stop>|$)", _unknown),
    Rule(f"<article> {_FILLER}{{1,3}} (?=<be|have|trigger>)", _unknown),
    Rule("<amount> <of_them>", _of_them),
)
"""Nouns with their numbers."""
