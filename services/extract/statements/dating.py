"""Owns sentences that only say when the attack told before them was: "The strike took place on Thursday afternoon"."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.statements.timing import dated_by, moment_day
from services.extract.story.context import Occurrence, State
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind, TimeBasis

_PASSED: Final = frozenset({"where", "time", "location", "the", "comma", "attribution"})
"""What may stand between what occurred and the verb: "the attack on the town, the mayor said, took place"."""
_STRIKES: Final = frozenset({"strike", "shell", "bomb", "raid", "hit", "launch"})
_HARM: Final = frozenset({EventKind.ATTACK, EventKind.CASUALTIES, EventKind.DAMAGE})


def note(telling: Telling) -> None:
    """Remembers when what was told before occurred, where the sentence says so."""
    if not telling.has("occurred", "it_occurred") or not telling.has("time") or telling.state.published is None:
        return
    verb, times = telling.of("occurred", "it_occurred")[0], telling.of("time")
    before = [node for node in telling.nodes if node.end <= verb.start and node.kind not in _PASSED]
    if verb.kind == "it_occurred" or (before and _is_known(before[-1])):
        nearest = min(times, key=lambda time: (time.value.kind == "today", abs(time.start - verb.end)))
        when, _ = dated_by(nearest, telling)
        telling.state.occurrences.append(Occurrence(telling.number, when, (nearest.start, nearest.end)))


def _is_known(node: Node) -> bool:
    """Whether a node speaks of an attack or incident told of before."""
    strike = node.kind == "happening" and node.value.term.form in {"noun", "both"} and node.value.term.sense in _STRIKES
    return strike or node.kind in {"incident", "pronoun"}


def back(statements: list[Statement], state: State) -> None:
    """Dates what was told of an attack without a day by the sentence behind it that says when it was."""
    for occurrence in state.occurrences:
        earlier = [s for s in statements if s.sentence <= occurrence.sentence and not s.background]
        attack = next((s for s in reversed(earlier) if s.event is EventKind.ATTACK), None)
        for statement in earlier:
            undated = statement.when is not None and statement.when.basis is TimeBasis.PUBLISHED
            if attack is None or not undated or statement.event not in _HARM or not _is_of(statement, attack):
                continue
            statement.when = occurrence.when if statement is attack else moment_day(occurrence.when)
            statement.when_span = occurrence.span


def _is_of(statement: Statement, attack: Statement) -> bool:
    """Whether a statement is of the region of an attack."""
    return statement is attack or bool(set(statement.codes) & set(attack.codes)) or statement.codes == attack.codes
