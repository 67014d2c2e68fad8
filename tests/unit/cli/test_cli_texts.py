"""`tocsin extract` and `explain` as a person uses them: what is read, and what is said of input that is no good."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli.main import main
from tocsin import Claim

TEXT = "Two drones were shot down over Tula Oblast overnight, regional governor Pavel Ostrovsky said."


def line(**more: object) -> str:
    return json.dumps({"id": "a", "text": TEXT, "published": "2025-07-21T08:00:00+03:00", **more}) + "\n"


def claims(output: str) -> list[Claim]:
    return [Claim.model_validate_json(each) for each in output.splitlines()]


def test_claims_of_json_lines_come_as_the_contract_has_them() -> None:
    result = CliRunner().invoke(main, ["extract", "--format", "jsonl", "-"], input=line(source="wire", url="https://w.example/1"))
    assert result.exit_code == 0, result.output
    [claim] = claims(result.stdout)
    assert (claim.article.id, claim.article.source, claim.article.url) == ("a", "wire", "https://w.example/1")
    assert claim.place
    assert claim.place.region == "RU-TUL"
    assert TEXT[claim.evidence.start : claim.evidence.end] == claim.evidence.text


@pytest.mark.parametrize("published", ["2025-07-21", "2025-07-21T08:00", "2025-07-21T08:00Z", None])
def test_a_publication_time_need_not_be_whole(published: str | None) -> None:
    result = CliRunner().invoke(main, ["extract", "--format", "jsonl", "-"], input=line(published=published))
    assert result.exit_code == 0, result.output
    assert len(claims(result.stdout)) == 1


def test_a_plain_text_is_one_article_and_a_person_gets_a_table(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(TEXT)
    shown = CliRunner().invoke(main, ["extract", str(file), "--published", "2025-07-21"]).stdout
    assert "RU-TUL" in shown
    explained = CliRunner().invoke(main, ["explain", str(file)]).stdout
    assert "[1 Two drones were shot down over Tula Oblast" in explained


def test_bad_lines_are_told_with_their_place_and_the_rest_is_read() -> None:
    given = "not json\n" + line() + '{"id": 1}\n[]\n\n' + line(published="soon") + line(id="b")
    result = CliRunner().invoke(main, ["extract", "--format", "jsonl", "-"], input="{}\n" + given)
    assert result.exit_code == 0
    assert [claim.article.id for claim in claims(result.stdout)] == ["a", "b"]
    told = [each.rsplit(":", 1)[0].split(":")[1] for each in result.stderr.splitlines() if each.startswith("standard input:")]
    assert [int(each) for each in told] == [1, 2, 4, 5, 7]


@pytest.mark.parametrize(
    ("given", "said"),
    [(b"", "the file is empty"), (b"\xff\xfe", "not UTF-8: byte 0xff at 0"), (b'{"id": "a"}', 'needs a "text"')],
    ids=["empty", "bytes", "no text"],
)
def test_nothing_good_at_all_is_a_failure_with_a_sentence(given: bytes, said: str) -> None:
    result = CliRunner().invoke(main, ["extract", "-"], input=given)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.endswith("nothing could be read; see above\n")


def test_a_file_that_is_not_there_is_a_sentence() -> None:
    result = CliRunner().invoke(main, ["explain", "no-such-file"])
    assert result.exit_code == 1
    assert "no-such-file: cannot be read: No such file or directory" in result.stderr
