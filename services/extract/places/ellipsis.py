"""Owns the regions that lists name by an adjective alone: "над Курською — п'ять, над Брянською — три"."""

import re
from typing import Final

from services.extract.places.model import Level, PlaceSpan

_OVER: Final = re.compile(r"(?:^|[^\w])над[ \u00a0]$", re.IGNORECASE)
_COUNTED: Final = re.compile(r"[ \u00a0][—–-][ \u00a0]\w")
_COUNTS: Final = re.compile(r"(?:\d|[—–-])[ \u00a0]над[ \u00a0]$", re.IGNORECASE)


def over(view: str, span: PlaceSpan) -> Level | None:
    """The level of an adjective behind "над" with a number beside it: what is shot down is told by regions.

    >>> over("над Курською — 28, над", PlaceSpan(4, 12, "Курською", (), None))
    'region'
    """
    before = max(0, span.start - len("28 — над "))
    counted = _COUNTED.match(view, span.end) or _COUNTS.search(view, before, span.start)
    return "region" if counted and _OVER.search(view, before, span.start) else None
