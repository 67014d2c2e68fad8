"""Owns of what kind a claimant is by the words that name him: the noun of an institution, and for whom a spokesman speaks."""

import re
from functools import cache
from typing import Final, NamedTuple

from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from services.extract.words import sources
from tocsin.vocabulary import ClaimantKind

_PHRASE: Final = 4
"""Words of the longest noun phrase that tells a kind."""
_WORD: Final = re.compile(r"[\w'-]+")
_OWNERS: Final = 5
"""Nodes before a spokesman among which his institution is looked for."""
_OWNING: Final = frozenset(
    {"the", "article", "possessive", "word", "name", "agent", "nation", "object", "objects", "places", "bare", "speaker", "area"}
)
_ANSWERS: Final = frozenset(
    {ClaimantKind.MILITARY, ClaimantKind.POLICE, ClaimantKind.MINISTRY, ClaimantKind.EMERGENCY_SERVICE, ClaimantKind.PRESIDENT,
     ClaimantKind.COMPANY, ClaimantKind.ANONYMOUS}
)  # fmt: skip
"""Kinds of institutions whose officials and spokesmen are of the same kind."""


class _Titles(NamedTuple):
    kinds: dict[str, ClaimantKind]
    verbs: frozenset[str]
    agents: frozenset[str]


@cache
def _titles() -> _Titles:
    data = sources.read("voices.en.yaml")
    lists = {"verbs", "agents", "titles"}
    kinds = {noun: ClaimantKind(kind) for kind, nouns in data.items() if kind not in lists for noun in nouns}
    return _Titles(kinds, frozenset(data["verbs"]), frozenset(data["agents"]))


@cache
def words() -> frozenset[str]:
    """Words that, written large too, name nobody in particular: "the Ministry"."""
    return frozenset(sources.read("voices.en.yaml")["titles"])


def verbs() -> frozenset[str]:
    """Verbs after which any name is a claimant."""
    return _titles().verbs


def kind_of(subject: str) -> ClaimantKind | None:
    """The kind of claimant that the nouns of a subject tell, the last first; None where none does.

    Who only speaks for others is of their kind where they have one of their own.

    >>> kind_of("the Sudan Doctors Network"), kind_of("the Nasser hospital in Khan Younis"), kind_of("the weather")
    (<ClaimantKind.OTHER: 'other'>, <ClaimantKind.OTHER: 'other'>, None)
    >>> kind_of("an army official"), kind_of("a hospital official")
    (<ClaimantKind.MILITARY: 'military'>, <ClaimantKind.OTHER: 'other'>)
    """
    told = _titles()
    words = [match[0].removesuffix("'s") for match in _WORD.finditer(subject.lower().replace("-", " ").replace("’", "'"))]
    agent = False
    for last in range(len(words), 0, -1):
        for first in range(max(0, last - _PHRASE), last):
            phrase = " ".join(words[first:last])
            if phrase in told.agents:
                agent = True
            elif kind := told.kinds.get(phrase):
                return kind if not agent or kind in _ANSWERS else ClaimantKind.OTHER
    return ClaimantKind.OTHER if agent else None


def is_agent(words: str) -> bool:
    """Whether somebody only speaks for others: "the spokesman", "officials"."""
    told = " ".join(match[0] for match in _WORD.finditer(words.lower()))
    return any(f" {agent} " in f" {told} " for agent in _titles().agents)


def answering(nodes: list[Node], text: str) -> list[Node]:
    """The nodes with who speaks for an institution named before him of its kind: "Civil Defense spokesman X", "army officials"."""
    result = list(nodes)
    for node in [node for node in nodes if node.kind == "speaker"]:
        speaker = node.value
        plain = isinstance(speaker, Speaker) and speaker.kind in {ClaimantKind.OTHER, ClaimantKind.MEDIA}
        if not plain or not is_agent(text[node.start : node.end]):
            continue
        index = result.index(node)
        first, kind = _owner(result, index, text, ruled=speaker.nation is None)
        if kind in _ANSWERS or (kind is ClaimantKind.OTHER and first == index - 1):
            start = speaker.start if speaker.named else result[first].start
            value = speaker._replace(kind=kind, start=start, generic=False)
            made = Node("speaker", result[first].start, node.end, value, "<owner> <spokesman>", tuple(result[first : index + 1]))
            result = [*result[:first], made, *result[index + 1 :]]
    return result


def _owner(nodes: list[Node], index: int, text: str, *, ruled: bool) -> tuple[int, ClaimantKind | None]:
    """Where the words begin that name the institution of a spokesman, and its kind: his own words, else those before."""
    own = kind_of(text[nodes[index].start : nodes[index].end])
    if own in _ANSWERS:
        return index, own
    for first in range(index - 1, max(-1, index - 1 - _OWNERS), -1):
        node = nodes[first]
        if not ruled or node.kind not in _OWNING:
            break
        kind = node.value.kind if node.kind == "speaker" and isinstance(node.value, Speaker) else None
        kind = kind or (None if node.kind in {"the", "article", "possessive"} else kind_of(text[node.start : node.end]))
        if kind:
            return first, kind
    return index, None
