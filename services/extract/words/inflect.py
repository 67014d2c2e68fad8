"""Owns the forms of declined words: "крылат~A ракет~f" becomes its case forms; the endings are lexicon/paradigms.*.yaml."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from services.extract.words import sources

_CASES: Final = 6
_GENDERS: Final = ("m", "f", "n")


class Form(NamedTuple):
    """One form of a phrase."""

    text: str
    number: str
    """"one", "many", or "both" where the form is either ("ракеты": of one, or several)."""


class _Paradigms(NamedTuple):
    nouns: dict[str, tuple[tuple[str, ...], ...]]
    adjectives: dict[str, dict[str, tuple[tuple[str, ...], ...]]]
    verbs: dict[str, tuple[str, ...]]


def _cells(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(ending.replace("-", "") for ending in cell.split("/")) for cell in text.replace("|", " ").split())


@cache
def _paradigms(lang: str) -> _Paradigms:
    data = sources.parsed(f"paradigms.{lang}.yaml")
    return _Paradigms(
        {name: _cells(row) for name, row in data["nouns"].items()},
        {name: {part: _cells(row) for part, row in rows.items()} for name, rows in data["adjectives"].items()},
        {name: tuple(ending.replace("-", "") for ending in row.split()) for name, row in data["verbs"].items()},
    )


def is_marked(text: str) -> bool:
    """Whether a lexicon's entry has words to inflect."""
    return "~" in text


def forms(text: str, lang: str) -> Iterator[Form]:
    """The forms of an entry, each once. Words without a class stay as they are; adjectives agree with the last noun.

    >>> [form.text for form in forms("сбит~P", "ru")]
    ['сбит', 'сбита', 'сбито', 'сбиты']
    >>> sorted({(form.text, form.number) for form in forms("ракет~f", "ru")})[-3:]
    [('ракетою', 'one'), ('ракету', 'one'), ('ракеты', 'both')]
    """
    words = [word.partition("~") for word in text.split()]
    paradigms = _paradigms(lang)
    if unknown := [mark for _, _, mark in words if mark and not any(mark in table for table in paradigms)]:
        raise ValueError(f"{text!r}: {unknown} is not a class of paradigms.{lang}.yaml")
    if any(mark in paradigms.verbs for _, _, mark in words):
        for ending in zip(*(_conjugated(stem, mark, paradigms) for stem, _, mark in words), strict=False):
            yield Form(" ".join(ending), "")
        return
    for form, found in _declensions([(stem, mark) for stem, _, mark in words], lang, paradigms).items():
        yield Form(form, "both" if len(found) > 1 else next(iter(found)))


def _declensions(words: list[tuple[str, str]], lang: str, paradigms: _Paradigms) -> dict[str, set[str]]:
    """The forms of declined words → the numbers that each may be of."""
    genders = [mark[0] for _, mark in words if mark in paradigms.nouns][-1:] or _GENDERS
    numbers: dict[str, set[str]] = {}
    for gender in genders:
        for cell in range(2 * _CASES):
            for parts in product(*(_declined(stem, mark, gender, cell, paradigms) for stem, mark in words)):
                numbers.setdefault(" ".join(parts), set()).add("one" if cell < _CASES else "many")
    if lang == "ru" and any(mark in paradigms.adjectives for _, mark in words):
        # "Два коммерческих объекта": after two to four the noun stands in the singular, its adjectives do not.
        for gender in genders:
            pairs = (_declined(stem, mark, gender, 7 if mark in paradigms.adjectives else 1, paradigms) for stem, mark in words)
            for parts in product(*pairs):
                numbers.setdefault(" ".join(parts), set()).add("many")
    return numbers


def _conjugated(stem: str, mark: str, paradigms: _Paradigms) -> list[str]:
    longest = max(len(row) for row in paradigms.verbs.values())
    return [stem + ending for ending in paradigms.verbs[mark]] if mark in paradigms.verbs else [stem] * longest


def _declined(stem: str, mark: str, gender: str, cell: int, paradigms: _Paradigms) -> list[str]:
    if not mark:
        return [stem]
    if mark in paradigms.nouns:
        return [stem + ending for ending in paradigms.nouns[mark][cell]]
    rows = paradigms.adjectives[mark]
    return [stem + ending for ending in (rows[gender][cell] if cell < _CASES else rows["many"][cell - _CASES])]
