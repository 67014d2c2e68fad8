"""The configuration of a system that reads the newsroom and tells its chat, as an operator would write it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.cli.newsroom.articles import Outlet
from services.cli.newsroom.pages import feed_path
from services.cli.newsroom.server import CHAT_PATH

SECRET_VARIABLE: Final = "TOCSIN_NEWSROOM_SECRET"  # noqa: S105  # the name of the variable, not its value
"""Holds the key of a newsroom that serves by itself."""

_HEAD: Final = """\
# Reads the invented newsroom. Yours looks the same, without the tables before the sources: they are for a news site on this very
# machine, and so are the `networks` of its chat.
{runtime}
[ingest]
allow_private = ["127.0.0.1"]
tick = "50ms"
relay = "50ms"

[store]
relay_seconds = 0.05

[defaults]
interval = {{ min = "1s", start = "1s", max = "2s" }}
host = {{ delay = "0s", concurrency = 4 }}
"""

_SOURCE: Final = """
[[source]]
id = "{id}"
url = "{url}"
lang = "{lang}"
"""

_CHAT: Final = """
[[destination]]
name = "chat"
kind = "webhook"
url = "{url}"
secrets = ["{secret}"]
networks = ["127.0.0.1/32"]

[[route]]
to = ["chat"]
group_wait = 0
storm = 0
"""


def configuration(address: str, outlets: Sequence[Outlet], secret: str, state: Path | None = None) -> str:
    """tocsin.toml for a newsroom that serves at `address` on loopback.

    `secret` says where the key is that the chat's messages are signed with ("env:NAME", "file:/path"). The system's state goes to
    `state`, or to its usual place.
    """
    runtime = f'\n[runtime]\nstate_dir = "{state}"\n' if state else ""
    sources = "".join(_SOURCE.format(id=each.id, url=f"{address}{feed_path(each)}", lang=each.lang) for each in outlets)
    return _HEAD.format(runtime=runtime) + sources + _CHAT.format(url=f"{address}{CHAT_PATH}", secret=secret)
