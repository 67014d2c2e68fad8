"""Owns turning the items of a sentence into statements: who says them, when, where; what is missing comes from the context."""

from dataclasses import replace
from typing import Final

from services.extract import lexicon
from services.extract.bind import Item, bind
from services.extract.context import Site, State
from services.extract.rule import Node
from services.extract.rules.claimants import Attribution, Speaker
from services.extract.rules.events import happened, takes
from services.extract.rules.phrases import Amount, Happening, Thing
from services.extract.rules.stance import stance
from services.extract.sentences import Sentence
from services.extract.statement import Statement
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Modality, ObjectKind

_STATE: Final = frozenset({ClaimantKind.MINISTRY, ClaimantKind.MILITARY, ClaimantKind.PRESIDENT})


def statements(nodes: list[Node], sentence: Sentence, number: int, state: State) -> list[Statement]:
    """What a sentence states; the state moves on."""
    attributions = [node for node in nodes if node.kind == "attribution"]
    _remember(attributions, state)
    items = bind(nodes)
    times = [node for node in nodes if node.kind == "time"]
    found: list[Statement] = []
    last: Statement | None = None
    for item in items:
        made = _made(item, items, nodes, state)
        if made is None:
            continue
        event, kind, amount, verdict = made
        speaker = _speaker(item, attributions, nodes, state)
        sites, stated = _sites(item, event, speaker, found, state)
        if event is EventKind.ATTACK and not stated and item.happening and item.happening.term.form == "noun":
            continue
        time = _time(item, times, nodes)
        when, flags = state.time(time.value) if time else (None, ())
        for group, its_amount in _spread(sites, amount):
            outcome = lexicon.senses()[item.happening.term.sense].outcome if item.happening else None
            statement = Statement(
                event, kind, its_amount, outcome if event is EventKind.INTERCEPTION else None, group, speaker, when or state.day(),
                verdict.modality, item.start, item.end, number, item.rule,
                (item.trigger.start, item.trigger.end) if item.trigger else None,
                (item.thing.start, item.thing.end) if item.thing else None,
                (time.start, time.end) if time else None, verdict.hedges, flags, sentence.headline,
                last if item.including else None, stated_place=stated,
            )  # fmt: skip
            found.append(statement)
        if not item.including:
            last = found[-1]
    _carry(nodes, items, attributions, times, found, state)
    return found


def _made(item: Item, items: list[Item], nodes: list[Node], state: State):
    """Event, object, amount and stance of an item; None where it states nothing."""
    happening, thing = item.happening, item.thing
    if happening is None:
        if not item.places and not item.including:
            return None
        happening = next((other.happening for other in reversed(items) if other.happening and other.start < item.start), None)
        happening = happening or next((other.happening for other in items if other.happening), None) or state.happening
        if happening is None:
            return None
    if thing is None or (thing.object == ""):
        kind = _inherited(happening, item, items, state)
    else:
        kind = thing.object
    group = takes(happening.term.sense, kind) if kind else None
    outcome = happened(happening.term.sense, kind, group) if kind and group else _alone(happening)
    if outcome is None:
        return None
    event, made = outcome
    amount = item.amount
    if amount and amount.role == "most":
        amount = None
    if item.denied and event in {EventKind.CASUALTIES, EventKind.DAMAGE} and item.trigger:
        amount = Amount(0, None, Bound.EXACT, item.trigger.start, item.trigger.end, "zero")
    if thing is not None and amount is None and not thing.many and thing.article == "the":
        amount = Amount(1, None, Bound.EXACT, thing.start, thing.end)
    if event is EventKind.CASUALTIES and amount is None:
        return None
    if thing and thing.object == "couple" and amount and amount.value is not None:
        amount = amount._replace(value=amount.value * 2)
    verdict = stance(nodes, item, items)
    return (event, made, amount, verdict) if verdict.happened else None


def _inherited(happening: Happening, item: Item, items: list[Item], state: State) -> str | None:
    """The kind of thing that a bare number counts."""
    meaning = lexicon.senses()[happening.term.sense]
    if "person" in meaning.events and meaning.object and len(meaning.events) == 1:
        return "person"
    if meaning.object == "power":
        return "household"
    before = [other.thing.object for other in items if other.thing and other.start < item.start and other.thing.object]
    for kind in [*reversed(before), *([state.thing.object] if state.thing else [])]:
        if takes(happening.term.sense, kind):
            return kind
    return None


def _alone(happening: Happening) -> tuple[EventKind, ObjectKind] | None:
    """What a trigger means without a thing: "shelled", "drone attack", "power outages"."""
    meaning = lexicon.senses()[happening.term.sense]
    if EventKind.ATTACK in meaning.events.values() and happening.term.sense in {"strike", "shell", "bomb", "raid", "repel"}:
        weapon = meaning.weapon or (happening.weapons[0] if happening.weapons else None)
        if happening.term.form == "noun" or weapon:
            return EventKind.ATTACK, ObjectKind("unknown" if weapon is None else "artillery" if weapon == "shell" else weapon)
        return None
    if happening.term.sense == "harm":
        return EventKind.DAMAGE, ObjectKind.ANY
    return None


def _remember(attributions: list[Node], state: State) -> None:
    for node in attributions:
        speaker = node.value.speaker
        for span in speaker.places:
            state.place(span)


def _speaker(item: Item, attributions: list[Node], nodes: list[Node], state: State) -> Speaker | None:
    """Who says an item: who was brought in last before it, else who is named after it, else who spoke before."""
    before = [node for node in attributions if node.start < item.start]
    if before:
        return before[-1].value.speaker
    after = [node for node in attributions if node.start >= item.start]
    for node in after[:1]:
        between = [other.kind for other in nodes if item.end <= other.start < node.start]
        if "semicolon" not in between:
            return node.value.speaker
    return state.speaker


def _sites(
    item: Item, event: EventKind, speaker: Speaker | None, found: list[Statement], state: State
) -> tuple[tuple[Site, ...], bool]:
    own = _settled([site for node in item.places if (site := state.place(node))], item.places)
    if own:
        return own, True
    if item.including and found:
        return found[-1].sites, False
    country = _country(speaker, state)
    national = event is EventKind.INTERCEPTION and speaker is not None and speaker.kind in _STATE
    if found and not national:
        return found[0].sites, False
    if national and country and (site := state.region(country)):
        return (site,), False
    if state.sites and not national:
        return state.sites, False
    if speaker and speaker.places and (office := _settled([s for n in speaker.places if (s := state.place(n))], speaker.places)):
        return office, False
    if state.sites:
        return state.sites, False
    if country and (site := state.region(country)):
        return (site,), False
    return (), False


def _country(speaker: Speaker | None, state: State) -> str | None:
    del speaker
    return state.speaker_nation or (state.countries[0] if state.countries else None)


def _settled(sites: list[Site], nodes: tuple[Node, ...]) -> tuple[Site, ...]:
    """The sites without those that only say where another lies: "Syzran, Samara Region"."""
    kept = []
    for site in sites:
        inside = [
            other for other in sites
            if other is not site and (other.entry.region == site.code or other.entry.country == site.code) and other.entry != site.entry
            and (other.is_small or site.entry.level == "country")
        ]  # fmt: skip
        if not inside or site.is_small:
            kept.append(site)
    return tuple(kept)


def _spread(sites: tuple[Site, ...], amount: Amount | None) -> list[tuple[tuple[Site, ...], Amount | None]]:
    """One statement a region where the number is each region's, or none is given; else one over all, to be settled by the total."""
    codes = dict.fromkeys(site.code for site in sites)
    if len(sites) > 1 and amount and amount.each:
        return [((site,), amount) for site in sites]
    if len(codes) > 1 and (amount is None or amount.value is None):
        return [(tuple(site for site in sites if site.code == code), amount) for code in codes]
    return [(sites, amount)]


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


def _carry(
    nodes: list[Node], items: list[Item], attributions: list[Node], times: list[Node], found: list[Statement], state: State
) -> None:
    if attributions:
        last: Attribution = attributions[-1].value
        state.speaker = last.speaker
    nations = [node.value.sense for node in nodes if node.kind == "nation"]
    del nations
    if times:
        when, _ = state.time(times[-1].value)
        if when.start or when.end:
            state.when = when
    main = next((s for s in found if s.stated_place), None)
    if main:
        state.sites = main.sites
    for item in items:
        if item.happening:
            state.happening = item.happening
        if item.thing and item.thing.object:
            state.thing = item.thing
