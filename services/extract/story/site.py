"""Owns the site: a place of a claim, named by the text or understood."""

from dataclasses import dataclass

from services.extract.grammar.rule import Node
from services.extract.places import folding
from services.extract.places.gazetteer import PlaceEntry


@dataclass(frozen=True, slots=True)
class Site:
    """One place of a claim."""

    entry: PlaceEntry
    node: Node | None
    """Where the text names it; None where it follows from something else."""
    flags: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Region code."""
        return self.entry.code

    @property
    def called(self) -> str:
        """What it is called, also a small place that is known only as one of its region."""
        known = self.entry.level in {"city", "district"} or self.node is None or self.node.kind != "place"
        return self.entry.name if known or self.node is None else folding.key(self.node.value.text)

    @property
    def is_small(self) -> bool:
        """Whether it is a district or a town rather than a whole region."""
        if self.entry.level in {"city", "district"}:
            return True
        named = self.node is not None and self.node.kind == "place"
        return named and self.node is not None and (self.node.value.village or self.node.value.type_noun == "district")
