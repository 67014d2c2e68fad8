"""Owns the one pass of the automaton over a text that finds every term of the lexicon; knows no rule."""

from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from services.extract import lexicon
from services.extract.lexicon import Term

Hit = tuple[int, int, Term]
"""Start and end in the view, and what stands there."""
_WORD_PARTS: Final = frozenset("_")


@cache
def _automaton(lang: str) -> tuple[AhoCorasick, tuple[Term, ...]]:
    found = lexicon.terms(lang)
    return AhoCorasick([f" {form}" for form in found], matchkind=MatchKind.LeftmostLongest), tuple(found.values())


def scan(words: str, lang: str) -> list[Hit]:
    """The terms of a text from left to right, the longest at each place, whole words only. `words` is that of a view.

    >>> [(hit[0], hit[1], hit[2].sense) for hit in scan("two drones were shot down", "en")]
    [(4, 10, 'uav'), (11, 15, 'be'), (16, 25, 'shoot_down')]
    """
    automaton, meanings = _automaton(lang)
    text = f" {words} "
    return [
        (start, end - 1, meanings[index])
        for index, start, end in automaton.find_matches_as_indexes(text)
        if not ((after := text[end]).isalnum() or after in _WORD_PARTS)
    ]
