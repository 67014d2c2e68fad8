"""The demo's newsroom: its pages read like a news site's, its chat believes only what is signed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from standardwebhooks import Webhook

from services.cli.news_site import newsroom
from services.cli.newsroom.articles import expected, stories
from services.cli.newsroom.chat import TOLERANCE, Chat, Unsigned, verify
from services.cli.newsroom.pages import feed_path, site
from services.ingest.settings import sources
from services.runtime.settings import load, runtime_settings
from services.store.alerts.settings import alerting
from tocsin.places import is_regional
from tocsin.vocabulary import Family

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The example secret of the Standard Webhooks libraries."""


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_every_article_is_in_the_past_and_of_one_day(hour: int) -> None:
    now = NOW.replace(hour=hour)
    told = stories(now)
    assert max(story.published for story in told) < now
    assert len({story.published.date() for story in told}) == 1
    assert now - told[0].published < timedelta(hours=30)


def test_the_newsroom_speaks_three_languages_and_repeats_itself() -> None:
    told = stories(NOW)
    assert {story.outlet.lang for story in told} == {"en", "ru", "uk"}
    assert len({story.path for story in told}) == len(told) >= 12
    assert not any("{" in paragraph for story in told for paragraph in story.paragraphs)


def test_what_is_expected_are_regions_and_families_of_the_contract() -> None:
    for incident in expected():
        assert is_regional(incident.region)
        assert incident.family in set(Family)


def test_a_feed_lists_its_outlets_articles_with_their_times() -> None:
    told = stories(NOW)
    outlet = told[0].outlet
    own = [story for story in told if story.outlet == outlet]
    _, body = site(told, "http://127.0.0.1:1")[feed_path(outlet)]
    items = ET.fromstring(body).findall("./channel/item")
    assert [item.findtext("title") for item in items] == [story.title for story in reversed(own)]
    assert items[-1].findtext("pubDate") == own[0].stamp


def test_a_page_holds_every_paragraph_among_the_furniture_of_a_site() -> None:
    told = stories(NOW)
    pages = site(told, "http://127.0.0.1:1")
    for story in told:
        text = pages[story.path][1].decode()
        assert all(f"<p>{paragraph.replace(chr(39), '&#x27;')}</p>" in text for paragraph in story.paragraphs)
        assert "<nav>" in text
        assert "<footer>" in text


def signed(body: str, at: datetime = NOW, identity: str = "msg_1") -> dict[str, str]:
    """Headers as the reference library makes them."""
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(identity, at, body),
    }


def test_the_chat_takes_what_the_reference_library_signed_once() -> None:
    heard: list[dict[str, Any]] = []
    chat = Chat(SECRET, heard.append)
    assert [chat.post(signed('{"n": 1}'), b'{"n": 1}', NOW) for _ in range(2)] == [204, 204]
    assert heard == chat.messages == [{"n": 1}]


def test_one_right_signature_of_several_is_enough() -> None:
    headers = signed("{}")
    verify(SECRET, {**headers, "webhook-signature": f"v1,AAAA v1a,xyz {headers['webhook-signature']}"}, b"{}", NOW)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        (signed("{}"), b'{"changed": true}'),
        ({**signed("{}"), "webhook-id": "msg_2"}, b"{}"),
        (signed("{}", NOW - TOLERANCE - timedelta(seconds=1)), b"{}"),
        ({**signed("{}"), "webhook-timestamp": "soon"}, b"{}"),
        (signed("no json"), b"no json"),
    ],
    ids=["unsigned", "changed body", "other id", "old", "no time", "no json"],
)
def test_the_chat_refuses_what_it_cannot_trust(headers: dict[str, str], body: bytes) -> None:
    chat = Chat(SECRET, lambda _: None)
    assert chat.post(headers, body, NOW) == 401
    assert not chat.messages
    assert chat.refused


def test_the_reason_of_a_refusal_is_told() -> None:
    with pytest.raises(Unsigned, match="no signature matches"):
        verify(SECRET, signed("{}"), b"[]", NOW)


def test_the_newsroom_tells_the_configuration_that_reads_it(tmp_path: Path) -> None:
    shown = CliRunner().invoke(newsroom, ["--toml", "--port", "8401"])
    assert shown.exit_code == 0, shown.output
    (tmp_path / "tocsin.toml").write_text(shown.stdout)
    document = load(tmp_path / "tocsin.toml", {"TOCSIN_NEWSROOM_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    declared = sources(document)
    assert {each.lang for each in declared} == {"en", "ru", "uk"}
    assert all(str(each.url).startswith("http://127.0.0.1:8401/") for each in declared)
    assert [each.name for each in alerting(document).destinations] == ["chat"]
    runtime_settings(document)


def test_the_configuration_of_a_newsroom_needs_its_port() -> None:
    assert "name a --port or an --address" in CliRunner().invoke(newsroom, ["--toml", "--port", "0"]).stderr
