"""Owns what stands between a claimant and his verb in English: abbreviations, whom he cites, his office between commas."""

from typing import Final

from services.extract.claimants.titles import kind_of
from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Speaker
from tocsin.vocabulary import ClaimantKind

_SHORT: Final = 8
"""Letters of an abbreviation at most."""
_LONGEST: Final = 14
"""Nodes of an aside at most."""
_VERBS: Final = frozenset({"say", "deny", "accuse"})
_NAMES: Final = frozenset({"name", "speaker", "word", "close"})
_ASIDES: Final = frozenset({"comma", "relative", "word", "where"})
"""What follows a claimant who wants no name."""
_OF: Final = frozenset({"of", "for"})
_PEOPLE: Final = frozenset({"name", "nation", "places", "the", "article", "word", "agent", "possessive", "hyphenated", "channel"})


def without_abbreviations(nodes: list[Node], text: str) -> list[Node]:
    """The nodes without abbreviations of a name before them: "the Azawad Liberation Front (FLA) said"."""
    result: list[Node] = []
    index = 0
    while index < len(nodes):
        opened = nodes[index].kind == "open" and 0 < index < len(nodes) - 2 and nodes[index + 2].kind == "close"
        if opened and nodes[index - 1].kind in _NAMES and _is_short(nodes[index + 1], text):
            index += 3
            continue
        result.append(nodes[index])
        index += 1
    return result


def abbreviations(nodes: list[Node], text: str) -> list[tuple[Node, str]]:
    """Claimants and the abbreviations that stand in brackets behind them."""
    return [
        (before, text[node.start : node.end])
        for before, opened, node, closed in zip(nodes, nodes[1:], nodes[2:], nodes[3:], strict=False)
        if before.kind in _NAMES and opened.kind == "open" and closed.kind == "close" and _is_short(node, text)
    ]


def _is_short(node: Node, text: str) -> bool:
    word = text[node.start : node.end]
    return node.kind in {"name", "speaker"} and word.isupper() and word.isalnum() and len(word) <= _SHORT


def without_cited(nodes: list[Node]) -> list[Node]:
    """The nodes without whom a claimant cites before he speaks: "The channel X, citing a source in the police, reported"."""
    result = list(nodes)
    for verb in [node for node in nodes if node.kind in _VERBS]:
        index = result.index(verb)
        if index < 2 or result[index - 1].kind != "comma":
            continue
        for comma in range(index - 3, max(0, index - _LONGEST), -1):
            if result[comma].kind == "comma" and result[comma + 1].kind == "according" and result[comma - 1].kind in _NAMES:
                result = [*result[:comma], *result[index:]]
                break
    return result


def without_seats(nodes: list[Node]) -> list[Node]:
    """The nodes without what a person is head of, between his office and his verb: "X, deputy governor of the region, said"."""
    result = list(nodes)
    for verb in [node for node in nodes if node.kind in _VERBS]:
        index = result.index(verb)
        if index < 3 or result[index - 1].kind != "comma":
            continue
        for at in range(index - 2, max(0, index - _LONGEST), -1):
            if result[at].kind in {"comma", "say", "semicolon"}:
                break
            if result[at].kind == "speaker" and result[at + 1].kind in _OF and isinstance(result[at].value, Speaker):
                result = [*result[: at + 1], *result[index - 1 :]]
                break
    return result


def nameless(nodes: list[Node], text: str) -> list[Node]:
    """The nodes with officials who want no name of kind "anonymous": "two officials, who spoke on condition of anonymity, said"."""
    result = list(nodes)
    for node in [node for node in nodes if node.kind == "speaker"]:
        index = result.index(node)
        speaker = node.value
        loose = isinstance(speaker, Speaker) and speaker.kind is not ClaimantKind.MEDIA and not speaker.named
        if not loose or index + 2 >= len(result) or result[index + 1].kind not in _ASIDES:
            continue
        last = index + 1
        while last < len(result) and last - index < _LONGEST and result[last].kind not in {"say", "stop", "speaker", "number"}:
            last += 1
        if kind_of(text[result[index + 1].start : result[last - 1].end]) is not ClaimantKind.ANONYMOUS:
            continue
        value = speaker._replace(kind=ClaimantKind.ANONYMOUS, generic=True)
        made = node._replace(end=result[last - 1].end, value=value)
        result = [*result[:index], made, *result[last:]]
    return result


def office(nodes: list[Node], comma: int, text: str) -> ClaimantKind | None:
    """The kind of claimant that an aside from one comma to the next tells: "X, a local resident,"; None where it tells none."""
    closing = next((i for i in range(comma + 1, min(len(nodes), comma + _LONGEST)) if nodes[i].kind == "comma"), None)
    if closing is None:
        return None
    inside = nodes[comma + 1 : closing]
    if not inside or any(node.kind in {"say", "number", "time"} for node in inside):
        return None
    if kind_of(text[inside[0].start : inside[-1].end]) is ClaimantKind.ANONYMOUS:
        return ClaimantKind.ANONYMOUS
    head = next((i for i, node in enumerate(inside) if node.kind in {"of", "for", "relative", "where"}), len(inside))
    speakers = [node.value.kind for node in inside[:head] if node.kind == "speaker" and isinstance(node.value, Speaker)]
    if speakers:
        return ClaimantKind(speakers[-1])
    return kind_of(text[inside[0].start : inside[max(0, head - 1)].end]) or kind_of(text[inside[0].start : inside[-1].end])


def opening(nodes: list[Node], comma: int) -> int:
    """The index of the comma that opens an aside which ends with the comma at an index; 0 where none does."""
    for index in range(comma - 1, max(0, comma - _LONGEST), -1):
        if nodes[index].kind == "comma":
            return index
        if nodes[index].kind in {"say", "number", "semicolon"}:
            break
    return 0


def is_person(nodes: list[Node]) -> bool:
    """Whether nodes may name somebody whose office follows: names, or a plain noun phrase."""
    return bool(nodes) and all(node.kind in _PEOPLE for node in nodes)
