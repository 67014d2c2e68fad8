"""Owns claimants that no lexicon knows by name: whoever stands before a verb of saying is one, and his noun tells of what kind."""

from typing import Final

from services.extract.claimants import asides, titles
from services.extract.claimants.titles import kind_of
from services.extract.grammar.rule import Node
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
        "ordinal",
        "channel",
        "coast",
    }
)
"""Kinds of nodes that a subject is made of."""
_BESIDE: Final = frozenset({"have", "time"})
"""Kinds of nodes between a subject and its verb."""
_OPENS: Final = frozenset({"comma", "quote", "colon", "semicolon", "dash", "subordinate", "but", "and", "clock"})
"""What stands before a subject, where it does not open its sentence."""
_NAMES: Final = frozenset({"name"})
_LONGEST: Final = 9
_VERBS: Final = frozenset({"say", "deny", "accuse"})
_JOINS: Final = frozenset(
    {
        "meanwhile",
        "earlier",
        "later",
        "elsewhere",
        "nearby",
        "however",
        "also",
        "afterwards",
        "separately",
        "then",
        "yesterday",
        "today",
        "overnight",
    }
)
"""Words that open a sentence before its subject, besides those in "-ly"."""
_BARE: Final = frozenset({"bare", "speaker"})
_ACCORDING: Final = frozenset({"according"})
_INVERTED: Final = frozenset({"said", "says", "wrote", "reported", "added", "announced"})
"""Verbs before a subject: "…, said X"."""
_FINITE: Final = frozenset({"be", "have", "trigger"})
"""What follows the subject of what somebody said, not who said it."""
_ASIDE: Final = 12
_SEAT: Final = 5
"""Nodes of a place where a claimant sits at most."""


def voiced(nodes: list[Node], text: str) -> list[Node]:
    """The nodes with who says or denies something, or is named by "according to", as speakers, where they are none yet."""
    if not any(node.kind in _VERBS or node.kind == "according" for node in nodes):
        return nodes
    result = asides.without_cited(asides.without_abbreviations(nodes, text))
    result = asides.nameless(asides.without_seats(titles.answering(result, text)), text)
    for verb in [node for node in result if node.kind in _VERBS]:
        result = _subject_of(verb, result, text)
    for cue in [node for node in result if node.kind in {"according", "say"}]:
        result = _behind(cue, result, text)
    return result


def _subject_of(verb: Node, nodes: list[Node], text: str) -> list[Node]:
    """The nodes with the subject of a verb as a speaker, where it can be one and is none yet."""
    nodes = _without_aside(verb, nodes)
    index = nodes.index(verb)
    first, last = _subject(nodes, index)
    if first >= last and index and nodes[index - 1].kind == "comma":
        first, last = _named_aside(nodes, index - 1, text) or (first, last)
    if first >= last and not (index and nodes[index - 1].kind == "speaker"):
        return nodes
    second = first if first < last else index - 1
    end = last if first < last else index
    earlier = _first_of_two(nodes, second)
    if earlier[0] < earlier[1] and (joined := _joined(nodes[earlier[0] : earlier[1]], text)):
        made = Node(
            "speaker", nodes[earlier[0]].start, nodes[end - 1].end, joined, "<subject> <say>", tuple(nodes[earlier[0] : end])
        )
        return [*nodes[: earlier[0]], made, *nodes[end:]]
    if first >= last:
        return nodes
    speaker = _speaker(nodes[first:last], text, text[verb.start : verb.end].lower(), text[nodes[first].start : verb.start])
    if last < index and nodes[last].kind == "where":
        last = index if nodes[index - 1].kind != "comma" else index - 1
    elif last < index - 1 and nodes[last].kind == "comma":
        speaker = _with_office(nodes, (first, last), speaker, text)
        last = index if speaker else last
    if speaker is None:
        return nodes
    speaker = speaker._replace(places=_places(nodes[first:last]))
    made = Node("speaker", nodes[first].start, nodes[last - 1].end, speaker, "<subject> <say>", tuple(nodes[first:last]))
    return [*nodes[:first], made, *nodes[last:]]


def _places(nodes: list[Node]) -> tuple[Node, ...]:
    """The places that a claimant's name, office or seat tells."""
    return tuple(span for node in nodes if node.kind in {"places", "location"} for span in node.value)


def _without_aside(verb: Node, nodes: list[Node]) -> list[Node]:
    """The nodes without what a claimant who is known is also called: "the media wing, ISPR, said"."""
    index = nodes.index(verb)
    if index < 4 or nodes[index - 1].kind != "comma":
        return nodes
    opened = asides.opening(nodes, index - 1)
    aside = nodes[opened + 1 : index - 1]
    named = opened and nodes[opened - 1].kind == "speaker" and isinstance(nodes[opened - 1].value, Speaker)
    if not named or not asides.is_person(aside):
        return nodes
    return [*nodes[:opened], *nodes[index:]]


def _with_office(nodes: list[Node], subject: tuple[int, int], speaker: Speaker | None, text: str) -> Speaker | None:
    """The subject with what the aside behind it tells: his office, or his name."""
    first, last = subject
    aside = nodes[last + 1 : next(i for i in range(last + 1, len(nodes)) if nodes[i].kind in {"comma", *_VERBS})]
    if speaker is not None and speaker.kind is not ClaimantKind.ANONYMOUS and aside and all(node.kind == "name" for node in aside):
        return speaker._replace(start=aside[0].start, end=aside[-1].end, named=True, generic=False)
    told = asides.office(nodes, last, text)
    names = [node for node in nodes[first:last] if node.kind == "name"]
    if told is not None and names and (speaker is None or speaker.named):
        return Speaker(told, names[0].start, nodes[last - 1].end, named=True)
    return speaker


def _behind(cue: Node, nodes: list[Node], text: str) -> list[Node]:  # noqa: PLR0911 - a line a reason
    """The nodes with whom "according to" names, or who is named behind "…, said", as a speaker."""
    index = nodes.index(cue)
    said = cue.kind == "say"
    if said and not (index and nodes[index - 1].kind in {"comma", "quote"} and text[cue.start : cue.end].lower() in _INVERTED):
        return nodes
    if said and nodes[index - 1].kind == "comma" and index > 1 and nodes[index - 2].kind in {"name", "speaker"}:
        return nodes  # "The mayor, X, said a school was hit"
    first, last = _phrase(nodes, index + 1)
    if first == last or (nodes[first].kind == "places" and last - first == 1):
        return nodes
    if said and last < len(nodes) and nodes[last].kind in _FINITE:
        return nodes  # "the governor, X, said two people were killed"
    known = next((i for i in range(first, last) if nodes[i].kind == "speaker" and isinstance(nodes[i].value, Speaker)), None)
    if known is not None and (known == last - 1 or nodes[known + 1].kind != "word"):
        return [*nodes[: index + 1], nodes[known]._replace(start=nodes[first].start), *nodes[known + 1 :]]
    stretch = text[nodes[first].start : nodes[min(len(nodes), last + _ASIDE) - 1].end]
    speaker = _speaker(nodes[first:last], text, "said" if said else "according", stretch)
    if speaker is None:
        return nodes
    speaker = speaker._replace(places=_places(nodes[first:last]))
    made = Node("speaker", speaker.start, speaker.end, speaker, "<according> <subject>", tuple(nodes[first:last]))
    return [*nodes[: index + 1], made, *nodes[last:]]


def _phrase(nodes: list[Node], first: int) -> tuple[int, int]:
    """Where the noun phrase that stands at an index begins and ends, without its article."""
    while first < len(nodes) and nodes[first].kind in {"the", "article", "hedge", "of"}:
        first += 1
    last = first
    while last < len(nodes) and last - first < _LONGEST and nodes[last].kind in (_SUBJECT | _BARE):
        last += 1
    while last > first and nodes[last - 1].kind in {"of", "the", "article"}:
        last -= 1
    return first, last


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
    if last > 1 and nodes[last - 1].kind == "quote" and nodes[last - 2].kind == "comma" and not _is_named_behind(nodes, verb):
        last -= 1
    if last and nodes[last - 1].kind == "comma":
        last = _before_aside(nodes, last - 1, verb)
    last = _before_seat(nodes, last)
    first = last
    while first and last - first < _LONGEST and (nodes[first - 1].kind in _SUBJECT or _qualifies(nodes, first, last)):
        first -= 1
    if not first and last > 1 and str(nodes[0].value).lower() in _JOINS:
        first = 1  # "Later the military said"
    if first > 1 and nodes[first - 1].kind == "for" and nodes[first - 2].kind == "speaker":
        return first - 2, last  # "a spokesman for the Volga Network"
    if first and nodes[first - 1].kind not in _OPENS:
        return verb, verb
    return first, last


def _joined(subject: list[Node], text: str) -> Speaker | None:
    """The first of two voices: one that is known, or whose noun tells its kind."""
    known = next((node for node in subject if node.kind == "speaker" and isinstance(node.value, Speaker)), None)
    if known is not None and known is subject[-1]:
        speaker: Speaker = known.value
        return speaker
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
    if noun.kind == "possessive":
        return before == "speaker"  # "the army's 3rd Division"
    return before in {"bare", "speaker"} and (noun.kind == "object" or (noun.kind == "word" and kind_of(noun.value) is not None))


def _before_aside(nodes: list[Node], comma: int, verb: int) -> int:
    """The end of what stands before an aside that ends with a comma; of the aside itself behind a mere "Separately,"."""
    opened = asides.opening(nodes, comma)
    word = str(nodes[opened - 1].value).lower() if opened else ""
    joins = opened == 1 and nodes[0].kind in {"name", "word"} and (word.endswith("ly") or word in _JOINS)
    return min(comma, verb) if joins else opened


def _named_aside(nodes: list[Node], comma: int, text: str) -> tuple[int, int] | None:
    """The aside before a comma as the subject, where it tells a kind: "an alliance led by X, the Western Front, said"."""
    first = comma
    while first and comma - first < _LONGEST and nodes[first - 1].kind in _SUBJECT:
        first -= 1
    bare = not first or nodes[first - 1].kind != "comma" or first == comma
    return None if bare or kind_of(text[nodes[first].start : nodes[comma - 1].end]) is None else (first, comma)


def _is_named_behind(nodes: list[Node], verb: int) -> bool:
    """As in "…," wrote X": the subject stands behind the verb."""
    return any(node.kind in {"name", "speaker", "the"} for node in nodes[verb + 1 : verb + 2])


def _before_seat(nodes: list[Node], last: int) -> int:
    """The end of a subject without where he sits: "a doctor at the hospital", "medics in Kobel"."""
    for index in range(last - 1, max(0, last - _SEAT), -1):
        if nodes[index].kind == "location":
            return index
        if nodes[index].kind == "where":
            return index
        if nodes[index].kind not in _SUBJECT:
            break
    return last


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
    if kind is None and not (named and verb in (titles.verbs() | _ACCORDING)):
        return None
    rumour = any(node.kind == "channel" for node in nouns)
    return Speaker(kind or ClaimantKind.OTHER, start, end, named=kind is None, generic=not named, rumour=rumour)
