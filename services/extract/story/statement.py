"""Owns the statement: a claim before its article, its total and its id are known."""

from dataclasses import dataclass, field

from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.rules.phrases import Amount
from services.extract.story.site import Site
from tocsin.claim import When
from tocsin.vocabulary import EventKind, Modality, ObjectKind, Outcome


@dataclass(slots=True, eq=False)
class Statement:
    """What one item of a sentence states; offsets are those of the view."""

    event: EventKind
    object: ObjectKind
    amount: Amount | None
    outcome: Outcome | None
    sites: tuple[Site, ...]
    speaker: Speaker | None
    when: When | None
    modality: Modality
    start: int
    end: int
    sentence: int
    rule: str
    trigger: tuple[int, int] | None = None
    thing: tuple[int, int] | None = None
    when_span: tuple[int, int] | None = None
    hedges: tuple[Node, ...] = ()
    flags: tuple[str, ...] = ()
    headline: bool = False
    of_strike: bool = False
    """Whether its time is that of a strike named by its day: "Tuesday's strike"."""
    is_toll: bool = False
    """Whether it is told as a toll: "the death toll rose to four"."""
    sent: bool = False
    """Whether it tells of weapons that were sent, wherever they came down."""
    background: bool = False
    """Whether it is told as what happened before the news: "last month a drone struck the same plant"."""
    earlier: bool = False
    """Whether it tells what had been reported before: "Earlier, officials put the toll at 14"."""
    noun: str = ""
    """The noun of its thing, in small letters, where two of one kind are told apart by it; empty elsewhere."""
    definite: bool = False
    """Whether it speaks of something known: "the four drones"."""
    including: "Statement | None" = None
    total: "Statement | None" = None
    inferred: bool = False
    equation: str | None = None
    stated_place: bool = True
    """Whether its own clause names the place."""
    region: str | None = None
    """Code of the region, settled by reconciliation."""
    merged: list["Statement"] = field(default_factory=list)
    """Repetitions of the same in other words."""

    @property
    def value(self) -> int | None:
        """The number, None where there is none."""
        return self.amount.value if self.amount else None

    @property
    def codes(self) -> tuple[str, ...]:
        """The region codes of its places, each once, in the order of the text."""
        if len(self.sites) <= 1:
            return tuple(site.code for site in self.sites)
        return tuple(dict.fromkeys(site.code for site in self.sites))
