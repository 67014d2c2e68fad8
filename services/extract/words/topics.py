"""Owns whether a text is of something else than war: sport, accidents, courts, shows, markets, exercises and the like."""

from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from services.extract.words import sources
from services.extract.words.lexicon import LANGUAGES

_WHOLE: Final = "="
"""What stands behind a whole word in lexicon/topics.*.yaml; the others are beginnings."""


@cache
def _automaton(lang: str) -> AhoCorasick:
    """Finds the words of a language that speak of other subjects."""
    listed = [word for words in sources.read(f"topics.{lang}.yaml").values() for word in words]
    return AhoCorasick([f" {word.removesuffix(_WHOLE)}{' ' * word.endswith(_WHOLE)}" for word in listed])


def others(words: str, lang: str) -> int:
    """How many different words of a text speak of something else than war; `words` is that of a view.

    >>> others("the goalkeeper saved the match before a full stadium", "en"), others("two drones were shot down", "en")
    (3, 0)
    """
    known = lang if lang in LANGUAGES else "en"
    return len({index for index, _, _ in _automaton(known).find_matches_as_indexes(f" {words} ", overlapping=True)})
