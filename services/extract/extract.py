"""Owns the way from an article to its claims: pure, deterministic, without clock or network."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from services.extract.claimants.who import recognised
from services.extract.claims import reconcile
from services.extract.claims.publish import claims
from services.extract.clause.nodes import Reader, read
from services.extract.grammar import engine
from services.extract.grammar.rule import Node, Rule
from services.extract.places import gazetteer
from services.extract.places.gazetteer import Gazetteer
from services.extract.rules.breakdowns import BREAKDOWNS
from services.extract.rules.claimants import ATTRIBUTIONS, CLAIMANTS
from services.extract.rules.events import CLASSES, takes
from services.extract.rules.happenings import HAPPENINGS, LATE_NUMBERS, NONES, REMAINING
from services.extract.rules.lookalikes import WORDS
from services.extract.rules.phrases import AMOUNTS, THINGS, WEAPONS
from services.extract.rules.places import OWNERS, PLACES
from services.extract.rules.slavic import SLAVIC_CLAIMANTS, SLAVIC_WORDS
from services.extract.rules.slavic_places import SLAVIC_PLACES
from services.extract.rules.slavic_strikes import PLANS, SLAVIC_STRIKES
from services.extract.rules.slavic_things import SLAVIC_THINGS, TROOPS
from services.extract.rules.slavic_turns import SLAVIC_ATTRIBUTIONS
from services.extract.rules.tallies import TALLIES
from services.extract.statements import continuity, dating, victims
from services.extract.statements.assemble import statements
from services.extract.story.context import State
from services.extract.story.statement import Statement
from services.extract.text import document, sentences
from services.extract.text.document import View
from services.extract.words import scan
from services.extract.words.lexicon import LANGUAGES, Term
from tocsin.article import Article
from tocsin.claim import Claim
from tocsin.vocabulary import EventKind, ObjectKind

_FIGURE: Final = re.compile(r"\d")
_WORDS: Final = 3
"""Words of an English heading at most."""
_HEADING: Final = 60
"""Characters of a line that may do no more than say where."""
ARMS: Final = frozenset(
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
STRIKES: Final = frozenset(
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
_AVIATION: Final = ("rosaviat", "aviation watchdog")
"""Who closes airports in English news for reasons that it does not give."""
_OF_ARMS: Final = frozenset({EventKind.ATTACK, EventKind.INTERCEPTION, EventKind.MILITARY_LOSS})
_FLYING: Final = frozenset({"uav", "missile", "rocket", "bomb", "shell", "mine"})
_HARMS: Final = frozenset({"kill", "injure", "damage", "burn", "destroy", "hit"})
_AIR_DEFENCE: Final = (" ппо ", " пво ", " air defense", " air defence")
"""Who fires at what flies in."""
_KILLED: Final = ("вбил", "убил", "поранил", "вбив", "убив", "агресі", "агресс")
"""…or it says that Russians did this."""
_PLANS: Final = tuple([word] for word in PLANS)
TELLING_KINDS: Final = frozenset(
    {
        "trigger",
        "object",
        "objects",
        "office",
        "body",
        "bare",
        "say",
        "report",
        "channel",
        "account",
        "codeword",
        "repelled",
        "another",
        "rest",
        "each",
        "including",
        "since_start",
        "occurred",
        "it_occurred",
        "nobody",
        "according",
        "digest",
        "deny",
        "area",
    }
)
"""Kinds of terms of which a sentence that is read has one at least."""
NAMING: Final[tuple[Rule, ...]] = (*WORDS, *SLAVIC_WORDS, *SLAVIC_PLACES, *PLACES, *SLAVIC_CLAIMANTS, *TROOPS, *CLAIMANTS)
"""Rules on who and where, in the order in which they pass over a sentence."""
TELLING: Final[tuple[Rule, ...]] = (
    *SLAVIC_ATTRIBUTIONS, *ATTRIBUTIONS, *OWNERS, *SLAVIC_STRIKES, *HAPPENINGS, *AMOUNTS, *SLAVIC_THINGS, *THINGS, *REMAINING,
    *LATE_NUMBERS, *NONES, *TALLIES, *BREAKDOWNS,
)  # fmt: skip
"""Rules on what happened and how many; persons named earlier are speakers by then."""


@cache
def _stages(lang: str) -> tuple[engine.Stage, engine.Stage]:
    """The rules for a language."""
    return engine.stage(NAMING, lang), engine.stage(TELLING, lang)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What extraction knows of the world."""

    gazetteer: Gazetteer

    @staticmethod
    def load() -> "Knowledge":
        """The knowledge shipped with the package."""
        return Knowledge(gazetteer.load())


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence as the rules read it."""

    nodes: tuple[Node, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an article claims, and how that was found."""

    claims: tuple[Claim, ...]
    view: View
    readings: tuple[Reading, ...]


def language(article: Article) -> str:
    """The language whose rules read an article."""
    return article.lang if article.lang in LANGUAGES else "en"


def extract(article: Article, knowledge: Knowledge) -> Extraction:
    """The claims of an article."""
    lang = language(article)
    view = document.view(article.text)
    hits = scan.scan(view.words, lang)
    if not _speaks_of_arms(hits, view.words, lang):
        return Extraction((), view, ())
    state = State(knowledge.gazetteer, article.published, lang=lang)
    readings = list(_readings(view, hits, Reader(knowledge.gazetteer, lang), state))
    told = [statement for reading in readings for statement in reading.statements]
    counted = state.free_order and victims.may_count(hits) and victims.are_counted(told)
    if not any(map(_is_of_arms, readings)) and not counted and not _is_under_fire(hits, view.words):
        told = [statement for statement in told if statement.object is ObjectKind.AIRPORT]
    dating.back(told, state)
    found = reconcile.reconcile(continuity.dated(told, state) if state.free_order else told, state.began)
    nodes = [node for reading in readings for node in reading.nodes]
    return Extraction(claims(found, article, view, knowledge.gazetteer, nodes), view, tuple(readings))


def _speaks_of_arms(hits: list[scan.Hit], words: str, lang: str) -> bool:
    """Whether a text names a weapon, a strike or their like: all other news ends here, after one pass of the automaton.

    Closed airports are told without naming the drones in Russian and Ukrainian.
    """
    if {"airport", "close"} <= {term.sense for _, _, term in hits} and (lang != "en" or any(name in words for name in _AVIATION)):
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
        (term.kind == "object" and term.sense in ARMS)
        or term.kind in {"agent", "explosive"}
        or (term.kind == "body" and term.sense == "military")
        or (term.kind == "trigger" and term.sense in STRIKES)
        for _, _, term in hits
    ) and any(term.kind in {"trigger", "repelled"} for _, _, term in hits)


def _is_under_fire(hits: list[scan.Hit], words: str) -> bool:
    """As in "Air defence is at work. Debris fell on a house": whose debris it is goes without saying."""
    debris = any(term.kind == "object" and term.sense == "debris" for _, _, term in hits)
    return debris and any(name in words for name in _AIR_DEFENCE)


def _do_harm(who: Node, what: Node, whom: Node) -> bool:
    """Whether a nation kills or hurts people: "росіяни вбили двох жителів", not "Russians killed in a crash"."""
    harms = what.kind == "happening" and what.value.term.sense in {"kill", "injure"}
    aggression = what.kind == "word" and str(what.value).lower().startswith("агрес")
    troops = who.kind == "agent" or (who.kind == "thing" and who.value.object == "personnel")
    return (who.kind == "nation" and aggression) or (harms and whom.kind == "thing" and (troops or who.kind == "nation"))


def _is_of_arms(reading: Reading) -> bool:
    """Whether a sentence tells of a strike, or a weapon of it does something: where none does, fire and ruin are an accident's.

    Airports close for reasons that nobody gives.
    """
    things = [node.value for node in reading.nodes if node.kind == "thing"]
    weapons = {thing.object for thing in things} & WEAPONS
    terms = [node.value.term for node in reading.nodes if node.kind == "happening"]
    # A lorry hits a car, too: the verb alone tells of arms only beside a weapon or who sends it; and drones film.
    happenings = [
        term.sense for term in terms
        if term.sense != "use" and (term.sense != "strike" or term.form == "noun" or weapons or _has_side(reading))
    ]  # fmt: skip
    return (
        any(thing.article == "debris" and thing.object in WEAPONS for thing in things)
        or any(statement.event in _OF_ARMS for statement in reading.statements)
        or not STRIKES.isdisjoint(happenings)
        or _is_struck(reading)
        or _harms_by_arms(reading, weapons, terms)
        or any(_do_harm(*three) for three in zip(reading.nodes, reading.nodes[1:], reading.nodes[2:], strict=False))
        or any(takes(sense, weapon) for sense in happenings for weapon in weapons)
        or (
            bool(weapons) and any(node.kind == "hedge" or _beats_off(node) for node in reading.nodes)
        )  # "завод мог атаковать беспилотник"
    )


def _harms_by_arms(reading: Reading, weapons: set[str], terms: list[Term]) -> bool:
    """As in "a drone killed a farmer", "drone debris pierced a roof": harm beside a weapon that flies in."""
    if not {term.sense for term in terms} & _HARMS:
        return False
    debris = [node for node in reading.nodes if node.kind == "thing" and node.value.object == "debris"]
    of_arms = any(getattr(part.value, "sense", "") in _FLYING for node in debris for part in node.parts)
    return bool(weapons & _FLYING) or of_arms


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


def _is_heading(text: str, lang: str) -> bool:
    """Whether a line may do no more than say where what follows happened: "Харків.", "Sumy region."."""
    return len(text) <= _HEADING and (lang != "en" or (text.count(" ") < _WORDS and text[0].isupper()))


def _is_silent(hits: list[scan.Hit], text: str) -> bool:
    """Whether a sentence has neither an event nor a thing, a claimant or a number in it: it is not read."""
    return not any(term.kind in TELLING_KINDS for _, _, term in hits) and not _FIGURE.search(text)


def _readings(view: View, hits: list[scan.Hit], reader: Reader, state: State) -> Iterable[Reading]:
    position = 0
    naming, telling = _stages(reader.lang)
    for number, sentence in enumerate(sentences.split(view.text)):
        while position < len(hits) and hits[position][0] < sentence.start:
            position += 1
        last = position
        while last < len(hits) and hits[last][0] < sentence.end:
            last += 1
        inside = [hit for hit in hits[position:last] if hit[1] <= sentence.end]
        position = last
        heading = _is_heading(view.text[sentence.start : sentence.end], reader.lang)
        if _is_silent(inside, view.text[sentence.start : sentence.end]) and not heading:
            continue
        nodes = read(view.text[sentence.start : sentence.end], sentence.start, inside, reader)
        nodes = engine.apply(naming, nodes, reader.lang)
        nodes = engine.apply(telling, recognised(nodes, state, view.text), reader.lang)
        yield Reading(tuple(nodes), tuple(statements(nodes, sentence, number, state, view.text)))
