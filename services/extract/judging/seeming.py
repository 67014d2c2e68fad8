"""Rules on what only looks like an event or a count of English: habits, goals, ground assaults, raids counted."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES, FLYING, STRIKES
from services.extract.rules.phrases import Happening
from services.extract.story.telling import Telling

_HITS: Final = STRIKES | {"repel"}
_AIMED: Final = frozenset({"attacked", "targeted"})
"""Verbs that say what a strike was aimed at, not that it hit."""
_WAR: Final = 10_000
"""Dead of a war, not of a strike."""
_GOVERNING: Final = frozenset({"word", "name", "speaker", "thing", "where", "target", "origin", "of", "by", "to", "measure"})


def is_no_event(item: Item, happening: Happening, telling: Telling) -> bool:  # noqa: PLR0911 - a line a reason
    """Whether English words only look like an event: a habit that is denied, a target of what was shot down, ground assaults."""
    term, trigger = happening.term, item.trigger
    if trigger is None or term.sense not in _HITS:
        return False
    if _is_of_nothing(item, trigger, telling):
        return True
    index = telling.nodes.index(trigger) if trigger in telling.nodes else 0
    before, after = telling.nodes[max(0, index - 3) : index], telling.nodes[index + 1 : index + 2]
    if term.form == "active" and any(node.kind == "deny" for node in before) and _is_habit(telling.nodes, index):
        return True  # "Moscow, which denies deliberately targeting civilians"
    if term.form == "active" and before and before[-1].kind == "thing" and before[-1].value.object in FLYING:
        return any(
            other.thing is before[-1].value and other.trigger is not trigger and other.happening for other in telling.items
        )  # "shot down four drones targeting Atbara"
    vague = all(place.kind == "here" for place in item.places)
    assault = vague and telling.text[trigger.start : trigger.end].lower().startswith("assault")
    if assault and any(node.kind == "happening" and node.value.term.sense == "intercept" for node in before):
        return True  # "repelled an assault on the city"
    if term.form == "noun" and not happening.weapons and _is_repelled(telling.nodes[index + 1 : index + 5]):
        return True  # "two attacks near Vovchansk were repelled"
    if item.thing is None and after and after[0].kind == "measure" and term.form != "noun" and term.sense == "strike":
        return telling.text[after[0].start : after[0].end].lower().endswith(" times")  # "attacked seven times near Lyman"
    return term.form == "noun" and item.amount is None and any(n.kind == "since" for n in telling.nodes[index : index + 6])


def _is_repelled(after: list[Node]) -> bool:
    """Whether what follows says that an attack was beaten off: no weapon of it is told."""
    kinds = [node.kind for node in after if node.kind not in {"location", "time", "where"}]
    verbs = [node for node in after if node.kind == "happening"]
    return kinds[:2] == ["be", "happening"] and verbs[0].value.term.sense == "intercept"


def _is_of_nothing(item: Item, trigger: Node, telling: Telling) -> bool:
    """As in "did not say how many targets were hit", "an agreement reached in Istanbul": no weapon, no thing, no number."""
    if item.thing is None:
        return telling.text[trigger.start : trigger.end] == "reached"
    uncounted = item.amount is None or item.amount.value is None
    return item.thing.object == "other" and uncounted and item.thing.end <= trigger.start


def is_struck_by(item: Item, telling: Telling) -> bool:
    """Whether a weapon is told to have struck a thing: "a tanker was struck by a drone" is an attack, nobody tells of damage."""
    trigger = item.trigger
    if trigger is None or item.happening is None or item.happening.term.sense not in _HITS:
        return False
    after = [node for node in telling.nodes if node.start >= trigger.end][:2]
    return len(after) > 1 and after[0].kind == "by" and after[1].kind == "thing" and after[1].value.object in FLYING


def is_attacked(item: Item, telling: Telling) -> bool:
    """As in "a school in Sumy was attacked": what stands before a verb of attacking was aimed at; that it was hit, nobody says."""
    thing, trigger = item.thing, item.trigger
    if thing is None or trigger is None or item.happening is None or thing.end > trigger.start:
        return False
    civil = CLASSES.get(thing.object, ())[:1] in {("civil",), ("airport",)}
    if telling.state.free_order:  # "підстанція зазнала атаки безпілотників"
        return civil and item.happening.term.form == "passive" and bool(item.happening.weapons)
    return civil and telling.text[trigger.start : trigger.end].lower() in _AIMED


def is_war_toll(item: Item, telling: Telling) -> bool:
    """Whether the dead of a whole war are told as its background: "57,000 have since been killed"."""
    many = item.amount is not None and (item.amount.value or 0) >= _WAR
    return many and not telling.has("time", "since_start")


def _is_habit(nodes: list[Node], index: int) -> bool:
    """Whether a denial is of what somebody does as a rule."""
    words = [node for node in nodes[max(0, index - 4) : index] if node.kind in {"relative", "word"}]
    return any(node.kind == "relative" or node.value in {"deliberately", "intentionally", "ever"} for node in words)


def counts_strikes(item: Item, telling: Telling) -> bool:
    """As in "511 strikes", "3,480 shellings, 74 of them with rockets": neither counts weapons."""
    if item.thing is not None or item.amount is None:
        return False
    nodes = telling.nodes
    index = next((n for n, node in enumerate(nodes) if node.end > item.amount.start), 0)
    if item.amount.role == "share":
        told = next((n for n in range(index - 1, 0, -1) if nodes[n].kind in {"happening", "thing"}), 0)
        return nodes[told - 1].kind == "amount" and _is_strike(nodes[told])
    return any(map(_is_strike, nodes[index + 1 : index + 2]))


def _is_strike(node: Node) -> bool:
    """Whether a node is a noun for a strike."""
    return node.kind == "happening" and node.value.term.form == "noun" and node.value.term.sense in _HITS


def is_elliptic(item: Item, telling: Telling) -> bool:
    """Whether nothing stands before an item that would give it a verb or a preposition of its own ("rescuers pulled 20 people").

    Nor a verb right behind it: "six servicemen surrendered".
    """
    after = next((node for node in telling.nodes if item.thing and node.start >= item.thing.end), None)
    if (
        after
        and item.thing
        and "person" in CLASSES.get(item.thing.object, ())
        and (after.kind in {"be", "have"} or (after.kind == "word" and str(after.value).endswith("ed")))
    ):
        return False
    if any(node.kind == "members" and node.start <= item.start < node.end for node in telling.nodes):
        return True
    before = [node.kind for node in telling.nodes if node.end <= item.start]
    return not before or before[-1] not in _GOVERNING


def is_that(item: Item, telling: Telling) -> bool:
    """As in "a fire at the facility": the plant that was named before."""
    thing = item.thing
    words = telling.text[thing.start : thing.end].lower() if thing else ""
    return thing is not None and thing.article == "the" and thing.amount is None and words in {"facility", "site", "complex"}
