"""Owns what a proposed claim must prove: its quote, its number and every name in it stand in the text, or it is dropped.

What the model says is used to choose among the words of the article, never as a value: numbers, bounds, places, days and offsets
are what the extractor's own rules read there. Only what kind of event, object, outcome, claimant and certainty it is, is the
model's word, out of the closed vocabulary.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from services.extract.claims.publish import claims
from services.extract.claims.reconcile import common_region
from services.extract.propose.proposal import Dropped, Proposal, Reason
from services.extract.propose.words import Reading, Span
from services.extract.rules.claimants import Speaker
from services.extract.rules.events import CLASSES, happened
from services.extract.rules.phrases import Amount
from services.extract.story.site import Site
from services.extract.story.statement import Statement
from services.extract.words import lexicon
from tocsin.claim import Claim, When
from tocsin.vocabulary import ClaimantKind, EventKind, Modality, ObjectKind

FLAG: Final = "proposed"
"""Flag of every claim that a model proposed."""

RULE: Final = "proposed:"
"""Beginning of its `rule`; the name of the model follows."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of an answer."""

    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()


class _Refused(Exception):
    """A proposal does not hold."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def check(proposed: Iterable[Proposal], reading: Reading, model: str) -> Checked:
    """The claims that hold, each once and none that the rules have found, and why the others do not."""
    taken = list(reading.extraction.claims)
    kept: list[Claim] = []
    dropped: list[Dropped] = []
    for proposal in proposed:
        try:
            claim = _claim(proposal, reading, model)
        except _Refused as refused:
            dropped.append(Dropped(refused.reason, proposal.quote))
            continue
        if any(_same(claim, other) for other in taken):
            dropped.append(Dropped(Reason.KNOWN, proposal.quote))
            continue
        taken.append(claim)
        kept.append(claim)
    return Checked(tuple(kept), tuple(dropped))


def _claim(proposal: Proposal, reading: Reading, model: str) -> Claim:
    statement = _statement(proposal, reading, model)
    made = claims([statement], reading.article, reading.extraction.view, reading.knowledge.gazetteer)
    return made[0]


def _statement(proposal: Proposal, reading: Reading, model: str) -> Statement:
    if (proposal.event, proposal.object) not in _possible():
        raise _Refused(Reason.PAIR)
    quote = reading.quoted(proposal.quote)
    if quote is None:
        raise _Refused(Reason.QUOTE)
    when, when_span, doubts = _time(proposal, quote, reading)
    sites, modality = _sites(proposal, quote, reading), Modality(proposal.modality or Modality.ASSERTED)
    statement = Statement(
        event=proposal.event, object=proposal.object, amount=_amount(proposal, quote, reading),
        outcome=proposal.outcome if proposal.event is EventKind.INTERCEPTION else None,
        sites=sites, speaker=_speaker(proposal, quote, reading), when=when, modality=modality, start=quote[0], end=quote[1],
        sentence=0, rule=f"{RULE}{model}", thing=_thing(proposal, quote, reading), when_span=when_span, flags=(FLAG, *doubts),
    )  # fmt: skip
    statement.region = common_region(statement.codes)
    return statement


def _amount(proposal: Proposal, quote: Span, reading: Reading) -> Amount | None:
    """The number as the rules read it; a denied claim has none."""
    if proposal.count is None or proposal.modality == "denied":
        return None
    amount = reading.amount(proposal.count, quote)
    if amount is None:
        raise _Refused(Reason.NUMBER)
    return amount


def _thing(proposal: Proposal, quote: Span, reading: Reading) -> Span | None:
    if not proposal.object_words:
        return None
    span = reading.named(proposal.object_words, quote)
    if span is None or not (quote[0] <= span[0] and span[1] <= quote[1]):
        raise _Refused(Reason.OBJECT)
    return span


def _sites(proposal: Proposal, quote: Span, reading: Reading) -> tuple[Site, ...]:
    if not proposal.place:
        return ()
    span = reading.named(proposal.place, quote)
    if span is None:
        raise _Refused(Reason.PLACE)
    sites = reading.sites(span)
    if not sites:
        raise _Refused(Reason.UNKNOWN_PLACE)
    return sites


def _speaker(proposal: Proposal, quote: Span, reading: Reading) -> Speaker | None:
    if not proposal.claimant:
        return None
    span = reading.named(proposal.claimant, quote)
    if span is None:
        raise _Refused(Reason.CLAIMANT)
    return Speaker(reading.speaker(span) or proposal.claimant_kind or ClaimantKind.OTHER, *span)


def _time(proposal: Proposal, quote: Span, reading: Reading) -> tuple[When | None, Span | None, tuple[str, ...]]:
    span = reading.named(proposal.time, quote) if proposal.time else None
    if proposal.time and span is None:
        raise _Refused(Reason.TIME)
    found = reading.when(span)
    if found is None:
        raise _Refused(Reason.UNREAD_TIME)
    return found[0], span, found[1]


@cache
def _possible() -> frozenset[tuple[EventKind, ObjectKind]]:
    """Every pair of event and object that some trigger of the lexicon makes of some thing."""
    triggers, things = lexicon.senses(), CLASSES
    made = {happened(sense, thing, group) for sense in triggers for thing in things for group in things[thing]}
    weapons = {ObjectKind(sense.weapon) for sense in triggers.values() if sense.weapon}
    found = {pair for pair in made if pair} | {(EventKind.ATTACK, weapon) for weapon in weapons}
    return frozenset(found | {(EventKind.ATTACK, ObjectKind.UNKNOWN)})


def _same(claim: Claim, other: Claim) -> bool:
    """Whether two claims of one article state the same: one number of the text is one claim of an event, and so is one quote."""
    if claim.event is not other.event:
        return False
    if claim.id == other.id:
        return True
    if claim.spans.count and other.spans.count:
        return _overlap(claim.spans.count, other.spans.count) or (_values(claim) == _values(other) and claim.count is not None)
    if claim.object is not other.object:
        return False
    overlap = _overlap((claim.evidence.start, claim.evidence.end), (other.evidence.start, other.evidence.end))
    regions = {each.place.region for each in (claim, other) if each.place}
    return (overlap and len(regions) <= 1) or _values(claim) == _values(other)


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _values(claim: Claim) -> tuple[object, ...]:
    """What a repetition in other words has in common with what it repeats."""
    place, when = claim.place, claim.when
    count = claim.count.value if claim.count else None
    return (
        claim.object, count, place and place.region, when and when.start, when and when.end, claim.claimant and claim.claimant.kind,
        claim.modality,
    )  # fmt: skip
