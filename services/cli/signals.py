"""Signals beside those that stop: SIGHUP reads the configuration again, SIGUSR1 switches debug lines on and off.

A changed log level is taken at once, and what a service can take while it runs: ingest its sources. Any other change, or none (then
a secret file may be new), lets the service finish what it has begun and end, so that its supervisor starts it anew; a configuration
that is wrong changes nothing and is told.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.runtime import logs
from services.runtime.errors import ServiceError
from services.runtime.settings import Document, load, runtime_settings

LOG: Final = logging.getLogger(__name__)


@dataclass
class Signals:
    """The signals of one service process."""

    path: Path | None
    """The configuration file that the command line named."""
    document: Document
    build: Callable[[Document], object]
    """Makes the service, and so checks its whole configuration."""
    take: Callable[[Document], bool]
    """Lets the running service go on with another configuration, where it can."""
    debug: bool = False

    def listen(self) -> None:
        """Begins to obey; inside a running event loop."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self.read_again)
        loop.add_signal_handler(signal.SIGUSR1, self.switch_debug)

    def switch_debug(self) -> None:
        """Debug lines, or again what the configuration says."""
        self.debug = not self.debug
        self._set_level("debug" if self.debug else runtime_settings(self.document).log_level)

    def read_again(self) -> None:
        """Takes a new log level at once, and what the service can take; ends the service cleanly for everything else."""
        try:
            new = load(self.path, self.document.env)
            self.build(new)
        except ServiceError as error:
            LOG.error("the configuration stays as it was: %s", error)  # noqa: TRY400  # the sentence says it all
            return
        old, self.document = self.document, new
        if _level_only(old.tables, new.tables):
            self.debug = False
            self._set_level(runtime_settings(new).log_level)
            return
        if self.take(new):
            return
        LOG.info("the configuration was read again: ending cleanly, to be started anew with it")
        os.kill(os.getpid(), signal.SIGTERM)

    def _set_level(self, level: str) -> None:
        logs.configure(level, runtime_settings(self.document).log_format)
        LOG.warning("log level is now %s", level)


def _level_only(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the log level is all that changed.

    >>> _level_only({"runtime": {"log_level": "info"}}, {"runtime": {"log_level": "debug"}}), _level_only({}, {})
    (True, False)
    """
    return _without_level(old) == _without_level(new) and old != new


def _without_level(tables: Mapping[str, Any]) -> dict[str, Any]:
    runtime = {key: value for key, value in tables.get("runtime", {}).items() if key != "log_level"}
    return {**tables, "runtime": runtime}
