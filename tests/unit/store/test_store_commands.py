"""`tocsin incidents` and `tocsin incident` as a person uses them."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from store_building import article, events_of, said, take

from services.cli.main import main
from services.runtime import database
from services.store.schema import VERSION_TABLE

A = article("a", "2025-03-28T08:00+03:00", url="https://a.example/1")
TOLD = [
    said("a.1", "attack/uav", when="2025-03-27..2025-03-28", place="Klintsy"),
    said("a.2", "casualties/injured", 2, when="2025-03-27..2025-03-28", by="Ignat Berezin"),
    said("a.3", "interception/missile", 4, when="2025-03-27..2025-03-28", region="UA-63"),
]


@pytest.fixture
def tocsin(tmp_path, monkeypatch):
    """Runs a command on a state directory of this test's own."""
    monkeypatch.setenv("TOCSIN_STATE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture
def filled(tocsin, tmp_path):
    async def fill():
        engine = database.engine(f"sqlite:///{tmp_path / 'store.db'}")
        await database.migrate(engine, "services.store", VERSION_TABLE)
        await take(engine, events_of(A, TOLD), batch=9)
        await engine.dispose()

    asyncio.run(fill())
    return tocsin


def test_the_table_shows_ids_whole(filled):
    shown = filled("incidents", "--region", "ru-bry")
    assert shown.exit_code == 0
    assert "RU-BRY" in shown.output
    assert "injured" in shown.output
    assert len(next(word for word in shown.output.split() if word.startswith("inc_"))) == 30


def test_formats_and_filters(filled):
    lines = filled("incidents", "--format", "jsonl").output.splitlines()
    assert {json.loads(line)["region"] for line in lines} == {"RU-BRY", "UA-63"}
    (row,) = csv.DictReader(io.StringIO(filled("incidents", "--format", "csv", "--severity", "3").output))
    assert (row["region"], row["acled_sub_events"]) == ("RU-BRY", "Air/drone strike")
    features = json.loads(filled("incidents", "--format", "geojson", "--region", "UA").output)["features"]
    assert [feature["properties"]["region"] for feature in features] == ["UA-63"]
    assert filled("incidents", "--since", "2025-03-29").output == "no incident matches\n"


def test_a_wrong_region_is_told(filled):
    for command in (("incidents", "--region", "Bryansk"), ("alerts", "mute", "--for", "2h", "--region", "RU_BRY")):
        wrong = filled(*command)
        assert (wrong.exit_code, "write UA-63, SEA:black, or UA for all regions of a country" in wrong.output) == (2, True)


@pytest.mark.parametrize("shape", ["csv", "table"])  # the other formats are written as CSV is
def test_a_reader_that_goes_away_leaves_no_noise(filled, shape):
    assert filled("incidents").exit_code == 0
    reader, writer = os.pipe()
    os.close(reader)
    command = [str(Path(sys.executable).with_name("tocsin")), "incidents", "--format", shape]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.stderr == ""


def test_one_incident_with_its_quotes_and_history(filled):
    incident = json.loads(filled("incidents", "--region", "RU-BRY", "--format", "jsonl").output)["id"]
    page = filled("incident", incident).output
    assert "Ignat Berezin: 2" in page
    assert "https://a.example/1" in page
    assert "opened (revision 1) by a" in page
    assert json.loads(filled("incident", incident, "--json").output)["incident"]["id"] == incident


def test_decisions_are_noted(filled):
    assert filled("unlink", "a.1", "a.2", "--by", "editor").output == "unlink of a.1 and a.2 noted\n"
    assert "a.1 is given twice" in filled("unlink", "a.1", "a.1").output
    wrong = filled("link", "a.1", "a.3")
    assert wrong.exit_code == 1
    assert "only claims of one region group" in wrong.output


def test_errors_say_what_to_do(filled, tmp_path):
    unknown = filled("incident", "inc_unknown")
    assert unknown.exit_code == 1
    assert "`tocsin incidents` lists their ids" in unknown.output
    wrong = filled("incidents", "--since", "yesterday")
    assert wrong.exit_code == 2
    assert "2025-07-21" in wrong.output
    (tmp_path / "store.db").unlink()
    assert "start with `tocsin up`" in filled("incidents").output
