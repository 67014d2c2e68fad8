"""Sentences by phenomenon and the claims that a careful reader makes of them; each case says why it is there."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from services.extract.extract import NAMING, TELLING, Knowledge, extract
from services.extract.grammar.rule import code
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


def every(nodes):
    """Nodes and what they were made of."""
    for node in nodes:
        yield node
        yield from every(part for part in node.parts if hasattr(part, "parts"))


@pytest.fixture(scope="module")
def readings():
    """Language of each case, whether it claims anything, and its sentences as the rules read them."""
    every_case = [row for path in [*FILES, *OTHERS] for row in cases(path)]
    return [(lang, bool(case["claims"]), read(case["text"], lang, published).readings) for case, published, lang in every_case]


def test_every_rule_has_a_case_that_claims_something(readings):
    """A rule that no case needs is dropped, or gets its case."""
    used = {rule for _, claims, found in readings if claims for reading in found for rule in rules_of(reading.nodes)}
    idle = sorted({rule.name for rule in (*NAMING, *TELLING)} - used)
    assert not idle, "no case of tests/corpus with a claim is read by these rules:\n" + "\n".join(idle)


def test_every_rule_has_a_case_that_claims_nothing(readings):
    """The rule is at work there and must not make a claim, or all that it needs is there and it must stay silent."""
    shown = set()
    for lang, claims, found in readings:
        for reading in () if claims else found:
            present = {code(node.kind) for node in every(reading.nodes)}
            fired = set(rules_of(reading.nodes))
            fitting = (rule for rule in (*NAMING, *TELLING) if not rule.languages or lang in rule.languages)
            shown |= {rule.name for rule in fitting if rule.name in fired or not any(map(present.isdisjoint, rule.needed))}
    bare = sorted({rule.name for rule in (*NAMING, *TELLING)} - shown)
    assert not bare, (
        "write a case with `claims: []` in the words of these rules (tests/corpus/extract/*_non_events.yaml):\n" + "\n".join(bare)
    )
