"""Rules that make events of the words that tell them: verbs, nouns with their weapons, what did not happen."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Rule, node
from services.extract.rules.events import WEAPONS
from services.extract.rules.phrases import Amount, Happening, Thing
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound

_MASS: Final = frozenset({"artillery"})
"""Weapons whose plural qualifies a strike: "artillery strikes"; "drones strike" tells what they do."""


def _happening(found: Found) -> Node | None:
    """A trigger; as a noun with the weapons that stand before it ("drone strike") or, where the language says it so, after it."""
    triggers = found.of("trigger")
    term = triggers[-1].value
    objects = tuple(part for part in found.nodes if part.kind in {"object", "objects"})
    kinds = tuple(part.value.sense for part in objects)
    if objects:
        many = found.lang == "en" and objects[0].kind == "objects" and objects[0].value.sense not in _MASS
        compound = (
            not many and term.form in {"noun", "both"} and term.sense in {"strike", "raid", "shell"} and set(kinds) <= WEAPONS
        )
        if not compound:
            return None
    return node("happening", found, Happening(term._replace(form="noun") if term.form == "both" else term, kinds))


def _verb(found: Found) -> Node | None:
    """A word that is noun or verb is a verb after what does it: "drones hit a depot"."""
    term = found.nodes[0].value
    return node("happening", found, Happening(term._replace(form="either"))) if term.form == "both" else None


def _none(found: Found) -> Node | None:
    amount, happening = found.nodes[0], found.nodes[-1]
    if amount.value.role != "zero":
        return None
    return node("happening", found, happening.value._replace(zero=amount))


def _avoided(found: Found) -> Node | None:
    """As in "casualties were avoided"."""
    happening, amount = found.nodes[0], found.nodes[-1]
    if amount.value.role != "zero" or happening.value.term.form != "noun":
        return None
    return node("happening", found, happening.value._replace(zero=amount))


NONES: Final = (
    Rule("<happening> <be> <amount>", _avoided, languages=frozenset({"en"})),
    Rule("<amount> <word|nation>{0,2} <happening> (?!<report>)", _none),
)
"""Events that did not happen."""


def _came_under_fire(found: Found) -> Node | None:
    """As in "Came under drone and artillery fire"."""
    term, weapons = found.named["t"].value, tuple(part.value.sense for part in found.of("object"))
    if term.sense not in {"burn", "shell"} or not set(weapons) <= WEAPONS or term.form != "noun":
        return None
    kinds = (*weapons, "artillery") if term.sense == "shell" else weapons
    return node("happening", found, Happening(Term("trigger", "strike", "noun"), kinds))


def _to_hospital(found: Found) -> Node | None:
    """As in "was taken to the Sevsk district hospital": hurt."""
    if found.nodes[1].value not in _TAKEN or found.nodes[-1].value.sense != "building":
        return None
    return node("happening", found, Happening(Term("trigger", "injure", "passive")))


_TAKEN: Final = frozenset({"taken", "rushed", "admitted", "transported", "brought", "airlifted", "transferred", "evacuated"})


def _hurt(found: Found) -> Node | None:
    """As in "got burns", "sustained a blast injury": hurt."""
    verb, term = found.nodes[0], found.named["t"].value
    suffered = verb.value.sense in {"injure", "suffer"} if verb.kind == "trigger" else verb.value in _GOT
    if not suffered or term.sense != "injure" or term.form != "noun":
        return None
    return node("happening", found, Happening(Term("trigger", "injure", "passive")))


_GOT: Final = frozenset({"got", "received", "sustained", "suffered", "with", "had", "incurred"})


def _wounds(found: Found) -> Node | None:
    """As in "Strike on Kherson kills three, wounds four": elsewhere "wounds" are no event of their own."""
    return node("trigger", found, Term("trigger", "injure", "active")) if found.nodes[0].value == "wounds" else None


HAPPENINGS: Final = (
    Rule("<word> (?=<number>)", _wounds, languages=frozenset({"en"})),
    Rule("<word|trigger|with> <article|the|number>? <word|name>{0,2} <t:trigger>", _hurt, languages=frozenset({"en"})),
    Rule("<be> <word> <to> <the|article>? <name|places|word|area>{0,3} <o:object>", _to_hospital, languages=frozenset({"en"})),
    Rule("(?<=<faced>)<t:trigger>", _came_under_fire, languages=frozenset({"en"})),
    Rule("(?<=<faced|by>)<object> (<and> <object>)? <and>? <t:trigger>", _came_under_fire, languages=frozenset({"en"})),
    Rule(
        "<object|objects> (<comma>? <and>? <object|objects>)? <t:trigger> (?!<article|the|number|amount|places|object|objects>)",
        _happening,
        languages=frozenset({"en"}),
    ),
)
"""Events named by a noun and its weapon."""


def _as_number_of(found: Found) -> Node | None:
    """As in "gave 216 as the number of drones downed": the number comes first."""
    thing, happening = found.named["t"].value, found.get("h")
    if thing.amount is not None or not thing.many:
        return None
    term = happening.value.term if happening else None
    return node("thing", found, thing._replace(amount=found.named["a"].value, attribute=term, article=""))


def _number_of(found: Found) -> Node | None:
    """As in "The number of drones destroyed nationwide at 98": the number comes last."""
    thing, amount, happening = found.named["t"].value, found.named["a"].value, found.get("h")
    if thing.amount is not None and thing.amount.value is not None:
        return None
    term = happening.value.term if happening else None
    return node("thing", found, thing._replace(amount=amount, attribute=term, article=""))


def _put_at(found: Found) -> Node | None:
    """As in "put the drones destroyed over the region at more than 18"."""
    thing = found.named["t"].value
    if thing.amount is not None or not thing.many or thing.article != "the":
        return None
    amount, term = found.named["a"].value, found.named["h"].value.term
    places = tuple(span for part in found.of("location") for span in part.value)
    return node("thing", found, thing._replace(amount=amount, attribute=term, places=places, article=""))


def _victim(found: Found) -> Node:
    """As in "killed the mayor and five others": an office whose holder was hurt, and does not speak."""
    holder = found.nodes[0]
    person = Thing("person", many=False, amount=None, article="the", attribute=None, start=holder.start, end=holder.end)
    return node("thing", found, person)


def _somebody(found: Found) -> Node:
    """As in "killing a stationmaster": whoever is killed is a person, whatever he is called."""
    first, last = found.of("article")[0], found.nodes[-1]
    amount = Amount(1, None, Bound.EXACT, first.start, first.end)
    return node("thing", found, Thing("", many=False, amount=amount, article="a", attribute=None, start=last.start, end=last.end))


LATE_NUMBERS: Final = (
    Rule(
        "(?<=<happening>)<article> <word|hyphenated|nation>{1,3} (?=<and|comma|stop|semicolon|location|where|time|subordinate>|$)",
        _somebody,
        languages=frozenset({"en"}),
    ),
    Rule("(?<=<happening>)<speaker> (?=<and> <amount|thing|article>)", _victim, languages=frozenset({"en"})),
    Rule(
        "(?<=<say|attribution>)<t:thing> <h:happening> <location|time>{0,2} <where> <a:amount>",
        _put_at,
        languages=frozenset({"en"}),
    ),
    Rule("<a:amount> <subordinate> <the>? <number_of> <t:thing> <h:happening>?", _as_number_of, languages=frozenset({"en"})),
    Rule(
        "<number_of> <t:thing>"
        " (<relative>? <have|be|word>{0,2} <h:happening> <word|time|location|by|agent|since|the|possessive>{0,4})?"
        " <have|word|be>{0,2} <to|where|be|colon>"
        " <a:amount>",
        _number_of,
    ),
)
"""Things whose number is told at the end."""


def _infinitive(found: Found) -> Node | None:
    """A word that is noun or verb is an infinitive after "to": "planned to hit targets"."""
    term = found.nodes[0].value
    return node("happening", found, Happening(term._replace(form="base"))) if term.form == "both" else None


REMAINING: Final = (
    Rule("(?<=<to>)<trigger>", _infinitive, languages=frozenset({"en"})),
    Rule("(?<=<thing|agent|speaker|attribution|have|be|relative|pronoun>)<trigger>", _verb),
    Rule("(?<=<have><word>)<trigger>", _verb, languages=frozenset({"en"})),
    Rule("(?<=<amount>)<trigger>(?=<the|article|thing|places|amount>)", _verb),
    Rule("(?<!<the|article|possessive|word>)<trigger>(?=<thing|places>)", _verb),
    Rule("<trigger>", _happening),
)
"""Every other word that tells an event."""
