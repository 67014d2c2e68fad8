"""`tocsin backup` and `restore` on real databases and a real Redis: everything comes back, and the result can be migrated."""

import asyncio
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from click.testing import CliRunner, Result
from sqlalchemy import insert, make_url, select

from services.cli.main import WRONG_CONFIGURATION, main
from services.cli.migrate import SCHEMAS
from services.ingest.tables.schema import OUTBOX
from services.runtime import database, dump
from services.runtime.redis_server import EmbeddedServer

MOMENT = "2025-07-21T16:02:00.250000+00:00"


@pytest.fixture
def other_redis_url(tmp_path: Path) -> Iterator[str]:
    """A second Redis: where a restored system begins."""
    server = EmbeddedServer(tmp_path / "other", {"PATH": "/usr/bin:/bin"}, {"appendonly": "no"})
    yield server.start()
    server.stop()


@pytest.fixture
def other_postgres_url(postgres_server: Any) -> Iterator[str]:
    """A second empty database."""
    postgres_server.psql("CREATE DATABASE restored")
    yield make_url(postgres_server.get_uri()).set(database="restored").render_as_string(hide_password=False)
    postgres_server.psql("DROP DATABASE restored WITH (FORCE)")


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Runs a command with a database, or with SQLite files in a directory, and a Redis."""

    def _run(*arguments: str, where: str, redis_url: str = "") -> Result:
        env = {"TOCSIN_DATABASE_URL": where} if "://" in where else {"TOCSIN_STATE_DIR": str(tmp_path / where)}
        return CliRunner().invoke(main, list(arguments), env={**env, "TOCSIN_REDIS_URL": redis_url} if redis_url else env)

    return _run


def _url(where: str, service: str) -> str:
    return where if "://" in where else f"sqlite:///{Path.cwd() / where / service}.db"


def _rows_of(shape: dump.Shape) -> list[list[object]]:
    """Three rows of a table: full, other, and as empty as columns allow."""
    values: dict[str, tuple[object, object]] = {
        "boolean": (True, False),
        "moment": (MOMENT, "2024-01-01T00:00:00+00:00"),
        "date": ("2025-07-21", "2024-02-29"),
        "real": (1753106520.25, -0.5),
        "integer": (41, 7),
        "text": ("Обстріл: «два» 💥\n'x'", ""),
        "bytes": ("AAH/", ""),
    }
    return [
        [values[kind][number] if kind != "text" else f"{values[kind][number]}{number}" for kind in shape.kinds.values()]
        for number in (0, 1)
    ]


def _fill(where: str, revisions: dict[str, str]) -> None:
    async def fill() -> None:
        for schema in SCHEMAS:
            engine = database.engine(_url(where, schema.service))
            revision = revisions.get(schema.service, "head")
            state = await database.migrate(engine, schema.package, schema.version_table, revision)
            async with database.writing(engine) as connection:
                for shape in dump.shapes(schema.package, schema.version_table, state.current or ""):
                    await dump.fill(connection, shape, _short(_rows_of(shape), shape))
            await engine.dispose()

    asyncio.run(fill())


def _short(rows: list[list[object]], shape: dump.Shape) -> list[list[object]]:
    """Texts short enough for the narrowest column."""
    kinds = list(shape.kinds.values())
    return [[str(value)[:3] if kind == "text" else value for kind, value in zip(kinds, row, strict=True)] for row in rows]


def _everything(where: str) -> dict[str, list[Any]]:
    async def read() -> dict[str, list[Any]]:
        found = {}
        for schema in SCHEMAS:
            engine = database.engine(_url(where, schema.service))
            state = await database.schema_state(engine, schema.package, schema.version_table)
            async with database.reading(engine) as connection:
                for shape in dump.shapes(schema.package, schema.version_table, state.current or ""):
                    found[shape.name] = sorted([row async for row in dump.rows(connection, shape)], key=str)
            await engine.dispose()
        return found

    return asyncio.run(read())


def _streams(url: str) -> dict[str, Any]:
    with redis.Redis.from_url(url) as client:
        return {
            key.decode(): (client.xrange(key), {row["name"]: row["last-delivered-id"] for row in client.xinfo_groups(key)})
            for key in sorted(client.keys("*"))
        }


def _busy_streams(url: str) -> None:
    """Five articles of which two are finished, one is at hand and two are unread; a dead letter; a subscriber half-way."""
    with redis.Redis.from_url(url) as client:
        for number in range(1, 6):
            client.xadd("tocsin:articles", {"event": f'{{"id": "a{number}"}}'}, id=f"{number}-1")
        client.xgroup_create("tocsin:articles", "extract", id="0")
        client.xreadgroup("extract", "c", {"tocsin:articles": ">"}, count=3)
        client.xack("tocsin:articles", "extract", "1-1", "2-1")
        client.xgroup_create("tocsin:claims", "store", id="0", mkstream=True)
        client.xadd("tocsin:claims:dead", {"packed": b"\xff\x00\x01", "dead_reason": "poison"}, id="9-1")
        client.xadd("tocsin:incidents", {"event": "{}"}, id="1753106520000-0")
        client.xgroup_create("tocsin:incidents", "board", id="$")


@pytest.mark.parametrize(
    ("source", "target"), [("one", "two"), ("one", "postgres"), ("postgres", "two"), ("postgres", "other_postgres")]
)
def test_everything_comes_back_on_either_database(
    source: str, target: str, run: Callable[..., Result], redis_url: str, other_redis_url: str, request: pytest.FixtureRequest
) -> None:
    source, target = (request.getfixturevalue(f"{name}_url") if "postgres" in name else name for name in (source, target))
    _fill(source, {})
    _busy_streams(redis_url)
    before = _everything(source)

    done = run("backup", "all.zip", where=source, redis_url=redis_url)
    assert done.exit_code == 0, done.output
    assert Path("all.zip").stat().st_mode & 0o777 == 0o600
    done = run("restore", "all.zip", where=target, redis_url=other_redis_url)
    assert done.exit_code == 0, done.output

    assert _everything(target) == before
    assert len(before["claim"]) == 2
    streams = _streams(other_redis_url)
    entries, groups = streams["tocsin:articles"]
    assert [id_ for id_, _ in entries] == [b"3-1", b"4-1", b"5-1"], "what was at hand comes again, what was finished does not"
    assert groups == {b"extract": b"3-0"}
    assert streams["tocsin:claims:dead"][0] == [(b"9-1", {b"packed": b"\xff\x00\x01", b"dead_reason": b"poison"})]
    assert streams["tocsin:incidents"] == ([], {b"board": b"1753106520000-0"})
    with redis.Redis.from_url(other_redis_url) as client:
        assert client.xadd("tocsin:incidents", {"event": "{}"}, id="1753106520000-*") == b"1753106520000-1", "ids go on"
    done = run("migrate", where=target)
    assert done.exit_code == 0, done.output


def test_a_backup_of_an_older_version_is_restored_and_then_migrated(run: Callable[..., Result]) -> None:
    _fill("one", {"store": "0001", "ingest": "0001"})
    old = _everything("one")
    assert run("backup", "old.zip", "--without-streams", where="one").exit_code == 0
    done = run("restore", "old.zip", where="two")
    assert done.exit_code == 0, done.output
    assert "now run `tocsin migrate`" in done.output
    assert _everything("two") == old

    assert run("migrate", where="two").exit_code == 0
    new = _everything("two")
    assert set(new) > set(old) or set(new) == set(old)
    assert len(new["incident"]) == len(old["incident"]) == 2
    assert run("doctor", where="two").output.count("at migration") == len(SCHEMAS)


def test_numbers_that_the_database_gives_go_on(run: Callable[..., Result], postgres_url: str) -> None:
    _fill("one", {})
    run("backup", "all.zip", "--without-streams", where="one")
    assert run("restore", "all.zip", where=postgres_url).exit_code == 0

    async def next_number() -> int:
        engine = database.engine(postgres_url)
        async with database.writing(engine) as connection:
            await connection.execute(insert(OUTBOX).values(id="new", size=1, created=1.0, event="{}"))
            found: int = await connection.scalar(select(OUTBOX.c.seq).where(OUTBOX.c.id == "new"))
        await engine.dispose()
        return found

    assert asyncio.run(next_number()) == 42


def test_nothing_is_overwritten(run: Callable[..., Result], redis_url: str) -> None:
    _fill("one", {})
    _busy_streams(redis_url)
    assert run("backup", "all.zip", where="one", redis_url=redis_url).exit_code == 0
    done = run("restore", "all.zip", where="two", redis_url=redis_url)
    assert done.exit_code == 1
    assert "tocsin:articles is not empty (5 entries)" in done.output
    done = run("restore", "all.zip", "--without-streams", where="one", redis_url=redis_url)
    assert done.exit_code == 1
    assert "is not empty (2 rows in ingest_" in done.output


def test_an_embedded_system_that_stands_still_is_saved_with_its_streams(run: Callable[..., Result], tmp_path: Path) -> None:
    _fill("one", {})
    server = EmbeddedServer(tmp_path / "one", {"PATH": "/usr/bin:/bin"})
    _busy_streams(server.start())
    server.stop()
    done = run("backup", "all.zip", where="one")
    assert done.exit_code == 0, done.output
    assert server.address() is None, "it is left as it was"
    assert run("restore", "all.zip", where="two").exit_code == 0
    again = EmbeddedServer(tmp_path / "two", {"PATH": "/usr/bin:/bin"})
    assert len(_streams(again.start())["tocsin:articles"][0]) == 3
    again.stop()


def test_a_damaged_or_foreign_file_is_refused(run: Callable[..., Result]) -> None:
    _fill("one", {})
    assert run("backup", "all.zip", "--without-streams", where="one").exit_code == 0
    whole = Path("all.zip").read_bytes()
    Path("short.zip").write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile("other.zip", "w") as file:
        file.writestr("readme", "no backup")
    with zipfile.ZipFile("later.zip", "w") as file:
        file.writestr("manifest.json", json.dumps({"format": 2, "version": "9.0.0"}))
    for name, says in [
        ("short.zip", "not a backup"),
        ("other.zip", "not a finished"),
        ("later.zip", "9.0.0"),
        ("no.zip", "there is no"),
    ]:
        done = run("restore", name, where="two")
        assert done.exit_code == WRONG_CONFIGURATION, done.output
        assert says in done.output
    assert not Path("two/store.db").exists()


def test_lost_rows_are_noticed_and_nothing_is_kept(run: Callable[..., Result]) -> None:
    _fill("one", {})
    assert run("backup", "all.zip", "--without-streams", where="one").exit_code == 0
    with zipfile.ZipFile("all.zip") as source, zipfile.ZipFile("less.zip", "w") as file:
        for member in source.namelist():
            lines = source.read(member)
            file.writestr(member, lines.splitlines(keepends=True)[0] if member == "store/claim.jsonl" else lines)
    done = run("restore", "less.zip", where="two")
    assert done.exit_code == 1
    assert "claim has 1 rows" in done.output
    assert _everything("two")["claim"] == _everything("two")["incident"] == []


def test_a_backup_of_a_newer_version_is_refused(run: Callable[..., Result]) -> None:
    _fill("one", {})
    assert run("backup", "all.zip", "--without-streams", where="one").exit_code == 0
    with zipfile.ZipFile("all.zip") as source, zipfile.ZipFile("newer.zip", "w") as file:
        for member in source.namelist():
            text_ = source.read(member).decode()
            if member == "manifest.json":
                manifest = json.loads(text_)
                manifest["databases"]["store"]["migration"] = "9999"
                text_ = json.dumps(manifest)
            file.writestr(member, text_)
    done = run("restore", "newer.zip", where="two")
    assert done.exit_code == WRONG_CONFIGURATION
    assert "does not know migration 9999" in done.output


def test_where_nothing_is_kept_there_is_nothing_to_save(run: Callable[..., Result]) -> None:
    done = run("backup", "all.zip", "--without-streams", where="one")
    assert done.exit_code == 1
    assert "nothing is kept yet" in done.output
    assert not Path("all.zip").exists()
    assert not Path("all.zip.part").exists()
