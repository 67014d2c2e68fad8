"""What Redis will not do is told in our own words: what is wrong, at which setting, and nothing of a library."""

import errno
import ssl

import pytest
from redis import exceptions

from services.runtime.answers import in_our_words
from services.runtime.errors import ConfigError, Transient
from services.runtime.server import identify

HELLO = (
    "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used"
)


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (
            exceptions.AuthenticationError(HELLO),
            ConfigError,
            "cache:6379 refuses us: it wants a password, and there is none; check",
        ),
        (exceptions.AuthenticationError("Authentication required."), ConfigError, "it wants a password, and there is none; check"),
        (exceptions.AuthenticationError("invalid username-password pair or user is disabled."), ConfigError, "is disabled; check"),
        (exceptions.ReadOnlyError("You can't write against a read only replica."), Transient, "read-only: point redis_url"),
        (
            exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'."),
            Transient,
            "its maxmemory; raise that",
        ),
    ],
    ids=["no password", "no password, older", "wrong password", "replica", "full"],
)
def test_a_refusal_names_what_to_change(error: Exception, kind: type[Exception], told: str) -> None:
    found = in_our_words(error, "cache:6379")
    assert isinstance(found, kind)
    assert told in str(found)
    assert "HELLO" not in str(found)
    assert "..;" not in str(found).replace(".;", "..;")


def test_a_connection_that_fails_is_told_by_its_cause() -> None:
    error = exceptions.ConnectionError("Error 111 connecting to cache:6379. Connect call failed ('10.0.0.1', 6379).")
    error.__cause__ = OSError(errno.ECONNREFUSED, "Connect call failed ('10.0.0.1', 6379)")
    assert str(in_our_words(error, "cache:6379")) == "cache:6379 does not answer: Connection refused"


async def test_a_server_that_is_not_there_names_the_setting() -> None:
    with pytest.raises(Transient, match=r"^127\.0\.0\.1:1 does not answer: Connection refused \(redis_url, TOCSIN_REDIS_URL\)$"):
        await identify("redis://:hunter2@127.0.0.1:1/0")


def test_a_certificate_that_is_not_trusted_is_told_in_the_words_of_tls() -> None:
    error = exceptions.ConnectionError("Error 1 connecting to cache:6379. certificate verify failed: self-signed certificate.")
    error.__cause__ = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    assert "certificate verify failed" in str(in_our_words(error, "cache:6379"))
