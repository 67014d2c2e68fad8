"""Owns which thing belongs to which trigger where word order tells, as in English; the rest of binding is `bind`'s."""

from typing import Final

from services.extract.clause.behind import after_trigger
from services.extract.clause.bind import Clauses, is_year
from services.extract.clause.fitting import compatible, is_passive
from services.extract.grammar.rule import Node
from services.extract.rules.events import COMES, STRIKES, strikes_with
from services.extract.rules.phrases import Happening

_NEAR: Final = 2
"""Nodes to the verb within which a bare "no" or "none" counts its object."""
_LEFT: Final = frozenset({"either", "passive", "noun", "part"})
_LIST: Final = 1
"""The strongest wall that a list may have inside."""
_WHO: Final = frozenset({"places", "agent", "nation", "pronoun", "speaker"})
_SUBJECTS: Final = _WHO | {"the", "have", "word"}
"""Kinds of nodes from which the subject of a relative clause is made."""


def owners(sentence: Clauses, triggers: list[int], slots: list[int]) -> dict[int, int]:
    """Index of a slot → index of its trigger."""
    owner: dict[int, int] = {}
    for slot in slots:
        node = sentence.nodes[slot]
        if _is_no_object(sentence, slot):
            continue
        if (death := _death(sentence, triggers, slot)) is not None:
            owner[slot] = death
            continue
        before = max((t for t in triggers if t < slot), default=None)
        if before is not None and any(other.kind == "likewise" for other in sentence.between(before, slot)):
            before = max((t for t in owner.values() if t < slot), default=before)
        after = min((t for t in triggers if t > slot), default=None)
        left = after_trigger(sentence, before, slot, owner) if before is not None else None
        if left is None and (said_of := _relative(sentence, slot)) is not None:
            owner[slot] = said_of
            continue
        right = _before_trigger(sentence, slot, after) if after is not None else None
        if left is None and node.kind == "amount" and (toll := _toll(sentence, triggers, slot)) is not None:
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
    return sense in {"close", "lift"} and node.kind == "thing" and node.value.object == "airport"


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
    if node.kind == "amount" and node.value.role == "zero" and after in {"word", "name"}:
        return True  # "the wounded were treated without bandages"
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
    return at if active and compatible(nodes, at, slot) and not _object_follows(sentence, at) else None


def _toll(sentence: Clauses, triggers: list[int], slot: int) -> int | None:
    """The toll that a number after "to" or "at" is: "The death toll from the strike on Lozova has risen to four"."""
    if slot == 0 or not _leads_to_number(sentence.nodes[slot - 1]):
        return None
    tolls = [
        t for t in triggers if t < slot and sentence.nodes[t].value.term.sense.startswith("toll") and sentence.wall(t, slot) <= 2
    ]
    return tolls[-1] if tolls else None


def _death(sentence: Clauses, triggers: list[int], slot: int) -> int | None:
    """The death of somebody who was hurt first: "A paramedic wounded in a drone attack on Lozova has died"."""
    if slot + 1 not in triggers or sentence.nodes[slot].kind != "thing":
        return None
    hurt: Happening = sentence.nodes[slot + 1].value
    died = next((t for t in triggers if t > slot + 1 and sentence.nodes[t].value.term.sense == "kill"), None)
    if hurt.term.sense != "injure" or died is None or sentence.nodes[died].value.term.form != "passive":
        return None
    between = sentence.nodes[slot + 2 : died]
    others = any(node.kind in {"amount", "and"} or (node.kind == "thing" and node.value.object == "person") for node in between)
    return None if others or sentence.wall(slot, died) > _LIST else died


def _leads_to_number(node: Node) -> bool:
    """What stands before the number of a toll: "rose to 34", "stands at 34", "has reached 34"."""
    reached = node.kind == "happening" and node.value.term.sense == "strike" and node.value.term.form == "either"
    return reached or node.kind in {"to", "where", "colon", "be"} or (node.kind == "word" and node.value in _TOTALS)


_TOTALS: Final = frozenset({"topped", "passed", "exceeded", "totals", "totalled", "totaled", "numbers", "numbered", "surpassed"})


def _is_hit(node: Node) -> bool:
    return node.kind == "happening" and node.value.term.sense in STRIKES


def _before_trigger(sentence: Clauses, slot: int, trigger: int) -> int | None:  # noqa: C901, PLR0911 - a line a reason
    """How far an object stands before its trigger; None where it cannot be its object."""
    happening: Happening = sentence.nodes[trigger].value
    form, sense = happening.term.form, happening.term.sense
    if not compatible(sentence.nodes, trigger, slot) or happening.zero:
        return None
    node = sentence.nodes[slot]
    if node.kind == "amount" and node.value.role == "zero" and trigger - slot > _NEAR:
        return None
    weapon = node.kind == "thing" and strikes_with(sense, node.value.object)
    agent = sense in COMES and form in {"active", "base", "either"} and weapon
    if form not in _LEFT and not agent:
        return None
    if sense.startswith("toll") or sense == "repel" or (_is_oblique(sentence, slot) and not _closed_there(node, sense)):
        return None
    if form == "noun" and sense in {"strike", "raid", "shell", "harm", "repel"}:
        return None
    if (
        sense in STRIKES
        and node.kind == "thing"
        and not weapon
        and form in {"either", "passive"}
        and not is_passive(sentence, trigger)
    ):
        return None
    if (
        form == "either"
        and sense not in STRIKES
        and not agent
        and not is_passive(sentence, trigger)
        and _object_follows(sentence, trigger)
    ):
        return None
    if _is_part_before_more(sentence, slot, trigger) or _is_of_forces(sentence, slot, trigger):
        return None
    wall = sentence.wall(slot, trigger)
    if wall > _LIST and not _insertion(sentence, slot, trigger) and not _is_relative(sentence, slot, trigger):
        return None
    if not _one_list(sentence, slot, trigger):
        return None
    return trigger - slot - 1 + 3 * min(wall, 1)


def _object_follows(sentence: Clauses, trigger: int) -> bool:
    """Whether a verb in the active voice has its object right behind it: then what stands before it is who did it."""
    after = trigger + 1
    if after >= len(sentence.nodes) or sentence.nodes[after].kind not in {"thing", "amount", "members"}:
        return False
    following = sentence.nodes[after + 1].kind if after + 1 < len(sentence.nodes) else ""
    return compatible(sentence.nodes, trigger, after) and following not in {"be", "have", "happening"}


def _is_aged(node: Node) -> bool:
    """Whether "of" and a number behind a word tell an age: "their neighbour of 19", not "a total of 19"."""
    return node.kind == "word" and node.value not in {"total", "group", "crew", "team", "toll", "maximum", "minimum", "list"}


def _is_oblique(sentence: Clauses, slot: int) -> bool:  # noqa: PLR0911 - a line a reason
    """Whether a preposition stands before a thing: then it is no subject ("people from the nearest houses were moved")."""
    if slot > 1 and sentence.nodes[slot].kind == "amount":
        return sentence.nodes[slot - 1].kind == "of" and _is_aged(sentence.nodes[slot - 2])
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
    if before == "with" and after == "happening":
        return False  # "the toll rose to four, with 17 people injured"
    return before in {"origin", "where", "with", "by", "target"}


def _is_share(node: Node) -> bool:
    """Whether a number only tells a share of what stands before it: "24 people, four of them children"."""
    amount = node.value.amount if node.kind == "thing" else node.value
    return amount is not None and amount.role in {"share", "most"}


def _is_shared(sentence: Clauses, slot: int) -> bool:
    """As in "eight civilians, five of them women and children, were killed": more of those who are a share."""
    node = sentence.nodes[slot]
    bare = node.kind == "thing" and node.value.amount is None and slot > 1 and sentence.nodes[slot - 1].kind == "and"
    return bare and sentence.nodes[slot - 2].kind == "thing" and _is_share(sentence.nodes[slot - 2])


def _one_list(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether the things between a thing and its verb are one list with it: "six blocks and 22 houses were damaged"."""
    others = [
        n for n in range(slot + 1, trigger)
        if sentence.nodes[n].kind in {"thing", "amount"} and not is_year(sentence.nodes[n]) and not _is_oblique(sentence, n)
        and not _is_share(sentence.nodes[n]) and sentence.nodes[n - 1].kind != "including" and not _is_shared(sentence, n)
    ]  # fmt: skip
    if not others:
        return True
    inner = {
        n for n in range(slot + 1, others[-1]) if sentence.nodes[n].kind in {"thing", "amount"} and _is_share(sentence.nodes[n])
    }
    inner |= {n for n in range(slot + 1, others[-1]) if "including" in {sentence.nodes[n].kind, sentence.nodes[n - 1].kind}}
    gaps = [sentence.nodes[n].kind for n in range(slot + 1, others[-1]) if n not in others and n not in inner]
    return set(gaps) <= {"comma", "and", "or", "another", "location", "the", "article", "word", "with", "aside"} and (
        "and" in gaps or "or" in gaps
    )


def _is_part_before_more(sentence: Clauses, slot: int, trigger: int) -> bool:
    """As in "34 dead, including two children, and 117 injured": the children are of the dead."""
    between = sentence.between(slot, trigger)
    included = slot > 0 and sentence.nodes[slot - 1].kind == "including"
    return included and any(node.kind == "amount" for node in between) and any(node.kind == "comma" for node in between)


def _is_of_forces(sentence: Clauses, slot: int, trigger: int) -> bool:
    """As in "the rebels said its forces had destroyed a depot": forces right before a verb did it, to what stands behind."""
    between = [node.kind for node in sentence.between(slot, trigger) if node.kind not in {"have", "word"}]
    return between[-1:] == ["agent"] and not is_passive(sentence, trigger)


def _is_relative(sentence: Clauses, slot: int, trigger: int) -> bool:
    """As in "a shed that was on fire": what the relative clause behind a thing tells of it."""
    kinds = [node.kind for node in sentence.between(slot, trigger)]
    return kinds[:1] == ["relative"] and {"have", "be", "word"}.issuperset(kinds[1:])


def _insertion(sentence: Clauses, slot: int, trigger: int) -> bool:
    """Whether what divides is a relative clause between commas or dashes."""
    marks = [node.kind for node in sentence.between(slot, trigger) if node.kind in {"comma", "dash"}]
    return len(marks) == 2 and sentence.wall(slot, trigger) < 3
