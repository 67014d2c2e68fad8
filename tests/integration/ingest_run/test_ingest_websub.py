"""A hub sends what is new: subscribed with a secret, verified, renewed in time, its signature checked; polls stay as a net."""

import hashlib
import hmac
from urllib.parse import parse_qs

import httpx
import pytest
from misbehaving import Desk, feed, reply

from services.ingest.hooks.websub import Callback, signed
from services.ingest.tables.schema import WEBSUB

DAY = 86_400.0


async def subscribed(desk: Desk) -> dict[str, str]:
    """Reads a feed that names a hub; the form that the hub got."""
    got: list[str] = []

    async def hub(asked, writer):
        got.append(asked.body)
        writer.write(reply(202))

    links = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{desk.site.url("/hub")}"/>'
    links += f'<link xmlns="http://www.w3.org/2005/Atom" rel="self" href="{desk.site.url("/feed")}"/>'
    desk.site.answers["/hub"] = hub
    desk.site.answers["/feed"] = reply(200, feed(("/a", "A"), more=links))
    desk.work.settings = desk.work.settings.model_copy(update={"public_url": "https://ours.example/"})
    desk.declare(kind="websub", content="feed")
    await desk.poll()
    (form,) = got
    return {name: values[0] for name, values in parse_qs(form).items()}


async def asked(desk: Desk, url: str, method: str = "GET", content: bytes = b"", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Callback(desk.work).app)) as client:
        return await client.request(method, url, content=content, headers=named)


def verification(form: dict[str, str], **other: str) -> str:
    values = {
        "hub.mode": "subscribe",
        "hub.topic": form["hub.topic"],
        "hub.challenge": "echo",
        "hub.lease_seconds": "864000",
        **other,
    }
    return f"{form['hub.callback']}?{httpx.QueryParams(values)}"


def mark(form: dict[str, str], body: bytes) -> str:
    return f"sha256={hmac.new(form['hub.secret'].encode(), body, hashlib.sha256).hexdigest()}"


async def test_a_subscription_is_asked_for_verified_and_brings_items(any_desk):
    desk = any_desk
    form = await subscribed(desk)
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", desk.site.url("/feed"))
    assert form["hub.callback"].startswith("https://ours.example/websub/paper/")
    confirmed = await asked(desk, verification(form))
    assert (confirmed.status_code, confirmed.text) == (200, "echo")
    body = feed(("/b", "B"))
    sent = await asked(
        desk, form["hub.callback"], "POST", body, x_hub_signature=mark(form, body), content_type="application/rss+xml"
    )
    assert sent.status_code == 202
    assert sorted(row["state"] for row in await desk.rows()) == ["new", "new"]
    await desk.poll()
    assert (await desk.state()).due >= desk.clock.now().timestamp() + 3600  # polls are a net now


async def test_nothing_but_what_was_asked_for_is_confirmed(at_desk):
    form = await subscribed(at_desk)
    for other in ({"hub.topic": "https://evil.example/"}, {"hub.mode": "unsubscribe"}):
        assert (await asked(at_desk, verification(form, **other))).status_code == 404
    assert (await asked(at_desk, verification({**form, "hub.callback": form["hub.callback"] + "x"}))).status_code == 404
    assert [row["state"] for row in await at_desk.rows(WEBSUB)] == ["asked"]


async def test_content_without_the_right_signature_is_dropped(at_desk):
    form = await subscribed(at_desk)
    body = feed(("/evil", "E"))
    for signature in ("", "sha256=00", mark({"hub.secret": "other"}, body), mark(form, body + b" "), "md5=00"):
        assert (await asked(at_desk, form["hub.callback"], "POST", body, x_hub_signature=signature)).status_code == 202
    assert len(await at_desk.rows()) == 1


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signatures_of_all_methods_of_the_standard_are_checked(method):
    right = hmac.new(b"key", b"body", getattr(hashlib, method)).hexdigest()
    assert signed("key", f"{method}={right}", b"body")
    assert not signed("key", f"{method}={right}", b"other")


async def test_a_lease_is_renewed_before_it_ends_under_the_same_address(at_desk):
    desk = at_desk
    form = await subscribed(desk)
    await asked(desk, verification(form))
    for days, requests in ((4, 1), (5, 2)):
        desk.clock.ahead(days=days)
        await desk.poll()
        assert desk.site.paths().count("/hub") == requests
    again = {name: values[0] for name, values in parse_qs(desk.site.asked[-1].body).items()}
    assert again["hub.callback"] == form["hub.callback"]


async def test_a_hub_that_denies_or_fails_is_asked_again_later_and_polling_goes_on(at_desk):
    desk = at_desk
    form = await subscribed(desk)
    await asked(desk, verification(form, **{"hub.mode": "denied"}))
    assert [row["state"] for row in await desk.rows(WEBSUB)] == ["denied"]
    desk.site.answers["/hub"] = reply(500)
    desk.clock.ahead(hours=2)
    assert await desk.poll() is None
    assert desk.site.paths().count("/hub") == 2
    assert (await desk.state()).due < desk.clock.now().timestamp() + 3600
