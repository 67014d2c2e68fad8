"""Places, numbers and times as texts state them, in three languages; sentences are the project's own."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.places import gazetteer
from services.extract.rules import numbers, times

PLACES = gazetteer.load()
NOWHERE = gazetteer.PlaceContext()
PUBLISHED = datetime(2025, 7, 22, 10, 0, tzinfo=timezone(timedelta(hours=3)))


def codes(text, context=NOWHERE):
    found = (PLACES.resolve(span, context) for span in PLACES.scan(text))
    return [item.entry.code for item in found if item]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("over the Belgorod and Smolensk regions", ["RU-BEL", "RU-SMO"]),
        ("Smolensk and Nizhny Novgorod Oblasts", ["RU-SMO", "RU-NIZ"]),
        ("в Белгородской, Брянской и Курской областях", ["RU-BEL", "RU-BRY", "RU-KRS"]),
        ("Moscow Region, then Moscow", ["RU-MOS", "RU-MOW"]),
        ("над Сумами, на Харківщині та в Криму", ["UA-59", "UA-63", "UA-43"]),
        ("the Republic of Tatarstan", ["RU-TA"]),
        ("over the Black Sea and the Sea of Azov", ["SEA:black", "SEA:azov"]),
        ("у Чернігівському районі Чернігівської області", ["UA-74", "UA-74"]),
        ("над Чёрным и Азовским морями, один — над Финским заливом", ["SEA:black", "SEA:azov", "SEA:baltic"]),
        ("пять — над Курской, по два — над Тульской и Калужской областями", ["RU-KRS", "RU-TUL", "RU-KLU"]),
        ("в Таганроге, у Запоріжжі, на Курщині, в Крыму и на Кубани", ["RU-ROS", "UA-23", "RU-KRS", "UA-43", "RU-KDA"]),
        ("брянский губернатор", ["RU-BRY"]),
        ("у Кривому Розі та Часовому Яру", ["UA-12", "UA-14"]),
        ("в ДНР, ЛНР и Ленобласти", ["UA-14", "UA-09", "RU-LEN"]),
        ("в Волжском и Жуковском", ["RU-VGG", "RU-MOS"]),
        ("Kyiv region and Kyiv", ["UA-32", "UA-30"]),
        ("in Khan Younis, Gaza City and across the Gaza Strip", ["PS-KYS", "PS-GZA", "PS"]),
        ("near Bint Jbeil, in the Galilee and at Ain al-Asad", ["LB-NA", "IL-Z", "IQ-AN"]),
        ("in Gimpo, North Kordofan and Tehran", ["KR-41", "SD-KN", "IR-23"]),
    ],
)
def test_places(text, expected):
    assert codes(text) == expected


def test_common_words_are_no_places():
    assert PLACES.scan("Most of it was Nice. Reading in March") == []


@pytest.mark.parametrize(
    "text",
    [
        "Губернатор Роман Донцов уточнил. Донцов добавил",  # people named like towns
        "голова ОВА Остап Горинь",
        "Силами дивизиона, мерами и планом. Таким был бой. Меры приняты",  # words declined unlike the places they resemble
        "«Полтава» проиграла «Крыму»",  # names in quotes
        "по московскому времени",
        "с Ромой, м Петя",  # prepositions and units are no abbreviated nouns
        "Чорноморський флот і Ремонтные бригады",  # adjectives of something else
    ],
)
def test_what_is_no_place(text):
    assert codes(text) == []


def test_a_region_is_nearer_to_mind_than_a_village_of_its_name():
    assert codes("над Крымом", gazetteer.PlaceContext(("RU-ROS",), ("RU",))) == ["UA-43"]


def test_a_village_unknown_to_the_gazetteer_lies_in_the_region_spoken_of():
    span = PLACES.scan("в селе Верхнекрутоярово")[0]
    found = PLACES.resolve(span, gazetteer.PlaceContext(("RU-BEL",), ("RU",)))
    assert found
    assert (found.entry.code, found.flags) == ("RU-BEL", ("place_unknown",))
    assert PLACES.resolve(span, NOWHERE) is None


def test_a_district_that_the_region_lacks_keeps_the_region_and_is_flagged():
    span = PLACES.scan("in the Gondolin district")[0]
    found = PLACES.resolve(span, gazetteer.PlaceContext(("RU-KLU",), ("RU",)))
    assert found
    assert (found.entry.code, found.flags, span.text) == ("RU-KLU", ("parent_mismatch",), "Gondolin")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "two hundred and five", (205, None, "exact")),
        ("en", "more than 12 400", (12400, None, "at_least")),
        ("en", "4 to 6", (4, 6, "exact")),
        ("ru", "не менее ста двадцати трёх", (123, None, "at_least")),
        ("ru", "две-три", (2, 3, "exact")),
        ("ru", "2,5 тыс.", (2500, None, "exact")),
        ("uk", "щонайменше п’ятеро", (5, None, "at_least")),
        ("uk", "кілька", (None, None, None)),
    ],
)
def test_numbers(lang, text, expected):
    (found,) = numbers.find(text, lang)
    assert (found.value, found.max, found.bound and found.bound.value) == expected


@pytest.mark.parametrize(
    ("lang", "text", "start", "end", "flags"),
    [
        ("en", "overnight", "2025-07-21", "2025-07-22", ()),
        ("en", "between 2:10 PM and 4:00 PM MSK", "2025-07-21T14:10:00+03:00", "2025-07-21T16:00:00+03:00", ()),
        (
            "en",
            "a 9-hour spell from midnight to 5 a.m.",
            "2025-07-22T00:00:00+03:00",
            "2025-07-22T05:00:00+03:00",
            ("window_inconsistent",),
        ),
        ("en", "between Sunday evening and Monday morning", "2025-07-20", "2025-07-21", ()),
        ("en", "on Saturday night", "2025-07-19", "2025-07-20", ()),
        ("en", "on the night of July 20 to 21", "2025-07-20", "2025-07-21", ("year_inferred",)),
        ("en", "between 9 p.m. Sunday and 7 a.m. Monday", "2025-07-20T21:00:00+03:00", "2025-07-21T07:00:00+03:00", ()),
        (
            "en",
            "from 19:50 on 20 July until half past five in the morning",
            "2025-07-20T19:50:00+03:00",
            "2025-07-21T05:30:00+03:00",
            ("year_inferred",),
        ),
        (
            "en",
            "from six o'clock to a quarter to nine in the evening",
            "2025-07-22T06:00:00+03:00",
            "2025-07-22T20:45:00+03:00",
            (),
        ),
        ("ru", "в ночь на 9 июля", "2025-07-08", "2025-07-09", ("year_inferred",)),
        ("ru", "с 20:00 до 7:00 мск", "2025-07-21T20:00:00+03:00", "2025-07-22T07:00:00+03:00", ()),
        ("uk", "за минулу добу", "2025-07-21", "2025-07-22", ()),
        (
            "ru",
            "с 22:00 мск 20 июля до 6:30 мск 21 июля",
            "2025-07-20T22:00:00+03:00",
            "2025-07-21T06:30:00+03:00",
            ("year_inferred",),
        ),
        ("ru", "за минувшие сутки, 20 июля", "2025-07-20", "2025-07-20", ("year_inferred",)),
        ("ru", "с 12 по 18 июля", "2025-07-12", "2025-07-18", ("year_inferred",)),
        ("ru", "с начала мая", "2025-05-01", "2025-07-22", ()),
        ("ru", "около 16:20 19 июля", "2025-07-19T16:20:00+03:00", "2025-07-19T16:20:00+03:00", ("year_inferred",)),
        ("uk", "у ніч проти 9 липня", "2025-07-08", "2025-07-09", ("year_inferred",)),
        ("uk", "у ніч на понеділок", "2025-07-20", "2025-07-21", ()),
        ("uk", "з 24.02.22 по 17.05.24", "2022-02-24", "2024-05-17", ()),
        ("uk", "від листопада торік", "2024-11-01", "2025-07-22", ()),
        ("uk", "минулого тижня", "2025-07-14", "2025-07-20", ()),
    ],
)
def test_times(lang, text, start, end, flags):
    when, raised = times.resolve(times.find(text, lang)[-1], times.TimeAnchor(PUBLISHED))
    assert (when.start, when.end, raised) == (start, end, flags)


@pytest.mark.parametrize(
    ("published", "text", "start"),
    [
        ("2025-09-02T22:40+00:00", "at 1:10 a.m. Moscow time", "2025-09-03T01:10:00+03:00"),  # the 3rd in Moscow already
        ("2025-09-03T00:30+03:00", "from 20:00 to 23:00 MSK", "2025-09-02T20:00:00+03:00"),  # told after midnight
        ("2025-09-03T22:40+03:00", "at 1:10 a.m. Moscow time", "2025-09-03T01:10:00+03:00"),
    ],
)
def test_a_clock_time_is_of_the_day_in_its_own_zone(published, text, start):
    anchor = times.TimeAnchor(datetime.fromisoformat(published))
    assert times.resolve(times.find(text, "en")[-1], anchor)[0].start == start


@pytest.mark.parametrize(
    ("lang", "text"), [("uk", "станом на 08:30 22 липня"), ("ru", "по состоянию на 9:00 мск"), ("ru", "написал в 6:10")]
)
def test_when_it_was_reported_is_not_when_it_happened(lang, text):
    assert {span.kind for span in times.find(text, lang)} == {"report"}


def test_a_day_without_publication_keeps_its_year_open():
    when, _ = times.resolve(times.find("on July 18th", "en")[0], times.TimeAnchor(None))
    assert when.start == "--07-18"


WORDS = st.lists(
    st.sampled_from(["in", "31", "30:99", "p.m.", "from", "to", "Москва", "і", "1,2", ";", "ночь", "мая", "-"])
    | st.text(max_size=6)
)


@settings(max_examples=150, deadline=None)
@given(WORDS.map(" ".join), st.sampled_from(["en", "ru", "uk"]))
def test_any_text_gives_valid_spans(text, lang):
    for span in [*PLACES.scan(text), *numbers.find(text, lang), *times.find(text, lang)]:
        assert text[span.start : span.end] == span.text
    for span in PLACES.scan(text):
        PLACES.resolve(span, NOWHERE)
    for span in times.find(text, lang):
        times.resolve(span, times.TimeAnchor(datetime(2025, 1, 1, tzinfo=UTC)))
        times.resolve(span, times.TimeAnchor(None))
