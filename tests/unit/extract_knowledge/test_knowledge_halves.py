"""Halves in numbers: they are whole numbers of things only before a scale."""

import pytest

from services.extract.rules import numbers


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "half a dozen drones", 6),
        ("en", "Half a million shells", 500_000),
        ("en", "two and a half thousand shells", 2_500),
        ("en", "more than half a dozen drones", 6),
        ("ru", "полтора десятка дронов", 15),
        ("ru", "около полутора тысяч снарядов", 1_500),
        ("ru", "более двух с половиной тысяч снарядов", 2_500),
        ("ru", "полдюжины ракет", 6),
        ("uk", "півтора десятка дронів", 15),
        ("uk", "понад дві з половиною тисячі снарядів", 2_500),
        ("uk", "півсотні дронів", 50),
    ],
)
def test_a_half_before_a_scale_is_counted(lang, text, value):
    assert [span.value for span in numbers.find(text, lang)] == [value]


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "half of the drones", []),
        ("en", "for two and a half hours", []),
        ("en", "a dozen drones and a half-built house", [12]),
        ("en", "half the 40 drones", [40]),
        ("ru", "полтора часа", []),
        ("ru", "с половиной из 40 дронов", [40]),
        ("uk", "півтори години", []),
    ],
)
def test_a_half_without_a_scale_is_no_number_of_things(lang, text, values):
    assert [span.value for span in numbers.find(text, lang)] == values
