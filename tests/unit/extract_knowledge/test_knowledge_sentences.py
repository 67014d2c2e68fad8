"""Sentences in Russian and Ukrainian, each for one phenomenon, with every claim that a careful reader finds in them."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

FOLDER = Path(__file__).parents[2] / "corpus" / "extract_languages"
KNOWLEDGE = Knowledge.load()


def cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        published = data["published"]
        for case in data["cases"]:
            yield pytest.param(path.stem, str(published), case, id=f"{path.stem}: {case['reason']}")


def told(claim):
    count = "-" if claim.count is None else str(claim.count.value)
    region = claim.place.region if claim.place else None
    words = [claim.event.value, claim.object.value, count, region or "-"]
    words += ["part"] if claim.part_of else []
    words += [] if claim.modality.value == "asserted" else [claim.modality.value]
    return " ".join(words)


@pytest.mark.parametrize(("lang", "published", "case"), list(cases()))
def test_a_sentence_says_what_a_reader_finds(lang, published, case):
    article = Article(id="art", source="test", lang=lang, published=datetime.fromisoformat(published), text=case["text"])
    claims = extract(article, KNOWLEDGE).claims
    assert sorted(map(told, claims)) == sorted(case["claims"])
    for claim in claims:
        assert case["text"][claim.evidence.start : claim.evidence.end] == claim.evidence.text
        if "claimant" in case:
            assert claim.claimant
            assert claim.claimant.name.startswith(case["claimant"])
        if "when" in case:
            assert claim.when
            assert [claim.when.start, claim.when.end] == [str(value) for value in case["when"]]
