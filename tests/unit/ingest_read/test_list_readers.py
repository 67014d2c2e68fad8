"""Every pair of files under tests/corpus/ingest: what a reader makes of the one is what the other says.

A pair is NAME.anything and NAME.json; adding one adds a case. The expected file holds the fields that matter: of `about`, of each
of the `entries` in order, or the `fault`; `url` is the address of the bytes, `hints` what the operator says of a section page.
"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from services.ingest.readers.entry import Reading, Unreadable
from services.ingest.readers.section import Hints

CORPUS = Path(__file__).parents[2] / "corpus" / "ingest"
LISTS = ("feed", "sitemap", "section", "telegram")
CASES = [(kind, file) for kind in LISTS for file in sorted((CORPUS / kind).iterdir()) if file.suffix != ".json"]


@pytest.mark.parametrize(("kind", "file"), CASES, ids=[f"{kind}/{file.name}" for kind, file in CASES])
def test_a_list_reads_as_its_file_says(kind: str, file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    if "fault" in expected:
        with pytest.raises(Unreadable) as raised:
            read(kind, file, expected)
        assert raised.value.kind == expected["fault"]
        return
    reading = read(kind, file, expected)
    assert plain(asdict(reading.about), expected.get("about", {})) == expected.get("about", {})
    found = [asdict(entry) for entry in reading.entries]
    assert [plain(entry, want) for entry, want in zip(found, expected["entries"], strict=True)] == expected["entries"]
    assert [[child.url, stated(child.modified)] for child in reading.about.children] == expected.get("children", [])


def test_every_case_has_its_expectation() -> None:
    assert len(CASES) > 40
    assert not [file.name for _, file in CASES if not file.with_suffix(".json").exists()]


def read(kind: str, file: Path, expected: dict[str, Any]) -> Reading:
    options = {"hints": Hints(**expected["hints"])} if "hints" in expected else {}
    reader = import_module(f"services.ingest.readers.{kind}")
    reading: Reading = reader.read(file.read_bytes(), url=expected.get("url", "https://base.example/lists/list"), **options)
    return reading


def plain(values: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The fields that an expectation names, as JSON writes them."""
    return {name: stated(values[name]) for name in wanted}


def stated(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return list(value) if isinstance(value, tuple) else value
