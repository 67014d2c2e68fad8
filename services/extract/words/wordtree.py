"""Owns regular expressions of many words: a tree that compares what words share once, where a list would try each in turn."""

import re
from collections.abc import Iterable, Mapping


def tree(words: Iterable[str], letters: Mapping[str, str] | None = None) -> str:
    """A regular expression for the longest of some words; `letters` says what stands for a letter, where not itself.

    >>> tree(["two", "ten", "twelve"])
    't(?:en|w(?:elve|o))'
    >>> tree(["last night", "last"], {" ": "[ -]"})
    'last(?:[ -]night)?'
    """
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    ends = "" in by_letter and bool(by_letter.pop(""))
    written = letters or {}
    branches = [written.get(letter, re.escape(letter)) + tree(rest, letters) for letter, rest in sorted(by_letter.items())]
    if not branches:
        return ""
    return branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)}){'?' if ends else ''}"
