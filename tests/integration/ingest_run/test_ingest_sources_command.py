"""`tocsin sources`: sources are read before they are added, seen as they are doing, paused at once."""

import asyncio
import json
import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from misbehaving import Site, feed, page, reply, serving

from services.cli.main import main
from services.ingest.settings import sources
from services.ingest.sources import state
from services.ingest.tables.schema import VERSION_TABLE
from services.runtime import database
from services.runtime.settings import load, runtime_settings


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    with serving(made):
        yield made


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_STATE_DIR", str(tmp_path / "state"))
    file = tmp_path / "tocsin.toml"
    file.write_text('# ours\n[ingest]\nallow_private = ["127.0.0.1"]\n', encoding="utf-8")
    return file


def tocsin(config, *args: str) -> Result:
    return CliRunner().invoke(main, ["sources", *args, "--config", str(config)])


def known(config):
    return sources(load(config, {}))


def migrated(config):
    async def go():
        settings = runtime_settings(load(config, {"TOCSIN_STATE_DIR": str(config.parent / "state")}))
        engine = database.engine(settings.database("ingest"))
        await database.migrate(engine, "services.ingest", VERSION_TABLE)
        await state.sync(engine, known(config), 1_753_000_000)
        await engine.dispose()

    asyncio.run(go())


def test_a_feed_is_read_and_then_added_under_its_title(config, site):
    site.answers["/feed"] = reply(200, feed(("/a", "Ferry late"), site=site))
    done = tocsin(config, "add", site.url("/feed"), "--lang", "en", "--tag", "sea")
    assert done.exit_code == 0, done.output
    assert "1 items" in done.output
    assert "Ferry late" in done.output
    (added,) = known(config)
    assert (added.id, added.url, added.lang, added.tags) == ("paper", site.url("/feed"), "en", ("sea",))
    assert config.read_text().startswith("# ours")
    again = tocsin(config, "add", site.url("/feed"))
    assert "declared already, as paper" in again.output


def test_of_a_page_the_feed_that_it_names_is_added(config, site):
    site.answers["/"] = reply(
        200, page("Home").replace(b"<head>", b'<head><link rel=alternate type="application/rss+xml" href="/feed">')
    )
    site.answers["/feed"] = reply(200, feed(("/a", "A"), site=site))
    assert tocsin(config, "add", site.url("/")).exit_code == 0
    assert [each.url for each in known(config)] == [site.url("/feed")]


def test_what_cannot_be_read_is_told_and_not_added(config, site):
    done = tocsin(config, "add", site.url("/none"))
    assert done.exit_code == 1
    assert "404" in done.output
    assert "--unchecked" in done.output
    assert known(config) == ()


def test_a_source_is_checked_by_id_or_address(config, site):
    site.answers["/feed"] = reply(200, feed(("/a", "A"), site=site))
    tocsin(config, "add", site.url("/feed"), "--id", "sea")
    assert "1 items" in tocsin(config, "check", "sea").output
    site.answers["/robots.txt"] = reply(200, "User-agent: *\nDisallow: /")
    refused = tocsin(config, "check", site.url("/feed"))
    assert (refused.exit_code, "robots.txt asks us not to" in refused.output) == (1, True)
    assert "no source" in tocsin(config, "check", "land").output


def test_a_check_obeys_the_robots_txt_of_what_it_is_redirected_to(config, site):
    site.answers["/feed"] = reply(302, Location="/moved")
    site.answers["/robots.txt"] = reply(200, "User-agent: *\nDisallow: /moved")
    refused = tocsin(config, "check", site.url("/feed"))
    assert (refused.exit_code, f"redirects to {site.url('/moved')}" in refused.output) == (1, True)
    assert "/moved" not in site.paths()


def test_what_is_declared_is_listed_before_anything_has_run(config, site):
    tocsin(config, "add", site.url("/feed"), "--unchecked", "--id", "sea")
    (row,) = [json.loads(line) for line in tocsin(config, "list", "--format", "jsonl").output.splitlines()]
    assert (row["id"], row["status"], row["last_ok"]) == ("sea", "waiting", None)
    assert tocsin(config, "health").exit_code == 0


@pytest.mark.parametrize("url", ["nonsense", "ftp://a.example/feed"])
def test_what_is_no_address_is_told_in_a_sentence(config, url):
    done = tocsin(config, "add", url)
    assert (done.exit_code, known(config)) == (78, ())
    assert "http://" in done.output


def test_a_table_tells_how_long_ago(config, site):
    tocsin(config, "add", site.url("/feed"), "--unchecked", "--id", "the-evening-paper-of-the-harbour-town")
    migrated(config)
    (_, line) = tocsin(config, "health", "--format", "table").output.splitlines()[:2]
    assert re.match(r"the-evening-paper-of-the-harbour-town +new +\d+ d ", line)


def test_a_source_is_paused_before_it_is_read_for_the_first_time(config, site):
    migrated(config)
    tocsin(config, "add", site.url("/feed"), "--unchecked", "--id", "sea")
    assert tocsin(config, "pause", "sea").exit_code == 0
    (row,) = [json.loads(line) for line in tocsin(config, "list", "--format", "jsonl").output.splitlines()]
    assert (row["id"], row["status"]) == ("sea", "paused")


def test_a_source_is_paused_and_resumed_and_a_wrong_id_is_told(config, site):
    tocsin(config, "add", site.url("/feed"), "--unchecked", "--id", "sea")
    migrated(config)
    assert tocsin(config, "pause", "sea").exit_code == 0
    (row,) = [json.loads(line) for line in tocsin(config, "list", "--format", "jsonl").output.splitlines()]
    assert (row["id"], row["status"]) == ("sea", "paused")
    assert tocsin(config, "resume", "sea").exit_code == 0
    assert "tocsin sources list" in tocsin(config, "pause", "land").output


def test_health_tells_the_silent_by_their_exit_code(config, site):
    tocsin(config, "add", site.url("/feed"), "--unchecked", "--id", "sea")
    migrated(config)
    done = tocsin(config, "health", "--format", "jsonl")
    assert done.exit_code == 1  # added long ago, and nothing has come
    row = json.loads(done.output.splitlines()[0])
    assert (row["id"], row["well"]) == ("sea", False)
    assert row["silent_for"] > 0


def test_opml_goes_in_and_out(config, tmp_path):
    file = tmp_path / "reader.opml"
    file.write_text(
        '<opml><body><outline text="Sea"><outline text="Harbour" xmlUrl="https://harbour.example/feed"/></outline>'
        '<outline text="Bad" xmlUrl="ftp://x.example/"/></body></opml>',
        encoding="utf-8",
    )
    shown = tocsin(config, "import", str(file), "--dry-run")
    assert 'id = "harbour"' in shown.output
    assert known(config) == ()
    assert tocsin(config, "import", str(file)).exit_code == 0
    assert [(each.id, each.tags) for each in known(config)] == [("harbour", ("Sea",))]
    assert "0 feeds added" in tocsin(config, "import", str(file)).output
    assert 'xmlUrl="https://harbour.example/feed"' in tocsin(config, "export").output
