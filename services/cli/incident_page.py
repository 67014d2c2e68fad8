"""One incident as a page for a terminal or as one JSON document. Owns wording, not the choice of what is known."""

import json
from collections.abc import Sequence

from services.store.alerts.ledger import Delivery
from services.store.alerts.message import sources
from services.store.codes import acled, plover
from services.store.lookup import Record
from tocsin.claim import Claim
from tocsin.incident import ClaimantFigures, Fact, Figure


def as_document(record: Record, deliveries: Sequence[Delivery] = ()) -> str:
    """Everything as JSON: the incident, its claims, its history, its alerts, its codes in other data sets."""
    document = {
        "incident": record.incident.model_dump(mode="json"),
        "claims": [claim.model_dump(mode="json") for claim in record.claims],
        "totals": [claim.model_dump(mode="json") for claim in record.totals],
        "history": [
            {
                "revision": past.revision,
                "kind": past.kind,
                "at": past.at.isoformat(),
                "cause_article": past.cause_article,
                "changes": [change.model_dump(mode="json", exclude_none=True) for change in past.changes],
            }
            for past in record.history
        ],
        "deliveries": [
            {
                "id": each.id,
                "destination": each.destination,
                "kind": each.kind,
                "action": each.action,
                "status": each.status,
                "reason": each.reason,
                "at": (each.ended or each.due).isoformat(),
            }
            for each in deliveries
        ],
        "acled_sub_events": acled(record.incident),
        "plover_events": plover(record.incident),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_text(record: Record, deliveries: Sequence[Delivery] = ()) -> str:
    """The page that `tocsin incident ID` prints."""
    return "\n".join(
        [*_head(record), "", *_numbers(record), *_totals(record), *_quotes(record), *_past(record), *_alerts(deliveries)]
    )


def _head(record: Record) -> list[str]:
    incident = record.incident
    lines = [
        f"{incident.region_name or incident.region} ({incident.region}), {incident.family}, {incident.state}",
        f"{incident.start or '?'} to {incident.end or '?'}" + (f", {', '.join(incident.places)}" if incident.places else ""),
        sources(incident) or "no article tells of it any more",
        f"{incident.id} revision {incident.revision}",
    ]
    if record.asked != incident.id:
        lines.append(f"({record.asked} was merged into it)")
    if incident.split_from:
        lines.append(f"(split from {incident.split_from})")
    return lines


def _numbers(record: Record) -> list[str]:
    lines = []
    for fact in record.incident.facts:
        spread = (
            "" if fact.minimum is None else f": {_range(fact)}" + (f", {fact.agreed} agreed" if fact.agreed is not None else "")
        )
        part = " (part)" if fact.part else ""
        lines.append(f"{fact.event} {fact.object}{part}{spread}".replace("_", " "))
        lines += [f"    {figures.claimant or 'the articles'}: {_series(figures)}" for figures in fact.claimants]
        lines += [f"    denied by {name}" for name in fact.denied_by]
    return lines


def _totals(record: Record) -> list[str]:
    """What the figures are parts of; never added to them."""
    lines = ["", "Part of national totals"] if record.totals else []
    for claim in record.totals:
        many = "no number" if claim.count is None else str(claim.count.value)
        where = claim.place.region if claim.place else "?"
        lines.append(f"    {claim.event} {claim.object}: {many} over {where}, {_claimant(claim)} [{claim.id}]")
    return lines


def _range(fact: Fact) -> str:
    return str(fact.minimum) if fact.minimum == fact.maximum else f"{fact.minimum} to {fact.maximum}"


def _series(figures: ClaimantFigures) -> str:
    """A claimant's figures in order, equal neighbours once: "2, then 3"."""
    steps: list[str] = []
    for figure in figures.history:
        words = _words(figure)
        if not steps or steps[-1] != words:
            steps.append(words)
    return ", then ".join(steps) + (f" ({figures.carriers} articles)" if figures.carriers > 1 else "")


def _words(figure: Figure) -> str:
    number = "no number" if figure.value is None else f"{figure.value}" + (f" to {figure.max}" if figure.max else "")
    bound = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(figure.bound or "", "")
    return f"{bound}{number}" + ("" if figure.modality == "asserted" else f" ({figure.modality})")


def _quotes(record: Record) -> list[str]:
    """Every quote once, with all that carry it."""
    carriers: dict[tuple[str, str], list[Claim]] = {}
    for claim in sorted(record.claims, key=_told):
        carriers.setdefault((_claimant(claim), " ".join(claim.evidence.text.split())), []).append(claim)
    lines = ["", "Quotes"]
    for (who, text), claims in carriers.items():
        lines.append(f"    {who}: “{text}”")
        for claim in claims:
            where = claim.article.url or claim.article.source or claim.article.id
            lines.append(f"        {claim.event} {claim.object}, {where} [{claim.id}]")
    return lines


def _told(claim: Claim) -> tuple[str, bool, float, int, str]:
    told = claim.article.published
    return (_claimant(claim), told is None, told.timestamp() if told else 0.0, claim.evidence.start, claim.id)


def _claimant(claim: Claim) -> str:
    return claim.claimant.name if claim.claimant else "the article"


def _past(record: Record) -> list[str]:
    lines = ["", "History"]
    for past in record.history:
        cause = f" by {past.cause_article}" if past.cause_article else ""
        lines.append(f"    {past.at:%Y-%m-%d %H:%M} UTC  {past.kind} (revision {past.revision}){cause}")
        lines += [f"        {change.text}" for change in past.changes]
    return lines


def _alerts(deliveries: Sequence[Delivery]) -> list[str]:
    lines = ["", "Alerts"] if deliveries else []
    for each in deliveries:
        reason = f": {each.reason}" if each.reason else ""
        when = f"{each.ended or each.due:%Y-%m-%d %H:%M} UTC"
        lines.append(
            f"    {when}  {each.destination}, {each.kind} ({each.action}), revision {each.revision}, {each.status}{reason}"
        )
    return lines
