"""Owns which statements of an article say the same again: headlines, restatements, mere mentions."""

from datetime import date
from typing import Final

from services.extract.story.statement import Statement
from tocsin.claim import When
from tocsin.places import is_regional
from tocsin.vocabulary import Bound, EventKind, Modality, ObjectKind, TimeBasis

_NEAR: Final = 150
"""Statements back to which repetitions are looked for."""
_OF_ONE: Final = frozenset({EventKind.DAMAGE})
"""Events whose things are told apart by their nouns."""
_BESIDE: Final = 9
"""Characters between two things of a list: ", a ", " and the "."""
_STEM: Final = 4
_GENERIC: Final = (
    "дом", "будин", "здан", "будів", "осел", "житл", "строен", "споруд", "помещ", "приміщ", "объект", "об'єкт", "предпр", "підпр",
    "завод", "нпз", "маши", "авто", "легков", "инфра", "інфра", "энерг", "енерг", "квартир", "многоэ", "багатоп", "высот", "крыш",
    "кровл", "дах", "фасад", "нефт", "нафт", "резерв",
    "plant", "workshop", "refin", "facilit", "build", "house", "home", "site", "depot", "block", "infra", "enterp", "vehic", "car",
    "apart",     "resid", "struct", "propert", "warehouse", "terminal", "tank", "unit", "flat", "premise", "roof", "facade",
)  # fmt: skip
"""Beginnings of nouns that another noun may stand for."""
_PARTS: Final = ("фаса", "кров", "крыш", "дах", "стен", "стін", "балк", "подъ", "під'", "кварт")
"""Beginnings of nouns for parts of a building."""
_WIDE: Final = ("здан", "будів", "споруд", "объект", "об'єкт")
"""Beginnings of nouns after which a narrower one is another thing: "здание … Разрушена школа"."""
_VAGUE: Final = frozenset({ObjectKind.UNKNOWN, ObjectKind.ANY, ObjectKind.OTHER})


def distinct(found: list[Statement]) -> list[Statement]:
    """The statements without their repetitions, in the order of the text; each keeps what was merged into it."""
    kept: list[Statement] = []
    for statement in sorted(found, key=lambda s: (s.headline, s.start)):
        first = (
            next((other for other in kept[-_NEAR:] if _repeats(statement, other)), None)
            if not statement.headline
            else _told_below(statement, kept)
        )
        if first is None:
            kept.append(statement)
        else:
            first.merged.append(statement)
            dated = first.when_span is None and statement.when_span is not None and not _only_rounds(statement, first)
            if _is_closer(statement, first) or dated:
                first.when, first.when_span = statement.when, statement.when_span
            if first.speaker is None and statement.speaker is not None:
                first.speaker = statement.speaker
            if _is_increment(statement):
                first.including = first.including or statement.including
            if statement.headline and first.amount is None and statement.value is not None:
                first.amount = statement.amount  # told nowhere else
            if statement.headline and first.object is ObjectKind.UNKNOWN:
                first.object = statement.object
    gone = [
        s for index, s in enumerate(kept) if s.value is None
        for near in [kept[max(0, index - _NEAR) : index + _NEAR]]
        if not _is_listed(s, near) and any(_mentions(s, other) for other in near if other is not s)
    ]  # fmt: skip
    return sorted((s for s in kept if s not in gone), key=lambda s: s.start)


def _only_rounds(headline: Statement, first: Statement) -> bool:
    """As in "Удар 3 березня" above "У ніч на 3 березня": the day of a headline, which lies in the time told below."""
    if not headline.headline or not _goes_on(first) or headline.when is None or first.when is None:
        return False
    return bool(
        first.when.start and headline.when.start and first.when.end and first.when.start < headline.when.start <= first.when.end
    )


def _told_below(headline: Statement, kept: list[Statement]) -> Statement | None:
    """What a headline tells, in the body: with its number, else without one."""
    same = [other for other in kept if _repeats(headline, other)]
    return next((other for other in same if other.value == headline.value), same[0] if same else None)


def _is_listed(statement: Statement, found: list[Statement]) -> bool:
    """Whether it is one of several places told in one breath."""
    return any(other is not statement and other.start == statement.start and other.region != statement.region for other in found)


def _same_object(statement: Statement, other: Statement) -> bool:
    if (
        statement.value == 0 == other.value
        and ObjectKind.ANY in {statement.object, other.object}
        and statement.event is EventKind.DAMAGE
    ):
        return True
    vague = statement.object in _VAGUE or other.object in _VAGUE or _only_shells(statement)
    return statement.object is other.object or (statement.headline and vague)


def _only_shells(statement: Statement) -> bool:
    """As in "внаслідок обстрілу загинув тракторист" over a strike by a drone: a word for any fire, without its weapon."""
    return statement.event is EventKind.ATTACK and statement.object is ObjectKind.ARTILLERY and statement.thing is None


def _repeats(statement: Statement, other: Statement) -> bool:  # noqa: C901, PLR0911 - a line a reason
    """Whether a statement says what an earlier one said."""
    if statement.event is not other.event or not _same_object(statement, other) or statement.outcome is not other.outcome:
        return False
    if statement.modality is not other.modality and Modality.DENIED in {statement.modality, other.modality}:
        return False
    if statement.background is not other.background and not statement.headline and _day(statement) != _day(other):
        return False  # a reminder of an older strike
    both = statement.amount is not None and statement.amount.role == "all" and statement.thing is None  # "…, обидва впали"
    if statement.sentence == other.sentence and statement.trigger != other.trigger and not statement.headline and not both:
        return False
    if statement.event in _OF_ONE and _is_listed_after(statement, other):
        return False  # "a school and a fire station were damaged"
    if statement.headline:
        return _near(statement, other) and _overlap(statement, other, loose=True)
    if statement.value != other.value or not _overlap(statement, other, loose=False):
        return False
    if statement.including is not None and other.including is None and not _is_increment(statement):
        return False
    if _adds(statement, other):
        return False
    third = statement.amount is not None and statement.amount.role == "ordinal"  # "a third drone"
    if third or _are_two(statement, other) or _are_listed(statement, other) or _are_apart(statement, other):
        return False
    if statement.including is None and other.including is not None and _small(statement) - _small(other):
        return False
    return (statement.definite or same_claimant(statement, other)) and same_day(statement, other)


def _adds(statement: Statement, other: Statement) -> bool:
    """As in "Ночью сбили 10. Утром сбили ещё 10": more of the same, told in the next sentence."""
    more = statement.amount is not None and statement.amount.role == "another" and (statement.value or 0) > 1
    beside = statement.sentence - other.sentence == 1 and not (other.amount is not None and other.amount.role == "another")
    return more and beside and statement.event is EventKind.INTERCEPTION


def _is_increment(statement: Statement) -> bool:
    """As in "танків — 11 345 (+7)": what the day added, which the lead may have told before its total."""
    return statement.amount is not None and statement.amount.role == "increment"


def _is_listed_after(statement: Statement, other: Statement) -> bool:
    """Whether two things of one kind stand side by side."""
    beside = statement.thing is not None and other.thing is not None and 0 < statement.thing[0] - other.thing[1] <= _BESIDE
    told = statement.trigger is not None and statement.trigger == other.trigger and statement.thing != other.thing
    nouns = [_kind_of(s.noun) for s in (statement, other)]
    if (
        all(noun.startswith(_PARTS) for noun in nouns)
        and statement.thing
        and other.thing
        and statement.thing[0] - other.thing[1] <= _STEM
    ):
        return False  # "фасад и кровля дома"
    whole = all(noun > "а" and not noun.startswith(_PARTS) for noun in nouns)  # in Cyrillic, where a list has no articles
    listed = told and bool(statement.value) and whole and nouns[0] != nouns[1]
    return statement.sentence == other.sentence and statement.noun != other.noun and (beside or listed)


def _are_two(statement: Statement, other: Statement) -> bool:
    """Whether two things of one kind are told by nouns that mean different ones: a school and a shop, a driver and a child."""
    first, second = (s.noun.rsplit(maxsplit=1)[-1] if s.noun else "" for s in (statement, other))
    if not first or not second or statement.headline or statement.value != 1 or statement.event not in _OF_ONE:
        return False
    if first.startswith(_GENERIC) or (second.startswith(_GENERIC) and not second.startswith(_WIDE)):
        return False  # what is called a house or a plant may be what was called otherwise before
    return first[:_STEM] != second[:_STEM]


def _are_listed(statement: Statement, other: Statement) -> bool:
    """Whether one verb counts both, by different nouns: "дві Х-59/69 та дві С-300"."""
    listed = statement.trigger is not None and statement.trigger == other.trigger and statement.sentence == other.sentence
    arms = statement.event in {EventKind.ATTACK, EventKind.INTERCEPTION, EventKind.MILITARY_LOSS}
    nouns = {_kind_of(statement.noun), _kind_of(other.noun)}
    return listed and arms and bool(statement.value) and statement.thing != other.thing and len(nouns - {""}) > 1


def _are_apart(statement: Statement, other: Statement) -> bool:
    """Whether harm of the same number is told under the headings of two towns."""
    told = {statement.event, other.event} <= {EventKind.CASUALTIES, EventKind.DAMAGE} and bool(statement.noun and other.noun)
    names = [{site.entry.name for site in s.sites if site.is_small} for s in (statement, other)]
    return told and bool(statement.value) and all(names) and not names[0] & names[1] and statement.sentence != other.sentence


def _kind_of(noun: str) -> str:
    """What a noun with its number calls a thing, without its ending."""
    word = noun.rsplit(maxsplit=1)[-1] if noun else ""
    return word if any(letter.isdigit() for letter in word) else word[:_STEM]


def _near(statement: Statement, other: Statement) -> bool:
    """Whether a headline's number may be a rounder one of the body's."""
    if statement.value is None or other.value is None or statement.value == other.value:
        return True
    rough = statement.amount is not None and statement.amount.bound in {Bound.ABOUT, Bound.AT_LEAST, Bound.AT_MOST}
    return rough and abs(statement.value - other.value) <= 0.1 * max(statement.value, other.value)


def _overlap(statement: Statement, other: Statement, *, loose: bool) -> bool:
    """Whether the places are the same, or one is only implied."""
    if statement.region == other.region:
        mine, theirs = (set(), set()) if loose else (_small(statement), _small(other))
        return not mine or not theirs or bool(mine & theirs) or statement.value == 0
    if loose:
        return statement.region is None or other.region is None or not is_regional(statement.region) or not statement.stated_place
    return not statement.stated_place and bool(statement.value) and (statement.region is None or not is_regional(statement.region))


def _small(statement: Statement) -> set[str]:
    return {site.called for site in statement.sites if site.is_small and site.node and statement.stated_place}


def _around(statement: Statement) -> set[str]:
    """The towns of a statement, also those that only a heading named."""
    return {site.called for site in statement.sites if site.is_small and site.node}


def same_claimant(statement: Statement, other: Statement) -> bool:
    """Whether two statements may be one claimant's, or nobody in particular is said to make one of them."""
    if statement.speaker is None or other.speaker is None:
        return True
    return statement.speaker == other.speaker or statement.speaker.kind == other.speaker.kind


def same_day(statement: Statement, other: Statement) -> bool:
    """Whether two statements may be of one day: both stated and in agreement, or one of them not stated."""
    if statement.when is None or other.when is None:
        return True
    if statement.when_span is None or other.when_span is None:
        return not (_goes_on(other) and _lie_apart(statement.when, other.when))
    return _agree(statement.when.start, other.when.start) or _agree(statement.when.end, other.when.end)


def _goes_on(statement: Statement) -> bool:
    """Whether a statement has no day of its own but that of an earlier sentence."""
    return statement.when is not None and statement.when_span is None and statement.when.basis is TimeBasis.INHERITED


def _lie_apart(one: When, other: When) -> bool:
    """Whether two times end on days that lie further apart than a night."""
    days = [when.end[:10] for when in (one, other) if when.end and not when.end.startswith("-")]
    return len(days) > 1 and abs(date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days > 1


def _day(statement: Statement) -> str | None:
    """The last day of a statement."""
    return statement.when.end[:10] if statement.when and statement.when.end else None


def _agree(one: str | None, other: str | None) -> bool:
    """Whether two times are the same, or one is the day of the other."""
    if one is None or other is None or ("T" in one) == ("T" in other):
        return one == other
    return one.partition("T")[0] == other.partition("T")[0]


def _is_closer(statement: Statement, other: Statement) -> bool:
    """Whether a repetition tells by the clock what was told by the day: "overnight", then "from 8 p.m. to 7 a.m."."""
    if statement.when is None or other.when is None or statement.when.start is None or other.when.start is None:
        return False
    return "T" in statement.when.start and "T" not in other.when.start


def _mentions(statement: Statement, other: Statement) -> bool:
    """Whether a statement without a number only speaks of what another counts."""
    if statement.value is not None or statement.event is not other.event or statement.modality is not other.modality:
        return False
    if statement.event is EventKind.CASUALTIES:  # "dozens wounded" over a text that counts them
        return (
            statement.headline and other.value is not None and (statement.object, statement.region) == (other.object, other.region)
        )
    if statement.event not in {EventKind.ATTACK, EventKind.INTERCEPTION} or statement.region != other.region:
        return False
    if statement.amount is not None and statement.amount.role in {"rest", "most"}:
        return False
    object_fits = statement.object is other.object or statement.object is ObjectKind.UNKNOWN
    mine, theirs = _around(statement), _around(other)
    if mine and theirs and not mine & theirs:
        return False
    return (
        object_fits
        and same_claimant(statement, other)
        and same_day(statement, other)
        and (other.value is not None or other.start < statement.start)
    )
