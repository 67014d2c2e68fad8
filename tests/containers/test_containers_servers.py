"""The servers that operators run: Redis 8, Valkey 8 and PostgreSQL 17, with and without TLS."""

import asyncio
import gc
import io
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from services.cli.main import main
from services.runtime import database, groups
from services.runtime.errors import ConfigError, Transient
from services.runtime.server import connect
from services.runtime.state import of_streams

pytestmark = [pytest.mark.containers, pytest.mark.timeout(600)]

REFUSED_HANDSHAKES = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""asyncio leaves the socket of a refused handshake to the garbage collector, which the tests therefore call."""

REDISES = {"redis:8": "redis-server", "valkey/valkey:8": "valkey-server"}


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority of our own, and a key and certificate of 127.0.0.1 and localhost."""
    directory = tmp_path_factory.mktemp("tls")
    authority = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign"
    steps = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=tocsin-test -keyout ca.key -out ca.pem {authority}",
        "openssl req -newkey rsa:2048 -nodes -subj /CN=server -keyout server.key -out server.csr",
        "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem -extfile names",
    )
    (directory / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    for step in steps:
        subprocess.run(step.split(), cwd=directory, check=True, capture_output=True)
    return directory


def _put(container: DockerContainer, source: Path, names: tuple[str, ...], target: str, mode: int, owner: int) -> None:
    """Copies files into a container that runs."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in names:
            member = archive.gettarinfo(str(source / name), name)
            member.mode, member.uid, member.gid = mode, owner, owner
            with (source / name).open("rb") as file:
                archive.addfile(member, file)
    container.get_wrapped_container().put_archive(target, packed.getvalue())


@pytest.fixture(params=REDISES, ids=["redis", "valkey"])
def redis_image(request: pytest.FixtureRequest, local: Callable[[str], str]) -> str:
    return local(request.param)


@pytest.fixture
def redis_in_container(redis_image: str) -> Iterator[str]:
    """Address of a Redis or Valkey."""
    command = f"{REDISES[redis_image]} --appendonly yes --maxmemory-policy noeviction --protected-mode no --dir /data"
    ready = LogMessageWaitStrategy("Ready to accept connections")
    with DockerContainer(redis_image, command=command).with_exposed_ports(6379).waiting_for(ready) as container:
        yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


def test_streams_groups_and_dead_letters_work(redis_in_container: str) -> None:
    async def use() -> None:
        server = await connect(redis_in_container)
        assert server.identity.version >= (7, 2)
        assert len(await groups.ensure(server, 1)) == 2
        with redis.Redis.from_url(redis_in_container) as client:
            for _ in range(2):
                client.xadd("tocsin:articles", {"event": "{}"})
        state = {each.key: each for each in await of_streams(server, 1)}
        assert state["tocsin:articles"].groups[0].lag == 2
        assert await groups.unfinished(server, 1) == 2
        await server.close()

    asyncio.run(use())


@pytest.fixture
def redis_over_tls(redis_image: str, keys: Path) -> Iterator[str]:
    """host:port of a server that speaks TLS only and wants a password."""
    script = (
        "while [ ! -e /tmp/ca.pem ]; do sleep 0.1; done; "
        f"exec {REDISES[redis_image]} --port 0 --tls-port 6379 --tls-auth-clients no --requirepass secret --dir /tmp "
        "--tls-cert-file /tmp/server.pem --tls-key-file /tmp/server.key --tls-ca-cert-file /tmp/ca.pem"
    )
    container = DockerContainer(redis_image).with_kwargs(entrypoint=["sh", "-ec"]).with_command([script]).with_exposed_ports(6379)
    with container:
        _put(container, keys, ("server.pem", "server.key", "ca.pem"), "/tmp", 0o644, 0)
        LogMessageWaitStrategy("Ready to accept connections").wait_until_ready(container)
        yield f"{container.get_container_host_ip()}:{container.get_exposed_port(6379)}"


@REFUSED_HANDSHAKES
def test_redis_over_tls_is_verified(redis_over_tls: str, keys: Path) -> None:
    async def use(address: str) -> None:
        server = await connect(address)
        await server.ping()
        await server.close()

    where = redis_over_tls.replace("localhost", "127.0.0.1")
    asyncio.run(use(f"rediss://:secret@{where}/0?ssl_ca_certs={keys / 'ca.pem'}"))
    with pytest.raises(Transient, match=r"(?i)certificate"):
        asyncio.run(use(f"rediss://:secret@{where}/0"))
    with pytest.raises(ConfigError) as caught:
        asyncio.run(use(f"rediss://:wrong-one@{where}/0?ssl_ca_certs={keys / 'ca.pem'}"))
    assert "wrong-one" not in str(caught.value)
    gc.collect()


@pytest.fixture
def postgres_in_container(local: Callable[[str], str]) -> Iterator[PostgresContainer]:
    with PostgresContainer(local("postgres:17"), username="tocsin", password="secret", dbname="tocsin", driver=None) as container:
        yield container


def _url(container: PostgresContainer) -> str:
    port = container.get_exposed_port(5432)
    host = container.get_container_host_ip().replace("localhost", "127.0.0.1")
    return f"postgresql://tocsin:secret@{host}:{port}/tocsin"


def test_postgres_17_is_migrated_saved_and_restored(postgres_in_container: PostgresContainer, tmp_path: Path) -> None:
    env = {"TOCSIN_DATABASE_URL": _url(postgres_in_container)}
    for arguments in (["migrate"], ["migrate"], ["backup", str(tmp_path / "all.zip"), "--without-streams"]):
        done = CliRunner().invoke(main, arguments, env=env)
        assert done.exit_code == 0, done.output
    done = CliRunner().invoke(main, ["restore", str(tmp_path / "all.zip")], env={"TOCSIN_STATE_DIR": str(tmp_path / "state")})
    assert done.exit_code == 0, done.output


@REFUSED_HANDSHAKES
def test_postgres_over_tls_is_verified(postgres_in_container: PostgresContainer, keys: Path) -> None:
    container = postgres_in_container
    owner = int(container.exec(["id", "-u", "postgres"]).output)
    _put(container, keys, ("server.pem",), "/var/lib/postgresql", 0o644, owner)
    _put(container, keys, ("server.key",), "/var/lib/postgresql", 0o600, owner)
    for setting in (
        "ssl_cert_file = '/var/lib/postgresql/server.pem'",
        "ssl_key_file = '/var/lib/postgresql/server.key'",
        "ssl = on",
    ):
        done = container.exec(["psql", "-U", "tocsin", "-d", "tocsin", "-c", f"ALTER SYSTEM SET {setting}"])
        assert done.exit_code == 0, done.output
    container.exec(["psql", "-U", "tocsin", "-d", "tocsin", "-c", "SELECT pg_reload_conf()"])

    async def encrypted(query: str) -> str:
        engine = database.engine(f"{_url(container)}?{query}")
        try:
            async with database.reading(engine) as connection:
                found = await connection.exec_driver_sql("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                return str(found.scalar_one())
        except Exception as error:
            raise database.classified(error) from error
        finally:
            await engine.dispose()

    assert asyncio.run(encrypted(f"sslmode=verify-full&sslrootcert={keys / 'ca.pem'}")).startswith("TLS")
    assert asyncio.run(encrypted("sslmode=require")).startswith("TLS")
    with pytest.raises(Transient, match=r"(?i)certificate"):
        asyncio.run(encrypted("sslmode=verify-full"))
    gc.collect()
