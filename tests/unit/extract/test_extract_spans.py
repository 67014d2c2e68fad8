"""Every value of a claim is traced to the text, over all cases of the corpus: evidence letter for letter, a span for each value."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

CORPUS = Path(__file__).parents[2] / "corpus"
KNOWLEDGE = Knowledge.load()


def read(text, lang, published):
    return extract(Article(id="case", source="corpus", lang=lang, published=published, text=text), KNOWLEDGE).claims


def told():
    """Every claim of the corpus, with its text."""
    for path in sorted([*(CORPUS / "extract").glob("*.yaml"), *(CORPUS / "extract_languages").glob("*.yaml")]):
        data = yaml.safe_load(path.read_text("utf-8"))
        published = datetime.fromisoformat(str(data["published"]))
        for case in data["cases"]:
            if case["claims"]:
                yield from ((claim, case["text"]) for claim in read(case["text"], path.name[:2], published))


@pytest.fixture(scope="module")
def claims():
    return list(told())


def test_evidence_and_spans_are_letters_of_the_text(claims):
    assert len(claims) > 200
    for claim, text in claims:
        assert claim.evidence.text == text[claim.evidence.start : claim.evidence.end]
        assert claim.rule
        for span in claim.spans.model_dump().values():
            assert span is None or text[slice(*span)].strip()


def test_a_number_that_is_not_inferred_has_its_span(claims):
    counted = [(claim, text) for claim, text in claims if claim.count and not claim.count.inferred]
    assert len(counted) > 100
    assert [text for claim, text in counted if not claim.spans.count] == []


def test_a_claimant_has_his_span_and_it_is_his_name(claims):
    said = [(claim, text) for claim, text in claims if claim.claimant]
    assert len(said) > 50
    assert [text for claim, text in said if not claim.spans.claimant] == []
    assert all(text[slice(*claim.spans.claimant)] == claim.claimant.name for claim, text in said)


def test_a_place_that_is_not_the_country_of_who_speaks_has_its_span(claims):
    placed = [(claim, text) for claim, text in claims if claim.place and claim.place.region != claim.place.country]
    assert len(placed) > 100
    assert [text for claim, text in placed if not claim.spans.place] == []


def test_a_time_that_is_told_or_goes_on_has_its_span(claims):
    dated = [(claim, text) for claim, text in claims if claim.when and claim.when.basis in {"stated", "inherited"}]
    assert len(dated) > 20
    assert [text for claim, text in dated if not claim.spans.when] == []


def test_an_inherited_time_leads_to_the_words_that_said_it():
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    text = "On Thursday, drones attacked Kursk Region. The governor said two people were hurt in Rylsk. On Friday a house burned."
    claims = read(text, "en", published)
    inherited = [claim for claim in claims if claim.when.basis == "inherited"]
    assert inherited
    assert all(text[slice(*claim.spans.when)] == "Thursday" for claim in inherited)


def test_a_tally_leads_to_the_words_that_say_since_when():
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    text = (
        "Since the start of the operation, 664 aircraft, 283 helicopters and 24,249 tanks have been destroyed, the ministry said."
    )
    claims = read(text, "en", published)
    assert len(claims) == 3
    assert all(text[slice(*claim.spans.when)] == "Since the start of the operation" for claim in claims)
