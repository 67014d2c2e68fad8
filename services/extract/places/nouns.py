"""Owns the nouns beside a name that say what kind of place it is ("Bryansk Oblast", "г. Брянск", "the town of Yeysk")."""

import re
from typing import Final, NamedTuple, cast

from services.extract.places.model import Level

AFTER: Final = re.compile(
    r"(?:['’]?s?|[ \u00a0]\(\d{1,4}\))[ \u00a0-](?:(?:municipal|urban|administrative|city)[ \u00a0](?=d|o))?"
    r"([^\W\d_]+(?:-н[аеуоі]?м?)?)\b"
)
"""A name's end and the word behind it, what kind of district it is aside: "Shebekino municipal district"."""
_BEFORE: Final = re.compile(r"\b([^\W\d_]+(?:-н[аеуоі]?м?)?)(\.|[ \u00a0]of(?:[ \u00a0]the)?)?[ \u00a0]?$")
_NAMED: Final = re.compile(r"\b[A-Z][a-z'-]+(?:sk(?:yi|iy|yy|y|oi|ii)|n(?:yi|iy))[ \u00a0]$")
"""A district's Slavic name right before its noun."""
_ADJECTIVE: Final = re.compile(r"[сзц]ь?к(?:ая|ой|ую|ою|ое|ого|ому|ом|ий|им|ие|их|ими|ої|ій)$|[сзц]ьк[ауеі]$")
_OF: Final = frozenset({"of", "the"})
_COMMUNITIES: Final = ("ська", "цька", "зька")
"""Endings of what communities are called."""
_BULLETS: Final = " \"'-–—•▪️◾🔹🔻📍📌*·"
"""What a line of a list begins with."""
_LONGEST: Final = 24
_ABBREVIATION: Final = 4


class TypeNoun(NamedTuple):
    """What a form of a noun says."""

    level: Level
    many: bool
    """Whether it is a plural."""
    village: bool
    after: bool
    """Whether it stands behind a name only."""


class Nouns:
    """The nouns that say what kind of place a name is, by form in small letters."""

    def __init__(self, forms: dict[str, TypeNoun]) -> None:
        self._forms = forms

    @staticmethod
    def of(rows: str) -> "Nouns":
        """The nouns of data/type_nouns.tsv: kind of place, "one", "many" or "after", and the forms."""
        found: dict[str, TypeNoun] = {}
        for line in rows.splitlines():
            if not line.startswith("#"):
                level, number, forms = line.split("\t")
                village = level == "village"
                noun = TypeNoun(cast("Level", "city" if village else level), number == "many", village, number == "after")
                found |= {form: noun for form in forms.split() if form not in found}
        return Nouns(found)

    def get(self, word: str) -> TypeNoun | None:
        """What a word in small letters says; None where it is no such noun."""
        return self._forms.get(word)

    def beside(self, view: str, start: int, end: int) -> TypeNoun | None:
        """The noun behind a name, else the one before it."""
        if found := self.after(view, end) or self._of_line(view, start, end):
            return found
        word = view[view.rfind(" ", 0, max(0, start - 1)) + 1 : max(0, start - 1)].lower()
        if word.isalpha() and word not in self._forms and word not in _OF:
            return None  # the common case, without a search
        before = _BEFORE.search(view, max(0, start - _LONGEST), start)
        if not before or not (found := self._forms.get(before[1].lower())) or found.after or (found.many and not found.village):
            return None
        if before[2] and before[2] != "." and _NAMED.search(view, max(0, before.start() - _LONGEST), before.start(1)):
            return None  # "the Kyivskyi district of Kharkiv": the noun is that of the name before it
        dotted = before[2] == "."
        if (dotted and len(before[1]) > _ABBREVIATION) or (len(before[1]) == 1 and not dotted):
            return None
        # "в районе Таганрога" is near a town, "в районе Южного" near something; only an adjective's district is one.
        return None if before[1].lower().startswith("район") and not _ADJECTIVE.search(view[start:end]) else found

    def _of_line(self, view: str, start: int, end: int) -> TypeNoun | None:
        """As in "• Буринська: …", a line of a list of communities: the noun is understood."""
        heads = view[end : end + 1] == ":" and view[start:end].endswith(_COMMUNITIES) and not view[:start].strip(_BULLETS)
        return self._forms.get("громада") if heads else None

    def after(self, view: str, end: int) -> TypeNoun | None:
        """The noun behind a name."""
        after = AFTER.match(view, end)
        return self._forms.get(after[1].lower()) if after and len(after[1]) > 1 else None

    def is_plural(self, view: str, end: int) -> bool:
        """Whether the noun behind a name is a plural, so that it is the noun of other names too."""
        after = AFTER.match(view, end)
        noun = self._forms.get(after[1].lower()) if after else None
        return bool(noun and noun.many)
