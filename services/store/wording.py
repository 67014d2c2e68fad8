"""The words for facts: weapons, metrics, ranges, claimants. Pure; English, as every message is."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.store.claimants import in_english
from services.store.publishers import credited
from tocsin.incident import ClaimantFigures, Fact, Figure, Incident
from tocsin.vocabulary import ClaimantKind, EventKind, Family, Modality, ObjectKind, Outcome

SEVERITY: Final = ("mentioned", "attack", "damage", "injured", "killed")
"""Severity in a word, from 0 to 4."""

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

_THINGS: Final[Mapping[str, str]] = {
    ObjectKind.AIR_DEFENCE: "air defence systems",
    ObjectKind.ENERGY: "energy facilities",
    ObjectKind.INDUSTRIAL: "industrial sites",
    ObjectKind.UNKNOWN: "targets",
    ObjectKind.OTHER: "targets",
    ObjectKind.ANY: "targets",
}
"""Plurals that are not the kind's own name with an s."""

_SAME_PLURAL: Final = ("s", "aircraft", "artillery", "personnel", "infrastructure")

_CASUALTIES: Final[Mapping[str, tuple[str, str]]] = {
    ObjectKind.KILLED: ("killed", "no deaths"),
    ObjectKind.INJURED: ("injured", "no injuries"),
    ObjectKind.ANY: ("casualties", "no casualties"),
}
"""What a toll is called, and a toll of nobody."""

_DISRUPTIONS: Final[Mapping[str, str]] = {
    ObjectKind.AIRPORT: "airports restricted",
    ObjectKind.EVACUATION: "evacuated",
    ObjectKind.POWER: "power cuts",
}

_HOW: Final = {Outcome.SUPPRESSED: "suppressed", Outcome.LOST: "lost from radar", Outcome.DESTROYED: "shot down"}

_VAGUE: Final = frozenset({ObjectKind.ANY, ObjectKind.OTHER, ObjectKind.UNKNOWN})

_CLAIMANTS_SHOWN: Final = 6

_HARM: Final = frozenset({EventKind.ATTACK, EventKind.CASUALTIES, EventKind.DAMAGE, EventKind.DISRUPTION})


def headline(incident: Incident) -> str:
    """What happened and where, with the region's code, and the toll."""
    where = f"{incident.region_name} ({incident.region})" if incident.region_name else incident.region
    toll = _toll(incident)
    return f"{_what(incident)}, {where}" + (f": {toll}" if toll else "")


def _what(incident: Incident) -> str:
    weapons = [weapon for weapon in incident.objects if weapon in _WEAPONS]
    if _only_intercepted(incident):
        return f"{_listed([_plural(w) for w in weapons])} intercepted".capitalize() if weapons else "Air defence at work"
    if incident.family is Family.OTHER and not weapons and (aftermath := _aftermath(incident)):
        return aftermath.capitalize()
    return f"{_listed([_WEAPONS[w] for w in weapons]) or _OF_FAMILY[incident.family]} attack".strip().capitalize()


def _aftermath(incident: Incident) -> str:
    """What to call an incident of which only damage and disruption are told; empty for any other."""
    facts = [fact for fact in incident.facts if not fact.part and fact.maximum != 0]
    if not {fact.event for fact in facts} <= {EventKind.DAMAGE, EventKind.DISRUPTION}:
        return ""
    if any(fact.event is EventKind.DAMAGE for fact in facts):
        return "damage"
    kinds = {metric(fact) for fact in facts}
    return kinds.pop() if len(kinds) == 1 else "disruption"


def _only_intercepted(incident: Incident) -> bool:
    events = {fact.event for fact in incident.facts if fact.maximum != 0}
    return bool(events) and not events & _HARM and EventKind.INTERCEPTION in events


def _toll(incident: Incident) -> str:
    """The dead and the injured; of a raid that was only intercepted how many of its one weapon were."""
    facts = [fact for fact in incident.facts if not fact.part and fact.maximum]
    people = {fact.object: fact for fact in facts if fact.event is EventKind.CASUALTIES}
    harmed = [f"{_spread(people[kind])} {kind}" for kind in (ObjectKind.KILLED, ObjectKind.INJURED) if kind in people]
    if harmed or not _only_intercepted(incident):
        return ", ".join(harmed)
    shot = [_spread(fact) for fact in facts if fact.event is EventKind.INTERCEPTION]
    return shot[0] if len(shot) == 1 else ""


def _listed(words: Sequence[str]) -> str:
    """Words in a row.

    >>> _listed(["drone"]), _listed(["drone", "missile"]), _listed(["bomb", "drone", "missile"])
    ('drone', 'drone and missile', 'bomb, drone and missile')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def fact_words(fact: Fact) -> str:
    """One metric: its range, then who says what; the figure once where all say the same.

    >>> two = ClaimantFigures(claimant="Ministry", latest=Figure(value=2, claim="c", article="a"))
    >>> four = ClaimantFigures(claimant="Governor", latest=Figure(value=4, bound="at_least", claim="d", article="b"), carriers=3)
    >>> fact_words(Fact(event="interception", object="uav", minimum=2, maximum=4, claimants=(two, four)))
    'Drones intercepted: 2 to 4 (Ministry 2; Governor at least 4, in 3 articles)'
    >>> fact_words(Fact(event="interception", object="uav", minimum=2, maximum=2, claimants=(two,)))
    'Drones intercepted: 2 (Ministry)'
    """
    telling = [figures for figures in fact.claimants if figures.latest.modality is not Modality.DENIED]
    numbers = {words for figures in telling if (words := figure_words(figures.latest))}
    said = [_said(figures, numbered=len(numbers) > 1) for figures in telling[:_CLAIMANTS_SHOWN]]
    more = len(telling) - len(said)
    shown = "; ".join(said) + (f"; {more} more" if more > 0 else "")
    denied = f"; denied by {', '.join(map(in_english, fact.denied_by))}" if fact.denied_by else ""
    return counted(fact, _spread(fact)) + (f" ({shown})" if shown else "") + denied


def counted(fact: Fact, number: str) -> str:
    """A metric with a number in words, capitalised: "Killed: at least 2", "No injuries", without a number "Drone attack"."""
    if number == "0":
        return _none(fact).capitalize()
    return (f"{_name(fact, bare=False)}: {number}" if number else _name(fact, bare=True)).capitalize()


def metric(fact: Fact) -> str:
    """The name of a metric, without a number."""
    return _name(fact, bare=True)


def _name(fact: Fact, *, bare: bool) -> str:
    kind = fact.object
    if fact.event is EventKind.CASUALTIES:
        return _CASUALTIES[kind][0] if kind in _CASUALTIES else kind.value
    if fact.event is EventKind.INTERCEPTION:
        return f"{_plural(kind)} {_HOW[fact.outcome] if fact.outcome else 'intercepted'}"
    if fact.event is EventKind.ATTACK:
        weapon = _WEAPONS.get(kind, "")
        return f"{weapon} attack".strip() if bare else f"{_plural(kind)} in the attack" if weapon else "attacks"
    if fact.event is EventKind.DISRUPTION:
        return _DISRUPTIONS.get(kind, "disruption")
    noun, told = ("damage", "damaged") if fact.event is EventKind.DAMAGE else ("losses", "lost")
    return noun if kind in _VAGUE else f"{_plural(kind)} {told}"


def _none(fact: Fact) -> str:
    return (
        _CASUALTIES[fact.object][1]
        if fact.object in _CASUALTIES and fact.event is EventKind.CASUALTIES
        else f"no {_name(fact, bare=True)}"
    )


def _plural(kind: ObjectKind) -> str:
    noun = _THINGS.get(kind) or _WEAPONS.get(kind) or noun_of(kind)
    return noun if noun.endswith(_SAME_PLURAL) else f"{noun}s"


def noun_of(kind: ObjectKind) -> str:
    """A kind of thing as a word."""
    return _WEAPONS.get(kind, kind.value.replace("_", " "))


def _spread(fact: Fact) -> str:
    """The figure that all claimants state, else their range; empty without any."""
    if fact.minimum is None:
        return ""
    numbers = {
        figure_words(f.latest) for f in fact.claimants if f.latest.value is not None and f.latest.modality is not Modality.DENIED
    }
    if len(numbers) == 1:
        return numbers.pop()
    return str(fact.minimum) if fact.minimum == fact.maximum else f"{fact.minimum} to {fact.maximum}"


def _said(figures: ClaimantFigures, *, numbered: bool) -> str:
    number = figure_words(figures.latest) if numbered else ""
    sure = "" if figures.latest.modality is Modality.ASSERTED else f", {figures.latest.modality}"
    carried = f", in {figures.carriers} articles" if figures.carriers > 1 else ""
    return f"{who(figures)}{f' {number}' if number else ''}{sure}{carried}"


def who(figures: ClaimantFigures) -> str:
    """Who states figures, as a message names them."""
    if figures.claimant is None:
        return "no source named"
    return credited(figures.claimant) if figures.kind is ClaimantKind.MEDIA else in_english(figures.claimant)


def figure_words(figure: Figure) -> str:
    """A figure for people; empty where no number is stated.

    >>> figure_words(Figure(value=4, max=6, claim="c", article="a")), figure_words(Figure(claim="c", article="a"))
    ('4 to 6', '')
    """
    if figure.value is None:
        return ""
    prefix = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(figure.bound or "", "")
    return f"{prefix}{figure.value}" + (f" to {figure.max}" if figure.max is not None else "")
