"""Rules on numbers without a verb of their own: which event told before they go on with."""

from typing import Final

from services.extract.clause.bind import Item
from services.extract.judging.seeming import counts_strikes, is_elliptic
from services.extract.judging.tallies import is_line
from services.extract.rules.events import CLASSES, takes
from services.extract.rules.phrases import Happening
from services.extract.story.telling import Telling
from services.extract.words.lexicon import Term
from tocsin.vocabulary import EventKind, ObjectKind

_VERBS: Final = {ObjectKind.KILLED: "kill", ObjectKind.INJURED: "injure"}

_PAST: Final = ("ив", "їв", "ав", "яв", "ув", "ла", "ли", "ло", "вся", "лися", "ил", "ал", "ял", "ел", "лся", "лись")
"""Endings of verbs in the past."""
_PARTS: Final = frozenset({"comma", "semicolon", "dash", "but"})
"""What a clause begins after."""
_LISTED: Final = frozenset({"location", "places", "there", "goal", "members", "time", "thing", "happening", "attribution"})
"""What stands before a dash or colon and the number of a list."""


def continued(item: Item, telling: Telling) -> Happening | None:  # noqa: PLR0911 - a line a reason
    """The happening that a number with a place, or a part, goes on with."""
    if telling.state.listing and item.thing and item.amount and not telling.has("happening"):
        return telling.state.listing
    if told := _of_victims(item, telling) or _of_what_kind(item, telling):
        return told
    if telling.state.tally and item.thing and item.amount and is_line(telling):
        return telling.state.tally
    number = (
        item.amount is not None and item.amount.role != "zero" and (item.amount.value is not None or item.amount.role == "rest")
    )
    if item.thing and not item.thing.object and not telling.state.free_order:
        return None  # what no lexicon knows is not what was told before
    if not telling.state.free_order and counts_strikes(item, telling):
        return None
    if _is_part_of_no_claim(item, telling) or _did_not(item, telling):
        return None
    if not number or not (item.places or item.including) or (item.thing and item.thing.article == "a" and not item.including):
        return None
    if not (telling.state.free_order or item.including or is_elliptic(item, telling)):
        return None
    before = [other for other in telling.items if other.happening and other.start < item.start]
    if item.thing and item.thing.object:
        kind = item.thing.object
        before = [other for other in before if other.happening and takes(other.happening.term.sense, kind)] or before
    counted = [other.happening for other in before if other.counts]
    named = [other.happening for other in before]
    after = [other.happening for other in telling.items if other.happening]
    return (counted or named or [None])[-1] or (after[0] if after else _before(item, telling))


def _of_victims(item: Item, telling: Telling) -> Happening | None:
    """As in "Eight of them were women": what happened to the people whom the text counted last."""
    share = item.amount is not None and item.amount.role == "share" and item.trigger is None
    if telling.state.free_order or not share or telling.has("happening") or not item.thing or item.thing.object != "person":
        return None
    tolls = [s for (event, made), s in telling.state.totals.items() if event is EventKind.CASUALTIES and made in _VERBS]
    last = max(tolls, key=lambda toll: toll.start, default=None)
    return Happening(Term("trigger", _VERBS[last.object], "either")) if last else None


def _of_what_kind(item: Item, telling: Telling) -> Happening | None:
    """As in "Близько 60 із них — «шахеди»" behind the sentence that counts all: what was told of them all."""
    share = item.amount is not None and item.amount.role == "share" and item.thing is not None
    told = telling.state.happening
    if not share or told is None or item.thing is None or telling.has("happening"):
        return None
    return told if takes(told.term.sense, item.thing.object) == "weapon" else None


def _did_not(item: Item, telling: Telling) -> bool:
    """As in "…, не вдалося перехопити п'ять ракет": what the clause of a number denies does not go on with what was told."""
    at = item.amount.start if item.amount else item.start
    clause: list[str] = []
    for node in (node for node in telling.nodes if node.end <= at and telling.state.free_order):
        clause = [] if node.kind in _PARTS else [*clause, node.kind]
    return {"not", "word"} <= set(clause)


def _is_part_of_no_claim(item: Item, telling: Telling) -> bool:
    """As in "Six people, including a child, are missing": a part of what is no event."""
    people = [other for other in telling.items if other.thing and CLASSES.get(other.thing.object, ())[-1:] == ("person",)]
    before = [other for other in people if other.amount and other.amount.value and other.start < item.start]
    whole = before[-1] if before else None
    return bool(
        item.including and item.happening is None and whole and whole.happening is None
        and not telling.state.free_order
        and not any(statement.start == whole.start for statement in telling.found)
    )  # fmt: skip


def _before(item: Item, telling: Telling) -> Happening | None:
    """What earlier sentences told: the last that fits the thing in talk."""
    state = telling.state
    if state.free_order and not _goes_on(item, telling):
        return None
    fits = state.happening and state.thing and takes(state.happening.term.sense, state.thing.object)
    return state.happening if fits or not state.intercepting else state.intercepting


def _goes_on(item: Item, telling: Telling) -> bool:  # noqa: PLR0911 - a line a reason
    """Whether words of free order only add a number to what was told: "Ещё два — над Крымом", not "там жили 8 тысяч человек"."""
    if item.amount is None or item.amount.role in {"another", "rest", "share", "all"} or item.including:
        return True
    at = item.amount.start
    before = [node for node in telling.nodes if node.end <= at]
    if any(node.start <= at < node.end for node in telling.of("members")):
        return True
    if len(before) > 1 and before[-1].kind in {"dash", "colon"}:
        return before[-2].kind in _LISTED
    if not before and _acts(item, telling):
        return False
    if len(before) > 2 and before[-1].kind == "be" and before[-2].kind == "the":
        return before[-3].kind in _LISTED  # "Над Чёрным морем их было 30"
    listed = len(before) > 1 and before[-1].kind in {"comma", "and"} and before[-2].kind in {"location", "members"}
    if item.thing is None and listed:  # "21 — над Курской областью, 14 над Брянской"
        return any(statement.sentence == telling.number and statement.end < at for statement in telling.found)
    return not before or before[-1].kind in {"dash", "colon", "location", "mark"}


def _acts(item: Item, telling: Telling) -> bool:
    """As in "Один безпілотник залишив повітряний простір": a verb that tells no event is behind it."""
    after = next((node for node in telling.nodes if item.thing and node.start >= item.thing.end), None)
    return after is not None and after.kind == "word" and str(after.value).endswith(_PAST)
