"""Owns whether a text is of arms at all: before it is read, by its words, and after, by what was read of it."""

from collections.abc import Sequence
from typing import Final

from services.extract.grammar.rule import Node
from services.extract.rules.events import CLASSES, FLYING, SENT, STRIKES, WEAPONS, takes
from services.extract.rules.slavic_strikes import PLANS
from services.extract.statements import victims
from services.extract.story.reading import Reading
from services.extract.story.statement import Statement
from services.extract.words import scan, topics
from services.extract.words.lexicon import Term
from tocsin.vocabulary import ClaimantKind, EventKind

_ARMS: Final = frozenset(
    {
        "uav",
        "missile",
        "rocket",
        "bomb",
        "boat",
        "shell",
        "mine",
        "artillery",
        "mlrs",
        "air_defence",
        "tank",
        "armoured_vehicle",
        "personnel",
    }
)
"""Kinds of things of which one at least is named in any text with claims…"""
_STRIKES: Final = frozenset(
    {
        "shoot_down",
        "strike",
        "shell",
        "bomb",
        "raid",
        "repel",
        "lose_radar",
        "suppress",
        "intercept",
        "toll_killed",
        "toll_injured",
        "hit",
        "losses",
        "close_sky",
    }
)
"""…or one of these senses of triggers is."""
_CLOSINGS: Final = frozenset({"close", "lift"})
"""Senses of closing airports, and of opening them again."""
_AVIATION: Final = ("rosaviat", "aviation watchdog", "federal air transport agency")
"""Who closes airports in English news for reasons that it does not give."""
_FLIGHTS: Final = frozenset({EventKind.ATTACK, EventKind.INTERCEPTION})
"""Events of what is sent at somebody."""
_OFFICIALS: Final = frozenset(
    {
        ClaimantKind.MILITARY,
        ClaimantKind.MINISTRY,
        ClaimantKind.GOVERNOR,
        ClaimantKind.MAYOR,
        ClaimantKind.EMERGENCY_SERVICE,
        ClaimantKind.POLICE,
        ClaimantKind.PRESIDENT,
    }
)
"""Claimants who answer for a country, a region or a town."""
_OFFICIAL: Final = 4
"""How many words of other subjects one statement outweighs that an official or a nation vouches for."""
_FEW: Final = 2
"""Words of other subjects that any text on war may have."""
_OF_ARMS: Final = frozenset({EventKind.ATTACK, EventKind.INTERCEPTION, EventKind.MILITARY_LOSS})
"""Events that only arms make."""
_LANDING: Final = FLYING | {"shell", "mine"}
"""Weapons that come down on somebody."""
_LOOSE: Final = frozenset({"strike", "shoot_down"})
"""Senses that verbs have of lorries and storms, too: "hit a car", "brought down power lines"."""
_HARMS: Final = frozenset({"kill", "injure", "damage", "burn", "destroy", "hit"})
"""Senses of what they do there."""
_AIR_DEFENCE: Final = (" ппо ", " пво ", " air defense", " air defence")
"""Who fires at what flies in."""
_KILLED: Final = ("вбил", "убил", "поранил", "вбив", "убив", "агресі", "агресс")
"""What Russians do to people, by the beginnings of words; a text that says so needs no weapon."""
_ASIDES: Final = frozenset({"time", "clock", "hyphenated"})
"""What may stand between those who harm, what they do and whom."""
_PLANS: Final = tuple([word] for word in PLANS)
"""Words before the name of a plan that closes the sky."""


def speaks_of_arms(hits: Sequence[scan.Hit], words: str, lang: str) -> bool:
    """Whether a text names a weapon, a strike or their like: all other news ends here, after one pass of the automaton.

    Closed airports are told without naming the drones in Russian and Ukrainian.
    """
    senses = {term.sense for _, _, term in hits}
    if "airport" in senses and senses & _CLOSINGS and may_be_unsaid(hits, words, lang):
        return True
    if lang != "en" and any(
        term.kind == "nation" and term.sense == "RU" and words.startswith(_KILLED, end + 1) for _, end, term in hits
    ):
        return True  # "росіяни вбили двох жителів Донеччини"
    if _is_under_fire(hits, words):
        return True
    if lang != "en" and victims.may_count(hits):
        return True  # "26 погибших, трое из них дети"
    if any(term.kind == "codeword" and words[max(0, start - 9) : start].split()[-1:] in _PLANS for start, _, term in hits):
        return True  # "план «Ковёр»"
    return any(
        (term.kind == "object" and term.sense in _ARMS)
        or term.kind in {"agent", "explosive"}
        or (term.kind == "body" and term.sense == "military")
        or (term.kind == "trigger" and term.sense in _STRIKES)
        for _, _, term in hits
    ) and any(term.kind in {"trigger", "repelled"} for _, _, term in hits)


def may_be_unsaid(hits: Sequence[scan.Hit], words: str, lang: str) -> bool:
    """Whether a text on closed airports may leave unsaid that drones closed them: storms close others."""
    named = any(term.kind == "object" and term.sense in FLYING for _, _, term in hits)
    told = lang != "en" or named or any(name in words for name in _AVIATION)
    return told and topics.others(words, lang) < _FEW


def tells_of_arms(readings: Sequence[Reading], hits: Sequence[scan.Hit], words: str, lang: str) -> bool:
    """Whether what was read of a text is the doing of arms; else only closed airports are claims, whose reason nobody gives."""
    told = [statement for reading in readings for statement in reading.statements]
    counted = lang != "en" and victims.may_count(hits) and victims.are_counted(told)
    of_arms = any(map(_is_of_arms, readings)) or _is_under_fire(hits, words) or counted
    return of_arms and not _is_of_something_else(readings, hits, words, lang)


def _is_of_something_else(readings: Sequence[Reading], hits: Sequence[scan.Hit], words: str, lang: str) -> bool:
    """Whether words of other subjects outweigh what is firmly told of arms: goals are bombarded, and gas explodes."""
    others = topics.others(words, lang)
    if others < _FEW:
        return False
    firm = sum(_weight(statement, reading) for reading in readings for statement in reading.statements)
    named = {term.sense for _, _, term in hits if term.kind == "object"}
    return (others > _FEW and others > firm) or not any(_is_firm(reading, named) for reading in readings)


def _weight(statement: Statement, reading: Reading) -> int:
    """How many words of other subjects a statement outweighs: a weapon at a place, the more if an official or a nation is named."""
    if _is_of_mines(statement, reading):
        return _OFFICIAL
    if statement.event not in _FLIGHTS or statement.object not in SENT or not statement.codes:
        return 0
    return _OFFICIAL if _is_official(statement, reading) else 1


def _is_of_mines(statement: Statement, reading: Reading) -> bool:
    """As in "a tractor hit a mine, its driver was killed": those that clear them are seldom hurt."""
    mined = any(node.kind == "thing" and node.value.object == "mine" for node in reading.nodes)
    return statement.event is EventKind.CASUALTIES and bool(statement.codes) and mined


def _is_official(statement: Statement, reading: Reading) -> bool:
    """Whether forces or a nation are named beside a statement, or somebody tells it who answers for a country or town."""
    sided = any(node.kind in {"agent", "nation"} for node in reading.nodes)
    return sided or (statement.speaker is not None and statement.speaker.kind in _OFFICIALS)


def _is_firm(reading: Reading, named: set[str]) -> bool:
    """Whether a sentence tells of arms beyond doubt: a weapon with a place, forces, or who answers for a country or town."""
    weapons = {node.value.object for node in reading.nodes if node.kind == "thing"} & WEAPONS
    for statement in reading.statements:
        official = _is_official(statement, reading)
        placed = bool(statement.codes)
        told = statement.thing is not None or statement.object in named
        if statement.event in _FLIGHTS and statement.object in WEAPONS - {"mine"} and told and (placed or official):
            return True
        if statement.event in _OF_ARMS - {EventKind.ATTACK} and official:
            return True
        if statement.event is EventKind.ATTACK and placed and (official or weapons):
            return True
        if _is_of_mines(statement, reading):
            return True
    happenings = [node.value for node in reading.nodes if node.kind == "happening"]
    harmed = any(s.codes for s in reading.statements) and _harms_by_arms(reading, weapons, [each.term for each in happenings])
    armed = any(each.term.sense in STRIKES and SENT & {*each.weapons} for each in happenings)  # "a drone attack"
    return harmed or armed or _does_harm(reading)


def _is_under_fire(hits: Sequence[scan.Hit], words: str) -> bool:
    """As in "Air defence is at work. Debris fell on a house": whose debris it is goes without saying."""
    debris = any(term.kind == "object" and term.sense == "debris" for _, _, term in hits)
    return debris and any(name in words for name in _AIR_DEFENCE)


def _does_harm(reading: Reading) -> bool:
    """Whether a sentence tells of harm done by a nation or its forces, when and at what age aside."""
    pairs = zip((None, *reading.nodes), reading.nodes, strict=False)
    nodes = [node for before, node in pairs if node.kind not in _ASIDES and not (before and _closes_date(before, node))]
    return any(_do_harm(*three) for three in zip(nodes, nodes[1:], nodes[2:], strict=False))


def _closes_date(before: Node, node: Node) -> bool:
    """As in "окупанти у вівторок, 12 травня, вбили": the comma goes with the date."""
    return before.kind == "time" and node.kind == "comma"


def _do_harm(who: Node, what: Node, whom: Node) -> bool:
    """Whether a nation or its forces kill or hurt people: "росіяни вбили двох жителів", not "Russians killed in a crash"."""
    harms = what.kind == "happening" and what.value.term.sense in {"kill", "injure"} and whom.kind in {"thing", "amount"}
    aggression = what.kind == "word" and str(what.value).lower().startswith("агрес")
    troops = who.kind == "agent" or (who.kind == "thing" and who.value.object == "personnel")
    return (who.kind == "nation" and aggression) or (harms and (troops or who.kind == "nation"))


def _is_of_arms(reading: Reading) -> bool:
    """Whether a sentence tells of a strike, or a weapon of it does something: where none does, fire and ruin are an accident's."""
    things = [node.value for node in reading.nodes if node.kind == "thing"]
    weapons = {thing.object for thing in things} & WEAPONS
    terms = [node.value.term for node in reading.nodes if node.kind == "happening"]
    if any(node.kind == "history" for node in reading.nodes):
        return False  # "уламки дрона, збитого торік"
    # A lorry hits a car, too: the verb alone tells of arms only beside a weapon or who sends it; and drones film.
    happenings = [
        term.sense for term in terms
        if term.sense != "use" and (term.sense not in _LOOSE or term.form == "noun" or weapons or _has_side(reading))
    ]  # fmt: skip
    return (
        any(thing.article == "debris" and thing.object in WEAPONS for thing in things)
        or any(thing.attribute is not None and thing.attribute.sense in _STRIKES and thing.object in WEAPONS for thing in things)
        or any(statement.event in _OF_ARMS for statement in reading.statements)
        or not _STRIKES.isdisjoint(happenings)
        or _is_struck(reading)
        or _harms_by_arms(reading, weapons, terms)
        or _is_debris(reading)
        or _does_harm(reading)
        or any(takes(sense, weapon) for sense in happenings for weapon in weapons)
        or (
            bool(weapons) and any(node.kind == "hedge" or _beats_off(node) for node in reading.nodes)
        )  # "завод мог атаковать беспилотник"
    )


def _harms_by_arms(reading: Reading, weapons: set[str], terms: list[Term]) -> bool:
    """As in "a drone killed a farmer", "drone debris pierced a roof": harm beside a weapon that flies in."""
    if not {term.sense for term in terms} & _HARMS:
        return False
    return bool(weapons & _LANDING) or _is_debris(reading)


def _is_debris(reading: Reading) -> bool:
    """As in "drone debris fell on the tracks"."""
    debris = [node for node in reading.nodes if node.kind == "thing" and node.value.object == "debris"]
    return any(getattr(part.value, "sense", "") in _LANDING for node in debris for part in node.parts)


def _is_struck(reading: Reading) -> bool:
    """As in "three apartment buildings were struck overnight": by nothing that is named, as a lorry or lightning would be."""
    four = zip(reading.nodes, reading.nodes[1:], reading.nodes[2:], reading.nodes[3:], strict=False)
    return any(
        be.kind == "be" and verb.kind == "happening" and verb.value.term.sense == "strike" and after.kind != "by"
        and _is_built(reading.nodes, be)
        for _, be, verb, after in four
    )  # fmt: skip


def _is_built(nodes: tuple[Node, ...], be: Node) -> bool:
    """Whether the subject of a verb is a building, a plant or the like."""
    things = [node for node in nodes if node.kind == "thing" and node.end <= be.start]
    return (
        bool(things)
        and CLASSES.get(things[-1].value.object, ())[:1] == ("civil",)
        and things[-1].value.object not in {"vehicle", "ship"}
    )


def _beats_off(node: Node) -> bool:
    """As in "ППО відбила атаку безпілотників"."""
    return node.kind == "repelled" or (node.kind == "alarm" and bool(node.parts) and node.parts[0].kind == "repel")


def _has_side(reading: Reading) -> bool:
    """Whether forces or a nation are named in a sentence."""
    return any(node.kind in {"agent", "nation"} for node in reading.nodes)
