"""Rules that make amounts, things and places of words: what is counted, and how many; not what happened to it."""

from typing import Final, NamedTuple

from services.extract.grammar.rule import Found, Node, Rule, node
from services.extract.rules.events import FLYING, SENT, WEAPONS, takes
from services.extract.rules.lookalikes import as_kind
from services.extract.words.lexicon import Term
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


_FILLER: Final = "<word|name|nation|hyphenated|ordinal|area|more|bare>"
_DEEDS: Final = frozenset({"use", "launch", "strike"})
"""Senses whose past tense is no participle behind a noun: "the Russians used artillery"."""
_FABRIC: Final = frozenset({"building", "window", "infrastructure", "energy", "industrial"})
_VESSELS: Final = frozenset({"ship", "warship"})
_NOUN: Final = "(<object> <word>{0,1})* <object|objects>+"
"""A noun with the nouns that qualify it: "aircraft repair plant"."""


def _amount(found: Found) -> Node | None:
    numbers = found.of("number")
    roles = [part.kind for part in found.nodes if part.kind in {"another", "other_one", "rest", "all", "half"}]
    if not numbers:
        return node("amount", found, Amount(None, None, None, found.nodes[0].start, found.nodes[-1].end, roles[0] if roles else ""))
    span = numbers[0].value
    role = roles[0] if roles else "all" if span.kind == "pronoun" else ""
    each = bool(found.of("each")) or span.kind == "distributive"
    return node("amount", found, Amount(span.value, span.max, span.bound, numbers[0].start, numbers[0].end, role, each))


def _zero(found: Found) -> Node:
    return node("amount", found, Amount(0, None, Bound.EXACT, found.nodes[0].start, found.nodes[-1].end, "zero"))


def _other_one(found: Found) -> Node | None:
    """As in "one was intercepted and the other fell": the second of two; "a second raid" counts raids, not weapons."""
    if found.after is not None and found.after.kind == "trigger" and found.after.value.form in {"noun", "both"}:
        return None
    first = found.nodes[0]
    return node("amount", found, Amount(1, None, Bound.EXACT, first.start, first.end))


def _another_acts(found: Found) -> Node | None:
    """As in "another hit a school", not "another strike the day before"."""
    return _another_one(found) if found.after is not None and found.after.value.form != "noun" else None


def _another_is_there(found: Found) -> Node | None:
    """As in "another crashed near Erbil", not "another attack near Erbil"."""
    return _another_one(found) if found.after is not None and found.after.value.form not in {"noun", "both"} else None


def _another_one(found: Found) -> Node | None:
    """One more, where the word is no other: "others", "a further"."""
    first = found.nodes[0]
    another = first.end - first.start == len("another")
    return node("amount", found, Amount(1, None, Bound.EXACT, first.start, first.end)) if another else None


def _share(found: Found) -> Node:
    """As in "most of", "some of": a share without a number."""
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
    between = found.nodes[1 : found.nodes.index(triggers[0])] if triggers else ()
    if attribute and found.lang == "en" and not (all(map(_qualifies, between)) and (attribute.sense not in _DEEDS or not between)):
        return None
    if attribute and attribute.form not in {"either", "passive", "part"}:
        return None
    if attribute and found.lang == "en" and attribute.form == "passive" and takes(attribute.sense, term.sense) is None:
        attribute = None  # "a burning drone crashed into a house"
    if attribute and not (amount or article or found.nodes[0].kind in {"of", "origin", "object"}):
        return None
    if amount is None and article == "a" and term.form != "many":
        first = found.of("article")[0]
        role = "ordinal" if found.lang == "en" and found.of("ordinal") else ""  # "a third drone"
        amount = Amount(1, None, Bound.EXACT, first.start, first.end, role)
    start = found.nodes[1].start if found.nodes[0].kind in {"of", "origin"} else found.nodes[0].start
    value = Thing(term.sense, term.form == "many", amount, article, attribute, head.start, head.end)
    return Node("thing", start, head.end, value, "", found.nodes)


def _qualifies(part: Node) -> bool:
    """Whether a word before a participle may stand in one phrase with it: "recently downed drones", not "the army used drones"."""
    return part.kind not in {"word", "name", "bare"} or (part.kind == "word" and part.value.endswith("ly"))


def _one_more(found: Found) -> Node | None:
    """As in "A further UAV" is one."""
    thing = found.named["t"].value
    if thing.amount is not None:
        return None
    first = found.nodes[0]
    amount = None if thing.many else Amount(1, None, Bound.EXACT, first.start, first.end, "another")
    return node("thing", found, thing._replace(amount=amount))


def _thing_there(found: Found) -> Node | None:
    """As in "All four Moscow airports": a number, a place and a thing in it."""
    inner = _thing(found)
    return None if inner is None else inner._replace(value=inner.value._replace(places=found.named["p"].value))


def _whose(found: Found) -> Node | None:
    """As in "the truck's driver": the person is spoken of, not whose he is; "the vessel's bridge" is the vessel."""
    person, owner = found.named["t"].value, found.nodes[0].value
    if owner.object in _VESSELS and person.object in _FABRIC:
        return found.nodes[0]._replace(end=found.nodes[-1].end, parts=found.nodes)
    if person.object not in {"person", "couple"}:
        return None
    return node("thing", found, person._replace(article=person.article or "the"))


def _named_after(found: Found) -> Node | None:
    """As in "a dam on the Belgorod reservoir was damaged": a noun that only says what the place is."""
    named = found.named["t"].value
    if named.amount or named.article or named.many or named.attribute or named.object in {"airport", "flight", "person"}:
        return None
    return node("location", found, found.nodes[0].value)


def _both(found: Found) -> Node | None:
    """As in "158 missiles and drones": one number over two kinds is split over none; "Geran and FPV drones" are of one."""
    first, second = found.named["t"].value, found.named["u"].value
    bare = not (first.amount or first.article or first.many or first.attribute or second.amount or second.article)
    if bare and second.many and first.object == second.object in FLYING:
        return found.named["u"]._replace(start=found.nodes[0].start)
    counted = first.amount and first.amount.value and first.amount.value > 1 and not first.whole
    if not counted or second.amount or second.article or not second.many or first.object == second.object:
        return None
    if not {first.object, second.object} <= SENT or first.attribute or second.attribute:
        return None
    return node("thing", found, first._replace(object="other", end=second.end))


def _glossed(found: Found) -> Node | None:
    """As in "An unmanned aerial vehicle (UAV)" is one thing."""
    if any(part.kind == "thing" and part.value.amount for part in found.nodes[1:]):
        return None
    return found.nodes[0]._replace(end=found.nodes[-1].end, parts=found.nodes)


def _part_of_thing(found: Found) -> Node | None:
    """The windows of three homes are three buildings, those of one house are windows; the roof of a school is the school."""
    part, whole = found.named["t"].value, found.named["u"].value
    start, end = found.nodes[0].start, found.nodes[-1].end
    if any(node.kind == "where" for node in found.nodes) and not (part.object == "window" and _counts(whole)):
        return None
    glazed = part.object == "window" and whole.object == "vehicle" and _counts(whole)
    if not glazed and (part.object not in _FABRIC or whole.object not in _FABRIC):
        if part.object != "debris":
            return None
        return Node("thing", start, end, whole._replace(article="debris") if whole.object in WEAPONS else part, "", found.nodes)
    if part.object == "window" and not _counts(whole):
        return Node("thing", start, end, part, "", found.nodes)
    if part.amount and part.amount.value is not None and part.article != "a" and part.object != "window":
        return Node("thing", start, end, part, "", found.nodes)
    return Node("thing", start, end, whole, "", found.nodes)


def _counts(thing: Thing) -> bool:
    """Whether a number, not an article, counts a thing."""
    return thing.amount is not None and thing.article != "a" and thing.amount.value is not None


def _aged_of(found: Found) -> Node | None:
    """As in "A girl of 9" is a person with her age, "a crew of 25" are so many."""
    thing, number = found.nodes[0].value, found.nodes[-1].value
    if thing.object != "person":
        return None
    group = thing.many and thing.amount is None
    value = thing._replace(amount=number) if group else thing
    return Node("thing", found.nodes[0].start, found.nodes[-1].end, value, "", found.nodes)


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


def _of_so_many(found: Found) -> Node | None:
    """As in "31 of the 93 were downed": a share of what was counted before."""
    amount = found.named["a"].value
    return node("amount", found, amount._replace(role="share")) if amount.value else None


def _of_victims(found: Found) -> Node | None:
    """As in "four of the dead", "two of those wounded": a share of people that the text has counted."""
    term, amount = found.named["h"].value, found.named["a"].value
    if term.sense not in {"kill", "injure"} or term.form not in {"passive", "either"}:
        return None
    start = found.named["a"].start
    return Node("thing", start, found.nodes[-1].end, Thing("person", many=True, amount=amount._replace(role="share"), article="",
                attribute=term, start=start, end=found.nodes[-1].end), "", found.nodes)  # fmt: skip


def _numbered(found: Found) -> Node | None:
    """A noun with its number behind it: "helicopters (283)", "the largest number of drones—13—"."""
    thing, amount = found.named["t"].value, found.named["a"].value
    if thing.amount and thing.amount.value is not None:
        return None
    return node("thing", found, thing._replace(amount=amount))


def _who_they_were(found: Found) -> Node | None:
    """As in "Eight of them were women": a share of people that the text has counted."""
    amount, thing = found.named["a"].value, found.named["t"].value
    told = amount.role == "share" and thing.object == "person"
    share = (told or found.of("including")) and amount.value and thing.many and thing.amount is None
    return node("thing", found, thing._replace(amount=amount._replace(role="share"), article="")) if share else None


def _each(found: Found) -> Node | None:
    """As in "Twenty-four drones each were downed over A and B"."""
    thing = found.named["t"].value
    if thing.amount is None:
        return None
    return node("thing", found, thing._replace(amount=thing.amount._replace(each=True)))


def _systems(found: Found) -> Node:
    """A number of air defence systems is no agent but a thing."""
    amount, head = found.nodes[0].value, found.nodes[-1]
    return node(
        "thing", found, Thing("air_defence", many=True, amount=amount, article="", attribute=None, start=head.start, end=head.end)
    )


def _of_them(found: Found) -> Node:
    amount = found.nodes[0].value
    return node("amount", found, amount._replace(role=amount.role or "share"))


def _nobody(found: Found) -> Node:
    word = found.nodes[0]
    amount = Amount(0, None, Bound.EXACT, word.start, word.end, "zero")
    return node(
        "thing", found, Thing("person", many=True, amount=amount, article="", attribute=None, start=word.start, end=word.end)
    )


def _unknown(found: Found) -> Node | None:
    """A number and a noun that the lexicon does not know."""
    if found.after and found.after.kind == "trigger" and found.after.value.form in {"noun", "both"}:
        return None
    amounts = found.of("amount")
    first = found.nodes[0]
    amount = amounts[0].value if amounts else Amount(1, None, Bound.EXACT, first.start, first.end)
    if found.lang == "en" and amount.role == "zero":
        return None  # "treated without anaesthetics"
    return node("thing", found, Thing("", bool(amounts), amount, "a", None, first.end, found.nodes[-1].end))


AMOUNTS: Final = (
    Rule("<aside> <location>", as_kind("aside"), languages=frozenset({"en"})),
    Rule("<the>? <all> <number>", _amount),
    Rule("<half> <of_them>? <comma> <number> <comma>?", _amount),
    Rule("<the>? <rest> <number>", _amount),
    Rule("<another|other_one|the> <number> <each>?", _amount),
    Rule("<other_one> (?=<trigger|be|have>)", _other_one, languages=frozenset({"en"})),
    Rule("<another> (?=<trigger> <place|places|article|the>)", _another_acts, languages=frozenset({"en"})),
    Rule("<another> (?=(<be>|<trigger>) <where>|<be> <trigger>)", _another_is_there, languages=frozenset({"en"})),
    Rule("<article|the> <ordinal> (?=<trigger|be|have>)", _other_one, languages=frozenset({"en"})),
    Rule("<number> <another|more>? <each>?", _amount),
    Rule("<another>? <rest>", _amount),
    Rule("<zero>", _zero),
    Rule("<all> <of_them|relative|pronoun>? (?=<be|have>)", _amount, languages=frozenset({"en"})),
    Rule("<most> <of>?", _share),
    Rule("<approx> (?=<be>)", _share, languages=frozenset({"en"})),
)
"""Numbers with what tells their role."""


THINGS: Final = (
    Rule(f"<amount|article|the> <p:places> <word|nation>{{0,2}} {_NOUN}", _thing_there),
    Rule(f"<amount|article|the|of|origin> {_FILLER}{{0,2}} <trigger> {_FILLER}{{0,3}} {_NOUN}", _thing),
    Rule(f"(<amount|article|the> {_FILLER}{{0,4}})? {_NOUN}", _thing),
    Rule(f"<another|other_one> {_FILLER}{{0,2}} <t:thing>", _one_more),
    Rule("<t:thing> <open> (<name|word>|<u:thing>){1,2} <close>", _glossed),
    Rule("<thing> <possessive> <word|name|ordinal>{0,2} <t:thing>", _whose, languages=frozenset({"en"})),
    Rule("(?<=<thing>)<location> <t:thing> (?=<be|have|happening>)", _named_after, languages=frozenset({"en"})),
    Rule("<t:thing> <and> <u:thing>", _both),
    Rule("<t:thing> (<of>|<where> <word|where>{0,2}) <u:thing>", _part_of_thing, languages=frozenset({"en"})),
    Rule("<a:amount> <of_them|of> <the>? <t:thing> (?!<possessive>)", _of_thing),
    Rule("<a:amount> <of> <amount> (?=<be|have|trigger>)", _of_so_many, languages=frozenset({"en"})),
    Rule(
        "<a:amount> <of> <the>? <thing|speaker|places|area|word|name|nation>{1,2} <possessive> <t:thing>",
        _of_thing,
        languages=frozenset({"en"}),
    ),
    Rule("<a:amount> <of> <the>? <h:trigger> (?=<be|comma|stop|and>)", _of_victims, languages=frozenset({"en"})),
    Rule("<t:thing> <of> <amount> (?=<comma|stop|and|close|be|have|trigger|subordinate|where|location|time|with>|$)", _aged_of),
    Rule("<t:thing> <open> <a:amount> <close>", _numbered),
    Rule("<t:thing> <each> (?=<be|have|trigger>)", _each, languages=frozenset({"en"})),
    Rule("<t:thing> <dash> <a:amount> <dash>", _numbered),
    Rule(f"<amount> {_FILLER}{{0,2}} <agent>", _systems),
    Rule("<nobody>", _nobody),
    Rule(f"<amount> {_FILLER}{{1,3}} (?=<be|have|trigger|location|comma|and|stop>|$)", _unknown),
    Rule(f"<article> {_FILLER}{{1,3}} (?=<be|have|trigger>)", _unknown),
    Rule("<amount> <of_them>", _of_them),
    Rule("<a:amount> <including>? <be> <t:thing>", _who_they_were, languages=frozenset({"en"})),
)
"""Nouns with their numbers."""
