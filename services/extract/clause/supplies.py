"""Owns Russian and Ukrainian cuts of several supplies at once: "остались без света и воды" is a cut of each."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node

_CUTS: Final = frozenset({"cut_power", "cut_supply"})
_POWER: Final = ("свет", "электр", "світл", "електр", "струм")
"""Beginnings of words for power."""
_OTHERS: Final = ("вод", "газ", "тепл", "отоплен", "связ", "опален", "зв'яз", "інтернет", "интернет", "водоснаб", "водопост")
"""Beginnings of words for other supplies."""
_LIST: Final = 6
"""Nodes of the longest list of supplies behind a verb."""


def cut_together(nodes: list[Node], items: list[Item]) -> list[Item]:
    """The items, a cut of power and of something else once for each."""
    result: list[Item] = []
    for item in items:
        result.append(item)
        happening = item.happening
        if happening is None or item.trigger is None or happening.term.sense not in _CUTS:
            continue
        other = "cut_supply" if happening.term.sense == "cut_power" else "cut_power"
        if _goes_on_with(nodes, item.trigger, _OTHERS if other == "cut_supply" else _POWER):
            result.append(item._replace(happening=happening._replace(term=happening.term._replace(sense=other))))
    return result


def _goes_on_with(nodes: list[Node], trigger: Node, supplies: tuple[str, ...]) -> bool:
    """Whether a list behind a verb, which an "and" ends, names one of some supplies: "без света, воды и связи"."""
    named = False
    behind = [node for node in nodes if node.start >= trigger.end][:_LIST]
    for mark, word in zip(behind[::2], behind[1::2], strict=False):
        if mark.kind not in {"comma", "and"} or word.kind != "word":
            return False
        named = named or str(word.value).lower().startswith(supplies)
        if mark.kind == "and":
            return named
    return False
