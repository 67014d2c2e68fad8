"""Chaos: what every round is made of, the undisturbed run it is held against, and how many rounds there are."""

import json
import shutil

import pytest
from chaos_round import Material, Outcome, Round, material_of
from chaos_system import DATABASES, System

ARTICLES = 50


def invented(number: int) -> dict[str, object]:
    """An article by its number; some regions come again, so that incidents have several claims and carriers."""
    regions = ("Bryansk", "Kaluga", "Tula", "Kursk", "Oryol", "Smolensk")
    counts = ("Two", "Three", "Four", "Five", "Seven", "Nine", "Eleven")
    region, count = regions[number % len(regions)], counts[number // 4 % len(counts)]
    day = 1 + number // 12
    text = (
        f"{count} drones were shot down over {region} Oblast overnight, the Russian Ministry of Defense reported.\n\n"
        f"{counts[number % len(counts)]} houses were damaged, regional governor Pavel Ostrovsky said."
    )
    published = f"2025-09-{day:02}T08:{number % 60:02}:00+03:00"
    source = f"outlet-{number % 5}.example"
    return {
        "id": f"art-{number}",
        "url": f"https://{source}/{number}",
        "source": source,
        "lang": "en",
        "published": published,
        "text": text,
    }


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The databases as they are made, and the outbox of an ingest that has read articles and revisions of some of them."""
    directory, made = tmp_path_factory.mktemp("material"), tmp_path_factory.mktemp("made")
    system = System(directory)
    try:
        system.command("migrate")
        for name in DATABASES:
            shutil.copy(directory / name, made / name)
        again = [invented(number) for number in range(0, ARTICLES, 9)]
        for article in again:
            article["text"] = f"{article['text']}\n\nOne person was injured, he added."
        files = [directory / "articles.jsonl", directory / "revised.jsonl"]
        for file, articles in zip(files, ([invented(number) for number in range(ARTICLES)], again), strict=True):
            file.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
        system.command("backfill", *map(str, files))
        return material_of(directory, made)
    finally:
        system.stop()


@pytest.fixture(scope="session")
def undisturbed(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the articles end in when nothing happens to the system."""
    system = System(tmp_path_factory.mktemp("undisturbed"), material.databases)
    try:
        quiet = Round(system, material, seed=0, troubles=0)
        quiet.run()
        assert not quiet.dead()
        assert quiet.on_claims() == quiet.expected_on_claims()
        outcome = quiet.outcome()
        assert len(outcome.claims) > ARTICLES, "there must be something to lose"
        assert len(outcome.incidents) > 5
        return outcome
    finally:
        system.stop()
