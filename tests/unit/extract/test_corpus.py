"""Sentences by phenomenon and the claims that a careful reader makes of them; each case says why it is there."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from services.extract.extract import NAMING, TELLING, Knowledge, extract
from tocsin.article import Article

CORPUS = Path(__file__).parents[2] / "corpus"
KNOWLEDGE = Knowledge.load()
FILES = sorted((CORPUS / "extract").glob("*.yaml"))
OTHERS = sorted((CORPUS / "extract_languages").glob("*.yaml"))


def cases(path):
    data = yaml.safe_load(path.read_text("utf-8"))
    published = datetime.fromisoformat(str(data["published"]))
    return [(case, published, path.name.split(".")[0].split("_")[0]) for case in data["cases"]]


def read(text, lang, published):
    return extract(Article(id="case", source="corpus", lang=lang, published=published, text=text), KNOWLEDGE)


def row(claim):
    words = [
        claim.event, claim.object, "-" if claim.count is None else claim.count.value,
        claim.place.region if claim.place else "-", claim.claimant.kind if claim.claimant else "-",
    ]  # fmt: skip
    words += [claim.modality] if claim.modality != "asserted" else []
    words += ["part"] if claim.part_of else []
    words += ["inferred"] if claim.count and claim.count.inferred else []
    return " ".join(map(str, words))


@pytest.mark.parametrize(
    ("case", "published", "lang"),
    [pytest.param(*row, id=f"{path.stem}: {row[0]['why']}") for path in FILES for row in cases(path)],
)
def test_a_text_makes_the_claims_a_careful_reader_makes(case, published, lang):
    assert case["why"]
    assert sorted(map(row, read(case["text"], lang, published).claims)) == sorted(case["claims"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_phenomenon_is_shown_by_what_is_a_claim_and_by_what_is_none(path):
    claimed = [bool(case["claims"]) for case, _, _ in cases(path)]
    assert any(claimed), "a file without a positive case shows nothing"
    assert not all(claimed), "a file without a negative case proves nothing"


def rules_of(nodes):
    for node in nodes:
        yield node.rule
        yield from rules_of(part for part in node.parts if hasattr(part, "parts"))


def test_every_rule_is_at_work_in_a_case_and_silent_in_another():
    """A rule that no case needs is dropped, or gets its case; one that always fires would be no rule."""
    used = []
    for path in [*FILES, *OTHERS]:
        for case, published, lang in cases(path):
            readings = read(case["text"], lang, published).readings
            used.append({rule for reading in readings for rule in rules_of(reading.nodes)})
    for rule in (*NAMING, *TELLING):
        fired = sum(rule.name in one for one in used)
        assert fired < len(used), f"{rule.name} fires everywhere"
    idle = sorted({rule.name for rule in (*NAMING, *TELLING)} - set().union(*used))
    assert not idle, "no case of tests/corpus is read by these rules:\n" + "\n".join(idle)
