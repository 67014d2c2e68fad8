"""Owns what the places of one list mean together: the wide ones first, and the small ones in them."""

from dataclasses import replace
from itertools import zip_longest
from typing import Final

from services.extract.grammar.rule import Node
from services.extract.places.gazetteer import PlaceEntry, PlaceSpan
from services.extract.story.context import State
from services.extract.story.site import Site

_PLACES: Final = frozenset({"places", "location", "goal", "source"})
_STRAY: Final = 30_000
"""Inhabitants below which a place of a list is no place of another country."""
_INNERMOST: Final = 2


def settled(nodes: tuple[Node, ...], state: State) -> tuple[Site, ...]:
    """What the places of a list mean, without those that only say where another lies ("Syzran, Samara Region")."""
    nodes = nodes if state.free_order or len(nodes) < 2 else tuple(_agreeing(node, nodes) for node in nodes)
    if not state.free_order and len(nodes) > 1:
        _name_inside(nodes, state)
    by_node: dict[int, Site] = {}
    wide = village = False
    for node in sorted(nodes, key=lambda node: _width(node, state)):
        village = state.free_order and node.kind == "place" and _is_village(node.value, wide=wide, before=village)
        if site := state.place(node._replace(value=replace(node.value, village=True)) if village else node):
            by_node[node.start] = site
            wide = wide or site.entry.level in {"district", "region"}
    found = [by_node[node.start] for node in nodes if node.start in by_node]
    kept = [site for site in found if not any(_lies_in(other, site) for other in found if other is not site)]
    if len(kept) > 1:
        kept = [site for site in kept if not _is_stray(site, found)]
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


def agreed(nodes: list[Node]) -> list[Node]:
    """The nodes of a sentence, regions of two countries read as those of the one that the rest is in: "Punjab … Karachi"."""
    spans = [span for node in nodes if node.kind in _PLACES for span in node.value if span.kind == "place"]
    doubtful = [span for span in spans if len(_countries(span, "region")) > 1]
    if not doubtful:
        return nodes
    near = {code for span in spans if len(found := _countries(span)) == 1 for code in found}
    return [
        node._replace(value=tuple(_of_countries(span, near) for span in node.value)) if node.kind in _PLACES else node
        for node in nodes
    ]


def in_their_town(nodes: list[Node], state: State) -> list[Node]:
    """The nodes of a sentence, districts as those of its towns: "в Курске … в Центральном округе" is not St Petersburg.

    Districts of the same names are in many towns, and the gazetteer knows few of them.
    """
    spans = [span for node in nodes if node.kind in _PLACES for span in node.value if span.kind == "place"]
    others = [span.value for span in spans if span.value.type_noun != "district"]
    if len(others) == len(spans):
        return nodes
    others = [span for span in others if not span.village]  # villages have no districts, and far towns are called like them
    around = {entry.region for span in others for entry in span.candidates[:1] if entry.region}
    if not around:
        return nodes
    towns = [entry for span in others for entry in span.candidates[:1] if entry.level == "city" and entry.region]
    towns = [] if len(towns) > 1 else towns
    around.update(code for code in state.regions if not towns)
    return [
        node._replace(value=tuple(_inside(span, _its_town(node, after, state) or around, towns) for span in node.value))
        if node.kind in _PLACES
        else node
        for node, after in zip_longest(nodes, nodes[1:])
    ]


def _its_town(node: Node, after: Node | None, state: State) -> set[str]:
    """The regions of the towns that stand beside a district: "в Левобережном районе Воронежа"."""
    beside = (*node.value, *(after.value if after is not None and after.kind == "places" else ()))
    towns = [span.value for span in beside if span.kind == "place" and span.value.type_noun != "district"]
    found = {entry.region for span in towns for entry in span.candidates[:1] if entry.level == "city" and entry.region}
    return found if state.free_order else set()


def _inside(span: Node, around: set[str], towns: list[PlaceEntry]) -> Node:
    """A district that several regions have, as that of some regions alone; one called after a town elsewhere, as the town's."""
    if span.kind != "place" or span.value.type_noun != "district" or not span.value.candidates:
        return span
    kept = tuple(entry for entry in span.value.candidates if entry.region in around)
    named_after = all(entry.level == "city" for entry in span.value.candidates)
    if not kept and named_after and len(towns) == 1:
        return span._replace(value=replace(span.value, candidates=tuple(towns)))
    if len({entry.region for entry in span.value.candidates}) < 2:
        return span
    return span._replace(value=replace(span.value, candidates=kept))


def _countries(span: Node, level: str | None = None) -> set[str]:
    """The countries of what a name may mean."""
    return {entry.country for entry in span.value.candidates if entry.country and level in {None, entry.level}}


def _of_countries(span: Node, near: set[str]) -> Node:
    """A region with its meanings in some countries, where only one of them is near."""
    meant = _countries(span, "region") & near if span.kind == "place" else set()
    if len(meant) != 1 or len(_countries(span, "region")) < 2:
        return span
    fitting = tuple(entry for entry in span.value.candidates if entry.country in meant)
    return span._replace(value=replace(span.value, candidates=fitting))


def _name_inside(listed: tuple[Node, ...], state: State) -> None:
    """As in "near Lere, in the region of Timbuktu": what that name means from now on."""
    wide = [node for node in listed if node.kind == "place" and node.value.type_noun == "region"]
    small = [node for node in listed if node.kind == "place" and node.value.type_noun in {None, "city"}]
    if len(wide) != 1 or len(small) != 1 or len(listed) != 2 or any(e.level != "city" for e in small[0].value.candidates):
        return
    if around := state.place(wide[0]):
        inside = [entry for entry in small[0].value.candidates if entry.region == around.code]
        state.named[small[0].value.text] = inside[0] if inside else around.entry


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
