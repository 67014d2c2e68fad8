"""Texts that every database and every JSON parser takes. Owns which characters those are not."""

import re
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from services.ingest.cleaning.page import Cleaned
from services.ingest.readers.entry import Entry

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and halves of surrogate pairs, which are no Unicode; JSON can smuggle in both."""

Value = TypeVar("Value", Entry, Cleaned)


def storable(value: Value) -> Value:
    r"""An entry or page whose texts have a mark in place of what cannot be stored.

    >>> storable(Cleaned(text="a", title="b\x00c")).title
    'b\ufffdc'
    """
    given = {field.name: getattr(value, field.name) for field in fields(value)}
    mended = {name: _mended(each) for name, each in given.items() if _is_broken(each)}
    return replace(value, **mended) if mended else value


def _is_broken(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_broken, value))
    return isinstance(value, str) and _UNSTORABLE.search(value) is not None


def _mended(value: Any) -> Any:
    return tuple(map(_mended, value)) if isinstance(value, tuple) else _UNSTORABLE.sub("\ufffd", value)
