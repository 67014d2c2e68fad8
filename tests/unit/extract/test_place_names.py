"""What a claim calls its place where a clause names several, and from when on a tally since a day runs."""

from datetime import datetime

import pytest

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
PUBLISHED = datetime.fromisoformat("2025-06-14T12:00:00+03:00")


def first(text):
    return extract(Article(id="case", source="test", lang="ru", published=PUBLISHED, text=text), KNOWLEDGE).claims[0]


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
