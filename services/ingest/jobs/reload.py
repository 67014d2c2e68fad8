"""A changed configuration while ingest runs: other sources are taken at once. Owns which changes need no new process."""

import logging
from dataclasses import dataclass
from typing import Any, Final

from services.ingest.jobs.poll import Loop
from services.ingest.settings import Defaults, sources
from services.runtime.settings import Document

LOG: Final = logging.getLogger(__name__)

_TAKEN: Final = frozenset({"source", "defaults"})
"""Tables that say what is read, not how this process works."""


@dataclass(slots=True)
class Reload:
    """The configuration that a running ingest goes by."""

    document: Document
    loop: Loop

    def take(self, new: Document) -> bool:
        """Goes by another configuration from now on; False where it changes more than what is read, or nothing at all."""
        if not only_sources(self.document, new):
            return False
        declared = sources(new)
        self.document = new
        self.loop.declare(declared)
        LOG.info("the configuration was read again: %d sources are declared now", len(declared))
        return True


def only_sources(old: Document, new: Document) -> bool:
    """Whether what is read has changed and nothing else; what the cleaning workers were started with counts as something else."""
    if _rest(old) != _rest(new) or old.tables == new.tables:
        return False
    before, after = (each.read(Defaults, "defaults") for each in (old, new))
    return before.extract == after.extract and before.max_body == after.max_body


def _rest(document: Document) -> dict[str, Any]:
    return {name: table for name, table in document.tables.items() if name not in _TAKEN}
