"""Owns how far an object stands behind its trigger where word order tells, and what ties the two or keeps them apart."""

from typing import Final, NamedTuple

from services.extract.clause.bind import Clauses
from services.extract.clause.fitting import compatible, is_passive
from services.extract.grammar.rule import Node
from services.extract.rules.events import AIRCRAFT, CLASSES, COMES, SENT, STRIKES, strikes_with, takes
from services.extract.rules.phrases import Thing

_LIST: Final = 1
"""The strongest wall that a list may have inside."""
_RIGHT: Final = frozenset({"either", "active", "of", "base", "noun"})
_WITH: Final = frozenset({"with", "by", "of", "origin", "and", "comma", "thing"})
"""Kinds of nodes between a noun for a strike and the last weapon of it."""
_OPEN_NOUNS: Final = frozenset(
    {"lose", "harm", "burn", "toll_killed", "toll_injured", "toll_any", "launch", "close", "cut_power", "cut_supply"}
)
"""Senses whose noun is followed by its thing: "a fire at a depot", "the death toll rose to four"."""
_OF_PLACES: Final = frozenset({"burn", "close", "lift"})
"""Senses whose object may be told as the place: "a fire at a depot", "restrictions were lifted at two airports"."""


class _Pair(NamedTuple):
    """A trigger and a thing behind it."""

    clauses: Clauses
    trigger: int
    slot: int
    owner: dict[int, int]
    wall: int
    kinds: list[str]
    """Kinds of the nodes between."""
    listed: bool
    """Whether a noun and a colon open a list: "a combined strike: five missiles"."""

    @property
    def form(self) -> str:
        """Form of the trigger."""
        return str(self.clauses.nodes[self.trigger].value.term.form)

    @property
    def sense(self) -> str:
        """Sense of the trigger."""
        return str(self.clauses.nodes[self.trigger].value.term.sense)

    @property
    def node(self) -> Node:
        """The thing."""
        return self.clauses.nodes[self.slot]

    @property
    def counted(self) -> bool:
        """Whether a number stands with the thing, or it is one."""
        return self.node.kind == "amount" or (self.thing is not None and self.thing.amount is not None)

    @property
    def thing(self) -> Thing | None:
        """What is counted, where it is named."""
        return self.node.value if self.node.kind == "thing" else None


def after_trigger(clauses: Clauses, trigger: int, slot: int, owner: dict[int, int]) -> int | None:
    """How far an object stands after its trigger; None where it cannot be its object."""
    term = clauses.nodes[trigger].value.term
    opens = trigger + 1 < slot and clauses.nodes[trigger + 1].kind == "colon"
    listed = opens and (term.sense in STRIKES if term.form == "noun" else term.form in {"either", "passive"})
    wall = clauses.wall(trigger + listed, slot)
    pair = _Pair(clauses, trigger, slot, owner, wall, [node.kind for node in clauses.between(trigger, slot)], listed)
    if term.form not in _RIGHT or wall > _LIST:
        return None
    if any(tied(pair) for tied in _TIES):
        return slot - trigger + 3 * wall * (not listed)
    if any(bar(pair) for bar in _BARS):
        return None
    return slot - trigger - 1 + 3 * wall


def _people_behind(pair: _Pair) -> bool:
    """As in "The entrance was evacuated, 64 people"."""
    return pair.sense == "evacuate" and pair.wall > 0 and bool(pair.thing and pair.thing.object == "person" and pair.thing.amount)


def _likewise(pair: _Pair) -> bool:
    """As in "Six houses were damaged, as was a school"."""
    return "likewise" in pair.kinds and compatible(pair.clauses.nodes, pair.trigger, pair.slot)


def _weapon_used(pair: _Pair) -> bool:
    """As in "Attacked Kharkiv with drones"."""
    by = "with" in pair.kinds or "by" in pair.kinds
    return pair.sense in STRIKES and by and pair.thing is not None and strikes_with(pair.sense, pair.thing.object)


def _target_hit(pair: _Pair) -> bool:
    """As in "Hit a depot": the depot belongs to the strike as its target."""
    by = "with" in pair.kinds or "by" in pair.kinds
    hit = pair.sense in STRIKES and pair.form != "noun" and not by
    aimed = pair.thing is not None and (_target_class(pair.node) or _aircraft_hit(pair))
    return hit and aimed and not is_passive(pair.clauses, pair.trigger)


def _aircraft_hit(pair: _Pair) -> bool:
    """As in "drones struck two bombers": on the ground, by what stands before the verb."""
    subjects = (pair.clauses.nodes[s] for s, t in pair.owner.items() if t == pair.trigger and s < t)
    armed = any(node.kind == "thing" and node.value.object in SENT for node in subjects)
    return armed and pair.thing is not None and pair.thing.object in AIRCRAFT


def _weapon_of_noun(pair: _Pair) -> bool:
    """As in "a combined attack with sea drones and missiles", "a strike by two drones"."""
    with_it = pair.kinds[:1] in (["with"], ["by"], ["of"], ["origin"]) and _WITH.issuperset(pair.kinds)
    weapon = (
        pair.thing is not None and strikes_with(pair.sense, pair.thing.object) and "military" not in CLASSES[pair.thing.object][:1]
    )
    return pair.form == "noun" and pair.sense in STRIKES and with_it and weapon


def _glazing(pair: _Pair) -> bool:
    """As in "Windows were blown out in two buildings"."""
    windows = any(t == pair.trigger and s < t and _is_window(pair.clauses.nodes[s]) for s, t in pair.owner.items())
    return windows and "where" in pair.kinds and bool(pair.thing and pair.thing.object == "building")


_TIES: Final = (_people_behind, _likewise, _weapon_used, _target_hit, _weapon_of_noun, _glazing)
"""What ties a thing to a trigger before it, whatever else stands between."""


def _number_of_a_hit(pair: _Pair) -> bool:
    return pair.sense in STRIKES and pair.node.kind == "amount"


def _unfit(pair: _Pair) -> bool:
    return not compatible(pair.clauses.nodes, pair.trigger, pair.slot)


def _weapon_as_target(pair: _Pair) -> bool:
    """The weapon of a verb of striking is its subject, but for a mine that somebody hits."""
    sent = pair.thing is not None and pair.thing.object != "mine"
    weapon = sent and pair.thing is not None and takes(pair.sense, pair.thing.object) == "weapon"
    return weapon and (
        (pair.sense in COMES and pair.form not in {"noun", "of"})
        or (pair.sense in STRIKES and bool({"with", "by"} & {*pair.kinds}))
    )


def _closed_noun(pair: _Pair) -> bool:
    return pair.form == "noun" and pair.sense not in _OPEN_NOUNS and not pair.listed


def _passive_verb(pair: _Pair) -> bool:
    return pair.form == "either" and not pair.listed and is_passive(pair.clauses, pair.trigger)


def _across_a_place(pair: _Pair) -> bool:
    if pair.kinds[-1:] == ["where"] and pair.form != "noun" and pair.sense not in _OF_PLACES:
        return True  # "destroyed five boats and eight drones off the port"
    place = "location" in pair.kinds or "where" in pair.kinds
    return place and not pair.wall and pair.form != "noun" and pair.sense not in _OF_PLACES


def _oblique(pair: _Pair) -> bool:
    """As in "With", "by", or "11 members of one family"."""
    return "with" in pair.kinds or "by" in pair.kinds or (pair.kinds[-1:] in (["of"], ["origin"]) and len(pair.kinds) > 1)


def _served(pair: _Pair) -> bool:
    """Whether the trigger has its object before it already."""
    return (
        pair.form == "either"
        and not pair.wall
        and not pair.listed
        and any(t == pair.trigger and s < t for s, t in pair.owner.items())
    )


def _broken_list(pair: _Pair) -> bool:
    """Behind a comma only a list goes on: things after things, numbers with their places, no new verb."""
    if not pair.wall:
        return False
    chained = [s for s, t in pair.owner.items() if t == pair.trigger and s > t]
    others = (
        pair.node.kind == "amount" and pair.node.value.role == "another" and pair.kinds[-1:] == ["and"]
    )  # "a boy and two others"
    loose = pair.node.kind == "amount" and not others and not _placed_next(pair.clauses, pair.slot)
    if not chained or loose or pair.clauses.nodes[chained[-1]].kind == "amount":
        return True
    told = any(node.kind == "be" for node in pair.clauses.nodes[pair.slot + 1 : pair.slot + 3])
    return told and pair.form != "of"  # "hits by two missiles and 16 drones were recorded"


def _other_verb(pair: _Pair) -> bool:
    """As in "Killed 12 people and seized 25 hostages": a past tense that the lexicon does not know has an object of its own."""
    joined, verb = pair.clauses.nodes[max(pair.slot - 2, 0) : pair.slot] if pair.slot > 1 else (pair.node, pair.node)
    return joined.kind == "and" and verb.kind == "word" and str(verb.value).endswith("ed") and pair.counted


_BARS: Final = (
    _other_verb,
    _number_of_a_hit,
    _unfit,
    _weapon_as_target,
    _closed_noun,
    _passive_verb,
    _across_a_place,
    _oblique,
    _served,
    _broken_list,
)
"""What keeps a thing from being the object of a trigger before it."""


def _is_window(node: Node) -> bool:
    return node.kind == "thing" and node.value.object == "window"


def _placed_next(sentence: Clauses, slot: int) -> bool:
    return slot + 1 < len(sentence.nodes) and sentence.nodes[slot + 1].kind in {"location", "goal"}


def _target_class(node: Node) -> bool:
    classes = {*CLASSES.get(node.value.object, ())}
    return node.value.object == "other" or bool(classes & {"civil", "person", "military"} and "weapon" not in classes)
