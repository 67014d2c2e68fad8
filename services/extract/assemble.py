"""Owns turning the items of a sentence into statements: who says them, when, where; what is missing comes from the context."""

from typing import Final, NamedTuple

from services.extract import lexicon
from services.extract.bind import Item, bind
from services.extract.context import Site, State
from services.extract.rule import Node
from services.extract.rules.events import happened, takes
from services.extract.rules.phrases import Amount, Happening
from services.extract.rules.policy import stands
from services.extract.rules.stance import Stance, stance
from services.extract.sentences import Sentence
from services.extract.statement import Statement
from services.extract.where import settled, sites
from services.extract.who import known, speaks
from tocsin.vocabulary import Bound, EventKind, ObjectKind

_HITS: Final = frozenset({"strike", "shell", "bomb", "raid", "repel"})
_SINGLE: Final = frozenset({EventKind.INTERCEPTION, EventKind.ATTACK, EventKind.DAMAGE, EventKind.DISRUPTION})
"""Events in which one thing spoken of without a number is one."""


class _Made(NamedTuple):
    event: EventKind
    object: ObjectKind
    amount: Amount | None
    stance: Stance


class _Told(NamedTuple):
    """A sentence and what it brings in."""

    nodes: list[Node]
    sentence: Sentence
    number: int
    attributions: list[Node]
    times: list[Node]


def statements(nodes: list[Node], sentence: Sentence, number: int, state: State, text: str) -> list[Statement]:
    """What a sentence states; the state moves on."""
    attributions = known([node for node in nodes if node.kind == "attribution"], state, text)
    told = _Told(nodes, sentence, number, attributions, [node for node in nodes if node.kind == "time"])
    _heading(told, state)
    items = bind(nodes)
    found: list[Statement] = []
    for item in items:
        made = _made(item, items, nodes, state)
        if made is not None:
            found.extend(_stated(item, made, told, found, state))
    _carry(told, items, found, state)
    return found


def _heading(told: _Told, state: State) -> None:
    """A place that opens a line ("KOSTI, Sudan —", "Kursk:") is where what follows happened, and enemies are remembered."""
    first = told.nodes[0] if told.nodes else None
    after = told.nodes[1].kind if len(told.nodes) > 1 else ""
    if first and first.kind == "places" and after in {"comma", "colon", "dash", "open", "slash"} and not state.sites:
        state.sites = settled(first.value, state)
    for node in told.nodes:
        if node.kind == "thing" and (nation := next((part.value.sense for part in node.parts if part.kind == "nation"), None)):
            state.foe = nation


def _stated(item: Item, made: _Made, told: _Told, found: list[Statement], state: State) -> list[Statement]:
    speaker = speaks(item, told.attributions, told.nodes, state)
    place, named = sites(item, made.event, speaker, found, state)
    if not stands(item, made.event, made.amount, (place, named), found):
        return []
    time = _time(item, told.times, told.nodes)
    when, flags = state.time(time.value) if time else (state.day(), ())
    cumulative = state.cumulative or any(node.kind == "since_start" for node in told.nodes) or (time is not None and time.value.kind == "invasion")
    event, place = (EventKind.MILITARY_LOSS, ()) if cumulative and made.event is EventKind.INTERCEPTION else (made.event, place)
    if event is EventKind.MILITARY_LOSS and not named and (cumulative or _is_list(item) or not any(s.stated_place for s in found)):
        place = ()
    outcome = lexicon.senses()[item.happening.term.sense].outcome if item.happening else None
    if outcome is None and event is EventKind.INTERCEPTION and state.happening:
        outcome = lexicon.senses()[state.happening.term.sense].outcome
    return [
        Statement(
            event, made.object, amount, outcome if event is EventKind.INTERCEPTION else None, group, speaker, when,
            made.stance.modality, item.start, item.end, told.number, item.rule,
            (item.trigger.start, item.trigger.end) if item.trigger else None,
            (item.thing.start, item.thing.end) if item.thing else None,
            (time.start, time.end) if time else None, made.stance.hedges, flags, told.sentence.headline,
            found[-1] if item.including and found else None, stated_place=named,
        )
        for group, amount in _spread(place, made.amount)
    ]  # fmt: skip


def _is_list(item: Item) -> bool:
    return item.happening is not None and item.happening.term.sense == "lose"


def _made(item: Item, items: list[Item], nodes: list[Node], state: State) -> _Made | None:
    """Event, object, amount and stance of an item; None where it states nothing."""
    happening = item.happening or _continued(item, items, state)
    if happening is None:
        return None
    sense = happening.term.sense
    thing = item.thing
    kind = thing.object if thing and thing.object else _inherited(happening, item, items, state) if item.amount else None
    group = takes(sense, kind) if kind else None
    if group in {"civil", "person", "airport"} and sense in _HITS and item.trigger and not _is_object(item):
        return None
    told = happened(sense, kind, group) if kind and group else _alone(happening)
    if told is None:
        return None
    event, made = told
    if event is EventKind.DAMAGE and kind in {"vehicle", "ship"} and any(_is_military(other) for other in items):
        event = EventKind.MILITARY_LOSS
    verdict = stance(nodes, item, items)
    return _Made(event, made, _amount(item, event), verdict) if verdict.happened else None


def _is_object(item: Item) -> bool:
    """Whether a civil thing stands before the strike that hit it: "the plant was hit"."""
    return item.trigger is not None and item.thing is not None and item.thing.start < item.trigger.start


def _is_military(item: Item) -> bool:
    return item.thing is not None and item.thing.object in {
        "tank",
        "armoured_vehicle",
        "mlrs",
        "artillery",
        "air_defence",
        "personnel",
    }


def _continued(item: Item, items: list[Item], state: State) -> Happening | None:
    """The happening that a number with a place, or a part, goes on with."""
    if not item.places and not item.including:
        return None
    before = [other.happening for other in items if other.happening and other.start < item.start]
    after = [other.happening for other in items if other.happening]
    return before[-1] if before else after[0] if after else state.happening


def _amount(item: Item, event: EventKind) -> Amount | None:
    thing, amount = item.thing, item.amount
    if item.denied and event in {EventKind.CASUALTIES, EventKind.DAMAGE} and item.trigger:
        return Amount(0, None, Bound.EXACT, item.trigger.start, item.trigger.end, "zero")
    if amount is None and thing is not None and not thing.many and event in _SINGLE:
        return Amount(1, None, Bound.EXACT, thing.start, thing.end)
    if thing and thing.object == "couple" and amount and amount.value is not None:
        return amount._replace(value=amount.value * 2)
    return amount


def _inherited(happening: Happening, item: Item, items: list[Item], state: State) -> str | None:
    """The kind of thing that a bare number counts."""
    meaning = lexicon.senses()[happening.term.sense]
    if set(meaning.events) == {"person"}:
        return "person"
    if meaning.object == "power":
        return "household"
    before = [other.thing.object for other in items if other.thing and other.start < item.start and other.thing.object]
    for kind in [*reversed(before), *([state.thing.object] if state.thing else [])]:
        if takes(happening.term.sense, kind):
            return kind
    return None


def _alone(happening: Happening) -> tuple[EventKind, ObjectKind] | None:
    """What a trigger means without a thing: "shelled", "drone attack", "no casualties"."""
    sense = happening.term.sense
    meaning = lexicon.senses()[sense]
    if sense in _HITS:
        weapon = meaning.weapon or (happening.weapons[0] if happening.weapons else None)
        shown = {"shell": "artillery", "mlrs": "rocket", "tank": "artillery"}.get(weapon or "", weapon)
        return EventKind.ATTACK, ObjectKind(shown or "unknown")
    if meaning.object and meaning.object != "evacuation":
        return next(iter(meaning.events.values())), ObjectKind(meaning.object)
    return None


def _spread(place: tuple[Site, ...], amount: Amount | None) -> list[tuple[tuple[Site, ...], Amount | None]]:
    """One statement a region where the number is each region's, or none is given; else one over all, to be settled by the total."""
    codes = dict.fromkeys(site.code for site in place)
    if len(place) > 1 and amount and amount.each:
        return [((site,), amount) for site in place]
    if len(codes) > 1 and (amount is None or amount.value is None):
        return [(tuple(site for site in place if site.code == code), amount) for code in codes]
    return [(place, amount)]


def _time(item: Item, times: list[Node], nodes: list[Node]) -> Node | None:
    if not times:
        return None
    inside = [time for time in times if item.start <= time.start < item.end]
    if inside:
        return inside[0]
    walls = [node for node in nodes if node.kind == "semicolon"]
    near = [
        time for time in times if not any(min(time.start, item.start) < wall.start < max(time.start, item.start) for wall in walls)
    ]
    return min(near, key=lambda time: min(abs(time.start - item.end), abs(item.start - time.end)), default=None)


def _carry(told: _Told, items: list[Item], found: list[Statement], state: State) -> None:
    if told.attributions:
        state.speaker = told.attributions[-1].value.speaker
    if any(node.kind == "since_start" for node in told.nodes):
        state.cumulative = True
    elif told.times:
        when, _ = state.time(told.times[-1].value)
        state.cumulative = told.times[-1].value.kind == "invasion"
        if (when.start or when.end) and not state.cumulative:
            state.when = when
    main = next((statement for statement in found if statement.stated_place), None)
    if main and main.event is not EventKind.MILITARY_LOSS:
        state.sites = found[0].sites if not found[0].stated_place and len(found) > 2 else main.sites
    for item in items:
        if item.happening:
            state.happening = item.happening
        if item.thing and item.thing.object:
            state.thing = item.thing
