"""What the README shows works: its TOML, its Python, the commands and options it names, the files it points to."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest

from services.cli import settled
from services.cli.main import COMMANDS
from services.runtime import settings
from services.store.alerts.settings import alerting

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
MAKE = (ROOT / "Makefile").read_text("utf-8")
SHOWN = [match.strip() for match in re.findall(r"^ {4}(?:.* \| )?tocsin (.*)$", README, re.MULTILINE)]


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_the_configuration_is_valid_and_short(tmp_path: Path) -> None:
    file = tmp_path / "tocsin.toml"
    file.write_text(block("toml"))
    assert len([line for line in block("toml").splitlines() if line.strip()]) <= 10
    document = settings.load(file, {"SLACK_WEBHOOK": "https://hooks.example/services/T/B/x", "HOME": str(tmp_path)})
    settled.check(document)
    assert alerting(document).routes[0].regions == ("UA", "SEA:black")


def test_the_subscriber_in_python_reads_an_entry() -> None:
    sample = ROOT / "tests" / "unit" / "tocsin" / "samples" / "tocsin.claim.extracted.v1.json"
    names: dict[str, object] = {"entry": {b"event": sample.read_bytes()}}
    exec(block("python"), names)
    assert names["event"].type == "tocsin.claim.extracted.v1"  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_has_the_options_it_is_shown_with(line: str) -> None:
    words = shlex.split(line, comments=True)
    module, _, function = COMMANDS[words[0]].partition(":")
    command: click.Command = getattr(import_module(module), function)
    if isinstance(command, click.Group):
        command = command.commands[words[1]]
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_commands_are_shown() -> None:
    assert len(SHOWN) > 20


def test_targets_and_files_exist() -> None:
    for target in re.findall(r"\bmake ([a-z-]+)", README):
        assert re.search(rf"^{target}:", MAKE, re.MULTILINE), target
    for path in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / path).exists(), path
