"""When an item happened, where its text tells that for the whole of it."""

from datetime import datetime

import pytest

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (
            "Flights at Tambov airport were halted at 02:35 Moscow time and resumed by 05:50 after drones attacked.",
            "2025-06-14T02:35:00+03:00",
            "2025-06-14T05:50:00+03:00",
        ),
        (
            "Volgograd airport was closed at 2:05 a.m. and reopened at 6:50 a.m. after drones attacked.",
            "2025-06-14T02:05:00+03:00",
            "2025-06-14T06:50:00+03:00",
        ),
        (
            "Russia used 40 drones, the air force said. The attack began at 21:15 on 13 June.",
            "2025-06-13T21:15:00+03:00",
            "2025-06-14",
        ),
        ("The US military shot down three drones over the Red Sea in the past 24 hours.", "2025-06-13", "2025-06-14"),
        (
            "On 18 April air defence downed 73 drones over Kursk in a 6-hour window spanning midnight to 6 a.m.",
            "2025-04-18T00:00:00+03:00",
            "2025-04-18T06:00:00+03:00",
        ),
        ("Overnight on Saturday, June 14, drones hit two houses in Sumy.", "2025-06-13", "2025-06-14"),
        ("Two drones hit Sumy over the weekend.", "2025-06-07", "2025-06-08"),
        ("In the evening, two drones hit Sumy.", "2025-06-14", "2025-06-14"),
        ("On Thursday in the afternoon two drones hit Sumy.", "2025-06-12", "2025-06-12"),
        ("A strike hit Sumy. The war began when rockets hit Kharkiv on 24 February 2022.", "2025-06-14", "2025-06-14"),
        ("Two drones hit Sumy three days ago.", "2025-06-11", "2025-06-11"),
        ("The plant in Tula was last hit in January. Two drones struck it, the governor said.", "2025-06-14", "2025-06-14"),
        ("Two drones hit Sumy on the previous day.", "2025-06-13", "2025-06-13"),
        ("Mayor Ihor Bondar reported at 3:12 a.m. that two drones had hit Sumy.", "2025-06-14", "2025-06-14"),
        ("A missile has killed three people in Sumy. Two missiles hit the town on Tuesday.", "2025-06-10", "2025-06-10"),
        ("A night attack killed two people in Sumy.", "2025-06-13", "2025-06-14"),
        ("Two drones hit Sumy in the afternoon of June 10.", "2025-06-10", "2025-06-10"),
        ("Two drones hit Sumy on June 10 at around 3 p.m.", "2025-06-10T15:00:00+03:00", "2025-06-10T15:00:00+03:00"),
        ("Two people were killed by a drone in Sumy. The attack took place on Thursday.", "2025-06-12", "2025-06-12"),
        ("A drone hit a bus in Sumy. The attack on Tuesday took place at noon.", "2025-06-10", "2025-06-10"),
        ("A drone hit a bus in Sumy. The strike, the mayor said, occurred on Tuesday.", "2025-06-10", "2025-06-10"),
        ("A missile hit a school in Sumy. It happened on Sunday evening, the mayor said.", "2025-06-08", "2025-06-08"),
        ("Two people were killed by a drone in Sumy. The funeral took place on Thursday.", "2025-06-14", "2025-06-14"),
        ("Two people were killed by a drone in Sumy on Friday. The attack took place on Thursday.", "2025-06-13", "2025-06-13"),
    ],
)
def test_a_claim_has_the_time_that_its_text_tells(text, start, end):
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    claim = extract(Article(id="case", source="test", lang="en", published=published, text=text), KNOWLEDGE).claims[0]
    assert claim.when is not None
    assert (claim.when.start, claim.when.end) == (start, end)


@pytest.mark.parametrize(
    ("lang", "text", "start", "end"),
    [
        ("ru", "В ночь со среды на четверг дрон ударил по Судже.", "2025-06-11", "2025-06-12"),
        ("ru", "Минувшим вечером дрон ударил по Судже.", "2025-06-13", "2025-06-13"),
        ("ru", "В минувшие выходные дрон ударил по Судже.", "2025-06-07", "2025-06-08"),
        ("ru", "В полдень 12 июня дрон ударил по Судже.", "2025-06-12T12:00:00+03:00", "2025-06-12T12:00:00+03:00"),
        ("ru", "При ударе дрона по Судже погибли двое. Инцидент произошёл вечером в среду.", "2025-06-11", "2025-06-11"),
        ("ru", "При ударе дрона по Судже погибли двое. Пожар произошёл в среду.", "2025-06-14", "2025-06-14"),
        (
            "ru",
            "Накануне губернатор сообщал, что с 14:00 до 20:00 мск над Курской областью сбиты девять дронов.",
            "2025-06-13T14:00:00+03:00",
            "2025-06-13T20:00:00+03:00",
        ),
        (
            "ru",
            "Накануне в Судже открыли парк. Сегодня с 04:00 до 06:00 мск над Курской областью сбиты девять дронов.",
            "2025-06-14T04:00:00+03:00",
            "2025-06-14T06:00:00+03:00",
        ),
        (
            "ru",
            "Войска за неделю, с 7 по 13 июня, заняли село, сообщило Минобороны РФ. Сбиты 38 управляемых бомб.",
            "2025-06-07",
            "2025-06-13",
        ),
        (
            "ru",
            "Войска с 6 по 12 июня заняли село, сообщило Минобороны РФ. За неделю ПВО сбила 38 управляемых бомб.",
            "2025-06-06",
            "2025-06-12",
        ),
        ("ru", "Новошахтинск ночью атаковали дроны.", "2025-06-13", "2025-06-14"),
        ("uk", "За вихідні над Сумщиною збили п'ять дронів.", "2025-06-07", "2025-06-08"),
        ("uk", "Протягом дня дрон вдарив по Ізюму.", "2025-06-14", "2025-06-14"),
        ("uk", "У ніч на 13 червня та вранці дрон вдарив по Ізюму.", "2025-06-12", "2025-06-13"),
        ("uk", "Минулого вечора дрон вдарив по Ізюму.", "2025-06-13", "2025-06-13"),
        ("uk", "Унаслідок удару по Ізюму загинули двоє. Атака сталася в середу.", "2025-06-11", "2025-06-11"),
        (
            "uk",
            "Доба на Донеччині\nТакий звіт зранку 14 червня дала поліція, стріляли часто.\nЛиман: три КАБ, поранено людину.",
            "2025-06-13",
            "2025-06-14",
        ),
        ("uk", "Втрати ворога: дані за 12 червня\nтанків — 900 (+4)", "2022-02-24", "2025-06-12"),
    ],
)
def test_a_time_is_told_in_russian_and_ukrainian(lang, text, start, end):
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    claim = extract(Article(id="case", source="test", lang=lang, published=published, text=text), KNOWLEDGE).claims[0]
    assert claim.when is not None
    assert (claim.when.start, claim.when.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (
            "У ніч на 13 червня дрони атакували Саратов. Обмеження діяли з 02:10 до 04:40. В Енгельсі поранено людину.",
            "2025-06-12",
            "2025-06-13",
        ),
        (
            "Атака 13 червня: у Сумах знеструмлено сім сіл\nУ ніч на 13 червня атакували дронами. У Сумах знеструмлено сім сіл.",
            "2025-06-12",
            "2025-06-13",
        ),
        (
            "Уранці 12 червня дрон влучив у цех у Кременчуці. 5 червня безпілотник пошкодив у Кременчуці школу.",
            "2025-06-05",
            "2025-06-05",
        ),
    ],
    ids=["the hours of a closure go no further", "a headline's day lies in the night below", "another day is another strike's"],
)
def test_the_time_of_the_last_claim_in_ukrainian(text, start, end):
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    claim = extract(Article(id="case", source="test", lang="uk", published=published, text=text), KNOWLEDGE).claims[-1]
    assert (claim.when.start, claim.when.end) == (start, end)


def test_the_night_before_another_night_is_counted_from_it_without_a_publication_day():
    text = "On the night of August 27th, 26 drones were shot down over Kursk; the previous night's tally was 43 drones shot down."
    claims = extract(Article(id="case", source="test", lang="en", published=None, text=text), KNOWLEDGE).claims
    assert [(claim.when.start, claim.when.end) for claim in claims if claim.when] == [
        ("--08-26", "--08-27"),
        ("--08-25", "--08-26"),
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (
            "From 11:00 p.m. Moscow time (8:00 p.m. GMT) on June 13 and 7:00 a.m. on June 14, 81 drones were destroyed over Kursk.",
            "2025-06-13T23:00:00+03:00",
            "2025-06-14T07:00:00+03:00",
        ),
        (
            "Between 20:00 and 23:00 Moscow time, air defences destroyed eight drones over Kursk Region.",
            "2025-06-13T20:00:00+03:00",
            "2025-06-13T23:00:00+03:00",
        ),
        ("A drone hit Sumy at around 3 p.m.", "2025-06-14T15:00:00+03:00", "2025-06-14T15:00:00+03:00"),
        ("A drone hit Sumy at around 9 p.m.", "2025-06-13T21:00:00+03:00", "2025-06-13T21:00:00+03:00"),
        ("Overnight Thursday into Friday, drones hit Sumy.", "2025-06-12", "2025-06-13"),
        ("Drones hit Sumy overnight Thursday-Friday.", "2025-06-12", "2025-06-13"),
        (
            "Russia lost 1,015,300 troops from February 24, 2022, to June 14, 2025. It also lost 10,969 tanks (+2).",
            "2022-02-24",
            "2025-06-14",
        ),
    ],
    ids=[
        "the hour in a second zone", "a window that is yet to come was yesterday's", "a clock of a zone further east",
        "an hour that is yet to come was yesterday's", "a night between two days", "a night between two days with a dash",
        "what losses are added up since",
    ],
)  # fmt: skip
def test_the_time_of_a_claim_in_english(text, start, end):
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    claims = extract(Article(id="case", source="test", lang="en", published=published, text=text), KNOWLEDGE).claims
    claim = next((claim for claim in claims if claim.object == "tank"), claims[0])
    assert (claim.when.start, claim.when.end) == (start, end)
