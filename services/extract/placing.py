"""Owns which places belong to which item where word order tells, as in English."""

from dataclasses import replace
from typing import Final

from services.extract.bind import Clauses, Item
from services.extract.rule import Node
from services.extract.rules.events import CLASSES

_HITS: Final = frozenset({"strike", "shell", "bomb", "raid", "crash", "come_down", "intrude", "fall_over"})
"""Senses whose verb a place may follow without a preposition: "shelled Nikopol"."""


def placed(sentence: Clauses, items: list[Item]) -> list[Item]:  # noqa: C901 - one walk over the places
    """The items with their places: those that follow an item are its own, unless they open the clause of the next."""
    result = list(items)
    for index, node in enumerate(sentence.nodes):
        if not _names_site(sentence, index):
            continue
        told = [
            (n, item)
            for n, item in enumerate(result)
            if item.happening or (item.amount and not (item.thing and item.thing.article == "a"))
        ]
        before = [n for n, item in told if item.start < node.start]
        after = [n for n, item in told if item.start >= node.end]
        opens = index == 0 or sentence.walls[index - 1] > 0
        leads = bool(after) and opens and _leads(sentence, index, result[after[0]])
        if after and not before and _told_between(sentence, index, result[after[0]]):
            continue
        nearest = max(before, key=lambda n: _last_word(result[n], node.start)) if before else None
        chosen = nearest if before and not leads else after[0] if after else None
        hit = index > 0 and sentence.nodes[index - 1].kind == "happening" and node.kind == "places"
        if (
            after
            and not hit
            and (
                _owns_thing(sentence, index)
                or _faced(sentence, index)
                or _names_strike(sentence, index)
                or _relates(sentence, index)
            )
        ):
            chosen = after[0]
        if chosen is None:
            continue
        item = result[chosen]
        if node.kind == "goal" and _was_hit(item):
            continue  # where a ship was bound is not where it was hit
        if item.places and _continues(sentence, index):
            places = (_inside(item.places[0], node.value[0]), *node.value)
            result[chosen] = item._replace(places=places, end=max(item.end, node.end))
            continue
        if item.places and not (item.goal and node.kind == "location") and not _unknown(item.places):
            if before and chosen == nearest and after and leads:
                chosen = after[0]
                item = result[chosen]
            if item.places and not _unknown(item.places):
                continue
        if _unknown(item.places) and item.places and not _is_regional(node):
            result[chosen] = item._replace(places=(*item.places, *node.value))
            continue
        stretch = (min(item.start, node.start), max(item.end, node.end)) if chosen in before else (item.start, item.end)
        result[chosen] = item._replace(places=node.value, goal=node.kind == "goal", start=stretch[0], end=stretch[1])
    return _shared(result)


def _shared(items: list[Item]) -> list[Item]:
    """As in "destroyed four drones and a missile over the Red Sea": the place behind a list of things is that of each."""
    result = list(items)
    for index in range(len(result) - 2, -1, -1):
        item, after = result[index], result[index + 1]
        listed = item.trigger is not None and item.trigger is after.trigger and after.start == item.start
        named = item.thing is not None and after.thing is not None and bool(after.thing.object) and not after.including
        if listed and named and not item.places and after.places and not after.goal:
            result[index] = item._replace(places=after.places)
        elif listed and named and not after.places and item.places and not item.goal and _was_hit(item):
            result[index + 1] = after._replace(places=item.places)  # "hit a system in Luhansk with drones"
    return result


def _last_word(item: Item, at: int) -> int:
    """The last word of an item before a character."""
    words = [
        item.trigger.start if item.trigger else -1,
        item.thing.start if item.thing else -1,
        item.amount.start if item.amount else -1,
    ]
    return max((word for word in [*words, item.start] if word < at), default=-1)


def _unknown(places: tuple[Node, ...]) -> bool:
    """Whether the gazetteer has none of some places."""
    return all(place.kind == "place" and not place.value.candidates for place in places)


def _is_regional(node: Node) -> bool:
    """Whether a place is smaller than a country."""
    return any(place.kind == "capital" or any(entry.level != "country" for entry in place.value.candidates) for place in node.value)


def _continues(sentence: Clauses, index: int) -> bool:
    """As in "in the village of Murom in the Belgorod region": the second place says where the first lies."""
    before, node = sentence.nodes[index - 1] if index else None, sentence.nodes[index]
    wide = all(place.kind == "place" and place.value.type_noun == "region" for place in node.value)
    return (
        before is not None
        and before.kind == node.kind == "location"
        and len(before.value) == 1
        and before.value[0].kind == "place"
        and wide
    )


def _inside(small: Node, wide: Node) -> Node:
    """A place with those of its meanings only that lie in a region; a village that the gazetteer lacks where it has none."""
    code = next((entry.code for entry in wide.value.candidates if entry.level == "region"), None)
    fitting = tuple(entry for entry in small.value.candidates if entry.region == code)
    return small._replace(value=replace(small.value, candidates=fitting, type_noun=small.value.type_noun if fitting else "city"))


def _faced(sentence: Clauses, index: int) -> bool:
    """As in "Poltava region came under a massive attack"."""
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
    """As in "Over Bryansk, where 40 were downed": the place is that of the relative clause."""
    kinds = [node.kind for node in sentence.nodes[index + 1 : index + 4]]
    return kinds[:3] == ["comma", "relative", "amount"] or kinds[:2] == ["relative", "amount"]


def _names_strike(sentence: Clauses, index: int) -> bool:
    """As in "The Ryazan drone raid" names its place."""
    after = sentence.nodes[index + 1] if index + 1 < len(sentence.nodes) else None
    if sentence.nodes[index].kind != "places":
        return False
    country = all(
        span.kind == "place" and span.value.candidates and span.value.candidates[0].level == "country"
        for span in sentence.nodes[index].value
    )
    return (
        not country
        and after is not None
        and after.kind == "happening"
        and after.value.term.sense in _HITS
        and after.value.term.form == "noun"
    )


def _told_between(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a claimant is brought in between a place and an item: then the place is where he speaks."""
    return any(node.kind == "attribution" for node in sentence.nodes[index + 1 :] if node.end <= item.start)


def _was_hit(item: Item) -> bool:
    """Whether an item tells of what was hit, not of what was sent."""
    if item.thing is None:
        return item.happening is not None and item.happening.term.sense in _HITS
    classes = CLASSES.get(item.thing.object, ())
    return bool({"civil", "person", "military"} & {*classes}) and "weapon" not in classes


def _stands_somewhere(node: Node) -> bool:
    """Whether a thing is a person or stands on the ground: "residents of Kherson region"."""
    return bool({"civil", "person", "airport"} & {*CLASSES.get(node.value.object, ())})


def _names_site(sentence: Clauses, index: int) -> bool:  # noqa: PLR0911 - a line a reason
    """Whether a node says where: with a preposition, or right after the verb of a strike ("shelled Nikopol")."""
    node = sentence.nodes[index]
    if node.kind in {"location", "goal"}:
        return True
    if node.kind != "places":
        return False
    following = [other.kind for other in sentence.nodes[index + 1 : index + 3]]
    if index == 0 and following[:1] == ["colon"]:
        return True
    if following[:1] == ["possessive"] and not _is_regional(node) and _placed_elsewhere(sentence):
        return False
    if (
        index > 1
        and sentence.nodes[index - 1].kind == "of"
        and sentence.nodes[index - 2].kind == "thing"
        and _stands_somewhere(sentence.nodes[index - 2])
    ):
        return True
    if _owns_thing(sentence, index) or _faced(sentence, index) or _names_strike(sentence, index):
        return True
    if not index:
        return (
            bool(following)
            and following[0] == "comma"
            and "time" in following
            and bool(node.value[0].kind == "place" and node.value[0].value.type_noun)
        )
    before = sentence.nodes[index - 1]
    return before.kind == "happening" and before.value.term.sense in _HITS and before.value.term.form != "noun"


def _placed_elsewhere(sentence: Clauses) -> bool:
    """Whether a sentence names a region or town: then "Sudan's main terminal" says whose, not where."""
    return any(node.kind == "location" and _is_regional(node) for node in sentence.nodes)


def _leads(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a place stands before an item of its own clause, at most a comma between."""
    between = [n for n in range(index + 1, len(sentence.nodes)) if sentence.nodes[n].end <= item.start]
    return max((sentence.walls[n] for n in between), default=0) <= 1
