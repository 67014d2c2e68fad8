"""When an event happened, as local days."""

from datetime import date, datetime

import pytest
from store_building import said

from services.store.window import Shape, looks_back, window_of
from tocsin.vocabulary import TimeBasis

TOLD = datetime.fromisoformat("2025-03-28T08:00+03:00")


@pytest.mark.parametrize(
    ("when", "first", "last", "shape"),
    [
        ("2025-03-27..2025-03-28", 27, 28, Shape.NIGHT),
        ("2025-03-28", 28, 28, Shape.DAY),
        ("2025-03-28T01:10+03:00..2025-03-28T04:00+03:00", 28, 28, Shape.CLOCK),
        ("2025-03-27T22:00+03:00..2025-03-28T06:30+03:00", 27, 28, Shape.NIGHT),
        ("2025-03-27T08:00+03:00..2025-03-28T08:00+03:00", 27, 28, Shape.SPAN),
        ("2025-03-26..2025-03-28", 26, 28, Shape.SPAN),
        ("2025-03-25..2025-03-28", 25, 28, Shape.SPAN),
        ("2025-03-24..2025-03-28", 24, 28, Shape.SUMMARY),
        ("2025-03-27T22:40Z", 28, 28, Shape.CLOCK),
        ("--03-28T12:20+03:00..--03-28T15:00+03:00", 28, 28, Shape.CLOCK),
        ("2025-02-30", 28, 28, Shape.FLOATING),
    ],
)
def test_shape_and_local_days(when, first, last, shape):
    window = window_of(said("a.1", "attack/uav", when=when), TOLD)
    assert window is not None
    assert (window.first.day, window.last.day, window.shape) == (first, last, shape)


def test_no_word_of_time_floats_on_the_local_day_of_publication():
    window = window_of(said("a.1", "attack/uav", region="RU-DA"), datetime.fromisoformat("2025-09-02T22:40+00:00"))
    assert window is not None
    assert (window.first, window.shape) == (date(2025, 9, 3), Shape.FLOATING)


def test_a_day_taken_from_the_publication_floats_too():
    window = window_of(said("a.1", "attack/uav", when="2025-03-28", basis=TimeBasis.PUBLISHED), TOLD)
    assert window is not None
    assert window.shape is Shape.FLOATING


def test_a_day_without_a_year_is_the_latest_before_the_article():
    window = window_of(said("a.1", "attack/uav", when="--12-31"), TOLD)
    assert window is not None
    assert window.first == date(2024, 12, 31)


def test_nothing_known_is_no_window():
    assert window_of(said("a.1", "attack/uav"), None) is None


def test_an_event_long_before_its_article_is_looked_back_at():
    old = said("a.1", "attack/uav", when="2024-03-28")
    window = window_of(old, TOLD)
    assert window is not None
    assert looks_back(old, window, TOLD)
    recent = said("a.2", "attack/uav", when="2025-03-25")
    near = window_of(recent, TOLD)
    assert near is not None
    assert not looks_back(recent, near, TOLD)
