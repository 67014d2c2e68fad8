"""Owns where sentences begin and end; line breaks, abbreviations and initials are its trade, meaning is not."""

import re
from dataclasses import dataclass, replace
from typing import Final

_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]]*+(?=\s|$)|\n")
_ABBREVIATIONS: Final = frozenset(
    [
        "gov",
        "lt",
        "col",
        "gen",
        "maj",
        "sgt",
        "capt",
        "adm",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "sen",
        "rep",
        "no",
        "nos",
        "vs",
        "etc",
        "approx",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "u.s",
        "u.k",
        "u.n",
        "i.e",
        "e.g",
        "co",
        "ltd",
        "inc",
        "dept",
        "est",
        "fig",
        "vol",
        "г",
        "гг",
        "ул",
        "пос",
        "обл",
        "р-н",
        "тыс",
        "млн",
        "млрд",
        "им",
        "пл",
        "пр",
        "просп",
        "пер",
        "д",
        "стр",
        "кв",
        "м",
        "см",
        "км",
        "ст",
        "т.е",
        "т.к",
        "т.н",
        "т.д",
        "т.п",
        "др",
        "проч",
        "руб",
        "коп",
        "чел",
        "ч",
        "мин",
        "сек",
        "н.э",
        "с",
        "пгт",
        "вул",
        "м",
        "смт",
        "обл",
        "р-н",
        "див",
        "ін",
        "напр",
        "тов",
        "о",
        "в",
        "т",
        "и",
        "п",
        "н.п",
        "нп",
        "тис",
        "кв",
        "рр",
        "р",
        "ім",
        "бул",
        "просп",
        "пров",
        "корп",
        "акад",
        "проф",
        "ген",
        "полк",
        "ст.л",
    ]
)
_CLOCK: Final = re.compile(r"\b[ap]\.?m\.?$", re.IGNORECASE)
_ZONE: Final = re.compile(
    r"\s*(?:[A-Z][a-z]+\s){1,2}?(?:Standard\s)?[Tt]ime\b|\s*(?:local|MSK|GMT|UTC|EET|EEST|CET)\b"
    r"|\s*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber)\b"
    r"|\s*\((?=\d)"
)
"""What may follow "p.m." in the same sentence."""
_WORD: Final = re.compile(r"[^\s(\"'\[]+$")
_STARTS: Final = re.compile(r"\s*+[\"'(\[—•*-]*\s*(?:[^\W_a-zа-яёіїєґ]|[^\w\s])")
_LINE_END: Final = re.compile(r" *\n")
_HEADLINE: Final = 200
"""Characters of the longest headline, also of two sentences."""
LONGEST: Final = 1_000
"""Characters of the longest sentence that is read as one: nobody writes longer ones, machines do."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text."""

    start: int
    end: int
    paragraph: int
    """Number of its line, from 0."""
    headline: bool
    """Whether it stands alone on the first line, without a full stop."""


def split(text: str) -> list[Sentence]:
    """The sentences of a text from left to right; stamps and headings are sentences too.

    >>> [text[s.start:s.end] for text in ["At 7 a.m. Moscow time Gov. A. Petrov spoke. He left."] for s in split(text)]
    ['At 7 a.m. Moscow time Gov. A. Petrov spoke.', 'He left.']
    """
    found: list[Sentence] = []
    start = paragraph = 0
    for match in _END.finditer(text):
        line = match[0] == "\n"
        if match.end() <= start or not (_breaks_line(text, start, match.start()) if line else _ends(text, match)):
            continue
        start = _add(found, text, (start, match.end()), paragraph)
        paragraph += line
    _add(found, text, (start, len(text)), paragraph)
    return found


def _add(found: list[Sentence], text: str, span: tuple[int, int], paragraph: int) -> int:
    left, right = span
    while left < right:
        stop = right if right - left <= LONGEST else _cut(text, left)
        body = text[left:stop]
        start = left + len(body) - len(body.lstrip())
        end = left + len(body.rstrip())
        if start < end:
            alone = paragraph == 0 and text[end - 1] not in '.!?…:;,"' and bool(_LINE_END.match(text, end))
            found.append(Sentence(start, end, paragraph, alone and end < _HEADLINE))
            if found[-1].headline:  # "Удар по Сумах: є загиблі. Оновлено"
                found[:] = [replace(sentence, headline=True) for sentence in found]
        left = stop
    return right


def _cut(text: str, left: int) -> int:
    space = max(text.rfind(mark, left + LONGEST // 2, left + LONGEST) for mark in (", ", "; "))
    space = space + 1 if space > 0 else text.rfind(" ", left + LONGEST // 2, left + LONGEST)
    return space + 1 if space > 0 else left + LONGEST


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence."""
    if match[0][0] != ".":
        return bool(_STARTS.match(text, match.end())) or match.end() >= len(text) or match[0][-1] in "\"'"
    after = match.end()
    if after < len(text) and not _STARTS.match(text, after):
        return False
    before = text[max(0, match.start() - 12) : match.start()]
    if _CLOCK.search(before + "."):
        return not _ZONE.match(text, after)
    word = _WORD.search(before)
    last = word[0] if word else ""
    if len(match[0]) > 1 and match[0][1] != ".":
        return True
    if last.lower() in _ABBREVIATIONS:
        return False
    return not (len(last) == 1 and last.isalpha() and last.isupper())


def _breaks_line(text: str, start: int, end: int) -> bool:
    """Whether a line break ends a sentence: not within a clock time ("7 a.m." and, on the next line, "Moscow Standard Time")."""
    return not (_CLOCK.search(text[max(start, end - 8) : end].rstrip(" ")) and _ZONE.match(text, end))
