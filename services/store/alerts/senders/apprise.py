"""Every other service, through Apprise (the extra `tocsin[apprise]`): plain text, posts only, one attempt a call.

Apprise neither tells a message's id nor how long a service asks to wait; the services that matter have senders of their own.
"""

import asyncio
import importlib.util
import json
import os
import sys
from typing import Any, Final

from services.runtime.errors import ConfigError
from services.store.alerts.markup import plain
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Traits
from services.store.alerts.sender import Outcome, Parcel, Result
from services.store.alerts.settings import Destination

LONGEST: Final = 3_000
"""Characters; Apprise splits what a service finds too long."""

_PROCESS: Final = (sys.executable, "-P", "-m", "services.store.alerts.senders.apprise_process")

_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
"""What the process gets of our environment: no secrets, and no proxy, which would hide where it connects to."""


class Apprise:
    """Any address that Apprise knows."""

    traits = Traits()

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(1, 1.0),))
        self._timeout = destination.timeout
        self._hidden = destination.hidden()
        self._fixed = {"url": str(destination.url), "networks": [str(network) for network in destination.networks]}
        _check(destination)

    async def send(self, parcel: Parcel) -> Outcome:
        """One attempt, in a process of its own whose every connection goes through the guard."""
        title, _, rest = plain(parcel.message, LONGEST, minimal=parcel.minimal).partition("\n")
        try:
            async with asyncio.timeout(self._timeout):
                found = await _asked({**self._fixed, "title": title, "body": rest or title})
        except TimeoutError:
            return Outcome(Result.LATER, f"no answer within {self._timeout:g} s")
        except (OSError, ValueError) as error:
            return Outcome(Result.LATER, self._discreet(f"Apprise could not be run: {error}"))
        if found["sent"]:
            return Outcome(Result.SENT, "sent")
        if found["refused"]:
            return Outcome(Result.CLOSED, self._discreet(found["refused"][0]))
        return Outcome(Result.LATER, self._discreet(f"Apprise could not deliver it: {found['said'] or 'it does not say why'}"))

    async def aclose(self) -> None:
        """Nothing is open between calls."""

    def _discreet(self, text: str) -> str:
        """Without the secrets of the destination."""
        for word in self._hidden:
            text = text.replace(word, "***")
        return text


async def _asked(message: dict[str, Any]) -> dict[str, Any]:
    """What the process answers. Raises ValueError, with its last words, where it answers nothing; it never outlives the call."""
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*_PROCESS, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
    try:
        out, said = await process.communicate(json.dumps(message).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ValueError(said.decode("utf-8", "replace").strip()[-300:])
    found: dict[str, Any] = json.loads(out)
    return found


def _check(destination: Destination) -> None:
    if importlib.util.find_spec("apprise") is None:
        raise ConfigError(f"destination {destination.name} needs Apprise: pip install 'tocsin[apprise]'")
    import apprise  # noqa: PLC0415  # an extra: only who uses it needs it

    if not apprise.Apprise().add(str(destination.url)):
        raise ConfigError(f"destination {destination.name}: Apprise does not know this kind of address")
