"""What is said of an incident, without the markup of any service. Owns the words and their order. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.store.alerts.quotes import Quote
from services.store.period import period
from services.store.wording import fact_words, headline
from tocsin.incident import Change, Fact, Incident
from tocsin.vocabulary import EventKind, IncidentState, ObjectKind

_PLACES: Final = 5

_VAGUE: Final = frozenset({ObjectKind.UNKNOWN, ObjectKind.OTHER, ObjectKind.ANY})

_ORDER: Final = (
    EventKind.CASUALTIES,
    EventKind.ATTACK,
    EventKind.INTERCEPTION,
    EventKind.DAMAGE,
    EventKind.DISRUPTION,
    EventKind.MILITARY_LOSS,
)


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of a message, most important first. Every service shows as many of them as fit."""

    incident: str
    """Id of the incident; empty for a notice or a digest."""
    title: str
    when: str = ""
    places: str = ""
    state: str = ""
    """What became of it: merged or closed; empty while it is open."""
    facts: tuple[str, ...] = ()
    """One metric each, with its range and who says what."""
    changes: tuple[str, ...] = ()
    """What is new since the last message."""
    sources: str = ""
    """How many speak for themselves, how many carry them."""
    quote: Quote | None = None
    items: tuple["Message", ...] = field(default=())
    """The incidents of a digest."""


def full(incident: Incident, quote: Quote | None = None) -> Message:
    """The message that opens an incident and is edited afterwards."""
    return Message(
        incident=incident.id,
        title=headline(incident),
        when=period(incident.start, incident.end),
        places=_places(incident),
        state=_state(incident),
        facts=tuple(fact_words(fact) for fact in sorted(_told(incident), key=_weight)),
        sources=sources(incident),
        quote=quote,
    )


def news(incident: Incident, changes: Sequence[Change], quote: Quote | None = None) -> Message:
    """A message about what changed, short, with the words behind it: the whole state stands elsewhere."""
    return Message(
        incident=incident.id,
        title=headline(incident),
        when=period(incident.start, incident.end),
        state=_state(incident),
        changes=tuple(dict.fromkeys(c.text.removesuffix(".") for c in changes if not _said_otherwise(c, changes, incident.id))),
        sources=sources(incident),
        quote=quote,
    )


def _said_otherwise(change: Change, changes: Sequence[Change], incident: str) -> bool:
    """Whether a change needs no line of its own.

    The state of the incident has one already; so have a severity with the figure that it is of, and a claimant with what they say.
    """
    if change.kind == "closed" or (change.kind == "merged" and change.before == incident):
        return True
    if change.kind == "severity_changed":
        return any(other.kind in {"figure_new", "figure_rose", "figure_fell"} for other in changes)
    if change.kind != "claimant_new":
        return False
    return any(other.claimant == change.claimant and other.kind != "claimant_new" for other in changes)


def digest(items: Iterable[Message]) -> Message:
    """Many incidents in one message, a few words each."""
    told = tuple(items)
    return Message(incident="", title=_many(len(told), "incident"), items=told)


def notice(text: str) -> Message:
    """A word to the operator."""
    return Message(incident="", title="Tocsin", changes=(text,))


def sources(incident: Incident) -> str:
    """How far a report is backed: independent claimants, original articles, carriers."""
    if not incident.articles:
        return ""
    who = "no named source" if not incident.claimants else _many(incident.claimants, "independent source")
    copies = len(incident.articles) - incident.origins
    carried = f", {_many(copies, 'copy', 'copies')}" if copies else ""
    return f"{who}, {_many(incident.origins, 'article')}{carried}"


def _told(incident: Incident) -> list[Fact]:
    """The facts worth a line: totals, not their parts, and no bare attack, which the title has, unless somebody says only that."""
    facts = [fact for fact in incident.facts if not fact.part]
    rest = [fact for fact in facts if not _bare_attack(fact)]
    heard = {figures.claimant for fact in rest for figures in fact.claimants} | ({None} if rest else set())
    bare = [
        fact
        for fact in facts
        if _bare_attack(fact) and (fact.denied_by or any(figures.claimant not in heard for figures in fact.claimants))
    ]
    armed = any(fact.object not in _VAGUE for fact in facts if fact.event is EventKind.ATTACK)
    return rest + [fact for fact in bare if not (armed and fact.object in _VAGUE and not fact.denied_by)]


def _bare_attack(fact: Fact) -> bool:
    return fact.event is EventKind.ATTACK and fact.maximum is None


def _weight(fact: Fact) -> int:
    """People first, then weapons, then things."""
    return _ORDER.index(fact.event) * 2 + (fact.object is not ObjectKind.KILLED)


def _places(incident: Incident) -> str:
    more = len(incident.places) - _PLACES
    return ", ".join(incident.places[:_PLACES]) + (f" and {more} more" if more > 0 else "")


def _state(incident: Incident) -> str:
    if incident.state is IncidentState.MERGED:
        return f"Merged: the same incident as {incident.merged_into}."
    if incident.state is IncidentState.CLOSED:
        return "Closed: nothing new was heard of it." if incident.claims else "Withdrawn: its last claim is no longer made."
    return ""


def _many(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> _many(1, "copy", "copies"), _many(3, "article")
    ('1 copy', '3 articles')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
