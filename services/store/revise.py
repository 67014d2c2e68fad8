"""From named happenings to the new revisions of incidents: what opened, changed, merged, split or emptied. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.store.blocks import View
from services.store.changes import changes
from services.store.identity import Named, Naming
from services.store.picture import fingerprint, incident_of
from tocsin import catalog
from tocsin.incident import Change, Incident
from tocsin.vocabulary import IncidentState


@dataclass(frozen=True, slots=True)
class Drawn:
    """An incident as its claims now make it, not compared with what stood before yet."""

    named: Named
    incident: Incident
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One new revision of an incident, and the event that tells of it."""

    kind: catalog.EventType
    incident: Incident
    changes: tuple[Change, ...]
    day: date
    fingerprint: str
    announced: bool
    """Its opening may have alerted someone, now or before."""
    point: tuple[float, float] | None
    """Longitude and latitude to draw it at."""


def draw(view: View, naming: Naming, touched: Collection[str]) -> list[Drawn]:
    """Every incident in reach whose state differs from what stands; those that stand as they were are left out.

    `touched` are the articles whose claims changed: an incident that holds the claims it held, and none of theirs, is as it was.
    """
    before = {known.id: known.claims for known in view.known}
    drawn = []
    for named in naming.named:
        row = view.incidents.get(named.id)
        if not (view.reaches(named.happening.day) or (row is not None and view.reaches(row["day"]))):
            continue
        told = any(mention.article in touched for mention in named.happening.mentions)
        if not told and not named.absorbed and before.get(named.id) == named.happening.claims:
            continue
        origin = named if row is None else Named(named.id, named.happening, named.absorbed, row["split_from"])
        aliases = {loser for loser, survivor in view.tombstones.items() if survivor in {named.id, *named.absorbed}}
        incident = incident_of(origin, view.scene, aliases | set(named.absorbed))
        printed = fingerprint(incident)
        if row is None or row["fingerprint"] != printed:
            drawn.append(Drawn(named, incident, printed))
    return drawn


def emptied(view: View, naming: Naming) -> list[str]:
    """Incidents in reach that no claim holds any more and that still stand as if one did."""
    return [i for i in naming.emptied if view.reaches(view.incidents[i]["day"]) and view.incidents[i]["fingerprint"]]


def revisions(view: View, drawn: Iterable[Drawn], gone: Iterable[str], before: Mapping[str, Incident]) -> list[Revision]:
    """The new revisions, in the order in which their events are told: survivors before the incidents they absorbed."""
    made = []
    for each in drawn:
        made.append(_revised(view, each, before.get(each.named.id)))
        made += [_tombstone(view, before[loser], each.named.id) for loser in each.named.absorbed]
    return made + [_closed(view, before[incident]) for incident in gone]


def _revised(view: View, drawn: Drawn, before: Incident | None) -> Revision:
    after, day, point = drawn.incident, drawn.named.happening.day, drawn.named.happening.point
    if before is None:
        kind = catalog.INCIDENT_SPLIT if after.split_from else catalog.INCIDENT_OPENED
        return Revision(kind, after, changes(None, after), day, drawn.fingerprint, announced=not after.quiet, point=point)
    after = after.model_copy(update={"revision": before.revision + 1})
    announced = view.incidents[after.id]["announced"] or not after.quiet
    return Revision(
        catalog.INCIDENT_UPDATED, after, changes(before, after), day, drawn.fingerprint, announced=announced, point=point
    )


def _tombstone(view: View, before: Incident, survivor: str) -> Revision:
    values = {"state": IncidentState.MERGED, "merged_into": survivor, "revision": before.revision + 1}
    change = Change(kind="merged", before=before.id, after=survivor, text=f"The same incident as {survivor}.")
    return standing(
        catalog.INCIDENT_MERGED, before.model_copy(update=values), change, {**view.incidents[before.id], "fingerprint": ""}
    )


def _closed(view: View, before: Incident) -> Revision:
    """Its last claim is gone: nothing is stated any more, the id and its history stay."""
    values = {
        "state": IncidentState.CLOSED,
        "revision": before.revision + 1,
        **dict.fromkeys(("facts", "articles", "claims", "totals", "places", "objects"), ()),
        **dict.fromkeys(("severity", "claimants", "origins"), 0),
    }
    change = Change(kind="closed", before=before.state, after="closed", text="Its last claim is no longer made.")
    return standing(
        catalog.INCIDENT_CLOSED, before.model_copy(update=values), change, {**view.incidents[before.id], "fingerprint": ""}
    )


def standing(kind: catalog.EventType, after: Incident, change: Change, row: Mapping[str, Any]) -> Revision:
    """A revision of an incident whose claims did not change; `row` is its row before."""
    point = None if row["lat"] is None else (row["lon"], row["lat"])
    return Revision(kind, after, (change,), row["day"], row["fingerprint"], announced=row["announced"], point=point)


def ids_before(view: View, drawn: Sequence[Drawn], gone: Sequence[str]) -> list[str]:
    """Incidents whose state before is needed to tell what changed."""
    ids = {each.named.id for each in drawn} & set(view.incidents)
    return sorted(ids | {loser for each in drawn for loser in each.named.absorbed} | set(gone))
