"""Owns what "над областью", "в городе" mean in Russian and Ukrainian: the place that the text, the line or the office speaks of."""

from typing import Final

from services.extract.claimants.who import is_national
from services.extract.grammar.rule import Node
from services.extract.places.gazetteer import PlaceSpan
from services.extract.rules.claimants import Speaker
from services.extract.story.context import State
from services.extract.story.settling import settled
from services.extract.story.site import Site
from tocsin.places import is_regional

_PLACES: Final = frozenset({"places", "location"})
_WIDE: Final = ("област", "регион", "регіон", "края", "краем", "крае", "республик")
_CITIES: Final = frozenset({"RU-MOW", "RU-SPE", "UA-30", "UA-40"})


def understood(nodes: list[Node], state: State, text: str) -> list[Node]:
    """The nodes with "над областью", "в городе" as the place that the text spoke of."""
    return [
        _of_its_line(node, nodes, text)
        or _of_the_office(node, nodes, state, text)
        or _meant(node, state, text[node.start : node.end].lower(), _land(nodes, state))
        if node.kind == "there"
        else node
        for node in nodes
    ]


def _of_its_line(node: Node, nodes: list[Node], text: str) -> Node | None:
    """As in "Валуйский округ: над сёлами сбиты …": the place that heads the line."""
    heads = len(nodes) > 1 and nodes[0].kind in _PLACES and nodes[1].kind == "colon" and nodes[0].end <= node.start
    wide = any(noun in text[node.start : node.end].lower() for noun in _WIDE)
    return node._replace(kind="location", value=nodes[0].value) if heads and not wide else None


def _of_the_office(node: Node, nodes: list[Node], state: State, text: str) -> Node | None:
    """As in "По словам губернатора Тверской области, над регионом сбиты …": the region of whoever the sentence brings in."""
    if not any(noun in text[node.start : node.end].lower() for noun in _WIDE):
        return None
    heads = [other.value.speaker for other in nodes if other.kind == "attribution" and other.start < node.start]
    seat = settled(heads[-1].places, state) if heads and not is_national(heads[-1]) else ()
    return _at(node, seat[0]) if len(seat) == 1 and is_regional(seat[0].code) else None


def _at(node: Node, site: Site) -> Node:
    """Words for a place as the place that they stand for."""
    if site.node and site.node.kind == "place":
        return node._replace(kind="location", value=(site.node,))
    span = PlaceSpan(node.start, node.end, "", (site.entry,), None)
    return node._replace(kind="location", value=(Node("place", node.start, node.end, span),))


def _land(nodes: list[Node], state: State) -> str | None:
    """Which country "в стране" means: that of whoever the sentence brings in, else the one in talk."""
    for node in nodes:
        if node.kind == "attribution" and node.value.speaker.nation:
            return str(node.value.speaker.nation)
        if node.kind == "speaker" and isinstance(node.value, Speaker) and node.value.nation:
            return node.value.nation
        for span in node.value if node.kind in _PLACES else ():
            if span.kind == "place" and span.value.candidates and span.value.candidates[0].level == "country":
                return str(span.value.candidates[0].code)
    return state.countries[0] if state.countries else None


def _meant(node: Node, state: State, words: str, land: str | None) -> Node:
    if "стране" in words or "країні" in words:
        home = state.region(land) if land else None
        if home is None:
            return node._replace(kind="word", value="")
        place = PlaceSpan(node.start, node.end, "", (home.entry,), None)
        return node._replace(kind="location", value=(Node("place", node.start, node.end, place),))
    site = state.sites[0] if state.sites else state.region(state.regions[0]) if state.regions else None
    if any(noun in words for noun in _WIDE):
        codes = ([site.code] if site else []) + list(state.regions)
        wide = next((code for code in codes if code not in _CITIES and not code.startswith("SEA:")), None)
        site = (state.region(wide) if wide else None) or site
    if site is None:
        return node._replace(kind="word", value="")
    return _at(node, site)
