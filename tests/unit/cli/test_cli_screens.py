"""What a person reads on a terminal of eighty columns: nothing is cut, nothing is told twice, every option is explained."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

from services.cli import facts, source_rows, status
from services.cli.incidents import print_table
from services.cli.main import COMMANDS, main
from services.ingest.app import build as ingest
from services.runtime.health import _name
from services.runtime.settings import Document
from services.store.app import build as store

NARROW = {"COLUMNS": "80", "FORCE_COLOR": "1", "TERM": "dumb"}


def _commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and what is below it, by the words that call it."""
    with click.Context(main) as ctx:
        for name in COMMANDS:
            command = main.get_command(ctx, name)
            assert command is not None
            yield (name,), command
            if isinstance(command, click.Group):
                yield from (((name, below), each) for below, each in command.commands.items())


@pytest.mark.parametrize("words", [(), *(words for words, found in _commands() if isinstance(found, click.Group))], ids=" ".join)
def test_no_line_of_a_help_is_cut(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*words, "--help"]).output
    assert "Commands:" in shown or "Try it:" in shown
    assert not re.findall(r"^  \S+ .*\.\.\.$", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "command"), list(_commands()), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_option_is_explained(words: tuple[str, ...], command: click.Command) -> None:
    options = [each for each in command.params if isinstance(each, click.Option) and not each.hidden]
    assert [each.name for each in options if not each.help] == [], words


def test_a_usage_line_is_short() -> None:
    assert "schema json [OPTIONS] [EVENT]\n" in CliRunner().invoke(main, ["schema", "json", "--help"]).output


def test_an_unknown_event_is_told_with_the_nearest_and_the_list() -> None:
    result = CliRunner().invoke(main, ["schema", "json", "claim.extracted"])
    assert result.exit_code == 2
    assert "did you mean 'tocsin.claim.extracted.v1'?" in result.stderr
    assert "`tocsin schema json` prints all" in result.stderr


def _text(folder: Path) -> str:
    file = folder / "report.txt"
    file.write_text("Air defence forces destroyed five drones over Voronezh Oblast overnight, the governor said.\n")
    return str(file)


def test_a_language_that_is_not_read_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["extract", "--lang", "xx", _text(tmp_path)])
    assert result.exit_code == 2
    assert "'en', 'ru', 'uk'" in result.stderr


def test_a_moment_that_is_none_is_refused_with_an_example(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["extract", "--published", "yesterday", _text(tmp_path)])
    assert result.exit_code == 2
    assert "'yesterday' is no moment; write 2025-07-21 or 2025-07-21T16:02+03:00" in result.stderr


@pytest.mark.parametrize("written", ["2025-07-21", "2025-07-21T16:02+03:00", "2025-07-21T16:02:09+0300", "2025-07-21T16:02Z"])
def test_moments_are_understood(written: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["extract", "--format", "jsonl", "--published", written, _text(tmp_path)])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout.splitlines()[0])["when"]["end"] == "2025-07-21"


def test_a_time_without_a_day_is_shown_in_its_own_words(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["extract", _text(tmp_path)]).stdout
    assert "“overnight”" in shown
    assert "?" not in shown


def _reader(stream: str, group: str | None) -> facts.Reader:
    return facts.Reader(stream, group, 1_000_000, 1234.5, 999_999, 12_345, 86_400.0, 12, 4321)


def test_status_fits_eighty_columns() -> None:
    rows = (_reader("tocsin:articles:{0}", "extract"), _reader("tocsin:incidents", None))
    shown = _printed(lambda: status._print(facts.Status(rows, (), (), ())))
    assert "…" not in shown
    head = shown.splitlines()[0].split("  ")
    assert "dead" in head[-1]
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_status_tells_what_is_away_once(tmp_path: Path) -> None:
    env = {"TOCSIN_STATE_DIR": str(tmp_path / "none"), "REDIS_URL": ""}
    result = CliRunner().invoke(main, ["status", "--format", "table"], env=env)
    assert result.exit_code == 1
    assert result.output.count("no Redis: none is configured") == 1
    assert "start it with `tocsin up`" in result.output


def test_incidents_keep_their_regions_on_eighty_columns() -> None:
    found = SimpleNamespace(
        start="2026-11-24", end="2026-11-25", region_name="Kharkiv Oblast", region="UA-63", family="shelling", severity=4,
        places=("Kupyansk", "Vovchansk"), claimants=2, origins=3, id="inc_5d3lw3vlf53przarce2f25jsxr",
    )  # fmt: skip

    async def listed() -> Any:
        yield SimpleNamespace(incident=found)

    shown = _printed(lambda: asyncio.run(print_table(listed())))
    for expected in ("Kharkiv Oblast", "UA-63", "Kupyansk", "inc_5d3lw3vlf53przarce2f25jsxr", "2026-11-24 → 11-25", "shelling"):
        assert expected in shown
    assert "…" not in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_sources_fit_eighty_columns() -> None:
    url = "https://stepovyi-visnyk.example/rubryky/nadzvychaini/feed.xml"
    ago = (datetime.now(UTC) - timedelta(minutes=3)).isoformat()
    row = {"id": "stepovyi-visnyk", "kind": "telegram", "status": "not_found", "last_ok": ago, "last_new": ago, "every": 900,
           "next": ago, "url": url}  # fmt: skip
    shown = _printed(lambda: source_rows.show([row], tuple(row), "table"))
    assert url in shown.replace("\n", "")
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "now" in shown.splitlines()[1], "what is due is due now, whatever the clock says since when"


def _printed(act: Any) -> str:
    """What something prints on a narrow terminal."""

    @click.command()
    def show() -> None:
        act()

    result = CliRunner().invoke(show, env=NARROW)
    assert result.exit_code == 0, result.output
    return re.sub(r"\x1b\[[0-9;]*m", "", result.output)


def test_what_readiness_is_told_of_is_named(tmp_path: Path) -> None:
    document = Document({}, {"TOCSIN_STATE_DIR": str(tmp_path)}, "test")
    for build in (ingest, store):
        assert [_name(check) for check in build(document)._ready] == ["schema"]


def test_a_backup_of_nothing_leaves_nothing_behind(tmp_path: Path) -> None:
    state, file = tmp_path / "state", tmp_path / "backup.zip"
    result = CliRunner().invoke(main, ["backup", str(file)], env={"TOCSIN_STATE_DIR": str(state), "REDIS_URL": ""})
    assert result.exit_code == 1
    assert "nothing is kept yet" in result.stderr
    assert list(tmp_path.iterdir()) == []
