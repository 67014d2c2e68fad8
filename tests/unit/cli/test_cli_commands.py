"""The command line as a person meets it: every command loads, documents name only commands that exist, errors are sentences."""

import re
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from services.cli import main as command_line
from services.cli.main import COMMANDS, main
from services.runtime.errors import ConfigError, Transient

ROOT = Path(__file__).parents[3]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "Makefile"]
INVOKED = re.compile(r"(?:`|\bbin/|^ {4}\$? ?|\$ )tocsin ([a-z][a-z-]*)", re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    module, _, function = COMMANDS[name].partition(":")
    command = getattr(import_module(module), function)
    assert command.name == name
    assert command.help


def test_the_help_lists_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(re.search(rf"^  {name} ", shown, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_commands_that_exist(path: Path) -> None:
    assert set(INVOKED.findall(path.read_text("utf-8"))) <= set(COMMANDS)


def test_the_search_for_commands_in_documents_finds_them() -> None:
    text = "run `tocsin up`, or\n    tocsin incidents --since 7d\n    $ tocsin doctor\n\t$(BIN)/tocsin demo\nTocsin reads news"
    assert INVOKED.findall(text) == ["up", "incidents", "doctor"]


def test_the_readme_names_every_command() -> None:
    assert set(COMMANDS) <= set(INVOKED.findall((ROOT / "README.md").read_text("utf-8")))


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConfigError("tocsin.toml: [store] is wrong"), 78), (Transient("the database does not answer"), 1)],
    ids=["configuration", "away"],
)
def test_an_error_of_a_service_is_a_sentence_and_a_code(error: Exception, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def fail() -> None:
        raise error

    monkeypatch.setitem(COMMANDS, "fail", "unused:fail")
    monkeypatch.setattr(command_line.LazyGroup, "get_command", lambda *_: fail)
    result = CliRunner().invoke(main, ["fail"])
    assert result.exit_code == code
    assert result.stderr == f"Error: {error}\n"


@pytest.mark.parametrize(("word", "said"), [("frobnicate", "No such command"), ("stauts", "did you mean 'status'?")])
def test_an_unknown_command_is_exit_code_2_and_told_with_the_nearest(word: str, said: str) -> None:
    result = CliRunner().invoke(main, [word])
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[runtme]\nlog_level = "info"\n', 'unknown table [runtme]; did you mean "runtime"?'),
        ('[extract.propose]\nurll = "https://m.example/v1"\n', 'unknown key "propose.urll"; did you mean "url"?'),
        ('[runtime]\nlog_levle = "info"\n', 'unknown key "log_levle"; did you mean "log_level"?'),
        ("[runtime\n", "is not valid TOML"),
    ],
    ids=["table", "key of the model", "key", "syntax"],
)
def test_a_mistake_in_the_configuration_names_file_and_key(written: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "tocsin.toml"
    file.write_text(written)
    result = CliRunner().invoke(main, ["doctor", "--config", str(file)])
    assert result.exit_code == 1
    assert str(file) in result.output
    assert said in result.output


def test_the_doctor_says_what_to_do_about_a_server_that_is_away(tmp_path: Path) -> None:
    env = {"REDIS_URL": "redis://:hunter2@127.0.0.1:1/0", "XDG_STATE_HOME": str(tmp_path)}
    result = CliRunner().invoke(main, ["doctor"], env=env)
    assert result.exit_code == 1
    assert "127.0.0.1:1 does not answer" in result.output
    assert "start that server, or correct redis_url" in result.output
    assert "hunter2" not in result.output


def test_the_doctor_is_content_with_a_fresh_machine(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["doctor"], env={"XDG_STATE_HOME": str(tmp_path), "REDIS_URL": ""})
    assert result.exit_code == 0, result.output
    assert "does not exist yet" in result.output
    assert not list(tmp_path.iterdir()), "the doctor changes nothing"


def test_the_doctor_sees_a_variable_that_is_nearly_a_setting(tmp_path: Path) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path), "REDIS_URL": "", "TOCSIN_LOGLEVEL": "debug", "TOCSIN_MY_SLACK_KEY": "xoxb"}
    result = CliRunner().invoke(main, ["doctor"], env=env)
    assert "TOCSIN_LOGLEVEL is no setting; did you mean TOCSIN_LOG_LEVEL?" in result.output
    assert "SLACK" not in result.output
