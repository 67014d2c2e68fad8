"""Owns lists of villages: in "the villages of Ivanivka, Stepne and Lisne" the noun is said once and meant of each."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.extract.places.model import PlaceSpan

_MANY: Final = re.compile(r"\b(?:villages|hamlets|settlements)(?: of)? $")
"""What stands before the first name of a list of villages."""
_BEFORE: Final = len("settlements of ") + 1
"""Characters of it."""
_LISTED: Final = re.compile(r",? (?:and )?")
"""What stands between two names of a list."""


def listed(view: str, spans: Sequence[PlaceSpan]) -> list[PlaceSpan]:
    """The places of a text, each name of a list of villages as that of a village: far towns are called like them.

    >>> from services.extract.places.model import PlaceSpan
    >>> text = "the villages of Stepne and Lisne"
    >>> found = listed(text, [PlaceSpan(16, 22, "Stepne", (), "city", True), PlaceSpan(27, 32, "Lisne", (), None)])
    >>> [span.village for span in found]
    [True, True]
    """
    result: list[PlaceSpan] = []
    many = False
    for span in spans:
        goes_on = many and _LISTED.fullmatch(view, result[-1].end, span.start) is not None
        many = goes_on or _MANY.search(view, max(0, span.start - _BEFORE), span.start) is not None
        town = many and span.type_noun in {None, "city"}
        result.append(replace(span, type_noun="city", village=True) if town else span)
    return result
