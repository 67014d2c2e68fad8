"""Sentences that no text has, composed of what texts are made of: every one makes the claims that its parts say."""

import pytest
from grids.composing import composed, read

from services.extract.extract import Knowledge


@pytest.mark.parametrize(("lang", "sentences"), [("en", 1200), ("ru", 400), ("uk", 400)])
def test_every_composition_makes_the_claims_of_its_parts(lang, sentences):
    knowledge = Knowledge.load()
    wrong = {}
    for name, sentence in composed(lang, sentences, seed=1):
        assert not {"{", "}", "~"} & set(sentence.text + "".join(sentence.claims)), "a slot is not filled"
        found = read(sentence, lang, knowledge)
        if found != sorted(sentence.claims):
            wrong.setdefault(name, []).append(f"{sentence.text}\n  expected {sorted(sentence.claims)}\n  found    {found}")
    assert not wrong, "\n".join(texts[0] for texts in wrong.values())
