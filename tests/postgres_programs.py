"""A throw-away PostgreSQL of any version, from a directory that holds its programs. Owns its process and its files."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg

_UNPRIVILEGED = "nobody"
"""Whom the server runs as where the tests run as root: PostgreSQL refuses root."""

_SECONDS = 30.0
"""How long a start or a stop may take."""


class ProgramServer:
    """One server on a socket in a directory of its own; `directory` holds `initdb` and `postgres`, or a `bin` with them."""

    def __init__(self, directory: Path) -> None:
        programs = next((each for each in (directory, directory / "bin") if (each / "initdb").exists()), None)
        if programs is None:
            raise FileNotFoundError(f"{directory} holds no PostgreSQL: neither initdb nor bin/initdb is there")
        self._user = _UNPRIVILEGED if os.geteuid() == 0 else None
        # short: the path of a socket has 107 bytes at most
        self._place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.log = self._place / "log"
        if self._user:
            shutil.chown(self._place, self._user)
        data = self._place / "data"
        self._run(programs / "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres", "-D", str(data))
        with self.log.open("wb") as log:
            command = [programs / "postgres", "-D", data, "-h", "", "-k", self._place]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user, cwd=self._place)
        self._await_answer()

    def psql(self, command: str) -> str:
        """Runs one statement in the database `postgres`; what it answers. Raises CalledProcessError where the server is gone."""

        async def run() -> str:
            connection = await asyncpg.connect(self.get_uri(), timeout=5)
            try:
                if command.lstrip().lower().startswith("select"):
                    return str(await connection.fetchval(command))
                return str(await connection.execute(command))
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as thread:  # the caller may have a loop of its own
            try:
                return thread.submit(lambda: asyncio.run(run())).result()
            except (OSError, asyncpg.CannotConnectNowError) as error:
                raise subprocess.CalledProcessError(1, "psql", str(error)) from error

    def get_uri(self) -> str:
        """Its address."""
        return f"postgresql://postgres:@/postgres?host={self._place}"

    def cleanup(self) -> None:
        """Stops it and removes its files."""
        self._process.terminate()
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._place, ignore_errors=True)

    def _run(self, *command: str | Path) -> None:
        subprocess.run(command, check=True, capture_output=True, user=self._user, cwd=self._place)

    def _await_answer(self) -> None:
        end = time.monotonic() + _SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                said = self.log.read_text("utf-8", "replace")
                self.cleanup()
                raise RuntimeError(f"PostgreSQL does not start:\n{said}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self.psql("SELECT 1")
        except subprocess.CalledProcessError:
            return False
        return True
