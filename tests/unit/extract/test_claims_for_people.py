"""What people read: the whole sentence that evidence stands in, letter for letter, and the English name of a town."""

import pytest

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Quiet days ended. Two drones were shot down over Kaluga Region, Gov. A. Petrov said. He thanked all.",
            {"Two drones were shot down over Kaluga Region, Gov. A. Petrov said."},
        ),
        (
            "The mayor spoke.\n\n“Two\u00a0drones were shot down over Kaluga,” he said.\n\nThree people were injured in Kaluga.",
            {"“Two\u00a0drones were shot down over Kaluga,” he said.", "Three people were injured in Kaluga."},
        ),
    ],
)
def test_every_claim_has_its_sentence(text, sentences):
    claims = extract(Article(id="art", source="test", lang="en", text=text), KNOWLEDGE).claims
    assert {claim.evidence.sentence for claim in claims} == sentences
    assert all(claim.evidence.text in (claim.evidence.sentence or "") for claim in claims)
    assert all((claim.evidence.sentence or "") in text for claim in claims)


@pytest.mark.parametrize(
    ("lang", "text", "written", "english"),
    [
        ("uk", "Дрон атакував тролейбус у Херсоні, поранено двох людей.", "Херсоні", "Kherson"),
        ("ru", "В Подольске обломки беспилотника упали на дом, пострадал один человек.", "Подольске", "Podolsk"),
        ("en", "A drone hit a house in Klintsy in the Bryansk Region, injuring one person.", "Klintsy", "Klintsy"),
    ],
)
def test_a_town_has_its_english_name_where_that_is_known(lang, text, written, english):
    claims = extract(Article(id="art", source="test", lang=lang, text=text), KNOWLEDGE).claims
    assert {(claim.place.name, claim.place.english_name) for claim in claims if claim.place} == {(written, english)}
