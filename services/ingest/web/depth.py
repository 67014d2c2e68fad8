"""How deep HTML nests, told without parsing it: trees of a hundred thousand levels take every parser seconds or more."""

import re
from typing import Final

DEEPEST: Final = 3000
"""Levels that are parsed; real pages have tens."""

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")

_FLAT: Final = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "option", "path",
))  # fmt: skip
"""Elements that need no end tag: void ones, and those that the next of their kind closes."""


def too_deep(markup: str) -> bool:
    """Whether HTML nests deeper than it is wise to parse; a document of few tags cannot.

    >>> too_deep("<div>" * 4000), too_deep("<p>text<br>" * 4000)
    (True, False)
    """
    if markup.count("<") <= DEEPEST:
        return False
    depth = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() in _FLAT:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > DEEPEST:
            return True
    return False
