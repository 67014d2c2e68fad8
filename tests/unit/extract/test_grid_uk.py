"""Ukrainian sentences composed of slots: each combination makes the claims of its frame, whoever says it, where and when."""

from collections import Counter
from random import Random

import pytest
from grids import uk

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
SENTENCES = 400
SEED = 14


def claimed(text):
    article = Article(id="x", source="s", lang="uk", text=text, published="2026-05-14T09:00:00+03:00")
    return Counter(map(row, extract(article, KNOWLEDGE).claims))


def row(claim):
    count = claim.count.value if claim.count and claim.count.value is not None else "-"
    place = claim.place
    return f"{claim.event} {claim.object} {count} {(place.region or place.country) if place else '-'}"


def test_every_sentence_makes_exactly_the_claims_of_its_frame():
    pick = Random(SEED)
    made = [uk.sentence(pick, uk.FRAMES[number % len(uk.FRAMES)]) for number in range(SENTENCES)]
    wrong = [(one.text, expected, found) for one in made if (found := claimed(one.text)) != (expected := Counter(one.claims))]
    assert not wrong, wrong[0]


@pytest.mark.parametrize("frame", uk.FRAMES, ids=lambda frame: frame.text)
def test_every_frame_is_filled_to_the_last_slot(frame):
    told = uk.sentence(Random(SEED), frame)
    assert not {"{", "}", "~"} & set(told.text + "".join(told.claims))
