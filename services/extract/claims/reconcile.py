"""Owns what the numbers of an article say together: each or together, totals and parts, what only arithmetic tells."""

from dataclasses import replace
from itertools import product
from typing import Final

from services.extract.claims import tolls, totals
from services.extract.claims.repeat import distinct
from services.extract.claims.shares import may_be_part
from services.extract.claims.totals import NEAR
from services.extract.rules.phrases import Amount
from services.extract.story.statement import Statement
from tocsin.claim import When
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import Bound, EventKind

_MOST_OPEN: Final = 6
"""Ambiguous members of one total that are tried in every combination."""


def reconcile(found: list[Statement], began: When | None = None) -> list[Statement]:
    """The statements, each once, linked to their totals; `found` is in the order of the text."""
    for statement in found:
        statement.region = common_region(statement.codes)
    for statement in found:
        if began is not None and statement.when_span is None and statement.event in {EventKind.ATTACK, EventKind.INTERCEPTION}:
            statement.when = began
    tolls.date(found)
    settled = _each_or_together(found)
    settled = tolls.current(distinct(_one_a_place(settled)))
    totals.link(settled)
    settled = _remainders(settled)
    _check(settled)
    return settled


def common_region(codes: tuple[str, ...]) -> str | None:
    """The one region of some codes, else the country that has them all."""
    if len(codes) <= 1:
        return codes[0] if codes else None
    countries = {country for code in codes if (country := country_of(code))}
    return countries.pop() if len(countries) == 1 else None


def _is_open(statement: Statement) -> bool:
    """Whether one number is given for several regions."""
    return len(statement.codes) > 1 and statement.value is not None and statement.value > 0


def _each_or_together(found: list[Statement]) -> list[Statement]:  # noqa: C901 - one search, told in one piece
    """As in "Six over A and B" is six each where only that meets the total; one number over both otherwise."""
    result: list[Statement] = []
    eaches: dict[int, str] = {}
    opened = [index for index, s in enumerate(found) if _is_open(s)]
    if not opened:
        return found
    for index, total in enumerate(found):
        if not total.value or not total.region or is_regional(total.region) or all(abs(index - n) > NEAR for n in opened):
            continue
        parts = [
            s
            for s in found[max(0, index - NEAR) : index + NEAR]
            if s is not total and may_be_part(s, total) and s.including is None
        ]
        ambiguous = [s for s in parts if _is_open(s)]
        if not 0 < len(ambiguous) <= _MOST_OPEN or sum(s.value or 0 for s in parts) == total.value:
            continue
        fixed = sum(s.value or 0 for s in parts if not _is_open(s))
        for modes in product((True, False), repeat=len(ambiguous)):
            values = [(s.value or 0) * (len(s.codes) if each else 1) for s, each in zip(ambiguous, modes, strict=True)]
            if fixed + sum(values) == total.value:
                terms = [s.value or 0 for s in parts if not _is_open(s)]
                for s, each in zip(ambiguous, modes, strict=True):
                    terms += [s.value or 0] * (len(s.codes) if each else 1)
                equation = f"{'+'.join(map(str, terms))}={total.value}"
                eaches.update({id(s): equation for s, each in zip(ambiguous, modes, strict=True) if each})
                break
    for statement in found:
        if id(statement) not in eaches:
            result.append(statement)
            continue
        for code in statement.codes:
            sites = tuple(site for site in statement.sites if site.code == code)
            result.append(replace(statement, sites=sites, region=code, inferred=True, equation=eaches[id(statement)], merged=[]))
    return result


def _one_a_place(found: list[Statement]) -> list[Statement]:
    """As in "Intercepted in four districts: A, B, C and D" under a total of four is one each."""
    result: list[Statement] = []
    for statement in found:
        places = len(statement.sites)
        if statement.value == places > 1 and len(statement.codes) == 1 and _is_named_over(statement):
            result += [statement, *_shares(statement, statement)]
            continue
        if places < 2 or statement.value is not None:
            result.append(statement)
            continue
        total = next((s for s in found if s.value == places and s is not statement and s.event is statement.event
                      and s.object is statement.object and s.region == statement.region), None)  # fmt: skip
        if len(statement.codes) != 1 or total is None:
            result.append(statement)
            continue
        result += _shares(statement, total)
    return result


def _is_named_over(statement: Statement) -> bool:
    """Whether an interception names its places itself."""
    return statement.event is EventKind.INTERCEPTION and statement.stated_place


def _shares(statement: Statement, total: Statement) -> list[Statement]:
    """One for each place of a statement, part of a total of as many."""
    equation = f"{'+'.join('1' * len(statement.sites))}={len(statement.sites)}"
    parts = []
    for site in statement.sites:
        part = replace(statement, sites=(site,), merged=[], including=total)
        _infer(part, 1, equation)
        parts.append(part)
    return parts


def _remainders(found: list[Statement]) -> list[Statement]:
    """Numbers that only the total tells: "the rest", and places without a number that share exactly what is left, one each."""
    result = list(found)
    shares: dict[int, list[Statement]] = {}
    for part in found:
        mine = part.including is None or part.including is part.total
        if part.total is not None and mine and part.event is part.total.event:
            shares.setdefault(id(part.total), []).append(part)
    for total in found:
        parts = shares.get(id(total), [])
        if total.value is None or all(part.value is not None for part in parts):
            continue
        known = [s.value for s in parts if s.value is not None]
        left = total.value - sum(known)
        unknown = [s for s in parts if s.value is None]
        rest = [s for s in unknown if s.amount and s.amount.role == "rest"]
        equation = (
            f"{total.value}-{'-'.join(map(str, known))}={left}" if known else f"{total.value}={'+'.join('1' for _ in unknown)}"
        )
        if left > 0 and len(rest) == 1 and len(unknown) == 1:
            _infer(rest[0], left, equation)
        elif left > 0 and not rest and len(unknown) > 1 and left == len(unknown):
            for statement in unknown:
                _infer(statement, 1, equation)
    return [s for s in result if not (s.amount and s.amount.role == "rest" and s.value is None)]


def _infer(statement: Statement, value: int, equation: str) -> None:
    base = statement.amount or Amount(None, None, None, statement.start, statement.start)
    statement.amount = base._replace(value=value, bound=Bound.EXACT, role="inferred")
    statement.inferred = True
    statement.equation = equation


def _check(found: list[Statement]) -> None:
    """Flags totals that their parts exceed; nothing is mended."""
    sums: dict[int, int] = {}
    for part in found:
        if part.total is not None and part.event is part.total.event and part.including is None:
            sums[id(part.total)] = sums.get(id(part.total), 0) + (part.value or 0)
    for total in found:
        if total.value is not None and sums.get(id(total), 0) > total.value:
            total.flags = (*total.flags, "parts_exceed_total")
