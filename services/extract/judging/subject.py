"""Owns whether a pronoun alone is the subject of a Russian or Ukrainian sentence: "Вона поранена"."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.story.telling import Telling

_ONE: Final = ("ла", "ло", "на", "ний", "ный", "ав", "ял", "ул", "ув", "ався", "лась", "лася", "лся", "ен", "ан", "ано", "ено")
"""Endings of what is said of one person."""


def is_one_person(item: Item, telling: Telling) -> bool:
    """Whether harm is told of "he" or "she" and nobody else."""
    if not telling.state.free_order or item.thing is not None or item.amount is not None or item.trigger is None:
        return False
    before = [node.kind for node in telling.nodes if node.end <= item.trigger.start and node.kind not in {"quote", "mark", "dash"}]
    verb = telling.text[item.trigger.start : item.trigger.end].split()[0].lower()
    return before == ["pronoun"] and verb.endswith(_ONE)
