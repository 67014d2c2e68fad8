"""The demo's HTTP server on loopback: serves the newsroom's pages and takes the chat's messages."""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from services.runtime.errors import ConfigError

CHAT_PATH: Final = "/chat"

LARGEST_MESSAGE: Final = 1 << 20
"""Bytes; chats refuse much smaller ones."""

Pages = Callable[[str], tuple[str, bytes] | None]
"""Path → content type and body; None for a page that is not there."""
Post = Callable[[Mapping[str, str], bytes], int]
"""Headers in lower case and body of a message → status of the answer."""


@contextmanager
def serving(pages: Pages, post: Post, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """The address ("http://127.0.0.1:PORT") of a server that runs inside the block; port 0 takes any free one.

    Raises ConfigError when it cannot listen there.
    """
    try:
        server = _Server((host, port), _handler(pages, post))
    except OSError as error:
        raise ConfigError(f"cannot listen on {host} port {port}: {error.strerror}; choose another") from error
    thread = threading.Thread(target=server.serve_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Says nothing of a client that went away in the middle."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Shows what went wrong here, not what the other side did."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(pages: Pages, post: Post) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = pages(self.path)
            kind, body = found or ("text/plain; charset=utf-8", b"no such page\n")
            self._answer(200 if found else 404, kind, body)

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > LARGEST_MESSAGE:
                self.close_connection = True  # what follows on it is the body that nobody reads
                self._answer(413 if length.isdecimal() else 411, "text/plain; charset=utf-8", b"")
                return
            body = self.rfile.read(int(length))
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
