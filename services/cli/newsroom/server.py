"""The demo's HTTP server on loopback: serves the newsroom's pages and takes the chat's messages."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

HOST: Final = "127.0.0.1"
CHAT_PATH: Final = "/chat"

Pages = Callable[[str], tuple[str, bytes] | None]
"""Path → content type and body; None for a page that is not there."""
Post = Callable[[Mapping[str, str], bytes], int]
"""Headers in lower case and body of a message → status of the answer."""


@contextmanager
def serving(pages: Pages, post: Post) -> Iterator[str]:
    """The address ("http://127.0.0.1:PORT") of a server that runs inside the block."""
    server = ThreadingHTTPServer((HOST, 0), _handler(pages, post))
    thread = threading.Thread(target=server.serve_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(pages: Pages, post: Post) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = pages(self.path)
            kind, body = found or ("text/plain; charset=utf-8", b"no such page\n")
            self._answer(200 if found else 404, kind, body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            known = self.path == CHAT_PATH
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(post(headers, body) if known else 404, "text/plain; charset=utf-8", b"")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the base class gives it
            """Nothing: the demo shows what arrives, not who asks."""

    return Handler
