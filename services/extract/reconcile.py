"""Owns what the numbers of an article say together: repetitions, totals and parts, what only arithmetic tells, and contradictions."""

from services.extract.statement import Statement


def reconcile(found: list[Statement]) -> list[Statement]:
    """The statements, each once, linked to their totals."""
    for statement in found:
        codes = statement.codes
        if len(codes) == 1:
            statement.region = codes[0]
        elif codes:
            countries = {code[:2] for code in codes if not code.startswith("SEA:")}
            statement.region = countries.pop() if len(countries) == 1 else None
    return _distinct(found)


def _key(statement: Statement) -> tuple[object, ...]:
    when = statement.when
    return (
        statement.event, statement.object, statement.value, statement.region, statement.outcome,
        statement.speaker and statement.speaker.kind, when and when.start, when and when.end, statement.modality,
    )  # fmt: skip


def _distinct(found: list[Statement]) -> list[Statement]:
    kept: dict[tuple[object, ...], Statement] = {}
    for statement in found:
        first = kept.setdefault(_key(statement), statement)
        if first is not statement:
            first.merged.append(statement)
    return list(kept.values())
