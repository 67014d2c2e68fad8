"""The words for facts: weapons, metrics, ranges, claimants. Pure; English, as every message is."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.store.publishers import credited
from tocsin.incident import ClaimantFigures, Fact, Figure, Incident
from tocsin.vocabulary import ClaimantKind, EventKind, Family, Modality, ObjectKind, Outcome

_WEAPONS: Final[Mapping[str, str]] = {
    ObjectKind.UAV: "drone",
    ObjectKind.MISSILE: "missile",
    ObjectKind.ROCKET: "rocket",
    ObjectKind.BOMB: "bomb",
    ObjectKind.AIRCRAFT: "aircraft",
    ObjectKind.HELICOPTER: "helicopter",
    ObjectKind.ARTILLERY: "artillery",
    ObjectKind.MLRS: "rocket artillery",
    ObjectKind.MINE: "mine",
    ObjectKind.BOAT: "sea drone",
}

_OF_FAMILY: Final[Mapping[str, str]] = {
    Family.AERIAL: "air",
    Family.SHELLING: "artillery",
    Family.SEA: "sea",
    Family.OTHER: "",
}

_EVENTS: Final[Mapping[str, str]] = {
    EventKind.ATTACK: "attack",
    EventKind.DAMAGE: "damage",
    EventKind.MILITARY_LOSS: "losses",
    EventKind.DISRUPTION: "disruption",
}

_CLAIMANTS_SHOWN: Final = 6

_HARM: Final = frozenset({EventKind.ATTACK, EventKind.CASUALTIES, EventKind.DAMAGE, EventKind.DISRUPTION})


def headline(incident: Incident) -> str:
    """What happened and where, with the region's code."""
    where = f"{incident.region_name} ({incident.region})" if incident.region_name else incident.region
    return f"{_what(incident)}: {where}"


def _what(incident: Incident) -> str:
    named = [_WEAPONS[weapon] for weapon in incident.objects if weapon in _WEAPONS]
    weapons = _listed(named) or _OF_FAMILY[incident.family]
    events = {fact.event for fact in incident.facts if fact.maximum != 0}
    if events and not events & _HARM and EventKind.INTERCEPTION in events:
        return f"{weapons}s intercepted".capitalize() if named else "Air defence at work"
    return f"{weapons} attack".strip().capitalize()


def _listed(words: Sequence[str]) -> str:
    """Words in a row.

    >>> _listed(["drone"]), _listed(["drone", "missile"]), _listed(["bomb", "drone", "missile"])
    ('drone', 'drone and missile', 'bomb, drone and missile')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def fact_words(fact: Fact) -> str:
    """One metric: its range, then who says what.

    >>> two = ClaimantFigures(claimant="Ministry", latest=Figure(value=2, claim="c", article="a"))
    >>> four = ClaimantFigures(claimant="Governor", latest=Figure(value=4, bound="at_least", claim="d", article="b"), carriers=3)
    >>> fact_words(Fact(event="interception", object="uav", minimum=2, maximum=4, claimants=(two, four)))
    'Drones intercepted: 2 to 4 (Ministry 2; Governor at least 4, in 3 articles)'
    """
    spread = "" if fact.minimum is None else f": {_spread(fact)}"
    denied = f"; denied by {', '.join(fact.denied_by)}" if fact.denied_by else ""
    said = [words for figures in fact.claimants if (words := _said(figures))]
    more = len(said) - _CLAIMANTS_SHOWN
    shown = "; ".join(said[:_CLAIMANTS_SHOWN]) + (f"; {more} more" if more > 0 else "")
    return metric(fact) + spread + (f" ({shown})" if shown else "") + denied


def metric(fact: Fact) -> str:
    """The name of a metric, capitalised."""
    if fact.event is EventKind.CASUALTIES:
        return "Casualties" if fact.object is ObjectKind.ANY else fact.object.capitalize()
    if fact.event is EventKind.INTERCEPTION:
        how = {Outcome.SUPPRESSED: "suppressed", Outcome.LOST: "lost from radar", Outcome.DESTROYED: "shot down"}
        return f"{_plural(fact.object)} {how[fact.outcome] if fact.outcome else 'intercepted'}".capitalize()
    if fact.event is EventKind.ATTACK:
        weapon = _WEAPONS.get(fact.object, "")
        return f"{weapon} attack".strip().capitalize()
    vague = fact.object in {ObjectKind.ANY, ObjectKind.OTHER, ObjectKind.UNKNOWN}
    return _EVENTS[fact.event].capitalize() + ("" if vague else f", {_noun(fact.object)}")


def _plural(weapon: ObjectKind) -> str:
    noun = _WEAPONS.get(weapon, "targets" if weapon in {ObjectKind.ANY, ObjectKind.OTHER, ObjectKind.UNKNOWN} else _noun(weapon))
    return noun if noun.endswith(("s", "aircraft", "artillery")) else f"{noun}s"


def _noun(kind: ObjectKind) -> str:
    return kind.value.replace("_", " ")


def _spread(fact: Fact) -> str:
    return str(fact.minimum) if fact.minimum == fact.maximum else f"{fact.minimum} to {fact.maximum}"


def _said(figures: ClaimantFigures) -> str:
    number = figure_words(figures.latest)
    sure = "" if figures.latest.modality in {Modality.ASSERTED, Modality.DENIED} else f", {figures.latest.modality}"
    if figures.latest.modality is Modality.DENIED:
        return ""
    carried = f", in {figures.carriers} articles" if figures.carriers > 1 else ""
    who = credited(figures.claimant) if figures.claimant and figures.kind is ClaimantKind.MEDIA else figures.claimant
    return f"{who or 'no source named'}{f' {number}' if number else ''}{sure}{carried}"


def figure_words(figure: Figure) -> str:
    """A figure for people; empty where no number is stated.

    >>> figure_words(Figure(value=4, max=6, claim="c", article="a")), figure_words(Figure(claim="c", article="a"))
    ('4 to 6', '')
    """
    if figure.value is None:
        return ""
    prefix = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(figure.bound or "", "")
    return f"{prefix}{figure.value}" + (f" to {figure.max}" if figure.max is not None else "")
