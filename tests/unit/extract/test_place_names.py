"""What a claim calls its place where a clause names several, and from when on a tally since a day runs."""

from datetime import datetime

import pytest

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
PUBLISHED = datetime.fromisoformat("2025-06-14T12:00:00+03:00")


def first(text, lang="ru"):
    return extract(Article(id="case", source="test", lang=lang, published=PUBLISHED, text=text), KNOWLEDGE).claims[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("В селе Ржевка Шебекинского округа Белгородской области дрон ранил мужчину.", "Ржевка"),
        ("В Белгородской области дроны атаковали Шебекино и Грайворон, ранены трое.", "Шебекино и Грайворон"),
    ],
    ids=["a village, not its district", "towns that stand together"],
)
def test_a_claim_names_the_innermost_places_that_stand_together(text, name):
    assert first(text).place.name == name


def test_a_tally_since_a_day_runs_until_publication():
    when = first("С 7 июня над Курской областью сбили 77 дронов.").when
    assert (when.start, when.end) == ("2025-06-07", "2025-06-14")


@pytest.mark.parametrize(
    ("text", "region", "name"),
    [
        ("A drone strike on Kharkiv wounded two people on Friday.", "UA-63", "Kharkiv"),
        ("Drones damaged two houses in the Kharkiv region on Friday.", "UA-63", None),
        ("Eleven drones were shot down over Kursk and nine over Bryansk.", "RU-KRS", None),
        ("In Kherson Oblast, a drone attack on Beryslav injured two people.", "UA-65", "Beryslav"),
        ("In the Rostov region, a woman was hurt when a drone hit her car in the village of Kiselevka.", "RU-ROS", "Kiselevka"),
        ("In the Bryansk region, a drone attacked a tractor in the village of Murom.", "RU-BRY", "Murom"),
        ("In the Volgograd region, a drone damaged a substation in the Frolovo district.", "RU-VGG", "Frolovo"),
        (
            "In the village of Bezymeno in the Grayvoron municipal district of Belgorod Region a drone hit a lorry.",
            "RU-BEL",
            "Bezymeno",
        ),
        ("In South Darfur, an air strike on the town of Nyala killed three people.", "SD-DS", "Nyala"),
        ("A drone attack on Russia's Black Sea port of Tuapse injured two people.", "RU-KDA", "Tuapse"),
        ("Drones hit a depot in the Red Sea city of Port Sudan.", "SD-RS", "Port Sudan"),
    ],
)
def test_a_town_is_named_where_the_text_speaks_of_it_and_a_region_where_it_speaks_of_all_of_it(text, region, name):
    place = first(text, "en").place
    assert (place.region, place.name) == (region, name)
