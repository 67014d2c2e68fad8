"""Owns where an item happened: the places of its clause, else what the sentence, the text or the claimant's office implies."""

from services.extract.bind import Item
from services.extract.context import Site, State
from services.extract.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.telling import Telling
from services.extract.who import country, is_national
from tocsin.vocabulary import EventKind

Placed = tuple[tuple[Site, ...], bool]
"""Places, and whether the item's own clause names them."""


def sites(item: Item, event: EventKind, speaker: Speaker | None, telling: Telling) -> Placed:
    """The places of an item, and whether its own clause names them."""
    state, found = telling.state, telling.found
    if speaker and speaker.nation:
        state.countries = (speaker.nation, *(code for code in state.countries if code != speaker.nation))
    places = item.places or (item.thing.places if item.thing else ())
    if own := settled(places, state):
        return own, True
    if item.including and found:
        return found[-1].sites, False
    home = country(speaker, state)
    whole = state.region(home) if home else None
    forces = next((agent.value for agent in telling.of("agent") if agent.value), None)
    if event is EventKind.INTERCEPTION and forces and not (speaker and (is_national(speaker) or speaker.places)):
        ours = state.region(forces)
        if ours and not any(s.stated_place for s in found):
            return (ours,), False
    launched = event is EventKind.ATTACK and item.happening is not None and item.happening.term.sense == "launch"
    foes = any(node.value.sense != home for node in telling.of("nation"))
    if state.free_order and launched and foes and is_national(speaker) and whole:
        return (whole,), False
    if event is EventKind.INTERCEPTION and is_national(speaker):
        return ((whole,), False) if whole else (state.sites, False)
    if event is EventKind.ATTACK and is_national(speaker) and (state.dateline or not state.sites) and not found and whole:
        return (whole,), False
    launched = item.happening is not None and item.happening.term.sense == "launch" and item.rule == "<trigger> <thing>"
    if event is EventKind.ATTACK and launched and whole and not found and not state.free_order:
        return (whole,), False
    new = speaker is not None and any(node.value.speaker is speaker for node in telling.attributions)
    office = settled(speaker.places, state) if new and speaker and not is_national(speaker) and not found else ()
    if office and office[0].entry.level != "country":
        inside = state.sites if {site.code for site in state.sites} == {site.code for site in office} else office
        return inside, False
    if telling.has("there") and state.sites:
        return state.sites, False
    if mine := [statement for statement in found if statement.speaker == speaker]:
        return mine[0].sites, False
    if state.free_order:
        said = [other.places for other in telling.items if other.places and other.start < item.start and not other.goal]
        if said and (before := settled(said[-1], state)):
            return before, False
        if state.sites:
            return state.sites, False
    later = next((other.places for other in telling.items if other.places and not other.goal and not _parted(item, other, telling)), ())
    if later and not found and (ahead := settled(later, state)):
        return ahead, False
    bare = [node for node in telling.of("places") if node.start < item.start]
    if bare and not telling.has("location") and (near := settled(bare[-1].value, state)) and near[0].entry.level != "country":
        return near, False
    if state.sites:
        return state.sites, False
    if speaker and (office := settled(speaker.places, state)):
        return office, False
    return ((whole,), False) if whole else ((), False)


def _parted(item: Item, other: Item, telling: Telling) -> bool:
    """Whether a contrast or another clause stands between two items."""
    return any(item.end <= node.start < other.start for node in telling.of("but", "semicolon"))


def settled(nodes: tuple[Node, ...], state: State) -> tuple[Site, ...]:
    """What the places of a list mean, without those that only say where another lies ("Syzran, Samara Region")."""
    wide_first = sorted(nodes, key=lambda node: not _is_wide(node))
    by_node = {node.start: site for node in wide_first if (site := state.place(node))}
    found = [by_node[node.start] for node in nodes if node.start in by_node]
    kept = [site for site in found if not any(_lies_in(other, site) for other in found if other is not site)]
    return tuple(kept)


def _is_wide(node: Node) -> bool:
    """Whether a place is or may be a whole region: it is settled first, the smaller ones lie in it."""
    if node.kind == "capital":
        return False
    span = node.value
    return span.type_noun in {"region", "country"} or (
        span.type_noun is None and any(entry.level in {"region", "country"} for entry in span.candidates)
    )


def _lies_in(inner: Site, outer: Site) -> bool:
    if outer.entry.level == "country":
        return inner.entry.level != "country" and inner.entry.country == outer.code
    return not outer.is_small and inner.is_small and inner.code == outer.code
