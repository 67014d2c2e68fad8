"""Owns telling people from places by their first names: "Роман Вольский" names no town, nor does "Вольский" after it."""

import re
from typing import Final

from services.extract.places import folding

_INITIALS: Final = re.compile(r"\b[A-ZА-ЯІЇЄҐЁ]\.[ \u00a0]?(?:[A-ZА-ЯІЇЄҐЁ]\.[ \u00a0]?)?$")
_PATRONYMIC: Final = re.compile(r"(?:ович|евич|йович|ич|овна|евна|івна|ївна|инична)(?:а|у|ем|ом|и|і|ы|ой|ою)?$")
_FIRST_LETTER: Final = 1


class People:
    """The first names of a language area, and what a text's own full names say of the words after them."""

    def __init__(self, first_names: frozenset[str]) -> None:
        self._keys = frozenset(key for name in first_names for key in _keys(name))

    def is_first_name(self, word: str) -> bool:
        """Whether a word, in any case form, is a first name.

        >>> People(frozenset({"Роман"})).is_first_name("Романом")
        True
        """
        return any(key in self._keys for key in _asked(word))

    def surname(self, view: str, words: list[tuple[int, int]], index: int) -> int | None:
        """The index of the surname of the person that begins at word `index`, or None where none does."""
        start, end = words[index]
        follows = index + 1 < len(words) and view[end : words[index + 1][0]] in {" ", "\u00a0"}
        if follows and self.is_first_name(view[start:end]):
            last = index + 1
            if (
                _PATRONYMIC.search(view[slice(*words[last])])
                and last + 1 < len(words)
                and view[words[last][1] : words[last + 1][0]] == " "
            ):
                last += 1
            return last
        if _INITIALS.search(view, max(0, start - 6), start) and end - start > _FIRST_LETTER:
            return index
        return None


def _asked(word: str) -> tuple[str, ...]:
    return folding.asked(word) if folding.is_cyrillic(word) else (folding.plain(word),)


def _keys(name: str) -> tuple[str, ...]:
    return folding.stored(name) if folding.is_cyrillic(name) else (folding.plain(name),)
