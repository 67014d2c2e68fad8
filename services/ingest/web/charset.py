"""Bytes to characters, for XML and HTML alike. Owns the order in which statements about the encoding are believed.

Byte order mark, then valid UTF-8 that is not plain ASCII, then the HTTP header, then the document's own declaration, then a guess.
UTF-8 comes before what is declared because servers and templates mislabel it often, and other text is next to never valid UTF-8.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Longer marks before the marks they begin with."""

_UNMARKED: Final = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
"""How "<" or "<?xm" begins in encodings that are no superset of ASCII (XML 1.0, appendix F)."""

_DECLARED: Final = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["']\s*([\w.:-]+)|<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

_READ_AS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Codec named by the document → its superset that is really meant (WHATWG Encoding, section 4.2)."""

_NO_CHARSETS: Final = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem", "palmos"}
"""Codecs of Python that are no encodings of documents."""

_DECLARATION_WITHIN: Final = 2048
"""Bytes from the start within which a document declares its encoding; browsers look at 1,024."""

_GUESS_FROM: Final = 65_536
"""Bytes that a guess looks at: it takes seconds on megabytes."""

_TOO_MANY_LOST: Final = 100
"""One lost character in so many is an encoding error worth telling."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, and how sure they are."""

    text: str
    encoding: str
    """Python's name of the codec."""
    errors: bool = False
    """More than one character in a hundred could not be decoded."""


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The characters of a document; never fails: what cannot be decoded becomes U+FFFD.

    >>> decode("<p>Привіт</p>".encode("cp1251"), "text/html; charset=windows-1251").text
    '<p>Привіт</p>'
    >>> decode('<?xml version="1.0" encoding="windows-1251"?><a>Привіт</a>'.encode()).encoding
    'utf-8'
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], encoding)
    for start, encoding in _UNMARKED:
        if body.startswith(start):
            return _lenient(body, encoding)
    declared = _codecs(body, content_type)
    for encoding in declared if body.isascii() else ("utf-8", *declared):
        try:
            return Decoded(body.decode(encoding), encoding)
        except UnicodeError:
            continue
    if body.isascii():
        return Decoded(body.decode("ascii"), "utf-8")
    return _lenient(body, "utf-8" if _mostly_utf8(body) else declared[0] if declared else _guess(body))


def _codecs(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """The codecs named by the header and by the document, in that order, as far as they exist."""
    names = [found[1]] if (found := _CHARSET.search(content_type or "")) else []
    if inside := _DECLARED.search(body, 0, _DECLARATION_WITHIN):
        names.append((inside[1] or inside[2]).decode("ascii", "ignore"))
    known = []
    for name in names:
        try:
            codec = codecs.lookup(name)
        except LookupError:
            continue
        if codec.name not in _NO_CHARSETS and getattr(codec, "_is_text_encoding", True):
            known += [_READ_AS.get(codec.name, codec.name), codec.name]
    return tuple(dict.fromkeys(known))


def _mostly_utf8(body: bytes) -> bool:
    """Few broken sequences amid valid ones: a document cut or damaged, not one in another encoding."""
    text = body.decode("utf-8", "replace")
    valid = sum(each > "\x7f" for each in text) - text.count("\ufffd")
    return valid > 10 * text.count("\ufffd")


def _guess(body: bytes) -> str:
    best = from_bytes(body[:_GUESS_FROM]).best()
    return best.encoding if best else "cp1252"


def _lenient(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return Decoded(text.removeprefix("\ufeff"), encoding, errors=lost * _TOO_MANY_LOST > len(text))
