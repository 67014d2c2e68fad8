"""Owns the question where an item happened, with all that may answer it."""

from dataclasses import dataclass

from services.extract.clause.bind import Item
from services.extract.rules.claimants import Speaker
from services.extract.story.context import State
from services.extract.story.site import Site
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind

Sites = tuple[Site, ...] | None
"""Places; None where nothing is known of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose place is asked for."""

    item: Item
    event: EventKind
    speaker: Speaker | None
    telling: Telling
    whole: Site | None
    """The country that the claimant speaks of."""

    @property
    def state(self) -> State:
        """What the text said before."""
        return self.telling.state

    @property
    def found(self) -> list[Statement]:
        """The statements of the sentence so far."""
        return self.telling.found

    @property
    def launch(self) -> bool:
        """Whether weapons were sent, not said to have hit."""
        return (
            self.event is EventKind.ATTACK
            and self.item.happening is not None
            and self.item.happening.term.sense in {"launch", "use"}
        )
