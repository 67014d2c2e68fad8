"""What the gazetteer has: the regions of the world under today's codes, in the languages of the news; and where it comes from."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from services.extract.places import gazetteer
from tocsin.places import SEAS, RegionCode

ROOT = Path(__file__).parents[3]
PLACES = gazetteer.load()
ENTRIES = [PLACES._entry(number) for number in range(len(PLACES._places))]
REGIONS = {entry.code for entry in ENTRIES if entry.level == "region"}


def codes(name):
    return {entry.code for entry in PLACES.candidates(name) if entry.level in {"region", "country", "sea"}}


def test_every_country_and_its_first_level_regions_are_there():
    assert len({entry.code for entry in ENTRIES if entry.level == "country"}) == 249
    count = Counter(code[:2] for code in REGIONS)
    # as many as ISO 3166-2 lists at the first level; Iraq with the governorates inside its Kurdistan
    iso = {
        "RU": 83,
        "UA": 27,
        "BY": 7,
        "PL": 16,
        "KZ": 20,
        "CZ": 14,
        "RS": 20,
        "IR": 31,
        "SY": 14,
        "IQ": 19,
        "US": 51,
        "DE": 16,
        "TR": 81,
    }
    assert {country: count[country] for country in iso} == iso
    assert sum(count.values()) > 3_600


def test_codes_are_those_of_the_contract_and_of_today():
    valid = TypeAdapter(RegionCode)
    for entry in ENTRIES:
        assert valid.validate_python(entry.code) == entry.code
    assert codes("Almaty Region") == {"KZ-19"}
    assert codes("Xinjiang") == {"CN-XJ"}
    assert {"KZ-ALM", "CN-65", "IR-44", "CZ-JM", "MK-85"} & REGIONS == set()


def test_every_sea_of_the_contract_has_names_in_three_languages():
    for sea, names in {
        "black": "Black Sea|Чёрное море|Чорне море", "azov": "Sea of Azov|Азовское море|Азовське море",
        "baltic": "Baltic Sea|Балтийское море|Балтійське море", "caspian": "Caspian Sea|Каспийское море|Каспійське море",
        "red": "Red Sea|Красное море|Червоне море", "mediterranean": "Mediterranean Sea|Средиземное море|Середземне море",
    }.items():  # fmt: skip
        assert sea in SEAS
        assert all(f"SEA:{sea}" in codes(name) for name in names.split("|"))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("RU-BRY", "Bryansk Oblast|Bryansk|Брянская область|Брянской области|Брянщина|Брянська область|Брянській області"),
        ("RU-CE", "Chechnya|Chechen Republic|Чечня|Чеченская Республика|Чеченской Республике|Чеченська Республіка"),
        ("RU-YAN", "Yamalo-Nenets Autonomous Okrug|Ямало-Ненецкий автономный округ|Ямало-Ненецький автономний округ"),
        (
            "UA-63",
            "Kharkiv Oblast|Kharkivska oblast|Харківська область|Харківської області|Харківщина|Харьковская область|Слобожанщина",
        ),
        ("UA-77", "Chernivtsi Oblast|Чернівецька область|Черновицкая область|Буковина"),
        ("KZ-10", "Abai Region|Абайская область"),
        ("DE-BY", "Bavaria|Bayern|Бавария"),
        ("LB-JA", "South Lebanon|Южный Ливан|Південний Ліван"),
        ("EH", "Western Sahara|Западная Сахара|Західна Сахара"),
    ],
)
def test_a_region_is_known_by_its_names(code, names):
    assert [name for name in names.split("|") if code not in codes(name)] == []


def test_every_region_of_russia_and_ukraine_has_a_name_in_both_alphabets():
    latin, cyrillic = Counter(), Counter()
    for line in PLACES._keys:
        key, _, numbers = line.partition("\t")
        for entry in map(PLACES._entry, map(int, numbers.split())):
            if entry.level == "region" and entry.country in {"RU", "UA"}:
                (cyrillic if re.search("[а-яіїєґ]", key) else latin)[entry.code] += 1
    wanted = {code for code in REGIONS if code[:2] in {"RU", "UA"}}
    assert wanted - set(latin) == set()
    assert wanted - set(cyrillic) == set()


def test_districts_are_known_where_raions_and_districts_are_reported():
    count = Counter(entry.country for entry in ENTRIES if entry.level == "district")
    for country, least in {"RU": 2_300, "UA": 120, "BY": 100, "PL": 300, "GE": 60, "SY": 50, "IL": 6, "LB": 20, "IR": 300}.items():
        assert count[country] >= least, country


@pytest.mark.parametrize(
    ("text", "region", "name", "flags"),
    [
        ("Khvastovich district", "RU-KLU", "Khvastovichskiy Rayon", ()),
        ("в Хвастовичском районе", "RU-KLU", "Khvastovichskiy Rayon", ()),
        ("in the Khvastovici district", "RU-KLU", "Khvastovichskiy Rayon", ("place_fuzzy",)),
        ("Dzhezkazgan district", "RU-KLU", "Kaluga Oblast", ("parent_mismatch",)),
    ],
)
def test_a_district_is_found_inside_its_region_only_and_a_slip_is_flagged(text, region, name, flags):
    (span,) = PLACES.scan(text)
    found = PLACES.resolve(span, gazetteer.PlaceContext((region,)))
    assert (found.entry.code, found.entry.name, found.flags) == (region, name, flags)
    assert span.text in text, "what was written stays as it is"


def test_a_slip_without_a_region_is_not_guessed():
    spans = PLACES.scan("in the Khvastovici district")
    assert [PLACES.resolve(span, gazetteer.PlaceContext()) for span in spans] == [None]


@pytest.mark.parametrize(
    ("written", "code"), [("Хвастовичи", "RU-KLU"), ("Khvastovichi", "RU-KLU"), ("Shchyolkovo", "RU-MOS"), ("Shchelkovo", "RU-MOS")]
)
def test_spellings_of_one_town_meet(written, code):
    assert code in {entry.code for entry in PLACES.candidates(written)}


def test_every_hand_written_name_leads_to_its_place():
    lost = []
    for line in (ROOT / "services/extract/data/nicknames.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, _, names = line.split("\t")
            lost += [(code, name) for name in names.split("|") if code not in {entry.code for entry in PLACES.candidates(name)}]
    assert lost == [], "run scripts/build_gazetteer.py after an edit of nicknames.tsv"


def test_the_notice_names_every_package_that_the_data_comes_from():
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for package in json.loads((ROOT / "scripts/gazetteer/packages.json").read_text("utf-8")):
        assert re.search(rf"\b{re.escape(package['name'])}\b", notice), package["name"]
        assert re.fullmatch(r"[0-9a-f]{64}", package["sha256"])
