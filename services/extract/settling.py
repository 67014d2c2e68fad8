"""Owns what the places of one list mean together: the wide ones first, and the small ones in them."""

from dataclasses import replace
from typing import Final

from services.extract.context import State
from services.extract.gazetteer import PlaceSpan
from services.extract.rule import Node
from services.extract.site import Site

_STRAY: Final = 30_000
"""Inhabitants below which a place of a list is no place of another country."""
_INNERMOST: Final = 2


def settled(nodes: tuple[Node, ...], state: State) -> tuple[Site, ...]:
    """What the places of a list mean, without those that only say where another lies ("Syzran, Samara Region")."""
    nodes = nodes if state.free_order or len(nodes) < 2 else tuple(_agreeing(node, nodes) for node in nodes)
    by_node: dict[int, Site] = {}
    wide = village = False
    for node in sorted(nodes, key=lambda node: _width(node, state)):
        village = state.free_order and node.kind == "place" and _is_village(node.value, wide=wide, before=village)
        if site := state.place(node._replace(value=replace(node.value, village=True)) if village else node):
            by_node[node.start] = site
            wide = wide or site.entry.level in {"district", "region"}
    found = [by_node[node.start] for node in nodes if node.start in by_node]
    kept = [site for site in found if not any(_lies_in(other, site) for other in found if other is not site)]
    if state.free_order and len(kept) > 1:
        kept = [site for site in kept if not _is_stray(site, kept)]
    return tuple(kept)


def _width(node: Node, state: State) -> int:
    """The wider a place, the earlier it is settled: regions and countries, in free order then districts, then what lies in them."""
    if _is_wide(node):
        return 0
    return 1 if state.free_order and node.kind == "place" and node.value.type_noun == "district" else _INNERMOST


def _is_village(span: PlaceSpan, *, wide: bool, before: bool) -> bool:
    """Whether a name of a list is a village's, which may be called like a town far away.

    So it is if the noun says so, or that of the name before ("по сёлам Кукуевка и Пристень"), or the list names their district.
    """
    small = all(entry.level == "city" and entry.population < _STRAY for entry in span.candidates)
    return span.village or (small and span.type_noun in {None, "city"} and (wide or before))


def _agreeing(node: Node, listed: tuple[Node, ...]) -> Node:
    """A region with those of its meanings only that others of its list agree with: "Pakistan's Punjab", "Punjab's Amritsar"."""
    regional = [entry for entry in node.value.candidates if entry.level == "region"] if node.kind == "place" else []
    if len(regional) < 2:
        return node
    others = [entry for other in listed if other is not node and other.kind == "place" for entry in other.value.candidates]
    around = {entry.country for entry in others if entry.level == "country"}
    inside = {entry.region for entry in others if entry.level in {"city", "district"}}
    fitting = tuple(entry for entry in regional if entry.code in inside or entry.country in around)
    return node._replace(value=replace(node.value, candidates=fitting)) if fitting else node


def _is_stray(site: Site, listed: list[Site]) -> bool:
    """Whether a small place of a list is taken for one far away: "Гуляйполе, Полтавку" are villages of one region."""
    others = {other.code for other in listed if other is not site}
    near = {other.entry.country for other in listed if other is not site}
    small = site.entry.level == "city" and 0 < site.entry.population < _STRAY
    return small and site.code not in others and site.entry.country not in near


def _is_wide(node: Node) -> bool:
    """Whether a place is or may be a whole region: it is settled first, the smaller ones lie in it."""
    if node.kind != "place":
        return False
    span = node.value
    return span.type_noun in {"region", "country"} or (
        span.type_noun is None and any(entry.level in {"region", "country"} for entry in span.candidates)
    )


def _lies_in(inner: Site, outer: Site) -> bool:
    if outer.entry.level == "country":
        return inner.entry.level != "country" and inner.entry.country == outer.code
    return not outer.is_small and inner.is_small and inner.code == outer.code
