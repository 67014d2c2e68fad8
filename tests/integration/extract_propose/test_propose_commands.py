"""`tocsin extract --propose` and `explain --propose`: the way of the service, and what was dropped is shown with its reason."""

import asyncio
import json
from pathlib import Path

from click.testing import CliRunner
from model_stand_in import CLAIM, KEY, TEXT, listed, model, reply

from services.cli.main import main

SETTINGS = """\
[extract.propose]
url = "{url}/v1"
model = "m1"
key = "env:MODEL_KEY"
networks = ["127.0.0.1/32"]
"""
LINE = json.dumps({"id": "a", "lang": "en", "published": "2025-06-14T12:00:00+03:00", "text": TEXT})


async def command(*words, stand_in, tmp_path, given=LINE):
    config = tmp_path / "tocsin.toml"
    config.write_text(SETTINGS.format(url=stand_in.url))
    runner = CliRunner(env={"MODEL_KEY": KEY})
    return await asyncio.to_thread(runner.invoke, main, [*words, "--config", str(config)], input=given)


async def test_extract_prints_proposed_claims_among_the_others(tmp_path: Path):
    two = "\n".join([LINE, json.dumps({**json.loads(LINE), "id": "b"})])
    async with model(listed(CLAIM)) as stand_in:
        done = await command("extract", "--format", "jsonl", "--propose", "-", stand_in=stand_in, tmp_path=tmp_path, given=two)
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(claim["article"]["id"], claim["rule"], claim["flags"]) for claim in claims] == [
        ("a", "proposed:m1", ["proposed"]),
        ("b", "proposed:m1", ["proposed"]),
    ]


async def test_nothing_is_asked_without_the_option(tmp_path: Path):
    async with model(listed(CLAIM)) as stand_in:
        done = await command("extract", "-", stand_in=stand_in, tmp_path=tmp_path)
    assert (done.exit_code, stand_in.heard) == (0, [])


async def test_explain_shows_where_a_proposal_stands_and_why_others_were_dropped(tmp_path: Path):
    answer = listed(CLAIM, {**CLAIM, "quote": "\x1b[2J48 tanks"}, {**CLAIM, "count": 49}, {"quote": "shapeless"})
    async with model(answer) as stand_in:
        done = await command("explain", "--propose", "-", stand_in=stand_in, tmp_path=tmp_path)
    assert f"[1 {CLAIM['quote']} 1]" in done.stdout
    assert "rule proposed:m1" in done.stdout
    assert "flags proposed" in done.stdout
    assert "proposed by the model: 1 counted, 3 dropped" in done.stdout
    assert r"dropped quote_not_in_text: '\x1b[2J48 tanks'" in done.stdout
    assert "dropped number_not_in_quote: 'the drone hunters" in done.stdout
    assert "\x1b" not in done.stdout


async def test_explain_says_why_there_is_no_answer(tmp_path: Path):
    async with model(reply(401, f"wrong key {KEY}")) as stand_in:
        done = await command("explain", "--propose", "-", stand_in=stand_in, tmp_path=tmp_path)
    assert "the model gave no claims: refused (status 401: wrong key ***)" in done.stdout
    assert KEY not in done.output


def test_without_a_model_the_option_says_what_to_write(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["extract", "--propose", "-"], input=LINE)
    assert done.exit_code != 0
    assert "[extract.propose]" in done.output
