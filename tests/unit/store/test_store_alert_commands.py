"""`tocsin alerts` as a person uses it, against a real database and a real server on loopback."""

import asyncio
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from store_building import article, events_of, said

from services.cli.main import main
from services.cli.newsroom.server import CHAT_PATH, serving
from services.runtime import database
from services.runtime.settings import load
from services.store.alerts.deliver import Courier
from services.store.alerts.dispatch import Dispatch
from services.store.alerts.settings import alerting
from services.store.intake import receive
from services.store.schema import VERSION_TABLE

A = article("a", "2025-03-28T08:00+03:00", url="https://a.example/1")
TOLD = [said("a.1", "attack/uav", when="2025-03-27..2025-03-28", place="Klintsy")]

CONFIG = """
[[destination]]
name = "desk"
kind = "webhook"
url = "{url}"
secrets = ["env:KEY"]
networks = ["127.0.0.0/8"]

[[route]]
to = ["desk"]
group_wait = 0
"""


class At:
    def now(self):
        return datetime.now(UTC)


@pytest.fixture
def status():
    return {"answer": 204}


@pytest.fixture
def tocsin(tmp_path, monkeypatch, status):
    """Runs a command with a state directory and a chat of this test's own."""
    with serving(lambda _: None, lambda *_: status["answer"]) as url:
        (tmp_path / "tocsin.toml").write_text(CONFIG.format(url=url + CHAT_PATH))
        monkeypatch.setenv("TOCSIN_STATE_DIR", str(tmp_path))
        monkeypatch.setenv("KEY", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        monkeypatch.chdir(tmp_path)
        yield lambda *arguments: CliRunner().invoke(main, list(arguments))


def deliver(tmp_path, *, take=True):
    """One incident comes in, and the courier makes its round."""

    async def run():
        engine = database.engine(f"sqlite:///{tmp_path / 'store.db'}")
        await database.migrate(engine, "services.store", VERSION_TABLE)
        made = Dispatch.of(alerting(load(None, {"KEY": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})))
        if take:
            await receive(engine, events_of(A, TOLD), datetime.now(UTC), made.planner.plan)
        await Courier(engine, At(), made.alerting.destinations[0], made.senders["desk"], "test").step()
        await made.aclose()
        await engine.dispose()

    asyncio.run(run())


def test_what_was_sent_is_listed_and_stands_with_the_incident(tocsin, tmp_path):
    deliver(tmp_path)
    listed = tocsin("alerts", "list").output
    assert "desk: 1 sent, 0 waiting, 0 failed" in listed
    incident = next(word for word in listed.split() if word.startswith("inc_"))
    assert "sent" in tocsin("alerts", "show", incident).output
    assert "desk, opened (post), revision 1, sent" in tocsin("incident", incident).output


def test_a_destination_that_refuses_is_shown_and_tried_again(tocsin, tmp_path, status):
    status["answer"] = 401
    deliver(tmp_path)
    listed = tocsin("alerts", "list", "--status", "waiting").output
    assert "1 waiting" in listed
    assert "paused until" in listed
    assert "answered 401: address or access is no longer right" in listed
    status["answer"] = 204
    assert tocsin("alerts", "retry", "desk").output == "1 deliveries are due now\n"
    deliver(tmp_path, take=False)
    assert "desk: 1 sent, 0 waiting, 0 failed" in tocsin("alerts", "list").output
    wrong = tocsin("alerts", "retry", "nothing")
    assert (wrong.exit_code, "`tocsin alerts list` shows ids" in wrong.output) == (1, True)


def test_a_silence_holds_alerts_back(tocsin, tmp_path):
    deliver(tmp_path, take=False)
    said_so = tocsin("alerts", "mute", "--for", "2h", "--region", "RU", "--by", "editor").output
    deliver(tmp_path)
    listed = tocsin("alerts", "list").output
    assert "about RU, by editor" in listed
    assert "1 waiting" in listed
    assert "muted until" in listed
    ended = tocsin("alerts", "mute", "--end", said_so.split(":")[0])
    assert ended.output.endswith("has ended; 1 deliveries are due now\n")
    deliver(tmp_path, take=False)
    assert "desk: 1 sent, 0 waiting, 0 failed" in tocsin("alerts", "list").output
    assert tocsin("alerts", "mute").exit_code == 2
    assert "there are: desk" in tocsin("alerts", "mute", "--for", "2h", "--destination", "dusk").output
    assert "`tocsin incidents` lists their ids" in tocsin("alerts", "mute", "--for", "2h", "--incident", "inc_x").output
    assert "30m, 2h or 7d" in tocsin("alerts", "mute", "--for", "soon").output


@pytest.mark.parametrize("silence", ["mute_until = 2099-01-01T00:00:00+00:00", 'quiet_hours = "00:00-00:00"'])
def test_the_end_of_a_silence_frees_nothing_that_its_route_holds_back(tocsin, tmp_path, silence):
    config = tmp_path / "tocsin.toml"
    deliver(tmp_path, take=False)
    said_so = tocsin("alerts", "mute", "--for", "2h").output
    config.write_text(f"{config.read_text()}{silence}\n")
    deliver(tmp_path)
    ended = tocsin("alerts", "mute", "--end", said_so.split(":")[0])
    assert ended.output.endswith("has ended; 0 deliveries are due now\n")
    deliver(tmp_path, take=False)
    assert "desk: 0 sent, 1 waiting" in tocsin("alerts", "list").output


def test_a_test_shows_what_the_service_answers(tocsin, status):
    assert tocsin("alerts", "test", "desk").output == "sent (status 204)\n"
    status["answer"] = 404
    refused = tocsin("alerts", "test", "desk")
    assert (refused.exit_code, "status 404" in refused.output) == (1, True)
    assert "there are: desk" in tocsin("alerts", "test", "dusk").output
