"""Owns showing people what was found and why: the text with its claims marked, and the derivation of each."""

from collections.abc import Iterator
from typing import Final

from services.extract.extract import Extraction
from services.extract.grammar.rule import Node
from services.extract.places.gazetteer import PlaceSpan
from services.extract.rules.numbers import NumberSpan
from services.extract.rules.times import TimeSpan
from services.extract.words.lexicon import Term
from tocsin.claim import Claim

_INDENT: Final = "     "
_SHOWN: Final = 60
"""Characters of a node's words."""


def table(extraction: Extraction) -> str:
    """The claims of an article, a line each."""
    return "\n".join(_line(number, claim) for number, claim in enumerate(extraction.claims, 1)) or "no claims"


def explained(extraction: Extraction) -> str:
    """The text with each claim's evidence in numbered brackets, then each claim with its values, its rule and its derivation."""
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
    told = [f"{_line(number, claim)}\n{_why(claim, extraction)}" for number, claim in enumerate(extraction.claims, 1)]
    return "".join(parts).rstrip() + "\n\n" + "\n".join(told or ["no claims"])


def _line(number: int, claim: Claim) -> str:
    count = "" if claim.count is None else f"{claim.count.value}" + (f"-{claim.count.max}" if claim.count.max else "")
    place = "" if claim.place is None else " ".join(filter(None, (claim.place.region, claim.place.name)))
    when = _when(claim)
    who = "" if claim.claimant is None else f"{claim.claimant.name} ({claim.claimant.kind})"
    sure = "" if claim.modality == "asserted" else claim.modality.value
    bound = "" if claim.count is None or claim.count.bound in {None, "exact"} else f"{claim.count.bound} "
    return f"{number:3}. {claim.event} {claim.object} {bound}{count} · {place} · {when} · {who} {sure}".rstrip(" ·")


def _when(claim: Claim) -> str:
    """From when to when; where the text's words lead to no day, those words."""
    if claim.when is None:
        return ""
    if claim.when.start is None and claim.when.end is None:
        return f"“{claim.when.text}”" if claim.when.text else ""
    return f"{claim.when.start or '?'} – {claim.when.end or '?'}"


def _why(claim: Claim, extraction: Extraction) -> str:
    text = extraction.view.original
    spans = {name: value for name, value in claim.spans.model_dump().items() if value}
    values = ", ".join(f"{name} {text[start:end]!r}" for name, (start, end) in spans.items())
    parts = [f"rule {claim.rule}", values]
    if claim.when and claim.when.basis != "stated":
        parts.append(f"time {claim.when.basis}")
    if claim.count and claim.count.equation:
        parts.append(f"arithmetic {claim.count.equation}")
    if claim.part_of:
        number = next((number for number, other in enumerate(extraction.claims, 1) if other.id == claim.part_of), None)
        parts.append(f"part of {number or claim.part_of}")
    if claim.flags:
        parts.append(f"flags {', '.join(claim.flags)}")
    return "\n".join(_INDENT + part for part in [*parts, *_derivation(list(spans.values()), extraction)])


def _derivation(spans: list[tuple[int, int]], extraction: Extraction) -> Iterator[str]:
    """What the words of some spans were read as: each node that a rule made, and below it what it was made of."""
    for reading in extraction.readings:
        for node in reading.nodes:
            left, right = extraction.view.span(node.start, node.end)
            if (node.rule or node.kind == "time") and any(left < end and start < right for start, end in spans):
                yield from _tree(node, extraction, 0)


def _meaning(value: object) -> str:
    """What the scan took some words for; empty for what only a rule can tell."""
    if isinstance(value, Term):
        return value.sense
    if isinstance(value, NumberSpan):
        return "some" if value.value is None else str(value.value)
    if isinstance(value, TimeSpan):
        return value.kind
    if isinstance(value, PlaceSpan):
        return " or ".join(dict.fromkeys(entry.code for entry in value.candidates)) or "a place that the gazetteer lacks"
    return ""


def _tree(node: Node, extraction: Extraction, depth: int) -> Iterator[str]:
    words = extraction.view.text[node.start : node.end]
    meaning = _meaning(node.value)
    if node.rule or meaning:
        shown = repr(words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…")
        yield f"{'  ' * depth}{node.kind} {shown} " + (f"by {node.rule}" if node.rule else f"means {meaning}")
    for part in node.parts:
        yield from _tree(part, extraction, depth + 1)
