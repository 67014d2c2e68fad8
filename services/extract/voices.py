"""Owns claimants that no lexicon knows by name: whoever stands before a verb of saying is one, and his noun tells of what kind."""

import re
from functools import cache
from typing import Final, NamedTuple

from services.extract import sources
from services.extract.rule import Node
from services.extract.rules.claimants import Speaker
from tocsin.vocabulary import ClaimantKind

_SUBJECT: Final = frozenset(
    {
        "name",
        "word",
        "agent",
        "nation",
        "places",
        "possessive",
        "hyphenated",
        "object",
        "objects",
        "of",
        "the",
        "article",
        "area",
        "number",
    }
)
"""Kinds of nodes that a subject is made of."""
_BESIDE: Final = frozenset({"have", "time", "ordinal"})
"""Kinds of nodes between a subject and its verb."""
_OPENS: Final = frozenset({"comma", "quote", "colon", "semicolon", "dash", "subordinate", "but", "and", "clock"})
"""What stands before a subject, where it does not open its sentence."""
_NAMES: Final = frozenset({"name"})
_LONGEST: Final = 9
_ASIDE: Final = 10
_PHRASE: Final = 4
"""Words of the longest noun phrase that tells a kind."""
_WORD: Final = re.compile(r"[\w'-]+")


class _Voices(NamedTuple):
    kinds: dict[str, ClaimantKind]
    verbs: frozenset[str]


@cache
def _voices() -> _Voices:
    data = sources.read("voices.en.yaml")
    kinds = {noun: ClaimantKind(kind) for kind, nouns in data.items() if kind != "verbs" for noun in nouns}
    return _Voices(kinds, frozenset(data["verbs"]))


def kind_of(subject: str) -> ClaimantKind | None:
    """The kind of claimant that the nouns of a subject tell, the last first; None where none does.

    >>> kind_of("the Sudan Doctors Network"), kind_of("the Nasser hospital in Khan Younis"), kind_of("the weather")
    (<ClaimantKind.OTHER: 'other'>, <ClaimantKind.EMERGENCY_SERVICE: 'emergency_service'>, None)
    """
    kinds = _voices().kinds
    words = [match[0] for match in _WORD.finditer(subject.lower().replace("-", " "))]
    for last in range(len(words), 0, -1):
        for first in range(max(0, last - _PHRASE), last):
            if kind := kinds.get(" ".join(words[first:last])):
                return kind
    return None


def voiced(nodes: list[Node], text: str) -> list[Node]:
    """The nodes with the subjects of verbs of saying as speakers, where they are none yet."""
    result = nodes
    for verb in [node for node in nodes if node.kind == "say"]:
        index = result.index(verb)
        first, last = _subject(result, index)
        if first >= last and not (index and result[index - 1].kind == "speaker"):
            continue
        second = first if first < last else index - 1
        end = last if first < last else index
        earlier = _first_of_two(result, second)
        if earlier[0] < earlier[1] and (joined := _joined(result[earlier[0] : earlier[1]], text)):
            made = Node(
                "speaker", result[earlier[0]].start, result[end - 1].end, joined, "<subject> <say>", tuple(result[earlier[0] : end])
            )
            result = [*result[: earlier[0]], made, *result[end:]]
            continue
        if first >= last:
            continue
        speaker = _speaker(result[first:last], text, text[verb.start : verb.end].lower(), text[result[first].start : verb.start])
        if speaker is not None:
            made = Node("speaker", speaker.start, speaker.end, speaker, "<subject> <say>", tuple(result[first:last]))
            result = [*result[:first], made, *result[last:]]
    return result


def _first_of_two(nodes: list[Node], second: int) -> tuple[int, int]:
    """Where the first of two voices stands ("police and prosecutors said"), or nothing; `second` is where the other begins."""
    while second and nodes[second - 1].kind in {"the", "article"}:
        second -= 1
    if second < 2 or nodes[second - 1].kind != "and":
        return second, second
    first = last = second - 1
    while first and last - first < _LONGEST and (nodes[first - 1].kind in _SUBJECT or nodes[first - 1].kind in {"speaker", "bare"}):
        first -= 1
    return (first, last) if not first or nodes[first - 1].kind in _OPENS else (second, second)


def _subject(nodes: list[Node], verb: int) -> tuple[int, int]:
    """Where the subject of a verb begins and ends; empty where what stands before the verb is no bare noun phrase."""
    last = verb
    while last and nodes[last - 1].kind in _BESIDE:
        last -= 1
    if last and nodes[last - 1].kind == "comma":
        last = _before_aside(nodes, last - 1)
    first = last
    while first and last - first < _LONGEST and (nodes[first - 1].kind in _SUBJECT or _qualifies(nodes, first, last)):
        first -= 1
    if first > 1 and nodes[first - 1].kind == "for" and nodes[first - 2].kind == "speaker":
        return first - 2, last  # "a spokesman for the Volga Network"
    if first and nodes[first - 1].kind not in _OPENS:
        return verb, verb
    return first, last


def _joined(subject: list[Node], text: str) -> Speaker | None:
    """The first of two voices: one that is known, or whose noun tells its kind."""
    known = next((node for node in subject if node.kind == "speaker" and isinstance(node.value, Speaker)), None)
    if known is not None and known is subject[-1]:
        return known.value  # type: ignore[no-any-return]  # a node's value is of any type
    start, end = next((node.start for node in subject if node.kind not in {"the", "article"}), 0), subject[-1].end
    kind = kind_of(text[start:end])
    return Speaker(kind, start, end, generic=True) if kind else None


def _qualifies(nodes: list[Node], first: int, last: int) -> bool:
    """Whether an institution only says whose man the noun behind it is: "an army official"."""
    before = nodes[first - 1].kind
    if first == last:
        return (
            before == "bare" and first > 1 and nodes[first - 2].kind in {"word", "agent", "object", "name"}
        )  # "civil aviation ministry"
    noun = nodes[first]
    return before in {"bare", "speaker"} and (noun.kind == "object" or (noun.kind == "word" and kind_of(noun.value) is not None))


def _before_aside(nodes: list[Node], comma: int) -> int:
    """The end of what stands before an aside between commas ("an official, speaking on condition of anonymity, said")."""
    for index in range(comma - 1, max(0, comma - _ASIDE), -1):
        if nodes[index].kind == "comma":
            return index
        if nodes[index].kind in {"say", "speaker", "number", "quote"}:
            break
    return 0


def _speaker(subject: list[Node], text: str, verb: str, stretch: str) -> Speaker | None:
    nouns = [node for node in subject if node.kind not in {"the", "article", "word"}]
    while subject and subject[0].kind in {"the", "article"}:
        subject = subject[1:]
    if not subject or subject[0].kind == "possessive":
        return None
    start, end = subject[0].start, subject[-1].end
    kind = kind_of(text[start:end])
    if kind_of(stretch) is ClaimantKind.ANONYMOUS:
        kind = ClaimantKind.ANONYMOUS
    named = any(node.kind in _NAMES for node in nouns)
    if kind is None and not (named and verb in _voices().verbs):
        return None
    return Speaker(kind or ClaimantKind.OTHER, start, end, named=kind is None, generic=not named)
