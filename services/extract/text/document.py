"""Owns the view of a text that the rules read, and the way back to the original: one spelling for quotes, dashes and spaces.

Evidence is always cut from the original; the view only decides where. Offsets count Unicode code points.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_SAME: Final = {
    **dict.fromkeys(map(ord, "“”«»„‟″〝〞"), '"'),
    **dict.fromkeys(map(ord, "’ʼ‘‛`´′＇"), "'"),
    **dict.fromkeys(map(ord, "–—―−‒⸺"), "—"),
    **dict.fromkeys(map(ord, "‐‑"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2003\u2002\u200a\u3000\t\u000b\u000c\r"), " "),
    **dict.fromkeys(map(ord, "\u2028\u2029\u0085"), "\n"),
}
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufe00-\ufe0f]")
_OTHER: Final = re.compile("[" + "".join(map(chr, _SAME)) + "]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = "а-яА-ЯіїєґІЇЄҐёЁ"
_ANY_CYRILLIC: Final = re.compile(f"[{_CYRILLIC}]")
_SEAM: Final = re.compile(rf"[a-zA-Z](?:(?<=[{_CYRILLIC}].)|(?=[{_CYRILLIC}]))")
"""Where a word goes from one script to the other."""
_LATIN_TWINS: Final = str.maketrans("aceopxyiABCEHKMOPTXYI", "асеорхуіАВСЕНКМОРТХУІ")
_CYRILLIC_TWINS: Final = str.maketrans("асеорхуіАВСЕНКМОРТХУІ", "aceopxyiABCEHKMOPTXYI")
_BREAK: Final = re.compile(r"[^\w' ]")


@dataclass(frozen=True, slots=True)
class View:
    """A text as the rules read it."""

    original: str
    text: str
    """The same text with one spelling for quotes, dashes, spaces and letters of the other script."""
    words: str
    """`text` in lower case with every character that is part of no word as a space: what the automaton reads."""
    offsets: tuple[int, ...] | None
    """Original offset of each character of `text`, and one for its end; None where they are equal."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the view stands in the original."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end])


def view(original: str) -> View:
    """The view of a text.

    >>> v = view("“Владислав Shapsha” – 7\u00a0UAVs")
    >>> v.text, v.words
    ('"Владислав Shapsha" — 7 UAVs', ' владислав shapsha    7 uavs')
    """
    text, offsets = original, None
    if not unicodedata.is_normalized("NFC", text) or _UNSEEN.search(text):
        text, offsets = _composed(text)
    text = _OTHER.sub(lambda match: _SAME[ord(match[0])], text)
    if _ANY_CYRILLIC.search(text) and _SEAM.search(text):
        text = _LETTERS.sub(_one_script, text)
    return View(original, text, _BREAK.sub(" ", lowered(text)).replace("ё", "е"), offsets)


def _composed(text: str) -> tuple[str, tuple[int, ...]]:
    """The text in composed letters without unseen characters, with the way back."""
    letters: list[str] = []
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (unicodedata.combining(text[end]) or _UNSEEN.match(text[end])):
            end += 1
        cluster = unicodedata.normalize("NFC", _UNSEEN.sub("", text[start:end]))
        letters.append(cluster)
        offsets.extend([start] * len(cluster))
        start = end
    return "".join(letters), (*offsets, len(text))


def _one_script(match: re.Match[str]) -> str:
    """A word of both scripts in the one that has more of its letters: "Кaлуга" with a Latin "a" is Cyrillic."""
    word = match[0]
    if not _SEAM.search(word):
        return word
    latin = sum(letter.isascii() for letter in word)
    return word.translate(_LATIN_TWINS if latin * 2 <= len(word) else _CYRILLIC_TWINS)


def lowered(text: str) -> str:
    """A text in small letters, as many as it had."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
