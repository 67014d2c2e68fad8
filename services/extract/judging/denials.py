"""Rules on attacks that are denied: by a claimant, by "there was none", by what is said of the reports of it."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.story.telling import Telling
from tocsin.vocabulary import EventKind

_TURNS: Final = frozenset({"deny", "attribution", "accuse", "say"})
_REPORTS: Final = ("сообщени", "информаци", "слух", "публикаци", "заявлени", "новост", "повідомленн", "інформаці", "чутк", "новин")
"""Beginnings of words for what is told of an attack."""
_BEFORE: Final = 30
"""Characters before an attack in which the reports of it may be named."""


def denial(item: Item, event: EventKind, telling: Telling) -> str | None:
    """Why an attack is denied: its claimant denies it, or says that there was none; None where it is not."""
    if event is not EventKind.ATTACK or item.trigger is None:
        return None
    free = telling.state.free_order
    told = [node for node in telling.nodes if node.kind in _TURNS and node.end <= item.trigger.start]
    if told and (told[-1].kind == "deny" or (told[-1].kind == "attribution" and told[-1].value.turn == "denies")):
        return "the claimant denies it"
    if free and _is_untrue(item, telling):
        return "the reports of it are untrue"
    did_not = free and item.denied and item.happening is not None and item.happening.term.sense == "strike"
    if (did_not or (item.happening and item.happening.zero)) and telling.has("attribution", "quote"):
        return "the claimant says that there was none"
    return None


def _is_untrue(item: Item, telling: Telling) -> bool:
    """As in "Сообщения об атаке на завод не соответствуют действительности": what is denied stands before the words for it."""
    noun = item.happening is not None and item.happening.term.form == "noun"
    refuted = next((node for node in telling.nodes if node.kind == "deny" and node.start >= item.end), None)
    if not noun or refuted is None or any(item.end <= node.start < refuted.start for node in telling.of("happening", "comma")):
        return False
    words = telling.text[max(telling.sentence.start, item.start - _BEFORE) : item.end].lower().split()
    return any(word.lstrip('"«(').startswith(_REPORTS) for word in words)
