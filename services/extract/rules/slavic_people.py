"""Rules of Russian and Ukrainian on people who are counted: families, who is with whom, who has injuries, lives taken."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.rules.phrases import Amount, Thing
from services.extract.rules.slavic import LANGUAGES
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound

_LIVES: Final = ("жизни", "жизней", "життя", "життів")
_TAKEN: Final = ("оборвал", "унес", "унёс", "забрал", "отнял", "обірва", "забра", "відібра")
_WITH: Final = frozenset({"с", "со", "з", "із", "зі"})
_FAMILIES: Final = ("семь", "родин", "сім'", "групп", "груп", "экипаж", "екіпаж", "компани", "компані")
"""Beginnings of words for those who are together."""


def _rule(name: str, make: Production) -> Rule:
    return Rule(name, make, languages=LANGUAGES)


def one(head: Node) -> Amount:
    """One, as a noun in the singular says it."""
    return Amount(1, None, Bound.EXACT, head.start, head.end)


def _members(found: Found) -> Node | None:
    """As in "семья из четырёх человек", "родина з п'яти осіб": its members are counted."""
    thing = found.nodes[-1]
    counted = thing.value.object == "person" and thing.value.amount is not None and thing.value.amount.value
    return node("thing", found, thing.value) if counted and str(found.nodes[0].value).lower().startswith(_FAMILIES) else None


def _taken_lives(found: Found) -> Node | None:
    """As in "Жизни пятерых горожан оборвал удар": they died."""
    first, people, verb = str(found.nodes[0].value).lower(), found.nodes[1], found.nodes[2]
    taken = verb.value.sense == "damage" if verb.kind == "trigger" else str(verb.value).lower().startswith(_TAKEN)
    if not first.startswith(_LIVES) or not taken:
        return None
    amount = people.value if people.kind == "amount" else people.value.amount
    if amount is None or not amount.value or (people.kind == "thing" and people.value.object not in {"person", ""}):
        return None
    dead = Term("trigger", "kill", "part")
    return node(
        "thing", found, Thing("person", many=True, amount=amount, article="", attribute=dead, start=people.start, end=people.end)
    )


def _hurt_with(found: Found) -> Node | None:
    """As in "водителя с ожогами увезли в Белгород": who has injuries is hurt, whatever is done with him."""
    who, term = found.nodes[0].value, found.of("trigger")[0].value
    with_ = str(found.nodes[1].value).lower() in _WITH
    if who.object != "person" or who.attribute or not with_ or term.sense != "injure" or term.form != "noun":
        return None
    if found.after is None or (found.after.kind == "trigger" and found.after.value.sense in {"kill", "injure"}):
        return None
    return node("thing", found, who._replace(attribute=term._replace(form="part")))


def _accompanied(found: Found) -> Node | None:
    """As in "мать с двумя детьми": three."""
    people = [part.value for part in found.of("thing")]
    counted = all(one.object == "person" and not one.attribute and one.amount and one.amount.value for one in people)
    if not counted or str(found.nodes[1].value).lower() not in _WITH:
        return None
    total = sum(one.amount.value for one in people)
    amount = Amount(total, None, Bound.EXACT, found.nodes[0].start, found.nodes[-1].end)
    return node("thing", found, people[0]._replace(many=True, amount=amount))


def _share_of_people(found: Found) -> Node | None:
    """As in "двое из погибших": a share of those who came to harm."""
    amount, term = found.nodes[0].value, found.nodes[-1].value
    if term.form != "part" or term.sense not in {"kill", "injure"} or not amount.value:
        return None
    head = found.nodes[-1]
    share = amount._replace(role="share")
    value = Thing("person", many=True, amount=share, article="", attribute=term, start=head.start, end=head.end)
    return node("thing", found, value)


def _is_one(thing: Thing, *, stated: bool) -> bool:
    """Whether a thing is one, by a number of its own or by its singular only."""
    return thing.amount is not None and thing.amount.value == 1 and (thing.amount.start < thing.start) is stated


def apposed(found: Found) -> Node | None:
    """As in "Жильцов трёх подъездов, 61 человека, …": people, and then how many they are."""
    first, second = found.nodes[0].value, found.nodes[-2].value
    people = first.object == second.object == "person" and not (first.attribute or second.attribute)
    acts = found.after is not None and found.after.kind == "trigger"
    if people and acts and _is_one(first, stated=True) and _is_one(second, stated=False):
        return node("thing", found, first)  # "один працівник, охоронець, дістав опіки"
    counted = second.amount is not None and second.amount.start < second.start
    if not people or first.amount is not None or not counted:
        return None
    return node("thing", found, second)


SLAVIC_PEOPLE: Final = (
    _rule("<word|object|objects> <origin> <thing>", _members),
    _rule("<word|name> <thing|amount> <word|trigger>", _taken_lives),
    _rule("<thing> <word|origin> <word>{0,2} <trigger>", _hurt_with),
    _rule("<thing> <word|origin> <thing>", _accompanied),
)
"""People by whom they are with and what was done to them."""
SHARES_OF_PEOPLE: Final = _rule("<amount> <origin|of_them> <trigger> (?=<dash|comma|stop|where|trigger|word>|$)", _share_of_people)
"""A share of those who came to harm."""
