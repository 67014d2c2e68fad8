"""What Redis answers when it cannot or will not: every error of redis-py in our own words. Owns what each answer means."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from redis import exceptions

from services.runtime import cancellation
from services.runtime.errors import ConfigError, ServiceError, Transient


class GroupExists(ServiceError):
    """The consumer group is there already."""


class NoSuchKey(ServiceError):
    """The stream is not there."""


class GroupLost(Transient):
    """The consumer group is not there: the stream was deleted or the server lost its data. Start again to make it anew."""


_NO_PASSWORD: Final = ("HELLO must be called", "NOAUTH", "Authentication required")
"""How servers begin to say that a password is wanted and none was given."""

_LATER: Final = "{at} cannot work now: {said}"

_ANSWERS: Final[tuple[tuple[str, type[ServiceError], str], ...]] = (
    ("OOM", Transient, "{at} is full: it has reached its maxmemory; raise that, or wait until consumers have caught up"),
    ("READONLY", Transient, "{at} is read-only: it is a replica now; point redis_url (TOCSIN_REDIS_URL) at the primary"),
    ("You can't write against a read only", Transient, "{at} is read-only: point redis_url (TOCSIN_REDIS_URL) at the primary"),
    ("NOGROUP", GroupLost, "{at} has lost a consumer group: {said}"),
    ("BUSYGROUP", GroupExists, "{said}"),
    ("no such key", NoSuchKey, "{said}"),
    ("Consumer Group name already exists", GroupExists, "{said}"),
    ("MISCONF", Transient, "{at} does not write: {said}"),
    ("UNBLOCKED", Transient, _LATER),
    ("BUSY", Transient, _LATER),
    ("LOADING", Transient, _LATER),
    ("CLUSTERDOWN", Transient, _LATER),
    ("MASTERDOWN", Transient, _LATER),
    ("TRYAGAIN", Transient, _LATER),
    ("NOREPLICAS", Transient, _LATER),
)
"""How an answer begins → what it means. redis-py cuts the code off some answers, so their texts stand here too."""


@contextmanager
def translated(at: str = "Redis") -> Iterator[None]:
    """Turns what redis-py raises inside the block into our errors, and lets no cancellation get lost in it."""
    try:
        with cancellation.kept():
            yield
    except (exceptions.RedisError, OSError) as error:
        raise in_our_words(error, at) from error


def in_our_words(error: Exception, at: str) -> Exception:
    """An error of redis-py as Transient, ConfigError, or one of the errors of this module; an unknown answer stays itself."""
    said = (str(error) or type(error).__name__).rstrip(".")
    if isinstance(error, exceptions.AuthenticationError | exceptions.AuthorizationError | exceptions.NoPermissionError):
        if said.startswith(_NO_PASSWORD):
            said = "it wants a password, and there is none"
        return ConfigError(f"{at} refuses us: {said}; check user and password in redis_url (TOCSIN_REDIS_URL)")
    for beginning, kind, sentence in _ANSWERS:
        if said.startswith(beginning) or (beginning == "OOM" and isinstance(error, exceptions.OutOfMemoryError)):
            return kind(sentence.format(at=at, said=said))
    if isinstance(error, exceptions.ResponseError) and not isinstance(error, exceptions.ReadOnlyError):
        return error
    return Transient(f"{at} does not answer: {_cause(error) or said}")


def _cause(error: BaseException) -> str | None:
    """What the system says of a connection that failed, where it says so by a number."""
    cause: BaseException | None = error
    while cause is not None and not (isinstance(cause, OSError) and cause.errno):
        cause = cause.__cause__ or cause.__context__
    number = cause.errno if isinstance(cause, OSError) and not isinstance(cause, ssl.SSLError) else None
    return os.strerror(number) if number and number > 0 else None  # those of name servers are below 0, those of TLS its own
