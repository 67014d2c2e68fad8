"""Owns what Russian and Ukrainian sentences hide made plain before binding: nouns told absent, places in the genitive, shares."""

from collections.abc import Callable
from typing import Final

from services.extract.clause.free_counts import ASIDES, closed_in_turn, counted_far, each_numbered
from services.extract.clause.free_told import asked_for_help, blown_up, by_verb, died_later, received
from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES, STRIKES
from services.extract.rules.phrases import Amount
from tocsin.vocabulary import Bound

_ABSENT: Final = frozenset(
    {
        "word",
        "hedge",
        "comma",
        "location",
        "among",
        "where",
        "and",
        "or",
        "thing",
        "name",
        "time",
        "speaker",
        "area",
        "the",
        "nation",
        "attribution",
        "according",
    }
)
"""What may stand between a noun and the word that says there was none ("пострадавших, по предварительным данным, нет")."""
OPENERS: Final = frozenset(
    {"comma", "semicolon", "colon", "dash", "mark", "and", "but", "relative", "subordinate", "quote", "stop", "open"}
)
"""What a clause begins after."""
NOUNS: Final = frozenset({"noun", "part"})
"""Forms of triggers that name an event or those who suffered it."""
_LANDS: Final = frozenset({"рф", "росія", "россия", "україна", "украина", "ізраїль", "израиль"})
"""Countries as the subject of a verb."""
_ASIDE: Final = 8
"""Nodes from a verb to the end of what is inserted behind it."""
_TELLING: Final = frozenset({"hedge", "attribution", "aside"})
"""What an insertion begins with."""
_INSERTED: Final = frozenset({"hedge", "attribution", "aside", "word", "time", "name", "location", "places"})
"""What tells in passing who says so."""
_NEAR: Final = 4
"""Nodes behind a verb among which its subject is."""
_BESIDE_VERB: Final = frozenset({"location", "places", "time", "word", "name", "quote"})
"""What may stand between a thing and the verb that says what was done to it."""
_SHARE: Final = 7
_FAR_SHARE: Final = 12
_OF_SHARE: Final = frozenset(
    {"amount", "happening", "location", "places", "word", "time", "thing", "subordinate", "clock", "where"}
)
STRUCK: Final = frozenset({"hit", "strike", "shell", "bomb", "crash", "trip", "come_down", "intrude"})
"""Senses whose participle or verb a place may follow without a preposition."""
_STRUCK_THINGS: Final = frozenset({"word", "name", "thing", "nation", "hyphenated", "quote"})
"""What stands between "по" and the country whose things were struck."""
_SEVERAL: Final = 2
_CARRIED: Final = (
    "увез", "увоз", "достав", "отправ", "перевез", "перевоз", "перевед", "перевел", "транспорт", "направлен", "везут", "везл",
    "везу", "повез", "відвез", "госпиталіз", "госпитализ", "скерува",
)  # fmt: skip
"""Beginnings of verbs for what is done with the hurt."""
_HARM: Final = "harm"
"""Stands among the kinds of nodes of a sentence for harm to people."""
HARMS: Final = frozenset({"kill", "injure", "suffer"})
"""Senses of harm to people."""


def prepare(nodes: list[Node]) -> list[Node]:
    """The nodes with what free order hides made plain: nouns told absent, and places that stand in the genitive."""
    kinds = {node.kind for node in nodes}
    nodes = received(asked_for_help(nodes)) if "word" in kinds else nodes
    if "happening" in kinds and any(map(_is_harm, nodes)):
        kinds.add(_HARM)
    made = _of_one(_targets(_found(nodes)))
    for needed, either, step in _STEPS:
        if needed <= kinds and (not either or kinds & either):
            made = step(made)
    return _joined([_located(made, index) for index in range(len(made))])


def _suffered(nodes: list[Node]) -> list[Node]:
    return [_suffering(nodes, index) for index in range(len(nodes))]


def _suffering(nodes: list[Node], index: int) -> Node:
    """As in "Порт в Туапсе атаковали дроны": what stands before the verb was struck by what stands behind it."""
    node = nodes[index]
    if node.kind != "happening" or node.value.term.sense not in STRIKES or node.value.term.form != "either":
        return node
    behind = next((other for other in nodes[index + 1 : index + _NEAR] if other.kind not in {"word", "time", "nation"}), None)
    back = index - 1
    while back > 0 and nodes[back].kind in _BESIDE_VERB:
        back -= 1
    if behind is None or back < 0 or nodes[back].kind != "thing" or not _is_class(behind, "weapon"):
        return node
    if not _is_class(nodes[back], "civil") or (back and nodes[back - 1].kind in {"where", "origin", "for"}):
        return node
    return node._replace(value=node.value._replace(term=node.value.term._replace(form="passive")))


def _is_class(node: Node, kind: str) -> bool:
    """Whether a node is a thing of a class in the first place."""
    return node.kind == "thing" and not node.value.attribute and CLASSES.get(node.value.object, ())[:1] == (kind,)


def _not_where_carried(nodes: list[Node]) -> list[Node]:
    """As in "увезли в Белгород": where the hurt were taken is not where they were hurt."""
    result = list(nodes)
    for index, node in enumerate(nodes):
        before = nodes[index - 1] if node.kind == "location" and index else None
        if before is not None and before.kind == "word" and str(before.value).lower().startswith(_CARRIED):
            result[index] = node._replace(kind="word", value="")
    return result


def _of_one(nodes: list[Node]) -> list[Node]:
    """As in "возгорание на подстанции": behind a preposition a form of either number is the singular's."""
    result = list(nodes)
    for index, node in enumerate(nodes[1:], 1):
        if node.kind == "thing" and node.value.article == "both" and node.value.amount is None and nodes[index - 1].kind == "where":
            amount = Amount(1, None, Bound.EXACT, node.value.start, node.value.end)
            result[index] = node._replace(value=node.value._replace(amount=amount))
    return result


def _evacuated(nodes: list[Node]) -> list[Node]:
    """As in "з Херсона евакуювали 15 людей": whence people were taken is where it was."""
    left = any(node.kind == "happening" and node.value.term.sense == "evacuate" for node in nodes)
    fired = any(node.kind == "happening" and node.value.term.sense == "launch" for node in nodes)
    return [node._replace(kind="location") if left and not fired and node.kind == "source" else node for node in nodes]


def _dated(nodes: list[Node]) -> list[Node]:
    """As in "56 дронів у вівторок, 12 травня, збито": before the verb, the comma that closes a date parts nothing."""
    told = next((index for index, node in enumerate(nodes) if node.kind == "happening"), 0)
    return [node for index, node in enumerate(nodes) if index >= told or not _closes_date(nodes, index)]


def _closes_date(nodes: list[Node], index: int) -> bool:
    before = nodes[index - 1] if index else None
    return nodes[index].kind == "comma" and before is not None and before.kind == "time" and "," in before.value.text


def _without_asides(nodes: list[Node]) -> list[Node]:
    """As in "Пострадали, по предварительным данным, трое": what stands between a verb and its number parts them not."""
    inserted: set[int] = set()
    for index, node in enumerate(nodes[:-3]):
        if node.kind != "happening" or nodes[index + 1].kind != "comma":
            continue
        close = next((at for at in range(index + 3, min(index + _ASIDE, len(nodes) - 1)) if nodes[at].kind == "comma"), None)
        if close is None or nodes[close + 1].kind not in {"amount", "thing"}:
            continue
        told = nodes[index + 2 : close]
        if told[0].kind in _TELLING and _INSERTED.issuperset(other.kind for other in told):
            inserted.update(range(index + 1, close + 1))
    return [node for at, node in enumerate(nodes) if at not in inserted or node.kind in {"location", "places"}]


def _targets(nodes: list[Node]) -> list[Node]:
    """As in "ударил по более чем 100 объектам", "удары по трём заводам": so many targets, neither strikes nor weapons."""
    result = list(nodes)
    for index, node in enumerate(nodes[1:-1], 1):
        if node.kind != "amount" or node.value.bound is Bound.ABOUT or nodes[index + 1].kind not in {"word", "name"}:
            continue
        back = index - 1
        while back > 0 and index - back <= _SEVERAL and nodes[back].kind == "word":
            back -= 1
        at = index if node.value.each else back
        if (node.value.each or nodes[back].kind == "where") and at and _strikes(nodes[at - 1]):
            result[index] = node._replace(kind="where" if node.value.each else "word", value="")
    return result


def _found(nodes: list[Node]) -> list[Node]:
    """The nodes with "нашли", "обнаружены" as plain words where no debris was found that nothing else is told of."""
    things = [node.value for node in nodes if node.kind == "thing"]
    if any("debris" in {thing.article, thing.object} and not thing.attribute for thing in things):
        return nodes
    return [node._replace(kind="word", value="") if _finds(node) else node for node in nodes]


def _finds(node: Node) -> bool:
    return node.kind == "happening" and node.value.term.sense == "found"


def _strikes(node: Node) -> bool:
    return node.kind == "happening" and node.value.term.sense in STRIKES


def _added(nodes: list[Node]) -> list[Node]:
    """As in "Ещё ранен водитель": before its verb, too, the word makes one more of a thing."""
    result = list(nodes)
    for index in range(len(nodes) - 2):
        more, verb, node = nodes[index : index + 3]
        if more.kind != "another" or verb.kind != "happening" or node.kind != "thing":
            continue
        if (amount := node.value.amount) and amount.value and not amount.role:
            result[index + 2] = node._replace(value=node.value._replace(amount=amount._replace(role="another")))
    return result


def _parted(nodes: list[Node]) -> list[Node]:
    """People listed between two verbs are of one each: "загинули шестеро жителів і 31 людина поранена"."""
    result: list[Node] = []
    before: Node | None = None
    for node, after in zip(nodes, [*nodes[1:], None], strict=True):
        listed = node.kind == "thing" and node.value.object == "person" and any(part.kind == "and" for part in node.parts)
        result.extend(by_verb(node) if listed and _is_harm(before) and _is_harm(after) else [node])
        before = before if node.kind in {"word", "hyphenated"} else node  # "погибло более десяти человек"
    return result


def _is_harm(node: Node | None) -> bool:
    """Whether a node says that people came to harm."""
    return node is not None and node.kind == "happening" and node.value.term.sense in HARMS


def _among(nodes: list[Node]) -> list[Node]:
    """As in "Серед загиблих — троє дітей": a part of the dead follows the dash."""
    result = list(nodes)
    for index in range(len(nodes) - 2):
        kinds = [node.kind for node in nodes[index : index + 3]]
        if kinds[0] == "among" and (dash := _dash_of_share(nodes, index)):
            result[dash] = nodes[dash]._replace(kind="including")  # "Серед 93 постраждалих у Тернополі — 18 дітей"
            continue
        if kinds[0] == "among" and kinds[1] == "happening" and nodes[index + 1].value.term.form in NOUNS:
            if kinds[2] == "dash":
                result[index + 2] = nodes[index + 2]._replace(kind="including")
            elif kinds[2] == "thing":
                result[index] = nodes[index]._replace(kind="including")
    return result


def _dash_of_share(nodes: list[Node], index: int) -> int | None:
    """Where the dash stands that a share follows, after "among" and those of whom it is."""
    for at in range(index + 2, min(index + _FAR_SHARE, len(nodes))):
        if nodes[at].kind == "dash":
            inside = nodes[index + 1 : at]
            hurt = any(node.kind == "happening" and node.value.term.form == "part" for node in inside)
            return at if hurt and all(node.kind in _OF_SHARE for node in inside) else None
    return None


def _joined(nodes: list[Node]) -> list[Node]:
    """Places that stand side by side as one: "по Корабельному району Херсона"."""
    result: list[Node] = []
    for node in nodes:
        last = result[-1] if result else None
        if last and last.kind == node.kind == "location" and node.value and last.value:
            result[-1] = last._replace(end=node.end, value=(*last.value, *node.value))
        elif last and last.kind == "members" and node.kind == "location" and last.value[-1].places:
            member = last.value[-1]
            inside = member._replace(places=(*member.places, *node.value))  # "ещё два — по селу Глотово Белгородской области"
            result[-1] = last._replace(end=node.end, value=(*last.value[:-1], inside))
        elif node.kind == "location" and (back := _lists_unknown(result)) and not node.rule.startswith("<where>"):
            result[back:] = [result[back]._replace(end=node.end, value=(*result[back].value, *node.value))]
        else:
            result.append(node)
    return result


def _lists_unknown(before: list[Node]) -> int:
    """Where a list stands that goes on with a district unknown: "обстреляли Таганрог и Васильевский округ Запорожской области"."""
    back = len(before) - 1
    while back > 0 and before[back].kind in {"name", "word", "area"} and len(before) - back <= _SEVERAL + 1:
        back -= 1
    named = back < len(before) - 1 and before[back + 1].kind == "name" and before[back].kind == "and"
    return back - 1 if named and before[back - 1].kind == "location" else 0


def _located(nodes: list[Node], index: int) -> Node:
    """A place without a preposition says where, unless a country or the subject of something else ("Москва и Киев описали")."""
    node = nodes[index]
    if node.kind != "places":
        return node
    before = nodes[index - 1] if index else None
    attribute = before.value.attribute if before and before.kind == "thing" else None
    struck = before.value.term if before and before.kind == "happening" else attribute
    nominative = all(span.value.text.lower() in _LANDS for span in node.value if span.kind == "place")
    if struck and struck.form != "noun" and struck.sense in STRUCK and not nominative:
        return node._replace(kind="location")
    if all(span.kind == "place" and _is_land(span) for span in node.value):
        return node._replace(kind="location") if _is_target_of(nodes, index) else node
    if any(span.kind == "place" and span.value.adjective for span in node.value) and _is_of_plant(nodes, index):
        return node._replace(kind="location")
    opened = before.kind if before else "comma"
    after = next((other.kind for other in nodes[index + 1 :] if other.kind not in {"time", "also"}), "stop")
    opens = opened in OPENERS
    suffers = next((other for other in nodes[index + 1 : index + 6] if other.kind == "happening"), None)
    if opens and (after in {"colon", "dash"} or (suffers and suffers.value.term.form == "passive")):
        return node._replace(kind="location")
    return node if opens and after not in {"happening", "thing", "nation", "amount"} else node._replace(kind="location")


def _is_target_of(nodes: list[Node], index: int) -> bool:
    """Whether a country stands in the genitive behind what was struck in it: "удары по трём ядерным объектам Ирана"."""
    back = index - 1
    while back > 0 and index - back < _SHARE and nodes[back].kind in _STRUCK_THINGS:
        back -= 1
    if nodes[back].kind != "where" or index - back < _SEVERAL:
        return False
    return any(map(_strikes, nodes[max(0, back - _SEVERAL - 1) : back]))


def _is_land(span: Node) -> bool:
    """Whether a place is a country; one of which nothing is known is none."""
    return bool(span.value.candidates) and all(entry.level == "country" for entry in span.value.candidates)


def _is_of_plant(nodes: list[Node], index: int) -> bool:
    """Whether a place only says where a plant is: "Рязанский нефтеперерабатывающий завод"."""
    after = next((node for node in nodes[index + 1 : index + 4] if node.kind != "word"), None)
    return after is not None and after.kind == "thing" and "civil" in CLASSES.get(after.value.object, ())


def _absent(nodes: list[Node]) -> list[Node]:
    result = list(nodes)
    for index, node in enumerate(nodes):
        if node.kind == "happening" and node.value.term.sense in {"unharmed", "intact"}:
            zero = node._replace(kind="amount", value=Amount(0, None, Bound.EXACT, node.start, node.end, "zero"))
            result[index] = node._replace(value=node.value._replace(zero=zero))
        if node.kind == "amount" and node.value.role == "zero" and not _of_what_follows(result, index):
            _mark_absent(result, index)
    return result


def _mark_absent(result: list[Node], index: int) -> None:
    """Gives the nouns before a word that says there was none what it says: "При ударе погибших нет" denies no strike."""
    node, back, marked = result[index], index - 1, False
    while back >= 0:
        other = result[back]
        if marked and other.kind == "happening" and other.value.term.sense in STRIKES:
            break
        if other.kind == "happening" and other.value.term.form in NOUNS:
            if other.value.zero is None:
                result[back] = other._replace(value=other.value._replace(zero=node), end=node.end if not marked else other.end)
            marked = True
        elif other.kind not in _ABSENT:
            break
        back -= 1
    if marked:
        result[index] = node._replace(kind="word", value="")


def _of_what_follows(nodes: list[Node], index: int) -> bool:
    """As in "после ударов, в городе не было воды": what there was none of stands behind the word, in a clause of its own."""
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    last = max((at for at in range(index) if nodes[at].kind == "happening"), default=-1)
    return after is not None and after.kind in {"word", "thing"} and any(node.kind == "comma" for node in nodes[last + 1 : index])


_STEPS: Final[tuple[tuple[frozenset[str], frozenset[str], Callable[[list[Node]], list[Node]]], ...]] = (
    (frozenset({"amount"}), ASIDES, counted_far),
    (frozenset({"location", "word"}), frozenset(), _not_where_carried),
    (frozenset({"source", "happening"}), frozenset(), _evacuated),
    (frozenset({"comma", "time"}), frozenset(), _dated),
    (frozenset({"comma"}), _TELLING, _without_asides),
    (frozenset({"happening", "thing"}), frozenset(), _suffered),
    (frozenset({"another"}), frozenset(), _added),
    (frozenset({"time", "dash"}), frozenset(), closed_in_turn),
    (frozenset({_HARM}), frozenset(), _parted),
    (frozenset(), frozenset(), _absent),
    (frozenset(), frozenset(), _among),
    (frozenset(), frozenset(), each_numbered),
    (frozenset({_HARM}), frozenset(), blown_up),
    (frozenset({_HARM}), frozenset(), died_later),
)
"""What makes a sentence plain, in turn: the kinds of nodes it needs, those of which one must be there, and the step."""
