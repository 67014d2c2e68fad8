"""Owns what Russian and Ukrainian say of people across a clause: asked "for help", blown up "and died", listed."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.rules.phrases import Amount, Happening
from services.extract.rules.slavic_strikes import RECEIVED
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound

_ASKED: Final = ("обратил", "обратят", "звернул", "звернут")
"""Beginnings of verbs for turning to somebody."""
_HELP: Final = ("помощ", "медпомощ", "допомог", "меддопомог")
_APART: Final = frozenset({"time", "clock", "location", "places", "where", "word"})
"""What may stand between wounds and the verb that says who has them."""
_MARKS: Final = frozenset({"comma", "stop", "semicolon"})
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
    """As in "Ранение ночью в Туле получил рабочий", "Поранення внаслідок удару дронів дістали двоє": noun and verb stand apart."""
    result = list(nodes)
    for index, noun in enumerate(nodes[:-1]):
        wounds = noun.kind == "happening" and noun.value.term[1:] == ("injure", "noun") and not noun.value.zero
        if wounds and (verb := _receives(nodes, index)):
            result[index] = noun._replace(kind="word", value="")
            result[verb] = nodes[verb]._replace(kind="happening", value=Happening(Term("trigger", "injure", "either")))
    return result


def _receives(nodes: list[Node], index: int) -> int | None:
    """The verb that says who has the wounds of a noun: what may stand between is where and when, and what caused them."""
    caused = nodes[index + 1].kind in {"subordinate", "where"}
    for at in range(index + 1, len(nodes)):
        node = nodes[at]
        if node.kind == "word" and str(node.value).lower().startswith(RECEIVED):
            return at
        dated = node.kind == "comma" and nodes[at - 1].kind == "time"
        if node.kind in _MARKS and not dated:
            return None
        if not (caused or dated or node.kind in _APART) or (caused and node.kind == "word"):
            return None
    return None


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
    return node.kind == "thing" and node.value.object in {"person", "couple"} and not node.value.attribute


def died_later(nodes: list[Node]) -> list[Node]:
    """As in "женщина, пострадавшая при обстреле, скончалась в больнице": who was hurt before is told dead, not hurt."""
    result = list(nodes)
    for index, node in enumerate(nodes):
        if _dies_now(nodes, index):
            result[index] = node._replace(kind="word", value="")
            continue
        hurt = node.kind == "happening" and node.value.term.sense in {"injure", "suffer"} and node.value.term.form == "part"
        back = index - 2
        while back > 0 and nodes[back].kind in {"measure", "word", "year"}:
            back -= 1  # "женщина 1958 года рождения, …"
        if not hurt or back < 0 or nodes[index - 1].kind != "comma" or not _is_person(nodes[back]):
            continue
        after = [other for other in nodes[index + 1 :] if other.kind in {"happening", "comma", "stop", "semicolon", "but"}]
        comma = next((at for at, other in enumerate(after) if other.kind == "comma"), None)
        died = after[comma + 1 : comma + 2] if comma is not None else []
        before = [other for other in nodes[:back] if other.kind in {"happening", "comma"}][-1:]
        if any(other.kind == "happening" and other.value.term.sense == "kill" for other in (*died, *before)):
            result[index] = node._replace(kind="word", value="")
    return result


def _dies_now(nodes: list[Node], index: int) -> bool:
    """As in "ещё один раненый умер", "скончался второй пострадавший": the participle says who, the verb what."""
    node = nodes[index]
    if node.kind != "happening" or node.value.term.sense not in {"injure", "suffer"} or node.value.term.form != "part":
        return False
    counted = index > 0 and nodes[index - 1].kind in {"amount", "ordinal"}
    after = [other for other in nodes[index + 1 : index + 3] if other.kind not in {"location", "time"}][:1]
    before = nodes[index - 2 : index - 1] if index > 1 else []
    return counted and any(
        other.kind == "happening" and other.value.term.sense == "kill" and other.value.term.form == "either"
        for other in (*after, *before)
    )
