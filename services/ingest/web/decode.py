"""Content-Encoding undone piece by piece, never holding more than the cap: what a small body unpacks to is decided by us."""

import zlib
from typing import Final, Protocol

import brotli  # type: ignore[import-untyped]

ACCEPT_ENCODING: Final = "gzip"
"""What we ask for. Brotli is understood where a server sends it unasked; anything else is refused."""

_STEP: Final = 64 * 1024
"""Bytes unpacked at a time."""

_GZIP_OR_ZLIB: Final = 47
"""wbits of zlib: either header, largest window."""


class TooLarge(Exception):
    """The decoded body is longer than its cap."""


class BadEncoding(Exception):
    """A Content-Encoding that is not understood, or bytes that break it."""


class Decoder(Protocol):
    """Takes pieces of a body and appends what they unpack to."""

    def feed(self, piece: bytes) -> None:
        """Decodes one piece; raises TooLarge or BadEncoding."""
        ...

    def body(self) -> bytes:
        """Everything decoded; raises BadEncoding when the body ends in the middle."""
        ...


class _Kept:
    """Decoded bytes up to a cap."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._bytes = bytearray()

    @property
    def room(self) -> int:
        """Bytes that still fit, and one more so that the cap is noticed."""
        return self._cap - len(self._bytes) + 1

    def add(self, piece: bytes) -> None:
        self._bytes += piece
        if len(self._bytes) > self._cap:
            raise TooLarge(f"the body is longer than {self._cap} bytes")

    def taken(self) -> bytes:
        return bytes(self._bytes)


class Identity:
    """No encoding."""

    def __init__(self, cap: int) -> None:
        self._kept = _Kept(cap)

    def feed(self, piece: bytes) -> None:
        """Keeps the piece."""
        self._kept.add(piece)

    def body(self) -> bytes:
        """Everything kept."""
        return self._kept.taken()


class Deflated:
    """gzip and zlib, also several gzip members in a row; raw deflate, which some servers send as "deflate", is recognised."""

    def __init__(self, cap: int) -> None:
        self._kept = _Kept(cap)
        self._unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._fed = False

    def feed(self, piece: bytes) -> None:
        """Decodes one piece."""
        rest = piece
        while rest:
            if self._unpack.eof:
                if not rest.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                self._unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
            rest = self._step(rest) or self._unpack.unused_data

    def _step(self, piece: bytes) -> bytes:
        try:
            self._kept.add(self._unpack.decompress(piece, min(_STEP, self._kept.room)))
        except zlib.error as error:
            if self._fed:
                raise BadEncoding(f"the compressed body is broken: {error}") from error
            self._unpack = zlib.decompressobj(-zlib.MAX_WBITS)
            self._fed = True
            return self._step(piece)
        self._fed = True
        return self._unpack.unconsumed_tail

    def body(self) -> bytes:
        """Everything decoded."""
        if self._fed and not self._unpack.eof:
            raise BadEncoding("the compressed body ends in the middle")
        return self._kept.taken()


class Brotli:
    """br (RFC 7932)."""

    def __init__(self, cap: int) -> None:
        self._kept = _Kept(cap)
        self._unpack = brotli.Decompressor()
        self._fed = False

    def feed(self, piece: bytes) -> None:
        """Decodes one piece."""
        self._fed = True
        try:
            self._kept.add(self._unpack.process(piece, output_buffer_limit=min(_STEP, self._kept.room)))
            while not self._unpack.can_accept_more_data():
                self._kept.add(self._unpack.process(b"", output_buffer_limit=min(_STEP, self._kept.room)))
        except brotli.error as error:
            raise BadEncoding(f"the compressed body is broken: {error}") from error

    def body(self) -> bytes:
        """Everything decoded."""
        if self._fed and not self._unpack.is_finished():
            raise BadEncoding("the compressed body ends in the middle")
        return self._kept.taken()


def decoder(encoding: str, cap: int) -> Decoder:
    """What undoes a Content-Encoding, holding at most `cap` bytes and one step. Raises BadEncoding for an unknown one."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return Identity(cap)
    if name in {"gzip", "x-gzip", "deflate"}:
        return Deflated(cap)
    if name == "br":
        return Brotli(cap)
    raise BadEncoding(f"the server sends Content-Encoding {encoding[:40]!r}, which we did not ask for")


def unpacked(body: bytes, cap: int) -> bytes:
    """A body that is itself a gzip file (sitemap.xml.gz), unpacked; any other as it is."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inner = Deflated(cap)
    inner.feed(body)
    return inner.body()
