"""One system per state directory: a second `tocsin up` on the same files is refused before it touches anything."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.runtime.errors import ConfigError, Transient


@contextmanager
def sole_owner(state_dir: Path) -> Iterator[None]:
    """Holds the state directory inside the block; the kernel lets go of it however this process ends.

    Raises:
        Transient: another process holds it; the message names that process.
        ConfigError: the directory cannot be written.
    """
    path = state_dir / "up.lock"
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise ConfigError(f"state_dir: cannot write {path}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Transient(
                f"tocsin already runs on {state_dir} (process {holder}): stop it, or give this one a state_dir of its own"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
