"""Signals beside those that stop: SIGHUP reads the configuration again, SIGUSR1 switches debug lines on and off.

A changed log level is taken at once, and what a service can take while it runs: ingest its sources. A change of what other
services go by leaves it alone. Any other change, or none at all (then a file that a setting names may be new), lets the service
finish what it has begun and end, so that its supervisor starts it anew; a configuration that is wrong changes nothing and is told.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from services.runtime import logs
from services.runtime.errors import ServiceError
from services.runtime.service import Service
from services.runtime.settings import Document, load, runtime_settings

LOG: Final = logging.getLogger(__name__)


@dataclass
class Signals:
    """The signals of one service process."""

    path: Path | None
    """The configuration file that the command line named."""
    document: Document
    build: Callable[[Document], Service]
    """Makes the service, and so checks its whole configuration."""
    service: Service
    """The one that runs."""
    debug: bool = False
    _goes_by: list[object] = field(init=False)
    """What the running service goes by now, secrets filled in: their files are not asked again, for they may be gone."""
    _level: str = field(init=False)

    def __post_init__(self) -> None:
        self._goes_by, self._level = list(self.service.goes_by), self.service.settings.log_level

    def listen(self) -> None:
        """Begins to obey; inside a running event loop."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self.read_again)
        loop.add_signal_handler(signal.SIGUSR1, self.switch_debug)

    def switch_debug(self) -> None:
        """Debug lines, or again what the configuration says."""
        self.debug = not self.debug
        self._set_level("debug" if self.debug else self._level)

    def read_again(self) -> None:
        """Takes a new log level at once, and what the service can take; ends it cleanly for everything else that concerns it."""
        try:
            new = load(self.path, self.document.env)
            built = self.build(new)
        except ServiceError as error:
            LOG.error("the configuration stays as it was: %s", error)  # noqa: TRY400  # the sentence says it all
            return
        old, self.document = self.document, new
        goes_by, level = list(built.goes_by), built.settings.log_level
        if level != self._level:
            self.debug, self._level = False, level
            self._set_level(level)
        if old.tables != new.tables and goes_by == self._goes_by:
            LOG.info("the configuration was read again: nothing else in it concerns %s", self.service.name)
            return
        if self.service.take(new):
            self._goes_by = goes_by
            return
        LOG.info("the configuration was read again: ending cleanly, to be started anew with it")
        os.kill(os.getpid(), signal.SIGTERM)

    def _set_level(self, level: str) -> None:
        logs.configure(level, runtime_settings(self.document).log_format)
        LOG.warning("log level is now %s", level)
