"""What one revision of an incident changed, in words: the difference of two states. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from services.store.claimants import Voice, in_english, one_voice
from services.store.period import period
from services.store.wording import SEVERITY, counted, figure_words, metric, noun_of, who
from tocsin.incident import Change, ClaimantFigures, Fact, Figure, Incident
from tocsin.vocabulary import ClaimantKind, EventKind, Family, IncidentState, Modality, ObjectKind, Outcome

_APART: Final = frozenset({Outcome.SUPPRESSED, Outcome.LOST})
"""Outcomes that are counted apart from what was shot down."""

_Series = tuple[EventKind, ObjectKind, str | None, bool, Voice]


def changes(before: Incident | None, after: Incident) -> tuple[Change, ...]:
    """Everything that `after` states differently, most important first; empty where nothing that a reader sees changed."""
    if before is None:
        kind = "split" if after.split_from else "opened"
        where = after.region_name or after.region
        family = "" if after.family is Family.OTHER else f"{after.family} "
        text = f"Split from {after.split_from}." if after.split_from else f"New {family}incident in {where}."
        return (Change(kind=kind, text=text),)
    return (*_state(before, after), *_figures(before, after), *_shape(before, after), *_tellers(before, after))


def _state(before: Incident, after: Incident) -> Iterator[Change]:
    for loser in sorted(set(after.aliases) - set(before.aliases)):
        yield Change(kind="merged", before=loser, after=after.id, text=f"Incident {loser} turned out to be this one.")
    if before.state is IncidentState.CLOSED and after.state is IncidentState.OPEN:
        yield Change(kind="reopened", before="closed", after="open", text="Open again: a late report came in.")
    if before.severity != after.severity:
        way = "rose" if after.severity > before.severity else "fell"
        text = f"Severity {way} from {SEVERITY[before.severity]} to {SEVERITY[after.severity]}."
        yield Change(kind="severity_changed", before=str(before.severity), after=str(after.severity), text=text)


def _figures(before: Incident, after: Incident) -> Iterator[Change]:
    known = _voices(before)
    old, new = _series(before, {}), _series(after, {name: was for name in _voices(after) if (was := _known_as(name, known))})
    for key, (fact, figures) in new.items():
        if key not in old:
            if figures.latest.modality is not Modality.DENIED:  # what is denied is told as that
                yield _new_figure(fact, figures)
        elif (change := _moved(fact, old[key][1], figures)) is not None:
            yield change
    for key, (fact, figures) in old.items():
        if key not in new:
            text = f"No longer stated: {_told(fact, figures)}."
            yield _about(fact, figures, "figure_gone", text=text, before=_words(figures.latest))
    denied = {(f.event, f.object): set(f.denied_by) for f in before.facts}
    for fact in after.facts:
        for name in sorted(set(fact.denied_by) - denied.get((fact.event, fact.object), set())):
            text = f"Denied by {in_english(name)}: {metric(fact)}."
            yield Change(kind="denied", event=fact.event, object=fact.object, claimant=name, text=text)


def _new_figure(fact: Fact, figures: ClaimantFigures) -> Change:
    return _about(fact, figures, "figure_new", text=f"{_told(fact, figures)}.", after=_words(figures.latest))


def _moved(fact: Fact, old: ClaimantFigures, new: ClaimantFigures) -> Change | None:
    if (old.latest.value, old.latest.max, old.latest.bound) == (new.latest.value, new.latest.max, new.latest.bound):
        return None
    was, now = old.latest.value, new.latest.value
    fell = was is not None and (now is None or now < was)
    before, after = _words(old.latest), _words(new.latest)
    way = "was" if was == now or None in {was, now} else "down from" if fell else "up from"
    text = f"{_told(fact, new, f', {way} {before}')}."
    return _about(fact, new, "figure_fell" if fell else "figure_rose", text=text, before=before, after=after)


def _told(fact: Fact, figures: ClaimantFigures, moved: str = "") -> str:
    """What one claimant states: "Injured: 3, up from 2 (Ignat Berezin)"."""
    return f"{counted(fact, figure_words(figures.latest))}{moved} ({who(figures)})"


def _shape(before: Incident, after: Incident) -> Iterator[Change]:
    for place in sorted(set(after.places) - set(before.places)):
        yield Change(kind="place_new", after=place, text=f"New place: {place}.")
    for weapon in sorted(set(after.objects) - set(before.objects)):
        yield Change(kind="weapon_new", object=weapon, after=weapon, text=f"New weapon: {noun_of(weapon)}.")
    if (before.start, before.end) != (after.start, after.end):
        was, now = f"{before.start}/{before.end}", f"{after.start}/{after.end}"
        text = f"Time corrected: {period(after.start, after.end)}, was {period(before.start, before.end)}."
        yield Change(kind="window_changed", before=was, after=now, text=text)


def _tellers(before: Incident, after: Incident) -> Iterator[Change]:
    known = _voices(before)
    for voice in sorted(_voices(after)):
        if _known_as(voice, known) is None:
            yield Change(kind="claimant_new", claimant=voice.name, text=f"New claimant: {in_english(voice.name)}.")
    told = {told.article.id for told in before.articles}
    for article in after.articles:
        if article.article.id not in told:
            where = article.article.source or article.article.url or article.article.id
            yield Change(kind="article_new", article=article.article.id, text=f"Also told by {where}.")
    for claim in sorted(set(before.claims) - set(after.claims)):
        yield Change(kind="claim_retracted", claim=claim, text="A claim is no longer made or belongs elsewhere.")


def _series(incident: Incident, names: Mapping[Voice, Voice]) -> Mapping[_Series, tuple[Fact, ClaimantFigures]]:
    """Every series of an incident; `names` are those that the claimants went by before."""
    return {
        (fact.event, fact.object, fact.outcome if fact.outcome in {"suppressed", "lost"} else None, fact.part, voice): (
            fact,
            figures,
        )
        for fact in incident.facts
        for figures in fact.claimants
        for voice in [names.get(_voice(figures), _voice(figures))]
    }


def _voices(incident: Incident) -> set[Voice]:
    return {_voice(figures) for fact in incident.facts for figures in fact.claimants if figures.claimant}


def _voice(figures: ClaimantFigures) -> Voice:
    return Voice(figures.claimant or "", figures.kind or ClaimantKind.OTHER)


def _known_as(voice: Voice, known: Collection[Voice]) -> Voice | None:
    """The name that a claimant went by before: with a new report another spelling may have become the usual one."""
    if voice in known:
        return voice
    return min((other for other in known if voice.name and one_voice(voice, other)), default=None)


def _about(fact: Fact, figures: ClaimantFigures, kind: str, **told: str | None) -> Change:
    return Change.model_validate(
        {
            "kind": kind,
            "event": fact.event,
            "object": fact.object,
            "claimant": figures.claimant,
            "claim": figures.latest.claim,
            "article": figures.latest.article,
            **told,
        }
    )


def _words(figure: Figure) -> str:
    return figure_words(figure) or "no number"
