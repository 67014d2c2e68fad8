"""Owns which thing belongs to which trigger where word order is free, as in Russian and Ukrainian; `bind` does the rest."""

from typing import Final

from services.extract.clause.bind import Clauses
from services.extract.clause.doers import without_doers
from services.extract.clause.free_marks import (
    bridged_back,
    counts_people,
    goes_on_with_losses,
    is_included,
    is_means,
    is_toll,
    lists_losses,
    lists_unknown,
    opens_list,
    tells_toll,
)
from services.extract.clause.free_oblique import is_oblique
from services.extract.clause.free_prepare import HARMS, NOUNS, OPENERS, STRUCK
from services.extract.grammar.rule import Node
from services.extract.rules.events import AIRCRAFT, CLASSES, takes
from services.extract.rules.phrases import Happening, Thing
from services.extract.rules.slavic_things import DOWNED
from services.extract.rules.slavic_things import LONG_ADJECTIVES as ADJECTIVES

_NEAR: Final = 3
_COLON: Final = 2
_PAST: Final = ("ли", "лись", "лися")
"""Endings of a verb in the past of which several are the subject."""
_FAR: Final = 12
"""Nodes between a verb and its object."""
_WALL: Final = 4
"""Nodes that a comma is worth."""
_NAMING: Final = frozenset({"comma", "and", "quote", "name", "word", "mark", "dash", "location", "places", "unit", "open", "close"})
"""What may stand between the things of a list: their names and places."""
_BEGINNING: Final = frozenset({"word", "time", "quote", "name", "location", "places", "be", "area", "hedge", "where", "clock"})
"""What stands between a place and the fire that began there."""
FIRED: Final = frozenset({"hit", "strike", "shell", "bomb", "launch", "losses", "raid"})
_LISTS: Final = frozenset(
    {"losses", "toll_killed", "toll_injured", "launch", "shoot_down", "destroy", "intercept", "suppress", "neutralise"}
)


def owners(clauses: Clauses, triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger: the nearest that may take it, a comma counting as several words."""
    owner: dict[int, int] = {}
    owned: dict[int, list[int]] = {trigger: [] for trigger in triggers}
    for slot in slots:
        node = clauses.nodes[slot]
        if node.kind == "thing" and node.value.attribute:
            continue
        costs = [
            (cost, trigger < slot, trigger)
            for trigger in triggers
            if (cost := _cost(clauses, (trigger, slot), owned[trigger])) is not None
        ]
        if costs:
            owner[slot] = min(costs)[2]
            owned[owner[slot]].append(slot)
    without_doers(clauses, owner, owned)
    return owner


def _cost(clauses: Clauses, pair: tuple[int, int], owned: list[int]) -> int | None:
    """How far a slot is from a trigger, which has the slots `owned` already; None where it cannot be its object."""
    trigger, slot = pair
    if not _fits(clauses.nodes[trigger].value, clauses.nodes[slot]):
        return None
    first, last = (trigger, slot) if trigger < slot else (slot, trigger)
    distance, wall = last - first - 1, clauses.wall(first, last)
    if owned and trigger < owned[-1]:
        nearer = clauses.wall(owned[-1], slot)
        opened = clauses.nodes[owned[-1] + 1].kind == "colon" and nearer <= _COLON
        if nearer <= 1 or opened:
            distance, wall = slot - owned[-1] - 1, nearer
        elif goes_on_with_losses(clauses, trigger, slot, owned[-1]):
            distance, wall = slot - owned[-1] - 1, 1
        if _is_gloss(clauses.nodes[owned[-1]], clauses.nodes[slot]):
            return None
    if distance > _FAR or not _reaches(clauses, pair, (distance, wall), owned):
        return None
    if any(other.kind == "happening" and other.value.term.form in {"either", "of"} for other in clauses.between(first, last)):
        distance += _WALL
    around = [node.kind for node in clauses.nodes[slot - 1 : slot + 3]]
    listed = around[:1] == ["and"] or around == ["comma", "thing", "comma", "happening"]  # "повреждены дом, магазин, выбиты окна"
    joined = bool(owned) and trigger < owned[-1] == slot - 2 and listed
    if joined or tells_toll(clauses, trigger, slot, owned) or (slot < trigger and _closed_aside(clauses, slot, trigger)):
        return 1  # "запустила 476 дронов и 48 ракет, сбиты …"
    return distance + _WALL * wall


def _closed_aside(clauses: Clauses, slot: int, trigger: int) -> bool:
    """Whether only an aside parts people from the verb that ends their clause: "ещё четверо, включая подростка, ранены"."""
    if clauses.nodes[slot + 1].kind != "comma" or clauses.nodes[trigger - 1].kind != "comma" or trigger - slot <= 3:
        return False
    inside = clauses.nodes[slot + 2 : trigger - 1]
    after = clauses.nodes[trigger + 1].kind if trigger + 1 < len(clauses.nodes) else "stop"
    ends = after in OPENERS | {"attribution", "location", "time"}
    return ends and inside[0].kind == "including" and not any(node.kind in {"comma", "happening", "semicolon"} for node in inside)


def _reaches(clauses: Clauses, pair: tuple[int, int], steps: tuple[int, int], owned: list[int]) -> bool:
    """Whether what a trigger takes and what stands between let a slot be its object; steps: nodes and marks between them."""
    trigger, slot = pair
    _, wall = steps
    happening: Happening = clauses.nodes[trigger].value
    node, behind = clauses.nodes[slot], slot > trigger
    if not _form_reaches(clauses, pair, steps, owned):
        return False
    listed = happening.term.form == "of" and _goes_on_with(clauses, slot, owned)
    if behind and wall and not listed and not (_ends_here(clauses, slot) if node.kind == "amount" else _is_counted(node)):
        return False
    burns = _at_burning(happening, node, behind=behind) and not (owned and happening.term.sense == "burn")
    if behind and wall and (_is_of_another(clauses, pair) or _failed(clauses, pair)):
        return False
    told_of = (
        burns or _glazing(clauses, pair) or _is_subject(clauses, pair) or _has_wounds(clauses, pair) or _is_whole(clauses, pair)
    )
    if is_oblique(clauses, slot) and not told_of:
        return False
    if behind and _is_apposition(clauses, pair, owned):
        return False
    return not wall or _bridged(clauses, pair, owned, wall)


def _failed(clauses: Clauses, pair: tuple[int, int]) -> bool:
    """As in "збито 18, не вдалося перехопити п'ять"."""
    downs = clauses.nodes[pair[0]].value.term.sense in DOWNED
    return downs and any(node.kind == "not" for node in clauses.between(*pair))


def _is_of_another(clauses: Clauses, pair: tuple[int, int]) -> bool:
    """Whether a nearer verb that cannot take a thing governs it: "пожежу ліквідували, до гасіння залучили 48 рятувальників"."""
    trigger, slot = pair
    before = [at for at in range(trigger + 1, slot) if clauses.nodes[at].kind == "happening"]
    if not before or not {"thing", "amount", "and", "word"}.issuperset(node.kind for node in clauses.between(before[-1], slot)):
        return False
    nearer: Happening = clauses.nodes[before[-1]].value
    return nearer.term.form == "either" and nearer.term.sense in {"launch", "strike"} and not _fits(nearer, clauses.nodes[slot])


def _is_whole(clauses: Clauses, pair: tuple[int, int]) -> bool:
    """As in "из 20 беспилотников, сбитых за ночь, девять …": the number that shares are of is told in a participle."""
    trigger, slot = pair
    term, node = clauses.nodes[trigger].value.term, clauses.nodes[slot]
    counted = node.kind == "thing" and node.value.amount is not None and node.value.amount.value
    return bool(counted) and term.form == "part" and trigger == slot + 2 and "weapon" in CLASSES.get(node.value.object, ())


def _goes_on_with(clauses: Clauses, slot: int, owned: list[int]) -> bool:
    """Whether a thing goes on with a list in the genitive: "ураження складу під Токмаком, двох станцій у Криму та нафтобази"."""
    if not owned or owned[-1] > slot:
        return False
    between = [node.kind for node in clauses.between(owned[-1], slot)]
    return bool({"comma", "and"} & set(between[-1:])) and set(between) <= _NAMING


def _form_reaches(clauses: Clauses, pair: tuple[int, int], steps: tuple[int, int], owned: list[int]) -> bool:
    """Whether the form of a trigger lets it have a slot so far away: a participle and a name of an event reach less than a verb."""
    trigger, slot = pair
    distance, wall = steps
    happening: Happening = clauses.nodes[trigger].value
    behind = slot > trigger
    carrier = clauses.nodes[slot].kind == "thing" and clauses.nodes[slot].value.object in AIRCRAFT
    if carrier and not behind and happening.term.sense in {"launch", "bomb"}:
        return False
    harmed = clauses.nodes[slot].kind == "thing" and not counts_people(clauses.nodes[slot])
    if wall and harmed and happening.term.sense == "suffer" and not (owned and 0 < slot - owned[-1] <= _NEAR):
        return False
    if happening.term.form == "of":
        return behind and ((not wall and distance <= 2) or (wall <= 1 and _goes_on_with(clauses, slot, owned)))
    if happening.term.form == "noun":
        return _noun_takes(clauses, pair, wall, owned)
    among = is_included(clauses, slot) or (
        clauses.nodes[slot].kind == "amount"
        and [node.kind for node in clauses.between(trigger, slot)] in (["dash"], ["dash", "word"])  # "поранених — понад 26"
    )
    among = among or _goes_on_among(clauses, pair, owned)
    far = distance > 2 or wall > 1 or (behind and wall and not among)
    return happening.term.form != "part" or not far or _are_there(clauses, trigger, slot)


def _goes_on_among(clauses: Clauses, pair: tuple[int, int], owned: list[int]) -> bool:
    """As in "среди погибших пять женщин и семь детей": a list of shares goes on."""
    trigger, slot = pair
    listed = owned[-1:] == [slot - 2] and clauses.nodes[slot - 1].kind == "and" and counts_people(clauses.nodes[slot])
    return listed and trigger > 0 and clauses.nodes[trigger - 1].kind == "including"


def _are_there(clauses: Clauses, trigger: int, slot: int) -> bool:
    """As in "Есть пострадавшие: семь человек": a mark stands between those told to be there and their number."""
    node, mark = clauses.nodes[slot], clauses.nodes[min(trigger + 1, slot)].kind
    opens = trigger == 0 or clauses.nodes[trigger - 1].kind in {"be", "word", "name"}
    near = slot == trigger + 2 or (slot == trigger + 3 and clauses.nodes[slot - 1].kind in {"hyphenated", "word"})
    couple = node.kind == "thing" and node.value.object == "couple"
    return near and mark in {"colon", "dash"} and opens and (couple or (counts_people(node) and _number(node) > 0))


def _does_else(clauses: Clauses, slot: int) -> bool:
    """Whether people have a verb of their own that tells no event: "ранен водитель, четверо пассажиров отделались испугом"."""
    after = clauses.nodes[slot + 1] if slot + 1 < len(clauses.nodes) else None
    people = counts_people(clauses.nodes[slot])
    inside = [node.kind for node in clauses.nodes[slot + 1 : slot + 3]] == ["where", "thing"]
    if people and inside and clauses.nodes[slot + 2].value.object == "building":
        return True  # "погибли трое, восемь человек в больницах"
    return people and after is not None and after.kind == "word" and str(after.value).endswith(_PAST)


def _is_gloss(before: Node, node: Node) -> bool:
    """Whether a thing only says the kind of those before it: "72 БпЛА типу Shahed, Гербера та імітаторами"."""
    if before.kind != "thing" or node.kind != "thing" or before.value.object != node.value.object:
        return False
    implied = node.value.amount is None or node.value.amount.start == node.value.start
    return implied and "weapon" in CLASSES.get(node.value.object, ()) and before.value.many


def _is_apposition(clauses: Clauses, pair: tuple[int, int], owned: list[int]) -> bool:
    """Whether people after a dash or colon are those just counted: "двоє людей поранені — жінка та її син"."""
    people = [clauses.nodes[index] for index in (pair[1], *owned)] if owned else []
    if not people or not all(map(counts_people, people)):
        return False
    marks = {node.kind for node in clauses.between(*pair)}
    return "including" not in marks and ("dash" in marks or ("colon" in marks and _is_of_them(clauses, pair[1], owned[0])))


def _is_of_them(clauses: Clauses, slot: int, first: int) -> bool:
    """As in "ранены трое: мужчина 1970 г. р. и две женщины": fewer than were counted, and no place that is their own."""
    node, after = clauses.nodes[slot], clauses.nodes[slot + 1 : slot + 2]
    numbers = [_number(clauses.nodes[first]), _number(node)]
    return node.kind == "thing" and 0 < numbers[1] <= numbers[0] and not any(other.kind == "location" for other in after)


def _number(node: Node) -> int:
    """How many a node counts; 0 where it does not say."""
    amount = node.value.amount if node.kind == "thing" else node.value
    return (amount.value or 0) if amount else 0


def _is_counted(node: Node) -> bool:
    """Whether a thing that goes on with a list has a number: "сбиты дрон, две ракеты" goes on, "…, больше всего — дронов" not."""
    weapon = node.kind == "thing" and "weapon" in CLASSES.get(node.value.object, ())
    uncounted = {"window", "infrastructure", "building", "vehicle", "industrial", "energy"}
    told = node.kind != "thing" or node.value.amount is not None or node.value.article == "same"
    return told or node.value.object in uncounted or weapon


def _ends_here(clauses: Clauses, slot: int) -> bool:
    """Whether a bare number closes its clause or is followed by its place: else it counts what comes after."""
    after = clauses.nodes[slot + 1].kind if slot + 1 < len(clauses.nodes) else "stop"
    return after in OPENERS | {"location", "goal", "or", "close", "open", "attribution", "of_them", "source", "speaker"}


def _is_subject(clauses: Clauses, pair: tuple[int, int]) -> bool:
    """As in "на вулиці дрон атакував авто": a noun of its own goes with the preposition, the weapon with the verb behind it."""
    trigger, slot = pair
    before, node = clauses.nodes[slot - 1], clauses.nodes[slot]
    striking = clauses.nodes[trigger].value.term
    own = before.kind == "word" and not str(before.value).lower().endswith(ADJECTIVES)
    if node.kind != "thing":
        return False
    return trigger == slot + 1 and own and striking.form == "either" and "weapon" in CLASSES.get(node.value.object, ())


def _glazing(clauses: Clauses, pair: tuple[int, int]) -> bool:
    """As in "В 11 домах выбиты стёкла": the homes are counted whose windows broke."""
    trigger, slot = pair
    node = clauses.nodes[slot]
    thing = node.value if node.kind == "thing" else None
    if thing is None or thing.object not in {"building", "vehicle"} or not (thing.amount and thing.amount.start < thing.start):
        return False
    if thing.object == "vehicle":
        after = clauses.nodes[trigger + 1].kind if trigger + 1 < len(clauses.nodes) else "stop"
        return (
            slot == trigger - 1 and after == "word" and clauses.nodes[trigger].value.term.sense == "damage"
        )  # "у двух машин пробиты колёса"
    near = clauses.nodes[max(0, trigger - _NEAR) : trigger + _NEAR]
    damage = clauses.nodes[trigger].value.term.sense == "damage"
    return damage and any(other.kind == "thing" and other.value.object == "window" for other in near)


def _at_burning(happening: Happening, node: Node, *, behind: bool) -> bool:
    """A fire at a depot burns the depot; a strike at a plant, a tractor blown up on a mine are told so as well."""
    if node.kind == "thing" and node.value.object == "airport" and happening.term.sense in {"close", "lift"}:
        return True
    if happening.term.sense in {"crash", "trip", "cut_power", "cut_supply"}:
        return True
    if happening.term.sense in {"evacuate", "shelter"} and (not behind or node.kind != "thing" or node.value.object != "person"):
        return True  # "из двух домов эвакуировали", not "эвакуировали в школу на 200 человек"
    if happening.term.sense == "burn" and happening.term.form == "noun":
        return True
    return behind and happening.term.sense in {"burn", "strike", "come_down", "harm"}


def _fits(happening: Happening, node: Node) -> bool:
    if node.kind == "amount":
        return happening.term.sense != "leave" and (node.value.role != "zero" or happening.term.form in NOUNS)
    if node.kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in node.value)
    return _takes(happening, node.value)


def _takes(happening: Happening, thing: Thing) -> bool:  # noqa: PLR0911 - a line a reason
    if not thing.object:
        return happening.term.sense in HARMS | {"evacuate"}
    if happening.term.sense == "found":
        return "debris" in {thing.article, thing.object} and not thing.attribute
    if thing.object == "debris":
        return happening.term.sense == "come_down" and happening.term.form == "either"  # "обломки упали на завод"
    if sense_of_losses(happening, thing):
        return True
    if thing.article == "debris" and happening.term.sense in {"damage", "destroy"}:
        return False
    if thing.object == "other" and happening.term.sense == "hit":
        return False
    if happening.term.sense in {"cut_power", "cut_supply"} and "civil" in CLASSES.get(thing.object, ()):
        return (
            thing.amount is not None and thing.amount.start < thing.start and takes(happening.term.sense, thing.object) is not None
        )
    if thing.object == "personnel" and thing.amount is None and happening.term.sense in STRUCK:
        return False
    if thing.object == "mine" and happening.term.sense in {"shoot_down", "intercept", "destroy", "suppress", "neutralise"}:
        return False
    sense = "damage" if happening.term.sense == "burn" else happening.term.sense  # "сгорел Су-30" is lost like what is damaged
    return takes(sense, thing.object) is not None


def sense_of_losses(happening: Happening, thing: Thing) -> bool:
    """Whether a depot is told among losses of troops: "потери составили 160 военнослужащих и два склада боеприпасов"."""
    return happening.term.sense == "losses" and thing.object == "industrial"


def _noun_takes(clauses: Clauses, pair: tuple[int, int], wall: int, owned: list[int]) -> bool:  # noqa: PLR0911 - a line a reason
    """What the name of an event takes: a strike its weapon just behind it, a toll and a loss what follows, a fire where it is."""
    trigger, slot = pair
    happening: Happening = clauses.nodes[trigger].value
    node, sense = clauses.nodes[slot], happening.term.sense
    if sense in {"kill", "injure", "suffer", "casualty"}:
        became = slot > trigger and clauses.nodes[slot - 1].kind == "be"  # "жертвами удара стали пять человек"
        near = node.kind == "amount" and abs(slot - trigger) <= 2
        return (near or _has_wounds(clauses, pair) or (became and counts_people(node))) and not wall
    if slot < trigger and sense.startswith("toll"):
        return counts_people(node) and not wall and trigger - slot <= _NEAR  # "до шести выросло число погибших"
    if slot < trigger:
        return sense == "burn" and ((node.kind == "amount" and slot == trigger - 1) or _burns_in(clauses, pair, wall))
    if sense in {"strike", "shell", "bomb"}:
        if happening.weapons and node.kind == "thing" and node.value.amount and clauses.nodes[slot - 1].kind == "and":
            return slot - trigger <= 2 and "weapon" in CLASSES.get(node.value.object, ())
        if node.kind == "amount":
            return not wall and slot - trigger <= 2 and not any(is_toll(other) for other in clauses.nodes[:trigger])
        near = (not wall and slot - trigger <= 2) or (wall <= 1 and _goes_on_with(clauses, slot, owned))
        return node.kind == "thing" and near and "weapon" in CLASSES.get(node.value.object, ())
    return wall <= 1 or sense.startswith("toll") or (sense == "losses" and wall <= _COLON)


def _burns_in(clauses: Clauses, pair: tuple[int, int], wall: int) -> bool:
    """As in "В частном доме начался пожар", "На складе «Восток» произошло возгорание": where it burns stands before."""
    trigger, slot = pair
    node = clauses.nodes[slot]
    between = {other.kind for other in clauses.between(slot, trigger)}
    civil = node.kind == "thing" and "civil" in CLASSES.get(node.value.object, ()) and node.value.object != "person"
    return civil and not wall and is_oblique(clauses, slot) and between <= _BEGINNING


def _has_wounds(clauses: Clauses, pair: tuple[int, int]) -> bool:
    """As in "поранення у двох людей", "контузії зафіксовано у двох": whose they are stands behind a preposition."""
    trigger, slot = pair
    term, between = clauses.nodes[trigger].value.term, [node.kind for node in clauses.nodes[trigger + 1 : slot]]
    near = between[-1:] == ["where"] and len(between) <= _NEAR and set(between[:-1]) <= {"word"}
    return near and term.form == "noun" and term.sense == "injure" and clauses.nodes[slot].kind == "thing"


def _bridged(clauses: Clauses, pair: tuple[int, int], owned: list[int], wall: int) -> bool:  # noqa: PLR0911 - a line a reason
    """Whether a mark between a trigger and a thing does not part them: a list goes on, a colon opens one, an aside is closed."""
    trigger, slot = pair
    if slot < trigger:
        return bridged_back(clauses, slot, trigger, wall)
    opened = clauses.nodes[trigger + 1].kind in {"colon", "dash"} and wall <= 2 and slot - trigger <= 3
    if opened or opens_list(clauses, trigger, slot):
        return True
    if clauses.nodes[trigger].value.term.sense == "losses" and clauses.nodes[slot - 1].kind in {"colon", "dash"}:
        return lists_losses(clauses, trigger, slot)
    if is_toll(clauses.nodes[trigger]) and counts_people(clauses.nodes[slot]):
        return all(node.kind != "happening" or node.value.term.form == "noun" for node in clauses.between(trigger, slot))
    chained = [other for other in owned if other > trigger]
    if wall > 1 and not (chained and clauses.nodes[chained[-1] + 1].kind == "colon"):
        return False
    if not chained and lists_unknown(clauses, trigger, slot):
        return True
    means = is_means(clauses.nodes[slot]) and all(node.kind != "with" for node in clauses.between(trigger, slot))
    if not chained and clauses.nodes[trigger].value.term.sense in FIRED and means:
        return True
    listed = bool(chained) and (wall <= 1 or goes_on_with_losses(clauses, trigger, slot, chained[-1]))
    if wall and _does_else(clauses, slot):
        return False
    if chained and clauses.nodes[chained[-1] + 1].kind == "colon":
        return True
    return listed or is_included(clauses, slot) or (clauses.nodes[trigger].value.term.sense in _LISTS and not chained)
