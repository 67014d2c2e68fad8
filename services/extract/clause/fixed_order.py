"""Owns which thing belongs to which trigger where word order tells, as in English; the rest of binding is `bind`'s."""

from typing import Final, NamedTuple

from services.extract.clause.bind import Clauses, is_year
from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES, strikes_with, takes
from services.extract.rules.phrases import Happening, Thing

_NEAR: Final = 2
"""Nodes to the verb within which a bare "no" or "none" counts its object."""
_LIST: Final = 1
"""The strongest wall that a list may have inside."""
_LEFT: Final = frozenset({"either", "passive", "noun", "part"})
_RIGHT: Final = frozenset({"either", "active", "of", "base", "noun"})
_HITS: Final = frozenset({"strike", "shell", "bomb", "raid"})
"""Senses whose grammatical object is what was hit, not the weapon."""
_COMES: Final = frozenset({"strike", "crash", "come_down", "intrude"})
"""Senses whose subject is the weapon, in the active voice too."""
_WHO: Final = frozenset({"places", "agent", "nation", "pronoun", "speaker"})
_SUBJECTS: Final = _WHO | {"the", "have", "word"}
"""Kinds of nodes from which the subject of a relative clause is made."""
_OPEN_NOUNS: Final = frozenset(
    {"lose", "harm", "burn", "toll_killed", "toll_injured", "toll_any", "launch", "close", "cut_power", "cut_supply"}
)
"""Senses whose noun is followed by its thing: "a fire at a depot", "the death toll rose to four"."""


def owners(sentence: Clauses, triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger."""
    owner: dict[int, int] = {}
    for slot in slots:
        node = sentence.nodes[slot]
        if _is_no_object(sentence, slot):
            continue
        if (said_of := _relative(sentence, slot)) is not None:
            owner[slot] = said_of
            continue
        before = max((t for t in triggers if t < slot), default=None)
        if before is not None and any(other.kind == "likewise" for other in sentence.between(before, slot)):
            before = max((t for t in owner.values() if t < slot), default=before)
        after = min((t for t in triggers if t > slot), default=None)
        left = _after_trigger(sentence, before, slot, owner) if before is not None else None
        right = _before_trigger(sentence, slot, after) if after is not None else None
        if left is None and right is None and node.kind == "amount" and (toll := _toll(sentence, triggers, slot)) is not None:
            owner[slot] = toll
            continue
        if left is None and right is None and after is not None:
            later = min((t for t in triggers if t > after), default=None)
            right = _before_trigger(sentence, slot, later) if later is not None else None
            after = later
        nearer = right is not None and (left is None or (right < left and not _is_participle(sentence, slot, after)))
        if nearer and after is not None:
            owner[slot] = after
        elif left is not None and before is not None:
            owner[slot] = before
    return owner


def _is_strike_noun(node: Node) -> bool:
    return _is_hit(node) and bool(node.value.term.form == "noun")


def _is_participle(sentence: Clauses, slot: int, trigger: int | None) -> bool:
    """As in "downed 44 missiles and 40 drones launched by Russia": what was sent is told by a verb before."""
    if trigger is None:
        return False
    happening: Happening = sentence.nodes[trigger].value
    return trigger == slot + 1 and happening.term.sense == "launch" and happening.term.form == "either"


def _closed_there(node: Node, sense: str) -> bool:
    """As in "operations at the airport of Kaluga were suspended"."""
    return sense == "close" and node.kind == "thing" and node.value.object == "airport"


def _is_no_object(sentence: Clauses, slot: int) -> bool:
    """Whether a thing has its event inside, says something, or is by whom or by what something was done."""
    node = sentence.nodes[slot]
    if node.kind == "thing" and node.value.attribute:
        return True
    if node.kind == "amount" and slot + 1 < len(sentence.nodes) and _is_strike_noun(sentence.nodes[slot + 1]):
        return True  # "two attacks were repelled" counts no drones
    after = sentence.nodes[slot + 1].kind if slot + 1 < len(sentence.nodes) else ""
    if node.kind == "thing" and after in {"say", "report"} and not node.value.many:
        return True
    return slot > 1 and sentence.nodes[slot - 1].kind == "by" and not _is_hit(sentence.nodes[slot - 2])


def _relative(sentence: Clauses, slot: int) -> int | None:
    """As in "the four missiles that Russia fired", "drones Ukraine launched": a verb whose object stands before its subject."""
    nodes = sentence.nodes
    at = slot + 1 + (slot + 1 < len(nodes) and nodes[slot + 1].kind == "relative")
    first = at
    while at < len(nodes) and nodes[at].kind in _SUBJECTS:
        at += 1
    subject = any(node.kind in _WHO for node in nodes[first:at])
    if not subject or at >= len(nodes) or nodes[at].kind != "happening" or nodes[slot].kind != "thing":
        return None
    term = nodes[at].value.term
    active = term.form in {"either", "active"} and nodes[slot].value.amount is not None
    return at if active and _compatible(nodes, at, slot) and not _object_follows(sentence, at) else None


def _toll(sentence: Clauses, triggers: list[int], slot: int) -> int | None:
    """The toll that a number after "to" or "at" is: "The death toll from the strike on Lozova has risen to four"."""
    if slot == 0 or sentence.nodes[slot - 1].kind not in {"to", "where", "colon", "be"}:
        return None
    tolls = [
        t for t in triggers if t < slot and sentence.nodes[t].value.term.sense.startswith("toll") and sentence.wall(t, slot) <= 2
    ]
    return tolls[-1] if tolls else None


def _is_hit(node: Node) -> bool:
    return node.kind == "happening" and node.value.term.sense in _HITS


def _is_passive(sentence: Clauses, index: int) -> bool:
    """Whether a trigger has its object before it: after "was", "have been"; not "has destroyed"."""
    back = index - 1
    while back >= 0 and sentence.nodes[back].kind in {"word", "hedge", "not", "time"} and index - back < 4:
        back -= 1
    if back >= 1 and sentence.nodes[back].kind == "and" and sentence.nodes[back - 1].kind == "happening":
        return _is_passive(sentence, back - 1)
    return back >= 0 and sentence.nodes[back].kind == "be"


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


def _after_trigger(clauses: Clauses, trigger: int, slot: int, owner: dict[int, int]) -> int | None:
    """How far an object stands after its trigger; None where it cannot be its object."""
    term = clauses.nodes[trigger].value.term
    opens = trigger + 1 < slot and clauses.nodes[trigger + 1].kind == "colon"
    listed = opens and (term.sense in _HITS if term.form == "noun" else term.form in {"either", "passive"})
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
    return "likewise" in pair.kinds and _compatible(pair.clauses.nodes, pair.trigger, pair.slot)


def _weapon_used(pair: _Pair) -> bool:
    """As in "Attacked Kharkiv with drones"."""
    by = "with" in pair.kinds or "by" in pair.kinds
    return pair.sense in _HITS and by and pair.thing is not None and strikes_with(pair.sense, pair.thing.object)


def _target_hit(pair: _Pair) -> bool:
    """As in "Hit a depot": the depot belongs to the strike as its target."""
    by = "with" in pair.kinds or "by" in pair.kinds
    hit = pair.sense in _HITS and pair.form != "noun" and not by
    return hit and pair.thing is not None and _target_class(pair.node) and not _is_passive(pair.clauses, pair.trigger)


def _glazing(pair: _Pair) -> bool:
    """As in "Windows were blown out in two buildings"."""
    windows = any(t == pair.trigger and s < t and _is_window(pair.clauses.nodes[s]) for s, t in pair.owner.items())
    return windows and "where" in pair.kinds and bool(pair.thing and pair.thing.object == "building")


_TIES: Final = (_people_behind, _likewise, _weapon_used, _target_hit, _glazing)
"""What ties a thing to a trigger before it, whatever else stands between."""


def _number_of_a_hit(pair: _Pair) -> bool:
    return pair.sense in _HITS and pair.node.kind == "amount"


def _unfit(pair: _Pair) -> bool:
    return not _compatible(pair.clauses.nodes, pair.trigger, pair.slot)


def _weapon_as_target(pair: _Pair) -> bool:
    """The weapon of a verb of striking is its subject."""
    weapon = pair.thing is not None and takes(pair.sense, pair.thing.object) == "weapon"
    return weapon and (
        (pair.sense in _COMES and pair.form not in {"noun", "of"}) or (pair.sense in _HITS and bool({"with", "by"} & {*pair.kinds}))
    )


def _closed_noun(pair: _Pair) -> bool:
    return pair.form == "noun" and pair.sense not in _OPEN_NOUNS and not pair.listed


def _passive_verb(pair: _Pair) -> bool:
    return pair.form == "either" and not pair.listed and _is_passive(pair.clauses, pair.trigger)


def _across_a_place(pair: _Pair) -> bool:
    place = "location" in pair.kinds or "where" in pair.kinds
    return place and not pair.wall and pair.form != "noun" and pair.sense not in {"burn", "close"}


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
    loose = pair.node.kind == "amount" and not _placed_next(pair.clauses, pair.slot)
    if not chained or loose or pair.clauses.nodes[chained[-1]].kind == "amount":
        return True
    return any(node.kind == "be" for node in pair.clauses.nodes[pair.slot + 1 : pair.slot + 3])


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


def _before_trigger(sentence: Clauses, slot: int, trigger: int) -> int | None:  # noqa: PLR0911 - a line a reason
    """How far an object stands before its trigger; None where it cannot be its object."""
    happening: Happening = sentence.nodes[trigger].value
    form, sense = happening.term.form, happening.term.sense
    if not _compatible(sentence.nodes, trigger, slot) or happening.zero:
        return None
    node = sentence.nodes[slot]
    if node.kind == "amount" and node.value.role == "zero" and trigger - slot > _NEAR:
        return None
    weapon = node.kind == "thing" and strikes_with(sense, node.value.object)
    agent = sense in _COMES and form in {"active", "base", "either"} and weapon
    if form not in _LEFT and not agent:
        return None
    if sense.startswith("toll") or sense == "repel" or (_is_oblique(sentence, slot) and not _closed_there(node, sense)):
        return None
    if form == "noun" and sense in {"strike", "raid", "shell", "harm", "repel"}:
        return None
    if (
        sense in _HITS
        and node.kind == "thing"
        and not weapon
        and form in {"either", "passive"}
        and not _is_passive(sentence, trigger)
    ):
        return None
    if (
        form == "either"
        and sense not in _HITS
        and not agent
        and not _is_passive(sentence, trigger)
        and _object_follows(sentence, trigger)
    ):
        return None
    wall = sentence.wall(slot, trigger)
    if wall > _LIST and not _insertion(sentence, slot, trigger):
        return None
    if not _one_list(sentence, slot, trigger):
        return None
    return trigger - slot - 1 + 3 * min(wall, 1)


def _object_follows(sentence: Clauses, trigger: int) -> bool:
    """Whether a verb in the active voice has its object right behind it: then what stands before it is who did it."""
    after = trigger + 1
    if after >= len(sentence.nodes) or sentence.nodes[after].kind not in {"thing", "amount"}:
        return False
    following = sentence.nodes[after + 1].kind if after + 1 < len(sentence.nodes) else ""
    return _compatible(sentence.nodes, trigger, after) and following not in {"be", "have", "happening"}


def _is_oblique(sentence: Clauses, slot: int) -> bool:
    """Whether a preposition stands before a thing: then it is no subject ("people from the nearest houses were moved")."""
    if slot == 0 or sentence.nodes[slot].kind != "thing":
        return False
    before = sentence.nodes[slot - 1].kind
    after = sentence.nodes[slot + 1].kind if slot + 1 < len(sentence.nodes) else ""
    if before == "location" and after == "comma" and sentence.nodes[slot - 1].rule.startswith("<location> <possessive>"):
        return True  # "near Gatchina's railway station"
    if before == "of":
        back = slot - 2
        while back >= 0 and not sentence.walls[back] and sentence.nodes[back].kind != "happening":
            if sentence.nodes[back].kind in {"thing", "amount"}:
                return True
            back -= 1
        return False
    if before == "origin" and slot > 1 and sentence.nodes[slot - 2].kind == "thing" and after == "happening":
        return bool(sentence.nodes[slot - 2].value.object != "debris")  # "debris from drones shot down over Kursk"
    return before in {"origin", "where", "with", "by", "target"}


def _is_share(node: Node) -> bool:
    """Whether a number only tells a share of what stands before it: "24 people, four of them children"."""
    amount = node.value.amount if node.kind == "thing" else node.value
    return amount is not None and amount.role == "share"


def _one_list(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether the things between a thing and its verb are one list with it: "six blocks and 22 houses were damaged"."""
    others = [
        n for n in range(slot + 1, trigger)
        if sentence.nodes[n].kind in {"thing", "amount"} and not is_year(sentence.nodes[n]) and not _is_oblique(sentence, n)
        and not _is_share(sentence.nodes[n]) and sentence.nodes[n - 1].kind != "including"
    ]  # fmt: skip
    if not others:
        return True
    inner = {n for n in range(slot + 1, others[-1]) if "including" in {sentence.nodes[n].kind, sentence.nodes[n - 1].kind}}
    gaps = [sentence.nodes[n].kind for n in range(slot + 1, others[-1]) if n not in others and n not in inner]
    return set(gaps) <= {"comma", "and", "or", "another", "location", "the", "article", "word", "with"} and (
        "and" in gaps or "or" in gaps
    )


def _insertion(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether what divides is a relative clause between commas or dashes."""
    marks = [node.kind for node in sentence.between(slot, trigger) if node.kind in {"comma", "dash"}]
    return len(marks) == 2 and sentence.wall(slot, trigger) < 3


def _compatible(nodes: list[Node], trigger: int, slot: int) -> bool:
    value = nodes[slot].value
    if nodes[slot].kind == "amount":
        return True
    happening: Happening = nodes[trigger].value
    if nodes[slot].kind == "members":
        return all(member.thing is None or _takes(happening, member.thing) for member in value)
    return _takes(happening, value)


def _takes(happening: Happening, thing: Thing) -> bool:
    if thing.article == "debris":
        return happening.term.sense == "found"
    if not thing.object:
        return happening.term.sense in {"kill", "injure", "evacuate"}
    return takes(happening.term.sense, thing.object) is not None
