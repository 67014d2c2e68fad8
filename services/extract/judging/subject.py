"""Owns what a Russian or Ukrainian verb says of the number of its subject: "Вона поранена", "БПЛА влучив", "БПЛА сбиты"."""

import re
from itertools import pairwise
from typing import Final

from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES, FLYING
from services.extract.rules.phrases import Amount, Thing
from services.extract.story.telling import Telling
from tocsin.vocabulary import Bound, EventKind

_HARMED: Final = frozenset({"burn", "damage", "destroy"})
_SINGULAR: Final = ("л", "ла", "лся", "лась", "в", "вся", "ває", "вается", "ает", "ує", "ует")
"""Endings of verbs of which one is the subject."""
_PLURAL: Final = ("ты", "ны")
"""Endings of participles that tell of several."""
_ONE: Final = ("ла", "ло", "на", "ний", "ный", "ав", "ял", "ул", "ув", "ався", "лась", "лася", "лся", "ен", "ан", "ано", "ено")
"""Endings of what is said of one person."""


_LISTING: Final = re.compile(r"[,;]|\b(?:и|й|і|та)\b")
"""What parts the places of a list."""
_BEFORE: Final = 40
"""Characters before a plant in which its grounds may be told of."""
_GROUNDS: Final = "на террит"


def is_one_person(item: Item, telling: Telling) -> bool:
    """Whether harm is told of "he" or "she" and nobody else."""
    if not telling.state.free_order or item.thing is not None or item.amount is not None or item.trigger is None:
        return False
    before = [node.kind for node in telling.nodes if node.end <= item.trigger.start and node.kind not in {"quote", "mark", "dash"}]
    verb = telling.text[item.trigger.start : item.trigger.end].split()[0].lower()
    return before == ["pronoun"] and verb.endswith(_ONE)


def _is_one_there(item: Item, telling: Telling) -> bool:
    """As in "є загиблий": a participle in the singular that no noun goes with."""
    if not telling.state.free_order or item.trigger is None or item.thing is not None or item.amount is not None:
        return False
    if item.happening is None or item.happening.term.form != "part" or not telling.has("be"):
        return False
    before = [node.kind for node in telling.nodes if node.end <= item.trigger.start]
    word = telling.text[item.trigger.start : item.trigger.end].lower()
    return before[-1:] == ["be"] and word.endswith(("ий", "ый", "ла"))


def is_so_often(item: Item) -> bool:
    """As in "17 разів застосував дрони й артилерію": so many strikes, with weapons of several kinds."""
    return item.thing is not None and item.thing.attribute is not None and item.thing.attribute.form == "either"


def thing_meant(item: Item, telling: Telling) -> Item:
    """As in "влучив у вантажівку, вона згоріла": what a pronoun stands for is the last thing on the ground that was named."""
    bare = telling.state.free_order and item.thing is None and item.amount is None and telling.has("pronoun")
    if not bare or item.trigger is None or item.happening is None:
        return item
    if item.happening.term.sense not in _HARMED or item.happening.term.form != "either":
        return item
    before = [node for node in telling.nodes if node.end <= item.trigger.start]
    if not before or before[-1].kind != "pronoun":
        return item
    named = [node.value for node in before if node.kind == "thing" and CLASSES.get(node.value.object, ())[:1] == ("civil",)]
    if not named:
        return item
    verb = telling.text[item.trigger.start : item.trigger.end].split()[0].lower()
    single = Amount(1, None, Bound.EXACT, item.trigger.start, item.trigger.end) if verb.endswith(_SINGULAR) else None
    return item._replace(thing=named[-1], amount=named[-1].amount or single)


def _is_on_the_grounds(item: Item, telling: Telling) -> bool:
    """As in "на территории завода начался пожар": it burns there; how much of the plant, nobody says."""
    thing = item.thing
    implied = thing is not None and (item.amount is None or item.amount.start == thing.start)
    if not telling.state.free_order or thing is None or not implied or item.happening is None:
        return False
    before = telling.text[max(telling.sentence.start, thing.start - _BEFORE) : thing.start].lower()
    return (
        item.happening.term.sense == "burn" and item.happening.term.form == "noun" and before.rpartition(",")[2].count(_GROUNDS) > 0
    )


def singled(item: Item, event: EventKind, telling: Telling) -> Item:
    """An item with the number that only its verb tells: of "she", of an undeclined word ("БПЛА влучив", "БПЛА были сбиты")."""
    if event is EventKind.CASUALTIES:
        return item._replace(single=item.single or is_one_person(item, telling) or _is_one_there(item, telling))
    thing, trigger = item.thing, item.trigger
    if thing and event is EventKind.DAMAGE and _is_on_the_grounds(item, telling):
        return item._replace(amount=None, thing=thing._replace(many=True))
    if thing and thing.article == "debris" and item.amount and _is_plural(thing, item.start, telling):
        return item._replace(amount=None)  # "уламки збитих БпЛА"
    if not telling.state.free_order or thing is None or trigger is None or thing.article != "same":
        return item
    if item.amount and item.amount.start == thing.start and _is_of_several(item, trigger, telling):
        return item._replace(amount=None)
    return _one_that_struck(item, event, trigger, telling)


def _one_that_struck(item: Item, event: EventKind, trigger: Node, telling: Telling) -> Item:
    """As in "БПЛА влучив": one; not "БПЛА противник выпустил", where the weapon is the object."""
    thing = item.thing
    term = item.happening.term if item.happening else None
    if thing is None or term is None or event is not EventKind.ATTACK or item.amount is not None or term.sense in {"launch", "use"}:
        return item
    if thing.end > trigger.start or thing.object not in FLYING:
        return item
    verb = telling.text[trigger.start : trigger.end].split()[0].lower()
    one = term.form == "either" and verb.endswith(_SINGULAR)
    return item._replace(amount=Amount(1, None, Bound.EXACT, thing.start, thing.end)) if one else item


def _is_of_several(item: Item, trigger: Node, telling: Telling) -> bool:
    """As in "БПЛА были сбиты", "БПЛА сбили над Калугой, Орлом и Курском": a participle or several places make them many."""
    verb = telling.text[trigger.start : trigger.end].split()[0].lower()
    spans = [span for span in item.places if span.kind == "place"]
    listed = any(_LISTING.search(telling.text, one.end, other.start) for one, other in pairwise(spans))  # not "в районе области"
    return verb.endswith(_PLURAL) or listed


def _is_plural(thing: Thing, start: int, telling: Telling) -> bool:
    """Whether the participle before an undeclined word is a plural."""
    implied = thing.amount is not None and thing.amount.start == thing.start
    return implied and telling.text[start : thing.start].rstrip().lower().endswith(("их", "ых"))
