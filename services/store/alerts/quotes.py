"""The quote that a message shows: the words of a source that carry most of the incident. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.store.publishers import credited
from tocsin.claim import Claim
from tocsin.vocabulary import EventKind, Modality, ObjectKind

_LONG: Final = 160
"""Characters that a quote best has: a sentence."""

_WEIGHT: Final = {EventKind.CASUALTIES: 3, EventKind.ATTACK: 2, EventKind.INTERCEPTION: 2, EventKind.DAMAGE: 1}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, whole, with who says them and where they stand."""

    text: str
    credit: str
    url: str | None = None


def best(claims: Iterable[Claim]) -> Quote | None:
    """The quote of the gravest, best attributed claim; between equals the first told. None without any."""
    usable = [claim for claim in claims if claim.evidence.text.strip() and claim.modality is not Modality.DENIED]
    chosen = min(usable, key=_rank, default=None)
    if chosen is None:
        return None
    who = chosen.claimant.name if chosen.claimant else None
    outlet = chosen.article.source or chosen.article.id
    credit = f"{who}, {credited(outlet)}" if who and who != outlet else credited(outlet)
    url = chosen.article.url if (chosen.article.url or "").startswith(("https://", "http://")) else None
    return Quote(" ".join(chosen.evidence.text.split()), credit, url)


def _rank(claim: Claim) -> tuple[object, ...]:
    nothing = claim.count is not None and claim.count.value == 0
    told = claim.article.published
    return (
        claim.modality is not Modality.ASSERTED,
        "background" in claim.flags,
        claim.claimant is None,
        -(0 if nothing else _WEIGHT.get(claim.event, 0) + (claim.object is ObjectKind.KILLED)),
        claim.part_of is not None,
        abs(len(claim.evidence.text) - _LONG) // 40,  # a whole sentence rather than three words or a paragraph
        told is None,
        told.timestamp() if told else 0.0,
        claim.id,
    )
