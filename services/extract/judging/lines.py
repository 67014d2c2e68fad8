"""Owns weapons that a line of a governor's digest counts without a verb: "— Борисовский район. Три дрона по двум сёлам"."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.rules.phrases import Happening
from services.extract.rules.slavic_things import DOWNED
from services.extract.story.telling import Telling
from services.extract.words.lexicon import Term
from tocsin.vocabulary import ClaimantKind

_FIRED: Final = frozenset({"uav", "missile", "rocket", "bomb", "shell"})
_HEADED: Final = frozenset(
    {"mark", "dash", "location", "places", "area", "colon", "amount", "thing", "and", "comma", "there", "semicolon"}
)
"""What stands before such a weapon in its line."""
_DIGESTING: Final = frozenset(
    {ClaimantKind.GOVERNOR, ClaimantKind.MAYOR, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.POLICE, ClaimantKind.OTHER}
)
"""Who writes such digests."""


def counted_by_line(item: Item, telling: Telling) -> Happening | None:
    """The strike that a line means by a mere number of weapons behind its place; None where it means none."""
    state, thing = telling.state, item.thing
    if not state.free_order or item.happening or thing is None or thing.object not in _FIRED:
        return None
    counted = item.amount is not None and bool(item.amount.value) and item.amount.start < thing.start
    speaker = state.author or state.speaker
    if not counted or (speaker is not None and speaker.kind not in _DIGESTING) or _counts_downed(telling):
        return None
    before = [node for node in telling.nodes if node.end <= item.start]
    own = any(node.kind in {"location", "places"} for node in before[:2]) and {"dash", "colon"} & {node.kind for node in before}
    heads = bool(own) or _is_member_of_the_line(item, telling) or (speaker is not None and state.headed == telling.number - 1)
    if not heads or not _HEADED.issuperset(node.kind for node in before):
        return None
    return Happening(Term("trigger", "strike", "either"))


def _is_member_of_the_line(item: Item, telling: Telling) -> bool:
    """As in "Слов'янськ: три КАБ-250, двоє поранених": the line begins with its place and the number."""
    first = next((node for node in telling.nodes if node.kind not in {"mark", "dash", "semicolon"}), None)
    return first is not None and first.kind == "members" and first.start <= item.start < first.end


def _counts_downed(telling: Telling) -> bool:
    """Whether the lines count what was shot down."""
    told = telling.state.listing or telling.state.happening
    return told is not None and told.term.sense in DOWNED | {"destroy", "neutralise"}
