"""Rules on what an item means: its event, its object, its number, and whether it is denied or did not happen."""

from typing import Final, NamedTuple

from services.extract.clause.bind import Item
from services.extract.judging import weapon as weapons
from services.extract.judging.closures import closure
from services.extract.judging.continued import continued
from services.extract.judging.denials import denial
from services.extract.judging.fires import fire
from services.extract.judging.habits import does_so
from services.extract.judging.lines import counted_by_line
from services.extract.judging.seeming import (
    is_attacked,
    is_no_event,
    is_struck_by,
    is_that,
    is_war_toll,
)
from services.extract.judging.spared import spared_by
from services.extract.judging.stance import Stance, stance
from services.extract.judging.subject import is_so_often, singled, thing_meant
from services.extract.rules.events import AIRCRAFT, CLASSES, FLYING, STRIKES, WEAPONS, happened, strikes_with, takes
from services.extract.rules.phrases import Amount, Happening, Thing
from services.extract.story.context import State
from services.extract.story.telling import Telling
from services.extract.words import lexicon
from tocsin.vocabulary import Bound, EventKind, Modality, ObjectKind

_HITS: Final = STRIKES | {"repel"}
_HARMED: Final = frozenset({EventKind.DAMAGE, EventKind.MILITARY_LOSS})
INVADERS: Final = ("invaders", "occupiers")
"""What troops are called by those whom they attack."""
_INFLICTED: Final = 24
"""Characters between the beginning of "inflicted" and a number of casualties."""
_FALLS: Final = frozenset({"come_down", "crash", "collapse"})
_ARMS: Final = frozenset({"tank", "armoured_vehicle", "mlrs", "artillery", "air_defence", "personnel", "equipment"})
_CARRIED: Final = "<be> <word> <to>"
"""Beginning of the rule that tells where people were taken."""
_CLINICS: Final = ("hospital", "clinic", "medical", "ward", "outpatient")
_SHOWN: Final = {"shell": "artillery", "mlrs": "rocket", "tank": "artillery"}


class Meaning(NamedTuple):
    """What an item says."""

    event: EventKind
    object: ObjectKind
    amount: Amount | None
    stance: Stance


def meaning(item: Item, telling: Telling) -> Meaning | None:
    """What an item says; None where it states nothing."""
    happening = item.happening or counted_by_line(item, telling) or continued(item, telling)
    if happening is None:
        return None
    if item.trigger and (spared := spared_by(item, happening.term.sense)):
        zero = Amount(0, None, Bound.EXACT, item.trigger.start, item.trigger.end, "zero")
        return Meaning(EventKind.CASUALTIES, spared, zero, stance(telling.nodes, item, telling.items))
    item = thing_meant(_spoken_for(item, telling), telling)
    told = _told(item, happening, telling)
    if told is None or (not telling.state.free_order and _is_aside(item, told[0], telling)):
        return None
    event, made = told
    if event in _HARMED and happening.term.sense in _HITS and denial(item, EventKind.ATTACK, telling):
        event, made = EventKind.ATTACK, ObjectKind.UNKNOWN  # "denies that any tank was hit there"
    if event is EventKind.MILITARY_LOSS and happening.term.sense in _HITS and _by_weapon(item, telling):
        return None  # "hit a tank with a missile" is an attack
    if (reason := denial(item, event, telling)) is not None:
        known = telling.state.attack if made is ObjectKind.UNKNOWN and telling.state.attack else made
        return Meaning(event, known, None, Stance(happened=True, modality=Modality.DENIED, hedges=(), reason=reason))
    if event is EventKind.ATTACK and made is ObjectKind.UNKNOWN and happening.term.sense != "bomb":
        made = weapons.of_strike(item, telling)
    published = telling.state.published
    verdict = stance(telling.nodes, item, telling.items, published.year if published else None)
    if telling.state.hedge and not telling.attributions and verdict.modality is Modality.ASSERTED:
        verdict = verdict._replace(modality=Modality.UNCONFIRMED, hedges=(telling.state.hedge,))
    aimed = event is EventKind.ATTACK and (_is_aimed_at(item, telling) or is_attacked(item, telling))
    amount = None if aimed else _amount(singled(item, event, telling), event)
    told_of = verdict.happened and not (aimed and made is ObjectKind.OTHER)  # "an attack on targets in Eilat"
    return Meaning(event, made, amount, verdict) if told_of else None


def _of_its_thing(sense: str, item: Item, telling: Telling) -> str:
    """The sense that a trigger has beside its thing."""
    kind = item.thing.object if item.thing else ""
    carried = item.trigger if item.trigger and item.trigger.rule.startswith(_CARRIED) else None
    if carried and not any(word in telling.text[carried.start : carried.end].lower() for word in _CLINICS):
        return "evacuate"  # "residents were taken to a school"
    if sense == "harm" and takes("damage", kind):
        return "damage"
    if sense == "burn" and kind and takes("burn", kind) is None and telling.state.free_order:
        return "damage"  # "сгорел Су-30"
    return "close" if sense == "cut_power" and kind == "traffic" else sense  # "отключили мобильный интернет"


def _told(item: Item, happening: Happening, telling: Telling) -> tuple[EventKind, ObjectKind] | None:  # noqa: C901, PLR0911, PLR0912 - a line a reason
    """The event and object that a trigger makes of the thing of an item, or of none."""
    sense = happening.term.sense
    free = telling.state.free_order
    if does_so(item, sense, telling) if free else is_no_event(item, happening, telling):
        return None
    if sense == "found" and not (item.thing and "debris" in {item.thing.article, item.thing.object if free else ""}):
        return None
    if happening.zero and sense.startswith("toll"):
        return None  # "gave no toll"
    if happening.zero and sense == "lose" and item.thing is None:
        return EventKind.CASUALTIES, ObjectKind.ANY  # "neither losses nor damage"
    spoken = telling.state.happening
    lost = (spoken is not None and spoken.term.sense in {"lose", "losses"}) or _is_inflicted(item, telling)
    if (
        item.amount
        and item.amount.value
        and ((sense == "casualty" and lost) or (item.including and _is_of_troops_lost(item, telling)))
    ):
        return EventKind.MILITARY_LOSS, ObjectKind.PERSONNEL  # "lost 1,140 troops … including 900 casualties over the past day"
    if sense == "use" and not weapons.is_used_to_strike(item, telling):
        return None  # drones look for hot spots, too
    sense = _of_its_thing(sense, item, telling)
    kind = item.thing.object if item.thing and item.thing.object else _inherited(happening, item, telling) if item.amount else None
    if kind == "debris":
        weapon = telling.state.weapon
        return EventKind.ATTACK, ObjectKind(weapon.object if weapon and weapon.object in FLYING else "unknown")
    if not kind:
        return _without_thing(item, happening, telling)
    if kind == "infrastructure" and item.thing and telling.state.target in {"industrial", "energy"} and is_that(item, telling):
        kind = telling.state.target
    group, kind = _class(item, sense, kind, telling)
    if kind is None:
        return _without_thing(item, happening, telling)
    told = happened(sense, kind, group) if group else None
    if told and kind in {"person", "personnel"}:
        told = _of_troops(told, kind, free=telling.state.free_order)
    if (
        told
        and sense == "kill"
        and kind == "personnel"
        and item.thing
        and not telling.state.free_order
        and _is_foe(item.thing, telling)
    ):
        return EventKind.MILITARY_LOSS, ObjectKind.PERSONNEL  # "92 occupiers were killed"
    if (
        told
        and told[0] is EventKind.DAMAGE
        and kind in {"vehicle", "ship"}
        and any(_is_arms(other) and (other.amount or not telling.state.free_order) for other in telling.items if other.trigger)
    ):
        return EventKind.MILITARY_LOSS, told[1]
    return told


def _of_troops(told: tuple[EventKind, ObjectKind], kind: str, *, free: bool) -> tuple[EventKind, ObjectKind]:
    """What happened to people by what they are called: "убито 40 окупантів" are losses, "eliminated two commanders" are none."""
    if free and kind == "personnel" and told[0] is EventKind.CASUALTIES:
        return EventKind.MILITARY_LOSS, ObjectKind.PERSONNEL
    if not free and kind == "person" and told[0] is EventKind.MILITARY_LOSS:
        return EventKind.CASUALTIES, ObjectKind.KILLED
    return told


def _is_foe(thing: Thing, telling: Telling) -> bool:
    """Whether soldiers are called those of an enemy."""
    if telling.state.free_order:
        return False
    called = telling.text[max(0, thing.start - len("enemy ")) : thing.end].lower()
    return called.startswith("enemy ") or called.endswith(INVADERS)


def _class(item: Item, sense: str, kind: str, telling: Telling) -> tuple[str | None, str | None]:  # noqa: C901, PLR0911 - a line a reason
    """The class through which a trigger takes a thing here, and the thing; no class where the thing is but a target."""
    if sense in _FALLS and kind in AIRCRAFT:
        return None, None  # "самолёт разбился": nothing was struck
    group = takes(sense, kind)
    hit = sense in _HITS and item.trigger is not None
    if hit and kind == "other" and (telling.state.free_order or not _is_object(item)) and not _is_means(item, telling):
        return None, None  # "hit dozens of targets"
    if hit and group == "military" and strikes_with(sense, kind) and _is_means(item, telling) and not telling.state.free_order:
        return "weapon", kind  # "attacked with drones and artillery"
    aground = group == "military" or (kind in AIRCRAFT and _by_weapon(item, telling))  # "drones struck two bombers"
    if hit and aground and not telling.state.free_order and not _is_object(item):
        return None, kind if _by_weapon(item, telling) else None  # "hit 12 launchers": attacked; nobody says that they are lost
    if hit and group == "military" and _is_object(item) and strikes_with(sense, kind) and not weapons.is_struck(item, telling):
        return "weapon", kind  # "artillery hit the camp"
    if is_attacked(item, telling):
        return None, None  # "two tankers were attacked": nobody tells of damage
    if hit and group in {"civil", "person", "airport"} and (telling.state.free_order or not _is_object(item)):
        return None, kind
    if hit and group == "civil" and telling.has("deny"):
        return None, None
    if sense == "destroy" and kind in AIRCRAFT and not _in_the_air(telling):
        return "military", kind
    if sense == "evacuate" and group == "civil" and any(_is_led_out(other) for other in telling.items):
        return None, kind
    if sense == "losses" and kind == "industrial":
        return "military", "equipment"
    if kind == "tank" and _is_at_a_plant(sense, telling):
        return "civil", "industrial"
    return group, kind


def _is_inflicted(item: Item, telling: Telling) -> bool:
    """As in "inflicted more than 1,330 casualties on the enemy"."""
    at = item.amount.start if item.amount else item.start
    return not telling.state.free_order and "inflict" in telling.text[max(telling.sentence.start, at - _INFLICTED) : at].lower()


def _is_of_troops_lost(item: Item, telling: Telling) -> bool:
    """As in "losses amounted to 1,338,400 personnel, including 1,090 killed or wounded over the past day"."""
    lost = [other for other in telling.items if other.start < item.start and other.thing and other.thing.object == "personnel"]
    harmed = item.happening is not None and item.happening.term.sense in {"kill", "injure", "casualty"}
    return harmed and any(other.happening and other.happening.term.sense in {"lose", "losses"} for other in lost)


def _is_at_a_plant(sense: str, telling: Telling) -> bool:
    """Whether tanks are those of a depot: one is named beside them, or was struck when they are said to be damaged or on fire."""
    beside = any(other.thing and other.thing.object == "industrial" for other in telling.items)
    listed = any(_is_arms(other) and other.thing and other.thing.object != "tank" for other in telling.items)
    return (beside and not listed) or (
        not telling.state.free_order and telling.state.target == "industrial" and sense in {"damage", "burn"}
    )


def _by_weapon(item: Item, telling: Telling) -> bool:
    """Whether the sentence names the weapon of the same strike."""
    return any(
        other.trigger is item.trigger and other.thing is not None and other.thing.object in WEAPONS - AIRCRAFT
        for other in telling.items
        if other is not item
    )


def _is_led_out(item: Item) -> bool:
    """Whether people are said to have been evacuated."""
    return bool(item.happening and item.happening.term.sense == "evacuate" and item.thing and item.thing.object == "person")


def _without_thing(item: Item, happening: Happening, telling: Telling) -> tuple[EventKind, ObjectKind] | None:
    if happening.term.sense == "harm" and item.thing is None and (item.amount is None or item.amount.value != 0):
        return None
    return _alone(happening) or fire(item, happening, telling) or closure(item, happening, telling)


def _is_aside(item: Item, event: EventKind, telling: Telling) -> bool:
    """Whether English words tell nothing of their own: damage of what a weapon hit, the dead of a whole war."""
    if event is EventKind.DAMAGE:
        return is_struck_by(item, telling)
    return event is EventKind.CASUALTIES and is_war_toll(item, telling)


def _spoken_for(item: Item, telling: Telling) -> Item:
    """An item with the weapon that "it", "they" or "all" stands for."""
    if not item.pronoun and not _is_all(item):
        return item
    if spoken := weapons.antecedent(item, telling):
        return item._replace(thing=spoken.thing, amount=spoken.amount)
    weapon = telling.state.weapon
    if _is_all(item) and weapon and weapon.amount and weapon.amount.value:
        return item._replace(thing=weapon, amount=weapon.amount._replace(role="all"))
    return item


def _is_all(item: Item) -> bool:
    """As in "20 drones, all of which were downed"."""
    return item.thing is None and item.amount is not None and item.amount.role == "all" and item.amount.value is None


def _in_the_air(telling: Telling) -> bool:
    """Whether the sentence speaks of air defence or of weapons in flight beside aircraft."""
    return telling.has("agent") or any(
        other.thing
        and other.thing.object in FLYING
        and other.happening
        and other.happening.term.sense not in _HITS
        and not (
            telling.state.free_order and other.trigger and other.thing.end <= other.trigger.start
        )  # what destroys, not what flies
        for other in telling.items
    )


def _is_object(item: Item) -> bool:
    """Whether a civil thing stands before the strike that hit it: "the plant was hit"."""
    return item.trigger is not None and item.thing is not None and item.thing.start < item.trigger.start


def _is_arms(item: Item) -> bool:
    return item.thing is not None and item.thing.object in _ARMS


def _amount(item: Item, event: EventKind) -> Amount | None:  # noqa: C901, PLR0911 - a line a reason
    thing, amount = item.thing, item.amount
    if item.denied and event in {EventKind.CASUALTIES, EventKind.DAMAGE} and item.trigger:
        return Amount(0, None, Bound.EXACT, item.trigger.start, item.trigger.end, "zero")
    if amount is None and event is EventKind.DAMAGE and thing is None and item.trigger:
        return Amount(1, None, Bound.EXACT, item.trigger.start, item.trigger.end)
    if event is EventKind.DISRUPTION and amount is None and thing and thing.object == "airport":
        return Amount(1, None, Bound.EXACT, thing.start, thing.end, each=True)
    if _is_of_a_bridge(item, event):
        return None
    if event is EventKind.CASUALTIES and thing is None and amount is None and item.single and item.trigger:
        return Amount(1, None, Bound.EXACT, item.trigger.start, item.trigger.end)
    if event is EventKind.ATTACK and thing and thing.object in AIRCRAFT:
        return None
    if thing and thing.object == "traffic" and (amount is None or thing.article == "a"):
        return None
    if thing and thing.object == "flight":
        return Amount(1, None, Bound.EXACT, thing.start, thing.end, each=True)
    if amount is None and thing is not None and not thing.many:
        return Amount(1, None, Bound.EXACT, thing.start, thing.end)
    if thing and thing.object == "couple" and amount and amount.value is not None:
        return amount._replace(value=amount.value * 2)
    return amount


def _is_means(item: Item, telling: Telling) -> bool:
    """Whether "by" or "with" stands before a thing: "attacked by 550 drones and missiles"."""
    if item.thing is None or item.trigger is None:
        return False
    if (item.happening and item.happening.term.form == "of") or (telling.state.free_order and is_so_often(item)):
        return True  # "attacked by"
    starts = min(item.thing.start, item.amount.start if item.amount else item.thing.start)
    between = [node.kind for node in telling.nodes if item.trigger.end <= node.start and node.end <= starts]
    by = max((at for at, kind in enumerate(between) if kind in {"by", "with"}), default=-1)
    return by >= 0 and not {"where", "target"} & {*between[by:]}  # not "with two drones on targets"


def _is_aimed_at(item: Item, telling: Telling) -> bool:
    """Whether what is counted stands behind a verb of striking as its object: targets hit are no weapons."""
    sense = item.happening.term.sense if item.happening else ""
    if item.thing is None or item.trigger is None or item.trigger.start > item.thing.start or sense not in _HITS:
        return False
    if _is_means(item, telling):
        return False
    classes = CLASSES.get(item.thing.object, ())
    return item.thing.object == "other" or ("military" in classes and "weapon" not in classes)


def _inherited(happening: Happening, item: Item, telling: Telling) -> str | None:
    """The kind of thing that a bare number counts."""
    sense = lexicon.senses()[happening.term.sense]
    if set(sense.events) == {"person"} or happening.term.sense in {"suffer", "evacuate"}:
        return "person"
    if sense.object == "power":
        return "household"
    at = item.amount.start if item.amount else item.start
    before = [other.thing.object for other in telling.items if other.thing and other.thing.start < at and other.thing.object]
    for kind in [*reversed(before), *_spoken_of(telling.state)]:
        if takes(happening.term.sense, kind):
            return None if kind == "flight" else kind  # "50 were delayed": flights, not airports
    return None


def _is_of_a_bridge(item: Item, event: EventKind) -> bool:
    """As in "мост перекрывали дважды": what is counted are closures, not bridges."""
    closed = item.happening is not None and item.happening.term.sense == "close"
    return event is EventKind.DISRUPTION and item.thing is None and closed


def _spoken_of(state: State) -> list[str]:
    return [thing.object for thing in (state.thing, state.weapon) if thing]


def _alone(happening: Happening) -> tuple[EventKind, ObjectKind] | None:
    """What a trigger means without a thing: "shelled", "drone attack", "no casualties"."""
    sense = lexicon.senses()[happening.term.sense]
    if happening.term.sense in _HITS:
        weapon = happening.weapons[0] if happening.weapons else sense.weapon
        return EventKind.ATTACK, ObjectKind(_SHOWN.get(weapon or "", weapon) or "unknown")
    if sense.object and happening.term.sense not in {"evacuate", "delay", "disconnect"}:
        return sense.events.get("person") or next(iter(sense.events.values())), ObjectKind(sense.object)
    return None
