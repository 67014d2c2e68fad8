"""Owns persons that a Russian or Ukrainian text names without an office: by the surname met before, or one that readers know."""

from functools import cache
from typing import Final

from services.extract.grammar.rule import Found, Node, node
from services.extract.places import folding
from services.extract.rules.claimants import Speaker
from services.extract.words import sources
from tocsin.vocabulary import ClaimantKind

_SHORTEST: Final = 3
"""Letters of the shortest surname."""


def key(word: str) -> str:
    """The key of a surname in any case.

    >>> key("Тихвинского") == key("Тихвинский"), key("Гнатенка") == key("Гнатенко"), key("Лисака") == key("Лисак")
    (True, True, True)
    """
    return "~" + folding.stem(word.lower().replace("ё", "е")).removesuffix("о")


@cache
def _officials() -> dict[str, ClaimantKind]:
    return {key(name): ClaimantKind(kind) for kind, names in sources.read("officials.yaml").items() for name in names}


def person(found: Found) -> Node | None:
    """A name beside a verb of saying: its office is what readers know of it, else unknown."""
    names = found.of("name")
    words = [str(name.value) for name in names]
    if any(len(word) < _SHORTEST or word.isupper() or not word[0].isupper() for word in words):
        return None
    kind = _officials().get(key(words[-1]), ClaimantKind.OTHER)
    return node("speaker", found, Speaker(kind, names[0].start, names[-1].end, named=True))


def surname(found: Found) -> Node | None:
    """As in "сообщил Гусев": the surname that readers know, although a town is called like it."""
    place = found.nodes[0]
    text = place.value.text
    return node("name", found, text) if key(text) in _officials() and " " not in text else None


def known_person(found: Found) -> Node | None:
    """A surname alone, where readers know whose it is."""
    last = str(found.of("name")[-1].value)
    known = key(last) in _officials() and last[0].isupper()
    return person(found) if known else None
