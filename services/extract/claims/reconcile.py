"""Owns what the numbers of an article say together: each or together, totals and parts, what only arithmetic tells."""

from dataclasses import replace
from itertools import product
from typing import Final

from services.extract.claims.repeat import distinct
from services.extract.rules.phrases import Amount
from services.extract.story.statement import Statement
from tocsin.claim import When
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, TimeBasis

_DIVIDED: Final = frozenset({EventKind.INTERCEPTION, EventKind.ATTACK, EventKind.CASUALTIES})
"""Events that are told as totals and parts."""
_FORCES: Final = frozenset({ClaimantKind.MINISTRY, ClaimantKind.MILITARY})
"""Claimants that are one voice where they are of one country: "Russia's military", "the Defence Ministry"."""
_NEAR: Final = 60
"""Statements to each side among which a total is looked for: no article tells its parts farther away."""
_LEAD: Final = 2
"""Number of the last sentence that may tell the toll of all that follows."""
_FOLLOWING: Final = 4
"""Sentences behind a toll that may tell of its people one by one."""
_MOST_OPEN: Final = 6
"""Ambiguous members of one total that are tried in every combination."""


def reconcile(found: list[Statement], began: When | None = None) -> list[Statement]:
    """The statements, each once, linked to their totals; `found` is in the order of the text."""
    for statement in found:
        statement.region = common_region(statement.codes)
    for statement in found:
        if began is not None and statement.when_span is None and statement.event in {EventKind.ATTACK, EventKind.INTERCEPTION}:
            statement.when = began
    _date_tolls(found)
    settled = _each_or_together(found)
    settled = distinct(_one_a_place(settled))
    for index, statement in enumerate(settled):
        near = settled[max(0, index - _NEAR) : index + _NEAR]
        statement.total = _total(statement, near)
    _under_leads(settled)
    settled = _remainders(settled)
    _check(settled)
    return settled


def _under_leads(found: list[Statement]) -> None:
    """The tolls of regions are parts of the one that leads the text, whoever tells them, where they do not exceed it."""
    for lead in [s for s in found if s.event is EventKind.CASUALTIES and s.sentence <= _LEAD and s.value and s.total is None]:
        if lead.region is None or is_regional(lead.region):
            continue
        parts = [s for s in found if s.total is None and s.including is None and _is_of_lead(s, lead)]
        already = sum(s.value or 0 for s in found if s.total is lead)
        if len({s.region for s in parts}) > 1 and already + sum(s.value or 0 for s in parts) <= (lead.value or 0):
            for statement in parts:
                statement.total = lead


def _is_of_lead(part: Statement, lead: Statement) -> bool:
    """Whether a toll is that of a region of the country of a lead, of the same days."""
    told = bool(part.value) and part.event is lead.event and part.object is lead.object and part.sentence > lead.sentence
    regional = part.region is not None and is_regional(part.region) and country_of(part.region) == lead.region
    return told and regional and part.background is lead.background and _same_time(part, lead)


def _date_tolls(found: list[Statement]) -> None:
    """A toll told before its strike is dated has the day of the strike."""
    _date_leads(found)
    strike = next((s for s in found if s.of_strike), None)
    if strike is None:
        return
    for statement in found:
        undated = statement.when_span is None and statement.start < strike.start
        if undated and statement.event in {EventKind.CASUALTIES, EventKind.ATTACK} and set(statement.codes) & set(strike.codes):
            statement.when = strike.when


def _date_leads(found: list[Statement]) -> None:
    """What opens a text without a day has that of the attack on the same region which the text dates below."""
    dated = [s for s in found if s.event is EventKind.ATTACK and s.when_span is not None and not s.background and s.when]
    for statement in found:
        opens = statement.sentence <= _LEAD
        bare = opens and statement.when is not None and statement.when.basis is TimeBasis.PUBLISHED
        if not bare or statement.event not in {EventKind.CASUALTIES, EventKind.ATTACK, EventKind.DAMAGE}:
            continue
        strike = next((s for s in dated if s.start > statement.start and s.region and s.region == statement.region), None)
        if strike is None or not is_regional(strike.region or ""):
            continue
        if statement.event is not EventKind.ATTACK or statement.object in {strike.object, "unknown"} or strike.object == "unknown":
            statement.when = strike.when


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
        if not total.value or not total.region or is_regional(total.region) or all(abs(index - n) > _NEAR for n in opened):
            continue
        parts = [
            s
            for s in found[max(0, index - _NEAR) : index + _NEAR]
            if s is not total and _may_be_part(s, total) and s.including is None
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


def _same_voice(part: Statement, total: Statement) -> bool:
    if part.speaker is None or total.speaker is None:
        return part.speaker is total.speaker or abs(part.sentence - total.sentence) <= 1
    one = {part.speaker.kind, total.speaker.kind} <= _FORCES and len({part.speaker.nation, total.speaker.nation} - {None}) <= 1
    same = part.speaker.kind == total.speaker.kind or one
    return same and (part.speaker == total.speaker or abs(part.sentence - total.sentence) <= 3)


def _may_be_part(part: Statement, total: Statement) -> bool:  # noqa: C901, PLR0911 - a line a reason
    """Whether a statement can be a share of another: of the same by the same claimant, smaller, and inside its place."""
    if total.event not in _DIVIDED or part.event not in _DIVIDED:
        return False
    if len(total.codes) > 1 or (part.event is total.event and part.outcome is not total.outcome):
        return False
    if (
        total is part
        or total.value is None
        or total.value <= 0
        or (part.amount and part.amount.role == "zero" and part.event is not EventKind.INTERCEPTION)
    ):
        return False
    if part.background is not total.background:
        return False
    crossing = total.event is EventKind.ATTACK and part.event is EventKind.INTERCEPTION
    if not (part.event is total.event or crossing) or (
        part.object is not total.object and total.object not in {"other", "any", "unknown"}
    ):
        return False
    if (part.value or 0) > total.value or not _same_voice(part, total) or not _same_time(part, total):
        return False
    if crossing and total.value == 1:
        return False
    if part.event is EventKind.INTERCEPTION and total.headline and not part.headline and part.region == total.region:
        return (part.value or 0) < total.value
    if crossing:
        return (part.region == total.region and not _are_elsewhere(part, total)) or _inside(part, total)
    if part.event is EventKind.ATTACK and total.sent and not part.sent and total.value > (part.value or 0):
        return part.region == total.region or _inside(part, total)
    if part.event is EventKind.ATTACK and part.object is not total.object and part.sentence == total.sentence and part.value:
        return part.start >= total.start and part.region == total.region  # "97 aerial targets: 86 drones, three missiles"
    if part.event is EventKind.ATTACK and (not part.stated_place or part.value is None):
        return False
    return _inside(part, total) and (part.value or 0) < total.value + (part.region != total.region)


def _are_elsewhere(part: Statement, total: Statement) -> bool:
    """Whether two statements name different small places."""
    mine, theirs = ({site.entry.name for site in s.sites if site.is_small} for s in (part, total))
    return bool(mine and theirs) and not mine & theirs


def _same_time(part: Statement, total: Statement) -> bool:
    if part.when is None or total.when is None or part.when_span is None or total.when_span is None:
        return part.when_span is None or total.when is None or part.when is None or part.when.start == total.when.start
    return (part.when.start, part.when.end) == (total.when.start, total.when.end)


def _inside(part: Statement, total: Statement) -> bool:
    if total.region is None or part.region is None:
        return False
    if part.region == total.region and total.object == "other" and part.object != "other" and part.event is total.event:
        return True
    if not is_regional(total.region):
        if is_regional(part.region):
            return True
        return part.region == total.region and len(part.codes) > 1 and len(total.codes) <= 1
    small = any(site.is_small for site in part.sites)
    return part.region == total.region and small and not any(site.is_small for site in total.sites) and part.stated_place


def _total(statement: Statement, found: list[Statement]) -> Statement | None:
    """The total that a statement is part of: the one it is included in, else the nearest fitting one before, else after."""
    if statement.including is not None:
        return _standing(statement.including, found)
    if toll := _toll(statement, found) or _led_toll(statement, found):
        return toll
    if statement.outcome and (split := _split_by_outcome(statement, found)):
        return split
    fitting = [other for other in found if _may_be_part(statement, other) and not _is_share(other)]
    same = [other for other in fitting if other.event is statement.event] or fitting
    before = [other for other in same if other.start <= statement.start]
    return before[-1] if before else same[0] if same else None


def _is_share(statement: Statement) -> bool:
    """Whether a number of people is itself told as a share: nothing is a part of the children among the hurt."""
    share = statement.including is not None and statement.amount is not None
    return share and statement.event is EventKind.CASUALTIES


def _toll(statement: Statement, found: list[Statement]) -> Statement | None:
    """As in "Three more have died, taking the number killed to eight": the toll that new victims are part of."""
    if statement.event is not EventKind.CASUALTIES or statement.is_toll or not statement.value:
        return None
    return next(
        (
            other for other in found
            if other.is_toll and other.object is statement.object and other.region == statement.region
            and other.value and other.value > statement.value and abs(other.sentence - statement.sentence) <= 1
        ),
        None,
    )  # fmt: skip


def _led_toll(statement: Statement, found: list[Statement]) -> Statement | None:
    """As in "пострадали четверо. … Водителя доставили в больницу": people told one by one behind the number of all."""
    if statement.event is not EventKind.CASUALTIES or not statement.value or statement.amount is None:
        return None
    here = statement.stated_place and any(site.is_small for site in statement.sites)
    if statement.thing is None and statement.amount.role != "another" and not here:
        return None  # "утром сообщали о шести раненых": an earlier toll
    for lead in reversed([s for s in found if s.start < statement.start and s.sentence < statement.sentence]):
        same = lead.event is statement.event and lead.object is statement.object and lead.region == statement.region
        if not same or not lead.value or statement.sentence - lead.sentence > _FOLLOWING:
            continue
        if lead.value <= statement.value or not _same_voice(statement, lead) or lead.background is not statement.background:
            continue
        wide = not any(site.is_small for site in lead.sites)
        more = statement.amount.role == "another" and not (wide and here)
        told = sum(s.value or 0 for s in found if s.total is lead)
        if more or _are_elsewhere(statement, lead) or told + statement.value > lead.value or lead.total is not None:
            continue
        return lead
    return None


def _standing(statement: Statement, found: list[Statement]) -> Statement | None:
    """The statement itself, or the one it was merged into."""
    return next((other for other in found if other is statement or any(m is statement for m in other.merged)), None)


def _split_by_outcome(statement: Statement, found: list[Statement]) -> Statement | None:
    """A total of the same place that its outcomes add up to: "112 neutralised: 74 by fire, 38 suppressed", in one breath or two."""
    group = [
        s for s in found
        if s.event is statement.event and s.object is statement.object and s.region == statement.region
        and abs(s.sentence - statement.sentence) <= 1
    ]  # fmt: skip
    for total in group:
        rest = [s for s in group if s is not total and total.sentence <= s.sentence]
        if statement in rest and len(rest) > 1 and sum(s.value or 0 for s in rest) == total.value:
            return total
    return None


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
