"""Destinations and routes: every mistake in the file is told in a sentence that says what would be right."""

import pytest

from services.runtime.errors import ConfigError
from services.runtime.secret import Reference
from services.runtime.settings import Document
from services.store.alerts.settings import Destination, alerting

ENV = {"URL": "https://hooks.example/1", "TOKEN": "t", "KEY": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
HOOK = {"name": "desk", "kind": "webhook", "url": "https://a.example/in", "secrets": ["env:KEY"]}


def read(destinations, routes=()):
    return alerting(Document({"destination": list(destinations), "route": list(routes)}, ENV, "tocsin.toml"))


def test_without_any_the_console_is_told_at_once():
    found = alerting(Document({}, {}, "tocsin.toml"))
    assert [(each.name, each.kind) for each in found.destinations] == [("console", "console")]
    assert [(route.to, route.group_wait) for route in found.routes] == [(("console",), 0.0)]


def test_without_a_route_every_destination_gets_everything():
    found = read([HOOK, {**HOOK, "name": "backup"}])
    assert [route.to for route in found.routes] == [("desk", "backup")]
    assert found.routes[0].group_wait == 60.0


@pytest.mark.parametrize(
    ("destinations", "routes", "words"),
    [
        ([{"name": "a", "kind": "slack", "url": "https://hooks.example/1"}], [], 'write url = "env:NAME"'),
        ([{"name": "a", "kind": "slack"}], [], "slack needs url or token and channel"),
        ([{"name": "a", "kind": "webhook", "url": "https://a.example"}], [], "webhook needs url and secrets"),
        ([{"name": "a", "kind": "webhook", "url": "a.example", "secrets": ["env:KEY"]}], [], "must begin with https://"),
        ([{"name": "a", "kind": "webhook", "url": "http://[a", "secrets": ["env:KEY"]}], [], "name a host"),
        ([{"name": "a", "kind": "webhook", "url": "https://a.example", "secrets": ["plain"]}], [], "must not stand in this file"),
        (
            [{"name": "a", "kind": "matrix", "url": "https://m.x", "token": "env:TOKEN", "channel": "#x:y"}],
            [],
            "id of the room",
        ),
        ([{"name": "a", "kind": "discord", "url": "env:URL", "token": "env:TOKEN"}], [], "discord takes no token"),
        ([{"name": "a", "kind": "discord", "url": "env:NOWHERE"}], [], "NOWHERE is not set"),
        ([{"name": "a", "kind": "discord", "url": "env:URL", "chanel": "x"}], [], 'did you mean "channel"?'),
        ([HOOK, HOOK], [], "two destinations are called desk"),
        ([HOOK], [{"to": ["desc"]}], 'did you mean "desk"?'),
        ([HOOK], [{"to": []}], "at least 1 item"),
        ([HOOK], [{"to": ["desk"], "regions": ["Kharkiv"]}], "'Kharkiv' is no region code"),
        ([HOOK], [{"to": ["desk"], "quiet_hours": "late"}], "two local times"),
        ([HOOK], [{"to": ["desk"], "quiet_hours": "23:00-07:00", "quiet_zone": "Kyiv"}], "is no IANA zone"),
        ([], [{"to": ["desk"]}], "needs a [[destination]]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_told_with_what_would_be_right(destinations, routes, words):
    with pytest.raises(ConfigError) as told:
        read(destinations, routes)
    assert words in str(told.value)
    assert ENV["URL"] not in str(told.value)


def test_addresses_and_secrets_are_never_printed():
    found = repr(read([{"name": "a", "kind": "discord", "url": "env:URL"}, HOOK]))
    assert ENV["URL"] not in found
    assert ENV["KEY"] not in found


def test_what_lets_others_post_is_known_to_be_hidden():
    slack = Destination(name="a", kind="slack", url=Reference("https://hooks.slack.com/services/T0/B0/key?x=y1234567"))
    assert slack.hidden() == (
        "https://hooks.slack.com/services/T0/B0/key?x=y1234567",
        "/services/T0/B0/key",
        "x=y1234567",
    )
    matrix = Destination(name="m", kind="matrix", url="https://matrix.example", token=Reference("syt_secret"), channel="!r:example")
    assert matrix.hidden() == ("syt_secret",)
    assert Destination(name="c", kind="console").hidden() == ()
