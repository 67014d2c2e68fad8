"""A source pushes articles: only with its key or its signature, taken only once they are in SQL, each once."""

import json
from base64 import b64encode

import httpx
import pytest
from misbehaving import Desk
from standardwebhooks.webhooks import Webhook

from services.ingest.hooks.push import Push
from services.ingest.sources import coverage
from services.runtime.secret import Reference

SECRET = f"whsec_{b64encode(b'k' * 32).decode()}"
ONE = {"id": "7", "url": "https://agency.example/7", "title": "Ferry", "text": "The ferry is late."}


def declared(desk: Desk, **auth: str) -> Push:
    desk.declare(
        id="agency", kind="push", url=None, lang="en", auth={name: Reference(value) for name, value in auth.items()}, max_body=2000
    )
    return Push(desk.work)


async def posted(push: Push, content: object, path: str = "/push/agency", method: str = "POST", **headers: str) -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(push.app), base_url="http://ours") as client:
        return await client.request(method, path, content=body, headers=named)


async def test_an_article_is_in_the_outbox_when_the_answer_comes_and_only_once(any_desk):
    push = declared(any_desk, bearer="key")
    first = await posted(push, ONE, authorization="Bearer key")
    again = await posted(push, {"articles": [ONE]}, authorization="Bearer key")
    assert (first.status_code, first.json()["articles"][0]["verdict"]) == (202, "new")
    assert (again.status_code, again.json()["articles"][0]["verdict"]) == (202, "unchanged")
    (article,) = await any_desk.articles()
    assert (article.source, article.source_kind, article.text_source, article.text) == (
        "agency",
        "push",
        "push",
        "The ferry is late.",
    )
    changed = await posted(push, {**ONE, "text": "The ferry is back."}, authorization="Bearer key")
    assert changed.json()["articles"][0]["revision"] == 2


async def test_a_signature_of_standard_webhooks_is_taken(at_desk):
    push, body = declared(at_desk, secret=SECRET), json.dumps(ONE)
    at = at_desk.clock.now()
    headers = {
        "webhook_id": "m1",
        "webhook_timestamp": str(int(at.timestamp())),
        "webhook_signature": Webhook(SECRET).sign("m1", at, body),
    }
    assert (await posted(push, body.encode(), **headers)).status_code == 202
    assert (await posted(push, body.encode() + b" ", **headers)).status_code == 401
    assert (await posted(push, body.encode(), **{**headers, "webhook_id": "m2"})).status_code == 401
    at_desk.clock.ahead(minutes=6)
    late = await posted(push, body.encode(), **headers)
    assert (late.status_code, "off our clock" in late.json()["error"]) == (401, True)


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer other"}, {"authorization": "Basic key"}, {"authorization": "Bearer "}]
)
async def test_without_the_right_key_nothing_is_taken(at_desk, headers):
    push = declared(at_desk, bearer="key")
    assert (await posted(push, ONE, **headers)).status_code == 401
    assert await at_desk.articles() == []


async def test_other_paths_methods_and_sizes_are_told(at_desk):
    push = declared(at_desk, bearer="key")
    at_desk.declare(id="paper")
    assert (await posted(push, ONE, path="/push/paper", authorization="Bearer key")).status_code == 404
    assert (await posted(push, ONE, path="/push/none", authorization="Bearer key")).status_code == 404
    assert (await posted(push, b"", method="GET")).status_code == 405
    assert (await posted(push, b"x" * 2001, authorization="Bearer key")).status_code == 413


async def test_bad_articles_are_told_and_good_ones_taken(at_desk):
    push = declared(at_desk, bearer="key")
    mixed = b'{"text": "Good."}\nno json\n{"text": ""}\n'
    done = await posted(push, mixed, authorization="Bearer key")
    assert (done.status_code, len(done.json()["articles"]), len(done.json()["problems"])) == (202, 1, 2)
    assert (await posted(push, {"title": "x"}, authorization="Bearer key")).status_code == 400


async def test_an_idempotency_key_names_an_article_that_has_no_other_name(at_desk):
    push = declared(at_desk, bearer="key")
    for text in ("First.", "First, corrected."):
        await posted(push, {"text": text}, authorization="Bearer key", idempotency_key="k1")
    assert [article.revision for article in await at_desk.articles()] == [1, 2]


async def test_a_given_id_reaches_no_article_of_another_source(at_desk):
    push = declared(at_desk, bearer="key")
    await posted(push, ONE, authorization="Bearer key")
    (article,) = await at_desk.articles()
    at_desk.declare(id="other", kind="push", url=None, auth={"bearer": Reference("key2")})
    await posted(push, {**ONE, "id": article.id, "source": "agency"}, path="/push/other", authorization="Bearer key2")
    assert [(each.source, each.revision) for each in await at_desk.articles()] == [("agency", 1), ("other", 1)]


async def test_when_the_outbox_is_full_the_source_is_told_to_come_back(at_desk):
    push = declared(at_desk, bearer="key")
    await posted(push, ONE, authorization="Bearer key")
    at_desk.work.settings = at_desk.work.settings.model_copy(update={"outbox_max": 10})
    full = await posted(push, {"text": "More."}, authorization="Bearer key")
    assert (full.status_code, full.headers["retry-after"]) == (503, "30")


async def test_a_source_that_pushes_is_no_longer_silent(at_desk):
    push = declared(at_desk, bearer="key")
    await at_desk.sync()
    at_desk.clock.ahead(days=12)
    assert await coverage.look(at_desk.work.engine, at_desk.work.sources, at_desk.clock.now()) == ["agency"]
    await posted(push, ONE, authorization="Bearer key")
    assert [event.type for event in await at_desk.events()] == [
        "tocsin.source.silent.v1", "tocsin.article.published.v1", "tocsin.source.recovered.v1",
    ]  # fmt: skip
    assert (await at_desk.state("agency")).silent_since is None
