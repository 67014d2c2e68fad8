"""Owns what marks do not part in Russian and Ukrainian sentences: heads of lists, asides, what stands behind a dash."""

from typing import Final

from services.extract.clause.bind import Clauses
from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES

_COLON: Final = 2
_DATED: Final = frozenset(
    {"where", "time", "to", "places", "location", "nation", "word", "attribution", "comma", "source", "origin", "speaker"}
)
"""What may stand between losses and the mark that opens their list: of whom, when, says who."""


def is_toll(node: Node) -> bool:
    """Whether a node opens a count of people ("Число пострадавших при атаке … возросло до девяти")."""
    return node.kind == "happening" and bool(node.value.term.sense.startswith("toll"))


def tells_toll(clauses: Clauses, trigger: int, slot: int, owned: list[int]) -> bool:
    """As in "Число погибших при обстреле возросло до 17, ранены 40": the first number is the toll's."""
    if owned or not is_toll(clauses.nodes[trigger]) or trigger > slot or clauses.nodes[slot].kind != "amount":
        return False
    return not {"comma", "dash", "stop"} & {node.kind for node in clauses.between(trigger, slot)}


def lists_unknown(clauses: Clauses, trigger: int, slot: int) -> bool:
    """As in "Повреждены хозпостройки, три дома": a list begins with what no lexicon knows."""
    between = [node.kind for node in clauses.between(trigger, slot)]
    node = clauses.nodes[slot]
    counted = node.kind == "thing" and (node.value.amount is not None or node.value.object == "window")
    return counted and len(between) > 1 and between[-1] in {"comma", "and"} and set(between[:-1]) <= {"word", "area", "and", "name"}


def opens_list(clauses: Clauses, trigger: int, slot: int) -> bool:
    """As in "застосував по Харківщині різну зброю: 4 ракети, 2 КАБ": the weapons stand behind the colon."""
    term, kinds = clauses.nodes[trigger].value.term, [node.kind for node in clauses.between(trigger, slot)]
    if term.form != "either" or term.sense not in {"launch", "strike"} or kinds[-1:] != ["colon"]:
        return False
    return _is_counted_weapon(clauses.nodes[slot]) and {"word", "location", "time", "name", "there"}.issuperset(kinds[:-1])


def _is_counted_weapon(node: Node) -> bool:
    """Whether a thing is a weapon with its number."""
    weapon = node.kind == "thing" and "weapon" in CLASSES.get(node.value.object, ())
    return weapon and node.value.amount is not None and bool(node.value.amount.value)


def is_means(node: Node) -> bool:
    """Whether a thing may be what was struck with: "атаковали снова, на этот раз «шахедами»"."""
    return node.kind == "thing" and not node.value.attribute and "weapon" in CLASSES.get(node.value.object, ()) and node.value.many


def counts_people(node: Node) -> bool:
    """Whether a node is a bare number or a number of people."""
    return node.kind == "amount" or (node.kind == "thing" and node.value.object in {"person", "couple"})


def bridged_back(clauses: Clauses, slot: int, trigger: int, wall: int) -> bool:
    """Whether the marks between a thing and the trigger behind it are those of an aside or a list's head."""
    marks = [node for node in clauses.between(slot, trigger) if node.kind in {"comma", "dash"}]
    after_mark = [other.kind for other in clauses.between(slot, trigger)]
    heads = trigger + 1 < len(clauses.nodes) and clauses.nodes[trigger + 1].kind in {"dash", "colon"}  # "поранених — 13"
    part = not heads and clauses.nodes[trigger].value.term.form == "part"
    part = part or (
        not heads and after_mark[:1] == ["comma"] and set(after_mark[1:]) <= {"hedge", "time", "word"} and len(after_mark) <= 3
    )
    if clauses.nodes[slot + 1].kind == "colon" and wall <= _COLON:
        return True
    if clauses.nodes[slot + 1].kind == "and" and all(node.kind in {"thing", "and"} for node in clauses.between(slot, trigger)):
        return True  # "катера и дроны атаковали порт"
    counts = any(node.kind in {"amount", "members"} for node in clauses.between(slot, trigger))
    closed = len(marks) == 2 and wall < 3 and not counts
    return closed or (part and len(marks) == 1) or (len(marks) == 1 and marks[0].kind == "dash" and wall == 1)


def lists_losses(clauses: Clauses, trigger: int, slot: int) -> bool:
    """Whether a mark opens the list of losses: "потери армии на 14 ноября: 870 человек"."""
    return all(node.kind in _DATED for node in clauses.between(trigger, slot - 1))


def goes_on_with_losses(clauses: Clauses, trigger: int, slot: int, last: int) -> bool:
    """Whether a semicolon only parts the lines of a list of losses: "втрати становлять: танків — 11 154; літаків — 422"."""
    lists = clauses.nodes[trigger].value.term.sense == "losses"
    return lists and slot == last + 2 and clauses.nodes[last + 1].kind == "semicolon"


def is_included(clauses: Clauses, slot: int) -> bool:
    """As in "серед поранених — 15-річна дівчина": a part of those told before, whatever her age."""
    before = [node.kind for node in clauses.nodes[max(0, slot - 2) : slot]]
    return before[-1:] == ["including"] or before == ["including", "hyphenated"]
