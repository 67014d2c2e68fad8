"""Whatever a model says of whatever text: nothing raises, and no claim holds a word, number or place that the text does not."""

import re
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.extract import Knowledge, extract
from services.extract.propose.check import _possible, check
from services.extract.propose.proposal import Proposal
from services.extract.propose.words import reading
from services.extract.rules import numbers
from tocsin.article import Article
from tocsin.vocabulary import ClaimantKind, EventKind, ObjectKind, Outcome

KNOWLEDGE = Knowledge.load()
PUBLISHED = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
WORDS = """drone|drones|shot down|12|two|48|1,387|4 to 6|over|Kursk|Region|Rylsk|,|.|said|Governor|Ivan Petrov|no|casualties
|overnight|(|)|—|a|killed|and|each|on Friday|ракета|сбито|дронов|над|Курском|областью|в ночь на 14 июня|двадцать шесть|Харків|збито
|не|«|»|58|\u200b|é|e\u0301|’s|🚀"""
PIECES = [*WORDS.replace("\n", "").split("|"), "\n"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map(" ".join)


PAIRS = [*sorted(_possible()), (EventKind.CASUALTIES, ObjectKind.TANK)]


@st.composite
def proposals(draw, text):
    """A proposal whose texts are mostly left out, or stretches of the text; now and then something else."""
    ends = [0, *(match.end() for match in re.finditer(r"\S+", text))]

    def stretch():
        start = draw(st.sampled_from(ends))
        return text[start : start + draw(st.integers(3, 60))].strip() or text

    def words(*likely):
        return draw(st.sampled_from([*[None] * 6, *[each for each in likely if each in text] * 2, stretch(), "elsewhere"]))

    said = [span.value for span in numbers.find(text, "en") if span.value is not None]
    event, kind = draw(st.sampled_from(PAIRS))
    return Proposal(
        quote=draw(st.sampled_from([text, text, text, stretch(), "elsewhere"])),
        event=event,
        object=kind,
        object_words=words("drones", "дронов"),
        count=draw(st.sampled_from([None, None, 0, 1, 58, *said * 3])),
        outcome=draw(st.sampled_from([None, *Outcome])),
        place=words("Kursk", "Курском", "Rylsk", "Харків"),
        claimant=words("Ivan Petrov", "Governor"),
        claimant_kind=draw(st.sampled_from([None, *ClaimantKind])),
        time=words("overnight", "on Friday", "в ночь на 14 июня"),
        modality=draw(st.sampled_from([None, "asserted", "unconfirmed", "denied"])),
    )


@settings(max_examples=150, deadline=None)
@given(st.data(), TEXTS, st.sampled_from(["en", "ru", "uk"]))
def test_a_claim_holds_nothing_that_the_text_does_not(data, text, lang):
    article = Article(id="art", source="test", lang=lang, published=PUBLISHED, text=text)
    found = extract(article, KNOWLEDGE)
    proposed = data.draw(st.lists(proposals(text), max_size=10))
    checked = check(proposed, reading(article, found, KNOWLEDGE, 200), "m1")
    assert len(checked.claims) + len(checked.dropped) == len(proposed)
    ids = [claim.id for claim in (*found.claims, *checked.claims)]
    assert len(ids) == len(set(ids))
    for claim in checked.claims:
        assert claim.evidence.text == text[claim.evidence.start : claim.evidence.end] != ""
        assert claim.flags[0] == "proposed"
        for name in ("object", "place", "when", "claimant", "count"):
            span = getattr(claim.spans, name)
            assert span is None or text[slice(*span)].strip()
        if claim.place:
            assert claim.place.region is None or KNOWLEDGE.gazetteer.region(claim.place.region)
            assert claim.spans.place
        if claim.claimant:
            assert claim.claimant.name == text[slice(*claim.spans.claimant)]
        if claim.count:
            start, end = claim.spans.count
            assert claim.evidence.start <= start < end <= claim.evidence.end
            words = text[start:end]
            assert claim.count.value in {0, 1} or claim.count.value in {span.value for span in numbers.find(words, lang)}


@settings(max_examples=60, deadline=None)
@given(st.data(), TEXTS)
def test_the_same_answer_gives_the_same_claims(data, text):
    article = Article(id="art", source="test", lang="en", published=PUBLISHED, text=text)
    found = extract(article, KNOWLEDGE)
    proposed = data.draw(st.lists(proposals(text), max_size=4))
    read = reading(article, found, KNOWLEDGE, 10_000)
    assert check(proposed, read, "m1") == check(proposed, reading(article, found, KNOWLEDGE, 10_000), "m1")
