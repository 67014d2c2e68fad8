"""A changed configuration while ingest runs: other sources are taken at once. Owns which changes need no new process."""

import logging
from dataclasses import dataclass
from typing import Final

from services.ingest.jobs.poll import Loop
from services.ingest.settings import Defaults, ingest_settings, sources
from services.runtime.settings import Document, runtime_settings

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Course:
    """What ingest goes by, secrets filled in: their files are not asked again, for they may be gone when it is compared."""

    how: tuple[object, ...]
    """How this process works; what the cleaning workers were started with counts, the log level does not."""
    what: tuple[object, ...]
    """What is read."""

    @classmethod
    def of(cls, document: Document) -> "Course":
        """The course that a configuration sets; the tables of other services do not count."""
        defaults = document.read(Defaults, "defaults")
        runtime = runtime_settings(document).model_copy(update={"log_level": None})
        how = (runtime, ingest_settings(document), defaults.extract, defaults.max_body)
        return cls(how, (sources(document), defaults))


class Reload:
    """The configuration that a running ingest goes by."""

    def __init__(self, document: Document, loop: Loop) -> None:
        self._course, self._loop = Course.of(document), loop

    def take(self, new: Document) -> bool:
        """Goes by another configuration from now on; False where it changes more of ingest than what is read, or nothing at all."""
        course = Course.of(new)
        if not only_sources(self._course, course):
            return False
        declared = sources(new)
        self._course = course
        self._loop.declare(declared)
        LOG.info("the configuration was read again: %d sources are declared now", len(declared))
        return True


def only_sources(old: Course, new: Course) -> bool:
    """Whether what is read has changed and nothing else."""
    return old.how == new.how and old.what != new.what
