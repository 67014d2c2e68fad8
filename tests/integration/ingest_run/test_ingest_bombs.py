"""A body that unpacks to a gibibyte costs its cap and no more, whatever packed it."""

import subprocess
import sys
import zlib
from pathlib import Path

import brotli
import pytest

GIB = 1 << 30

READER = """
import asyncio, resource, sys
from services.ingest.fetching.exchange import Request
from services.ingest.fetching.fetch import Fetcher
from services.runtime.guard import Guard
from services.ingest.settings import Defaults
from services.runtime.clock import SystemClock

async def main(file, encoding):
    body = open(file, "rb").read()

    async def serve(reader, writer):
        await reader.readuntil(b"\\r\\n\\r\\n")
        head = f"HTTP/1.1 200 OK\\r\\nContent-Encoding: {encoding}\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n"
        writer.write(head.encode() + body)
        try:
            await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    fetcher = Fetcher(Guard(["127.0.0.1"]), SystemClock())
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = await fetcher.fetch(Request(url, Defaults(max_body=8 << 20)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(outcome.kind.value, grown // 1024)
    await fetcher.aclose()
    server.close()

asyncio.run(main(*sys.argv[1:]))
"""


def gzip_bomb() -> bytes:
    """A stream whose one part of 16 MiB of zeros stands 64 times in it; its check sum is never reached."""
    pack = zlib.compressobj(9, wbits=-15)
    part = pack.compress(bytes(1 << 24)) + pack.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + part * (GIB >> 24) + pack.flush() + bytes(8)


def brotli_bomb() -> bytes:
    pack = brotli.Compressor(quality=1)
    return b"".join(pack.process(bytes(1 << 24)) for _ in range(GIB >> 24)) + pack.finish()


def zstd_bomb() -> bytes:
    """A frame of RLE blocks (RFC 8878): 8,192 times 128 KiB of zeros."""
    size, last = 128 * 1024, 8191
    blocks = (((size << 3) | (1 << 1) | (number == last)).to_bytes(3, "little") + b"\\0" for number in range(last + 1))
    return b"\x28\xb5\x2f\xfd\x00\x88" + b"".join(blocks)


@pytest.mark.parametrize(
    ("encoding", "made", "kind"),
    [("gzip", gzip_bomb, "too_large"), ("br", brotli_bomb, "too_large"), ("zstd", zstd_bomb, "bad_encoding")],
)
def test_memory_grows_by_little_more_than_the_cap(tmp_path, encoding, made, kind):
    file = Path(tmp_path / "bomb")
    file.write_bytes(made())
    done = subprocess.run([sys.executable, "-c", READER, str(file), encoding], capture_output=True, text=True, check=True)
    told, grown = done.stdout.split()
    assert told == kind
    assert int(grown) <= 64


def test_a_bomb_inside_a_gzip_file_is_cut_off_too(tmp_path):
    pack = zlib.compressobj(9, wbits=31)
    file = tmp_path / "sitemap.xml.gz"
    file.write_bytes(pack.compress(gzip_bomb()) + pack.flush())
    done = subprocess.run([sys.executable, "-c", READER, str(file), "gzip"], capture_output=True, text=True, check=True)
    told, grown = done.stdout.split()
    assert (told, int(grown) <= 64) == ("too_large", True)
