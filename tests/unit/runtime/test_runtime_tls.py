"""What of TLS a PostgreSQL address asks for."""

import ssl
from pathlib import Path

import certifi
import pytest
from sqlalchemy import make_url

from services.runtime import database
from services.runtime.errors import ConfigError
from services.runtime.tls import libpq_tls

BASE = "postgresql://u:p@host/name"


def _ssl(query: str) -> object:
    return libpq_tls(make_url(f"{BASE}?{query}"))[1].get("ssl")


def test_an_address_without_it_is_left_alone() -> None:
    address, arguments = libpq_tls(make_url(f"{BASE}?application_name=x"))
    assert arguments == {}
    assert address.query == {"application_name": "x"}


@pytest.mark.parametrize(
    ("query", "verified", "named"),
    [
        ("sslmode=require", ssl.CERT_NONE, False),
        ("sslmode=require&sslrootcert={ca}", ssl.CERT_REQUIRED, False),
        ("sslmode=verify-ca&sslrootcert={ca}", ssl.CERT_REQUIRED, False),
        ("sslmode=verify-full", ssl.CERT_REQUIRED, True),
        ("sslrootcert={ca}", ssl.CERT_REQUIRED, True),
    ],
)
def test_each_mode_checks_what_it_says(query: str, verified: ssl.VerifyMode, named: bool) -> None:
    context = _ssl(query.format(ca=certifi.where()))
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (verified, named)


def test_the_driver_gets_an_address_it_can_read() -> None:
    engine = database.engine(f"{BASE}?sslmode=verify-full&application_name=x")
    assert set(engine.url.query) == {"application_name"}


@pytest.mark.parametrize("query", ["sslmode=on", "sslmode=verify-full&sslrootcert=/no/such/file", "sslmode=require&sslcert=/none"])
def test_what_cannot_be_used_is_an_error_that_names_the_setting(query: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="database_url") as caught:
        database.engine(f"{BASE}?{query}")
    assert ":p@" not in str(caught.value)
