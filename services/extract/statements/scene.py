"""Owns where the text is: what its dateline says, and the place that goes on from sentence to sentence.

A place that a clause states goes on; a country does not take the place of a region of its own, nor what happened long before the
news that of the news; goals, comparisons and seats (`mentions`) never do.
"""

from datetime import timedelta
from typing import Final

from services.extract.grammar.rule import Node
from services.extract.places.capitals import CAPITALS
from services.extract.statements.narrator import is_background
from services.extract.story.context import State
from services.extract.story.settling import settled
from services.extract.story.site import Site
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import ClaimantKind, EventKind

_LISTED: Final = 3
"""Regions of one sentence that make a list."""
_DATELINE: Final = 7
"""Words and marks that a dateline has at most."""
_HEADS: Final = frozenset({"comma", "colon", "dash", "open", "slash"})
_LONG_AGO: Final = timedelta(days=10)
"""What happened earlier before the report is its background."""


def without_dateline(nodes: list[Node], state: State, text: str) -> list[Node]:
    """The nodes with what opens a report set apart: the town, in capitals, and the day are the report's, not the event's.

    "KYIV, Sept 4 (Agency) — …", "NEW DELHI: …".
    """
    if not nodes or nodes[0].kind != "places":
        return nodes
    if not state.free_order and len(nodes) > 1 and nodes[1].kind in _HEADS and _is_shouted(text[nodes[0].start : nodes[0].end]):
        nodes = [nodes[0]._replace(kind="dateline"), *nodes[1:]]
    if not state.free_order and _is_reported_from(nodes, state):
        nodes = [nodes[0]._replace(kind="dateline"), *nodes[1:]]
    if state.published is None:
        return nodes
    for index, node in enumerate(nodes[1:_DATELINE], 1):
        if node.kind not in {"comma", "open", "close", "slash", "speaker", "time", "word", "mark"}:
            return nodes
        after = [other.kind for other in nodes[index + 1 : index + _DATELINE]]
        if node.kind == "time" and ("dash" in after or after[:1] == ["attribution"] or "slash" in after or after in ([], ["stop"])):
            shouted = state.free_order and _is_shouted(text[nodes[0].start : nodes[0].end])
            head = nodes[0]._replace(kind="dateline") if shouted else nodes[0]
            rest = nodes[index + 1 :]
            rest = [_unvoiced(other) for other in rest] if state.free_order else rest
            return [head, *nodes[1:index], node._replace(kind="clock"), *rest]
    return nodes


def _unvoiced(node: Node) -> Node:
    """The agency of a dateline reports, it does not claim."""
    speaker = node.value.speaker if node.kind == "attribution" and node.value.turn == "signs" else node.value
    agency = node.kind in {"attribution", "speaker"} and getattr(speaker, "kind", None) is ClaimantKind.MEDIA
    return node._replace(kind="word", value="") if agency else node


def _is_reported_from(nodes: list[Node], state: State) -> bool:
    """As in "Sanaa: Six people were killed in a strike on Hodeidah": a capital before what happened in another region."""
    if len(nodes) < 2 or nodes[1].kind not in {"colon", "dash"} or state.sites or not is_capital(nodes[0], state):
        return False
    seat = {site.code for site in settled(nodes[0].value, state)}
    spans = [span for node in nodes[2:] if node.kind in {"location", "places"} for span in node.value if span.kind == "place"]
    elsewhere = [entry for span in spans for entry in span.value.candidates[:1] if entry.level in {"city", "region"}]
    return any(entry.code not in seat for entry in elsewhere)


def _is_shouted(name: str) -> bool:
    """As in "PORT SUDAN", "KYIV, Ukraine"."""
    first = name.split(",", maxsplit=1)[0]
    return first.isupper() and len(first) > len("USA")


def opened(telling: Telling) -> None:
    """A place that opens a line ("KOSTI, Sudan —", "Kursk:") is where what follows happened, unless more is said.

    The capital of a country stands for the country: reports are written there.
    """
    nodes, state = telling.nodes, telling.state
    if not nodes or state.sites or nodes[0].kind not in {"places", "dateline"} or len(nodes) == 1 or nodes[1].kind not in _HEADS:
        return
    if nodes[0].kind == "dateline" and nodes[1].kind == "slash" and not state.free_order:
        return  # "GENEVA/KYIV": told from two places, happened in neither
    here = settled(nodes[0].value, state)
    state.sites = tuple(_of_its_country(site, state) for site in here) if nodes[0].kind == "dateline" else here
    state.dateline = True
    if nodes[0].kind == "dateline" and is_capital(nodes[0], state):
        state.capital_of = here[0].entry.country


def _of_its_country(site: Site, state: State) -> Site:
    country = site.entry.country
    return (state.region(country) if country and CAPITALS.get(country) == site.code else None) or site


def is_capital(node: Node, state: State) -> bool:
    """Whether a node names nothing but a country's capital."""
    here = settled(node.value, state)
    return bool(here) and all(site.entry.country and CAPITALS.get(site.entry.country) == site.code for site in here)


def moved(telling: Telling) -> None:
    """The place that goes on: that of the sentence's first statement with one; a list over many regions moves nothing."""
    state, found = telling.state, telling.found
    if not found:
        _led(telling)
        return
    news = [s for s in found if not _is_past(s, telling)]
    main = next((s for s in news if s.stated_place and s.event is not EventKind.MILITARY_LOSS), None)
    if main is None:
        implied = next((s.sites for s in news if any(is_regional(site.code) for site in s.sites)), ())
        state.sites = implied or state.sites
        return
    if _is_around(main.sites, state) and not state.dateline:
        return
    state.dateline = False
    reminds = telling.nodes[0].kind in {"unattributed", "background"}
    if state.free_order and not reminds and _is_wider(main.sites if found[0].stated_place else found[0].sites, state):
        return
    if not found[0].stated_place and len(found) > 2:
        state.sites = state.sites if _is_around(found[0].sites, state) else found[0].sites
    elif len({code for s in found if s.stated_place for code in s.codes}) < _LISTED or not state.sites:
        state.sites = main.sites


def _is_wider(sites: tuple[Site, ...], state: State) -> bool:
    """Whether sites are whole countries while the text is in a region: a national tally moves no report from its town."""
    return any(is_regional(site.code) for site in state.sites) and not any(is_regional(site.code) for site in sites)


def _led(telling: Telling) -> None:
    """A sentence that states nothing moves the text where its items are."""
    state = telling.state
    own = next((item.places for item in telling.items if item.places and not item.goal), ())
    if not own and not state.free_order:
        own = _only_place(telling)
    here = settled(own, state)
    state.sites = here if any(is_regional(site.code) for site in here) else state.sites


def _only_place(telling: Telling) -> tuple[Node, ...]:
    """The one place of a sentence without an event: a heading ("Sumy."), "the town of El Fasher has been besieged for a year"."""
    named = [node for node in telling.of("location", "places") if not _is_seat(node, telling)]
    return tuple(named[0].value) if len(named) == 1 else ()


def _is_seat(place: Node, telling: Telling) -> bool:
    """Whether a place is that of a claimant or of somebody's past: "the ministry in Kyiv", "born in Sumy"."""
    index = telling.nodes.index(place)
    before = telling.nodes[index - 1].kind if index else ""
    return before in {"speaker", "attribution", "name", "of", "agent", "nation"}


def _is_past(statement: Statement, telling: Telling) -> bool:
    """Whether a statement tells of what happened long before the news."""
    state = telling.state
    if state.free_order or not state.sites:
        return False
    end = (statement.when.end or statement.when.start) if statement.when else None
    old = state.published is not None and end is not None and end[:10] < (state.published - _LONG_AGO).date().isoformat()
    return old or is_background(telling)


def _is_around(sites: tuple[Site, ...], state: State) -> bool:
    """Whether sites are no more than the country of the region that the text is in."""
    countries = {country_of(site.code) for site in state.sites if is_regional(site.code)}
    return not state.free_order and bool(sites) and all(not is_regional(s.code) and s.code in countries for s in sites)
