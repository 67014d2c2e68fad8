"""Owns which places belong to which item where word order tells, as in English."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from services.extract.clause.bind import Clauses, Item
from services.extract.clause.mentions import HITS, Part, is_country, part
from services.extract.grammar.rule import Node
from services.extract.rules.events import AIRCRAFT, CLASSES, WEAPONS

_PARTS: Final = frozenset({"comma", "and", "but", "semicolon"})
"""What parts the harm from another strike."""


def placed(sentence: Clauses, items: list[Item]) -> list[Item]:
    """The items with their places: those that follow an item are its own, unless they open the clause of the next."""
    result = list(items)
    last: tuple[int, int] | None = None
    for index in range(len(sentence.nodes)):
        role = part(sentence.nodes, index)
        if role in {Part.NAME, Part.ELSEWHERE}:
            continue
        around = last is not None and _lies_around(sentence.nodes, last[0], index)
        host = last[1] if last and around else _host(sentence, index, role, result)
        if host is None or (role is Part.GOAL and _was_hit(result[host])):
            continue  # where a ship was bound is not where it was hit
        told = last is not None and any(other.kind == "attribution" for other in sentence.nodes[last[0] : index])
        if told and _are_around(result[host].places, sentence.nodes[index]):
            continue  # "bombs were dropped on sites in Iran, the army said, listing Isfahan"
        result[host] = _with(result[host], _antecedent(sentence.nodes, index), around=around)
        last = (index, host)
    return _left_so(sentence.nodes, _elided(sentence.nodes, _occasioned(sentence.nodes, _shared(result))))


def _left_so(nodes: list[Node], items: list[Item]) -> list[Item]:
    """As in "strikes on substations left consumers in Sumy without power": a strike was where it left somebody so."""
    result = list(items)
    for leave in (node for node in nodes if node.kind == "leave"):
        before = [index for index, item in enumerate(result) if _is_strike(item) and item.end <= leave.start]
        after = next((item for item in result if item.start >= leave.end), None)
        if before and after and not result[before[-1]].places and not after.goal:
            between = {node.kind for node in nodes if result[before[-1]].end <= node.start < after.start}
            places = () if between & _PARTS else after.places
            result[before[-1]] = result[before[-1]]._replace(places=places)
    return result


def _occasioned(nodes: list[Node], items: list[Item]) -> list[Item]:
    """As in "In Sudan, a man was killed during a raid on Malha": what a strike did was where the strike was."""
    result = list(items)
    for index in range(len(items) - 2, -1, -1):
        item, after = result[index], result[index + 1]
        same = item.trigger is not None and item.trigger is after.trigger
        harmed = _is_harm(item) and _is_harm(after)  # "a man was killed and two women were hurt in the village of Kamianske"
        told = (_is_strike(after) or harmed) and item.end <= after.start
        if not (item.places and after.places) or after.including or not (same or told):
            continue
        between = {node.kind for node in nodes if item.end <= node.start < after.start}
        where = _as_places(after)
        if not between & _PARTS - ({"and"} if harmed else set()) and (
            _are_around(item.places, where) or _holds(item.places, where)
        ):
            result[index] = item._replace(places=(*item.places, *_held(item.places, where)))
    return result


def _elided(nodes: list[Node], items: list[Item]) -> list[Item]:
    """As in "eleven were killed in a strike on Khan Younis and four by drone fire in Rafah": a number is where its strike was."""
    result = list(items)
    for index, (item, after) in enumerate(pairwise(items)):
        own = item.happening is None or item.including  # "33 were killed, among them 12 in a strike on a clinic"
        bare = item.thing is None and own and item.amount is not None and not item.places
        strike = _is_strike(after) and after.happening is not None and after.happening.term.form == "noun"
        between = [node.kind for node in nodes if item.end <= node.start < after.start]
        plain = {"by", "where", "article", "the", "nation", "word"}.issuperset(between)
        if bare and strike and between[:1] in (["by"], ["where"]) and plain:
            result[index] = item._replace(places=after.places)
    return result


def _is_harm(item: Item) -> bool:
    return item.happening is not None and item.happening.term.sense in {"kill", "injure"} and not item.happening.zero


def _is_strike(item: Item) -> bool:
    return item.happening is not None and item.happening.term.sense in HITS


def _as_places(item: Item) -> Node:
    return Node("places", item.start, item.end, item.places)


def _host(sentence: Clauses, index: int, role: Part, items: list[Item]) -> int | None:
    """The item that a place belongs to: the last that began before it, unless it opens the clause of the next."""
    node = sentence.nodes[index]
    told = [n for n, item in enumerate(items) if item.happening or _is_counted(item)]
    before = [n for n in told if items[n].start < node.start]
    before = [n for n in before if not _is_target(items[n])] or before
    before = [n for n in before if not _is_known(items[n]) or not _subordinate(sentence.nodes, items[n].end, node.start)]
    opens = index == 0 or sentence.walls[index - 1] > 0
    after = [n for n in told if items[n].start >= node.end and (opens or not _is_known(items[n]))]
    if role is Part.AHEAD and (
        things := [n for n in told if (t := items[n].thing) and t.start >= node.end and t.object == "airport"]
    ):
        return things[0]
    if after and (role is Part.AHEAD or (opens and _leads(sentence, index, items[after[0]]))):
        return after[0]
    if after and not before:
        return None if _breaks_off(sentence.nodes, node, items[after[0]]) else after[0]
    return max(before, key=lambda n: _last_word(items[n], node.start), default=None)


def _antecedent(nodes: list[Node], index: int) -> Node:
    """A location that names no place ("over the city", "over his region") with the one that its sentence named before."""
    node = nodes[index]
    if not _is_vague(node.value):
        return node
    for before in reversed(nodes[:index]):
        if before.kind in {"location", "places"} and _is_regional(before) and not _is_vague(before.value):
            return node._replace(value=before.value)
        if before.kind == "attribution" and _is_regional(seat := before._replace(value=before.value.speaker.places)):
            return node._replace(value=seat.value)
    return node


def _is_vague(places: tuple[Node, ...]) -> bool:
    """Whether places are only referred to."""
    return all(span.kind == "here" and span.value == "town" for span in places)


def _is_known(item: Item) -> bool:
    """Whether an item only speaks of what was told before: "the attack"."""
    return item.definite and item.happening is not None and item.happening.term.form == "noun" and not item.counts


def _subordinate(nodes: list[Node], start: int, end: int) -> bool:
    """Whether a clause begins between: "The attack came two days after he had been in Rome"."""
    return any(node.kind in {"subordinate", "relative"} and start <= node.start < end for node in nodes)


def _is_target(item: Item) -> bool:
    """Whether an item is only what something else was aimed at: "dropped bombs on two schools in Kyauktaw"."""
    return (
        item.happening is None and item.thing is not None and CLASSES.get(item.thing.object, ())[:1] in {("civil",), ("airport",)}
    )


def _breaks_off(nodes: list[Node], place: Node, item: Item) -> bool:
    """Whether another clause begins between a place and an item: "did not comment on Sumy, but said it downed 52 drones"."""
    return any(node.kind in {"but", "semicolon"} and place.end <= node.start < item.start for node in nodes)


def _is_counted(item: Item) -> bool:
    return item.amount is not None and not (item.thing and item.thing.article == "a")


def _with(item: Item, node: Node, *, around: bool) -> Item:
    """An item with one place more: a nearer one than a country or a goal takes its place, a second says no more."""
    known = item.places
    if known and around:
        wide = _region(node)
        inner = tuple(_inside(span, wide) if wide and span.kind == "place" else span for span in known)
        return item._replace(places=(*inner, *node.value), end=max(item.end, node.end))
    if known and node.kind == "location" and _was_sent(item, known, node):
        return _moved(item, node)
    if known and _is_vague(known) and not _is_vague(node.value):
        return _moved(item, node)
    if known and not is_country(node) and (_are_around(known, node) or _holds(known, node)):
        return item._replace(places=(*known, *_held(known, node)), end=max(item.end, node.end))
    if known and _unknown(known):
        return item._replace(places=(*known, *node.value)) if not _is_regional(node) else _moved(item, node)
    return item if known and not (item.goal and node.kind == "location") else _moved(item, node)


def _holds(known: tuple[Node, ...], node: Node) -> bool:
    """As in "In Kherson Oblast, a drone attack on Beryslav …": the one region that is known has the place in it."""
    wide = known[0]
    if len(known) != 1 or wide.kind != "place" or node.kind == "goal" or any(span.kind != "place" for span in node.value):
        return False
    regions = {entry.region for entry in wide.value.candidates if entry.level == "region"}
    typed = wide.value.type_noun == "region" or all(entry.level == "region" for entry in wide.value.candidates)
    return bool(regions) and all(
        (typed or span.value.type_noun == "district") and span.value.type_noun != "region" and _may_lie_in(span, regions)
        for span in node.value
    )


def _may_lie_in(span: Node, regions: set[str | None]) -> bool:
    """Whether a name may be that of a place in some regions: a town or district there, or one that the gazetteer lacks."""
    small = [entry for entry in span.value.candidates if entry.level in {"city", "district"}]
    return any(entry.region in regions for entry in small) or not span.value.candidates or span.value.type_noun is not None


def _held(known: tuple[Node, ...], node: Node) -> tuple[Node, ...]:
    """The places of a node, those in a region that is known with their meanings in it only."""
    places: tuple[Node, ...] = node.value
    return tuple(_inside(span, known[0]) for span in places) if _holds(known, node) else places


def _was_sent(item: Item, known: tuple[Node, ...], node: Node) -> bool:
    """As in "units in Berd fired mortars at positions in Tovuz": where it was fired at, not where they stand who fired."""
    fired = item.happening is not None and item.happening.term.sense == "launch" and item.trigger is not None
    return bool(fired and item.trigger and known[-1].end <= item.trigger.start and node.start >= item.trigger.end)


def _moved(item: Item, node: Node) -> Item:
    goal = node.kind == "goal"
    inside = item.start < node.start
    start, end = (min(item.start, node.start), max(item.end, node.end)) if inside else (item.start, item.end)
    return item._replace(places=node.value, goal=goal, start=start, end=end)


def _are_around(known: tuple[Node, ...], node: Node) -> bool:
    """Whether known places are countries, and a place is in one of them: "in neighbouring Iraq … near Erbil"."""
    said = [entry for span in known if span.kind == "place" for entry in span.value.candidates[:1]]
    countries = {entry.country for entry in said}
    wide = all(span.kind == "place" for span in known) and bool(said) and all(entry.level == "country" for entry in said)
    return wide and any(
        entry.country in countries for span in node.value if span.kind == "place" for entry in span.value.candidates
    )


def _shared(items: list[Item]) -> list[Item]:
    """As in "destroyed four drones and a missile over the Red Sea": the place behind a list of things is that of each."""
    result = list(items)
    for index in range(len(result) - 2, -1, -1):
        item, after = result[index], result[index + 1]
        listed = item.trigger is not None and item.trigger is after.trigger and after.start == item.start
        named = item.thing is not None and after.thing is not None and bool(after.thing.object) and not after.including
        if listed and named and not item.places and after.places and not after.goal:
            result[index] = item._replace(places=after.places)
        elif item.trigger is not None and item.trigger is after.trigger and _may_be_hit(after) and not item.places:
            result[index] = item._replace(places=() if after.goal else after.places)  # "drones hit three launchers in Luhansk"
        elif listed and named and not after.places and item.places and not item.goal and _was_hit(item):
            result[index + 1] = after._replace(places=item.places)  # "hit a system in Luhansk with drones"
    for index, (item, after) in enumerate(pairwise(result)):
        if _is_weapon(item) and _is_weapon(after) and item.trigger is after.trigger and not after.places and not item.goal:
            result[index + 1] = after._replace(places=item.places)  # "attacked Nikopol with drones and artillery"
    return result


def _may_be_hit(item: Item) -> bool:
    """Whether an item tells of what was hit, or of aircraft, which strike and are struck."""
    return _was_hit(item) or (item.thing is not None and item.thing.object in AIRCRAFT)


def _is_weapon(item: Item) -> bool:
    """Whether a strike is told with a weapon."""
    return _is_strike(item) and item.thing is not None and item.thing.object in WEAPONS


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
    return any(place.kind != "place" or any(entry.level != "country" for entry in place.value.candidates) for place in node.value)


def _lies_around(nodes: list[Node], before: int, index: int) -> bool:
    """As in "in the village of Murom in the Belgorod region", "Sumy, in north-eastern Ukraine": where the place before lies."""
    near, node = nodes[before], nodes[index]
    beside = [between.kind for between in nodes[before + 1 : index]] in ([], ["comma"])
    single = len(near.value) == 1 and near.value[0].kind == "place" and _region(near) is None and not is_country(near)
    called = [place.value.candidates for place in node.value if place.kind == "place"]
    region = _region(node) is not None or (bool(called) and all(entry.level == "region" for entry in called[0]) and bool(called[0]))
    wide = region or is_country(node) or (_is_district(node) and not _is_district(near))
    return beside and single and node.kind == "location" and wide


def _is_district(node: Node) -> bool:
    return all(place.kind == "place" and place.value.type_noun == "district" for place in node.value)


def _region(node: Node) -> Node | None:
    """The place that the text says to be a region: "Sudan's Gezira state"."""
    return next((place for place in node.value if place.kind == "place" and place.value.type_noun == "region"), None)


def _inside(small: Node, wide: Node) -> Node:
    """A place with those of its meanings only that lie in a region; a village that the gazetteer lacks where it has none."""
    code = next((entry.code for entry in wide.value.candidates if entry.level == "region"), None)
    fitting = tuple(entry for entry in small.value.candidates if entry.region == code)
    if fitting or small.value.type_noun == "district":
        return small._replace(value=replace(small.value, candidates=fitting))
    return small._replace(value=replace(small.value, candidates=(), type_noun="city", village=True))


def _was_hit(item: Item) -> bool:
    """Whether an item tells of what was hit, not of what was sent."""
    if item.thing is None:
        return item.happening is not None and item.happening.term.sense in HITS
    classes = CLASSES.get(item.thing.object, ())
    return bool({"civil", "person", "military"} & {*classes}) and "weapon" not in classes


def _leads(sentence: Clauses, index: int, item: Item) -> bool:
    """Whether a place stands before an item of its own clause, at most a comma between."""
    between = [n for n in range(index + 1, len(sentence.nodes)) if sentence.nodes[n].end <= item.start]
    return max((sentence.walls[n] for n in between), default=0) <= 1
