"""What each service goes by: a change elsewhere must leave it alone, a change of its own must not be missed."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from services.runtime.settings import TABLES, Document

SERVICES = ("ingest", "extract", "store")

CONSOLE = {"name": "desk", "kind": "console"}

BEFORE: dict[str, Any] = {"source": [{"id": "a", "url": "https://one.example/feed.xml"}], "destination": [CONSOLE]}

CHANGED: dict[str, Any] = {
    "runtime": {"partitions": 3},
    "ingest": {"tick": "90ms"},
    "defaults": {"robots": "ignore"},
    "source": [{"id": "b", "url": "https://two.example/feed.xml"}],
    "extract": {"propose": {"timeout": 3}},
    "store": {"batch": 7},
    "destination": [{**CONSOLE, "name": "other"}],
    "route": [{"to": ["desk"], "regions": ["UA"]}],
}
"""Table → another value of it than before."""

CONCERNED = {
    "runtime": set(SERVICES),
    "ingest": {"ingest"},
    "defaults": {"ingest"},
    "source": {"ingest"},
    "extract": {"extract"},
    "store": {"store"},
    "destination": {"store"},
    "route": {"store"},
}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"TOCSIN_STATE_DIR": str(tmp_path)}


def goes_by(service: str, tables: dict[str, Any], env: dict[str, str]) -> list[object]:
    return list(import_module(f"services.{service}.app").build(Document(tables, env, "tocsin.toml")).goes_by)


@pytest.mark.parametrize("table", TABLES)
async def test_a_change_concerns_the_services_that_go_by_its_table(table: str, env: dict[str, str]) -> None:
    changed = {**BEFORE, table: CHANGED[table]}
    assert {name for name in SERVICES if goes_by(name, BEFORE, env) != goes_by(name, changed, env)} == CONCERNED[table]


async def test_the_log_level_is_nothing_that_a_service_must_end_for(env: dict[str, str]) -> None:
    quiet = {**BEFORE, "runtime": {"log_level": "error"}}
    assert [name for name in SERVICES if goes_by(name, BEFORE, env) != goes_by(name, quiet, env)] == []


async def test_another_word_in_a_secret_file_concerns_its_service(env: dict[str, str], tmp_path: Path) -> None:
    secret = tmp_path / "token"
    chat = {"name": "chat", "kind": "telegram", "channel": "-1", "token": f"file:{secret}"}
    tables = {**BEFORE, "destination": [chat]}
    secret.write_text("1:first\n")
    before = {name: goes_by(name, tables, env) for name in SERVICES}
    secret.write_text("2:second\n")
    assert {name for name in SERVICES if goes_by(name, tables, env) != before[name]} == {"store"}
