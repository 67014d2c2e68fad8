"""Owns whom a bare institution or office means in Russian and Ukrainian: "в ведомстве", "в Генштабе", "спикер"."""

from typing import Final

from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.story.context import State
from tocsin.vocabulary import ClaimantKind

_ANY_BODY: Final = ("ведомств", "відомств")
"""Words for whichever institution was named last."""
_SHARED: Final = 4
"""Letters with which two names of one institution begin alike."""
_OF_ONE: Final = frozenset(
    {ClaimantKind.MILITARY, ClaimantKind.OTHER, ClaimantKind.MEDIA, ClaimantKind.COMPANY, ClaimantKind.EMERGENCY_SERVICE,
     ClaimantKind.POLICE}
)  # fmt: skip
"""Kinds of claimants of which a text names several: one of them is another's name only where the words are alike."""
_INVESTIGATION: Final = ("следств", "слідств", "следоват", "слідч")
"""Beginnings of words for those who investigate."""
_PEOPLE: Final = ("речни", "спикер", "спікер", "предст", "пресс", "команд", "начальник", "главком", "головнокоманд", "источник",
                  "джерел", "собеседник", "співрозмовник", *_INVESTIGATION)  # fmt: skip
"""Beginnings of words for people who speak for an institution named before."""


def meant(speaker: Speaker, text: str, state: State) -> Speaker | None:
    """The claimant that a bare name means, None where it means nobody who spoke before."""
    words = text[speaker.start : speaker.end].lower()
    if words.startswith(_ANY_BODY):
        return state.body or state.speaker
    earlier = state.speakers.get(speaker.kind)
    if earlier is None or speaker.kind not in _OF_ONE or words.startswith(_PEOPLE):
        return earlier
    known = {word[:_SHARED] for word in text[earlier.start : earlier.end].lower().split()}
    return earlier if known & {word[:_SHARED] for word in words.split()} else None


def of_any_body(speaker: Speaker, office: str, state: State) -> Speaker:
    """As in "представитель ведомства Имя Фамилия": of the kind of whichever institution was named last."""
    vague = speaker.named and state.body is not None and any(word.startswith(_ANY_BODY) for word in office.lower().split())
    return speaker._replace(kind=state.body.kind, nation=state.body.nation) if vague and state.body else speaker


def without_lone_investigators(attributions: list[Node], text: str) -> list[Node]:
    """As in "за даними слідства, …, повідомляє прокуратура": investigators whom a sentence names otherwise, too, are these."""
    bodies = [node for node in attributions if not _is_investigation(node, text)]
    return bodies or attributions


def _is_investigation(node: Node, text: str) -> bool:
    speaker: Speaker = node.value.speaker
    return text[speaker.start : speaker.end].lower().startswith(_INVESTIGATION)
