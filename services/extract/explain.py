"""Owns showing people what was found and why: the text with its claims marked, and the derivation of each."""

from services.extract.extract import Extraction
from tocsin.claim import Claim


def table(extraction: Extraction) -> str:
    """The claims of an article, a line each."""
    return "\n".join(_line(number, claim) for number, claim in enumerate(extraction.claims, 1)) or "no claims"


def explained(extraction: Extraction) -> str:
    """The text with each claim's evidence in numbered brackets, then each claim with its values and its rule."""
    marks: list[tuple[int, int, str]] = []
    for number, claim in enumerate(extraction.claims, 1):
        marks += [(claim.evidence.start, 1, f"[{number} "), (claim.evidence.end, 0, f" {number}]")]
    text = extraction.view.original
    parts: list[str] = []
    position = 0
    for at, _, mark in sorted(marks):
        parts += [text[position:at], mark]
        position = at
    parts.append(text[position:])
    return (
        "".join(parts).rstrip()
        + "\n\n"
        + "\n".join(f"{_line(number, claim)}\n{_why(claim, text)}" for number, claim in enumerate(extraction.claims, 1))
    )


def _line(number: int, claim: Claim) -> str:
    count = "" if claim.count is None else f"{claim.count.value}" + (f"-{claim.count.max}" if claim.count.max else "")
    place = "" if claim.place is None else " ".join(filter(None, (claim.place.region, claim.place.name)))
    when = "" if claim.when is None else f"{claim.when.start or '?'} – {claim.when.end or '?'}"
    who = "" if claim.claimant is None else f"{claim.claimant.name} ({claim.claimant.kind})"
    sure = "" if claim.modality == "asserted" else claim.modality.value
    bound = "" if claim.count is None or claim.count.bound in {None, "exact"} else f"{claim.count.bound} "
    return f"{number:3}. {claim.event} {claim.object} {bound}{count} · {place} · {when} · {who} {sure}".rstrip(" ·")


def _why(claim: Claim, text: str) -> str:
    spans = {name: value for name, value in claim.spans.model_dump().items() if value}
    values = ", ".join(f"{name} {text[start:end]!r}" for name, (start, end) in spans.items())
    parts = [f"     rule {claim.rule}", f"     {values}"]
    if claim.count and claim.count.equation:
        parts.append(f"     arithmetic {claim.count.equation}")
    if claim.part_of:
        parts.append(f"     part of {claim.part_of}")
    if claim.flags:
        parts.append(f"     flags {', '.join(claim.flags)}")
    return "\n".join(parts)
