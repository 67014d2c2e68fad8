"""TLS to PostgreSQL as its addresses spell it: ?sslmode=verify-full&sslrootcert=/path, which the driver does not read by itself.

The meaning of each mode is that of libpq: https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS
"""

import ssl
from typing import Any, Final

from sqlalchemy.engine import URL

from services.runtime.errors import ConfigError

_KEYS: Final = ("sslmode", "sslrootcert", "sslcert", "sslkey")

_LEFT_TO_DRIVER: Final = ("disable", "allow", "prefer")
"""Modes in which a server without TLS is taken too, so that no certificate can be wanted."""

_ENCRYPTED: Final = ("require", "verify-ca", "verify-full")


def libpq_tls(address: URL) -> tuple[URL, dict[str, Any]]:
    """The address without those keys, and what the driver needs instead. Raises ConfigError for a mode or a file that does not fit.

    >>> from sqlalchemy import make_url
    >>> libpq_tls(make_url("postgresql://host/name?sslmode=disable"))
    (postgresql://host/name, {'ssl': 'disable'})
    """
    given = {key: str(address.query[key]) for key in _KEYS if key in address.query}
    if not given:
        return address, {}
    mode = given.get("sslmode", "verify-full" if "sslrootcert" in given else "prefer")
    if mode not in (*_LEFT_TO_DRIVER, *_ENCRYPTED):
        raise ConfigError(f"database_url: sslmode={mode} is none of {', '.join((*_LEFT_TO_DRIVER, *_ENCRYPTED))}")
    return address.difference_update_query(_KEYS), {"ssl": mode if mode in _LEFT_TO_DRIVER else _context(mode, given)}


def _context(mode: str, given: dict[str, str]) -> ssl.SSLContext:
    """What is checked of the server, and how we prove who we are."""
    try:
        context = ssl.create_default_context(cafile=given.get("sslrootcert"))
        if "sslcert" in given:
            context.load_cert_chain(given["sslcert"], given.get("sslkey"))
    except OSError as error:
        raise ConfigError(f"database_url: the files of sslrootcert, sslcert or sslkey cannot be used: {error}") from error
    context.check_hostname = mode == "verify-full"
    if mode == "require" and "sslrootcert" not in given:
        context.verify_mode = ssl.CERT_NONE
    return context
