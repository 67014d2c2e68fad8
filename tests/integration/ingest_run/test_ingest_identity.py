"""Which articles are one: by guid, by address, by the address a page calls its own, by their text; and which never are."""

import pytest
from misbehaving import Desk, feed, page, reply

from services.ingest.articles.simhash import distance


async def read(desk: Desk, *feeds: bytes, **given) -> list:
    """The articles of a source whose feed answers so, one reading after another."""
    desk.site.answers["/feed"] = [reply(200, body) for body in feeds]
    desk.declare(**given)
    for _ in feeds:
        await desk.poll()
        await desk.read()
        desk.clock.ahead(hours=1)
    return await desk.articles()


def item(guid: str, link: str, title: str = "Ferry late") -> str:
    return f"<item><guid>{guid}</guid><link>{link}</link><title>{title}</title><description>Text of {title}.</description></item>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://paper.example/?p=7", "https://paper.example/?p=7"),
        ("https://paper.example/?p=7", "https://www.paper.example/?p=7"),
        ("tag:paper.example,2025:7", "tag:paper.example,2025:7"),
    ],
)
async def test_a_guid_that_changes_its_scheme_or_host_is_the_same_item(at_desk, one, other):
    url = at_desk.site.url("/7")
    found = await read(at_desk, feed(more=item(one, url)), feed(more=item(other, url + "?utm_source=rss")), content="feed")
    assert len(found) == len(await at_desk.rows()) == 1


async def test_a_new_address_under_an_old_guid_is_no_new_article(at_desk):
    old, new = map(at_desk.site.url, ("/7/ferry", "/7/ferry-late"))
    found = await read(at_desk, feed(more=item("g-7", old)), feed(more=item("g-7", new)), content="feed")
    assert len(found) == 1


async def test_a_new_guid_at_an_old_address_is_no_new_article(at_desk):
    same = at_desk.site.url("/7")
    found = await read(at_desk, feed(more=item("g-7", same)), feed(more=item("g-8", same + "#top")), content="feed")
    assert len(found) == 1
    assert len(await at_desk.rows()) == 2


@pytest.mark.parametrize(
    ("canonical", "articles"),
    [
        ("/news/7", 1),  # another spelling of one article
        ("/", 2),  # the home page: a mistake of the template
        ("http://elsewhere.example/news/7", 2),  # another site: a wire copy is the outlet's own article all the same
    ],
)
async def test_the_address_that_pages_call_their_own_counts_where_it_can_be_true(at_desk, canonical, articles):
    desk = at_desk
    link = f'<head><link rel="canonical" href="{canonical if "://" in canonical else desk.site.url(canonical)}">'.encode()
    for path, words in (("/news/7", "Two boats."), ("/amp/news/7", "Two boats were lost at sea.")):
        desk.site.answers[path] = reply(200, page("Boats", words).replace(b"<head>", link))
    found = await read(desk, feed(("/news/7", "Boats"), ("/amp/news/7", "Boats"), site=desk.site))
    assert len({each.id for each in found}) == articles


async def test_a_wire_copy_in_another_outlet_is_kept_and_can_be_told_by_its_fingerprints(any_desk):
    desk = any_desk
    desk.site.answers |= {"/1": reply(200, page("Boats lost")), "/2": reply(200, page("Boats lost"))}
    desk.site.answers["/other"] = reply(200, feed(("/2", "Boats lost, agency says"), site=desk.site))
    desk.declare(id="other", url=desk.site.url("/other"))
    await read(desk, feed(("/1", "Boats lost"), site=desk.site))
    await desk.poll("other")
    await desk.read()
    first, second = await desk.articles()
    assert (first.source, second.source, second.duplicate_of) == ("paper", "other", None)
    assert first.content_hash == second.content_hash
    assert distance(first.simhash, second.simhash) == 0


async def test_the_same_text_again_in_one_source_points_to_the_first(at_desk):
    desk = at_desk
    desk.site.answers |= {"/1": reply(200, page("Boats lost")), "/2": reply(200, page("Boats lost"))}
    first, second = await read(desk, feed(("/1", "Boats lost"), ("/2", "Boats lost"), site=desk.site))
    assert second.duplicate_of == first.id
