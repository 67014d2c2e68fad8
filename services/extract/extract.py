"""Owns the way from an article to its claims: pure, deterministic, without clock or network."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from services.extract import gate
from services.extract.claimants.who import recognised
from services.extract.claims import overall, reconcile
from services.extract.claims.publish import claims
from services.extract.clause.nodes import Reader, read
from services.extract.grammar import engine
from services.extract.grammar.rule import Rule
from services.extract.places import gazetteer
from services.extract.places.gazetteer import Gazetteer
from services.extract.rules.breakdowns import BREAKDOWNS
from services.extract.rules.claimants import ATTRIBUTIONS, CLAIMANTS
from services.extract.rules.happenings import HAPPENINGS, LATE_NUMBERS, NONES, REMAINING
from services.extract.rules.lookalikes import WORDS
from services.extract.rules.phrases import AMOUNTS, THINGS
from services.extract.rules.places import OWNERS, PLACES
from services.extract.rules.slavic import SLAVIC_CLAIMANTS, SLAVIC_WORDS
from services.extract.rules.slavic_hours import SLAVIC_HOURS
from services.extract.rules.slavic_places import SLAVIC_PLACES
from services.extract.rules.slavic_strikes import SLAVIC_STRIKES
from services.extract.rules.slavic_things import SLAVIC_THINGS, TROOPS
from services.extract.rules.slavic_times import SLAVIC_TIMES
from services.extract.rules.slavic_turns import SLAVIC_ATTRIBUTIONS
from services.extract.rules.tallies import TALLIES
from services.extract.statements import continuity, dating
from services.extract.statements.assemble import statements
from services.extract.story.context import State
from services.extract.story.reading import Reading
from services.extract.text import document, sentences
from services.extract.text.document import View
from services.extract.words import scan
from services.extract.words.lexicon import LANGUAGES
from tocsin.article import Article
from tocsin.claim import Claim
from tocsin.vocabulary import ObjectKind

_FIGURE: Final = re.compile(r"\d")
_WORDS: Final = 3
"""Words of an English heading at most."""
_HEADING: Final = 60
"""Characters of a line that may do no more than say where."""
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
NAMING: Final[tuple[Rule, ...]] = (
    *WORDS,
    *SLAVIC_TIMES,
    *SLAVIC_WORDS,
    *SLAVIC_PLACES,
    *PLACES,
    *SLAVIC_CLAIMANTS,
    *TROOPS,
    *CLAIMANTS,
)
"""Rules on who and where, in the order in which they pass over a sentence."""
TELLING: Final[tuple[Rule, ...]] = (
    *SLAVIC_HOURS, *SLAVIC_ATTRIBUTIONS, *ATTRIBUTIONS, *OWNERS, *SLAVIC_STRIKES, *HAPPENINGS, *AMOUNTS, *SLAVIC_THINGS, *THINGS,
    *REMAINING, *LATE_NUMBERS, *NONES, *TALLIES, *BREAKDOWNS,
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
    if not gate.speaks_of_arms(hits, view.words, lang):
        return Extraction((), view, ())
    state = State(knowledge.gazetteer, article.published, lang=lang)
    readings = list(_readings(view, hits, Reader(knowledge.gazetteer, lang), state))
    told = [statement for reading in readings for statement in reading.statements]
    if not gate.tells_of_arms(readings, hits, view.words, lang):
        closed = gate.may_be_unsaid(hits, view.words, lang)
        told = [statement for statement in told if closed and statement.object is ObjectKind.AIRPORT]
    dating.back(told, state)
    if state.free_order:
        told = overall.without_bare_lists(continuity.dated(told, state))
    found = reconcile.reconcile(told, state.began)
    nodes = [node for reading in readings for node in reading.nodes]
    return Extraction(claims(found, article, view, knowledge.gazetteer, nodes), view, tuple(readings))


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
