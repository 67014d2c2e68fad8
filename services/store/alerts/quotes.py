"""The quote that a message shows: the sentence of a source that carries most of the incident. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.store.claimants import in_english
from services.store.names import fold
from services.store.publishers import credited
from tocsin.claim import Claim
from tocsin.vocabulary import ClaimantKind, EventKind, Modality, ObjectKind

_LONG: Final = 160
"""Characters that a quote best has: a sentence."""

_LONGEST: Final = 480
"""Characters of a sentence that is shown whole; of a longer one the words that carry the claim stand alone."""

_SHORT: Final = 60
"""Characters of a sentence that says little without the one before it."""

_GAP: Final = 3
"""Characters between two sentences that follow each other: a space, or the end of a paragraph."""

_WEIGHT: Final = {EventKind.CASUALTIES: 3, EventKind.ATTACK: 2, EventKind.INTERCEPTION: 2, EventKind.DAMAGE: 1}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, whole, with who says them and where they stand."""

    text: str
    credit: str
    url: str | None = None


def best(claims: Iterable[Claim]) -> Quote | None:
    """The sentence of the gravest, best attributed claim; of tolls the newest figure, where it was first told. None without any.

    A very short sentence brings the one before it along, where a claim stands there.
    """
    usable = [claim for claim in claims if claim.evidence.text.strip() and claim.modality is not Modality.DENIED]
    chosen = min(_first_told(usable), key=lambda claim: _rank(claim, usable), default=None)
    if chosen is None:
        return None
    who = chosen.claimant
    outlet = chosen.article.source or chosen.article.id
    said_by = None if who is None else credited(who.name) if who.kind is ClaimantKind.MEDIA else in_english(who.name)
    credit = f"{said_by}, {credited(outlet)}" if who and who.name != outlet else credited(outlet)
    url = chosen.article.url if (chosen.article.url or "").startswith(("https://", "http://")) else None
    return Quote(_with_the_one_before(chosen, usable), credit, url)


def _first_told(claims: Iterable[Claim]) -> Iterable[Claim]:
    """Of what one claimant says again and again, or many carry, the first: it is the original."""
    first: dict[tuple[object, ...], Claim] = {}
    for claim in sorted(claims, key=_told):
        who = fold(claim.claimant.name) if claim.claimant else None
        first.setdefault((claim.event, claim.object, who, claim.count and claim.count.value), claim)
    return first.values()


def _rank(claim: Claim, claims: Sequence[Claim]) -> tuple[object, ...]:
    nothing = claim.count is not None and claim.count.value == 0
    toll = claim.event is EventKind.CASUALTIES
    unknown, told, name = _told(claim)
    return (
        claim.modality is not Modality.ASSERTED,
        "background" in claim.flags,
        claim.claimant is None,
        -(0 if nothing else _WEIGHT.get(claim.event, 0) + (claim.object is ObjectKind.KILLED)),
        claim.part_of is not None,
        _overtaken(claim, claims),
        unknown,
        -told if toll else 0.0,
        -_carried(claim, claims),
        abs(len(_words(claim)) - _LONG) // 80,  # rather than three words or a paragraph
        told,
        name,
    )


def _overtaken(claim: Claim, claims: Iterable[Claim]) -> bool:
    """Whether the same claimant counts more in another claim."""
    if claim.claimant is None:
        return False
    said = (claim.event, claim.object, fold(claim.claimant.name))
    return any(
        other.claimant is not None
        and (other.event, other.object, fold(other.claimant.name)) == said
        and _value(other) > _value(claim)
        for other in claims
    )


def _value(claim: Claim) -> int:
    """Its figure; -1 where it states none."""
    value = claim.count.value if claim.count else None
    return -1 if value is None else value


def _with_the_one_before(claim: Claim, claims: Iterable[Claim]) -> str:
    words = _words(claim)
    begins = _sentence_start(claim)
    if len(words) >= _SHORT or begins is None:
        return words
    for other in claims:
        start = _sentence_start(other)
        if start is None or (other.article.id, other.evidence.part) != (claim.article.id, claim.evidence.part):
            continue
        gap = begins - start - len(other.evidence.sentence or "")
        if start < begins and 0 <= gap <= _GAP and len(before := _words(other)) + len(words) < _LONGEST:
            return f"{before} {words}"
    return words


def _sentence_start(claim: Claim) -> int | None:
    """Where the sentence of a claim begins in its article; None where that is not known."""
    inside = (claim.evidence.sentence or "").find(claim.evidence.text)
    return None if inside < 0 else claim.evidence.start - inside


def _told(claim: Claim) -> tuple[bool, float, str]:
    told = claim.article.published
    return (told is None, told.timestamp() if told else 0.0, claim.id)


def _carried(claim: Claim, claims: Iterable[Claim]) -> int:
    """How many kinds of facts the claim's sentence tells."""
    sentence = claim.evidence.sentence
    same = (other for other in claims if other.article.id == claim.article.id and other.evidence.sentence == sentence)
    return len({(other.event, other.object) for other in same}) if sentence else 1


def _words(claim: Claim) -> str:
    """The claim's whole sentence, on one line; only the words that carry it where the sentence is not known or is very long."""
    sentence = " ".join((claim.evidence.sentence or "").split())
    return sentence if 0 < len(sentence) <= _LONGEST else " ".join(claim.evidence.text.split())
