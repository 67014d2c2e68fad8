"""Owns Russian and Ukrainian numbers that stand apart from their noun, and words that are said once for several of them."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES

ASIDES: Final = frozenset({"location", "goal", "time", "places"})
"""What may stand between a participle and the noun it goes with: where, when, bound for where."""


def closed_in_turn(nodes: list[Node]) -> list[Node]:
    """As in "В 2:10 ограничения ввели в Пензе, в 2:40 — в Самаре": the verb is said once for each hour and place."""
    result = list(nodes)
    for index in range(2, len(nodes) - 1):
        kinds = [node.kind for node in nodes[index - 1 : index + 2]]
        verb = next((node for node in reversed(result[:index]) if node.kind == "happening"), None)
        if kinds == ["time", "dash", "location"] and verb is not None and verb.value.term.sense == "close":
            result[index] = verb._replace(start=nodes[index].start, end=nodes[index].end)
    return result


def counted_far(nodes: list[Node]) -> list[Node]:
    """As in "о 23 сбитых над Тулой дронах", "два летевших на Орёл дрона": where and when stand between a number and its noun."""
    result: list[Node] = []
    last = 0
    for index, node in enumerate(nodes):
        if index < last or node.kind != "amount" or not node.value.value or (found := _thing_of(nodes, index)) is None:
            result.extend([node] if index >= last else [])
            continue
        thing, last = found, nodes.index(found) + 1
        told = [other.value.term for other in nodes[index + 1 : last - 1] if other.kind == "happening"]
        value = thing.value._replace(amount=node.value, attribute=told[0] if told else None)
        result.append(thing._replace(start=node.start, value=value))
        result.extend(other for other in nodes[index + 1 : last - 1] if other.kind != "happening")
    return result


def _thing_of(nodes: list[Node], index: int) -> Node | None:
    """The noun that a number counts behind a participle and what goes with it, or behind where it was bound for."""
    at = index + 1
    told = at < len(nodes) and nodes[at].kind == "happening" and nodes[at].value.term.form == "part"
    at += told
    first = at
    while at < len(nodes) and nodes[at].kind in ASIDES:
        at += 1
    thing = nodes[at] if at < len(nodes) and nodes[at].kind == "thing" else None
    if thing is None or at == first or not (told or nodes[first].kind == "goal") or thing.value.attribute:
        return None
    own = thing.value.amount is None or thing.value.amount.start == thing.value.start
    return thing if own and "weapon" in CLASSES.get(thing.value.object, ()) else None


def each_numbered(nodes: list[Node]) -> list[Node]:
    """As in "среди погибших пять женщин и семь детей": people of a share who have a number each are a share each."""
    result: list[Node] = []
    for index, node in enumerate(nodes):
        people = [part for part in node.parts if part.kind == "thing"] if _is_share(nodes, index) else []
        result.extend(node.parts if len(people) > 1 and all(map(_has_number, people)) else [node])
    return result


def _is_share(nodes: list[Node], index: int) -> bool:
    """Whether people are told as a part of others: "в том числе две женщины", "среди погибших две женщины"."""
    kinds = [node.kind for node in nodes[max(0, index - 2) : index]]
    return kinds[-1:] == ["including"] or kinds == ["including", "happening"]


def _has_number(node: Node) -> bool:
    """Whether a number of several stands before a noun."""
    amount = node.value.amount
    return amount is not None and (amount.value or 0) > 1 and bool(amount.start < node.value.start)
