"""Owns what the places of one list mean together: the wide ones first, and the small ones in them."""

from dataclasses import replace
from typing import Final

from services.extract.context import State
from services.extract.rule import Node
from services.extract.site import Site

_STRAY: Final = 20_000
"""Inhabitants below which a place of a list is no place of another country."""


def settled(nodes: tuple[Node, ...], state: State) -> tuple[Site, ...]:
    """What the places of a list mean, without those that only say where another lies ("Syzran, Samara Region")."""
    nodes = nodes if state.free_order or len(nodes) < 2 else tuple(_agreeing(node, nodes) for node in nodes)
    wide_first = sorted(nodes, key=lambda node: not _is_wide(node))
    by_node = {node.start: site for node in wide_first if (site := state.place(node))}
    found = [by_node[node.start] for node in nodes if node.start in by_node]
    kept = [site for site in found if not any(_lies_in(other, site) for other in found if other is not site)]
    if state.free_order and len(kept) > 1:
        kept = [site for site in kept if not _is_stray(site, kept)]
    return tuple(kept)


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
