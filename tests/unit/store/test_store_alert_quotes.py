"""Which words of which source a message shows."""

import pytest
from store_building import article, claim, said

from services.store.alerts.quotes import best
from tocsin.vocabulary import ClaimantKind

FIRST = article("a", "2025-03-28T08:00+03:00", url="https://a.example/1")
COPY = article("b", "2025-03-28T09:00+03:00", url="https://b.example/1")
LATER = article("c", "2025-03-29T08:00+03:00", url="https://c.example/1")
FACTS = {facts.id: facts for facts in (FIRST, COPY, LATER)}


def told(name, what, value=None, *, words="two died", sentence=None, **more):
    statement = said(name, what, value, **more)
    made = claim(statement, FACTS[statement.article])
    evidence = made.evidence.model_copy(update={"text": words, "sentence": sentence})
    return made.model_copy(update={"evidence": evidence})


def test_a_whole_sentence_rather_than_its_bare_words():
    found = best([told("a.1", "casualties/killed", 2, sentence="Two died in Klintsy,\nthe governor said.", by="Ignat Berezin")])
    assert found is not None
    assert (found.text, found.url) == ("Two died in Klintsy, the governor said.", "https://a.example/1")
    assert found.credit == "Ignat Berezin, a.example"


@pytest.mark.parametrize("sentence", [None, "", "word " * 200])
def test_the_bare_words_where_the_sentence_is_unknown_or_endless(sentence):
    found = best([told("a.1", "casualties/killed", 2, sentence=sentence)])
    assert found is not None
    assert found.text == "two died"


def test_of_a_toll_the_newest_figure_where_it_was_first_told():
    sources = [
        told("a.1", "casualties/killed", 2, by="Health Ministry", kind=ClaimantKind.MINISTRY, sentence="Two."),
        told("b.1", "casualties/killed", 3, by="Health Ministry", kind=ClaimantKind.MINISTRY, sentence="Three."),
        told("c.1", "casualties/killed", 3, by="Health Ministry", kind=ClaimantKind.MINISTRY, sentence="Three, again."),
    ]
    found = best(sources)
    assert found is not None
    assert found.text == "Three."


def test_the_sentence_that_tells_most():
    whole = "A drone hit a house and two are hurt."
    sources = [
        told("a.1", "attack/uav", sentence="A drone came.", by="Ignat Berezin"),
        told("b.1", "attack/uav", 1, sentence=whole, by="Ignat Berezin"),
        told("b.2", "damage/building", 1, sentence=whole, by="Ignat Berezin"),
    ]
    found = best(sources)
    assert found is not None
    assert found.text == whole


def placed(name, what, value, sentence, start, **more):
    made = told(name, what, value, words=sentence[:12], sentence=sentence, by="Ignat Berezin", **more)
    return made.model_copy(update={"evidence": made.evidence.model_copy(update={"start": start, "end": start + 12})})


def test_a_few_words_stand_with_the_sentence_before_them():
    before, after = "Four houses burnt in Klintsy after a raid.", "One woman died."
    house, woman = placed("a.1", "damage/building", 4, before, 100), placed("a.2", "casualties/killed", 1, after, 143)
    assert best([house, woman]).text == f"{before} {after}"
    elsewhere = placed("a.2", "casualties/killed", 1, after, 400)
    assert best([house, elsewhere]).text == after
    other = placed("b.2", "casualties/killed", 1, after, 143)
    assert best([house, other]).text == after


def test_a_figure_that_still_stands_rather_than_one_that_was_overtaken():
    sources = [
        told("a.1", "interception/uav", 5, by="Ignat Berezin", sentence="Five drones were shot down so far over Klintsy."),
        told("b.1", "interception/uav", 12, by="Ignat Berezin", sentence="Twelve drones were shot down in all over Klintsy."),
    ]
    assert best(sources).text.startswith("Twelve")
    rival = told("c.1", "interception/uav", 20, by="Health Ministry", sentence="Twenty drones were shot down over Klintsy.")
    assert best([sources[0], rival]).text.startswith("Five")


def test_a_state_s_own_medium_is_named_as_such():
    found = best([told("a.1", "attack/uav", by="SANA", kind=ClaimantKind.MEDIA)])
    assert found is not None
    assert found.credit == "SANA (state media, SY), a.example"


def test_no_quote_of_a_denial():
    assert best([told("a.1", "attack/uav", by="Ignat Berezin", modality="denied")]) is None
