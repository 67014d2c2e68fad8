"""What a page says of itself in JSON-LD (schema.org). Owns finding its own article among all the things it describes."""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml.etree import _Element

Node = dict[str, Any]

_LARGEST: Final = 1_000_000
"""Characters of the longest block that is parsed; nested lists of a few megabytes take hundreds of megabytes of memory."""

_MOST_NODES: Final = 2000
"""Nodes looked at; a front page lists hundreds."""

_AROUND: Final = ("//", "/*", "*/", "<![CDATA[", "<!--", "]]>", "-->", ";")
"""What templates put around JSON that they were used to put around scripts."""

_TRAILING_COMMA: Final = re.compile(r",(\s{0,200}[}\]])")

_LISTS: Final = (
    "itemListElement",
    "blogPost",
    "liveBlogUpdate",
    "relatedLink",
    "citation",
    "isPartOf",
    "publisher",
    "comment",
    "review",
)
"""Keys below which other things than the page's own article are described."""


def nodes(tree: _Element) -> list[Node]:
    """Every described thing, outermost first, in the order of the document."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= _LARGEST:
            found.extend(_flat(_parsed(script.text)))
    return found[:_MOST_NODES]


def article(found: Iterable[Node], headlines: Iterable[str]) -> Node:
    """The node of the page's own article: the one whose headline the page shows, else the first that is dated; {} for none."""
    shown = {_folded(each) for each in headlines if each}
    articles = [node for node in found if is_article(node)]
    matching = [node for node in articles if _folded(string(node.get("headline")) or string(node.get("name")) or "") in shown]
    dated = [node for node in articles if string(node.get("datePublished"))]
    return next(iter([*(node for node in matching if node in dated), *dated, *matching, *articles]), {})


def is_article(node: Node) -> bool:
    """Whether a node describes something that is written and published."""
    return any(
        name.endswith(("Article", "Posting", "Report", "ClaimReview")) and not name.startswith("Job")
        for name in strings(node.get("@type"))
    )


def is_page(node: Node) -> bool:
    """Whether a node describes the page that carries the article; many systems date only that."""
    return any(name.endswith("Page") for name in strings(node.get("@type")))


def strings(value: Any) -> list[str]:
    """A value that may be one text, one thing with a name, or a list of either, as texts."""
    return [text for text in map(string, value if isinstance(value, list) else [value]) if text]


def string(value: Any) -> str | None:
    """A text, or the name of a thing; None for anything else, also for blank."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("url")
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str)), None)
    return value.strip() or None if isinstance(value, str) else None


def is_paid(node: Node) -> bool:
    """Whether the publisher declares that the article, or a part of it, is not free."""
    parts = node.get("hasPart")
    claims = [node, *(each for each in (parts if isinstance(parts, list) else [parts]) if isinstance(each, dict))]
    return any(str(each.get("isAccessibleForFree")).rpartition("/")[2].lower() in {"false", "no", "0"} for each in claims)


def _parsed(text: str) -> Any:
    bare = text.strip()
    for each in _AROUND * 2:
        bare = bare.removeprefix(each).removesuffix(each).strip()
    for attempt in (bare, _TRAILING_COMMA.sub(r"\1", bare.replace("\xa0", " "))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(root: Any) -> Iterator[Node]:
    """All objects of a document, breadth first: what a page says of itself stands further out than what it says of others."""
    waiting = deque([root])
    seen = 0
    while waiting and seen < _MOST_NODES:
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            seen += 1
            yield value
            waiting.extend(each for key, each in value.items() if key not in _LISTS and isinstance(each, dict | list))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
