"""Owns the one pass of the automaton over a text that finds every term of the lexicon; knows no rule."""

from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from services.extract.words import lexicon
from services.extract.words.lexicon import Term

Hit = tuple[int, int, Term]
"""Start and end in the view, and what stands there."""
_ENDS: Final = " '"
"""What may stand behind a word: a space of the view, or the apostrophe of a possessive."""
_CYRILLIC: Final = "\u0400"


@cache
def _automaton(lang: str) -> tuple[AhoCorasick, tuple[Term, ...]]:
    """Finds every form of a language as whole words, also those inside longer ones."""
    # An automaton that itself chooses the longest takes five times as long to build.
    found = lexicon.terms(lang)
    forms = [f" {form}{end}" for form in found for end in _ENDS]
    return AhoCorasick(forms, implementation=Implementation.ContiguousNFA), tuple(found.values())


def scan(words: str, lang: str) -> list[Hit]:
    """The terms of a text from left to right, the longest at each place, whole words only. `words` is that of a view.

    >>> [(hit[0], hit[1], hit[2].sense) for hit in scan("two drones were shot down", "en")]
    [(4, 10, 'uav'), (11, 15, 'be'), (16, 25, 'shoot_down')]
    >>> scan("at 5 a m a massive attack", "en")[-1][:2]  # "a massive" is no "a m"
    (11, 25)
    """
    automaton, meanings = _automaton(lang)
    text = f" {words} "
    longest: dict[int, tuple[int, int]] = {}
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if index % len(_ENDS) and end < len(text) and text[end] > _CYRILLIC:
            continue  # "В'ячеслав" is no "в"
        longest[start] = (end, index)
    found: list[Hit] = []
    free = 0
    for start in sorted(longest):
        if start >= free:
            end, index = longest[start]
            free = end - 1
            found.append((start, end - 2, meanings[index // len(_ENDS)]))
    return found
