"""Whether characters are HTML at all: servers send pictures, archives and plain texts under addresses and types of pages."""

import re
from typing import Final

_MARKUP: Final = re.compile(
    r"<\s*(?:!doctype|html|head|body|div|p|article|section|main|meta|title|span|table|a|h1)\b", re.IGNORECASE
)
_WITHIN: Final = 100_000
"""Characters within which a page shows that it is HTML."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_SAMPLE: Final = 20_000
"""Characters that are looked at for control characters."""

_ONE_IN: Final = 50
"""Compressed bytes hold a control character in ten, pages none or a few that some editor has left."""


def is_html(text: str) -> bool:
    r"""Whether a document has tags and is not something else in which they occur by chance.

    >>> is_html("<p>Two drones fell.</p>"), is_html("Two drones fell."), is_html("PK\x03\x04\x14\x00<p>\x08")
    (True, False, False)
    """
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) * _ONE_IN > len(sample):
        return False
    return _MARKUP.search(text, 0, _WITHIN) is not None
