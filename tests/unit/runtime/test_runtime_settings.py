"""A wrong setting is told where it was given: the variable of the environment, or the file and its key."""

from pathlib import Path

import pytest

from services.runtime import database
from services.runtime.errors import ConfigError
from services.runtime.settings import Document, runtime_settings


def wrong(tables: dict[str, object], env: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as told:
        runtime_settings(Document(tables, env, "tocsin.toml"))
    return str(told.value)


def test_a_wrong_value_of_the_environment_names_its_variable() -> None:
    said = wrong({"runtime": {"partitions": 2}}, {"TOCSIN_LOG_LEVEL": "loud"})
    assert said == "TOCSIN_LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"


def test_a_wrong_value_of_a_file_beside_it_names_file_and_key() -> None:
    said = wrong({"runtime": {"partitions": 0}}, {"TOCSIN_LOG_LEVEL": "info"})
    assert said == 'tocsin.toml: [runtime] "partitions": Input should be greater than or equal to 1'


def test_a_value_from_a_file_of_its_own_names_the_variable(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("many\n")
    assert wrong({}, {"TOCSIN_HTTP_PORT_FILE": str(tmp_path / "port")}).startswith("TOCSIN_HTTP_PORT_FILE: Input should be")


def test_a_file_that_cannot_be_read_names_the_variable() -> None:
    said = wrong({}, {"TOCSIN_REDIS_URL_FILE": "/nowhere/redis-url"})
    assert said == "TOCSIN_REDIS_URL_FILE: cannot read the secret file /nowhere/redis-url: No such file or directory"


def test_a_directory_that_cannot_be_made_is_told_by_its_setting() -> None:
    with pytest.raises(
        ConfigError, match=r"^/proc/nowhere cannot be made: .*; change state_dir \(TOCSIN_STATE_DIR\) or database_url"
    ):
        database.engine("sqlite:////proc/nowhere/store.db")


async def test_a_file_that_is_no_database_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"not a database, and long enough to have a header" * 40)
    engine = database.engine(f"sqlite:///{file}")
    with pytest.raises(ConfigError, match=r"store\.db is damaged, or no database .*: put it aside and restore a backup"):
        await database.schema_state(engine, "services.store", "alembic_version_store")
    with pytest.raises(ConfigError, match="is damaged"):
        await database.migrate(engine, "services.store", "alembic_version_store")
    await engine.dispose()
