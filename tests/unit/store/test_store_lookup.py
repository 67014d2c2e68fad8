"""Lists, one incident with all that led to it, and exports."""

import csv
import io
import json
from datetime import date

import pytest
from store_building import article, events_of, said, take

from services.cli.incident_page import as_document, as_text
from services.store import export
from services.store.lookup import Wanted, incidents, record
from tocsin.vocabulary import Family

NIGHT = "2025-03-27..2025-03-28"
A = article("a", "2025-03-28T08:00+03:00", url="https://a.example/1")
B = article("b", "2025-03-30T08:00+03:00", url="https://b.example/1")
TOLD = [
    said("a.1", "attack/uav", when=NIGHT, place="=Klintsy"),
    said("a.2", "casualties/injured", 2, when=NIGHT, by="Ignat Berezin"),
    said("a.3", "interception/missile", 4, when=NIGHT, region="UA-63"),
    said("b.1", "attack/artillery", when="2025-03-29", region="SEA:black"),
    said("b.2", "casualties/injured", 3, when=NIGHT, by="Berezin"),
]


@pytest.fixture
async def filled(store):
    await take(store, [*events_of(A, TOLD), *events_of(B, TOLD)])
    return store


async def regions(engine, **asked):
    return [each.incident.region async for each in incidents(engine, Wanted(**asked))]


async def test_the_latest_first_and_every_filter(filled):
    assert await regions(filled) == [
        "SEA:black",
        *sorted(await regions(filled, until=date(2025, 3, 28)), key=(await regions(filled)).index),
    ]
    assert await regions(filled, regions=("RU",)) == ["RU-BRY"]
    assert await regions(filled, regions=("UA-63", "SEA:black")) == ["SEA:black", "UA-63"]
    assert await regions(filled, since=date(2025, 3, 29)) == ["SEA:black"]
    assert await regions(filled, family=Family.SHELLING) == ["SEA:black"]
    assert await regions(filled, severity=3) == ["RU-BRY"]
    assert await regions(filled, limit=1) == ["SEA:black"]
    assert await regions(filled, regions=("FR",)) == []


async def test_pages_join_without_a_seam(filled, monkeypatch):
    whole = await regions(filled)
    monkeypatch.setattr("services.store.lookup._PAGE", 1)
    assert await regions(filled) == whole


async def test_the_record_has_claims_history_and_quotes(filled):
    (bryansk,) = [each.incident async for each in incidents(filled, Wanted(regions=("RU-BRY",)))]
    found = await record(filled, bryansk.id)
    assert found is not None
    assert [claim.id for claim in found.claims] == ["a.1", "a.2", "b.2"]
    assert [past.kind for past in found.history] == ["opened", "updated"]
    page = as_text(found)
    assert "Ignat Berezin: 2, then 3 (2 articles)" in page
    assert "Injured: 3, up from 2 (Ignat Berezin)" in page
    document = json.loads(as_document(found))
    assert document["acled_sub_events"] == ["Air/drone strike"]
    assert await record(filled, "inc_unknown") is None


async def test_csv_has_a_header_and_no_formula(filled):
    text = "".join([line async for line in export.comma_separated(incidents(filled, Wanted()))])
    rows = list(csv.DictReader(io.StringIO(text)))
    by_region = {row["region"]: row for row in rows}
    assert by_region["RU-BRY"]["places"] == "'=Klintsy"
    assert (by_region["RU-BRY"]["injured_min"], by_region["RU-BRY"]["injured_max"]) == ("3", "3")
    assert by_region["UA-63"]["acled_sub_events"] == "Disrupted weapons use"
    assert by_region["UA-63"]["plover_events"] == ""


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_starts_a_formula(start):
    assert export.safe(start).startswith("'")


async def test_no_part_of_a_list_starts_a_formula(store):
    told = [said(f"a.{n}", "attack/uav", when=NIGHT, place=place) for n, place in enumerate(["Sevsk", "=HYPERLINK(A1)"], start=1)]
    await take(store, events_of(A, told))
    text = "".join([line async for line in export.comma_separated(incidents(store, Wanted()))])
    assert "'=HYPERLINK(A1); Sevsk" in text


async def test_geojson_is_one_collection(filled):
    whole = json.loads("".join([part async for part in export.geojson(incidents(filled, Wanted()))]))
    assert (whole["type"], len(whole["features"])) == ("FeatureCollection", 3)
    assert {feature["geometry"] for feature in whole["features"]} == {None}


async def test_jsonl_is_the_contract(filled):
    lines = [json.loads(line) async for line in export.jsonl(incidents(filled, Wanted()))]
    assert {line["region"] for line in lines} == {"RU-BRY", "UA-63", "SEA:black"}


async def test_the_national_total_stands_beside_its_part(store):
    ministry = {"by": "Defense Ministry", "kind": "ministry", "when": NIGHT}
    total = said("c.1", "interception/uav", 67, region="RU", **ministry)
    part = said("c.2", "interception/uav", 33, part_of="c.1", **ministry)
    await take(store, events_of(article("c", "2025-03-28T09:00+03:00"), [total, part]))
    (only,) = [each.incident async for each in incidents(store, Wanted())]
    found = await record(store, only.id)
    assert found is not None
    assert [claim.id for claim in found.totals] == ["c.1"]
    assert "interception uav: 67 over RU, Defense Ministry [c.1]" in as_text(found)
    assert [claim["id"] for claim in json.loads(as_document(found))["totals"]] == ["c.1"]
