"""The process in which Apprise sends one message: `python -m` this module, a message as JSON in, an answer as JSON out.

Apprise speaks to services through many libraries. In a process of its own every connection that any of them makes, redirects
included, can be checked at the moment it is made: an audit hook (PEP 578) sees the numeric address and refuses what the guard
does not permit. The process also ends when its time is over, where a thread would go on and send after it was given up.
"""

import ipaddress
import json
import logging
import sys
from collections.abc import Sequence
from typing import Any, Final

from services.runtime.guard import Guard

_CONNECTIONS: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})

_LONGEST_REASON: Final = 500


class Checked:
    """An audit hook: every address that this process speaks to is checked first."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.refused: list[str] = []
        """Why connections were refused."""

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Raises PermissionError for a connection to anything but a permitted numeric address."""
        if event not in _CONNECTIONS or len(arguments) < 2 or arguments[1] is None:
            return
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
        if not isinstance(host, str):
            self._refuse(f"{address!r} is a local socket")
        elif not _is_numeric(host):
            self._refuse(f"{host} is connected to by name, so its address cannot be checked")
        elif not self._guard.permits(host):
            self._refuse(f"{host} is not a public address; `networks` of the destination can permit it")

    def _refuse(self, why: str) -> None:
        self.refused.append(why)
        raise PermissionError(why)


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class _Said(logging.Handler):
    """What Apprise logs while it sends: the only place where it says why it could not."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one line."""
        self.lines.append(record.getMessage())


def answer(message: dict[str, Any]) -> dict[str, Any]:
    """Sends {"url", "title", "body", "networks"}; {"sent", "refused", "said"}: whether, and why not."""
    import apprise  # noqa: PLC0415  # an extra: the parent has seen that it is there

    checked, said = Checked(Guard(message["networks"])), _Said()
    sys.addaudithook(checked)
    logging.getLogger("apprise").addHandler(said)
    box = apprise.Apprise()
    url = message["url"]
    known = box.add(f"{url}{'&' if '?' in url else '?'}overflow=split")
    sent = known and box.notify(body=message["body"], title=message["title"], body_format="text")
    return {"sent": bool(sent), "refused": checked.refused, "said": _first(said.lines)}


def _first(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())[:_LONGEST_REASON]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
