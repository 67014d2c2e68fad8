"""Why a destination is told of an incident event, or not, how and when. Pure: `now` is an argument, every answer has a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from services.store.alerts.settings import Route
from services.store.alerts.significance import significant
from services.store.alerts.silence import inside
from services.store.alerts.times import quiet_until
from services.store.families import FAMILY_OF_WEAPON
from tocsin.incident import Incident, IncidentEvent
from tocsin.vocabulary import IncidentState

STORM_WINDOW: Final = timedelta(minutes=5)
"""In which new incidents are counted; also how long a digest collects."""

MUTED: Final = "muted"
"""Word in the reason of what a silence holds back."""

REPEAT_PAUSE: Final = timedelta(minutes=30)
"""Between two messages about one incident where its first one cannot be edited."""


class Action(StrEnum):
    """What is asked of the service."""

    POST = "post"
    """A message of its own."""
    EDIT = "edit"
    """The message shows something else; it does not ring."""
    REPLY = "reply"
    """A message in the thread of the first."""
    DIGEST = "digest"
    """A line in one message about many incidents."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a service can do."""

    edits: bool = False
    replies: bool = False
    machine: bool = False
    """A program reads it: every revision is posted, none is gathered into a digest."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a destination was told of an incident."""

    route: str
    told: int
    """Revision up to which changes were told; 0 before the first message."""
    posted: bool
    """It has a message of its own."""
    spoke: datetime
    """When a message that rings was last planned."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything but the event that a decision depends on."""

    route: Route
    traits: Traits
    now: datetime
    known: Known | None = None
    muted_until: datetime | None = None
    """A person asked for silence until then."""
    recent: int = 0
    """New incidents that this route brought to this destination within the storm window."""


@dataclass(frozen=True, slots=True)
class Step:
    """One delivery to plan."""

    kind: str
    """opened, updated, merged or closed."""
    action: Action
    due: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The deliveries that an event calls for; none, and the reason why."""

    steps: tuple[Step, ...]
    reason: str


def matches(route: Route, incident: Incident) -> str | None:
    """None where a route wants an incident, else why it does not."""
    if route.regions and not any(inside(region, wanted) for region in incident.regions for wanted in route.regions):
        return f"{incident.region} is none of its regions"
    if route.families and not {incident.family, *map(FAMILY_OF_WEAPON.get, incident.objects)} & {*route.families}:
        return f"{incident.family} is none of its families"
    if incident.severity < route.severity:
        return f"severity {incident.severity} is below {route.severity}"
    if incident.claimants < route.claimants and route.claimants > 1:
        return f"{incident.claimants} independent claimants, {route.claimants} are asked for"
    return None


def decide(event: IncidentEvent, there: Circumstances) -> Decision:
    """What a destination is to be told of an event. One opening message for each incident and destination, ever."""
    incident = event.incident
    if there.known is None:
        return _opening(incident, there)
    if incident.state is IncidentState.MERGED:
        return _merged(incident, there)
    if incident.state is IncidentState.CLOSED:
        return _closed(event, there)
    return _updated(event, there)


def _opening(incident: Incident, there: Circumstances) -> Decision:
    if incident.state is not IncidentState.OPEN:
        return Decision((), f"{incident.state}, and nobody here was told of it")
    if incident.quiet:
        return Decision((), "it is only looked back at")
    unwanted = matches(there.route, incident)
    if unwanted is not None:
        return Decision((), unwanted)
    urgent = incident.severity >= there.route.urgent_severity
    due = there.now + timedelta(seconds=0 if urgent else there.route.group_wait)
    held, why = _held(there, urgent=urgent)
    if held is not None:
        action = Action.POST if there.traits.machine else Action.DIGEST
        return Decision((Step("opened", action, max(due, held), why),), why)
    if not there.traits.machine and there.route.storm and there.recent >= there.route.storm:
        why = f"{there.recent} new incidents within five minutes: gathered"
        return Decision((Step("opened", Action.DIGEST, there.now + STORM_WINDOW, why),), why)
    why = "urgent" if urgent else "new incident"
    return Decision((Step("opened", Action.POST, due, why),), why)


def _updated(event: IncidentEvent, there: Circumstances) -> Decision:
    known = there.known
    assert known is not None
    if not event.changes:
        return Decision((), "nothing that a reader sees changed")
    soon = there.now + timedelta(seconds=there.route.edit_wait)
    if there.traits.machine:
        held, _ = _held(there, urgent=False)
        return _one(Step("updated", Action.POST, max(soon, held or soon), "every revision is told"))
    if known.told == 0 and not known.posted and event.incident.severity >= there.route.urgent_severity:
        held, why_held = _held(there, urgent=True)
        if held is None:
            return _one(Step("updated", Action.POST, there.now, "urgent now, and not told yet"))
        return Decision((), why_held)
    why = None if _looks_back(event) else significant(event.changes, event.incident)
    steps = []
    if there.traits.edits and known.posted:
        steps.append(Step("updated", Action.EDIT, soon, "the message is kept up to date"))
    if why is not None:
        steps.append(_ringing("updated", there, soon, why))
    return Decision(tuple(steps), why or "nothing that people must hear of")


def _looks_back(event: IncidentEvent) -> bool:
    """Whether the article behind an event only looks back at the incident: an anniversary rings for nobody."""
    return any(told.background and told.article.id == event.cause_article for told in event.incident.articles)


def _merged(incident: Incident, there: Circumstances) -> Decision:
    why = f"the same as {incident.merged_into}"
    if there.traits.edits:
        return _one(Step("merged", Action.EDIT, there.now, why))
    return _one(Step("merged", Action.POST, there.now, why))


def _closed(event: IncidentEvent, there: Circumstances) -> Decision:
    if there.traits.machine:
        return _one(Step("closed", Action.POST, there.now, "every revision is told"))
    steps = [Step("closed", Action.EDIT, there.now, "the message says that it is over")] if there.traits.edits else []
    if not event.incident.claims:
        steps.append(_ringing("closed", there, there.now, "its last claim was withdrawn"))
    return Decision(tuple(steps), "closed")


def _ringing(kind: str, there: Circumstances, due: datetime, why: str) -> Step:
    """A message that people notice: in the thread where there is one, else a new one that is seldom repeated."""
    assert there.known is not None
    urgent = there.known.posted and "killed" in why
    held, silence = _held(there, urgent=urgent)
    if held is not None:
        return Step(kind, Action.DIGEST, max(due, held), f"{why}; {silence}")
    if there.traits.replies and there.known.posted:
        return Step(kind, Action.REPLY, due, why)
    return Step(kind, Action.POST, max(due, there.known.spoke + REPEAT_PAUSE), why)


def _one(step: Step) -> Decision:
    return Decision((step,), step.reason)


def _held(there: Circumstances, *, urgent: bool) -> tuple[datetime | None, str]:
    return held(there.route, there.muted_until, there.now, urgent=urgent)


def held(route: Route, muted_until: datetime | None, now: datetime, *, urgent: bool) -> tuple[datetime | None, str]:
    """Until when nothing may be sent, and why. A mute holds even what is urgent; quiet hours do not."""
    mutes = [moment for moment in (muted_until, route.mute_until) if moment is not None and moment > now]
    if mutes:
        return max(mutes), f"{MUTED} until {max(mutes).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    quiet = None if urgent else quiet_until(route, now)
    return quiet, "" if quiet is None else f"quiet hours until {quiet:%Y-%m-%d %H:%M} UTC"


def route_to(name: str, incident: Incident, routes: Sequence[Route], known: Known | None) -> Route | None:
    """The route by which a destination hears of an incident: the one it first came by, else the first that wants it."""
    leading = [route for route in routes if name in route.to]
    if known is not None:
        return next((route for route in leading if route.name == known.route), leading[0] if leading else None)
    return next((route for route in leading if matches(route, incident) is None), None)
