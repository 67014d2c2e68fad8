"""Owns what the words of an article say by the extractor's own rules: numbers, places, times, speakers, by where they stand."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.extract.clause.nodes import Reader, read
from services.extract.extract import Extraction, Knowledge, language
from services.extract.grammar import engine
from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Attribution, Speaker
from services.extract.rules.lookalikes import WORDS
from services.extract.rules.phrases import AMOUNTS, Amount
from services.extract.rules.slavic import SLAVIC_WORDS
from services.extract.story.context import State
from services.extract.story.settling import settled
from services.extract.story.site import Site
from services.extract.text import sentences
from services.extract.words.scan import scan
from tocsin.article import Article
from tocsin.claim import When
from tocsin.vocabulary import Bound, ClaimantKind

Span = tuple[int, int]
"""A stretch of the view."""

_NUMBERS: Final = (*WORDS, *SLAVIC_WORDS, *AMOUNTS)
"""Rules that tell counts from ages, years and distances."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article read for looking things up in it. Offsets are those of the view."""

    article: Article
    extraction: Extraction
    knowledge: Knowledge
    end: int
    """Where the part ends that was read."""
    nodes: tuple[Node, ...]

    @property
    def text(self) -> str:
        """The article as the rules see it."""
        return self.extraction.view.text

    def quoted(self, quote: str) -> Span | None:
        """Where a quote stands first, letter for letter, in the part that was read; None where it does not."""
        view = self.extraction.view
        start = view.original.find(quote)
        if start < 0:
            return None
        span = (start, start + len(quote)) if view.offsets is None else _inside(view.offsets, start, start + len(quote))
        seen = view.text[slice(*span)].strip()  # a quote of spaces and of what nobody sees proves nothing
        return span if seen and span[1] <= self.end else None

    def named(self, words: str, quote: Span) -> Span | None:
        """Where words stand as whole words: in the quote, else last before it, else first behind it."""
        original, view = self.extraction.view.original, self.extraction.view
        around = view.span(*quote)
        places = list(_whole(original, words))
        inside = [at for at in places if around[0] <= at and at + len(words) <= around[1]]
        before = [at for at in places if at + len(words) <= around[1]]
        chosen = inside[:1] or before[-1:] or places[:1]
        if not chosen:
            return None
        span = chosen[0], chosen[0] + len(words)
        return span if view.offsets is None else _inside(view.offsets, *span)

    def amount(self, count: int, quote: Span) -> Amount | None:
        """The number of a quote that says a count; None where none does."""
        return next((amount for amount in self._amounts(quote) if amount.value == count), None)

    def sites(self, span: Span) -> tuple[Site, ...]:
        """What the places named by some words mean, after all that the text named before them."""
        state = self._state()
        for node in self.nodes:
            if node.kind in {"place", "capital"} and node.end <= span[0]:
                state.place(node)
        return settled(tuple(node for node in self._at(span) if node.kind in {"place", "capital"}), state)

    def when(self, span: Span | None) -> tuple[When | None, tuple[str, ...]] | None:
        """The time that some words say, with what is doubtful about it; the day of publication without words; None if unread."""
        if span is None:
            return self._state().day(), ()
        time = next((node for node in self._at(span) if node.kind == "time"), None)
        return self._state().time(time.value) if time else None

    def speaker(self, span: Span) -> ClaimantKind | None:
        """The kind of claimant that the rules take some words for; None where they do not know him."""
        for reading in self.extraction.readings:
            for node in _every(reading.nodes):
                told = node.value.speaker if isinstance(node.value, Attribution) else node.value
                if isinstance(told, Speaker) and told.start < span[1] and span[0] < told.end:
                    return told.kind
        return None

    def _amounts(self, quote: Span) -> Iterator[Amount]:
        english = language(self.article) == "en"
        for node in self._at(quote):
            said = _number(node)
            if not (quote[0] <= said.start and said.end <= quote[1]):
                continue
            if node.kind == "amount":
                yield node.value._replace(start=said.start, end=said.end)
            elif node.kind == "nobody":
                yield Amount(0, None, Bound.EXACT, node.start, node.end, "zero")
            elif node.kind == "article" and english:
                yield Amount(1, None, Bound.EXACT, node.start, node.end)

    def _at(self, span: Span) -> list[Node]:
        return [node for node in self.nodes if node.start < span[1] and span[0] < node.end]

    def _state(self) -> State:
        return State(self.knowledge.gazetteer, self.article.published, lang=language(self.article))


def reading(article: Article, extraction: Extraction, knowledge: Knowledge, most: int) -> Reading:
    """An article read up to `most` characters, sentence by sentence as the rules read it."""
    view, lang = extraction.view, language(article)
    reader = Reader(knowledge.gazetteer, lang)
    end = min(len(view.text), most if view.offsets is None else bisect_left(view.offsets, most))
    hits, rules = scan(view.words[:end], lang), engine.stage(_NUMBERS, lang)
    nodes: list[Node] = []
    for sentence in sentences.split(view.text[:end]):
        inside = [hit for hit in hits if sentence.start <= hit[0] and hit[1] <= sentence.end]
        raw = read(view.text[sentence.start : sentence.end], sentence.start, inside, reader)
        nodes += engine.apply(rules, raw, lang)
    return Reading(article, extraction, knowledge, end, tuple(nodes))


def _inside(offsets: Sequence[int], start: int, end: int) -> Span:
    """A stretch of the original as one of the view."""
    return bisect_left(offsets, start), bisect_left(offsets, end)


def _whole(text: str, words: str) -> Iterator[int]:
    """Where words stand with no letter or figure beside them."""
    at = text.find(words) if words.strip() else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not ((before.isalnum() and words[0].isalnum()) or (after.isalnum() and words[-1].isalnum())):
            yield at
        at = text.find(words, at + 1)


def _number(node: Node) -> Node:
    """The number itself in an amount that has more words, such as "at least"; any other node as it is."""
    return next((_number(part) for part in node.parts if part.kind == "number"), node)


def _every(nodes: Sequence[Node]) -> Iterator[Node]:
    """Nodes and what they were made of."""
    for node in nodes:
        yield node
        yield from _every(node.parts)
