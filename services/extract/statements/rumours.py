"""Owns Russian and Ukrainian rumours that the next sentence refutes: "Паблики писали о погибших. Мэр назвал это фейком"."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind, Modality

_CHANNELS: Final = ("соцсет", "соцмереж", "канал", "паблик", "паблік", " сми ", " змі ", "слух", "чутк")
"""Beginnings of words for where rumours go round."""
_BEFORE: Final = 80
"""Characters before a rumour in which its channel may be named."""


def refuted(telling: Telling) -> None:
    """Makes what channels told in the sentence before denied by whoever denies it without telling anything else."""
    denier = None if telling.found or telling.has("happening") else _denier(telling)
    rumours = [s for s in telling.state.last if denier is not None and _is_rumour(s, telling.text)]
    for statement in [s for s in rumours if s.event is not EventKind.ATTACK] or rumours:
        statement.modality, statement.amount, statement.speaker = Modality.DENIED, None, denier
    telling.state.last = list(telling.found)


def _denier(telling: Telling) -> Speaker | None:
    """Who says that it is untrue: "опроверг", "назвал эти сообщения фейком"."""
    told: list[Node] = telling.attributions
    untrue = bool(told) and (told[0].value.turn == "denies" or any(node.start > told[0].start for node in telling.of("deny")))
    return told[0].value.speaker if untrue else None


def _is_rumour(statement: Statement, text: str) -> bool:
    """Whether a statement is told as what channels tell."""
    return any(word in text[max(0, statement.start - _BEFORE) : statement.start].lower() for word in _CHANNELS)
