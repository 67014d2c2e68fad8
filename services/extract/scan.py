"""Owns the one pass of the automaton over a text that finds every term of the lexicon; knows no rule."""

from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from services.extract import lexicon
from services.extract.lexicon import Term

Hit = tuple[int, int, Term]
"""Start and end in the view, and what stands there."""
_WORD_PARTS: Final = frozenset("_")
_CYRILLIC: Final = "\u0400"


@cache
def _automaton(lang: str) -> tuple[AhoCorasick, tuple[Term, ...], dict[str, Term]]:
    found = lexicon.terms(lang)
    automaton = AhoCorasick([f" {form}" for form in found], matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(found.values()), found


def scan(words: str, lang: str) -> list[Hit]:
    """The terms of a text from left to right, the longest at each place, whole words only. `words` is that of a view.

    >>> [(hit[0], hit[1], hit[2].sense) for hit in scan("two drones were shot down", "en")]
    [(4, 10, 'uav'), (11, 15, 'be'), (16, 25, 'shoot_down')]
    """
    return _hits(f" {words} ", 0, len(words) + 1, lang)


def _hits(text: str, left: int, right: int, lang: str) -> list[Hit]:
    automaton, meanings, forms = _automaton(lang)
    matches = automaton.find_matches_as_indexes(text if not left else text[left : right + 1])
    found: list[Hit] = []
    for number, (index, start, end) in enumerate(matches):
        after = text[left + end] if left + end < len(text) else " "
        inside = after == "'" and left + end + 1 < len(text) and text[left + end + 1] > _CYRILLIC  # "В'ячеслав" is no "в"
        if not (after.isalnum() or after in _WORD_PARTS or inside):
            found.append((left + start, left + end - 1, meanings[index]))
            continue
        # A longer form ended inside a word ("train car" in "train carrying"): its first words may be a form of their own.
        cut = text.rfind(" ", left + start + 1, left + end)
        while cut > 0 and (term := forms.get(text[left + start + 1 : cut])) is None:
            cut = text.rfind(" ", left + start + 1, cut)
        if cut > 0:
            assert term is not None
            found.append((left + start, cut - 1, term))
        resume = max(cut, text.find(" ", left + start + 1, left + end))
        following = left + matches[number + 1][1] if number + 1 < len(matches) else right
        if 0 < resume < following:
            found.extend(_hits(text, resume, following, lang))
    return found
