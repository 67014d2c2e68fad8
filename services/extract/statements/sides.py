"""Owns whose forces act in Russian and Ukrainian sentences: those who fire, and those who shoot down over their own country."""

from itertools import pairwise
from typing import Final

from services.extract.claimants.homes import at_home, of_readers
from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.story.telling import Telling
from tocsin.vocabulary import ClaimantKind

_FIRED: Final = frozenset({"launch", "strike", "shell", "bomb", "destroy", "neutralise", "losses"})
ABROAD: Final = frozenset({"US", "GB", "FR"})
"""Countries whose forces shoot down far from home."""
_BETWEEN: Final = frozenset({"word", "time", "clock", "also", "the"})
"""What may stand between forces and the verb of what they did."""
_DEFENCE: Final = ("пво", "ппо", "противовоздушн", "протиповітрян")
"""What forces that shoot down are called."""


def foe(telling: Telling) -> str | None:
    """Whose forces a sentence says fire: a nation's, or those of the institution that fires."""
    firing = [
        (node, after.value.term.form)
        for node, after in pairwise(telling.nodes)
        if after.kind == "happening" and after.value.term.sense in _FIRED
    ]
    for node, form in firing:
        if node.kind == "nation":
            return str(node.value.sense)
        if node.kind == "speaker" and form == "either" and isinstance(node.value, Speaker) and not _defends(node, telling.text):
            return at_home(node.value, telling.text, telling.state.lang).nation
    return None


def _defends(node: Node, text: str) -> bool:
    """Whether forces are those of air defence, which destroy what others fire: "силы ПВО уничтожили 20 беспилотников"."""
    return any(word in text[node.start : node.end].lower() for word in _DEFENCE)


def defended(trigger: Node, telling: Telling, speaker: Speaker | None) -> str | None:
    """The country over which those who stand before a verb of shooting down did so: their own; None where it is not known."""
    before = [node for node in telling.nodes if node.end <= trigger.start and node.kind not in _BETWEEN]
    code = _country_of_forces(before[-1], telling) if before else None
    told = speaker is not None or telling.state.foe is not None  # "Силы ПВО сбили 40 дронов, сообщили в ВСУ"
    if code is None or code in ABROAD or (told and _is_assumed(before[-1], code, telling.state.lang)):
        return None
    return code


def _is_assumed(node: Node, code: str, lang: str) -> bool:
    """Whether forces are those of the readers' country only because nothing says of which they are: "силы ПВО"."""
    return node.kind == "speaker" and node.value.nation is None and not node.value.places and code == of_readers(lang)


def _country_of_forces(node: Node, telling: Telling) -> str | None:
    """The country of those who stand before a verb: a nation's or a state's forces, or the country itself."""
    if node.kind == "nation":
        return str(node.value.sense)
    if node.kind == "speaker" and isinstance(node.value, Speaker) and node.value.kind is ClaimantKind.MILITARY:
        return at_home(node.value, telling.text, telling.state.lang).nation
    first = node.value[0] if node.kind == "places" and node.value else None
    entries = first.value.candidates if first is not None and first.kind == "place" else ()
    return str(entries[0].code) if entries and entries[0].level == "country" else None
