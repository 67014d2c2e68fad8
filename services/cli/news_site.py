"""`tocsin newsroom`: serves the demo's news site and chat by themselves, for trying a configuration on harmless news."""

import json
import os
import secrets
import signal
import threading
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from services.cli.newsroom.subscription import SECRET_VARIABLE


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8400, show_default=True, help="port to listen on; 0 for any free one"
)
@click.option("--address", metavar="URL", help="how others reach it, for example http://newsroom:8400; used in links")
@click.option("--toml", is_flag=True, help="print the tocsin.toml that reads it and tells its chat, and serve nothing")
def newsroom(host: str, port: int, address: str | None, *, toml: bool) -> None:
    """Serve the demo's news site and chat, to try a configuration.

    It shows the addresses of its feeds, and prints each signed message that the chat gets. The chat's key is in
    TOCSIN_NEWSROOM_SECRET ("whsec_" and base64), or in the file that TOCSIN_NEWSROOM_SECRET_FILE names; without either one is
    made and shown. Ctrl-C ends it.
    """
    from services.cli.newsroom.articles import stories
    from services.cli.newsroom.chat import Chat
    from services.cli.newsroom.pages import feed_path, site
    from services.cli.newsroom.server import CHAT_PATH, serving

    if toml:
        click.echo(_configuration(address, host, port), nl=False)
        return
    asked_to_stop = _stop_signal()
    given = _given_secret(os.environ)
    secret = given or f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    chat = Chat(secret, _print_message)
    told = stories(datetime.now(UTC))
    pages: dict[str, tuple[str, bytes]] = {}
    with serving(pages.get, lambda headers, body: chat.post(headers, body, datetime.now(UTC)), host, port) as here:
        public = (address or here).rstrip("/")
        pages.update(site(told, public))
        for outlet in dict.fromkeys(story.outlet for story in told):
            click.echo(f"feed  {public}{feed_path(outlet)}  ({outlet.name}, {outlet.lang})")
        click.echo(f"chat  {public}{CHAT_PATH}  ({f'key from {SECRET_VARIABLE}' if given else f'key {secret}'})")
        asked_to_stop.wait()


def _configuration(address: str | None, host: str, port: int) -> str:
    """tocsin.toml for the newsroom that these options serve."""
    from services.cli.newsroom.articles import stories
    from services.cli.newsroom.subscription import configuration

    if not (address or port):
        raise click.UsageError("any free port is not known beforehand: name a --port or an --address")
    outlets = list(dict.fromkeys(story.outlet for story in stories(datetime.now(UTC))))
    return configuration((address or f"http://{host}:{port}").rstrip("/"), outlets, f"env:{SECRET_VARIABLE}")


def _given_secret(env: Mapping[str, str]) -> str | None:
    """The key that the environment names; None when it names none."""
    from services.runtime.secret import resolve

    named = SECRET_VARIABLE in env or f"{SECRET_VARIABLE}_FILE" in env
    return str(resolve(f"env:{SECRET_VARIABLE}", env)) if named else None


def _print_message(message: dict[str, Any]) -> None:
    click.echo(json.dumps(message, ensure_ascii=False))


def _stop_signal() -> threading.Event:
    """Set on SIGINT or SIGTERM; made before anything is announced, so that whoever reads an address may stop us at once."""
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_stop.set())
    return asked_to_stop
