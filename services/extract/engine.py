"""Owns the application of rules to the nodes of a sentence; knows no domain. Bounded: each rule passes once over the nodes."""

from collections.abc import Iterable, Sequence

from services.extract.rule import Found, Node, Rule, kinds


def apply(rules: Iterable[Rule], nodes: Sequence[Node], lang: str) -> list[Node]:
    """The nodes after each rule in turn has put one node in the place of those it matched.

    >>> from services.extract.rule import node
    >>> twice = Rule("<a:n> <b:n>", lambda f: node("sum", f, f.named["a"].value + f.named["b"].value, "<a:n> <b:n>"))
    >>> [(n.kind, n.value) for n in apply([twice], [Node("n", 0, 1, 1), Node("n", 2, 3, 2), Node("x", 4, 5, None)], "en")]
    [('sum', 3), ('x', None)]
    """
    current = list(nodes)
    if not current:
        return current
    text = kinds(current)
    present = set(text)
    for rule in rules:
        if (rule.languages and lang not in rule.languages) or not rule.needed <= present:
            continue
        replaced = _once(rule, current, text, lang)
        if replaced is not None:
            current = replaced
            text = kinds(current)
            present = set(text)
    return current


def _once(rule: Rule, nodes: list[Node], text: str, lang: str) -> list[Node] | None:
    made: list[tuple[int, int, Node]] = []
    for match in rule.pattern.finditer(text):
        first, last = match.span()
        if first == last:
            continue
        named = {name: nodes[match.start(name)] for name in match.groupdict() if match.start(name) >= 0}
        produced = rule.make(Found(tuple(nodes[first:last]), named, lang, nodes[last] if last < len(nodes) else None))
        if produced is not None:
            made.append((first, last, produced._replace(rule=rule.name)))
    if not made:
        return None
    result: list[Node] = []
    position = 0
    for first, last, produced in made:
        result.extend(nodes[position:first])
        result.append(produced)
        position = last
    result.extend(nodes[position:])
    return result
