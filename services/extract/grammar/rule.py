"""Owns what a rule is: a readable template over kinds of nodes, and a production; knows no domain.

A template is its own name: "<number> <word>{0,3} <object>" matches a number, up to three words and an object. `?`, `*`,
`+` and `{m,n}` repeat what they follow, `(… | …)` chooses, `<a|b>` is a node of either kind,
`<x:kind>` names the node for the production.
"""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

_ALPHABET: Final = string.ascii_letters + string.digits + "".join(map(chr, range(0xA1, 0x1000)))
"""Kinds are written as characters, so that a template becomes a regular expression over one string.

Those below 256 come first: the regular expressions of Python find them in a bitmap.
"""
_TOKEN: Final = re.compile(r"<(?:(\w+):)?([\w|^]+)>|\s+")
_CODES: dict[str, str] = {}


class Node(NamedTuple):
    """A stretch of the view that means something: a term of the lexicon, or what a rule made of other nodes."""

    kind: str
    start: int
    end: int
    value: Any
    rule: str = ""
    """Name of the rule that made it; empty for what the scan found."""
    parts: tuple["Node", ...] = ()
    """What it was made of."""


def code(kind: str) -> str:
    """The character that stands for a kind."""
    if kind not in _CODES:
        _CODES[kind] = _ALPHABET[len(_CODES)]
    return _CODES[kind]


def kinds(nodes: Sequence[Node]) -> str:
    """The kinds of nodes as one string, a character a node."""
    return "".join([_CODES.get(node.kind) or code(node.kind) for node in nodes])


@cache
def pattern(template: str) -> re.Pattern[str]:
    """The regular expression of a template.

    >>> bool(pattern("<n:number> <word>{0,2} <object>").search(kinds([Node(k, 0, 1, None) for k in ("number", "word", "object")])))
    True
    """

    def kind(match: re.Match[str]) -> str:
        if match[2] is None:
            return ""
        letters = kinds_of(match[2].lstrip("^"))
        negative = match[2].startswith("^")
        group = f"[{'^' if negative else ''}{letters}]"
        return f"(?P<{match[1]}>{group})" if match[1] else group

    return re.compile(_TOKEN.sub(kind, template))


_BRACKETS: Final = re.compile(r"\((?!\?<=)(?:[^()]|\([^()]*\))*\)[?*+]?(?:\{[^}]*\})?")
_NEEDED: Final = re.compile(r"<(?:\w+:)?([\w|]+)>(?![?*]|\{0)")


@cache
def needed(template: str) -> tuple[frozenset[str], ...]:
    """What a template cannot match without: of each set of kinds, as characters, one at least.

    Brackets are passed over, but for what must stand before.

    >>> needed("<n:number> <word>{0,2} (<a> | <b>) <c|d>") == (frozenset(code("number")), {code("c"), code("d")})
    True
    """
    return tuple(frozenset(kinds_of(names)) for names in _NEEDED.findall(_BRACKETS.sub("", template)))


def kinds_of(names: str) -> str:
    """The characters of the kinds "a|b|c"."""
    return "".join(map(code, names.split("|")))


class Found(NamedTuple):
    """Where a rule's template matched: its nodes, by name and all."""

    nodes: tuple[Node, ...]
    named: Mapping[str, Node]
    lang: str = "en"
    after: Node | None = None
    """The node behind what was found."""

    def get(self, name: str) -> Node | None:
        """The node of that name; None where an optional one is absent."""
        return self.named.get(name)

    def of(self, kind: str) -> tuple[Node, ...]:
        """Every node of a kind, from left to right."""
        return tuple([node for node in self.nodes if node.kind == kind])


Production = Callable[[Found], "Node | None"]


@dataclass(frozen=True)
class Rule:
    """What to look for and what to make of it."""

    name: str
    """The template."""
    make: Production
    """Makes one node of what was found; None leaves the nodes as they are."""
    languages: frozenset[str] = field(default=frozenset())
    """Languages that it is for; empty for every language."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its template as a regular expression over kinds."""
        return pattern(self.name)

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        """Sets of kinds; without one of each it cannot match."""
        return needed(self.name)


def node(kind: str, found: Found, value: Any, rule: str = "") -> Node:
    """A node over all that was found."""
    return Node(kind, found.nodes[0].start, found.nodes[-1].end, value, rule, found.nodes)
