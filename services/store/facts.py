"""Facts of an incident: per metric and claimant the figure that stands and its history; nothing is averaged or added. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.store.carriers import told_order
from services.store.claimants import Voice, independents, voices
from services.store.families import SURE_ENOUGH
from services.store.names import same_name
from services.store.statement import ArticleFacts, Statement
from tocsin.incident import ClaimantFigures, Fact, Figure
from tocsin.vocabulary import EventKind, Modality, ObjectKind, Outcome

_SEPARATE_OUTCOMES: Final = frozenset({Outcome.SUPPRESSED, Outcome.LOST})
"""Outcomes that sources count apart from what was shot down."""

_SOME: Final = 2
"""A toll less than the standing one divided by this is of some of the people that it counts, not a correction."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The claims of an incident with the articles that carry them."""

    statements: Sequence[Statement]
    articles: Mapping[str, ArticleFacts]
    origin: Mapping[str, str]
    """Article → the article it copies, or itself."""


@dataclass(frozen=True, slots=True, order=True)
class _Metric:
    event: EventKind
    object: ObjectKind
    outcome: Outcome | None
    part: bool


def speakers(telling: Telling) -> dict[Voice, Voice]:
    """Every claimant of the incident → the one that stands for its speaker."""
    return voices(voice for s in telling.statements if (voice := voice_of(s)) is not None)


def voice_of(statement: Statement) -> Voice | None:
    """The claimant of a claim; None where the article itself asserts."""
    if statement.claimant is None or statement.claimant_kind is None:
        return None
    return Voice(statement.claimant, statement.claimant_kind)


def facts_of(telling: Telling, speaker: Mapping[Voice, Voice]) -> tuple[Fact, ...]:
    """The facts of an incident, in a fixed order."""
    metrics: dict[_Metric, list[Statement]] = defaultdict(list)
    inside = {s.id for s in telling.statements}
    for statement in telling.statements:
        metrics[_metric(statement, inside)].append(statement)
    denied: dict[tuple[EventKind, ObjectKind], set[str]] = defaultdict(set)
    for statement in telling.statements:
        if statement.modality is Modality.DENIED and (voice := voice_of(statement)) is not None:
            denied[statement.event, statement.object].add(speaker[voice].name)
    return tuple(
        _fact(metric, members, telling, speaker, tuple(sorted(denied[metric.event, metric.object])))
        for metric, members in sorted(metrics.items(), key=lambda item: _order(item[0]))
    )


def _metric(statement: Statement, inside: set[str]) -> _Metric:
    outcome = statement.outcome if statement.outcome in _SEPARATE_OUTCOMES else None
    return _Metric(statement.event, statement.object, outcome, statement.part_of in inside)


def _order(metric: _Metric) -> tuple[str, str, str, bool]:
    return (metric.event, metric.object, metric.outcome or "", metric.part)


def _fact(
    metric: _Metric, members: Sequence[Statement], telling: Telling, speaker: Mapping[Voice, Voice], denied_by: tuple[str, ...]
) -> Fact:
    series: dict[Voice | None, list[Statement]] = defaultdict(list)
    for statement in members:
        voice = voice_of(statement)
        series[speaker[voice] if voice else None].append(statement)
    claimants = {voice: _figures(voice, said, telling) for voice, said in series.items()}
    standing = {v: f.latest for v, f in claimants.items() if f.latest.value is not None and f.latest.modality in SURE_ENOUGH}
    values = [figure.value for figure in standing.values() if figure.value is not None]
    return Fact(
        event=metric.event,
        object=metric.object,
        outcome=metric.outcome or _common_outcome(members),
        part=metric.part,
        minimum=min(values, default=None),
        maximum=max((max(f.value or 0, f.max or 0) for f in standing.values()), default=None),
        agreed=None if metric.part else _agreed(standing),
        claimants=tuple(claimants[voice] for voice in sorted(claimants, key=lambda v: (v is None, v.name if v else ""))),
        denied_by=denied_by,
    )


def _common_outcome(members: Iterable[Statement]) -> Outcome | None:
    outcomes = {statement.outcome for statement in members}
    return outcomes.pop() if len(outcomes) == 1 else None


def _agreed(standing: Mapping[Voice | None, Figure]) -> int | None:
    """The figure that most independent claimants state, at least two of them."""
    backers: dict[int, set[str]] = defaultdict(set)
    for voice, speaks_as in independents(voice for voice in standing if voice is not None).items():
        value = standing[voice].value
        if value is not None:
            backers[value].add(speaks_as)
    best = max(backers, key=lambda value: (len(backers[value]), value), default=None)
    return best if best is not None and len(backers[best]) > 1 else None


def _figures(voice: Voice | None, said: Sequence[Statement], telling: Telling) -> ClaimantFigures:
    """One claimant's series: copies and stale repeats carry an older figure on, they never replace a newer one."""

    def order(statement: Statement) -> tuple[object, ...]:
        first_told = telling.articles[telling.origin[statement.article]]
        surer = statement.modality in SURE_ENOUGH
        return (
            *told_order(first_told),
            surer,
            statement.place is None,
            statement.value is not None,
            statement.value or 0,
            statement.id,
        )

    ordered = sorted(said, key=order)
    history: list[Statement] = []
    for statement in ordered:
        if history and _is_stale(statement, history):
            history.insert(-1, statement)
        else:
            history.append(statement)
    return ClaimantFigures(
        claimant=voice.name if voice else None,
        kind=voice.kind if voice else None,
        latest=_figure(history[-1], telling),
        history=tuple(_figure(statement, telling) for statement in history),
        carriers=len({statement.article for statement in said}),
    )


def _is_stale(statement: Statement, history: Sequence[Statement]) -> bool:
    """Whether a later report does not replace the figure that stands.

    It states none, counts less in another place, repeats one that the claimant has replaced, or counts only some: one more drone
    after three, two who are in intensive care of nineteen injured. What was shot down or damaged is not undone. A toll may be
    corrected downwards, but one of less than half of what stands is of some of them.
    """
    standing = history[-1]
    if statement.value is None:
        return standing.value is not None
    if standing.value is None or statement.value >= standing.value:
        return False
    if statement.place and standing.place and not same_name(statement.place, standing.place):
        return True
    if statement.event is not EventKind.CASUALTIES or statement.value * _SOME < standing.value:
        return True
    return any(older.value == statement.value for older in history[:-1]) and statement.article != standing.article


def _figure(statement: Statement, telling: Telling) -> Figure:
    return Figure(
        value=statement.value,
        max=statement.max,
        bound=statement.bound,
        modality=statement.modality,
        as_of=telling.articles[statement.article].told,
        claim=statement.id,
        article=statement.article,
    )
