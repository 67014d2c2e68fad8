"""The properties that make incidents trustworthy, on random newsrooms and a real SQLite file."""

import pytest
from store_properties import PROPERTIES, hold

SHORT, LONG = 6, 200


@pytest.mark.parametrize("check", PROPERTIES, ids=lambda check: check.__name__)
def test_property(sqlite_url, check):
    hold(check, sqlite_url, SHORT)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("check", PROPERTIES, ids=lambda check: check.__name__)
def test_property_at_length(sqlite_url, check):
    hold(check, sqlite_url, LONG)
