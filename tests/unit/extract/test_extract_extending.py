"""The pages of docs/extraction.md on adding things, followed to the letter in a copy of the sources: an event, a language."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

READ = """
import sys
from datetime import datetime
from services.extract.extract import Knowledge, extract
from tocsin.article import Article
published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
article = Article(id="a", source="s", lang=sys.argv[1], published=published, text=sys.argv[2])
for claim in extract(article, Knowledge.load()).claims:
    print(claim.event, claim.object, claim.count and claim.count.value, claim.place and claim.place.region,
          claim.claimant and claim.claimant.kind, claim.when.start, claim.when.end)
"""

GERMAN = {
    "objects": "uav:\n  one: [drohne]\n  many: [drohnen]\n",
    "triggers": "shoot_down:\n  either: [abgeschossen]\n",
    "claimants": "ministry:\n  body: [verteidigungsministerium]\n",
    "nations": "RU: [russische, russisches]\n",
    "cues": "the: [der, die, das]\nbe: [wurde, wurden]\nwhere: [über, in]\nsay: [teilte, sagte]\narea: [region]\n",
    "numbers": ("cardinals: {0: zero", "cardinals: {21: einundzwanzig, 0: zero"),
    "times": ("night: [overnight", "night: [in der nacht, overnight"),
    "topics": "sport: [torwart, elfmeter, schiedsrichter]\n",
}
"""A first German; numbers and times begin as copies of the English files."""


@pytest.fixture
def copy(tmp_path):
    """The sources, to be changed, and how they read a text then."""
    for name in ("services/extract", "services/runtime", "tocsin"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "services/__init__.py", tmp_path / "services")

    def read(lang, text):
        env = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", READ, lang, text], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return tmp_path, read


def changed(file, old, new):
    text = file.read_text("utf-8")
    assert old in text, f"{file.name} has no {old!r}"
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_an_event_is_an_enum_member_a_sense_its_triggers_and_a_policy(copy):
    home, read = copy
    text = "Gunmen hijacked two tankers in the Black Sea overnight, the Navy said."
    assert read("en", text) == []
    extract = home / "services/extract"
    changed(
        home / "tocsin/vocabulary.py", '    DISRUPTION = "disruption"\n', '    SEIZURE = "seizure"\n    DISRUPTION = "disruption"\n'
    )
    changed(extract / "lexicon/senses.yaml", "\nclose: {", "\nhijack: {events: {civil: seizure, military: seizure}}\nclose: {")
    changed(extract / "lexicon/triggers.en.yaml", "\nclose:\n", "\nhijack:\n  either: [hijacked]\nclose:\n")
    changed(
        extract / "judging/policy.py", "    EventKind.DISRUPTION: ", "    EventKind.SEIZURE: _counted,\n    EventKind.DISRUPTION: "
    )
    changed(extract / "gate.py", '        "shoot_down",\n', '        "shoot_down",\n        "hijack",\n')
    assert read("en", text) == ["seizure ship 2 SEA:black military 2025-06-13 2025-06-14"]


def test_a_language_is_eight_files_and_its_code(copy):
    home, read = copy
    text = "Einundzwanzig Drohnen wurden in der Nacht über der Region Kursk abgeschossen, teilte das Verteidigungsministerium mit."
    assert read("de", text) == []
    lexicon = home / "services/extract/lexicon"
    for theme, words in GERMAN.items():
        file = lexicon / f"{theme}.de.yaml"
        if isinstance(words, tuple):
            shutil.copy(lexicon / f"{theme}.en.yaml", file)
            changed(file, *words)
        else:
            file.write_text(words, "utf-8")
    changed(home / "services/extract/words/lexicon.py", '("en", "ru", "uk")', '("en", "ru", "uk", "de")')
    assert read("de", text) == ["interception uav 21 RU-KRS ministry 2025-06-13 2025-06-14"]
