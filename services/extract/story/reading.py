"""Owns the reading: one sentence as the rules read it."""

from dataclasses import dataclass

from services.extract.grammar.rule import Node
from services.extract.story.statement import Statement


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence as the rules read it."""

    nodes: tuple[Node, ...]
    statements: tuple[Statement, ...]
