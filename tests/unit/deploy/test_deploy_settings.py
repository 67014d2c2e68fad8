"""What is written for operators about settings against the settings themselves, and the Compose file's promises."""

import importlib.util
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.cli.newsroom.articles import stories
from services.cli.newsroom.pages import feed_path
from services.cli.newsroom.server import CHAT_PATH
from services.cli.newsroom.subscription import SECRET_VARIABLE
from services.ingest.settings import ingest_settings, sources
from services.runtime import settings
from services.runtime.settings import Document, runtime_settings
from services.store.alerts.settings import alerting

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"

_SPEC = importlib.util.spec_from_file_location("write_settings", ROOT / "scripts/write_settings.py")
assert _SPEC is not None
assert _SPEC.loader is not None
writer = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(writer)

ONCE = {"secrets", "migrate"}
"""Steps, not services."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return loaded


def test_the_examples_document_every_setting() -> None:
    for path, text in writer.written().items():
        assert path.read_text("utf-8") == text, f"{path.name} is out of date: run scripts/write_settings.py"
    assert set(writer.MODELS) == set(settings.TABLES), "a table of tocsin.toml is missing from scripts/write_settings.py"


def test_every_field_of_every_model_is_there() -> None:
    env, toml = (path.read_text("utf-8") for path in writer.written())
    for table, model in writer.models().items():
        for name in model.model_fields:
            assert re.search(rf"^# {name} = ", toml, re.MULTILINE), f"{table}.{name}"
            if table not in writer.LISTS:
                prefix = "TOCSIN_" if table == "runtime" else f"TOCSIN_{table.upper()}_"
                assert f"\n#{prefix}{name.upper()}=" in env, f"{table}.{name}"


def test_the_defaults_shown_are_the_defaults() -> None:
    lines = [line.removeprefix("#") for line in (DEPLOY / ".env.example").read_text("utf-8").splitlines()]
    env = dict(line.split("=", 1) for line in lines if re.match(r"TOCSIN_[A-Z_]+=.", line))
    for table, model in writer.models().items():
        if table not in writer.LISTS:
            assert Document({}, env, ".env.example").read(model, table) == Document({}, {}, "nothing").read(model, table)


def test_every_variable_of_the_compose_file_is_documented() -> None:
    used = re.findall(r"(?<!\$)\$\{([A-Z_]+):-([^}]*)\}", (DEPLOY / "compose.yaml").read_text("utf-8"))
    assert len(used) > 8
    documented = (DEPLOY / ".env.example").read_text("utf-8").splitlines()
    for name, default in used:
        assert f"#{name}={default}" in documented


def test_the_newsroom_s_configuration_is_valid_and_whole() -> None:
    document = settings.load(DEPLOY / "newsroom.toml", {SECRET_VARIABLE: "whsec_" + "A" * 32})
    runtime_settings(document)
    assert ingest_settings(document).allow_private
    outlets = dict.fromkeys(story.outlet for story in stories(datetime(2025, 7, 21, tzinfo=UTC)))
    told = [(source.id, source.url, source.lang) for source in sources(document)]
    assert told == [(outlet.id, f"http://newsroom:8400{feed_path(outlet)}", outlet.lang) for outlet in outlets]
    assert [each.url for each in alerting(document).destinations] == [f"http://newsroom:8400{CHAT_PATH}"]


def test_the_empty_configuration_for_kubernetes_is_valid() -> None:
    document = settings.load(DEPLOY / "kubernetes/base/tocsin.toml", {})
    assert sources(document) == ()


def test_every_container_is_confined(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys(), name
        assert service["restart"] == ("no" if name in ONCE else "always"), name
        assert "latest" not in service["image"], name
        for port in service.get("ports", []):
            assert "127.0.0.1" in port, f"{name} is published beyond this machine"
    assert {name for name, service in compose["services"].items() if "cap_add" in service} == {"postgres"}


def test_services_wait_for_what_they_need(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in ("ingest", "extract", "store"):
        assert services[name]["depends_on"] == {
            "redis": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("redis", "postgres", "newsroom"):
        assert services[name]["depends_on"] == {"secrets": {"condition": "service_completed_successfully"}}
        assert services[name]["healthcheck"]["test"]


def test_redis_keeps_everything(compose: dict[str, Any]) -> None:
    command = compose["services"]["redis"]["command"][0]
    for words in ("--appendonly yes", "--appendfsync everysec", "--maxmemory-policy noeviction"):
        assert words in command


def test_secrets_are_files(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|_URL", variable):
                assert variable.endswith("_FILE"), f"{name}: {variable}"
                assert value.startswith("/run/secrets/tocsin/"), f"{name}: {variable}"


def test_reading_and_telling_may_leave_and_nothing_else(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inside"] == {"internal": True}
    outside = {name for name, service in compose["services"].items() if "outside" in service.get("networks", [])}
    assert outside == {"ingest", "store", "newsroom", "prometheus"}
    assert compose["services"]["secrets"]["network_mode"] == "none"
