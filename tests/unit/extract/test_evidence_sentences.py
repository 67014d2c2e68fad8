"""Evidence comes with the whole sentence it stands in, letter for letter."""

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
