"""Owns the telling: one sentence with what it brings in and what has been made of it so far."""

from dataclasses import dataclass, field

from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.story.context import State
from services.extract.story.statement import Statement
from services.extract.text.sentences import Sentence


@dataclass(slots=True)
class Telling:
    """A sentence as it is turned into statements."""

    nodes: list[Node]
    sentence: Sentence
    number: int
    """Number of the sentence in its text."""
    state: State
    attributions: list[Node]
    items: list[Item]
    text: str = ""
    """The view that the offsets are of."""
    found: list[Statement] = field(default_factory=list)

    kinds: dict[str, list[Node]] = field(init=False)
    """The nodes by kind, from left to right."""

    def __post_init__(self) -> None:
        self.kinds = {}
        for node in self.nodes:
            self.kinds.setdefault(node.kind, []).append(node)

    def of(self, *kinds: str) -> list[Node]:
        """The nodes of some kinds, from left to right."""
        if len(kinds) == 1:
            return [*self.kinds.get(kinds[0], ())]
        return [node for node in self.nodes if node.kind in kinds] if self.has(*kinds) else []

    def has(self, *kinds: str) -> bool:
        """Whether there is a node of one of the kinds."""
        return not self.kinds.keys().isdisjoint(kinds)
