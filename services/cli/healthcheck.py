"""`tocsin healthcheck`: asks the service of this container whether it is ready. Needs no shell and no curl in the image."""

import http.client
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from services.cli.options import config_option, configuration

if TYPE_CHECKING:
    from services.runtime.settings import RuntimeSettings

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # what a listener on all of them is asked at

_LONGEST_ANSWER: Final = 4096
"""Bytes of an answer that are shown."""


@click.command()
@click.option("--url", help="address to ask instead of this service's /readyz; any answer below 400 is good")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=3.0, show_default=True, help="seconds to wait for the answer")
@config_option
def healthcheck(config: Path | None, url: str | None, timeout: float) -> None:
    """Ask the service on this machine whether it is ready.

    It asks /readyz on the configured port; exit code 1 when the service is not ready, with its reason.
    """
    from services.runtime.settings import runtime_settings

    address = url or readiness_address(runtime_settings(configuration(config)))
    status, answer = _get(address, timeout)
    if status >= http.HTTPStatus.BAD_REQUEST:
        raise click.ClickException(f"{address} answers {status}: {answer}")
    click.echo(answer)


def readiness_address(settings: "RuntimeSettings") -> str:
    """Where a service with these settings answers /readyz on its own machine. Raises ConfigError when it listens nowhere."""
    from services.runtime.errors import ConfigError

    if not settings.http_port:
        raise ConfigError("http_port is 0, so the service answers no health check: set it (TOCSIN_HTTP_PORT=9464)")
    host = _EVERYWHERE.get(settings.http_host, settings.http_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}/readyz"


def _get(address: str, timeout: float) -> tuple[int, str]:
    """Status and text of the answer. Raises ClickException with the reason when there is none."""
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        raise click.BadParameter(f"{address} is not an http:// address", param_hint="--url")
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=timeout)
    try:
        connection.request("GET", parts.path or "/")
        answer = connection.getresponse()
        return answer.status, _readable(answer.read(_LONGEST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        raise click.ClickException(f"{address} does not answer: {error or type(error).__name__}") from error
    finally:
        connection.close()


def _readable(body: bytes) -> str:
    """An answer on one line: JSON compactly, other text by its first line."""
    text = body.decode("utf-8", "replace").strip()
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text.partition("\n")[0]
