"""Owns which thing belongs to which trigger, and which places to both, where word order tells, as in English; the rest is `bind`'s."""

from typing import Final

from services.extract.bind import Clauses, Item, is_year
from services.extract.rule import Node
from services.extract.rules.events import CLASSES, takes
from services.extract.rules.phrases import Happening, Thing

_LIST: Final = 1
"""The strongest wall that a list may have inside."""
_LEFT: Final = frozenset({"either", "passive", "noun", "part"})
_RIGHT: Final = frozenset({"either", "active", "of", "base", "noun"})
_HITS: Final = frozenset({"strike", "shell", "bomb", "raid"})
"""Senses whose grammatical object is what was hit, not the weapon."""
_COMES: Final = frozenset({"strike", "crash", "come_down", "intrude"})
"""Senses whose subject is the weapon, in the active voice too."""
_OPEN_NOUNS: Final = frozenset({"lose", "harm", "burn", "toll_killed", "toll_injured", "toll_any", "launch"})
"""Senses whose noun is followed by its thing: "a fire at a depot", "the death toll rose to four"."""


def prepare(nodes: list[Node]) -> list[Node]:
    """The nodes as they are."""
    return nodes


def owners(sentence: Clauses, triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger."""
    owner: dict[int, int] = {}
    for slot in slots:
        node = sentence.nodes[slot]
        if node.kind == "thing" and node.value.attribute:
            continue
        if node.kind == "thing" and slot + 1 < len(sentence.nodes) and sentence.nodes[slot + 1].kind in {"say", "report"} and not node.value.many:
            continue
        if slot > 1 and sentence.nodes[slot - 1].kind == "by" and not _is_hit(sentence.nodes[slot - 2]):
            continue
        before = max((t for t in triggers if t < slot), default=None)
        after = min((t for t in triggers if t > slot), default=None)
        left = _after_trigger(sentence, before, slot, owner) if before is not None else None
        right = _before_trigger(sentence, slot, after) if after is not None else None
        if left is None and right is None and node.kind == "amount" and (toll := _toll(sentence, triggers, slot)) is not None:
            owner[slot] = toll
            continue
        if left is None and right is None and after is not None:
            later = min((t for t in triggers if t > after), default=None)
            right = _before_trigger(sentence, slot, later) if later is not None else None
            after = later
        if right is not None and after is not None and (left is None or right < left):
            owner[slot] = after
        elif left is not None and before is not None:
            owner[slot] = before
    return owner


def _toll(sentence: Clauses, triggers: list[int], slot: int) -> int | None:
    """The toll that a number after "to" or "at" is: "The death toll from the strike on Lozova has risen to four"."""
    if slot == 0 or sentence.nodes[slot - 1].kind not in {"to", "where", "colon", "be"}:
        return None
    tolls = [t for t in triggers if t < slot and sentence.nodes[t].value.term.sense.startswith("toll") and sentence.wall(t, slot) <= 2]
    return tolls[-1] if tolls else None


def _is_hit(node: Node) -> bool:
    return node.kind == "happening" and node.value.term.sense in _HITS


def _is_passive(sentence: Clauses, index: int) -> bool:
    """Whether a trigger has its object before it: after "was", "have been"; not "has destroyed"."""
    back = index - 1
    while back >= 0 and sentence.nodes[back].kind in {"word", "hedge", "not", "time"} and index - back < 4:
        back -= 1
    if back >= 1 and sentence.nodes[back].kind == "and" and sentence.nodes[back - 1].kind == "happening":
        return _is_passive(sentence, back - 1)
    return back >= 0 and sentence.nodes[back].kind == "be"


def _after_trigger(sentence: Clauses, trigger: int, slot: int, owner: dict[int, int]) -> int | None:
    """How far an object stands after its trigger; None where it cannot be its object."""
    happening: Happening = sentence.nodes[trigger].value
    form, sense = happening.term.form, happening.term.sense
    wall = sentence.wall(trigger, slot)
    node = sentence.nodes[slot]
    listed = sense in _HITS and form == "noun" and trigger + 1 < slot and sentence.nodes[trigger + 1].kind == "colon"
    if listed:
        wall = sentence.wall(trigger + 1, slot)
    if form not in _RIGHT or wall > _LIST:
        return None
    if sense == "evacuate" and wall and node.kind == "thing" and node.value.object == "person" and node.value.amount:
        return slot - trigger
    between = sentence.between(trigger, slot)
    kinds = [other.kind for other in between]
    if "likewise" in kinds:
        return slot - trigger if _compatible(sentence.nodes, trigger, slot) else None
    if sense in _HITS and node.kind == "amount":
        return None
    if sense in _HITS and node.kind == "thing" and ("with" in kinds or "by" in kinds):
        return slot - trigger if takes(sense, node.value.object) == "weapon" else None
    if sense in _HITS and node.kind == "thing" and form != "noun" and _target_class(node) and not _is_passive(sentence, trigger):
        return slot - trigger + 3 * wall
    if not _compatible(sentence.nodes, trigger, slot):
        return None
    if sense in _COMES and node.kind == "thing" and form != "noun" and takes(sense, node.value.object) == "weapon":
        return None
    if form == "noun" and sense not in _OPEN_NOUNS and not listed:
        return None
    if form == "either" and _is_passive(sentence, trigger):
        return None
    glazed = any(t == trigger and s < trigger and _is_window(sentence.nodes[s]) for s, t in owner.items())
    if glazed and "where" in kinds and node.kind == "thing" and node.value.object == "building":
        return slot - trigger
    if ("location" in kinds or "where" in kinds) and not wall and form != "noun" and sense != "burn":
        return None
    if "with" in kinds or "by" in kinds or (kinds[-1:] == ["of"] and len(kinds) > 1):
        return None
    if form == "either" and not wall and any(t == trigger and s < trigger for s, t in owner.items()):
        return None
    if wall:
        chained = [s for s, t in owner.items() if t == trigger and s > trigger]
        if (
            not chained
            or (node.kind == "amount" and not _placed_next(sentence, slot))
            or sentence.nodes[chained[-1]].kind == "amount"
        ):
            return None
        if any(other.kind == "be" for other in sentence.nodes[slot + 1 : slot + 3]):
            return None
    return slot - trigger - 1 + 3 * wall


def _is_window(node: Node) -> bool:
    return node.kind == "thing" and node.value.object == "window"


def _placed_next(sentence: Clauses, slot: int) -> bool:
    return slot + 1 < len(sentence.nodes) and sentence.nodes[slot + 1].kind in {"location", "goal"}


def _target_class(node: Node) -> bool:
    return bool(set(CLASSES.get(node.value.object, ())) & {"civil", "person"})


def _before_trigger(sentence: Clauses, slot: int, trigger: int) -> int | None:
    """How far an object stands before its trigger; None where it cannot be its object."""
    happening: Happening = sentence.nodes[trigger].value
    form, sense = happening.term.form, happening.term.sense
    if not _compatible(sentence.nodes, trigger, slot) or happening.zero:
        return None
    node = sentence.nodes[slot]
    weapon = node.kind == "thing" and takes(sense, node.value.object) == "weapon"
    agent = sense in _COMES and form in {"active", "base", "either"} and weapon
    if form not in _LEFT and not agent:
        return None
    if sense.startswith("toll") or sense == "repel" or _is_oblique(sentence, slot):
        return None
    if form == "noun" and sense in {"strike", "raid", "shell", "harm", "repel"}:
        return None
    if (
        sense in _HITS
        and node.kind == "thing"
        and not weapon
        and form in {"either", "passive"}
        and not _is_passive(sentence, trigger)
    ):
        return None
    wall = sentence.wall(slot, trigger)
    if wall > _LIST and not _insertion(sentence, slot, trigger):
        return None
    if not _one_list(sentence, slot, trigger):
        return None
    return trigger - slot - 1 + 3 * min(wall, 1)


def _is_oblique(sentence: Clauses, slot: int) -> bool:
    """Whether a preposition stands before a thing: then it is no subject ("people from the nearest houses were moved")."""
    if slot == 0 or sentence.nodes[slot].kind != "thing":
        return False
    before = sentence.nodes[slot - 1].kind
    if before == "of":
        back = slot - 2
        while back >= 0 and not sentence.walls[back] and sentence.nodes[back].kind != "happening":
            if sentence.nodes[back].kind in {"thing", "amount"}:
                return True
            back -= 1
        return False
    return before in {"origin", "where", "with", "by", "target"}


def _is_share(node: Node) -> bool:
    """Whether a number only tells a share of what stands before it: "24 people, four of them children"."""
    amount = node.value.amount if node.kind == "thing" else node.value
    return amount is not None and amount.role == "share"


def _one_list(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether the things between a thing and its verb are one list with it: "six blocks and 22 houses were damaged"."""
    others = [
        n for n in range(slot + 1, trigger)
        if sentence.nodes[n].kind in {"thing", "amount"} and not is_year(sentence.nodes[n]) and not _is_oblique(sentence, n)
        and not _is_share(sentence.nodes[n]) and sentence.nodes[n - 1].kind != "including"
    ]  # fmt: skip
    if not others:
        return True
    gaps = [sentence.nodes[n].kind for n in range(slot + 1, others[-1]) if n not in others]
    return set(gaps) <= {"comma", "and", "or", "another", "location", "the", "article", "word", "with"} and ("and" in gaps or "or" in gaps)


def _insertion(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether what divides is a relative clause between commas or dashes."""
    marks = [node.kind for node in sentence.between(slot, trigger) if node.kind in {"comma", "dash"}]
    return len(marks) == 2 and sentence.wall(slot, trigger) < 3


def _compatible(nodes: list[Node], trigger: int, slot: int) -> bool:
    value = nodes[slot].value
    if nodes[slot].kind == "amount":
        return True
    happening: Happening = nodes[trigger].value
    if nodes[slot].kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in value)
    return _takes(happening, value)


def _takes(happening: Happening, thing: Thing) -> bool:
    if thing.article == "debris":
        return happening.term.sense == "found"
    if not thing.object:
        return happening.term.sense in {"kill", "injure", "evacuate"}
    return takes(happening.term.sense, thing.object) is not None


def placed(sentence: Clauses, items: list[Item]) -> list[Item]:
    """The items with their places: those that follow an item are its own, unless they open the clause of the next."""
    result = list(items)
    for index, node in enumerate(sentence.nodes):
        if not _names_site(sentence, index):
            continue
        told = [(n, item) for n, item in enumerate(result) if item.happening or (item.amount and not (item.thing and item.thing.article == "a"))]
        before = [n for n, item in told if item.start < node.start]
        after = [n for n, item in told if item.start >= node.end]
        opens = index == 0 or sentence.walls[index - 1] > 0
        leads = bool(after) and opens and _leads(sentence, index, result[after[0]])
        if after and not before and _told_between(sentence, index, result[after[0]]):
            continue
        nearest = max(before, key=lambda n: _last_word(result[n], node.start)) if before else None
        chosen = nearest if before and not leads else after[0] if after else None
        hit = index > 0 and sentence.nodes[index - 1].kind == "happening" and node.kind == "places"
        if after and not hit and (_owns_thing(sentence, index) or _faced(sentence, index) or _names_strike(sentence, index) or _relates(sentence, index)):
            chosen = after[0]
        if chosen is None:
            continue
        item = result[chosen]
        if item.places and not (item.goal and node.kind == "location") and not (_unknown(item.places) and _is_regional(node)):
            if before and chosen == nearest and after and leads:
                chosen = after[0]
                item = result[chosen]
            if item.places and not (_unknown(item.places) and _is_regional(node)):
                continue
        stretch = (min(item.start, node.start), max(item.end, node.end)) if chosen in before else (item.start, item.end)
        result[chosen] = item._replace(places=node.value, goal=node.kind == "goal", start=stretch[0], end=stretch[1])
    return result


def _last_word(item: Item, at: int) -> int:
    """The last word of an item before a character."""
    words = [item.trigger.start if item.trigger else -1, item.thing.start if item.thing else -1, item.amount.start if item.amount else -1]
    return max((word for word in [*words, item.start] if word < at), default=-1)


def _unknown(places: tuple[Node, ...]) -> bool:
    """Whether the gazetteer has none of some places."""
    return all(place.kind == "place" and not place.value.candidates for place in places)


def _is_regional(node: Node) -> bool:
    """Whether a place is smaller than a country."""
    return any(place.kind == "capital" or any(entry.level != "country" for entry in place.value.candidates) for place in node.value)


def _faced(sentence: Clauses, index: int) -> bool:
    """ "Poltava region came under a massive attack"."""
    return any(node.kind == "faced" for node in sentence.nodes[index + 1 : index + 3])


def _owns_thing(sentence: Clauses, index: int) -> bool:
    """Whether a place stands before a thing in it: "Belgorod airport", "Volgograd's international airport"."""
    for node in sentence.nodes[index + 1 : index + 4]:
        if node.kind == "thing":
            return "airport" in CLASSES.get(node.value.object, ()) or "civil" in CLASSES.get(node.value.object, ())
        if node.kind not in {"possessive", "word"}:
            return False
    return False


def _relates(sentence: Clauses, index: int) -> bool:
    """ "Over Bryansk, where 40 were downed": the place is that of the relative clause."""
    kinds = [node.kind for node in sentence.nodes[index + 1 : index + 4]]
    return kinds[:3] == ["comma", "relative", "amount"] or kinds[:2] == ["relative", "amount"]


def _names_strike(sentence: Clauses, index: int) -> bool:
    """ "The Ryazan drone raid" names its place."""
    after = sentence.nodes[index + 1] if index + 1 < len(sentence.nodes) else None
    if sentence.nodes[index].kind != "places":
        return False
    country = all(span.kind == "place" and span.value.candidates and span.value.candidates[0].level == "country" for span in sentence.nodes[index].value)
    return not country and after is not None and after.kind == "happening" and after.value.term.sense in _HITS and after.value.term.form == "noun"


def _told_between(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a claimant is brought in between a place and an item: then the place is where he speaks."""
    return any(node.kind == "attribution" for node in sentence.nodes[index + 1 :] if node.end <= item.start)


def _names_site(sentence: Clauses, index: int) -> bool:
    """Whether a node says where: with a preposition, or right after the verb of a strike ("shelled Nikopol")."""
    node = sentence.nodes[index]
    if node.kind in {"location", "goal"}:
        return True
    if node.kind != "places":
        return False
    following = [other.kind for other in sentence.nodes[index + 1 : index + 3]]
    if index == 0 and following[:1] == ["colon"]:
        return True
    if index > 1 and sentence.nodes[index - 1].kind == "of" and sentence.nodes[index - 2].kind == "thing" and _target_class(sentence.nodes[index - 2]):
        return True
    if _owns_thing(sentence, index) or _faced(sentence, index) or _names_strike(sentence, index):
        return True
    if not index:
        return bool(following) and following[0] == "comma" and "time" in following and bool(node.value[0].kind == "place" and node.value[0].value.type_noun)
    before = sentence.nodes[index - 1]
    return before.kind == "happening" and before.value.term.sense in _HITS | _COMES | {"fall_over"} and before.value.term.form != "noun"


def _leads(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a place stands before an item of its own clause, at most a comma between."""
    between = [n for n in range(index + 1, len(sentence.nodes)) if sentence.nodes[n].end <= item.start]
    return max((sentence.walls[n] for n in between), default=0) <= 1
