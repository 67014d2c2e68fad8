"""What the demo says of each event, as lines for people. Owns wording only; where the lines go is the command's business."""

from tocsin import Article, Claim, IncidentEvent
from tocsin.claim import Count
from tocsin.model import EventPayload


def line(data: EventPayload) -> tuple[str, str] | None:
    """Kind ("article", "claim", "incident") and one line for an event's payload; None for what a reader need not see."""
    if isinstance(data, Article):
        return "article", f"{data.source}: {data.title or data.id}"
    if isinstance(data, Claim):
        return "claim", _claim(data)
    if isinstance(data, IncidentEvent):
        return "incident", _incident(data)
    return None


def _claim(claim: Claim) -> str:
    who = claim.claimant.name if claim.claimant else "the article itself"
    where = claim.place and (claim.place.region_name or claim.place.region)
    what = " ".join(part for part in (_count(claim.count), claim.object.value, claim.outcome and claim.outcome.value) if part)
    sure = "" if claim.modality == "asserted" else f", {claim.modality.value}"
    return f"{who}: {claim.event.value}, {what}{f', {where}' if where else ''}{sure}".replace("_", " ")


def _count(count: Count | None) -> str | None:
    """The number as the contract understands it.

    >>> _count(Count(value=4, max=6)), _count(Count(value=3, bound="at_least")), _count(Count(text="dozens"))
    ('4 to 6', 'at least 3', 'dozens')
    """
    if count is None or count.value is None:
        return count.text if count else None
    bound = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(count.bound or "", "")
    return f"{bound}{count.value}" + (f" to {count.max}" if count.max is not None else "")


def _incident(event: IncidentEvent) -> str:
    incident = event.incident
    head = f"{incident.region_name or incident.region} ({incident.region}), {incident.family.value}, revision {incident.revision}"
    changes = "; ".join(change.text.rstrip(".") for change in event.changes)
    return f"{head}: {changes}" if changes else head
