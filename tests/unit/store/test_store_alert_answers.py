"""What the answer of each service means, as its documentation writes it."""

import json
from datetime import UTC, datetime

import pytest

from services.runtime.secret import Reference
from services.store.alerts.message import notice
from services.store.alerts.policy import Action
from services.store.alerts.sender import Answer, Outcome, Parcel
from services.store.alerts.sender import Reference as Message
from services.store.alerts.senders import sender_for
from services.store.alerts.settings import Destination

NOW = datetime(2025, 3, 28, 12, tzinfo=UTC)
SECRET, URL = Reference("token"), Reference("https://hooks.example/x")

DESTINATIONS = {
    "slack": {"kind": "slack", "token": SECRET, "channel": "C1"},
    "discord": {"kind": "discord", "url": URL},
    "telegram": {"kind": "telegram", "token": SECRET, "channel": "1"},
    "teams": {"kind": "teams", "url": URL},
    "mattermost": {"kind": "mattermost", "url": "https://m.example", "token": SECRET, "channel": "c"},
    "matrix": {"kind": "matrix", "url": "https://m.example", "token": SECRET, "channel": "!r:x"},
}


async def meaning(kind, status, body, headers=None, action=Action.POST) -> Outcome:
    about = Message("7") if action is not Action.POST else None
    sender = sender_for(Destination.model_validate({"name": "desk", **DESTINATIONS[kind]}))
    content = body if isinstance(body, str) else json.dumps(body)
    answer = Answer(status, headers or {}, content.encode())
    parcel = Parcel("dlv_1", "updated", action, notice("x"), NOW, about)
    await sender.aclose()
    return sender._dialect.outcome(parcel, answer)


@pytest.mark.parametrize(
    ("kind", "status", "body", "result"),
    [
        ("slack", 200, {"ok": True, "ts": "1.2", "channel": "C1"}, "sent"),
        ("slack", 200, {"ok": False, "error": "msg_blocks_too_long"}, "refused"),
        ("slack", 200, {"ok": False, "error": "channel_not_found"}, "closed"),
        ("slack", 200, {"ok": False, "error": "token_revoked"}, "closed"),
        ("slack", 200, {"ok": False, "error": "fatal_error"}, "later"),
        ("slack", 200, "<html>", "later"),
        ("slack", 200, {"ok": False, "error": "message_not_found"}, "gone"),
        ("discord", 204, "", "sent"),
        ("discord", 400, {"code": 50035, "message": "Invalid Form Body"}, "refused"),
        ("discord", 404, {"code": 10015, "message": "Unknown Webhook"}, "closed"),
        ("telegram", 400, {"ok": False, "description": "Bad Request: message is too long"}, "refused"),
        ("telegram", 400, {"ok": False, "description": "Bad Request: can't parse entities"}, "refused"),
        ("telegram", 400, {"ok": False, "description": "Bad Request: chat not found"}, "closed"),
        ("telegram", 400, {"ok": False, "description": "Bad Request: message is not modified: …"}, "sent"),
        ("telegram", 403, {"ok": False, "description": "Forbidden: bot was kicked from the group chat"}, "closed"),
        ("teams", 202, "", "sent"),
        ("teams", 200, "1", "sent"),
        ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413", "refused"),
        ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429", "wait"),
        ("mattermost", 201, {"id": "p1"}, "sent"),
        ("mattermost", 400, {"id": "model.post.is_valid.message_length.app_error"}, "refused"),
        ("matrix", 200, {"event_id": "$1"}, "sent"),
        ("matrix", 413, {"errcode": "M_TOO_LARGE"}, "refused"),
        ("matrix", 403, {"errcode": "M_FORBIDDEN"}, "closed"),
        ("matrix", 502, "", "later"),
    ],
)
async def test_answers(kind, status, body, result):
    outcome = await meaning(kind, status, body)
    assert outcome.result == result
    assert (outcome.code, outcome.answer) == (status, body if isinstance(body, str) else json.dumps(body))


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("discord", 404, {"code": 10008, "message": "Unknown Message"}),
        ("telegram", 400, {"ok": False, "description": "Bad Request: message to edit not found"}),
        ("mattermost", 404, {"id": "app.post.get.app_error"}),
        ("slack", 200, {"ok": False, "error": "edit_window_closed"}),
    ],
)
async def test_a_message_that_is_gone(kind, status, body):
    assert (await meaning(kind, status, body, action=Action.EDIT)).result == "gone"


@pytest.mark.parametrize(
    ("kind", "status", "body", "headers", "seconds"),
    [
        ("slack", 429, "", {"retry-after": "17"}, 17),
        ("slack", 200, {"ok": False, "error": "ratelimited"}, {"retry-after": "9"}, 9),
        ("discord", 429, {"retry_after": 0.65, "global": False}, {"retry-after": "1"}, 0.65),
        ("telegram", 429, {"ok": False, "parameters": {"retry_after": 35}}, {}, 35),
        ("teams", 429, "", {"retry-after": "Fri, 28 Mar 2025 12:00:20 GMT"}, 20),
        ("mattermost", 429, "", {"x-ratelimit-reset": "4"}, 4),
        ("matrix", 429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, {}, 2.5),
        ("matrix", 429, {"errcode": "M_LIMIT_EXCEEDED"}, {}, 5),
        ("teams", 429, "", {"retry-after": "1e300"}, 75 * 3600),
        ("teams", 429, "", {"retry-after": "Fri, 28 Mar 9999 12:00:20 GMT"}, 75 * 3600),
    ],
)
async def test_each_says_in_its_own_way_how_long_to_wait(kind, status, body, headers, seconds):
    outcome = await meaning(kind, status, body, headers)
    assert (outcome.result, outcome.wait) == ("wait", seconds)
