"""Owns what Russian and Ukrainian say of people across a clause: asked "for help", blown up "and died", listed."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.rules.phrases import Amount, Happening
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound

_ASKED: Final = ("обратил", "обратят", "звернул", "звернут")
"""Beginnings of verbs for turning to somebody."""
_HELP: Final = ("помощ", "медпомощ", "допомог", "меддопомог")
_RECEIVED: Final = ("получил", "отримал", "отримав", "дістал", "дістав", "зазнал", "зазнав")
_APART: Final = frozenset({"time", "clock", "location", "places", "where", "word"})
"""What may stand between wounds and the verb that says who has them."""
_NEAR: Final = 3
"""Nodes from a verb to its subject."""


def asked_for_help(nodes: list[Node]) -> list[Node]:
    """As in "За медицинской помощью после удара обратились 14 человек": who turns to doctors was hurt."""
    words = [str(node.value).lower() if node.kind == "word" else "" for node in nodes]
    result = list(nodes)
    for index, word in enumerate(words):
        if word.startswith(_ASKED) and any(before.startswith(_HELP) for before in words[:index]):
            result[index] = nodes[index]._replace(kind="happening", value=Happening(Term("trigger", "injure", "either")))
    return result


def received(nodes: list[Node]) -> list[Node]:
    """As in "Ранение ночью в Туле получил рабочий": the noun and its verb stand apart."""
    result = list(nodes)
    noun: int | None = None
    for index, node in enumerate(nodes):
        if node.kind == "happening" or (noun is not None and node.kind not in _APART):
            noun = index if node.kind == "happening" and node.value.term[1:] == ("injure", "noun") else None
        elif noun is not None and node.kind == "word" and str(node.value).lower().startswith(_RECEIVED):
            result[noun] = nodes[noun]._replace(kind="word", value="")
            result[index] = node._replace(kind="happening", value=Happening(Term("trigger", "injure", "either")))
            noun = None
    return result


def blown_up(nodes: list[Node]) -> list[Node]:
    """As in "Мужчина подорвался на мине и погиб": who died is the one whom the first verb tells of."""
    result: list[Node] = []
    who: Node | None = None
    for index, node in enumerate(nodes):
        if _is_told(node, {"trip"}):
            who = next((other for other in nodes[max(0, index - _NEAR) : index][::-1] if _is_person(other)), None)
        elif _is_told(node, {"kill", "injure"}):
            alone = not any(_is_person(other) or other.kind == "amount" for other in nodes[index + 1 : index + _NEAR])
            if who and alone and nodes[index - 1].kind == "and":
                result.append(who)
            who = None
        result.append(node)
    return result


def by_verb(node: Node) -> list[Node]:
    """People listed between two verbs: in "погиб водитель, женщина и её сын ранены" the last two are of the second."""
    parts = list(node.parts)
    commas = [index for index, part in enumerate(parts) if part.kind == "comma"]
    last = [part for part in parts[commas[-1] + 1 :] if part.kind == "thing"] if commas else []
    if len(last) < 2 or any(part.value.amount is None or not part.value.amount.value for part in last):
        return parts
    total = sum(part.value.amount.value for part in last)
    amount = Amount(total, None, Bound.EXACT, last[0].start, last[-1].end)
    pair = last[0]._replace(end=last[-1].end, value=last[0].value._replace(many=True, amount=amount))
    return [*parts[: commas[-1] + 1], pair]


def _is_told(node: Node, senses: set[str]) -> bool:
    """Whether a node is a verb of one of some senses."""
    return node.kind == "happening" and node.value.term.form == "either" and node.value.term.sense in senses


def _is_person(node: Node) -> bool:
    """Whether a node is somebody without a verb of his own."""
    return node.kind == "thing" and node.value.object == "person" and not node.value.attribute
