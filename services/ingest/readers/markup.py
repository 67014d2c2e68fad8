"""HTML of publishers on its way out to people and files: made safe to show. Owns telling what needs it.

Entries hold HTML as published, because what the services make of it is plain text. Only where the HTML itself leaves is it made
safe, by feedparser's sanitiser, which the fast check spares most of it.
"""

import re
from typing import Final

from feedparser.sanitizer import _HTMLSanitizer, _sanitize_html

_KNOWN: Final = "|".join(sorted(_HTMLSanitizer.acceptable_elements))
_CLOSED: Final = "|".join(sorted(_HTMLSanitizer.acceptable_elements - _HTMLSanitizer.elements_no_end_tag))
_ATTRIBUTES: Final = "|".join(re.escape(name) for name in sorted(_HTMLSanitizer.acceptable_attributes - {"style", "href", "src"}))

_HARMLESS: Final = re.compile(
    r"[^<&]*(?:(?:&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
    rf"|</(?:{_CLOSED})>|<(?:{_KNOWN})"
    rf'(?:\s(?:(?:{_ATTRIBUTES})="[^"<>&]*"|(?:href|src)="(?:https?://|mailto:|/|#)[^"<>&]*"))*(?:\s/)?>)[^<&]*)*'
)
"""Markup that the sanitiser would hand back as it is: known elements and attributes, quoted, with ordinary addresses."""


_MANY_COMMENTS: Final = 100
"""Comments above which they are dropped beforehand: the sanitiser takes minutes over many that are never closed."""


def safe(html: str) -> str:
    """HTML without scripts, styles, frames, event handlers and odd addresses.

    >>> safe('<p onclick="x()">Two <script>alert(1)</script>drones</p>')
    '<p>Two drones</p>'
    """
    if _HARMLESS.fullmatch(html):
        return html
    if html.count("<!--") > _MANY_COMMENTS:
        html = _without_comments(html)
    cleaned: str = _sanitize_html(html, "utf-8", "text/html")
    return cleaned


def _without_comments(html: str) -> str:
    """HTML without comments; what follows one that is never closed is part of it."""
    pieces: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        pieces.append(html[at:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(pieces)
        at = end + 3
    return "".join([*pieces, html[at:]])
