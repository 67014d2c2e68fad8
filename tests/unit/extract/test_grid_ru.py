"""Russian sentences that no text has, composed of what texts are made of: every one makes the claims that its parts say."""

from grids.composing import composed, read

from services.extract.extract import Knowledge

SENTENCES = 400


def test_every_russian_composition_makes_the_claims_of_its_parts():
    knowledge = Knowledge.load()
    wrong = {}
    for name, sentence in composed("ru", SENTENCES, seed=1):
        found = read(sentence, "ru", knowledge)
        if found != sorted(sentence.claims):
            wrong.setdefault(name, []).append(f"{sentence.text}\n  expected {sorted(sentence.claims)}\n  found    {found}")
    assert not wrong, "\n".join(texts[0] for texts in wrong.values())
