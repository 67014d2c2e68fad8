"""A thousand generated incidents: nothing oversize, nothing broken, whatever the names and quotes hold."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from alert_building import KINDS, changes, dispatch, incident, quote, table
from chat_rules import RULES, Refusal
from standardwebhooks import Webhook as Oracle

from services.store.alerts import message
from services.store.alerts.policy import Action
from services.store.alerts.sender import Parcel, Reference

NOW = datetime(2025, 3, 28, 12, tzinfo=UTC)
MANY = [message.full(incident(Random(number), number)) for number in range(60)]
PER_KIND = 112
"""Times nine kinds: a thousand incidents, and five messages about each."""


def parcels(chance: Random, number: int) -> list[Parcel]:
    """Everything that an incident can lead to."""
    told = incident(chance, number)
    full, news = message.full(told, quote(chance)), message.news(told, changes(chance), quote(chance))
    post = Parcel(f"dlv_{number}", "opened", Action.POST, full, NOW, incident=told, changes=tuple(changes(chance)))
    many = message.digest(chance.sample(MANY, chance.randint(2, 50)))
    return [
        post,
        replace(post, minimal=True),
        replace(post, action=Action.EDIT, about=Reference("7", "C1")),
        replace(post, action=Action.REPLY, message=news, about=Reference("7", "C1")),
        replace(post, action=Action.DIGEST, message=many, incident=None),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_oversize_or_broken(kind):
    dialect = dispatch([table(kind, "http://127.0.0.1:9/base")], "http://127.0.0.1:9/hook").senders[kind]._dialect
    chance = Random(kind)
    refused = []
    for number in range(PER_KIND):
        for parcel in parcels(chance, number):
            request = dialect.request(parcel)
            path = "/" + request.url.split("/", 3)[3].removeprefix("base/")
            try:
                taken = RULES[kind].check(request.method, path, request.headers, request.content)
            except Refusal as refusal:
                refused.append((parcel.action, str(refusal)))
                continue
            if parcel.incident:
                assert parcel.incident.id in taken.shown.replace("\\", "")
    assert refused == []


def test_a_webhook_is_signed_as_the_specification_says_with_every_secret():
    first, second = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "QUJD" * 8
    hook = {**table("webhook", "http://127.0.0.1:9"), "secrets": ["env:KEY", "env:URL"]}
    dialect = dispatch([hook], second).senders["webhook"]._dialect
    parcel = replace(parcels(Random(1), 1)[0], now=datetime.now(UTC))
    request = dialect.request(parcel)
    for secret in (first, second):
        assert Oracle(secret).verify(request.content, dict(request.headers))["type"] == "opened"
