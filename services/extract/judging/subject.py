"""Owns how many the subject of a Russian or Ukrainian sentence is where its noun does not tell: "Вона поранена", "БПЛА влучив"."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.phrases import Amount, Thing
from services.extract.story.telling import Telling
from tocsin.vocabulary import Bound, EventKind

_ONE: Final = ("ла", "ло", "на", "ний", "ный", "ав", "ял", "ул", "ув", "ався", "лась", "лася", "лся", "ен", "ан", "ано", "ено")
"""Endings of what is said of one person."""

_SINGULAR: Final = ("л", "ла", "лся", "лась", "в", "вся", "ває", "вается", "ает", "ує", "ует")
"""Endings of verbs of which one is the subject."""
_WEAPONS: Final = frozenset({"uav", "missile", "rocket", "bomb"})


def is_one_person(item: Item, telling: Telling) -> bool:
    """Whether harm is told of "he" or "she" and nobody else."""
    if not telling.state.free_order or item.thing is not None or item.amount is not None or item.trigger is None:
        return False
    before = [node.kind for node in telling.nodes if node.end <= item.trigger.start and node.kind not in {"quote", "mark", "dash"}]
    verb = telling.text[item.trigger.start : item.trigger.end].split()[0].lower()
    return before == ["pronoun"] and verb.endswith(_ONE)


def singled(item: Item, event: EventKind, telling: Telling) -> Item:
    """As in "БПЛА влучив", "FPV атаковал": of an undeclined word the verb tells the number."""
    thing, trigger = item.thing, item.trigger
    if thing and thing.article == "debris" and item.amount and _is_plural(thing, item.start, telling):
        return item._replace(amount=None)  # "уламки збитих БпЛА"
    if event is EventKind.CASUALTIES:
        return item._replace(single=item.single or is_one_person(item, telling))
    if not telling.state.free_order or event is not EventKind.ATTACK or thing is None or trigger is None:
        return item
    if item.amount is not None or thing.article != "same" or thing.end > trigger.start or thing.object not in _WEAPONS:
        return item
    verb = telling.text[trigger.start : trigger.end].split()[0].lower()
    one = trigger.value.term.form == "either" and verb.endswith(_SINGULAR)
    return item._replace(amount=Amount(1, None, Bound.EXACT, thing.start, thing.end)) if one else item


def _is_plural(thing: Thing, start: int, telling: Telling) -> bool:
    """Whether the participle before an undeclined word is a plural."""
    implied = thing.amount is not None and thing.amount.start == thing.start
    return implied and telling.text[start : thing.start].rstrip().lower().endswith(("их", "ых"))
