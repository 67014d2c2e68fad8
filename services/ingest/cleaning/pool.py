"""Workers that clean pages and may be killed: a page that takes too long or too much costs itself only. Owns limits and retries."""

import asyncio
import logging
import multiprocessing
import os
import resource
import signal
import tempfile
import threading
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pebble import ProcessExpired, ProcessPool

from services.ingest.cleaning.page import Cleaned, CleaningFailed, CleaningFault, Page
from services.runtime.errors import ConfigError

_FIRST: Final = 0.7
"""Share of a page's time that its first attempt gets."""

_GRACE: Final = 1.0
"""Seconds past its limit after which a worker ends by itself."""

_STATM: Final = Path("/proc/self/statm")
"""Memory of this process, in pages; the first number is its address space."""

_STOPS_WITHIN: Final = 5.0
"""Seconds that the workers get to end; a stop usually takes a tenth of one."""

_LONGEST_PATH: Final = 107
"""Bytes of a socket's path (sun_path of unix(7), without its last NUL)."""

_OWN_PATH: Final = len("/pymp-xxxxxxxx/listener-xxxxxxxx")
"""Bytes that multiprocessing adds to the temporary directory for the socket of its fork server."""

_QUIET: Final = ("trafilatura", "htmldate", "readability", "courlan", "charset_normalizer")
"""Loggers of libraries that report, page by page, what we handle."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take."""

    seconds: float = 10.0
    """Wall time: most of it for the first attempt, the rest for the second."""
    memory: int = 1024**3
    """Bytes of address space that a worker may take on top of what it takes when it starts."""
    body: int = 16 * 1024**2
    """Bytes of HTML."""
    pages_per_worker: int = 500
    """Pages after which a worker is replaced: what libraries leak is gone with it."""


class Pool(AbstractAsyncContextManager["Pool"]):
    """`async with Pool() as pool: cleaned = await pool.clean(page)`. Any number of callers at a time; the workers take turns."""

    def __init__(self, workers: int | None = None, limits: Limits = Limits()) -> None:
        """Raises ConfigError when the workers' socket would not fit below the temporary directory."""
        _check_temporary_directory()
        self.workers = workers or os.cpu_count() or 1
        self._limits = limits
        # a fork of this process would carry its threads' locks; a fresh interpreter takes a second to import the libraries
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["services.ingest.cleaning.clean"])
        self._pool = self._new()

    def _new(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=self._limits.pages_per_worker,
            initializer=_prepare,
            initargs=[self._limits.memory],
            context=self._context,
        )

    async def _renew(self) -> None:
        """Puts a new pool in the place of one that broke, once, however many callers notice."""
        broken = self._pool
        if broken.active:
            return
        self._pool = self._new()
        await asyncio.to_thread(broken.join)

    async def clean(self, page: Page) -> Cleaned | CleaningFailed:
        """What the page says, or why it could not be had: after a timeout or too much memory, the cheap way is tried once."""
        if len(page.body) > self._limits.body:
            return CleaningFailed(
                CleaningFault.TOO_LARGE, f"{len(page.body):,} bytes of HTML, at most {self._limits.body:,} are cleaned"
            )
        first = await self._attempt(page, self._limits.seconds * _FIRST)
        if isinstance(first, Cleaned) or first.kind is CleaningFault.NOT_HTML or page.fast:
            return first
        second = await self._attempt(replace(page, fast=True), self._limits.seconds * (1 - _FIRST))
        return second if isinstance(second, Cleaned) else first

    async def _attempt(self, page: Page, seconds: float) -> Cleaned | CleaningFailed:
        try:
            future = self._pool.schedule(_clean, args=[page, seconds + _GRACE], timeout=seconds)
            result: Cleaned | CleaningFailed = await asyncio.wrap_future(future)
        except (BrokenProcessPool, RuntimeError):  # every worker is gone, by an operator's hand or the kernel's
            await self._renew()
            return CleaningFailed(CleaningFault.CRASH, "the workers were killed from outside and have been started again")
        except (TimeoutError, FutureTimeoutError):
            return CleaningFailed(CleaningFault.TIMEOUT, f"not cleaned within {seconds:g} s; the worker was stopped")
        except ProcessExpired as error:
            return CleaningFailed(CleaningFault.CRASH, f"the worker ended with exit code {error.exitcode}")
        return result

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stops the workers."""
        await self.aclose()

    async def aclose(self) -> None:
        """Stops the workers: at once, what they were doing is lost."""
        stopping = threading.Thread(target=self._stop, name="pool-stop", daemon=True)
        stopping.start()
        await asyncio.to_thread(stopping.join, _STOPS_WITHIN)
        if stopping.is_alive():
            # pebble reads the rest of an answer whose worker was killed while it wrote: nothing ends that, so nobody waits for it
            for worker in tuple(self._pool._pool_manager.worker_manager.workers.values()):  # noqa: SLF001
                worker.kill()

    def _stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    async def __aenter__(self) -> Self:
        """The pool; workers start with the first page."""
        return self


def _check_temporary_directory() -> None:
    directory = tempfile.gettempdir()
    most = _LONGEST_PATH - _OWN_PATH
    if len(os.fsencode(directory)) > most:
        raise ConfigError(
            f"the path of the temporary directory is too long for the sockets of the workers that clean pages: {directory} "
            f"has {len(os.fsencode(directory))} bytes, at most {most} fit. Set TMPDIR to a shorter one, for example /tmp"
        )


def _prepare(memory: int) -> None:
    """Runs once in each worker."""
    from services.ingest.cleaning import clean  # noqa: PLC0415  # a second of imports that only workers need

    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's own handler waits for the C code that hangs
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    clean.quicken()
    if not _STATM.exists():  # not Linux: the time limit has to do
        return
    limit = int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize() + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _clean(page: Page, seconds: float) -> Any:
    """Runs in a worker: failures come back as values, for exceptions of libraries may not travel between processes.

    The alarm ends a worker whose pool was killed and cannot stop it any more.
    """
    from services.ingest.cleaning.clean import Uncleanable, clean  # noqa: PLC0415

    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return clean(page)
    except Uncleanable as error:
        return CleaningFailed(error.kind, str(error))
    except MemoryError:
        return CleaningFailed(CleaningFault.MEMORY, "needed more memory than a page may take")
    except Exception as error:  # noqa: BLE001  # whatever a library raises on a page is about that page
        return CleaningFailed(CleaningFault.CRASH, f"{type(error).__name__}: {error}"[:500])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
