"""Owns the application of rules to the nodes of a sentence; knows no domain. Bounded: each rule passes once over the nodes."""

from collections.abc import Iterable, Sequence

from services.extract.grammar.rule import Found, Node, Rule, code, kinds

Stage = tuple[tuple[Rule, tuple[frozenset[str], ...]], ...]
"""Rules in the order in which they pass over a sentence, each with the kinds that it needs."""


def stage(rules: Iterable[Rule], lang: str) -> Stage:
    """The rules for a language."""
    return tuple((rule, rule.needed) for rule in rules if not rule.languages or lang in rule.languages)


def apply(rules: Stage, nodes: Sequence[Node], lang: str) -> list[Node]:
    """The nodes after each rule in turn has put one node in the place of those it matched.

    >>> from services.extract.grammar.rule import node
    >>> twice = Rule("<a:n> <b:n>", lambda f: node("sum", f, f.named["a"].value + f.named["b"].value, "<a:n> <b:n>"))
    >>> made = apply(stage([twice], "en"), [Node("n", 0, 1, 1), Node("n", 2, 3, 2), Node("x", 4, 5, None)], "en")
    >>> [(n.kind, n.value) for n in made]
    [('sum', 3), ('x', None)]
    """
    current = list(nodes)
    text = kinds(current)
    present = set(text)
    for rule, needed in rules:
        for some in needed:
            if some.isdisjoint(present):
                break
        else:
            made = _made(rule, current, text, lang)
            if made:
                text = _put(made, current, text)
                present = set(text)
    return current


_Made = list[tuple[int, int, Node]]
"""First and last index of the nodes that a node stands for, and it."""


def _made(rule: Rule, nodes: list[Node], text: str, lang: str) -> _Made:
    """What a rule makes of nodes, from left to right; `text` is their kinds."""
    found: _Made = []
    for match in rule.pattern.finditer(text):
        first, last = match.span()
        if first == last:
            continue
        names = rule.pattern.groupindex
        named = {name: nodes[match.start(name)] for name in names if match.start(name) >= 0} if names else {}
        made = rule.make(Found(tuple(nodes[first:last]), named, lang, nodes[last] if last < len(nodes) else None))
        if made is not None:
            found.append((first, last, Node(made.kind, made.start, made.end, made.value, rule.name, made.parts)))
    return found


def _put(made: _Made, nodes: list[Node], text: str) -> str:
    """Puts what was made in the place of its nodes; their kinds afterwards."""
    for first, last, node in reversed(made):
        nodes[first:last] = [node]
        text = text[:first] + code(node.kind) + text[last:]
    return text
