"""Child processes of `tocsin up`: started, their lines passed on, restarted when they die, stopped together. Owns no service.

Each child holds the read end of a pipe as its standard input; when the parent dies, however it dies, the pipe closes and the
child stops by itself (`stop_with_parent`), so no service outlives its supervisor and none runs twice after a restart.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.cli.main import WRONG_CONFIGURATION
from services.runtime.errors import ConfigError
from services.runtime.waiting import pauses

LOG: Final = logging.getLogger(__name__)

HEALTHY_AFTER: Final = 30.0
"""Seconds a child must have run for its back-off to start anew."""

_LINE_LIMIT: Final = 1 << 20
"""Bytes of one log line of a child; a longer one is cut in pieces."""

Show = Callable[[str, str], None]
"""Takes the name of a child and one line that it wrote."""


@dataclass
class Child:
    """One process that is kept running."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    _output: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, show: Show) -> asyncio.subprocess.Process:
        """Starts the process; its lines of either output go to `show`."""
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(self.env),
            limit=_LINE_LIMIT,
        )
        assert self.process.stdout is not None
        task = asyncio.create_task(_pass_on(self.process.stdout, lambda line: show(self.name, line)))
        self._output.add(task)
        task.add_done_callback(self._output.discard)
        return self.process

    async def stop(self, grace: float) -> None:
        """Asks the process to finish, waits `grace` seconds, then ends it; what it had not acknowledged stays for the next run."""
        process = self.process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), grace)
            except TimeoutError:
                LOG.warning("%s did not finish in %.0f s; ending it", self.name, grace)
                process.kill()
                await process.wait()
        await asyncio.gather(*self._output)


async def keep_running(child: Child, show: Show) -> None:
    """Runs a child and starts it again whenever it ends, with growing pauses. Runs until cancelled.

    Raises:
        ConfigError: the child said that its configuration is wrong; starting it again cannot help.
    """
    waits = pauses()
    while True:
        began = time.monotonic()
        process = await child.start(show)
        code = await process.wait()
        if code == WRONG_CONFIGURATION:
            raise ConfigError(f"{child.name} cannot run with this configuration: see what it said above, or ask `tocsin doctor`")
        if time.monotonic() - began > HEALTHY_AFTER:
            waits = pauses()
        pause = next(waits)
        child.restarts += 1
        LOG.warning("%s %s; starting it again in %.1f s", child.name, ending(code), pause)
        await asyncio.sleep(pause)


def ending(code: int) -> str:
    """How a process ended, in words.

    >>> ending(-9), ending(1)
    ('was killed by SIGKILL', 'ended with exit code 1')
    """
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


async def _pass_on(lines: asyncio.StreamReader, show: Callable[[str], None]) -> None:
    while True:
        try:
            raw = await lines.readline()
        except ValueError:  # longer than the limit: asyncio has dropped what it held
            show("(a line of more than 1 MB was dropped)")
            continue
        if not raw:
            return
        show(raw.decode("utf-8", "replace").rstrip("\n"))


def stop_with_parent() -> None:
    """Makes this process stop, as if asked to, when the process at the other end of its standard input is gone."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
