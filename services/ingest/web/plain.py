"""HTML of feeds and messages to plain text, one line a paragraph. Owns which elements end a line; for whole pages see `clean`."""

import html
import re
from collections.abc import Iterable
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.ingest.web.depth import too_deep

_LINE_ENDS: Final = frozenset((
    "address", "article", "aside", "blockquote", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELL: Final = frozenset(("td", "th"))
_SILENT: Final = frozenset(("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math", "button", "form"))

_SILENT_TEXT: Final = re.compile(r"<(?:script|style)\b[^<>]*>[^<]*", re.IGNORECASE)
_TAGS: Final = re.compile(r"(?:<[^<>]*>\s*)+")

_MARKUP: Final = re.compile(r"<[a-zA-Z/!]|&(?:#\d|#x|[a-zA-Z]{2,8};)")


def text(markup: str | None, *, blank_lines: bool = False) -> str:
    r"""The readable text of a piece of HTML, or of a text that is none. `blank_lines` keeps one blank line where there are some.

    >>> text("<p>Two <b>drones</b> fell.</p><p>R&amp;D</p>")
    'Two drones fell.\nR&D'
    """
    if not markup:
        return ""
    if not _MARKUP.search(markup):
        return lines(markup.splitlines(), blank_lines=blank_lines)
    if too_deep(markup):
        return stripped(markup)
    body = LexborHTMLParser(markup).body
    pieces: list[str] = []
    if body:
        _collect(body, pieces)
    return lines("".join(pieces).split("\n"), blank_lines=blank_lines)


def stripped(markup: str) -> str:
    """The text of HTML that is too deep to parse: what stands between its tags, one line for each run of it."""
    bare = _TAGS.sub("\n", _SILENT_TEXT.sub("", markup))
    return lines(html.unescape(bare).split("\n"))


def line(markup: str | None) -> str | None:
    """A piece of HTML that is one line, such as a headline; None for nothing."""
    return " ".join(text(markup).split()) or None


def lines(found: Iterable[str], *, blank_lines: bool = False) -> str:
    """Lines without white space around or doubled inside, and without blank ones, or with one at a time."""
    joined = (" ".join(each.split()) for each in found)
    if blank_lines:
        return re.sub("\n{3,}", "\n\n", "\n".join(joined)).strip("\n")
    return "\n".join(each for each in joined if each)


def _collect(root: LexborNode, pieces: list[str]) -> None:
    """The text below a node in the order of the document; iterative, for feeds may nest as deep as they like."""
    waiting: list[LexborNode | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        name = node.tag
        if name == "-text":
            pieces.append((node.text_content or "").replace("\n", " "))
        elif name not in _SILENT and not (name or "").startswith(("-", "!")):
            after = "\n" if name in _LINE_ENDS else " " if name in _CELL else ""
            if after == "\n" and name != "br":
                pieces.append("\n")
            waiting.append(after)
            waiting.extend(reversed(list(node.iter(include_text=True))))
