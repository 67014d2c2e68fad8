"""The same properties on a real PostgreSQL, of whatever version is asked for (`make test-databases`)."""

import pytest
from store_properties import PROPERTIES, hold

LONG = 200


def test_eight_workers_end_where_one_does_postgres(postgres_url):
    hold(next(check for check in PROPERTIES if check.__name__.startswith("p3")), postgres_url, 5)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("check", PROPERTIES, ids=lambda check: check.__name__)
def test_property_at_length_postgres(postgres_url, check):
    hold(check, postgres_url, LONG)
